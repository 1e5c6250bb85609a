"""Facts of a result: totals and shares that add up, what became of electricity, where figures come from."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from fourfold.accounting.assess import Result
from fourfold.accounting.study.model import Study
from fourfold.core.problems import NOWHERE
from fourfold.electricity.supply.criteria import InstrumentKind
from fourfold.standards.facts.facts import StudyFacts
from fourfold.standards.language.values import Missing
from support.outcomes import calculated
from support.studies import emits, output, process
from support.study_facts import contents, number, rows, small_facts, with_instruments


def test_totals_lines_and_shares_are_those_of_the_result(facts: StudyFacts, result: Result) -> None:
    total = facts.look_up("result.total_kg_co2e")
    assert (total.content, total.place) == (result.footprint.total_kg_co2e, NOWHERE)
    lines = [number(facts.look_up(f"result.lines.{line}").content) for line in result.footprint.lines()]
    assert sum(lines) == total.content
    stages = contents(facts.look_up("result.stages"), "total_kg_co2e", "share")
    assert sum(number(kg) for kg, _ in stages) == total.content
    assert abs(sum((number(share) for _, share in stages), Decimal(-1))) < Decimal("1e-20")
    assert contents(facts.look_up("result.stages"), "stage", "role") == [
        ("materials", "raw-materials"),
        ("making", "production"),
        ("use", None),
    ]


def test_contributions_come_largest_first_with_shares_of_the_sum_of_sizes(facts: StudyFacts) -> None:
    found = contents(facts.look_up("result.contributions"), "total_kg_co2e", "share")
    masses = [kg for kg, _ in found if isinstance(kg, Decimal)]
    assert len(masses) == len(found)
    assert masses == sorted(masses, key=abs, reverse=True)
    assert min(masses) < 0
    assert abs(sum((number(share) for _, share in found), Decimal(-1))) < Decimal("1e-20")
    told = contents(facts.look_up("result.contributions"), "item", "control", "rated", "has_evidence", "source_kind")
    assert ("in-bought", "own", True, True, "supplier") in told
    assert ("stack", "other", True, False, "gwp") in told


def test_a_footprint_of_nothing_has_no_shares(tmp_path: Path) -> None:
    facts = small_facts(tmp_path, result=True, tables={"emissions": [emits("main", "stack", "CO2", 0)]})
    for name in ("primary_share", "unsplit_share", "rated_share", "electricity_share"):
        assert facts.look_up(f"result.{name}").missing is Missing.UNDEFINED
    assert rows(facts.look_up("result.contributions"))[0]["share"].missing is Missing.UNDEFINED
    assert rows(facts.look_up("result.stages"))[0]["share"].missing is Missing.UNDEFINED


def test_electricity_adds_up_and_tells_what_became_of_the_instrument(facts: StudyFacts) -> None:
    covered = rows(facts.look_up("result.electricity.covered"))
    assert [row["kind"].content for row in covered] == ["on_site", "instruments", "grid"]
    for field, name in (("energy_kwh", "energy_kwh"), ("total_kg_co2e", "total_kg_co2e")):
        parts = [number(row[field].content) for row in covered]
        assert sum(parts) == facts.look_up(f"result.electricity.{name}").content
    with_grid = number(facts.look_up("result.electricity.grid_mix_kg_co2e").content)
    assert with_grid > number(facts.look_up("result.electricity.total_kg_co2e").content)
    fields = ("instrument", "accepted", "refused_because", "offered_kwh", "used_kwh")
    assert contents(facts.look_up("result.electricity.instruments"), *fields) == [("gc-1", True, None, 20, 20)]


def test_shares_matched_are_those_of_plants_and_instruments_whose_interval_lies_in_the_window(
    facts: StudyFacts,
) -> None:
    hour, month, year = (number(facts.look_up(f"result.electricity.matched_{w}").content) for w in _WINDOWS)
    assert 0 < hour <= month <= year <= 1


def test_without_electricity_no_share_is_matched(tmp_path: Path) -> None:
    facts = small_facts(tmp_path, result=True)
    for window in _WINDOWS:
        assert facts.look_up(f"result.electricity.matched_{window}").missing is Missing.UNDEFINED


_WINDOWS = ("hour", "month", "year")


def test_an_instrument_that_is_refused_says_by_which_criterion(rich: Study) -> None:
    facts = StudyFacts(rich, calculated(rich, with_instruments(InstrumentKind.PPA)))
    fields = ("accepted", "refused_because", "used_kwh")
    assert contents(facts.look_up("result.electricity.instruments"), *fields) == [(False, "kind", 0)]


def test_a_study_without_electricity_uses_none(tmp_path: Path) -> None:
    facts = small_facts(tmp_path, result=True)
    assert facts.look_up("result.electricity.used").content is False
    assert facts.look_up("result.electricity.energy_kwh").content == 0
    assert facts.look_up("result.electricity.covered").content == ()
    assert facts.look_up("result.electricity.official_kg_co2e").missing is Missing.ABSENT


def test_sources_say_what_kind_of_number_they_are_and_how_often_they_are_used(facts: StudyFacts) -> None:
    found = {row["source"].content: row for row in rows(facts.look_up("result.sources"))}
    assert (found["s"]["claim"].content, found["s"]["is_electricity"].content) == ("location", True)
    assert (found["wood"]["is_electricity"].content, found["wood"]["uses"].content) == (False, 3)
    assert found["wind"]["is_electricity"].content is True


def test_a_source_by_gas_is_weighted_by_the_method_and_others_say_themselves(rich: Study) -> None:
    facts = StudyFacts(rich, calculated(rich, "hourly-ar5"))
    found = {row["source"].content: row["gwp_set"].content for row in rows(facts.look_up("result.sources"))}
    assert (found["wood"], found["gwp100-ar5-CO2"]) == ("AR5", "AR5")
    assert (found["bought"], found["s"]) == ("AR6", "AR6")


def test_a_divided_process_tells_rule_reason_and_other_rules_there_are_data_for(facts: StudyFacts) -> None:
    fields = ("process", "rule", "shares_sum", "reason", "alternatives")
    assert contents(facts.look_up("result.allocation"), *fields) == [("main", "economic", 1, "no physical relation", 1)]


def test_the_reason_of_a_division_may_stand_for_the_whole_study(tmp_path: Path) -> None:
    tables = {
        "processes": [process("main", allocation="economic")],
        "outputs": [
            output("main", "product", allocation_value=3, allocation_unit="CNY/kg"),
            output("main", "other", allocation_value=1, allocation_unit="CNY/kg"),
        ],
    }
    facts = small_facts(tmp_path, result=True, tables=tables, allocation={"reason": "n/a"})
    reason = rows(facts.look_up("result.allocation"))[0]["reason"]
    assert (reason.missing, reason.place.column) == (Missing.FILLER, "allocation.reason")


def test_assumptions_and_warnings_are_told_in_english(facts: StudyFacts, result: Result) -> None:
    told = contents(facts.look_up("result.assumptions"), "code", "text")
    assert [code for code, _ in told] == [one.kind.code for one in result.assumptions]
    assert all(isinstance(text, str) and "{" not in text for _, text in told)
    assert len(rows(facts.look_up("result.warnings"))) == len(result.warnings)
