"""Warming potentials: the values, and the rule that gives methane its row."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.lines import EmissionKind, Origin
from fourfold.core.problems import Place, Problems
from fourfold.data.basis import GwpSet
from fourfold.data.gwp import (
    WEIGHTING_SETS,
    GasError,
    canonical_gas,
    check_gas,
    gwp,
    gwp_of,
    known_gases,
    methane_species,
    similar_gases,
)

COMBUSTION, FUGITIVE, PROCESS = EmissionKind.COMBUSTION, EmissionKind.FUGITIVE, EmissionKind.PROCESS


@pytest.mark.parametrize(
    ("origin", "kind", "value", "flagged"),
    [
        (Origin.FOSSIL, FUGITIVE, "29.8", False),
        (Origin.FOSSIL, PROCESS, "29.8", False),
        (Origin.FOSSIL, COMBUSTION, "27.0", False),
        (Origin.FOSSIL, None, "27.9", True),
        (Origin.AIRCRAFT, COMBUSTION, "27.0", False),
        (Origin.BIOGENIC, FUGITIVE, "27.0", False),
        (Origin.BIOGENIC, COMBUSTION, "27.0", False),
        (Origin.LAND_USE_CHANGE, PROCESS, "27.0", False),
        (Origin.UNSTATED, FUGITIVE, "27.9", True),
        (Origin.UNSTATED, None, "27.9", True),
        (Origin.UNSTATED, COMBUSTION, "27.0", False),  # of any fuel: the origin makes no difference
    ],
)
def test_methane_in_ar6(origin: Origin, kind: EmissionKind | None, value: str, flagged: bool) -> None:
    found = gwp(GwpSet.AR6, "CH4", origin, kind)
    assert (found.value, found.flagged) == (Decimal(value), flagged)
    assert found.place.file.endswith("gwp100.csv")
    assert found.place.row > 1


def test_methane_in_the_older_sets_takes_the_same_rows() -> None:
    fossil = [gwp(name, "CH4", Origin.FOSSIL, FUGITIVE).value for name in (GwpSet.AR4, GwpSet.AR5)]
    other = [gwp(name, "CH4", Origin.FOSSIL, COMBUSTION).value for name in (GwpSet.AR4, GwpSet.AR5)]
    assert fossil == [Decimal(25), Decimal(30)]
    assert other == [Decimal(25), Decimal(28)]


def test_draft_value_of_sf6_is_not_used() -> None:
    assert gwp(GwpSet.AR6, "SF6", Origin.FOSSIL, FUGITIVE).value == 24300


def test_removal_counts_negative_and_only_for_co2() -> None:
    removal = gwp(GwpSet.AR6, "CO2", Origin.REMOVAL, PROCESS)
    assert removal.sign * removal.value == -1
    with pytest.raises(GasError) as caught:
        gwp(GwpSet.AR6, "CH4", Origin.REMOVAL, PROCESS)
    assert caught.value.kind.code == "removal-not-co2"


@pytest.mark.parametrize(
    ("text", "gas"),
    [
        ("ch4", "CH4"),
        ("CH₄", "CH4"),
        ("甲烷", "CH4"),
        ("methane", "CH4"),
        ("HFC134a", "HFC-134a"),
        ("R-134a", "HFC-134a"),
        ("PFC-14", "CF4"),
        ("六氟化硫", "SF6"),
        ("hfc 227EA", "HFC-227ea"),
    ],
)
def test_spellings_of_a_gas(text: str, gas: str) -> None:
    assert canonical_gas(text) == gas


def test_an_ether_is_not_taken_for_the_fluorocarbon_of_its_number() -> None:
    assert canonical_gas("HFE-227ea") is None
    assert canonical_gas("HFE-134") != canonical_gas("HFC-134")


def test_aggregates_and_table_rows_are_no_gases() -> None:
    assert [canonical_gas(text) for text in ("CO2e", "HFCs", "CH4_fossil", "")] == [None] * 4


def test_no_two_gases_share_a_spelling() -> None:
    assert len(known_gases()) == 66
    for gas in known_gases():
        assert canonical_gas(gas) == gas


def test_unknown_gas_is_reported_with_similar_ones() -> None:
    problems, place = Problems(), Place("tables/emissions.csv", 4, "gas")
    assert gwp_of(GwpSet.AR6, "SF7", Origin.FOSSIL, PROCESS, place, problems) is None
    assert check_gas("SF7", place, problems) is None
    assert [problem.kind.code for problem in problems] == ["gas-unknown", "gas-unknown"]
    assert {problem.params["similar"] for problem in problems} == {"SF6"}
    assert {problem.place for problem in problems} == {place}
    assert similar_gases("HFC-134b")[0].startswith("HFC-134")


def test_a_gas_missing_from_a_set_is_no_zero() -> None:
    with pytest.raises(GasError) as caught:
        gwp(GwpSet.AR4, "HFC-41", Origin.FOSSIL, FUGITIVE)
    assert caught.value.kind.code == "gas-not-in-set"
    assert caught.value.params["listed"] == "AR5, AR6"


@pytest.mark.parametrize("gwp_set", [GwpSet.UNSTATED, GwpSet.NOT_WEIGHTED])
def test_only_real_sets_weigh(gwp_set: GwpSet) -> None:
    with pytest.raises(ValueError, match="AR4"):
        gwp(gwp_set, "CO2", Origin.FOSSIL, COMBUSTION)


def test_every_value_has_a_source() -> None:
    for name in WEIGHTING_SETS:
        for gas in known_gases():
            try:
                found = gwp(name, gas, Origin.FOSSIL, FUGITIVE)
            except GasError:
                continue
            assert found.value > 0
            assert found.source.document
            assert found.source.url


@given(origin=st.sampled_from(Origin), kind=st.sampled_from([*EmissionKind, None]))
def test_methane_always_has_a_row_and_flags_exactly_the_unspecified_one(
    origin: Origin, kind: EmissionKind | None
) -> None:
    species, flagged = methane_species(origin, kind)
    assert flagged == (species == "CH4_unspecified")
