"""Workbooks: values read exactly, formulas and bombs refused, and nothing but problems from damaged files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from fourfold.core.problems import Place, Problem, Problems
from fourfold.formats.sheet_scan import column_letters
from fourfold.formats.workbook import Workbook, read_workbook

QUARTER = datetime.fromisoformat("2024-01-01T00:15")


def made(fill: Callable[[Worksheet], object], title: str = "inputs") -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = title
    fill(sheet)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def read(data: bytes, name: str = "study.xlsx") -> tuple[Workbook | None, list[Problem]]:
    problems = Problems()
    return read_workbook(data, name, {"inputs"}, problems), list(problems)


def cells(data: bytes) -> list[tuple[int, tuple[object, ...]]]:
    workbook, problems = read(data)
    assert problems == []
    assert workbook is not None
    grid = workbook.grids["inputs"]
    assert grid is not None
    return [(row.number, row.cells) for row in grid.rows]


def codes(data: bytes, name: str = "study.xlsx") -> list[str]:
    return [problem.kind.code for problem in read(data, name)[1]]


def rewritten(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The archive with entries changed or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            content = change(entry, old.read(entry))
            if content is not None:
                new.writestr(entry, content)
    return out.getvalue()


def test_values_keep_their_kind_and_exact_spelling() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["a", "b", "c", "d", "e"])
        sheet.append([0.1, 3, "0.1", date(2024, 1, 31), QUARTER])
        sheet.append([])
        sheet.append([True, None, " ", None, 1e-7])

    assert cells(made(fill)) == [
        (2, (Decimal("0.1"), Decimal(3), "0.1", date(2024, 1, 31), QUARTER)),
        (4, (True, "", " ", "", Decimal("1e-7"))),
    ]


@settings(max_examples=25)
@given(
    st.lists(
        st.lists(
            st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=10)
            | st.integers(-(10**14), 10**14).map(Decimal)
            | st.decimals(-(10**6), 10**6, places=4).map(lambda number: number.normalize()),
            min_size=3,
            max_size=3,
        ),
        max_size=5,
    )
)
def test_rows_survive_writing_and_reading(rows: list[list[str | Decimal]]) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["a", "b", "c"])
        for number, row in enumerate(rows, start=2):
            for index, value in enumerate(row, start=1):
                cell = sheet.cell(number, index, value)
                cell.data_type = "s" if isinstance(value, str) else "n"

    assert [row for _, row in cells(made(fill))] == [tuple(row) for row in rows]


def test_remark_rows_before_the_header_are_skipped() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (["# remark"], ["a", "b"], ["#1", 2]):
            sheet.append(row)

    assert cells(made(fill)) == [(3, ("#1", Decimal(2)))]


def test_formula_names_its_cell_and_its_stored_result_is_not_used() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["a", "b", "c"])
        sheet["C7"] = "=1+1"
        sheet["A7"] = "x"

    workbook, problems = read(made(fill))
    assert [(p.kind.code, p.place, p.params["cell"]) for p in problems] == [
        ("cell-formula", Place("study.xlsx", 7, "c", "inputs"), "C7")
    ]
    assert workbook is not None
    grid = workbook.grids["inputs"]
    assert grid is not None
    assert grid.rows[0].cells[0] == "x"
    assert not isinstance(grid.rows[0].cells[2], str | Decimal)


def test_error_value_and_merged_cells_are_reported() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["a", "b"])
        sheet["A2"] = "#DIV/0!"
        sheet["A2"].data_type = "e"
        sheet.merge_cells("A4:B5")

    assert sorted(codes(made(fill))) == ["cell-error-value", "cells-merged"]


def test_other_formats_are_named() -> None:
    plain = made(lambda sheet: sheet.append(["a"]))
    assert codes(plain, "study.xlsm") == ["workbook-kind"]
    assert codes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == ["workbook-kind"]
    assert codes(b"a,b\n1,2\n") == ["workbook-kind"]
    macros = io.BytesIO(plain)
    with zipfile.ZipFile(macros, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    assert codes(macros.getvalue()) == ["workbook-kind"]
    ods = io.BytesIO()
    with zipfile.ZipFile(ods, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    assert codes(ods.getvalue()) == ["workbook-kind"]


def test_zip_bomb_is_refused_without_unpacking_it() -> None:
    bomb = rewritten(
        made(lambda sheet: sheet.append(["a"])),
        lambda entry, data: data + b" " * 300_000_000 if entry == "xl/worksheets/sheet1.xml" else data,
    )
    assert len(bomb) < 1_000_000
    assert codes(bomb) == ["archive-too-large"]


def test_an_archive_that_lies_about_its_sizes_is_refused() -> None:
    data = made(lambda sheet: sheet.append(["a" * 50_000]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lying != data
    assert codes(lying) == ["archive-broken"]


def test_too_many_entries_and_unsafe_names_are_refused() -> None:
    def with_entries(names: list[str]) -> bytes:
        out = io.BytesIO(made(lambda sheet: sheet.append(["a"])))
        with zipfile.ZipFile(out, "a") as archive:
            for name in names:
                archive.writestr(name, b"")
        return out.getvalue()

    assert codes(with_entries([f"x{i}" for i in range(2001)])) == ["archive-too-large"]
    assert codes(with_entries(["../../evil"])) == ["archive-unsafe"]
    assert codes(with_entries(["xl/Workbook.xml"])) == ["archive-unsafe"]


def test_a_value_far_away_does_not_exhaust_the_memory() -> None:
    def wide(sheet: Worksheet) -> None:
        sheet["A1"] = "a"
        sheet["XFD1048576"] = 1

    def tall(sheet: Worksheet) -> None:
        sheet["A1"] = "a"
        sheet["A1048576"] = 1

    def spread(sheet: Worksheet) -> None:
        sheet["A1"] = "a"
        sheet["FZ100000"] = 1

    assert codes(made(wide)) == ["table-too-wide"]
    assert codes(made(tall)) == ["table-too-many-rows"]
    assert codes(made(spread)) == ["sheet-too-large"]


def test_entities_are_not_expanded() -> None:
    def change(entry: str, data: bytes) -> bytes:
        if entry != "xl/worksheets/sheet1.xml":
            return data
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
            f'<!ENTITY {c} "{f"&{p};" * 10}">'.encode() for p, c in zip("abcdefgh", "bcdefghi", strict=True)
        )
        return bomb + b"]>" + data.replace(b"<t>a</t>", b"<t>&i;</t>")

    workbook, problems = read(rewritten(made(lambda sheet: sheet.append(["a"])), change))
    assert problems or (workbook is not None and len(str(workbook.grids)) < 10_000)


def test_a_truncated_workbook_is_said_to_be_damaged() -> None:
    data = made(lambda sheet: sheet.append(["a"]))
    assert codes(data[: len(data) // 2]) == ["archive-broken"]


def test_missing_parts_are_said_to_be_damage() -> None:
    data = made(lambda sheet: sheet.append(["a"]))
    without = rewritten(data, lambda entry, content: None if entry.endswith("workbook.xml.rels") else content)
    assert codes(without) == ["archive-broken"]


def _two_rows(sheet: Worksheet) -> None:
    sheet.append(["a", "b"])
    sheet.append([1, "x"])


BASE = made(_two_rows)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(BASE) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_flipped_bytes_give_values_or_problems(changes: list[tuple[int, int]]) -> None:
    data = bytearray(BASE)
    for position, value in changes:
        data[position] = value
    workbook, problems = read(bytes(data))
    assert workbook is not None or problems


SHEET = zipfile.ZipFile(io.BytesIO(BASE)).read("xl/worksheets/sheet1.xml")


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(SHEET) - 1), st.binary(max_size=3)), min_size=1, max_size=4))
def test_a_changed_sheet_gives_values_or_problems(changes: list[tuple[int, bytes]]) -> None:
    sheet = bytearray(SHEET)
    for position, value in changes:
        sheet[position : position + len(value)] = value
    data = rewritten(BASE, lambda entry, old: bytes(sheet) if entry == "xl/worksheets/sheet1.xml" else old)
    workbook, problems = read(data)
    assert workbook is not None or problems


def test_column_letters() -> None:
    assert [column_letters(number) for number in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_title_merged_over_the_header_is_one_fault() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (["Inputs of 2024"], [], ["process", "input", "amount"], ["a", "b", 1], ["c", "d", "=1+1"]):
            sheet.append(row)
        sheet.merge_cells("A1:C1")

    problems = Problems()
    workbook = read_workbook(made(fill), "study.xlsx", {"inputs"}, problems, {"inputs": ("process", "input", "amount")})
    assert workbook is not None
    assert workbook.grids == {"inputs": None}
    assert [(p.kind.code, p.place.sheet, p.place.row) for p in problems] == [
        ("table-title-above", "inputs", 1),
        ("cell-formula", "inputs", 5),
    ]
