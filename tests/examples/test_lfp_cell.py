"""The example gives what its README says, lies where published results lie, and carries its labels."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from fourfold.accounting.assess import Result, assess
from fourfold.accounting.method_files import method
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.rows import ElectricityRow, EmissionRow, InputRow
from fourfold.cli.show import significant

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "lfp-cell"
PUBLISHED_KG_CO2E_PER_KWH = (Decimal(40), Decimal(110))
"""Cradle-to-gate results for LFP cells cited in the example's README, from the lowest to the highest."""


@pytest.fixture(scope="module")
def result() -> Result:
    return assess(Study.load(EXAMPLE), method("fourfold-default"))


def test_the_readme_prints_what_the_engine_calculates(result: Result) -> None:
    text = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    block = re.search(r"<!-- engine:.*?-->(.*?)<!-- /engine -->", text, re.DOTALL)
    assert block is not None
    printed = dict(re.findall(r"^\| ([a-z-]+) \| ([0-9.]+) \|$", block[1], re.MULTILINE))
    stages = result.footprint.by(lambda cell: cell.item.stage)
    calculated = {stage: significant(value.value, 4) for stage, value in stages.items()}
    assert printed == {"total": significant(result.footprint.total_kg_co2e, 4), **calculated}


def test_it_lies_among_published_results(result: Result) -> None:
    low, high = PUBLISHED_KG_CO2E_PER_KWH
    assert low < result.footprint.total_kg_co2e < high


def test_the_mean_of_the_series_is_the_official_factor(result: Result) -> None:
    series = result.electricity.rows[0].hourly.series
    mean = series.annual_mean()
    assert mean.weighting == "demand"
    assert abs(mean.kg_co2e_per_kwh - Fraction("0.5777")) < Fraction(1, 2_000_000)


def test_the_illustrative_series_is_labelled_wherever_it_shows(result: Result) -> None:
    series = result.electricity.rows[0].hourly.series
    assert series.status == "illustrative"
    assert "llustrative" in series.names["en"]
    assert "示例" in series.names["zh"]
    assert any(a.kind.code == "illustrative-used" for a in result.assumptions)


def test_nothing_is_warned_of_but_the_missing_estimate(result: Result) -> None:
    assert [problem.kind.code for problem in result.warnings] == ["cut-off-unestimated"]


def test_every_row_is_rated_and_says_where_it_comes_from() -> None:
    tables = Study.load(EXAMPLE).tables
    rows: list[InputRow | EmissionRow | ElectricityRow] = [*tables.inputs, *tables.emissions, *tables.electricity]
    for row in rows:
        assert row.quality, row.place
        assert row.comment, row.place
    assert all(row.publisher and row.document for row in tables.factors)
