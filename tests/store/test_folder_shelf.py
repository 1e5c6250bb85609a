"""The library on disk: whatever ends a run in the middle, a database is there whole or not at all."""

from __future__ import annotations

import json
import multiprocessing
import os
from pathlib import Path

import polars as pl
import pytest

from fourfold.core.problems import InputError
from fourfold.store import databases as module
from fourfold.store.databases import FolderShelf, default_library
from store.test_shelves import assert_same, sample


def tree_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def code_of(act: object) -> str:
    with pytest.raises(InputError) as raised:
        act()  # type: ignore[operator]
    return raised.value.problems[0].kind.code


def test_the_same_database_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        FolderShelf(tmp_path / name).add(sample())
    assert tree_of(tmp_path / "one") == tree_of(tmp_path / "two")


STEPS = ("write_parquet", "fsync", "rename", "write_atomically")


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", STEPS)
def test_a_failure_at_any_step_leaves_the_library_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    shelf = FolderShelf(tmp_path)
    shelf.add(sample(number=1))

    def fail(*_: object, **__: object) -> None:
        raise error

    places = {
        "write_parquet": (pl.DataFrame, "write_parquet"),
        "fsync": (os, "fsync"),
        "rename": (Path, "rename"),
        "write_atomically": (module, "write_atomically"),
    }
    owner, name = places[step]
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, fail)
        with pytest.raises((InputError, KeyboardInterrupt)):
            shelf.add(sample(number=2))
        with pytest.raises((InputError, KeyboardInterrupt)):
            shelf.add(sample("other"))
    assert [info.name for info in shelf.list()] == ["small"]
    assert list(shelf.versions("small")) == [sample(number=1).info]
    assert_same(shelf.open("small"), sample(number=1))
    assert shelf.add(sample(number=2))
    assert_same(shelf.open("small"), sample(number=2))
    assert not list(tmp_path.rglob(".part-*"))


def test_what_an_ended_run_left_is_not_seen_and_is_cleared(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    shelf.add(sample(number=1))
    left = tmp_path / "small" / "versions" / ".part-abc"
    left.mkdir()
    (left / "processes.parquet").write_bytes(b"half")
    unnamed = tmp_path / "small" / "versions" / sample(number=2).info.version
    unnamed.mkdir()
    (unnamed / "database.json").write_bytes(b"{")
    assert len(shelf.versions("small")) == 1
    assert shelf.add(sample(number=2))
    assert_same(shelf.open("small"), sample(number=2))
    assert not left.exists()


@pytest.mark.parametrize("file", ["database.json", "processes.parquet", "factors.parquet", "findings.parquet"])
@pytest.mark.parametrize("damage", ["flip", "cut", "gone"])
def test_damage_is_found_when_a_version_is_opened(tmp_path: Path, file: str, damage: str) -> None:
    shelf = FolderShelf(tmp_path)
    shelf.add(sample(number=1))
    shelf.add(sample(number=2))
    path = tmp_path / "small" / "versions" / sample(number=2).info.version / file
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data if damage == "flip" else data[:-10])
    if damage == "gone":
        path.unlink()
    assert code_of(lambda: shelf.open("small")) == "database-damaged"
    shelf.remove("small", sample(number=2).info.version)
    assert_same(shelf.open("small"), sample(number=1))


def test_a_damaged_list_of_versions_is_told_and_can_be_removed(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    shelf.add(sample())
    (tmp_path / "small" / "current.json").write_bytes(b"{}")
    assert code_of(shelf.list) == "database-damaged"
    shelf.remove("small")
    assert list(shelf.list()) == []


@pytest.mark.parametrize("file", ["current.json", "versions/{version}/database.json"])
def test_a_newer_format_is_refused(tmp_path: Path, file: str) -> None:
    shelf = FolderShelf(tmp_path)
    shelf.add(sample())
    path = tmp_path / "small" / file.format(version=sample().info.version)
    tree = json.loads(path.read_bytes())
    path.write_text(json.dumps({**tree, "fourfold": tree["fourfold"].replace("/1", "/2")}))
    assert code_of(lambda: shelf.open("small")) == "database-newer"


def test_a_library_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert code_of(lambda: FolderShelf(tmp_path / "file" / "library").add(sample())) == "library-not-writable"


def _add(path: Path, number: int) -> None:
    FolderShelf(path).add(sample(number=number))


def test_imports_at_the_same_time_all_arrive(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    runs = [context.Process(target=_add, args=(tmp_path, number)) for number in (1, 2, 2, 3)]
    for run in runs:
        run.start()
    for run in runs:
        run.join(60)
    assert [run.exitcode for run in runs] == [0] * 4
    shelf = FolderShelf(tmp_path)
    versions = {info.version for info in shelf.versions("small")}
    assert versions == {sample(number=number).info.version for number in (1, 2, 3)}
    for version in versions:
        shelf.open("small", version)


def test_the_library_has_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FOURFOLD_LIBRARY", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", "/somewhere")
    assert default_library() == Path("/somewhere/.local/share/fourfold/library")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert default_library() == Path("/data/fourfold/library")
    monkeypatch.setenv("FOURFOLD_LIBRARY", "/library")
    assert default_library() == Path("/library")
