"""Hostile and damaged packs end in clean refusals: never an exception, never a fault without words."""

from __future__ import annotations

import io
import os
import random
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.problems import Problem, Problems
from fourfold.standards.pack.folder import BOUNDS
from fourfold.standards.pack.reading import pack_of, read_pack
from fourfold.standards.pack.text import MOST_ROWS, PackText, TextRow, TextTable
from fourfold.standards.pack.workbook import pack_in_workbook
from fourfold.standards.pack.writing import pack_archive, pack_files
from fourfold.standards.pack.writing_workbook import pack_workbook
from support.outcomes import told
from support.pack_texts import STARTER, pack_texts, read, with_cell, written

FILES = pack_files(STARTER)
ARCHIVE = pack_archive(STARTER)
WORKBOOK = pack_workbook(STARTER)


def refused(path: Path) -> list[Problem]:
    """What is said of a pack that cannot be used."""
    pack, said = read(path)
    assert pack is None
    assert any(problem.severity == "error" for problem in said)
    for problem in said:
        spell(problem)
    return said


def spell(problem: Problem) -> None:
    """Put a problem into words; braces of the input are no fields left open."""
    params = {
        key: value.translate(_NO_BRACES) if isinstance(value, str) else value for key, value in problem.params.items()
    }
    told(replace(problem, params=params))


_NO_BRACES = str.maketrans("{}", "()")


def spoilt(data: bytes, seed: int) -> bytes:
    """Bytes with some of them flipped, cut off, doubled or replaced."""
    chance = random.Random(seed)
    spoilt = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(spoilt))
        match chance.randrange(4):
            case 0:
                spoilt[at] ^= 1 << chance.randrange(8)
            case 1:
                del spoilt[at:]
            case 2:
                spoilt[at:at] = spoilt[max(0, at - 200) : at]
            case _:
                spoilt[at : at + 1] = bytes(chance.choice([b'"', b",", b"\n", b"\0", b"\xff", b"|", b"{", b"'"]))
        if not spoilt:
            break
    return bytes(spoilt)


def sound_or_refused(path: Path) -> None:
    """Reading ends with a pack, or with errors that can be told."""
    problems = Problems()
    pack = read_pack(path, problems)
    assert (pack is None) == bool(problems.errors)
    for problem in problems:
        spell(problem)


@given(st.integers(0, 2**32), st.sampled_from(sorted(FILES)))
@settings(max_examples=40)
def test_a_damaged_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, seed: int, name: str) -> None:
    folder = written(STARTER, "folder", tmp_path_factory.mktemp("damaged"))
    (folder / name).write_bytes(spoilt(FILES[name], seed))
    sound_or_refused(folder)


@given(st.integers(0, 2**32))
@settings(max_examples=25)
def test_a_damaged_archive_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    path = tmp_path_factory.mktemp("damaged") / "pack.zip"
    path.write_bytes(spoilt(ARCHIVE, seed))
    sound_or_refused(path)


@given(st.integers(0, 2**32))
@settings(max_examples=25)
def test_a_damaged_workbook_is_read_or_refused(seed: int) -> None:
    problems = Problems()
    text = pack_in_workbook(spoilt(WORKBOOK, seed), "pack.xlsx", problems)
    if text is not None:
        pack_of(text, "", problems)
    else:
        assert problems.errors
    for problem in problems:
        spell(problem)


@given(st.permutations(sorted(FILES)))
@settings(max_examples=8)
def test_tables_in_each_others_places_are_refused(tmp_path_factory: pytest.TempPathFactory, order: list[str]) -> None:
    folder = tmp_path_factory.mktemp("swapped")
    for name, other in zip(sorted(FILES), order, strict=True):
        (folder / name).write_bytes(FILES[other])
    sound_or_refused(folder)


@given(pack_texts())
@settings(max_examples=60)
def test_any_text_is_a_pack_or_refused(text: PackText) -> None:
    problems = Problems()
    pack = pack_of(text, "", problems)
    assert (pack is None) == bool(problems.errors)
    for problem in problems:
        spell(problem)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([("clauses", c) for c in range(2, 6)] + [("requirements", r) for r in range(2, 6)]),
            st.sampled_from(["clause", "parent", "modality", "test", "severity", "change", "overrides", "requirement"]),
            st.sampled_from(["", "5", "5.1", "x", "shall", "info", "justified", "iso#x", "block", "|", "1 == 1"]),
        ),
        max_size=6,
    )
)
@settings(max_examples=60)
def test_cells_in_any_combination_are_a_pack_or_refused(cells: list[tuple[tuple[str, int], str, str]]) -> None:
    text = STARTER
    for (sheet, row), column, cell in cells:
        text = with_cell(text, sheet, row, column, cell)
    problems = Problems()
    assert (pack_of(text, "", problems) is None) == bool(problems.errors)


def test_a_huge_pack_is_refused_before_it_is_checked() -> None:
    rows = tuple(TextRow({"clause": f"c{n}", "parent": f"d{n}", "modality": "sh"}) for n in range(MOST_ROWS + 1))
    problems = Problems()
    assert pack_of(PackText("x", {"id": "x"}, {}, {"clauses": TextTable(("clause",), rows)}), "", problems) is None
    assert [problem.kind.code for problem in problems] == ["pack-too-long"]


def test_a_large_pack_full_of_faults_is_told_in_a_moment() -> None:
    rows = tuple(TextRow({"clause": f"c{n}", "parent": f"c{n ^ 1}", "modality": "sh"}) for n in range(MOST_ROWS // 2))
    wrong = tuple(TextRow({"requirement": f"r{n}", "clause": f"d{n}"}) for n in range(MOST_ROWS // 2))
    tables = {"clauses": TextTable(("clause",), rows), "requirements": TextTable(("requirement",), wrong)}
    problems = Problems()
    assert pack_of(PackText("x", {"id": "x"}, {}, tables), "", problems) is None
    assert len(problems) < 300


def test_a_long_cell_and_many_rows_in_a_file_are_refused(tmp_path: Path) -> None:
    folder = written(STARTER, "folder", tmp_path)
    lines = "".join(f"pass-{n},boundary.described,pass\n" for n in range(MOST_ROWS + 1))
    (folder / "expected.csv").write_text(f"example,requirement,verdict\n{lines}")
    assert "pack-too-long" in {problem.kind.code for problem in refused(folder)}


def test_a_file_beyond_the_bounds_is_refused(tmp_path: Path) -> None:
    folder = written(STARTER, "folder", tmp_path)
    with (folder / "clauses.csv").open("ab") as stream:
        stream.truncate(BOUNDS.file_bytes + 1)
    assert [problem.kind.code for problem in refused(folder)] == ["file-too-large"]


def zipped(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped(**{"../pack.yaml": b"id: x"}), "package-unsafe"),
        (zipped(**{"/pack.yaml": b"id: x"}), "package-unsafe"),
        (zipped(**{"pack.yaml": b"id: x", "clauses.csv": bytes(12 * 1024 * 1024)}), "package-too-large"),
        (zipped(**{"pack.yaml": b"", **{f"{n}.csv": b"" for n in range(300)}}), "package-too-large"),
        (zipped(**{"a__b__c__d__e__pack.yaml": b"id: x"}), "package-unsafe"),
        (zipped(**{"one__pack.yaml": b"id: x", "two__pack.yaml": b"id: y"}), "pack-several"),
        (zipped(**{"table.csv": b"a,b"}), "pack-missing"),
        (zipped(), "package-empty"),
        (zipped(**{"pack.yaml": b"id: x", "Xname.csv": b""}).replace(b"Xname", b"\0name"), "package-unsafe"),
    ],
)
def test_a_hostile_archive_is_refused(data: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    path.write_bytes(data)
    assert [problem.kind.code for problem in refused(path)] == [code]


@pytest.mark.parametrize("packing", ["tar", "tar.gz"])
def test_tar_archives_are_read_and_links_in_them_refused(packing: str, tmp_path: Path) -> None:
    path, folder = tmp_path / f"pack.{packing}", written(STARTER, "folder", tmp_path)
    with tarfile.open(path, "w:gz" if packing.endswith("gz") else "w") as archive:
        archive.add(folder, "demo")
    pack, said = read(path)
    assert said == []
    assert pack is not None
    assert pack.digest == STARTER.digest
    (folder / "changes.csv").unlink()
    (folder / "changes.csv").symlink_to("/etc/hostname")
    with tarfile.open(path, "w") as archive:
        archive.add(folder, "demo")
    assert [problem.kind.code for problem in refused(path)] == ["package-unsafe"]


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = written(STARTER, "folder", tmp_path)
    (tmp_path / "elsewhere.csv").write_text("clause\n")
    (folder / "clauses.csv").unlink()
    (folder / "clauses.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert [problem.kind.code for problem in refused(folder)] == ["package-link"]


@pytest.mark.parametrize("name", ["nothing", "nothing.xlsx", "nothing.zip"])
def test_what_is_not_there_is_told(name: str, tmp_path: Path) -> None:
    assert [problem.kind.code for problem in refused(tmp_path / name)] == ["file-missing"]


def test_a_folder_without_a_pack_and_a_device_are_refused(tmp_path: Path) -> None:
    (tmp_path / "text.md").write_text("x")
    assert [problem.kind.code for problem in refused(tmp_path)] == ["pack-missing"]
    os.mkfifo(tmp_path / "pipe")
    assert [problem.kind.code for problem in refused(tmp_path / "pipe")] == ["file-not-regular"]
