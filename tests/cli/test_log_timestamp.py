"""``fourfold log timestamp``: a request made, a reply checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command import Command
from support.logs import log_of
from support.time_stamps import Authority, authority_in

pytest.importorskip("rfc3161_client", reason="the extra timestamp is not installed")

CHECKPOINT = log_of(5).newest


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """One set of authorities for all tests."""
    return authority_in(tmp_path_factory.mktemp("authority"))


def test_a_request_and_a_reply_by_the_command(fourfold: Command, authority: Authority, tmp_path: Path) -> None:
    checkpoint = tmp_path / "checkpoint"
    checkpoint.write_text(CHECKPOINT.text, encoding="utf-8")
    made = fourfold("log", "timestamp", "--request", tmp_path / "x.tsq", "--under", checkpoint)
    assert made.code == 0
    (tmp_path / "x.tsr").write_bytes(authority.reply((tmp_path / "x.tsq").read_bytes()))
    ends = ["--reply", tmp_path / "x.tsr", "--authority", authority.folder / "chain.pem"]
    checked = fourfold("log", "timestamp", *ends, "--under", checkpoint)
    assert (checked.code, "CN=TSA: the checkpoint over 5 entries" in checked.out) == (0, True)
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    (mirror / "checkpoint").write_text(CHECKPOINT.text, encoding="utf-8")
    assert fourfold("log", "timestamp", *ends, "--log", mirror).code == 0
    other = tmp_path / "other"
    other.write_text(log_of(6).newest.text, encoding="utf-8")
    assert fourfold("log", "timestamp", *ends, "--under", other).code == 2
    assert fourfold("log", "timestamp", *ends).code == 2
    assert fourfold("log", "timestamp", "--under", checkpoint).code == 2
    assert fourfold("log", "timestamp", *ends[:2], "--under", checkpoint).code == 2
