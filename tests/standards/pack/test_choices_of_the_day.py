"""Choices of a method that take the value of a parameter on the study's day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from support.pack_folders import pack_folder, refusals, resolved

SETS = [
    {"parameter": "set", "unit": "text", "to": "2024-06-01", "value": "AR5"},
    {"parameter": "set", "from": "2024-06-01", "to": "2025-06-01", "value": "AR6"},
    {"parameter": "least", "unit": "1", "value": "0.010"},
]
METHOD = [{"choice": "gwp_set", "value": "param.set"}, {"choice": "cut_off.each", "value": "param.least"}]


@pytest.mark.parametrize(("day", "text"), [(date(2024, 5, 31), "AR5"), (date(2024, 6, 1), "AR6")])
def test_a_choice_takes_the_value_of_the_day(tmp_path: Path, day: date, text: str) -> None:
    pack_folder(tmp_path, "p", parameters=SETS, method=METHOD)
    found = resolved(tmp_path, "p", day)
    assert found.method is not None
    assert str(found.method.gwp_set) == text
    assert found.choices["gwp_set"].choice.value == text
    assert found.method.cut_off.each == Decimal("0.010")


def test_a_child_moves_the_parameter_and_the_choice_follows(tmp_path: Path) -> None:
    pack_folder(tmp_path, "top", parameters=SETS, method=METHOD)
    why = {"reason_en": "Stated so.", "reason_zh": "文件如此规定。"}
    pack_folder(tmp_path, "child", "top", parameters=[{"parameter": "least", "unit": "1", "value": "0.02", **why}])
    method = resolved(tmp_path, "child").method
    assert method is not None
    assert method.cut_off.each == Decimal("0.02")


@pytest.mark.parametrize(
    ("value", "day"), [("param.set", date(2025, 6, 1)), ("param.sett", date(2024, 6, 1)), ("param.", date(2024, 6, 1))]
)
def test_a_choice_whose_parameter_has_no_value_is_refused_at_its_row(tmp_path: Path, value: str, day: date) -> None:
    pack_folder(tmp_path, "p", parameters=SETS, method=[{"choice": "gwp_set", "value": value}])
    assert refusals(tmp_path, "p", day) == [("choice-without-value", "p/method.csv", 2, "value")]


def test_a_value_of_the_day_that_is_no_choice_is_refused_as_any_other(tmp_path: Path) -> None:
    pack_folder(tmp_path, "p", parameters=SETS, method=[{"choice": "gwp_set", "value": "param.least"}])
    assert [(code, row) for code, _, row, _ in refusals(tmp_path, "p")] == [("declaration-choice", 2)]
