"""What a verifier has seen of logs is kept, whole, and a damaged record is not taken for none."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourfold.certification.log.checkpoint import Witness
from fourfold.core.problems import InputError
from fourfold.store.locks import exclusively
from fourfold.store.seen import default_seen, keep_checkpoint, seen_checkpoints
from support.logs import LOG_KEY, ORIGIN, OTHER_KEY, log_of

LOG = Witness(ORIGIN, LOG_KEY.public)


def test_nothing_was_seen_at_first(tmp_path: Path) -> None:
    assert seen_checkpoints(tmp_path / "none", LOG) == ()


def test_checkpoints_are_kept_by_size_smallest_first_each_once(tmp_path: Path) -> None:
    log = log_of(5)
    five = log.newest
    log.append([b"{}"], LOG_KEY)
    six = log.newest
    for checkpoint in (six, five, six):
        keep_checkpoint(tmp_path, LOG, checkpoint)
    assert seen_checkpoints(tmp_path, LOG) == (five, six)
    assert seen_checkpoints(tmp_path, Witness("other.example/log", LOG_KEY.public)) == ()
    assert seen_checkpoints(tmp_path, Witness(ORIGIN, OTHER_KEY.public)) == ()


def test_the_first_checkpoint_of_a_size_stays(tmp_path: Path) -> None:
    one, other = log_of(5).newest, log_of(5, variant="other").newest
    keep_checkpoint(tmp_path, LOG, one)
    keep_checkpoint(tmp_path, LOG, other)
    assert seen_checkpoints(tmp_path, LOG) == (one,)


def test_old_ones_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fourfold.store.seen.MOST_KEPT", 2)
    log = log_of(1)
    for _ in range(3):
        log.append([b"{}"], LOG_KEY)
        keep_checkpoint(tmp_path, LOG, log.newest)
    assert [one.size for one in seen_checkpoints(tmp_path, LOG)] == [3, 4]


@pytest.mark.parametrize("content", [b"", b"{}", b'{"log":"x","checkpoints":["x"]}', b"\xff"])
def test_a_damaged_record_is_an_error_and_not_a_first_time(tmp_path: Path, content: bytes) -> None:
    keep_checkpoint(tmp_path, LOG, log_of(5).newest)
    file = next(tmp_path.glob("*.json"))
    file.write_bytes(content)
    with pytest.raises(InputError, match="seen-damaged"):
        seen_checkpoints(tmp_path, LOG)
    with pytest.raises(InputError, match="seen-damaged"):
        keep_checkpoint(tmp_path, LOG, log_of(5).newest)
    assert file.read_bytes() == content


def test_the_folder_is_the_users_unless_another_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FOURFOLD_SEEN", str(tmp_path))
    assert default_seen() == tmp_path
    monkeypatch.delenv("FOURFOLD_SEEN")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert default_seen() == tmp_path / "state" / "fourfold" / "seen"


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file")
    with pytest.raises(InputError, match="seen-unwritable"):
        keep_checkpoint(taken, LOG, log_of(5).newest)


def test_nobody_waits_for_ever_for_a_program_that_does_not_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fourfold.store.seen.PATIENCE_S", 0.0)
    with exclusively(tmp_path / ".lock"), pytest.raises(InputError, match="seen-busy"):
        keep_checkpoint(tmp_path, LOG, log_of(5).newest)
    assert seen_checkpoints(tmp_path, LOG) == ()
    keep_checkpoint(tmp_path, LOG, log_of(5).newest)
    assert len(seen_checkpoints(tmp_path, LOG)) == 1
