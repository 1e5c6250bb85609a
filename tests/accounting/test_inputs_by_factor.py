"""Inputs valued by a factor: from the unit of the row to that of the factor, and which factors may stand where."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from fourfold.accounting.study.model import Study
from fourfold.data.basis import GwpSet
from support.memory import memory_study
from support.outcomes import (
    assumed,
    calculated,
    default_with,
    faults,
    gases,
    lines,
    method_file,
    refused,
    told,
    total,
    warned,
)
from support.studies import Rows, output, own_factor, process, uses

OWN = "tables/factors.csv"
INPUTS = "tables/inputs.csv"
ELECTRICITY = {"family": "electricity", "claim": "location", "losses": "included"}


def using(inputs: Rows, factors: Rows = (), **declared: object) -> Study:
    """A process that makes 10 kg per run from these inputs; one declared unit is 1 kg."""
    tables = {"processes": [process("main")], "outputs": [output("main", "product", 10)]}
    return memory_study({**tables, "inputs": inputs, "factors": factors}, **declared)


def one(amount: object, unit: str, factor: dict[str, object], **more: object) -> Study:
    return using([uses("main", "x", amount, "factor", str(factor["factor"]), unit, **more)], [factor])


def test_amounts_convert_to_the_unit_of_the_factor() -> None:
    # 3 t = 3000 kg at 2 kg/kg are 6000 kg per run of 10 kg
    assert total(calculated(one(3, "t", own_factor("made", 2)))) == "600"
    # 1 MWh = 3600 MJ at 0.05
    assert total(calculated(one(1, "MWh", own_factor("heat", "0.05", "MJ")))) == "18"


def test_a_distance_turns_mass_into_tonne_kilometres() -> None:
    # 500 kg = 0.5 t over 120 km are 60 tkm, at 0.1 are 6 kg
    lorry = own_factor("lorry", "0.1", "tkm", family="transport")
    assert total(calculated(one(500, "kg", lorry, kind="transport", distance_km=120))) == "0.6"


def test_a_heating_value_turns_volume_into_energy() -> None:
    # 10 m3 · 36 MJ/m3 = 360 MJ = 100 kWh
    gas = {"kind": "fuel", "heating_value": 36, "heating_value_unit": "MJ/m3", "heating_basis": "net"}
    assert total(calculated(one(10, "m3", own_factor("gas", "0.06", "MJ", heating_basis="net"), **gas))) == "2.16"
    assert total(calculated(one(10, "m3", own_factor("gas", "0.2", "kWh", heating_basis="net"), **gas))) == "2"
    # a factor that counts volume needs no heating value, though the row has one
    assert total(calculated(one(10, "m3", own_factor("gas", "2", "m3"), **gas))) == "2"


def test_units_that_measure_something_else_are_refused_at_the_cell() -> None:
    study = using(
        [
            uses("main", "a", 1, "factor", "heat", "kg"),
            uses("main", "b", 1, "factor", "lorry", "kg", kind="transport"),
            uses("main", "c", 1, "factor", "made", "t", kind="transport", distance_km=5),
            uses("main", "d", 1, "factor", "heat", "kg", heating_value=30, heating_value_unit="MJ/m3"),
        ],
        [own_factor("heat", "0.05", "MJ"), own_factor("lorry", "0.1", "tkm"), own_factor("made", 2)],
    )
    problems = refused(study)
    assert faults(problems) == [("unit-does-not-fit", INPUTS, row, "unit") for row in (2, 3, 4, 5)]
    assert "kg cannot become MJ, the unit of heat" in told(problems[0])


@pytest.mark.parametrize(("basis", "code"), [("gross", "heating-basis-unlike"), ("", "heating-basis-unstated")])
def test_net_and_gross_heating_values_do_not_mix(basis: str, code: str) -> None:
    gas = {"kind": "fuel", "heating_value": 36, "heating_value_unit": "MJ/m3", "heating_basis": basis}
    problems = refused(one(10, "m3", own_factor("gas", "0.06", "MJ", heating_basis="net"), **gas))
    assert faults(problems) == [(code, INPUTS, 2, "heating_basis")]
    assert "net" in told(problems[0])


def gas_part(gas: str, line: str, value: object, **more: Any) -> dict[str, object]:
    return own_factor("wood", value, gas=gas, line=line, gwp_set="not_weighted", **more)


def test_a_factor_split_by_gas_lands_on_its_lines() -> None:
    parts = [
        gas_part("CO2", "fossil", 2),
        gas_part("CH4", "fossil", "0.01", kind="fugitive"),
        gas_part("N2O", "fossil", "0.001", kind="process"),
        gas_part("CO2", "biogenic_emissions", "1.2"),
        gas_part("CO2", "biogenic_removals", "-1.5"),
    ]
    result = calculated(using([uses("main", "x", 10, "factor", "wood")], parts))
    # fossil: 2 + 0.01 · 29.8 + 0.001 · 273
    assert lines(result) == {"fossil": "2.571", "biogenic_emissions": "1.2", "biogenic_removals": "-1.5"}
    assert gases(result) == {"CO2": "1.7", "CH4": "0.298", "N2O": "0.273"}
    assert total(result) == "2.271"
    assert {source.id for source, _ in result.sources} == {
        "wood",
        "gwp100-ar6-CO2",
        "gwp100-ar6-CH4_fossil",
        "gwp100-ar6-N2O",
    }
    ar5 = calculated(using([uses("main", "x", 10, "factor", "wood")], parts), default_with(gwp_set=GwpSet.AR5))
    assert lines(ar5)["fossil"] == "2.565"  # 2 + 0.01 · 30 + 0.001 · 265


def test_methane_of_a_factor_that_does_not_say_its_kind_is_listed() -> None:
    study = using([uses("main", "x", 10, "factor", "wood")], [gas_part("CH4", "fossil", 1)])
    result = calculated(study)
    assert total(result) == "27.9"
    assert "27.9" in assumed(result)["methane-origin-unknown"]


def test_a_direct_grid_factor_is_refused_with_both_series_and_the_right_one() -> None:
    problems = refused(using([uses("main", "x", 10, "factor", "cn-grid-co2-js-2023", "kWh", kind="energy")]))
    assert faults(problems) == [("direct-factor", INPUTS, 2, "source_id")]
    text = told(problems[0])
    assert "direct CO2 factors of electricity" in text
    assert "life-cycle CO2e factors of electricity" in text
    assert "use cn-electricity-footprint-2024 instead" in text, "the study is of 2024"
    assert (
        total(calculated(using([uses("main", "x", 10, "factor", "cn-electricity-footprint-2024", "kWh")]))) == "0.5777"
    )


def test_a_marginal_factor_is_refused() -> None:
    problems = refused(one(1, "kWh", own_factor("edge", 1, "kWh", averaging="marginal", **ELECTRICITY)))
    assert faults(problems) == [("marginal-factor", INPUTS, 2, "source_id")]


UNCONFIRMED = "cn-electricity-footprint-network-excl-losses-2023"


def test_an_unconfirmed_factor_is_used_only_by_name_and_then_listed() -> None:
    row = uses("main", "x", 10, "factor", UNCONFIRMED, "kWh", kind="energy")
    assert faults(refused(using([row]))) == [("unconfirmed-factor", INPUTS, 2, "source_id")]
    result = calculated(using([row], unconfirmed_factors=[{"factor": UNCONFIRMED, "reason": "nothing better"}]))
    assert total(result) == "0.0036"
    assert f"{UNCONFIRMED} is used; reason given: nothing better" in assumed(result)["unconfirmed-used"]


def test_what_a_source_does_not_say_is_listed() -> None:
    result = calculated(one(10, "kg", own_factor("made", 2, gwp_set="unstated", status="illustrative")))
    listed = assumed(result)
    assert "GWP set unstated" in listed["gwp-set-unlike"]
    assert "made" in listed["unsplit-used"]
    assert "made" in listed["illustrative-used"]
    assert lines(result) == {"unsplit": "2"}


def test_a_split_figure_under_the_set_of_the_method_needs_no_assumption() -> None:
    assert assumed(calculated(one(10, "kg", own_factor("made", 2, line="fossil")))) == {}


def test_a_method_file_may_refuse_other_potentials_and_unsplit_figures(tmp_path: Path) -> None:
    strict = method_file(tmp_path, accepted_gwp_sets=["AR6"], accept_unsplit="false")
    factors = [own_factor("old", 2, gwp_set="AR4", line="fossil"), own_factor("whole", 2)]
    inputs = [uses("main", "x", 1, "factor", "old"), uses("main", "y", 1, "factor", "whole")]
    problems = refused(using(inputs, factors), strict)
    assert faults(problems) == [
        ("gwp-set-not-accepted", INPUTS, 2, "source_id"),
        ("unsplit-not-accepted", INPUTS, 3, "source_id"),
    ]
    assert "method own-method accepts AR6" in told(problems[0])


def test_a_factor_of_another_year_is_listed() -> None:
    result = calculated(one(10, "kg", own_factor("made", 2, valid_from="2021-01-01", valid_to="2022-01-01")))
    assert "2021-01-01 … 2022-01-01" in assumed(result)["factor-of-other-period"]
    touching = own_factor("made", 2, valid_from="2023-07-01", valid_to="2024-01-02")
    assert "factor-of-other-period" not in assumed(calculated(one(10, "kg", touching)))


def test_electricity_without_losses_is_warned_of() -> None:
    at_the_plant = own_factor("plant", 1, "kWh", **{**ELECTRICITY, "losses": "excluded"})
    assert warned(calculated(one(1, "kWh", at_the_plant))) == ["losses-excluded", "electricity-as-input"]


def test_electricity_as_an_input_is_said_not_to_be_hourly() -> None:
    result = calculated(one(1, "kWh", own_factor("grid", 1, "kWh", **ELECTRICITY)))
    assert warned(result) == ["electricity-as-input"]
    assert "table electricity" in told(result.warnings[0])


def test_a_factor_of_another_area_is_listed() -> None:
    listed = assumed(calculated(one(10, "kg", own_factor("made", 2, area="DE"))))
    assert "DE" in listed["factor-of-other-area"]
    assert "CN-JS" in listed["factor-of-other-area"]
    assert "factor-of-other-area" not in assumed(calculated(one(10, "kg", own_factor("made", 2, area="CN"))))


def test_a_heating_value_with_a_factor_that_leaves_its_basis_open_is_listed() -> None:
    gas = {"kind": "fuel", "heating_value": 36, "heating_value_unit": "MJ/m3", "heating_basis": "gross"}
    listed = assumed(calculated(one(10, "m3", own_factor("gas", "0.06", "MJ", family="fuel"), **gas)))
    assert "gross" in listed["heating-basis-of-factor-unstated"]


def test_an_unknown_factor_is_named_with_similar_ones() -> None:
    problems = refused(using([uses("main", "x", 1, "factor", "steal", "kg")], [own_factor("steel", 2)]))
    assert faults(problems) == [("factor-unknown", INPUTS, 2, "source_id")]
    assert "did you mean: steel?" in told(problems[0])


def test_direct_emissions_of_a_fuel_are_taken_and_listed_as_its_combustion_only() -> None:
    direct = own_factor("gas", "0.06", "MJ", family="fuel", quantity="co2e_direct", line="fossil")
    assert total(calculated(one(100, "MJ", direct, kind="fuel"))) == "0.6"
    assert "gas" in assumed(calculated(one(100, "MJ", direct, kind="fuel")))["combustion-only"]
    problems = refused(one(100, "MJ", direct, kind="energy"))
    assert faults(problems) == [("direct-factor", INPUTS, 2, "source_id")]


def test_everything_wrong_in_one_study_is_reported_together() -> None:
    factors: Sequence[dict[str, object]] = [
        own_factor("steel", 2),
        own_factor("edge", 1, "kWh", averaging="marginal", **ELECTRICITY),
        own_factor("gas", "0.06", "MJ", family="fuel", heating_basis="net"),
    ]
    inputs = [
        uses("main", "a", 1, "factor", "steal"),
        uses("main", "b", 1, "factor", "cn-grid-co2-js-2023", "kWh"),
        uses("main", "c", 1, "factor", "edge", "kWh"),
        uses("main", "d", 1, "factor", UNCONFIRMED, "kWh"),
        uses("main", "e", 1, "factor", "steel", "m3"),
        uses("main", "f", 1, "factor", "gas", "MJ", heating_basis="gross"),
    ]
    joint = {"allocation": "economic", "allocation_reason": "a reason"}
    tables: dict[str, Rows] = {
        "processes": [process("main", **joint), process("other", **joint)],
        "outputs": [
            output(name, flow, 1, allocation_value=1, allocation_unit="CNY/kg")
            for name, flow in (("main", "product"), ("main", "by"), ("other", "o1"), ("other", "o2"))
        ],
        "inputs": inputs,
        "factors": factors,
    }
    problems = refused(memory_study(tables), default_with(allocation_order=("physical",), accept_unsplit=False))
    assert set(faults(problems)) == {
        ("factor-unknown", INPUTS, 2, "source_id"),
        ("direct-factor", INPUTS, 3, "source_id"),
        ("marginal-factor", INPUTS, 4, "source_id"),
        ("unsplit-not-accepted", INPUTS, 4, "source_id"),
        ("unconfirmed-factor", INPUTS, 5, "source_id"),
        ("unsplit-not-accepted", INPUTS, 5, "source_id"),
        ("unit-does-not-fit", INPUTS, 6, "unit"),
        ("unsplit-not-accepted", INPUTS, 6, "source_id"),
        ("heating-basis-unlike", INPUTS, 7, "heating_basis"),
        ("unsplit-not-accepted", INPUTS, 7, "source_id"),
        ("allocation-rule-not-allowed", "tables/processes.csv", 2, "allocation"),
        ("allocation-rule-not-allowed", "tables/processes.csv", 3, "allocation"),
    }
