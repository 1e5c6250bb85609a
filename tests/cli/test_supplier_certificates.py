"""A study with a supplier's certificate, as a person assesses and checks it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourfold.certification.status.bitstring import StatusPurpose
from support.certified import EXAMPLES, SOON
from support.chains import Chain
from support.command import Command


def test_summary_and_report_show_state_and_age_of_the_status(
    tmp_path: Path, fourfold: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = Chain(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    chain.flag(StatusPurpose.REVOCATION)
    done = fourfold("assess", chain.folder, "--trust", chain.trust, "--at", "2026-03-04")
    assert done.code == 0
    said = "supplier sheet-works, certificate EX-2026-000001: revoked; status as of 2026-03-03T08:00:00Z"
    assert said in done.out
    page = (chain.folder / "out" / "report.html").read_text(encoding="utf-8")
    section = page.partition('<section id="suppliers"')[2].partition("</section>")[0]
    assert "revoked" in section
    assert "status as of 2026-03-03T08:00:00Z" in section
    assert "EX-2026-000001" in section
    checked = fourfold(
        "check", chain.folder, "--standard", EXAMPLES / "rules", "--trust", chain.trust, "--at", SOON.isoformat()
    )
    assert checked.code == 0
