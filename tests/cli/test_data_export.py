"""``fourfold data export``: what was imported leaves, and comes back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fourfold.app.databases.exporting import decided_links, export_database
from fourfold.app.databases.importing import import_database
from fourfold.core.problems import InputError
from fourfold.data.databases.profile import DEFAULT
from fourfold.store.databases import FolderShelf
from support.command import Command
from support.databases import Rows, database
from support.jsonld import flow, package, process, row, zipped


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library with one database of two processes."""
    source = tmp_path / "small.zip"
    datasets = [
        *(flow("steel"), flow("coal"), flow("co2", "ELEMENTARY_FLOW")),
        process("mill", row("steel", 1.0, out=True), row("coal", 0.5), row("co2", 1.5, out=True)),
        process("mine", row("coal", 1.0, out=True), row("co2", 0.1, out=True)),
    ]
    source.write_bytes(zipped(package(*datasets)))
    import_database(source, FolderShelf(tmp_path / "library"))
    return tmp_path / "library"


def test_the_file_comes_back_as_the_same_database(fourfold: Command, library: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.zip"
    outcome = fourfold("data", "export", "small", "-o", file, "--library", library)
    assert (outcome.code, outcome.err) == (0, "")
    assert "2 processes, 3 flows, 5 exchanges" in outcome.out.replace("\n", " ")
    shelf = FolderShelf(library)
    import_database(file, shelf, name="again")
    assert shelf.open("again").exchanges["amount"].to_list() == shelf.open("small").exchanges["amount"].to_list()


def test_json_tells_counts_and_notes(fourfold: Command, library: Path, tmp_path: Path) -> None:
    outcome = fourfold("data", "export", "small", "-o", tmp_path / "out.zip", "--library", library, "--json")
    document = json.loads(outcome.out)
    assert document["counts"]["Exchange"] == 5
    assert (document["format"], document["notes"]) == ("openlca-jsonld", [])


def test_a_file_is_replaced_only_when_told(fourfold: Command, library: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.zip"
    file.write_bytes(b"mine")
    refused = fourfold("data", "export", "small", "-o", file, "--library", library)
    assert (refused.code, file.read_bytes()) == (2, b"mine")
    assert "--force" in refused.err
    assert fourfold("data", "export", "small", "-o", file, "--library", library, "--force").code == 0
    assert file.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    "arguments",
    [
        ("unknown", "-o", "out.zip"),
        ("small", "-o", "no/such/folder/out.zip"),
        ("small", "-o", "out.zip", "--providers", "best"),
        ("small", "-o", "out.zip", "--version", "ffffffff"),
    ],
)
def test_what_cannot_be_done_is_said(
    fourfold: Command, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = fourfold("data", "export", *arguments, "--library", library)
    assert outcome.code == 2
    assert outcome.err
    assert not (tmp_path / "out.zip").exists()


def test_words_in_chinese(fourfold: Command, library: Path, tmp_path: Path) -> None:
    assert fourfold("data", "export", "small", "-o", tmp_path / "o.zip", "--library", library, "--lang", "zh").code == 0


def test_providers_a_profile_decides_are_written(tmp_path: Path) -> None:
    there = database([Rows("a").makes("x"), Rows("b").makes("x").takes("x", 0.5), Rows("c").makes("y").takes("x", 1.0)])
    links = decided_links(there, DEFAULT)
    assert sorted(links.values()) == ["a", "a"]
    exported = export_database(there, tmp_path / "out.zip", providers=DEFAULT.id)
    assert exported.counts["Exchange"] == 5
    with pytest.raises(InputError):
        export_database(there, tmp_path / "out.zip")
