"""Folders are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourfold.app import folders
from fourfold.app.folders import replace_folder, write_folder
from fourfold.core.problems import InputError

OLD = {"pack.yaml": b"old", "clauses.csv": b"old", "notes.md": b"mine"}
TABLES = frozenset({"pack.yaml", "clauses.csv", "method.csv"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(tmp_path / "pack", OLD)
    return tmp_path / "pack"


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_outdated_files_go_and_others_stay(folder: Path) -> None:
    replace_folder(folder, {"pack.yaml": b"new", "method.csv": b"new"}, TABLES)
    assert content(folder) == {"pack.yaml": b"new", "method.csv": b"new", "notes.md": b"mine"}
    assert [path.name for path in folder.parent.iterdir()] == ["pack"]


def test_links_and_folders_of_the_author_stay(folder: Path) -> None:
    (folder / "more").mkdir()
    (folder / "more" / "pack.yaml").write_bytes(b"mine too")
    (folder / "link").symlink_to("notes.md")
    replace_folder(folder, {"pack.yaml": b"new"}, TABLES)
    assert (folder / "more" / "pack.yaml").read_bytes() == b"mine too"
    assert (folder / "link").is_symlink()


def test_a_failure_while_writing_leaves_the_old_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders, "_write_all", full)
    with pytest.raises(InputError, match="No space left"):
        replace_folder(folder, {"pack.yaml": b"new"}, TABLES)
    assert content(folder) == OLD
    assert [path.name for path in folder.parent.iterdir()] == ["pack"]
    with pytest.raises(InputError, match="No space left"):
        write_folder(folder.parent / "other", OLD)
    assert [path.name for path in folder.parent.iterdir()] == ["pack"]


def test_a_failure_while_swapping_puts_the_old_folder_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(InputError, match="Input/output error"):
        replace_folder(folder, {"pack.yaml": b"new"}, TABLES)
    assert content(folder) == OLD
    assert [path.name for path in folder.parent.iterdir()] == ["pack"]
