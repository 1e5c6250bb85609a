"""The shipped tables: faultless, pinned by version, and equal to the figures they were taken from."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from fourfold.core.areas import areas
from fourfold.core.lines import CO2E, EmissionKind, Line, Origin
from fourfold.core.quantities import check_unit
from fourfold.data.basis import Claim, GwpSet, Losses, Quantity
from fourfold.data.factor import Factor
from fourfold.data.gwp import GasError, canonical_gas, gwp, known_gases
from fourfold.data.library import shipped_library
from fourfold.data.source import Status

SHARED = Path(__file__).resolve().parents[3] / "shared"

# Raise the version in index.csv when a table changes, and put the new digest here.
PINNED = {
    ("cn-electricity-footprint", "1"): "sha256:2c58f5194e2eaba1a2a6795313b03eaa13586bd86a89d5ed042236cb24f29046",
    ("cn-grid-co2", "1"): "sha256:e1747e275e293ce5df65089d353f4944f6a08c287ce8c970a17d3332b3729c84",
    ("gwp100", "2"): "sha256:5cf05e9718358262a39dd2bdcc9ad657dd81772bbe1237587a34c2e9ef64b356",
    ("gwp100-sources", "1"): "sha256:44125cd5f6ab7790387611c42ac10201ad4c47670dcfd1f9e2837f9daecbecb2",
    ("ipcc-ar5-electricity", "1"): "sha256:e9dca9490e718bca06f51f76941c67abc3ef2901fdb7014d427ada596e546f0b",
}


def factor(factor_id: str) -> Factor:
    found = shipped_library().get(factor_id)
    assert found is not None, factor_id
    return found


def value(factor_id: str) -> Decimal:
    (part,) = factor(factor_id).parts
    return part.value


def rows(path: str) -> Iterator[dict[str, str]]:
    file = SHARED / path
    if not file.exists():
        pytest.skip(f"the file {path} of the shared folder beside the repository is not there")
    with file.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(line for line in stream if not line.startswith("#"))


def test_tables_are_those_of_their_versions() -> None:
    assert {(table.id, table.version): table.digest for table in shipped_library().tables} == PINNED


def test_every_factor_names_its_source_and_a_known_area_and_unit() -> None:
    for item in shipped_library().factors.values():
        check_unit(item.per.text)
        assert not item.area or item.area in areas(), item.id
        assert item.names["en"]
        assert item.names["zh"]
        assert item.source.publisher
        assert item.source.document
        assert item.source.published
        assert item.id == item.id.lower()


def test_no_factor_is_zero() -> None:
    assert all(part.value > 0 for item in shipped_library().factors.values() for part in item.parts)


def test_values_not_found_are_absent() -> None:
    library = shipped_library()
    for missing in ("csp-2024", "network-incl-losses-2023"):
        assert library.get(f"cn-electricity-footprint-{missing}") is None
    for code in ("xz", "hk", "mo", "tw"):
        assert library.get(f"cn-grid-co2-{code}-2023") is None


def test_figures_known_to_be_wrong_are_not_shipped() -> None:
    figures = {part.value for item in shipped_library().factors.values() for part in item.parts}
    assert not figures & {Decimal("0.0463"), Decimal("0.0200"), Decimal("0.5703"), Decimal("0.70751")}
    assert value("cn-grid-co2-ah-2021") == Decimal("0.7075")


def test_the_two_series_of_china_are_told_apart() -> None:
    footprint, direct = factor("cn-electricity-footprint-2024"), factor("cn-grid-co2-js-2023")
    assert footprint.basis.quantity is Quantity.CO2E_LIFECYCLE
    assert footprint.basis.losses is Losses.INCLUDED
    assert footprint.basis.gwp_set is GwpSet.UNSTATED
    assert [(part.gas, part.line) for part in footprint.parts] == [(CO2E, Line.UNSPLIT)]
    assert direct.basis.quantity is Quantity.CO2_DIRECT
    assert direct.basis.gwp_set is GwpSet.NOT_WEIGHTED
    assert [(part.gas, part.line) for part in direct.parts] == [("CO2", Line.FOSSIL)]


def test_the_three_national_variants_have_three_claims() -> None:
    claims = [
        factor(f"cn-grid-co2-national-{name}-2023").basis.claim
        for name in ("average", "excluding-market-traded", "fossil-only")
    ]
    assert claims == [Claim.LOCATION, Claim.RESIDUAL, Claim.NOT_APPLICABLE]


@pytest.mark.parametrize(
    ("year", "traded", "fossil"), [(2021, "6.3", "66.1"), (2022, "8.4", "64.5"), (2023, "13.0", "64.1")]
)
def test_national_variants_give_the_known_shares(year: int, traded: str, fossil: str) -> None:
    average, excluding, only = (
        value(f"cn-grid-co2-national-{name}-{year}") for name in ("average", "excluding-market-traded", "fossil-only")
    )
    assert f"{(1 - average / excluding) * 100:.1f}" == traded
    assert f"{average / only * 100:.1f}" == fossil


def test_a_regional_factor_lies_within_its_provinces() -> None:
    book, library = areas(), shipped_library()
    for region in (area for area in book if area.code.startswith("CN-X-") and area.code != "CN-X-NORTH"):
        members = [area.code for area in book if area.parent == region.code]
        for year in (2021, 2022, 2023):
            inside = [item.parts[0].value for code in members for item in library.find(area=code, year=year)]
            (whole,) = library.find(area=region.code, year=year)
            assert min(inside) < whole.parts[0].value < max(inside), (region.code, year)


def test_derived_value_is_what_its_note_says() -> None:
    item = factor("cn-electricity-footprint-biomass-2024")
    assert item.status is Status.DERIVED
    assert value(item.id) == (value("cn-electricity-footprint-biomass-2023") * (1 - Decimal("0.116"))).quantize(
        Decimal("0.0001")
    )


def test_ranges_enclose_medians_and_unconfirmed_ranges_are_left_out() -> None:
    library = shipped_library()
    ranged = [item for item in library.factors.values() if item.parts[0].low is not None]
    assert len(ranged) == 8
    without = [item for item in library.factors.values() if item.id.startswith("ipcc") and item not in ranged]
    assert all("unconfirmed" in item.note for item in without)
    assert len(without) == 4


@pytest.mark.acceptance
def test_footprint_factors_equal_the_reference() -> None:
    ids = {
        "national_average": "",
        "transmission_distribution_excl_losses": "network-excl-losses-",
        "transmission_distribution_incl_losses": "network-incl-losses-",
    }
    compared = 0
    for row in rows("reference/csv/china_electricity_footprint.csv"):
        middle = ids.get(row["item"], f"{row['item']}-")
        found = shipped_library().get(f"cn-electricity-footprint-{middle}{row['year']}")
        assert (found is None) == (not row["kgCO2e_per_kWh"])
        if found is not None:
            assert (found.parts[0].value, found.status) == (Decimal(row["kgCO2e_per_kWh"]), row["status"])
            compared += 1
    assert compared == 20


@pytest.mark.acceptance
def test_direct_factors_equal_the_reference() -> None:
    national = {
        "average": "national-average",
        "excluding_market_traded_nonfossil": "national-excluding-market-traded",
        "fossil_only": "national-fossil-only",
    }
    compared = 0
    for row in rows("reference/csv/china_grid_co2.csv"):
        code = row["area_code"]
        name = national[row["series"]] if code == "CN" else code.removeprefix("CN-").removeprefix("X-").lower()
        found = factor(f"cn-grid-co2-{name}-{row['year']}")
        assert (found.area, str(found.valid_from.year)) == (code, row["year"])
        assert (found.parts[0].value, found.status) == (Decimal(row["kgCO2_per_kWh"]), row["status"])
        compared += 1
    assert compared == 120


@pytest.mark.acceptance
def test_medians_equal_the_reference() -> None:
    for row in rows("reference/csv/ipcc_ar5_lifecycle.csv"):
        found = factor(f"ipcc-ar5-electricity-{row['technology'].replace('_', '-')}")
        (part,) = found.parts
        assert (part.value * 1000, found.status) == (Decimal(row["median_gCO2e_per_kWh"]), row["status_median"])
        if row["status_range"] == "official":
            assert part.low is not None
            assert part.high is not None
            assert (part.low * 1000, part.high * 1000) == (
                Decimal(row["min_gCO2e_per_kWh"]),
                Decimal(row["max_gCO2e_per_kWh"]),
            )


@pytest.mark.acceptance
def test_potentials_equal_the_reference() -> None:
    methane = {
        "CH4_fossil": (Origin.FOSSIL, EmissionKind.FUGITIVE),
        "CH4_non_fossil": (Origin.BIOGENIC, EmissionKind.FUGITIVE),
        "CH4_unspecified": (Origin.UNSTATED, EmissionKind.FUGITIVE),
    }
    compared = 0
    for row in rows("reference/csv/gwp100.csv"):
        origin, kind = methane.get(row["gas"], (Origin.FOSSIL, EmissionKind.FUGITIVE))
        gas = "CH4" if row["gas"] in methane else row["gas"].split(" (")[0]
        for name in (GwpSet.AR4, GwpSet.AR5, GwpSet.AR6):
            if row[name.value]:
                assert gwp(name, gas, origin, kind).value == Decimal(row[name.value]), (gas, name)
                compared += 1
            else:
                with pytest.raises(GasError):
                    gwp(name, gas, origin, kind)
    assert compared == 145


@pytest.mark.acceptance
def test_potentials_equal_another_collection_but_for_known_errors_in_it() -> None:
    unlike, seen = [], set()
    for row in rows("data/gwp/globalwarmingpotentials.csv"):
        gas = canonical_gas(row["Species"])
        if gas is None:
            continue
        seen.add(gas)
        for name in (GwpSet.AR4, GwpSet.AR5, GwpSet.AR6):
            text = row[f"{name.value}GWP100"]
            if text and Decimal(text) != gwp(name, gas, Origin.UNSTATED, None).value:
                unlike.append((gas, name.value, text))
    assert unlike == [("SF6", "AR6", "25200")]  # the draft value; the final table has 24,300
    assert seen == set(known_gases()) - {"CO2"}


@pytest.mark.acceptance
def test_provinces_equal_another_transcription_of_the_notice() -> None:
    path = SHARED / "data" / "china-2023" / "china_provincial_emissions.json"
    if not path.exists():
        pytest.skip("data/china-2023 of the shared folder beside the repository is not there")
    data = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)["data"]
    ours = {
        item.area: item.parts[0].value * 1000
        for item in shipped_library().find(year=2023, quantity=Quantity.CO2_DIRECT)
        if len(item.area) == 5
    }
    assert ours == {code: entry["emission_factor"] for code, entry in data.items()}
    assert len(ours) == 30
