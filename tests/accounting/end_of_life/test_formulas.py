"""The four formulas against numbers derived by hand, and the laws they keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.accounting.end_of_life.formulas import Formula, Parameters, parts
from fourfold.accounting.end_of_life.materials import materials
from fourfold.accounting.explain import explain, figures
from fourfold.accounting.study.model import Study
from fourfold.accounting.traced import ONE, ZERO, Traced, exact
from support.memory import memory_study
from support.outcomes import assumed, calculated, close, default_with, faults, refused, total, warned
from support.studies import emits, output, own_factor, process, uses

FOOTPRINTS = {
    "virgin": ("10", "kg"),
    "recycled": ("3", "kg"),
    "recycling": ("4", "kg"),
    "displaced_virgin": ("8", "kg"),
    "energy_recovery": ("1.5", "kg"),
    "displaced_heat": ("0.05", "MJ"),
    "displaced_electricity": ("0.2", "MJ"),
    "disposal": ("0.5", "kg"),
}
ROW: Mapping[str, object] = {
    "process": "main",
    "end_of_life": "body",
    "name": "Body",
    "amount": 10,
    "unit": "kg",
    "r1": "0.4",
    "r2": "0.5",
    "r3": "0.3",
    "a": "0.2",
    "b": "0.1",
    "quality_in": "0.9",
    "quality_out": "0.75",
    "heating_value": 20,
    "heating_value_unit": "MJ/kg",
    "heat_efficiency": "0.25",
    "electricity_efficiency": "0.1",
    "data_kind": "secondary",
    **{column: column.replace("_", "-") for column in FOOTPRINTS},
}
TABLE = "tables/end_of_life.csv"


def used(*rows: Mapping[str, object], **more: object) -> Study:
    """A product of 5 kg whose run takes 10 kg of the material: 2 kg for each kilogram."""
    tables = {
        "processes": [process("main")],
        "outputs": [output("main", "product", 5)],
        "end_of_life": rows or [ROW],
        "factors": [own_factor(c.replace("_", "-"), value, unit) for c, (value, unit) in FOOTPRINTS.items()],
        **more,
    }
    return memory_study(tables)  # type: ignore[arg-type]


def by(formula: str, *rows: Mapping[str, object]) -> str:
    return total(calculated(used(*rows), default_with(end_of_life=formula)))


# 1 kg: virgin 0.6·10 = 6; energy 1.5 − 20·0.25·0.05 − 20·0.1·0.2 = 0.85 a kg burnt; disposal 0.2·0.5 = 0.1
@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        # 6 + 0.4·(0.2·3 + 0.8·10·0.9) + 0.8·0.5·(4 − 8·0.75) + 0.9·0.3·0.85 + 0.1 = 8.6495
        ("circular-footprint-formula", "17.299"),
        # 6 + 0.4·3 + 0.3·1.5 + 0.1 = 7.75
        ("cut-off", "15.5"),
        # 6 + 0.4·10·0.9 + 0.5·(4 − 6) + 0.3·0.85 + 0.1 = 8.955
        ("substitution", "17.91"),
        # 6 + 0.4·½·(3 + 9) + 0.5·½·(4 − 6) + 0.3·0.85 + 0.1 = 8.255
        ("50-50", "16.51"),
    ],
)
def test_each_formula_by_hand(formula: str, expected: str) -> None:
    assert by(formula) == expected


def test_the_parts_are_items_and_credits_are_negative() -> None:
    result = calculated(used(), default_with(end_of_life="circular-footprint-formula"))
    found = {name: str(value.normalize()) for name, value in figures(result).items() if name.startswith("body/")}
    assert found == {
        "body/virgin": "12",
        "body/recycled": "0.48",
        "body/recycled-as-virgin": "5.76",
        "body/recycling": "3.2",
        "body/recycling-credit": "-4.8",
        "body/energy-recovery": "0.81",
        "body/heat-credit": "-0.135",
        "body/electricity-credit": "-0.216",
        "body/disposal": "0.2",
    }
    columns = {place.column for place in explain(result, "body/recycling-credit").cells if place.file == TABLE}
    assert columns == {"amount", "a", "r2", "quality_out"}
    assert "Circular Footprint Formula" in assumed(result)["end-of-life-formula"]


def test_a_method_that_names_no_formula_counts_by_cut_off_and_says_so() -> None:
    result = calculated(used(), default_with(end_of_life=""))
    assert total(result) == "15.5"
    assert "cut-off" in assumed(result)["end-of-life-by-cut-off"]


def test_virgin_is_displaced_where_nothing_else_is_named() -> None:
    # 6 + 0.4·(0.6 + 7.2) + 0.4·(4 − 10·0.75) + 0.2295 + 0.1 = 8.0495
    row = {**ROW, "displaced_virgin": ""}
    result = calculated(used(row), default_with(end_of_life="circular-footprint-formula"))
    assert total(result) == "16.099"
    assert "end-of-life-displaces-virgin" in assumed(result)


def test_the_making_may_stand_among_the_inputs() -> None:
    # substitution without its first two terms: 8.955 − 6 − 3.6 = −0.645
    row = {**ROW, "virgin": "", "recycled": ""}
    result = calculated(used(row), default_with(end_of_life="substitution"))
    assert total(result) == "-1.29"
    assert "Body" not in assumed(result)["end-of-life-making-elsewhere"]
    assert "body" in assumed(result)["end-of-life-making-elsewhere"]


def test_material_counted_as_an_input_too_is_warned_of() -> None:
    study = used(inputs=[uses("main", "sheet", 10, "factor", "virgin")])
    assert warned(calculated(study)) == ["end-of-life-making-twice"]


def test_values_by_material_are_used_only_when_asked_for_and_then_listed() -> None:
    row = {**ROW, "a": "", "b": "", "quality_in": "", "quality_out": ""}
    how = default_with(end_of_life="circular-footprint-formula")
    assert [fault[0] for fault in faults(refused(used(row), how))] == ["end-of-life-parameter"] * 3
    result = calculated(used({**row, "material": "aluminium"}), how)
    # 6 + 0.4·(0.6 + 8) + 0.8·0.5·(4 − 8) + 0.3·0.85 + 0.1 = 8.195
    assert total(result) == "16.39"
    listed = [a for a in result.assumptions if a.kind.code == "end-of-life-shipped-value"]
    assert {a.params["column"] for a in listed} == {"a", "b", "quality_in", "quality_out"}
    assert {str(p) for p in result.book if "materials.csv" in p.file}


def test_no_shipped_value_claims_to_be_confirmed() -> None:
    assert {material.status for material in materials().values()} == {"unconfirmed"}
    for material in materials().values():
        assert 0 <= material.values["a"] <= 1
        assert material.source


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"r1": "1.1"}, "end-of-life-share", "r1"),
        ({"a": "-0.1"}, "end-of-life-share", "a"),
        ({"r2": "0.8"}, "end-of-life-shares", "r2"),
        ({"heat_efficiency": "0.95"}, "end-of-life-shares", "heat_efficiency"),
        ({"material": "steal"}, "material-unknown", "material"),
        ({"a": ""}, "end-of-life-parameter", "a"),
        ({"quality_out": ""}, "end-of-life-parameter", "quality_out"),
        ({"heating_value": ""}, "end-of-life-heating-value", "heating_value"),
        ({"heating_value_unit": "MJ"}, "end-of-life-heating-value", "heating_value_unit"),
        ({"disposal": ""}, "end-of-life-source", "disposal"),
        ({"recycled": ""}, "end-of-life-source", "recycled"),
        ({"virgin": "no-such"}, "factor-unknown", "virgin"),
        ({"unit": "m3", "heating_value_unit": "MJ/m3"}, "unit-does-not-fit", "virgin"),
    ],
)
def test_what_a_row_lacks_is_said_with_its_cell(change: Mapping[str, object], code: str, column: str) -> None:
    found = faults(refused(used({**ROW, **change}), default_with(end_of_life="circular-footprint-formula")))
    assert (code, TABLE, 2, column) in found


def test_an_unusual_share_of_the_user_is_warned_of() -> None:
    result = calculated(used({**ROW, "a": 1}), default_with(end_of_life="circular-footprint-formula"))
    assert warned(result) == ["end-of-life-a-unusual"]


def test_supplier_footprints_serve_as_well() -> None:
    supplier = {
        "supplier": "bought",
        "name": "Bought",
        "value": 20,
        "per_amount": 2,
        "per_unit": "kg",
        "boundary": "cradle-to-gate",
        "valid_from": "2024-01-01",
        "valid_to": "2025-01-01",
        "gwp_set": "AR6",
        "document": "A declaration",
    }
    study = used({**ROW, "virgin": "bought"}, suppliers=[supplier])
    assert total(calculated(study)) == "15.5"


def test_the_stage_is_the_row_s_or_that_of_its_process() -> None:
    for stage, expected in (("", "making"), ("materials", "materials")):
        result = calculated(used({**ROW, "stage": stage}))
        assert list(result.footprint.by(lambda cell: cell.item.stage)) == [expected]


# laws

hundredths = st.integers(0, 100).map(lambda n: Traced(Decimal(n) / 100))
energies = st.integers(0, 4000).map(lambda n: Traced(Decimal(n) / 100))


@st.composite
def parameter_sets(draw: st.DrawFn) -> Parameters:
    r2 = draw(hundredths)
    r3 = Traced(Decimal(draw(st.integers(0, int((1 - r2.value) * 100)))) / 100)
    r1, a, b, q_in, q_out = (draw(hundredths) for _ in range(5))
    return Parameters(r1, r2, r3, a, b, q_in, q_out, draw(energies), draw(energies), True)


footprints = st.fixed_dictionaries({column: st.decimals(-50, 50, places=3) for column in FOOTPRINTS})


@exact
def value(p: Parameters, e: Mapping[str, Decimal]) -> Decimal:
    return sum((part.coefficient.value * e[part.column] for part in parts(p)), Decimal(0))


@given(parameter_sets(), footprints)
def test_with_all_of_recycling_on_its_user_the_formula_is_the_cut_off(p: Parameters, e: dict[str, Decimal]) -> None:
    """Where no energy is displaced; A = 1, B = 0."""
    circular = replace(p, a=ONE, b=ZERO, heat=ZERO, electricity=ZERO)
    r1, r2, r3 = p.r1.value, p.r2.value, p.r3.value
    recycled_content = (1 - r1) * e["virgin"] + r1 * e["recycled"] + r3 * e["energy_recovery"]
    assert value(circular, e) == recycled_content + (1 - r2 - r3) * e["disposal"]
    assert value(circular, e) == value(replace(p, a=ONE, b=ZERO, energy_credit=False), e)


@given(parameter_sets(), footprints)
def test_without_recycling_and_burning_only_making_and_disposal_are_left(p: Parameters, e: dict[str, Decimal]) -> None:
    assert value(replace(p, r1=ZERO, r2=ZERO, r3=ZERO), e) == e["virgin"] + e["disposal"]


@given(hundredths, hundredths, footprints)
def test_over_two_lives_recycling_counts_once_and_the_material_once(
    a: Traced, quality: Traced, e: dict[str, Decimal]
) -> None:
    """One life is recycled whole, the next is made of it whole: whatever A is, the sum is the same."""
    same = {**e, "recycling": e["recycled"], "displaced_virgin": e["virgin"]}
    first = Parameters(ZERO, ONE, ZERO, a, ZERO, quality, quality, ZERO, ZERO, True)
    last = replace(first, r1=ONE, r2=ZERO)
    assert value(first, same) + value(last, same) == e["virgin"] + e["recycled"] + e["disposal"]


@given(parameter_sets(), footprints, st.integers(1, 9))
def test_the_formula_is_linear_in_every_footprint(p: Parameters, e: dict[str, Decimal], times: int) -> None:
    assert value(p, {column: times * one for column, one in e.items()}) == times * value(p, e)


@given(parameter_sets())
def test_what_goes_in_and_what_comes_out_is_shared_whole(p: Parameters) -> None:
    """With quality 1 the parts that make the material sum to one unit, as do its ways after use before sharing."""
    found = {part.key: part.coefficient.value for part in parts(replace(p, quality_in=ONE, quality_out=ONE, b=ZERO))}
    assert found["virgin"] + found["recycled"] + found["recycled-as-virgin"] == 1
    passed_on = 1 - p.a.value
    assert found["recycling"] == -found["recycling-credit"] == passed_on * p.r2.value
    assert found["disposal"] + found["energy-recovery"] + p.r2.value == 1


@settings(max_examples=20)
@given(st.sampled_from([str(formula) for formula in Formula]), st.integers(1, 9))
def test_twice_the_material_is_twice_the_figure(formula: str, times: int) -> None:
    more = calculated(used({**ROW, "amount": 10 * times}), default_with(end_of_life=formula))
    assert close(more.footprint.total_kg_co2e, times * Decimal(by(formula)), "1e-9")


def test_rows_add_up_and_stand_beside_other_rows() -> None:
    other = {**ROW, "end_of_life": "lid", "amount": 5}
    study = used(ROW, other, emissions=[emits("main", "stack", "CO2", 5)])
    assert total(calculated(study)) == "24.25"  # 15.5 + 7.75 + 1
