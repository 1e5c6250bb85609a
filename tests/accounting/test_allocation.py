"""Burdens of a process with several products: shares by each rule, and nothing lost between them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.accounting.study.model import Study
from support.memory import memory_study
from support.outcomes import assumed, calculated, close, faults, method_file, refused, told, total, warned
from support.studies import Rows, emits, output, process, uses

PROCESSES = "tables/processes.csv"


def joint(rule: str, *outputs: dict[str, object], flow: str = "a", unit: str = "kg") -> Study:
    """A process that emits 120 kg CO2 per run and makes these; the unit is 1 of `flow`."""
    tables = {
        "processes": [process("joint", allocation=rule, allocation_reason="a reason")],
        "outputs": outputs,
        "emissions": [emits("joint", "stack", "CO2", 120)],
    }
    names = {"en": "unit"}
    declared = {"kind": "declared", "amount": "1", "unit": unit, "names": names, "flow": flow}
    return memory_study(tables, unit=declared)


def per_unit(rule: str, *outputs: dict[str, object]) -> dict[str, str]:
    """kg CO2e of one unit of each product."""
    return {
        str(row["flow"]): total(calculated(joint(rule, *outputs, flow=str(row["flow"]), unit=str(row["unit"]))))
        for row in outputs
    }


def test_physical_by_amounts_in_unlike_units() -> None:
    # 3000 kg and 1 t: shares 3/4 and 1/4; 90 kg over 3000 kg, 30 kg over 1 t
    assert per_unit("physical", output("joint", "a", 3000), output("joint", "b", 1, "t")) == {"a": "0.03", "b": "30"}


def test_physical_by_a_property_of_the_products() -> None:
    # energy: 2 kg · 30 MJ/kg = 60, 4 m3 · 45 MJ/m3 = 180; shares 1/4 and 3/4
    outputs = (
        output("joint", "a", 2, allocation_value=30, allocation_unit="MJ/kg"),
        output("joint", "b", 4, "m3", allocation_value=45, allocation_unit="MJ/m3"),
    )
    assert per_unit("physical", *outputs) == {"a": "15", "b": "22.5"}


def test_economic_by_price() -> None:
    # 10 kg · 9 = 90, 30 kg · 1 = 30; shares 3/4 and 1/4
    outputs = (output("joint", "a", 10, allocation_value=9), output("joint", "b", 30, allocation_value=1))
    assert per_unit("economic", *outputs) == {"a": "9", "b": "1"}


def test_shares_as_given() -> None:
    outputs = (output("joint", "a", 10, allocation_value="0.9"), output("joint", "b", 3, allocation_value="0.1"))
    assert per_unit("shares", *outputs) == {"a": "10.8", "b": "4"}


def test_one_product_carries_everything_without_a_rule() -> None:
    assert per_unit("", output("joint", "a", 10)) == {"a": "12"}


def test_amounts_that_cannot_be_compared_need_a_property() -> None:
    problems = refused(joint("physical", output("joint", "a", 3), output("joint", "b", 1, "m3")))
    assert faults(problems) == [("allocation-units-unlike", PROCESSES, 2, "allocation")]
    assert "kg, m3" in told(problems[0])


def test_the_division_is_listed_and_a_rule_out_of_order_is_warned_of() -> None:
    priced = calculated(
        joint("economic", output("joint", "a", 10, allocation_value=9), output("joint", "b", 30, allocation_value=1))
    )
    assert "a 75 %; b 25 %. Reason given: a reason" in assumed(priced)["allocated"]
    assert warned(priced) == ["allocation-out-of-order"]
    assert "prefers physical" in told(priced.warnings[0])
    assert warned(calculated(joint("physical", output("joint", "a", 3), output("joint", "b", 1)))) == []


def test_the_reason_given_for_the_whole_study_stands_where_a_process_gives_none() -> None:
    tables = {
        "processes": [process("joint", allocation="physical")],
        "outputs": [output("joint", "product", 3), output("joint", "by", 1)],
    }
    study = memory_study(tables, allocation={"order": ["physical"], "reason": "mass is what is sold"})
    assert "Reason given: mass is what is sold" in assumed(calculated(study))["allocated"]


def test_a_method_file_may_refuse_a_rule(tmp_path: Path) -> None:
    outputs = (output("joint", "a", 1, allocation_value="0.5"), output("joint", "b", 1, allocation_value="0.5"))
    problems = refused(joint("shares", *outputs), method_file(tmp_path, allocation_order=["physical", "economic"]))
    assert faults(problems) == [("allocation-rule-not-allowed", PROCESSES, 2, "allocation")]
    assert "one of: physical, economic" in told(problems[0])


amounts = st.integers(1, 9999).map(lambda n: str(Decimal(n) / 100))


@st.composite
def co_products(draw: st.DrawFn) -> tuple[str, list[dict[str, object]]]:
    rule = draw(st.sampled_from(["physical", "economic", "shares"]))
    count = draw(st.integers(2, 4))
    units = [draw(st.sampled_from(["kg", "t"])) if rule == "physical" else "kg" for _ in range(count)]
    rows = [output("joint", f"f{i}", draw(amounts), units[i]) for i in range(count)]
    if rule == "economic":
        rows = [{**row, "allocation_value": draw(amounts)} for row in rows]
    if rule == "shares":
        cuts = sorted(draw(st.lists(st.integers(1, 99), min_size=count - 1, max_size=count - 1, unique=True)))
        parts = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
        rows = [{**row, "allocation_value": str(Decimal(part) / 100)} for row, part in zip(rows, parts, strict=True)]
    return rule, rows


@given(co_products())
def test_co_products_carry_the_whole_burden_between_them(case: tuple[str, list[dict[str, object]]]) -> None:
    """Footprint of a unit of each product times what a run makes of it, summed, is what the run emits (law 3)."""
    rule, rows = case
    carried = Decimal(0)
    rounding = Decimal(0)
    for row in rows:
        one = calculated(joint(rule, *rows, flow=str(row["flow"]), unit=str(row["unit"])))
        carried += one.footprint.total_kg_co2e * Decimal(str(row["amount"]))
        rounding += Decimal("1e-12") * Decimal(str(row["amount"]))
    assert abs(carried - 120) <= rounding


@given(co_products(), amounts)
def test_who_buys_every_co_product_buys_the_process(case: tuple[str, list[dict[str, object]]], made: str) -> None:
    """Whatever the rule, a user of all that a run makes carries all that it emits."""
    rule, rows = case
    names: list[Mapping[str, object]] = [
        uses("main", f"in-{row['flow']}", row["amount"], "process", str(row["flow"]), str(row["unit"])) for row in rows
    ]
    tables: dict[str, Rows] = {
        "processes": [process("main"), process("joint", allocation=rule, allocation_reason="a reason")],
        "outputs": [output("main", "product", made), *rows],
        "inputs": names,
        "emissions": [emits("joint", "stack", "CO2", 120)],
    }
    assert close(calculated(memory_study(tables)).footprint.total_kg_co2e * Decimal(made), "120", "1e-9")


@pytest.mark.parametrize("rule", ["economic", "shares"])
def test_a_share_reaches_the_inputs_too(rule: str) -> None:
    # 0.75 of 8 kg steel at 5 kg/kg are 30 for 10 kg of a
    value = {"economic": ("3", "1"), "shares": ("0.75", "0.25")}[rule]
    tables = {
        "processes": [process("joint", allocation=rule, allocation_reason="a reason"), process("steel")],
        "outputs": [
            output("joint", "product", 10, allocation_value=value[0]),
            output("joint", "by", 10, allocation_value=value[1]),
            output("steel", "plate", 1),
        ],
        "inputs": [uses("joint", "in-plate", 8, "process", "plate")],
        "emissions": [emits("steel", "stack", "CO2", 5)],
    }
    assert total(calculated(memory_study(tables))) == "3"
