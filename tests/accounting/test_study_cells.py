"""What stands in a cell: every wrong value is reported at its row and column, with the repair; none is corrected."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.accounting.study.convert import known_to_studies
from fourfold.accounting.study.schema import tables
from fourfold.core.areas import areas
from fourfold.core.problems import Place, Problems
from fourfold.formats.cell_values import FAULT, convert
from fourfold.formats.numbers import NumberFault, read_number
from fourfold.formats.table_schema import Column
from support.full_study import Tables, faults_of, problems_of, write_full


@pytest.mark.parametrize(
    ("table", "column", "value", "code"),
    [
        ("inputs", "amount", "1,5", "number-comma"),
        ("inputs", "amount", "1.234,5", "number-comma"),
        ("inputs", "amount", "1,234", "number-comma"),
        ("inputs", "amount", "1 234", "number-grouped"),
        ("inputs", "amount", "1'234.5", "number-grouped"),
        ("inputs", "amount", "１２", "number-full-width"),
        ("inputs", "amount", "−5", "number-full-width"),
        ("inputs", "amount", "5 %", "number-percent"),
        ("inputs", "amount", "NaN", "number-not-finite"),
        ("inputs", "amount", "inf", "number-not-finite"),
        ("inputs", "amount", "1e999999999", "number-out-of-range"),
        ("inputs", "amount", "1e-99", "number-out-of-range"),
        ("inputs", "amount", "1" * 5000, "number-out-of-range"),
        ("inputs", "amount", "5 kg", "number-with-unit"),
        ("inputs", "amount", "5 m3", "number-with-unit"),
        ("inputs", "amount", "5°", "number-with-unit"),
        ("inputs", "amount", "3_2", "number-unreadable"),
        ("inputs", "amount", "3/2", "number-unreadable"),
        ("inputs", "amount", "3-2", "number-unreadable"),
        ("inputs", "amount", "3\u200b2", "number-invisible-signs"),
        ("inputs", "amount", "3\u200bm3", "number-unreadable"),
        ("inputs", "amount", "five", "number-unreadable"),
        ("inputs", "amount", "0x10", "number-unreadable"),
        ("inputs", "amount", "1_000", "number-grouped"),
        ("inputs", "amount", "=1+1", "number-unreadable"),
        ("inputs", "amount", "-1", "number-negative"),
        ("inputs", "amount", "", "value-missing"),
        ("outputs", "amount", "0", "number-not-positive"),
        ("inputs", "unit", "kgg", "unit-unknown"),
        ("inputs", "unit", "9**9**9**9", "unit-unknown"),
        ("inputs", "unit", "kg*", "unit-unknown"),
        ("inputs", "unit", "kg CO2e", "unit-unknown"),
        ("inputs", "kind", "materiel", "choice-unknown"),
        ("inputs", "input", "in part", "id-wrong"),
        ("inputs", "input", "../x", "id-wrong"),
        ("inputs", "quality", "1;2;3", "quality-ratings-wrong"),
        ("emissions", "gas", "CO3", "gas-unknown"),
        ("series", "area", "CN-XX", "area-unknown"),
        ("meters", "time_zone", "Asia/Peking", "zone-unknown"),
        ("meters", "time_zone", "../../etc/passwd", "zone-unknown"),
        ("meters", "resolution_minutes", "20", "whole-number-wrong"),
        ("meters", "resolution_minutes", "15.5", "whole-number-wrong"),
        ("shapes", "hour", "24", "whole-number-wrong"),
        ("shapes", "month", "13", "whole-number-wrong"),
        ("production", "start", "2024-01-01T00:00+8", "moment-wrong"),
        ("production", "start", "01.01.2024", "moment-wrong"),
        ("suppliers", "valid_from", "2023-02-30", "date-wrong"),
        ("suppliers", "valid_from", "1/2/2023", "date-wrong"),
        ("suppliers", "valid_from", "20230101", "date-wrong"),
        ("processes", "name", "x" * 20_000, "text-too-long"),
    ],
)
def test_a_wrong_cell_is_the_only_fault_and_has_its_place(
    tmp_path: Path, table: str, column: str, value: str, code: str
) -> None:
    def change(rows: Tables, _: dict[str, Any]) -> None:
        rows[table][0][column] = value

    assert faults_of(write_full(tmp_path, change)) == [(code, f"tables/{table}.csv", 2, column)]


@pytest.mark.parametrize(
    ("table", "column", "value", "offer"),
    [
        ("inputs", "unit", "kgg", "kg"),
        ("inputs", "kind", "Material", "material"),
        ("meters", "time_zone", "Asia/Shangai", "Asia/Shanghai"),
        ("series", "area", "CN-JSU", "CN-JS"),
        ("emissions", "gas", "CO22", "CO2"),
    ],
)
def test_what_is_spelled_alike_is_offered(tmp_path: Path, table: str, column: str, value: str, offer: str) -> None:
    def change(rows: Tables, _: dict[str, Any]) -> None:
        rows[table][0][column] = value

    [problem] = problems_of(write_full(tmp_path, change))
    assert offer in str(problem.params["similar"])


@pytest.mark.parametrize(
    ("text", "offer"),
    [("1,5", "1.5"), ("1,234", "1.234 / 1234"), ("1.234,5", "1234.5"), ("1,234.5", "1234.5"), ("12 %", "0.12")],
)
def test_the_repair_spells_what_may_be_meant(text: str, offer: str) -> None:
    fault = read_number(text)
    assert isinstance(fault, NumberFault)
    assert fault.offer == offer


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=6))
def test_a_plain_number_is_read_exactly(number: Decimal) -> None:
    assert read_number(format(number, "f")) == number


@given(st.text(max_size=40))
def test_any_text_is_a_number_in_bounds_or_a_fault(text: str) -> None:
    number = read_number(text)
    if isinstance(number, Decimal):
        assert number.is_finite()
        assert text.isascii()


COLUMNS = [column for table in tables().values() for column in table.columns]


@given(st.sampled_from(COLUMNS), st.text(max_size=60) | st.from_regex(r"[0-9a-zA-Z./*+ -]{1,30}", fullmatch=True))
def test_any_text_in_any_column_is_a_value_or_a_fault(column: Column, text: str) -> None:
    problems = Problems()
    value = convert(text, column, known_to_studies(areas()), Place("t.csv", 2, column.name), problems)
    assert (value is FAULT) == bool(problems.errors)


def test_all_faults_of_a_study_come_at_once(tmp_path: Path) -> None:
    def change(rows: Tables, declared: dict[str, Any]) -> None:
        rows["inputs"][0]["amount"] = "1,5"
        rows["inputs"][0]["unit"] = "kgg"
        rows["inputs"][3]["kind"] = "lorry"
        rows["suppliers"][0]["value"] = "?"
        rows["meters"][0]["file"] = "meters/none.csv"
        declared["period"]["end"] = "2023-01-01"

    folder = write_full(tmp_path, change)
    line = (folder / "study.yaml").read_text(encoding="utf-8").splitlines().index("  end: '2023-01-01'") + 1
    assert {fault[:3] for fault in faults_of(folder)} >= {
        ("number-comma", "tables/inputs.csv", 2),
        ("unit-unknown", "tables/inputs.csv", 2),
        ("choice-unknown", "tables/inputs.csv", 5),
        ("number-unreadable", "tables/suppliers.csv", 2),
        ("file-missing", "tables/meters.csv", 2),
        ("period-empty", "study.yaml", line),
    }


def test_a_fault_is_not_reported_again_by_what_depends_on_it(tmp_path: Path) -> None:
    def change(rows: Tables, _: dict[str, Any]) -> None:
        rows["outputs"][0]["amount"] = "many"  # the flow of the unit, made by the process main
        rows["suppliers"][0]["value"] = "?"  # the source of an input
        rows["meters"][0]["resolution_minutes"] = "7"  # the meter of a process
        rows["processes"][1]["stage"] = ""  # a process named everywhere

    assert [fault[0] for fault in faults_of(write_full(tmp_path, change))] == [
        "whole-number-wrong",
        "number-unreadable",
        "value-missing",
        "number-unreadable",
    ]


def test_an_unreadable_table_makes_no_reference_unknown(tmp_path: Path) -> None:
    write_full(tmp_path)
    (tmp_path / "tables" / "processes.csv").write_bytes("过程,名称\n".encode("gb18030"))
    assert faults_of(tmp_path) == [("file-not-utf8", "tables/processes.csv", 0, "")]


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ("amount", "ammount", "column-required", "amount"),
        ("amount", "ammount", "column-unknown", "ammount"),
        ("comment", "name", "column-duplicate", "name"),
    ],
)
def test_headers(tmp_path: Path, old: str, new: str, code: str, column: str) -> None:
    write_full(tmp_path)
    path = tmp_path / "tables" / "inputs.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f",{old}", f",{new}", 1), encoding="utf-8")
    assert (code, "tables/inputs.csv", 1, column) in faults_of(tmp_path)


def test_a_required_column_that_is_missing_is_reported_once(tmp_path: Path) -> None:
    write_full(tmp_path)
    path = tmp_path / "tables" / "inputs.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",amount", ",ammount", 1), encoding="utf-8")
    problems = problems_of(tmp_path)
    assert [p.kind.code for p in problems] == ["column-unknown", "column-required"]
    assert problems[0].params["similar"] == "amount"


def test_values_under_no_name_are_reported(tmp_path: Path) -> None:
    write_full(tmp_path)
    path = tmp_path / "tables" / "production.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("amount,", "amount,,").replace(",7,", ",7,x,"), encoding="utf-8"
    )
    assert faults_of(tmp_path) == [("column-unnamed", "tables/production.csv", 2, "")]


def test_a_table_full_of_faults_is_given_up_and_makes_no_reference_unknown(tmp_path: Path) -> None:
    def change(rows: Tables, _: dict[str, Any]) -> None:
        rows["suppliers"] = [{**rows["suppliers"][0], "supplier": f"s{n}", "value": "?"} for n in range(1500)]

    faults = faults_of(write_full(tmp_path, change))
    assert ("table-abandoned", "tables/suppliers.csv", 1002, "") in faults
    assert ("more-of-the-same", "tables/suppliers.csv", 0, "value") in faults
    assert {fault[1] for fault in faults} == {"tables/suppliers.csv"}
