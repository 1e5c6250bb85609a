"""Each rule by a number derived by hand, and what each refuses."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.accounting.allocation.rules import preferred_before
from fourfold.accounting.explain import explain
from fourfold.accounting.footprint import Node
from fourfold.accounting.study.model import Study
from support.memory import memory_study
from support.outcomes import assumed, calculated, close, default_with, faults, method_file, refused, total, warned
from support.studies import Rows, emits, output, own_factor, process, uses

Cells = Mapping[str, object]


def joint(rule: str, *outputs: Cells, flow: Any = "a", unit: Any = "kg", **more: Rows) -> Study:
    """A process that emits 120 kg CO2 per run and makes these; the unit is 1 of `flow`."""
    tables: dict[str, Rows] = {
        "processes": [process("joint", allocation=rule, allocation_reason="a reason"), *more.pop("processes", ())],
        "outputs": [*outputs, *more.pop("outputs", ())],
        "emissions": [emits("joint", "stack", "CO2", 120), *more.pop("emissions", ())],
        "factors": [own_factor("made", 2)],
        **more,
    }
    declared = {"kind": "declared", "amount": "1", "unit": unit, "names": {"en": "unit"}, "flow": flow}
    return memory_study(tables, unit=declared)


def per_unit(rule: str, *outputs: Cells, **more: Rows) -> dict[str, str]:
    """kg CO2e of one unit of each product."""
    return {
        str(row["flow"]): total(calculated(joint(rule, *outputs, flow=str(row["flow"]), unit=str(row["unit"]), **more)))
        for row in outputs
    }


def share(row: str, flow: str, value: object) -> dict[str, object]:
    return {"process": "joint", "row": row, "flow": flow, "share": value}


A, B = output("joint", "a", 10), output("joint", "b", 30)
STEEL = uses("joint", "in-steel", 10, "factor", "made")
POWER = output("joint", "a", 100, "kWh", energy_carrier="electricity")


def heat(**more: object) -> dict[str, object]:
    kelvin = {"energy_carrier": "heat", "temperature": 600, "temperature_unit": "K", "reference_temperature": 300}
    return output("joint", "b", 200, "kWh", **{**kelvin, **more})


# causal


def test_causal_shares_divide_each_row_on_its_own() -> None:
    # a: 0.25 · 120 + 1 · 10 · 2 = 50 over 10 kg; b: 0.75 · 120 = 90 over 30 kg
    shares = [share("stack", "a", "0.25"), share("stack", "b", "0.75"), share("in-steel", "a", 1)]
    assert per_unit("causal", A, B, inputs=[STEEL], allocation=shares) == {"a": "5", "b": "3"}


def test_causal_shares_reach_a_process_upstream() -> None:
    # plate: 5 kg CO2 a piece; 8 pieces, all caused by b: (0.5 · 120 + 40) / 30
    plate = {"processes": [process("steel")], "outputs": [output("steel", "plate", 1)]}
    link = uses("joint", "in-plate", 8, "process", "plate")
    shares = [share("stack", "a", "0.5"), share("stack", "b", "0.5"), share("in-plate", "b", 1)]
    more: dict[str, Rows] = {**plate, "inputs": [link], "emissions": [emits("steel", "furnace", "CO2", 5)]}
    found = per_unit("causal", A, B, allocation=shares, **more)
    assert found["a"] == "6"
    assert close(Decimal(found["b"]), Decimal(100) / 30)


def test_a_causal_figure_is_explained_by_the_cell_of_its_share() -> None:
    shares = [share("stack", "a", "0.25"), share("stack", "b", "0.75"), share("in-steel", "a", 1)]
    result = calculated(joint("causal", A, B, inputs=[STEEL], allocation=shares))
    cells = {(place.file, place.row, place.column) for place in explain(result, "stack").cells}
    assert ("tables/allocation.csv", 2, "share") in cells
    assert ("tables/allocation.csv", 4, "share") not in cells
    assert "stack: a 25 %; b 75 %" in assumed(result)["allocated"]


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        ([share("stack", "a", 1)], "causal-shares-missing"),
        ([share("stack", "a", "0.9"), share("in-steel", "a", 1)], "causal-shares-not-one"),
        ([share("stack", "a", 2), share("stack", "b", -1), share("in-steel", "a", 1)], "causal-shares-not-one"),
        ([share("stack", "a", 1), share("in-steel", "a", 1), share("chimney", "a", 1)], "causal-row-unknown"),
        ([share("stack", "a", 1), share("in-steel", "c", 1)], "causal-flow-unknown"),
        ([share("stack", "a", 1), share("stack", "a", 1), share("in-steel", "a", 1)], "causal-share-twice"),
    ],
)
def test_causal_shares_that_do_not_divide_a_row_are_refused(shares: Rows, code: str) -> None:
    assert code in {fault[0] for fault in faults(refused(joint("causal", A, B, inputs=[STEEL], allocation=shares)))}


# substitution


def test_a_co_product_is_credited_with_what_it_displaces() -> None:
    # 4 kg of b displace 1.5 kg each at 2 kg CO2e: 120 − 12 over 10 kg
    b = output("joint", "b", 4, displaces_source="factor", displaces_id="made", displaces_per_unit="1.5")
    result = calculated(joint("substitution", A, b))
    assert total(result) == "10.8"
    credit = explain(result, "b/displaced")
    assert credit.kg_co2e == Decimal("-1.2")
    assert ("tables/outputs.csv", 3, "displaces_per_unit") in {(p.file, p.row, p.column) for p in credit.cells}
    assert "displace 1.5 kg of made (factor) for each kg" in assumed(result)["displaced"]
    assert warned(result) == []


def test_what_is_displaced_may_count_in_another_unit() -> None:
    # 4 kg displace 500 g each: 2 kg at 2
    b = output(
        "joint", "b", 4, displaces_source="factor", displaces_id="made", displaces_per_unit=500, displaces_unit="g"
    )
    assert total(calculated(joint("substitution", A, b))) == "11.6"
    litres = output("joint", "b", 4, "m3", displaces_source="factor", displaces_id="made")
    assert faults(refused(joint("substitution", A, litres))) == [
        ("unit-does-not-fit", "tables/outputs.csv", 3, "displaces_id")
    ]


BOILER: dict[str, Rows] = {
    "processes": [process("boiler")],
    "outputs": [output("boiler", "steam", 2)],
    "emissions": [emits("boiler", "flue", "CO2", 5)],
}
STEAM = output("joint", "b", 4, displaces_source="process", displaces_id="steam")


def test_a_process_of_the_study_may_be_displaced() -> None:
    # 4 kg of steam spare 2 runs of the boiler at 5: 120 − 10 over 10 kg
    result = calculated(joint("substitution", A, STEAM, **BOILER))
    assert total(result) == "11"
    assert result.footprint.runs["boiler"].value == Decimal("-0.2")
    (avoided,) = [child for child in result.footprint.tree.children if child.kind == "avoided"]
    assert (avoided.id, avoided.kg_co2e) == ("steam", Decimal(-1))
    assert _sums(result.footprint.tree)


def _sums(node: Node) -> bool:
    within = not node.children or close(sum((c.kg_co2e for c in node.children), Decimal(0)), node.kg_co2e)
    return within and all(map(_sums, node.children))


def test_a_displaced_process_may_use_what_displaces_it() -> None:
    # y_a = 12 − 0.4 y_s and y_s = 2.5 + 0.5 y_a, so 1.2 y_a = 11
    found = calculated(joint("substitution", A, STEAM, **BOILER, inputs=[uses("boiler", "own", 1, "process", "a")]))
    assert close(found.footprint.total_kg_co2e, Decimal(11) / Decimal("1.2"))


def test_a_loop_that_uses_itself_up_is_refused_beside_a_displacement_too() -> None:
    more = {
        **BOILER,
        "inputs": [uses("boiler", "own", 3, "process", "steam"), uses("joint", "in", 1, "process", "steam")],
    }
    assert "loop-consumes-itself" in {fault[0] for fault in faults(refused(joint("substitution", A, STEAM, **more)))}


@pytest.mark.parametrize(
    ("outputs", "code"),
    [
        ((A, B), "substitution-not-one-product"),
        ((dict(A, displaces_source="factor", displaces_id="made"), STEAM), "substitution-not-one-product"),
        ((A, dict(B, displaces_source="factor")), "displaced-half"),
        ((A, dict(B, displaces_source="process", displaces_id="a")), "displaces-itself"),
        ((A, dict(B, displaces_source="factor", displaces_id="no-such")), "factor-unknown"),
        ((A, dict(B, amount=0, displaces_source="factor", displaces_id="made")), "displaced-amount-not-positive"),
        ((A, dict(B, amount=-1, displaces_source="factor", displaces_id="made")), "displaced-amount-not-positive"),
    ],
)
def test_a_displacement_that_is_not_clear_is_refused(outputs: tuple[Cells, ...], code: str) -> None:
    assert code in {fault[0] for fault in faults(refused(joint("substitution", *outputs, **BOILER)))}


def test_a_credited_co_product_that_the_study_uses_is_refused() -> None:
    b = dict(B, displaces_source="factor", displaces_id="made")
    assert [f[0] for f in faults(refused(joint("substitution", A, b, flow="b")))] == ["displaced-and-used"]
    used = {**BOILER, "inputs": [uses("boiler", "in-b", 1, "process", "b")]}
    assert [f[0] for f in faults(refused(joint("substitution", A, b, **used)))] == ["displaced-and-used"]


# energy and exergy


def test_energy_in_unlike_units() -> None:
    # 100 kWh and 720 MJ = 200 kWh: a third and two thirds
    other = output("joint", "b", 720, "MJ")
    found = per_unit("energy", POWER, other)
    assert found["a"] == "0.4"
    assert close(Decimal(found["b"]), Decimal(80) / 720)


def test_energy_by_an_energy_value() -> None:
    # 360 MJ of electricity, 90 kg at 2 MJ: 2/3 and 1/3
    steam = output("joint", "b", 90, energy_value=2, energy_unit="MJ/kg")
    assert close(Decimal(per_unit("energy", POWER, steam)["b"]), Decimal(40) / 90)


def test_exergy_of_heat_is_what_carnot_leaves_of_it() -> None:
    # 200 kWh at 600 K in surroundings at 300 K: factor 1/2, so 100 kWh beside 100 kWh of electricity
    assert per_unit("exergy", POWER, heat()) == {"a": "0.6", "b": "0.3"}
    celsius = heat(temperature="326.85", temperature_unit="C", reference_temperature="26.85")
    assert per_unit("exergy", POWER, celsius) == {"a": "0.6", "b": "0.3"}


def test_surroundings_may_come_from_the_method_and_are_then_listed() -> None:
    study = joint("exergy", POWER, heat(reference_temperature=""), unit="kWh")
    result = calculated(study, default_with(reference_temperature_k=Decimal(300)))
    assert total(result) == "0.6"
    assert "300 K" in assumed(result)["surroundings-of-the-method"]
    assert [f[0] for f in faults(refused(study))] == ["allocation-reference-temperature-missing"]


@pytest.mark.parametrize(
    ("rule", "other", "code"),
    [
        ("energy", B, "allocation-energy-missing"),
        ("energy", dict(B, energy_value=2, energy_unit="MJ/m3"), "allocation-energy-missing"),
        ("energy", dict(B, energy_value=0, energy_unit="MJ/kg"), "allocation-not-positive"),
        ("exergy", heat(energy_carrier=""), "allocation-carrier-missing"),
        ("exergy", heat(temperature=""), "allocation-temperature-missing"),
        ("exergy", heat(temperature_unit=""), "allocation-temperature-missing"),
        ("exergy", heat(temperature=300), "allocation-heat-too-cold"),
        ("exergy", heat(temperature=290), "allocation-heat-too-cold"),
        ("exergy", heat(reference_temperature=0), "allocation-heat-too-cold"),
        ("economic", dict(B, price=3), "allocation-price-missing"),
        ("economic", dict(B, allocation_value=0), "allocation-value-missing"),
        ("physical", dict(B, amount=0), "allocation-not-positive"),
        ("physical", dict(B, amount=-3), "allocation-not-positive"),
    ],
)
def test_a_product_that_cannot_carry_a_share_is_refused(rule: str, other: Cells, code: str) -> None:
    assert code in {fault[0] for fault in faults(refused(joint(rule, POWER, other, unit="kWh")))}


def test_a_price_of_zero_is_refused_and_not_divided_by() -> None:
    problems = refused(joint("economic", dict(A, price=4), dict(B, price=0)))
    assert faults(problems) == [("allocation-not-positive", "tables/outputs.csv", 3, "price")]


def test_prices_stand_beside_allocation_values_of_another_rule() -> None:
    outputs = (dict(A, price=9), dict(B, price=1))
    assert per_unit("economic", *outputs) == {"a": "9", "b": "1"}
    valued = (dict(A, price=9, allocation_value=1), dict(B, price=1, allocation_value=1))
    assert per_unit("physical", *valued) == {"a": "3", "b": "3"}


# the order of a method


@pytest.mark.parametrize(
    ("rule", "possible", "preferred"),
    [
        ("physical", ["physical", "economic"], ""),
        ("physical", ["substitution", "physical"], "substitution"),
        ("exergy", ["energy", "causal", "exergy"], ""),
        ("economic", ["economic"], "physical"),
        ("economic", ["economic", "energy"], "energy"),
        ("shares", ["shares"], "physical"),
        ("substitution", ["substitution", "causal"], ""),
    ],
)
def test_a_method_prefers_an_earlier_step_that_the_data_allow(rule: str, possible: list[str], preferred: str) -> None:
    order = ("substitution", "causal", "energy", "exergy", "physical", "economic", "shares")
    assert preferred_before(rule, order, possible) == preferred


def test_a_method_file_may_leave_out_substitution(tmp_path: Path) -> None:
    b = dict(B, displaces_source="factor", displaces_id="made")
    path = method_file(tmp_path, allocation_order=["physical", "energy"])
    assert [f[0] for f in faults(refused(joint("substitution", A, b), path))] == ["allocation-rule-not-allowed"]


# laws

numbers = st.integers(1, 9999).map(lambda n: str(Decimal(n) / 100))


@settings(max_examples=25)
@given(st.lists(st.integers(0, 100), min_size=2, max_size=2), numbers, numbers)
def test_causal_products_carry_the_whole_burden_between_them(cuts: list[int], a: str, b: str) -> None:
    outputs = (output("joint", "a", a), output("joint", "b", b))
    shares = [
        share(row, flow, str(value))
        for row, cut in zip(("stack", "in-steel"), cuts, strict=True)
        for flow, value in (("a", Decimal(cut) / 100), ("b", 1 - Decimal(cut) / 100))
    ]
    found = per_unit("causal", *outputs, inputs=[STEEL], allocation=shares)
    assert close(Decimal(found["a"]) * Decimal(a) + Decimal(found["b"]) * Decimal(b), "140", "1e-9")


@settings(max_examples=25)
@given(numbers, numbers)
def test_one_causal_share_for_all_rows_is_the_rule_of_given_shares(a: str, b: str) -> None:
    causal = [share(row, flow, v) for row in ("stack", "in-steel") for flow, v in (("a", "0.3"), ("b", "0.7"))]
    plain = (output("joint", "a", a), output("joint", "b", b))
    given_shares = (dict(plain[0], allocation_value="0.3"), dict(plain[1], allocation_value="0.7"))
    assert per_unit("causal", *plain, inputs=[STEEL], allocation=causal) == per_unit(
        "shares", *given_shares, inputs=[STEEL]
    )


@settings(max_examples=25)
@given(numbers, numbers, numbers)
def test_what_a_displacement_takes_from_the_main_product_is_the_footprint_displaced(a: str, b: str, k: str) -> None:
    other = output("joint", "b", b, displaces_source="factor", displaces_id="made", displaces_per_unit=k)
    found = calculated(joint("substitution", output("joint", "a", a), other)).footprint.total_kg_co2e
    assert close(found * Decimal(a) + 2 * Decimal(b) * Decimal(k), "120", "1e-8")
