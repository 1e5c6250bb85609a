"""The example gives what its README says, lies where published results lie, and carries its labels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from fourfold.accounting.assess import Result, assess
from fourfold.accounting.method_files import method
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.rows import ElectricityRow, EmissionRow, InputRow
from fourfold.cli.show import significant
from fourfold.formats.declared import Declared
from fourfold.standards.facts.facts import StudyFacts
from fourfold.standards.language.values import is_filler

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


def texts_of(value: object) -> list[dict[str, str]]:
    """Every text by language in what a study declares."""
    if isinstance(value, dict):
        return [value] if set(value) <= {"en", "zh"} else []
    if isinstance(value, tuple):
        return [text for one in value for text in texts_of(one)]
    if isinstance(value, Declared):
        return [text for name in type(value).model_fields for text in texts_of(getattr(value, name))]
    return []


def test_every_statement_is_made_in_english_and_chinese_and_says_something(result: Result) -> None:
    texts = texts_of(result.study.declarations)
    assert len(texts) > 50
    assert [text for text in texts if set(text) != {"en", "zh"} or any(map(is_filler, text.values()))] == []


def test_the_statements_quote_the_result_rightly(result: Result) -> None:
    facts = StudyFacts(result.study, result)
    rows = facts.look_up("result.contributions").content
    assert isinstance(rows, tuple)
    found = [row.content["share"].content for row in rows if isinstance(row.content, Mapping)]
    shares = [share for share in found if isinstance(share, Decimal)]
    issues = (result.study.declarations.interpretation.issues or {})["en"]
    assert [int(text) for text in re.findall(r"(\d+) %", issues)] == [round(share * 100) for share in shares[:5]]
    proxy = facts.look_up("result.proxy_share").content
    assert isinstance(proxy, Decimal)
    assert f"{round(proxy * 100)} % of the total" in (result.study.declarations.scope.limitations or {})["en"]


def test_both_core_standards_are_in_force_on_its_day(result: Result) -> None:
    assert result.study.declarations.day >= date(2025, 3, 1)
    assert not result.study.declarations.review.reviewer


def test_nothing_is_warned_of_but_the_missing_estimate(result: Result) -> None:
    assert [problem.kind.code for problem in result.warnings] == ["cut-off-unestimated"]


def test_every_row_is_rated_and_says_where_it_comes_from() -> None:
    tables = Study.load(EXAMPLE).tables
    rows: list[InputRow | EmissionRow | ElectricityRow] = [*tables.inputs, *tables.emissions, *tables.electricity]
    for row in rows:
        assert row.quality, row.place
        assert row.comment, row.place
    assert all(row.publisher and row.document for row in tables.factors)
