"""The same study by every rule it has the data for: what is compared, and that each figure is the rule's own."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import jsonschema

import fourfold.accounting
from fourfold.accounting.documents.result import result_document
from fourfold.accounting.sensitivity import Alternative, sensitivity
from fourfold.accounting.study.model import Study
from fourfold.exchange.report import render_report
from support.memory import memory_study
from support.outcomes import calculated, default_with, warned
from support.studies import emits, output, own_factor, process, uses

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "chp-and-recycling"
SCHEMA = Path(fourfold.accounting.__file__).parent / "result.schema.json"


def plant(rule: str = "energy", **power: object) -> Study:
    """120 kg CO2 for 100 kWh of electricity and 300 kWh of heat, of which 1 kWh goes into the unit."""
    electricity = {"price": 3, "energy_carrier": "electricity", "displaces_source": "factor", "displaces_id": "grid"}
    tables = {
        "processes": [process("plant", allocation=rule, allocation_reason="a reason")],
        "outputs": [
            output("plant", "product", 300, "kWh", price=1),
            output("plant", "power", 100, "kWh", **{**electricity, **power}),
        ],
        "emissions": [emits("plant", "stack", "CO2", 120)],
        "factors": [own_factor("grid", "0.6", "kWh")],
    }
    unit = {"kind": "declared", "amount": "1", "unit": "kWh", "names": {"en": "1 kWh"}, "flow": "product"}
    return memory_study(tables, unit=unit)


def totals(found: tuple[Alternative, ...]) -> dict[str, str]:
    return {one.rule: str(one.total_kg_co2e.normalize()) for one in found if one.total_kg_co2e is not None}


def test_every_rule_with_data_is_calculated() -> None:
    # energy and amounts 3/4 of 120; price 300 of 600; displacement 120 − 60
    found = sensitivity(calculated(plant()))
    assert totals(found) == {"substitution": "0.2", "energy": "0.3", "physical": "0.3", "economic": "0.2"}
    assert [one.rule for one in found if one.chosen] == ["energy"]
    (economic,) = [one for one in found if one.rule == "economic"]
    assert economic.difference_kg_co2e == Decimal("-0.1")


def test_each_alternative_is_what_choosing_it_gives() -> None:
    for one in sensitivity(calculated(plant())):
        assert calculated(plant(one.rule)).footprint.total_kg_co2e == one.total_kg_co2e


def test_a_rule_that_the_method_does_not_allow_is_shown_as_such() -> None:
    result = calculated(plant(), default_with(allocation_order=("energy",)))
    assert warned(result) == []
    assert {one.rule for one in sensitivity(result) if not one.allowed} == {"substitution", "physical", "economic"}


def test_an_alternative_that_cannot_be_calculated_says_why() -> None:
    found = {one.rule: one for one in sensitivity(calculated(plant(displaces_id="no-such")))}
    reason = found["substitution"].reason
    assert found["substitution"].total_kg_co2e is None
    assert reason is not None
    assert reason.kind.code == "factor-unknown"


def test_without_co_products_and_end_of_life_there_is_nothing_to_compare() -> None:
    tables = {
        "processes": [process("main")],
        "outputs": [output("main", "product", 1)],
        "inputs": [uses("main", "in", 1, "factor", "made")],
        "factors": [own_factor("made", 2)],
    }
    assert sensitivity(calculated(memory_study(tables))) == ()


def test_formulas_of_the_end_of_life_are_compared_where_their_data_are_there() -> None:
    study = Study.load(EXAMPLE)
    found = sensitivity(calculated(study))
    formulas = [one.rule for one in found if one.subject == "end-of-life"]
    assert formulas == ["cut-off", "50-50", "substitution", "circular-footprint-formula"]
    for one in found:
        if one.subject == "end-of-life":
            other = calculated(study, default_with(end_of_life=one.rule))
            assert other.footprint.total_kg_co2e == one.total_kg_co2e
    rows = tuple(replace(row, material="") for row in study.tables.end_of_life)
    bare = replace(study, tables=replace(study.tables, end_of_life=rows))
    left = [one.rule for one in sensitivity(calculated(bare)) if one.subject == "end-of-life"]
    assert left == ["cut-off"]


def test_the_document_with_the_comparison_is_shaped_like_a_result_and_the_report_shows_it() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    study = Study.load(EXAMPLE)
    for how, rule in (("fourfold-default", "causal"), (str(EXAMPLE / "circular.yaml"), "substitution")):
        processes = tuple(replace(row, allocation=rule) if row.allocation else row for row in study.tables.processes)
        result = calculated(replace(study, tables=replace(study.tables, processes=processes)), how)
        found = sensitivity(result)
        document = result_document([result], found)
        assert [error.message for error in validator.iter_errors(document)] == []
        assert len(document["sensitivity"]) == len(found) == 10  # type: ignore[arg-type]
    for lang in ("en", "zh"):
        page = render_report(document, lang)
        assert 'id="sensitivity"' in page
    assert "sensitivity" not in result_document([result])
    assert 'id="sensitivity"' not in render_report(result_document([result]), "en")
