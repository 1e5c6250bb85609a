"""Table factors: what its rows may say together, and that every fault is reported where it stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fourfold.core.lines import CO2E, EmissionKind, Line
from fourfold.core.problems import Problems
from fourfold.data.assembling import factors_from_rows
from fourfold.data.factor_rows import COLUMNS, FactorRow, rows_from_csv
from support.factor_rows import factor_row


def faults(*rows: FactorRow) -> list[tuple[str, int, str]]:
    problems = Problems()
    factors = factors_from_rows(rows, problems)
    assert bool(factors) != bool(problems.errors)
    return [(problem.kind.code, problem.place.row, problem.place.column) for problem in problems]


def test_rows_of_one_id_are_the_parts_of_one_factor() -> None:
    problems = Problems()
    rows = [factor_row(2), factor_row(3, factor="other"), factor_row(4, gas="ch4", kind="fugitive")]
    factors = factors_from_rows(rows, problems)
    assert not len(problems)
    assert list(factors) == ["steam", "other"]
    assert [(part.gas, part.line, part.kind) for part in factors["steam"].parts] == [
        ("CO2", Line.FOSSIL, EmissionKind.COMBUSTION),
        ("CH4", Line.FOSSIL, EmissionKind.FUGITIVE),
    ]
    assert factors["steam"].parts[1].place.row == 4


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ({"quantity": "co2"}, ("factor-not-a-choice", "quantity")),
        ({"status": "sure"}, ("factor-not-a-choice", "status")),
        ({"line": "green"}, ("factor-not-a-choice", "line")),
        ({"gas": "SF7"}, ("gas-unknown", "gas")),
        ({"gas": "CH4", "quantity": "co2_direct"}, ("factor-co2-only", "gas")),
        ({"gas": CO2E}, ("factor-co2e-without-set", "gwp_set")),
        ({"gwp_set": "AR6"}, ("factor-set-without-co2e", "gwp_set")),
        ({"line": "biogenic_removals"}, ("factor-removal-positive", "value")),
        ({"gas": "CH4", "line": "biogenic_removals", "value": Decimal(-1)}, ("removal-not-co2", "gas")),
        ({"low": Decimal(1)}, ("factor-outside-range", "value")),
        ({"valid_to": date(2023, 1, 1)}, ("factor-period-backward", "valid_to")),
        ({"claim": "location"}, ("factor-claim-outside-electricity", "claim")),
        ({"family": "electricity", "losses": "unstated", "per_unit": "kg"}, ("factor-not-per-energy", "per_unit")),
        ({"family": "electricity", "per_unit": "度"}, ("factor-losses-unsaid", "losses")),
        ({"quality": "1;2"}, ("quality-ratings-wrong", "quality")),
    ],
)
def test_each_fault_is_reported_at_its_column(columns: dict[str, Any], fault: tuple[str, str]) -> None:
    assert faults(factor_row(5, **columns)) == [(fault[0], 5, fault[1])]


def test_rows_that_disagree_about_the_factor_are_reported_column_by_column() -> None:
    other = factor_row(3, gas="N2O", per_unit="GJ", status="derived", note="notes may differ")
    assert faults(factor_row(2), other) == [
        ("factor-parts-disagree", 3, "per_unit"),
        ("factor-parts-disagree", 3, "status"),
    ]


def test_the_same_part_twice_is_reported_whatever_its_spelling() -> None:
    assert faults(factor_row(2, gas="CH4"), factor_row(3, gas="甲烷")) == [("factor-part-twice", 3, "")]


def test_faults_beyond_those_listed_still_keep_a_factor_out() -> None:
    problems = Problems()
    many = [factor_row(row, factor=f"f{row}", gas="SF7") for row in range(2, 2 + 3 * Problems.SHOWN_PER_KIND)]
    assert factors_from_rows(many, problems) == {}
    assert len(problems) == Problems.SHOWN_PER_KIND


def test_faulty_cells_of_a_file_are_all_reported() -> None:
    header = ",".join(COLUMNS)
    cells = dict.fromkeys(COLUMNS, "") | {"factor": "x", "value": "1,5", "low": "NaN", "valid_from": "2023-13-01"}
    line = ",".join(f'"{cells[column]}"' for column in COLUMNS)
    problems = Problems()
    assert rows_from_csv(f"{header}\n{line}\n".encode(), "t.csv", problems) == []
    assert [(p.kind.code, p.place.row, p.place.column) for p in problems] == [
        ("factor-not-a-number", 2, "value"),
        ("factor-not-a-number", 2, "low"),
        ("factor-not-a-date", 2, "valid_from"),
        ("factor-not-a-date", 2, "valid_to"),
    ]


def test_missing_columns_and_foreign_encodings_are_reported() -> None:
    problems = Problems()
    assert rows_from_csv(b"factor,value\nx,1\n", "t.csv", problems) == []
    assert rows_from_csv("因子\n".encode("gb18030"), "u.csv", problems) == []
    assert [p.kind.code for p in problems] == ["factor-columns-missing", "file-not-utf8"]
