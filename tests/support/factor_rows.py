"""Rows and factors for tests, with everything a test does not care about filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from fourfold.core.problems import Place, Problems
from fourfold.data.assembling import factors_from_rows
from fourfold.data.factor import Factor
from fourfold.data.factor_rows import FactorRow

_STEAM = FactorRow(
    place=Place("tables/factors.csv", 2),
    factor="steam",
    name="Steam",
    name_zh="蒸汽",
    family="heat",
    gas="CO2",
    line="fossil",
    kind="combustion",
    value=Decimal("0.06"),
    low=None,
    high=None,
    per_unit="MJ",
    area="CN",
    valid_from=date(2023, 1, 1),
    valid_to=date(2024, 1, 1),
    technology="",
    quantity="co2e_lifecycle",
    claim="not_applicable",
    averaging="average",
    losses="not_applicable",
    gwp_set="not_weighted",
    heating_basis="",
    status="published",
    publisher="A publisher",
    document="A document",
    published="2023",
    url="https://example.org/steam",
    licence="",
    quality="",
    note="",
)


def factor_row(row: int = 2, **columns: Any) -> FactorRow:
    """A faultless row of table factors, changed in the columns given."""
    return replace(_STEAM, place=Place("tables/factors.csv", row), **columns)


def factor_of(*rows: FactorRow) -> Factor:
    """The one factor of faultless rows."""
    problems = Problems()
    (factor,) = factors_from_rows(rows, problems).values()
    assert not len(problems), [problem.kind.code for problem in problems]
    return factor
