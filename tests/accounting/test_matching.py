"""Electricity of a study matched under a method: by hand, laws of sums, refusals with their clauses, the document."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import fourfold.accounting
from fourfold.accounting.assess import Result
from fourfold.accounting.documents.result import result_document
from fourfold.accounting.method import ElectricityResolution, Method
from fourfold.accounting.method_files import method
from fourfold.accounting.power.clauses import GENERAL
from fourfold.accounting.power.matched import MATCHED, SchemeMatch
from fourfold.accounting.power.matching import scheme_match
from fourfold.accounting.power.matching_document import match_document
from fourfold.accounting.power.matching_schema import match_schema
from fourfold.accounting.study.model import Study
from fourfold.core.canonical import decimal_text
from fourfold.electricity.supply.criteria import Criterion, MatchWindow
from fourfold.electricity.supply.rule import SupplyKind
from support.instruments import instrument, supplied_by
from support.outcomes import calculated
from support.power_studies import (
    TWO_DAYS,
    interval_file,
    meter_row,
    metered,
    power_tables,
    series_row,
    shape_rows,
    spread,
)
from support.studies import own_factor, write_study

SCHEMA = json.loads((Path(fourfold.accounting.__file__).parent / "result.schema.json").read_text(encoding="utf-8"))
WIDE = ("on_site", "direct_line", "instruments", "residual", "grid")
LOAD = ["1"] * 24 + ["2"] * 24


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """1 kWh in each hour of the first day, 2 kWh in each of the second; the grid at 0.4, then at 0.8."""
    files(tmp_path, LOAD)
    return tmp_path


def files(folder: Path, kwh: Iterable[object], roof: Iterable[object] = ("0.25",) * 48) -> None:
    interval_file(folder, "meters/m.csv", {"kwh": kwh})
    interval_file(folder, "meters/roof.csv", {"kwh": roof})
    interval_file(folder, "series/s.csv", {"factor": ["0.4"] * 24 + ["0.8"] * 24})


def study_of(folder: Path, *instruments: dict[str, object], roof: str = "", **declared: Any) -> Study:
    """One meter, a grid, and a roof whose attributes are kept or sold where that is said."""
    factors = [own_factor("wind", "0.01", "kWh"), own_factor("sun", "0.05", "kWh")]
    rows = {"meters": [meter_row("m")], "series": [series_row("s")], "instruments": instruments, "factors": factors}
    if roof:
        rows["meters"] = [meter_row("m"), meter_row("roof", role="generation")]
        rows["generation"] = [
            {"generation": "roof", "site": "plant", "meter": "roof", "factor": "sun", "attributes": roof}
        ]
    whole = power_tables([metered("main", "e", "m")], **rows)
    return Study.load(write_study(folder, whole, period=TWO_DAYS, **declared))


def matched(result: Result) -> SchemeMatch:
    return scheme_match(result.study, result.method, result.electricity, result.footprint)


def match_of(study: Study, how: Method) -> SchemeMatch:
    return matched(calculated(study, how))


def told(*values: Decimal) -> str:
    return " ".join(map(decimal_text, values))


def shares(found: SchemeMatch) -> str:
    return told(*(one.energy_kwh for one in found.shares))


def covered(found: SchemeMatch) -> dict[str, str]:
    return {str(kind): told(*parts) for kind, parts in found.covered.items()}


HOUR = instrument("hour", "1.5", "2024-03-01T10:00", "2024-03-01T11:00", kind="granular-certificate")
TWO_DAYS_OF_WIND = instrument("days", 30, "2024-03-01", "2024-03-03")


def test_by_hand_under_a_method_that_matches_by_the_hour(folder: Path) -> None:
    """72 kWh. 1.5 kWh of an hour cover its 1 kWh; 30 kWh of two days fail the hour. By the month 31.5 kWh are matched.
    Location 24 x 0.4 + 48 x 0.8 = 48; market 1 x 0.01 + 23 x 0.4 + 48 x 0.8 = 47.61; for one of 10 kg a tenth."""
    found = match_of(study_of(folder, HOUR, TWO_DAYS_OF_WIND), supplied_by(*WIDE, match="hour"))
    assert found.window is MatchWindow.HOUR
    assert shares(found) == "1 31.5 31.5"
    assert found.shares[1].share == Decimal("0.4375")
    assert covered(found) == {"instruments": "1 0.01", "grid": "71 47.6"}
    assert told(found.load_kwh, found.unmatched_kwh) == "72 71"
    assert found.unmatched_kg_co2e_per_kwh is not None
    assert abs(found.unmatched_kg_co2e_per_kwh - Decimal("47.6") / 71) < Decimal("1e-20")
    assert told(found.location_kg_co2e, found.market_kg_co2e) == "48 47.61"
    assert (found.location_per_unit, found.market_per_unit) == (Decimal("4.8"), Decimal("4.761"))


def test_sources_say_what_was_used_refused_and_idle(folder: Path) -> None:
    hour, days = match_of(study_of(folder, HOUR, TWO_DAYS_OF_WIND), supplied_by(*WIDE, match="hour")).sources
    assert told(hour.offered_kwh, hour.used_kwh, hour.idle_kwh, hour.refused_kwh) == "1.5 1 0.5 0"
    assert hour.kg_co2e_per_kwh == Decimal("0.01")
    assert told(days.used_kwh, days.idle_kwh, days.refused_kwh) == "0 0 30"
    assert (days.failed, days.clauses) == ((Criterion.MATCH,), (GENERAL[Criterion.MATCH],))
    assert days.kg_co2e_per_kwh is None


def test_a_roof_is_matched_where_its_attributes_are_kept_and_refused_where_they_are_sold(folder: Path) -> None:
    """0.25 kWh in each of 48 hours."""
    kept = match_of(study_of(folder, roof="kept"), supplied_by(*WIDE))
    assert shares(kept) == "12 12 12"
    assert covered(kept)["on_site"] == "12 0.6"
    assert kept.location_kg_co2e == kept.market_kg_co2e == Decimal("0.6") + 18 * Decimal("0.4") + 42 * Decimal("0.8")
    sold = match_of(study_of(folder, roof="sold"), supplied_by(*WIDE))
    assert shares(sold) == "0 0 0"
    assert sold.sources[0].failed == (Criterion.CONVEYED,)
    assert told(sold.sources[0].refused_kwh) == "12"


@pytest.mark.parametrize("roof", ["", "kept", "sold"])
@pytest.mark.parametrize("how", list(ElectricityResolution))
def test_without_contracts_and_other_mixes_location_is_market(
    folder: Path, roof: str, how: ElectricityResolution
) -> None:
    official = {"official_factor": "cn-electricity-footprint-2024"}
    study = study_of(folder, {**HOUR, "retired": "no"}, roof=roof, electricity=official)
    found = match_of(study, supplied_by(*WIDE, electricity=how))
    assert found.grid is how
    assert found.location_kg_co2e == found.market_kg_co2e > 0
    assert found.location_per_unit == found.market_per_unit


def test_what_is_lost_on_the_way_is_told_apart(folder: Path) -> None:
    study = study_of(folder, instrument("days", 30, "2024-03-01", "2024-03-03", delivered="plant"))
    declared = study.declarations
    supply = declared.supply.model_copy(update={"delivery_loss_share": Decimal("0.1")})
    study = replace(study, declarations=declared.model_copy(update={"supply": supply}))
    (one,) = match_of(study, supplied_by("instruments", "grid")).sources
    assert told(one.offered_kwh, one.lost_kwh, one.used_kwh, one.idle_kwh) == "30 3 27 0"


def test_a_method_without_instruments_refuses_them_by_its_own_clause(folder: Path) -> None:
    found = match_of(study_of(folder, HOUR), method("fourfold-default"))
    assert found.window is None
    assert found.sources[0].failed == (Criterion.KIND,)
    assert found.sources[0].clauses == (
        "Fourfold, docs/reference/methods.md: on-site generation and grid power, no instruments",
    )


def test_a_clause_of_the_method_stands_before_the_general_one(folder: Path) -> None:
    how = replace(supplied_by(*WIDE, match="hour"), clauses={Criterion.MATCH: "A scheme, 4.2"})
    study = study_of(folder, {**TWO_DAYS_OF_WIND, "retired": "no"})
    (one,) = match_of(study, how).sources
    assert one.clauses == ("A scheme, 4.2", GENERAL[Criterion.RETIRED])


def test_every_criterion_has_a_general_clause_that_says_it_is_from_memory() -> None:
    assert set(GENERAL) == set(Criterion)
    assert all("from memory" in clause for clause in GENERAL.values())


quarters = st.lists(st.integers(0, 9), min_size=48, max_size=48)


@settings(max_examples=12, deadline=None)
@given(quarters, quarters, st.integers(0, 47), st.integers(1, 40), st.sampled_from(["hour", "month", "period"]))
def test_kinds_sum_to_the_load_and_to_the_total(
    tmp_path_factory: pytest.TempPathFactory, load: list[int], roof: list[int], at: int, kwh: int, match: str
) -> None:
    folder = tmp_path_factory.mktemp("study")
    files(folder, [f"{one}.3" for one in load], roof)
    start, end = (f"2024-03-0{1 + hour // 24}T{hour % 24:02}:00" for hour in (at, at + 1))
    there = instrument("one", kwh, start, end, kind="granular-certificate"), instrument("days", kwh, *_DAYS)
    result = calculated(study_of(folder, *there, roof="kept"), supplied_by(*WIDE, match=match))
    found = matched(result)
    for site in found.sites:
        assert np.array_equal(sum(site.covered_wh.values()), site.load_wh)
        exponent = next(iter(site.exact.values())).quantum_exponent
        assert np.array_equal(sum(one.energy for one in site.exact.values()), site.load_wh * 10**-exponent)
        for kind, energy in site.exact.items():
            assert energy.total_kwh == found.covered.get(kind, (Decimal(0),))[0]
    assert sum(kwh for kwh, _ in found.covered.values()) == found.load_kwh
    assert sum(kg for _, kg in found.covered.values()) == found.market_kg_co2e
    assert found.unmatched_kwh == found.load_kwh - sum(found.covered[k][0] for k in MATCHED if k in found.covered)
    assert found.market_per_unit == result.footprint.total_kg_co2e
    for one in found.sources:
        parts = (one.used_kwh, one.lost_kwh, one.refused_kwh, one.idle_kwh)
        assert sum(parts) == one.offered_kwh
        assert min(parts) >= 0
    if match != "period":
        own = found.load_kwh - found.unmatched_kwh
        assert own == next(share.energy_kwh for share in found.shares if share.window == match)


_DAYS = ("2024-03-01", "2024-03-03")


def test_the_document_keeps_to_its_schema_and_its_totals_to_their_parts(folder: Path) -> None:
    study = study_of(folder, HOUR, TWO_DAYS_OF_WIND, roof="kept")
    results = [calculated(study, supplied_by(*WIDE, match=match)) for match in ("hour", "period")]
    document: Any = result_document(results)
    Draft202012Validator(SCHEMA).validate(document)
    for one in document["electricity"]["matching"]:
        parts = one["covered"]
        assert sum(Decimal(part["energy_kwh"]) for part in parts) == Decimal(one["load_kwh"]) == 72
        assert sum(Decimal(part["kg_co2e"]) for part in parts) == Decimal(one["market_kg_co2e"])
    assert "matching" not in document["also"][0]["electricity"]


def test_hours_stand_on_the_clock_of_the_site(folder: Path) -> None:
    """One and a half kilowatt hours at 10:00 of the first day; 1 of them is used."""
    found = match_document(match_of(study_of(folder, HOUR), supplied_by(*WIDE, match="hour")), Decimal("1e-12"))
    site: Any = found["sites"]
    hours = site[0]
    assert (hours["start"], len(hours["load"]), len(hours["matched"])) == ("2024-03-01T00:00:00+08:00", 48, 48)
    quantum = Decimal(hours["quantum_wh"])
    assert [value * quantum for value in hours["load"]] == [1000] * 24 + [2000] * 24
    assert [at for at, value in enumerate(hours["matched"]) if value] == [10]
    assert hours["matched"][10] * quantum == 1000


def test_loads_of_very_unlike_size_still_sum(folder: Path) -> None:
    """A thousandth of a Wh spread over the period beside 100 GWh in every hour: no quantum in int64 holds both."""
    files(folder, ["100000000"] * 48)
    rows = [metered("main", "e", "m"), spread("main", "small", "0.000001")]
    whole = power_tables(rows, meters=[meter_row("m")], series=[series_row("s")], shapes=shape_rows())
    found = match_of(Study.load(write_study(folder, whole, period=TWO_DAYS)), supplied_by("on_site", "grid"))
    (site,) = found.sites
    assert np.array_equal(site.covered_wh[SupplyKind.GRID], site.load_wh)
    assert site.load_wh.tolist() == [10**11] * 48
    assert told(found.load_kwh) == "4800000000.000001"
    assert abs(site.exact[SupplyKind.GRID].total_kwh - found.load_kwh) < Decimal("1e-3")


def test_results_where_nothing_is_traced_stay_as_they_were(folder: Path) -> None:
    document: Any = result_document([calculated(study_of(folder, roof="kept"))])
    assert "matching" not in document["electricity"]


def test_the_schema_of_results_holds_that_of_matches() -> None:
    held = SCHEMA["$defs"]["result"]["properties"]["electricity"]["properties"]["matching"]
    assert held["items"] == match_schema()
