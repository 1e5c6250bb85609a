"""The files of a study: found, bounded, recorded by digest; whatever stands there, only problems come out."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourfold.accounting.study.model import Study
from fourfold.core.canonical import digest_of_bytes
from fourfold.core.problems import NOWHERE, InputError, Term
from fourfold.exchange.study_workbook import study_workbook
from fourfold.formats.numbers import NUMBER_EXPECTED
from support.full_study import Tables, faults_of, full_tables, problems_of, write_full


def with_workbook(folder: Path, rows: Tables | None = None) -> Path:
    cells = {
        table: [{column: str(value) for column, value in row.items()} for row in found]
        for table, found in (rows or full_tables()).items()
    }
    path = folder / "study.xlsx"
    path.write_bytes(study_workbook(cells))
    return path


def set_tables(folder: Path, value: str) -> None:
    path = folder / "study.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("tables: tables", f"tables: {value}"), encoding="utf-8")


def test_folder_and_workbook_give_the_same_rows(tmp_path: Path) -> None:
    folder = write_full(tmp_path)
    by_csv, by_workbook = Study.load(folder), Study.load(with_workbook(folder))
    for table in full_tables():
        one, other = getattr(by_csv.tables, table), getattr(by_workbook.tables, table)
        assert [replace(row, place=NOWHERE) for row in one] == [replace(row, place=NOWHERE) for row in other]
    assert by_workbook.tables.inputs[0].place.sheet == "inputs"
    assert by_workbook.tables.inputs[0].place.row == 2
    assert "study.xlsx" in by_workbook.files
    assert "tables/inputs.csv" not in by_workbook.files


def test_every_file_is_recorded_with_digest_and_role(tmp_path: Path) -> None:
    folder = write_full(tmp_path)
    files = Study.load(folder).files
    roles = {path: record.role for path, record in files.items()}
    assert roles == {
        "evidence.txt": "evidence",
        "meters/m.csv": "meter",
        "series/s.csv": "series",
        "study.yaml": "declarations",
        **{f"tables/{table}.csv": "table" for table in full_tables()},
    }
    for path, record in files.items():
        data = (folder / path).read_bytes()
        assert (record.digest, record.size_bytes) == (digest_of_bytes(data), len(data))


def test_which_tables_count(tmp_path: Path) -> None:
    folder = write_full(tmp_path)
    set_tables(folder, "")
    assert faults_of(folder) == []
    with_workbook(folder)
    assert [fault[0] for fault in faults_of(folder)] == ["tables-ambiguous"]
    set_tables(folder, "")
    (folder / "study.yaml").write_text(
        (folder / "study.yaml").read_text(encoding="utf-8").replace("tables:", "tables: study.xlsx"), encoding="utf-8"
    )
    assert "study.xlsx" in Study.load(folder).files


@pytest.mark.parametrize(("old", "new"), [("tables: tables", "tables: [tables]"), ("title:", "title: [")])
def test_which_tables_count_is_not_judged_when_the_declaration_is_broken(tmp_path: Path, old: str, new: str) -> None:
    folder = write_full(tmp_path)
    with_workbook(folder)
    declared = folder / "study.yaml"
    declared.write_text(declared.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert {fault[1] for fault in faults_of(folder)} == {"study.yaml"}
    assert "tables-ambiguous" not in [fault[0] for fault in faults_of(folder)]


@pytest.mark.parametrize("table", ["processes", "outputs"])
def test_a_missing_table_that_every_study_needs_is_the_one_fault(tmp_path: Path, table: str) -> None:
    folder = write_full(tmp_path)
    (folder / "tables" / f"{table}.csv").unlink()
    assert faults_of(folder) == [("table-missing", f"tables/{table}.csv", 0, "")]


def test_a_missing_sheet_that_every_study_needs_is_the_one_fault(tmp_path: Path) -> None:
    folder = write_full(tmp_path)
    path = with_workbook(folder)
    book = openpyxl.load_workbook(path)
    del book["outputs"]
    book.save(path)
    assert [(p.kind.code, p.place.sheet) for p in problems_of(path) if p.severity == "error"] == [
        ("table-missing", "outputs")
    ]


def test_a_table_under_a_wrong_name_is_the_one_fault(tmp_path: Path) -> None:
    folder = write_full(tmp_path)
    (folder / "tables" / "outputs.csv").rename(folder / "tables" / "output.csv")
    assert [fault[:2] for fault in faults_of(folder)] == [("table-unknown", "tables/output.csv")]


def test_no_tables_at_all(tmp_path: Path) -> None:
    folder = write_full(tmp_path)
    set_tables(folder, "")
    (folder / "tables").rename(folder / "elsewhere")
    assert [fault[0] for fault in faults_of(folder)] == ["tables-missing"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nowhere", "file-missing"),
        ("study.yaml", "file-missing"),
        ("..", "file-outside"),
        ("/etc", "file-outside"),
        ("link", "file-outside"),
        ("other.xlsx", "file-missing"),
        ("../study.xlsx", "file-outside"),
    ],
)
def test_tables_named_wrongly(tmp_path: Path, name: str, code: str) -> None:
    folder = write_full(tmp_path / "study")
    (tmp_path / "outside").mkdir()
    (folder / "link").symlink_to(tmp_path / "outside")
    set_tables(folder, name)
    assert [fault[:2] for fault in faults_of(folder)] == [(code, "study.yaml")]


def test_names_that_resemble_a_table_are_errors_and_others_are_said(tmp_path: Path) -> None:
    folder = write_full(tmp_path)
    (folder / "tables" / "input.csv").write_text("a\n", encoding="utf-8")
    (folder / "tables" / "Holiday.csv").write_text("a\n", encoding="utf-8")
    (folder / "tables" / "#notes.csv").write_text("a\n", encoding="utf-8")
    (folder / "tables" / ".~lock").write_text("a\n", encoding="utf-8")
    found = {(p.kind.code, p.severity, p.place.file) for p in problems_of(folder)}
    assert found == {
        ("table-unknown", "error", "tables/input.csv"),
        ("table-ignored", "warning", "tables/Holiday.csv"),
    }


def test_text_where_a_number_belongs_names_the_cell(tmp_path: Path) -> None:
    path = with_workbook(write_full(tmp_path))
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["inputs"]
    header = [cell.value for cell in sheet[1]]
    column = header.index("amount")
    sheet.cell(3, column + 1).value = "5"
    sheet.cell(4, column + 1).value = True
    sheet.cell(5, column + 1).value = "=2*3"
    sheet.cell(6, header.index("input") + 1).value = date(2024, 1, 2)
    workbook.save(path)
    problems = [p for p in problems_of(path) if p.severity == "error"]
    assert [(p.kind.code, p.place.sheet, p.place.row, p.params["cell"]) for p in problems] == [
        ("cell-text-not-number", "inputs", 3, "F3"),
        ("cell-type", "inputs", 4, "F4"),
        ("cell-formula", "inputs", 5, "F5"),
        ("cell-type", "inputs", 6, "B6"),
    ]


def test_a_truth_value_in_a_column_of_numbers_is_told_what_belongs_there(tmp_path: Path) -> None:
    path = with_workbook(write_full(tmp_path))
    book = openpyxl.load_workbook(path)
    headers = next(row for row in book["inputs"].iter_rows(values_only=True) if row[0] == "process")
    book["inputs"].cell(2, headers.index("amount") + 1).value = True
    book.save(path)
    [problem] = [problem for problem in problems_of(path) if problem.severity == "error"]
    assert (problem.kind.code, problem.place.column) == ("cell-type", "amount")
    assert problem.params["help"] == Term(NUMBER_EXPECTED)


def test_a_misspelt_sheet_is_an_error(tmp_path: Path) -> None:
    path = with_workbook(write_full(tmp_path))
    workbook = openpyxl.load_workbook(path)
    workbook["emissions"].title = "emisions"
    workbook.save(path)
    assert ("table-unknown", "study.xlsx", 0, "") in faults_of(path)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("none.pdf", "file-missing"),
        ("../outside.txt", "file-outside"),
        ("/etc/passwd", "file-outside"),
        ("link.txt", "file-outside"),
        ("fifo", "file-not-regular"),
        ("tables", "file-not-regular"),
        (".", "file-outside"),
        ("loop", "file-unreadable"),
        ("x" * 5000, "file-unreadable"),
        ("C:\\secret.txt", "file-outside"),
        ("huge.bin", "file-too-large"),
    ],
)
def test_files_that_may_not_be_read(tmp_path: Path, name: str, code: str) -> None:
    def change(rows: Tables, _: object) -> None:
        rows["emissions"][0]["evidence_file"] = name

    folder = write_full(tmp_path / "study", change)
    (tmp_path / "outside.txt").write_text("secret", encoding="utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "loop").symlink_to(folder / "loop")
    os.mkfifo(folder / "fifo")
    (folder / "huge.bin").touch()
    os.truncate(folder / "huge.bin", 2 * 1024**3)
    assert faults_of(folder) == [(code, "tables/emissions.csv", 2, "evidence_file")]


@pytest.mark.parametrize("name", ["study.yaml", "tables/inputs.csv"])
def test_two_gigabytes_are_refused_unread(tmp_path: Path, name: str) -> None:
    folder = write_full(tmp_path)
    os.truncate(folder / name, 2 * 1024**3)
    assert [fault[:2] for fault in faults_of(folder)] == [("file-too-large", name)]


@pytest.mark.parametrize("name", ["study.yaml", "tables/inputs.csv"])
def test_a_pipe_is_refused_without_waiting(tmp_path: Path, name: str) -> None:
    folder = write_full(tmp_path)
    (folder / name).unlink()
    os.mkfifo(folder / name)
    assert [fault[:2] for fault in faults_of(folder)] == [("file-not-regular", name)]


def test_a_declarations_file_that_leads_outside_is_refused(tmp_path: Path) -> None:
    folder = write_full(tmp_path / "study")
    (folder / "study.yaml").rename(tmp_path / "elsewhere.yaml")
    (folder / "study.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert [fault[:2] for fault in faults_of(folder)] == [("file-outside", "study.yaml")]


def test_a_workbook_that_is_a_bomb_or_truncated_is_refused(tmp_path: Path) -> None:
    path = with_workbook(write_full(tmp_path))
    whole = path.read_bytes()
    path.write_bytes(whole[:-500])
    assert [fault[:2] for fault in faults_of(path)] == [("archive-broken", "study.xlsx")]
    out = io.BytesIO(whole)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/bomb.xml", b" " * 100_000_000)
    path.write_bytes(out.getvalue())
    assert [fault[:2] for fault in faults_of(path)] == [("archive-too-large", "study.xlsx")]


def test_compressed_meter_files_are_named_and_recorded_as_they_are(tmp_path: Path) -> None:
    def change(rows: Tables, _: object) -> None:
        rows["meters"][0]["file"] = "meters/m.csv.gz"

    folder = write_full(tmp_path, change)
    data = gzip.compress(b"time,kwh\n")
    (folder / "meters" / "m.csv.gz").write_bytes(data)
    assert Study.load(folder).files["meters/m.csv.gz"].digest == digest_of_bytes(data)


@pytest.mark.parametrize("name", ["nowhere", "file.txt", "nul\0byte"])
def test_a_path_that_is_no_study_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").write_text("x", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Study.load(tmp_path / name)
    assert [problem.kind.code for problem in caught.value.problems] == ["study-path"]


def test_an_empty_folder_lacks_declarations_and_tables(tmp_path: Path) -> None:
    assert [fault[0] for fault in faults_of(tmp_path)] == ["file-missing", "tables-missing"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.sampled_from(["inputs", "production", "meters"]), st.binary(max_size=200), st.integers(0, 2000))
def test_any_bytes_in_a_table_end_in_problems_or_a_study(
    tmp_path: Path, table: str, data: bytes, position: int
) -> None:
    if not (tmp_path / "study.yaml").exists():
        write_full(tmp_path)
    path = tmp_path / "tables" / f"{table}.csv"
    whole = path.read_bytes()
    try:
        for changed in (data, whole[:position] + data + whole[position + len(data) :]):
            path.write_bytes(changed)
            problems_of(tmp_path)
    finally:
        path.write_bytes(whole)
