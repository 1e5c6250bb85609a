"""Processes that supply each other: the closed form where there is one, and the loop named where there is none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from fourfold.accounting.study.model import Study
from support.memory import memory_study
from support.outcomes import calculated, close, faults, refused, told, total, warned
from support.studies import emits, output, process, uses

INPUTS, OUTPUTS = "tables/inputs.csv", "tables/outputs.csv"


def coupled(links: list[tuple[str, str, str]], makes: int = 10) -> Study:
    """Processes that make `makes` kg and emit 8 kg CO2 each, linked by (user, supplier, kg); the unit is kg of main."""
    names = list(dict.fromkeys(["main", *(name for user, supplier, _ in links for name in (user, supplier))]))
    tables = {
        "processes": [process(name) for name in names],
        "outputs": [output(name, "product" if name == "main" else name, makes) for name in names],
        "inputs": [
            uses(user, f"{user}-{supplier}", kg, "process", "product" if supplier == "main" else supplier)
            for user, supplier, kg in links
        ],
        "emissions": [emits(name, f"stack-{name}", "CO2", 8) for name in names],
    }
    return memory_study(tables)


def test_two_processes_that_supply_each_other() -> None:
    # per kg: power needs 0.2 coal, coal needs 0.5 power, product needs 0.4 power; each emits 0.8
    # power = 1 / (1 − 0.2·0.5) = 1/0.9 per kg delivered; coal = 0.2/0.9
    # total = 0.8 + 0.4 · (0.8 + 0.2·0.8)/0.9 = 0.8 + 0.4 · 0.96/0.9
    result = calculated(coupled([("main", "power", "4"), ("power", "coal", "2"), ("coal", "power", "5")]))
    assert close(result.footprint.total_kg_co2e, Decimal("0.8") + Decimal("0.384") / Decimal("0.9"))
    runs = {name: value.value for name, value in result.footprint.runs.items()}
    assert close(runs["power"], Decimal("0.04") / Decimal("0.9"))
    assert close(runs["coal"], Decimal("0.008") / Decimal("0.9"))


def test_a_process_that_uses_its_own_product() -> None:
    # 10 kg made, 2 used: 8 kg CO2 for 8 kg delivered
    assert total(calculated(coupled([("main", "main", "2")]))) == "1"


def test_a_loop_that_leaves_nothing_is_explained_by_its_processes_and_rows() -> None:
    problems = refused(coupled([("main", "power", "4"), ("power", "coal", "20"), ("coal", "power", "5")]))
    assert [p.kind.code for p in problems] == ["loop-without-solution"]
    text = told(problems[0])
    assert "power → coal → power" in text or "coal → power → coal" in text
    assert f"{INPUTS}:3; {INPUTS}:4" in text, "the inputs of the loop, not the one that only draws on it"
    assert problems[0].place.file == OUTPUTS


def test_a_loop_that_uses_more_than_it_makes_is_explained() -> None:
    problems = refused(coupled([("main", "power", "4"), ("power", "coal", "20"), ("coal", "power", "6")]))
    assert [p.kind.code for p in problems] == ["loop-consumes-itself"]
    assert "uses more than it makes" in told(problems[0])


def test_the_loop_named_is_the_one_at_fault() -> None:
    """main and a supply each other a little; a and b supply each other more than they make."""
    problems = refused(coupled([("main", "a", "1"), ("a", "main", "1"), ("a", "b", "20"), ("b", "a", "6")]))
    assert [p.kind.code for p in problems] == ["loop-consumes-itself"]
    text = told(problems[0])
    assert "a → b → a" in text or "b → a → b" in text
    assert f"{INPUTS}:4; {INPUTS}:5" in text


def test_loops_that_only_together_use_too_much_are_all_named() -> None:
    """a takes 0.6 of what it makes back through b and 0.6 back through c: neither alone is at fault."""
    links = [("main", "a", "1"), ("a", "b", "6"), ("b", "a", "10"), ("a", "c", "6"), ("c", "a", "10")]
    text = told(refused(coupled(links))[0])
    for name in "abc":
        assert name in text.split(" uses ")[0]
    assert f"{INPUTS}:3; {INPUTS}:4; {INPUTS}:5; {INPUTS}:6" in text


def test_a_loop_is_reported_beside_other_faults() -> None:
    """A faulty loop and an unknown factor are told in one go."""
    study = coupled([("main", "power", "4"), ("power", "coal", "20"), ("coal", "power", "6")])
    more = memory_study({"inputs": [uses("main", "x", 1, "factor", "nowhere")]}).tables.inputs
    both = replace(study, tables=replace(study.tables, inputs=(*study.tables.inputs, *more)))
    assert {code for code, *_ in faults(refused(both))} == {"loop-consumes-itself", "factor-unknown"}


@pytest.mark.parametrize("links", [[("idle", "main", "3")], [("idle", "idle", "3")], []])
def test_a_process_nobody_uses_is_warned_of_and_counts_nothing(links: list[tuple[str, str, str]]) -> None:
    result = calculated(coupled([*links, ("rest", "idle", "1")]))
    assert warned(result) == ["process-unused", "process-unused"]
    assert total(result) == "0.8"
    assert {problem.params["process"] for problem in result.warnings} == {"idle", "rest"}
