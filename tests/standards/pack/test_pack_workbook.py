"""A workbook as its author's spreadsheet program left it: what was typed becomes text, what is no value is refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from fourfold.core.problems import Problem, Problems
from fourfold.standards.pack.sheets import COLUMNS, SHEETS
from fourfold.standards.pack.text import PackText
from fourfold.standards.pack.workbook import pack_in_workbook
from fourfold.standards.pack.writing_workbook import pack_workbook
from support.pack_texts import STARTER, read

Edit = Callable[[Workbook], None]


def edited(edit: Edit) -> bytes:
    """The starter pack as a workbook, edited by openpyxl."""
    workbook = load_workbook(io.BytesIO(pack_workbook(STARTER)))
    edit(workbook)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def found(edit: Edit) -> tuple[PackText | None, list[Problem]]:
    problems = Problems()
    return pack_in_workbook(edited(edit), "pack.xlsx", problems), problems.sorted()


def put(sheet: str, cell: str, value: object) -> Edit:
    """Writes one cell."""

    def edit(workbook: Workbook) -> None:
        workbook[sheet][cell].value = value
        workbook[sheet][cell].number_format = "yyyy-mm-dd" if isinstance(value, date) else "General"

    return edit


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (0.1, "0.1"),
        (3, "3"),
        (1e-7, "0.0000001"),
        (1234567.5, "1234567.5"),
        (True, "true"),
        (False, "false"),
        (date(2026, 1, 31), "2026-01-31"),
        (datetime(2026, 1, 31), "2026-01-31"),  # noqa: DTZ001 - as Excel stores a date
        ("  padded ", "padded"),
        ("1.10", "1.10"),
    ],
)
def test_what_a_spreadsheet_typed_becomes_exact_text(typed: object, text: str) -> None:
    workbook, said = found(put("parameters", "F2", typed))
    assert workbook is not None
    assert workbook.rows("parameters")[0]["value"] == text
    assert said == []


def test_a_formula_is_refused_with_its_cell() -> None:
    _, said = found(put("parameters", "F2", "=1+1"))
    assert [(p.kind.code, p.place.sheet, p.place.row) for p in said] == [("cell-formula", "parameters", 2)]


def test_merged_cells_are_refused() -> None:
    _, said = found(lambda workbook: workbook["clauses"].merge_cells("A2:A3"))
    assert "cells-merged" in {problem.kind.code for problem in said}


@pytest.mark.parametrize(
    ("sheet", "cells"), [("clauses", "A4:A5"), ("clauses", "D3:D5"), ("requirements", "A3:A4"), ("examples", "A2:A9")]
)
def test_nothing_follows_from_merged_cells(sheet: str, cells: str, tmp_path: Path) -> None:
    (tmp_path / "pack.xlsx").write_bytes(edited(lambda workbook: workbook[sheet].merge_cells(cells)))
    pack, said = read(tmp_path / "pack.xlsx")
    assert pack is None
    assert [(p.kind.code, p.place.sheet, p.params["found"]) for p in said] == [("cells-merged", sheet, cells)]


@pytest.mark.parametrize("sheet", ["pack", *SHEETS])
@pytest.mark.parametrize("is_merged", [True, False])
def test_a_title_above_the_headers_is_one_fault(sheet: str, is_merged: bool, tmp_path: Path) -> None:
    def edit(workbook: Workbook) -> None:
        workbook[sheet].insert_rows(1)
        workbook[sheet]["A1"].value = "Rules for widgets"
        if is_merged:
            workbook[sheet].merge_cells("A1:C1")

    (tmp_path / "pack.xlsx").write_bytes(edited(edit))
    pack, said = read(tmp_path / "pack.xlsx")
    assert pack is None
    assert [(p.kind.code, p.place.sheet, p.params["row"]) for p in said] == [("table-title-above", sheet, "2")]


@pytest.mark.parametrize(("sheet", "cell"), [("clauses", "B3"), ("requirements", "C2"), ("changes", "A2")])
def test_the_number_of_a_clause_typed_as_a_number_is_told(sheet: str, cell: str) -> None:
    _, said = found(put(sheet, cell, 5.1))
    assert [(p.kind.code, p.severity) for p in said] == [("pack-cell-typed-as-number", "warning")]


def test_the_version_typed_as_a_number_is_told() -> None:
    def edit(workbook: Workbook) -> None:
        row = next(row for row in workbook["pack"].iter_rows() if row[0].value == "version")
        row[1].value, row[1].number_format = 1.1, "General"

    _, said = found(edit)
    assert [(p.kind.code, p.place.sheet) for p in said] == [("pack-cell-typed-as-number", "pack")]


def test_sheets_of_other_names_are_told_and_remarks_are_not() -> None:
    def edit(workbook: Workbook) -> None:
        workbook.create_sheet("clause")
        workbook.create_sheet("#notes").append(["anything"])

    text, said = found(edit)
    assert text is not None
    assert [(p.kind.code, p.place.sheet, p.params["similar"]) for p in said] == [
        ("pack-sheet-unknown", "clause", "clauses")
    ]


def test_without_the_sheet_pack_it_is_no_pack() -> None:
    text, said = found(lambda workbook: workbook.remove(workbook["pack"]))
    assert text is None
    assert [problem.kind.code for problem in said] == ["pack-sheet-missing"]


def test_the_sheet_pack_has_two_columns() -> None:
    _, said = found(put("pack", "C1", "remark"))
    assert [problem.kind.code for problem in said] == ["pack-sheet-column"]
    text, said = found(put("pack", "B1", "Value"))
    assert text is not None
    assert text.keys == {}
    assert "column-required" in {problem.kind.code for problem in said}


def test_a_key_of_two_rows_is_told() -> None:
    def edit(workbook: Workbook) -> None:
        workbook["pack"].append(["id", "other"])

    _, said = found(edit)
    assert [(p.kind.code, p.params["found"]) for p in said] == [("yaml-duplicate-key", "id")]


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("title", "pack-key-and-below"),
        ("title.1", "pack-key-mixed"),
        ("title..en", "pack-key-wrong"),
        ("备注", "pack-key-wrong"),
    ],
)
def test_keys_that_are_no_tree_are_told(key: str, code: str) -> None:
    _, said = found(lambda workbook: workbook["pack"].append([key, "x"]))
    assert code in {problem.kind.code for problem in said}


def test_counts_of_parents_may_have_gaps() -> None:
    def edit(workbook: Workbook) -> None:
        workbook["pack"].append(["derives_from.7.id", "second"])
        workbook["pack"].append(["derives_from.3.id", "first"])

    text, said = found(edit)
    assert said == []
    assert text is not None
    assert [text.keys[f"derives_from.{n}.id"] for n in (1, 2)] == ["first", "second"]


@pytest.mark.parametrize(("name", "data"), [("pack.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ("pack.xlsx", b"text")])
def test_a_file_that_is_no_workbook_is_refused(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    pack, said = read(tmp_path / name)
    assert pack is None
    assert [problem.kind.code for problem in said] == ["workbook-kind"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_authors_find_notes_and_choices_in_their_language(lang: str) -> None:
    workbook = load_workbook(io.BytesIO(pack_workbook(STARTER, "zh" if lang == "zh" else "en")))
    assert workbook.sheetnames[1:] == ["pack", *SHEETS]
    for sheet, columns in COLUMNS.items():
        header = [cell for cell in workbook[sheet][1] if cell.value]
        assert [cell.value for cell in header] == list(columns)
        for cell, column in zip(header, columns.values(), strict=True):
            assert cell.comment is not None
            assert cell.comment.text.startswith(column.meaning["zh" if lang == "zh" else "en"])
    offered = {str(rule.sqref): rule.formula1 for rule in workbook["requirements"].data_validations.dataValidation}
    assert offered["D2:D2000"] == '"shall,should,may,info"'
    assert offered["C2:C2000"] == "clauses!$A$2:$A$2000"


def test_every_key_an_author_may_fill_stands_on_the_sheet_pack() -> None:
    workbook = load_workbook(io.BytesIO(pack_workbook(STARTER)))
    keys = [row[0].value for row in workbook["pack"].iter_rows(min_row=2)]
    assert {"id", "derives_from.1.id", "applies_to.cpc", "document.effective.to", "unknown.zh"} <= set(keys)
    assert len(keys) == len(set(keys))
