"""Factors that hold one half of what a fuel emits: its burning, or its supply."""

from __future__ import annotations

from datetime import date

import pytest

from fourfold.accounting.method_files import method
from fourfold.accounting.notes import Notes
from fourfold.accounting.suitability import Setting, factor_is_suitable
from fourfold.core.problems import NOWHERE
from fourfold.data.library import shipped_library
from support.factor_rows import factor_of, factor_row

SETTING = Setting(
    method=method("fourfold-default"),
    library=shipped_library(),
    start=date(2023, 1, 1),
    end=date(2024, 1, 1),
    unconfirmed={},
    boundary="cradle_to_gate",
    areas={},
)


@pytest.mark.parametrize(
    ("quantity", "assumed"),
    [("co2e_direct", ["combustion-only"]), ("co2e_upstream", ["supply-only"]), ("co2e_lifecycle", [])],
)
def test_one_half_of_a_fuel_is_taken_and_said(quantity: str, assumed: list[str]) -> None:
    factor, notes = factor_of(factor_row(family="fuel", quantity=quantity)), Notes()
    assert factor_is_suitable(factor, "fuel", "", NOWHERE, SETTING, notes)
    assert [a.kind.code for a in notes.assumptions] == assumed


@pytest.mark.parametrize("quantity", ["co2e_direct", "co2e_upstream"])
def test_one_half_of_anything_else_is_refused(quantity: str) -> None:
    factor, notes = factor_of(factor_row(family="material", quantity=quantity)), Notes()
    assert not factor_is_suitable(factor, "material", "", NOWHERE, SETTING, notes)
    assert [p.kind.code for p in notes.problems.errors] == ["direct-factor"]
