"""Names of several naming worlds become gases and lines; what does not is told with its reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.lines import Line
from fourfold.data.basis import GwpSet
from fourfold.data.databases.mapping.match import NOTHING, Remark, match_flow
from fourfold.data.databases.mapping.names import Medium, cas_number, medium, name_key
from fourfold.data.databases.mapping.table import FlowDirection, Verdict, hints, rows, rows_by_cas
from fourfold.data.gwp import WEIGHTING_SETS, GasError, gwp

AIR = "air / unspecified"
RESOURCE = "resource / in air"


@pytest.mark.parametrize(
    ("name", "category", "gas", "line"),
    [
        ("Carbon dioxide, fossil ", AIR, "CO2", Line.FOSSIL),
        ("carbon dioxide (fossil)", "Emissions / Emissions to air / Emissions to air, unspecified", "CO2", Line.FOSSIL),
        ("Carbon dioxide, non-fossil", "air / urban air close to ground", "CO2", Line.BIOGENIC_EMISSIONS),
        ("Carbon dioxide, from soil or biomass stock", "air / unspecified", "CO2", Line.LAND_USE_CHANGE),
        ("Carbon dioxide, land transformation", "air / low population density", "CO2", Line.LAND_USE_CHANGE),
        ("Carbon dioxide [Inorganic emissions to air]", "", "CO2", Line.UNSPLIT),
        ("Carbon dioxide (aviation) [Inorganic emissions to air]", "", "CO2", Line.AIRCRAFT),
        ("Carbon dioxide", "emission / air", "CO2", Line.UNSPLIT),
        ("methane (biogenic)", AIR, "CH4", Line.BIOGENIC_EMISSIONS),
        ("Methane, fossil", "air / lower stratosphere + upper troposphere", "CH4", Line.FOSSIL),
        ("Methane", "troposphere / rural", "CH4", Line.UNSPLIT),
        ("Methane, from soil or biomass stock", AIR, "CH4", Line.LAND_USE_CHANGE),
        ("Dinitrogen monoxide", AIR, "N2O", Line.FOSSIL),
        ("Nitrous oxide (laughing gas) [Inorganic emissions to air]", "", "N2O", Line.FOSSIL),
        ("Ethane, 1,1,1,2-tetrafluoro-, HFC-134a", AIR, "HFC-134a", Line.FOSSIL),
        ("Methane, tetrafluoro-, CFC-14", AIR, "CF4", Line.FOSSIL),
        ("Ethane, hexafluoro-, HFC-116", AIR, "C2F6", Line.FOSSIL),
        ("Nitrogen fluoride", AIR, "NF3", Line.FOSSIL),
        ("二氧化碳（化石源）", "排放到大气", "CO2", Line.FOSSIL),
        ("甲烷", "大气", "CH4", Line.UNSPLIT),
        ("六氟化硫", "大气", "SF6", Line.FOSSIL),
    ],
)
def test_emissions(name: str, category: str, gas: str, line: Line) -> None:
    found = match_flow(name, "", category)
    assert found.emitted is not None
    assert (found.emitted.gas, found.emitted.line, found.taken_up) == (gas, line, None)


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("Carbon dioxide, in air", RESOURCE),
        ("Carbon dioxide, in air", ""),
        ("Carbon dioxide", "Resources / Resources from air / Renewable material resources from air"),
        ("Carbon dioxide [Renewable resources]", ""),
        ("Carbon dioxide, non-fossil, resource correction", "natural resource / in air"),
        ("空气中的二氧化碳", "资源"),
    ],
)
def test_an_uptake_is_never_an_emission(name: str, category: str) -> None:
    found = match_flow(name, "124-38-9", category)
    assert found.emitted is None
    assert found.taken_up is not None
    assert found.taken_up.line is Line.BIOGENIC_REMOVALS


def test_every_uptake_of_the_table_is_a_removal_of_co2() -> None:
    for row in rows():
        assert (row.direction is FlowDirection.UPTAKE) == (row.line is Line.BIOGENIC_REMOVALS), row
        assert row.direction is FlowDirection.EMISSION or (row.gas == "CO2" and row.compartment != "air"), row


def test_every_row_is_weighted_by_some_set_and_has_a_true_registry_number() -> None:
    for row in rows():
        assert row.cas in ("", cas_number(row.cas)), row
        assert any(_weighted(gwp_set, row.gas) for gwp_set in WEIGHTING_SETS), row


def _weighted(gwp_set: GwpSet, gas: str) -> bool:
    from fourfold.core.lines import Origin

    try:
        return gwp(gwp_set, gas, Origin.FOSSIL, None).value > 0
    except GasError:
        return False


def test_a_registry_number_stands_for_one_gas_and_a_name_for_one_gas() -> None:
    assert all(len({row.gas for row in found}) == 1 for found in rows_by_cas().values())
    names: dict[tuple[str, str, str], str] = {}
    for row in rows():
        key = (name_key(row.name), row.direction, row.compartment)
        assert key not in names, row
        names[key] = row.gas


@pytest.mark.parametrize(
    ("name", "category", "verdict"),
    [
        ("CFCs and HCFCs, unspecified", AIR, Verdict.UNMAPPED),
        ("Chloroform", "water / river", Verdict.UNMAPPED),
        ("Carbon dioxide, from somewhere else", AIR, Verdict.UNMAPPED),
        ("Carbon dioxide, fossil", RESOURCE, Verdict.UNMAPPED),
        ("HFO-1234yf", AIR, Verdict.UNMAPPED),
        ("Ethane, 1,2-dichloro-1,1,2-trifluoro-, HCFC-123", AIR, Verdict.UNMAPPED),
        ("Carbon monoxide, fossil", AIR, Verdict.LEFT_OUT),
        ("Carbon dioxide, to soil or biomass stock", "soil / unspecified", Verdict.LEFT_OUT),
        ("carbon dioxide (biogenic-100yr)", AIR, Verdict.LEFT_OUT),
        ("NMVOC, non-methane volatile organic compounds, unspecified origin", AIR, Verdict.NO),
        ("Hydrogen fluoride", AIR, Verdict.NO),
        ("Coalbed methane (in MJ)", "resource / in ground", Verdict.NO),
    ],
)
def test_what_counts_for_nothing_says_why(name: str, category: str, verdict: Verdict) -> None:
    found = match_flow(name, "", category)
    assert not found.counts
    assert found.verdict is verdict
    assert found.reason
    assert found.reason_zh


def test_resources_and_other_substances_are_silent() -> None:
    for name in ("Coal, hard, in ground", "Oil, crude", "Sulfur dioxide", "Particulates, < 2.5 um", "Carbon-14"):
        assert match_flow(name, "", AIR) is NOTHING
    assert match_flow("Methane", "74-82-8", "air / subterranean").verdict is Verdict.NO


def test_the_registry_number_helps_where_it_tells_the_gas_whole() -> None:
    found = match_flow("Norfluran 134", "000811-97-2", AIR)
    assert found.emitted is not None
    assert found.emitted.gas == "HFC-134a"
    assert found.remarks == (Remark.BY_CAS,)
    assert match_flow("Kohlendioxid", "124-38-9", AIR).verdict is Verdict.UNMAPPED


def test_a_name_and_a_number_that_disagree_are_told() -> None:
    found = match_flow("Methane, fossil", "124-38-9", AIR)
    assert found.emitted is not None
    assert found.emitted.gas == "CH4"
    assert found.remarks == (Remark.CAS_CONFLICT,)
    assert match_flow("Methane, fossil", "7732190", AIR).remarks == ()
    assert match_flow("Methane, fossil", "74-82-9", AIR).remarks == ()


def test_what_the_compartment_only_hints_at_is_remarked() -> None:
    assert match_flow("Carbon dioxide, fossil", "", "Biofuels Manufacturing / Ethanol").remarks == (
        Remark.MEDIUM_ASSUMED,
    )
    assert match_flow("Carbon dioxide, fossil", "", "air / stratosphere").remarks == (Remark.MAY_BE_AIRCRAFT,)
    assert match_flow("Some word", "", "air", "甲烷（生物源）").emitted is not None


@given(st.sampled_from(rows()), st.sampled_from(["", " ", "  "]), st.booleans())
def test_case_and_spaces_do_not_matter(row, space: str, upper: bool) -> None:  # type: ignore[no-untyped-def]
    name = space + (row.name.upper() if upper else row.name) + space
    category = RESOURCE if row.compartment == "resource" else AIR
    found = match_flow(name, row.cas, category)
    assert (found.emitted, found.taken_up).count(row) == 1


@given(st.text(max_size=40), st.text(max_size=15), st.text(max_size=30))
def test_any_text_has_an_answer(name: str, cas: str, category: str) -> None:
    found = match_flow(name, cas, category)
    assert not (found.counts and found.verdict)


def test_media() -> None:
    assert medium("Elementary flows / Emission to water / ground water") is Medium.WATER
    assert medium("Emissions / Emissions to urban air close to ground") is Medium.AIR
    assert medium("Emissions to soil") is Medium.SOIL
    assert medium("Resources / Resources from ground") is Medium.RESOURCE
    assert medium("Raw materials / in air") is Medium.RESOURCE
    assert medium("Crop Production") is Medium.UNKNOWN
    assert all(hint.reason and hint.reason_zh for hint in hints())
