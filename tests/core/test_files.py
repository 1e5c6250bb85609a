"""Files take their names when they are whole, with the mode they were given, and leave nothing behind else."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from fourfold.core.files import write_atomically, writing_beside


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("mode", [0o644, 0o600])
def test_a_file_has_its_mode_whatever_stood_there(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a"
    for before in (None, 0o600, 0o644):
        if before is not None:
            path.chmod(before)
        write_atomically(path, b"new", mode)
        assert (path.read_bytes(), mode_of(path), names_in(tmp_path)) == (b"new", mode, ["a"])


def test_everybody_may_read_what_has_no_other_mode(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", b"")
    assert mode_of(tmp_path / "a") == 0o644


def test_nobody_else_reads_a_file_that_is_not_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modes: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda handle: modes.append(stat.S_IMODE(os.fstat(handle).st_mode)))
    before = os.umask(0)
    try:
        write_atomically(tmp_path / "a", b"data", 0o644)
    finally:
        os.umask(before)
    assert modes == [0o600]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", ["stream", "fsync", "chmod", "name"])
def test_a_failure_at_any_step_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise error

    if step == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    if step == "chmod":
        monkeypatch.setattr(Path, "chmod", fail)
    take_name = fail if step == "name" else Path.replace

    def write() -> None:
        with writing_beside(path, take_name=take_name) as stream:
            stream.write(b"new")
            if step == "stream":
                fail()

    with pytest.raises(type(error)):
        write()
    assert (path.read_bytes(), names_in(tmp_path)) == (b"old", ["a"])


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "none" / "a", b"")
