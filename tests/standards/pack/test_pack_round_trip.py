"""A pack is the same pack as a folder, an archive and a workbook: nothing is lost on the way and back."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fourfold.core.problems import Problems
from fourfold.standards.pack.library import SHIPPED
from fourfold.standards.pack.reading import read_pack_text
from fourfold.standards.pack.text import PackText, TextRow, TextTable
from fourfold.standards.pack.writing import pack_archive, pack_files
from support.pack_texts import FORMS, STARTER, pack_texts, read, read_text, with_cell, with_keys, written


def normal(text: PackText) -> PackText:
    """A generated pack as it stands once it was written and read: cells without blanks around, gaps closed."""
    with tempfile.TemporaryDirectory() as folder:
        problems = Problems()
        found = read_pack_text(written(text, "workbook", Path(folder)), problems)
        assert found is not None
        return found


@given(pack_texts())
@example(PackText("any", {"id": "a", "list.2.a": "x", "list.1": "=1"}, {}, {}))
@example(PackText("any", {"id": "a"}, {}, {"clauses": TextTable(("clause", "备注"), (TextRow({"备注": "1.10"}),))}))
@settings(max_examples=12)
def test_folder_archive_and_workbook_hold_the_same_text(text: PackText) -> None:
    first = normal(text)
    for form in FORMS:
        with tempfile.TemporaryDirectory() as folder:
            again = read_pack_text(written(first, form, Path(folder)), Problems())
        assert again is not None
        assert again.content == first.content
        assert again.digest == first.digest
        assert pack_files(again) == pack_files(first)


@given(pack_texts())
@settings(max_examples=12)
def test_what_is_written_keeps_every_cell_but_the_blanks_around_it(text: PackText) -> None:
    found = normal(text)
    for sheet in text.tables:
        wanted = [
            {c: stripped for c, cell in row.cells.items() if (stripped := cell.strip())} for row in text.rows(sheet)
        ]
        assert [dict(row.cells) for row in found.rows(sheet)] == [row for row in wanted if row]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("cell", ["1.10", "=1+1", "007", "a\nb", '"x"', "#x", "_x0041_", "2025-01-01", "TRUE", "1e3"])
def test_cells_a_spreadsheet_would_change_stay_as_they_are(form: str, cell: str, tmp_path: Path) -> None:
    text = with_cell(STARTER, "clauses", 3, "paraphrase_en", cell)
    assert read_text(written(text, form, tmp_path)).rows("clauses")[1]["paraphrase_en"] == cell


def test_the_digest_tells_any_change_and_no_change_of_form(tmp_path: Path) -> None:
    digests = {read_text(written(STARTER, form, tmp_path / form)).digest for form in FORMS}
    assert digests == {STARTER.digest}
    assert with_cell(STARTER, "expected", 2, "verdict", "fail").digest != STARTER.digest
    assert with_keys(STARTER, licence="other").digest != STARTER.digest


def test_blanks_line_ends_and_the_order_of_columns_do_not_count(tmp_path: Path) -> None:
    folder = written(STARTER, "folder", tmp_path)
    path = folder / "method.csv"
    path.write_bytes(
        "\ufeffvalue, choice ,clause,reason_zh,reason_en\r\n AR6 ,gwp_set,,虚构,Invented\r\n,,,,\r\n".encode()
    )
    assert read_text(folder).digest == STARTER.digest


def test_line_breaks_inside_a_cell_are_one_sign(tmp_path: Path) -> None:
    folder = written(with_cell(STARTER, "method", 2, "reason_en", "a\nb"), "folder", tmp_path)
    path = folder / "method.csv"
    wanted = read_text(folder).digest
    path.write_bytes(path.read_bytes().replace(b"a\nb", b"a\r\nb"))
    assert read_text(folder).digest == wanted


def test_unknown_columns_and_keys_are_kept_and_told(tmp_path: Path) -> None:
    text = with_cell(with_keys(STARTER, my__own="x"), "clauses", 2, "remark", "mine")
    for form in FORMS:
        path = written(text, form, tmp_path / form)
        pack, said = read(path)
        assert pack is not None
        assert [problem.kind.code for problem in said] == ["pack-column-unknown", "pack-key-unknown"] or (
            {problem.kind.code for problem in said} == {"pack-column-unknown", "pack-key-unknown"}
        )
        assert all(problem.severity == "warning" for problem in said)
        assert pack.digest == text.digest


def test_an_archive_of_a_pack_is_the_same_bytes_again() -> None:
    assert pack_archive(STARTER) == pack_archive(STARTER)


@pytest.mark.parametrize("pack", sorted(path.name for path in SHIPPED.iterdir() if (path / "pack.yaml").exists()))
def test_shipped_packs_come_through_a_workbook(pack: str, tmp_path: Path) -> None:
    text = read_text(SHIPPED / pack)
    assert text.id == pack
    assert read_text(written(text, "workbook", tmp_path)).content == text.content


@settings(max_examples=8)
@given(st.lists(st.sampled_from(["hs", "cpc"]), unique=True), st.lists(st.from_regex(r"[0-9]{2,6}", fullmatch=True)))
def test_lists_of_codes_have_one_spelling(schemes: list[str], codes: list[str]) -> None:
    keys = {f"applies_to.{scheme}": "|".join(codes) for scheme in schemes}
    with tempfile.TemporaryDirectory() as folder:
        found = read_pack_text(written(PackText("x", {"id": "x", **keys}), "workbook", Path(folder)), Problems())
    assert found is not None
    assert {found.keys.get(key, "") for key in keys} <= {" | ".join(codes)}
