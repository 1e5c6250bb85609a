"""Power traced in a report: schemes side by side, matched hours, sources with what refuses them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from fourfold.exchange.report import render_report
from fourfold.exchange.report.document import ResultShapeError
from fourfold.exchange.report.power import charts, read_power
from support.lfp.result import lfp_result

NONE_BEFORE = [None] * 8
LOAD = [*NONE_BEFORE, *[1000] * 16, *[500] * 24]
MATCHED = [*NONE_BEFORE, *[250] * 16, *[500] * 12, *[0] * 12]


def scheme(method: str, **more: Any) -> dict[str, Any]:
    return {
        "method": method,
        "names": {"en": f"Scheme {method}"},
        "window": "hour",
        "load_kwh": "28",
        "covered": [],
        "shares": [
            {"window": "hour", "energy_kwh": "10", "share": "0.357"},
            {"window": "month", "energy_kwh": "14", "share": "0.5"},
            {"window": "year", "energy_kwh": "28", "share": "1"},
        ],
        "unmatched_kwh": "18",
        "unmatched_kg_co2e_per_kwh": "0.81",
        "location_kg_co2e": "17.5",
        "market_kg_co2e": "14.58",
        "sources": [source("wind-a"), source("solar-b", used="0", failed=["area"], clauses=["6.4.9.4 of a standard"])],
        "sites": [site()],
        **more,
    }


def source(name: str, used: str = "10", failed: list[str] | None = None, clauses: list[str] | None = None) -> Any:
    return {
        "source": name,
        "supply": "instruments",
        "kind": "granular-certificate",
        "area": "CN-JS",
        "technology": "wind",
        "offered_kwh": "12",
        "used_kwh": used,
        "kg_co2e_per_kwh": None if failed else "0.0336",
        "failed": failed or [],
        "clauses": clauses or [],
    }


def site(**more: Any) -> dict[str, Any]:
    clock = {"time_zone": "Asia/Shanghai", "start": "2024-01-01T00:00:00+08:00", "step_minutes": 60}
    return {"site": "plant", **clock, "quantum_wh": "1", "load": LOAD, "matched": MATCHED, **more}


def result(*schemes: dict[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = dict(lfp_result())
    return {**document, "electricity": {**document["electricity"], "matching": list(schemes)}}


def test_schemes_stand_side_by_side_with_shares_and_both_footprints() -> None:
    page = render_report(result(scheme("one"), scheme("two", window=None, market_kg_co2e="17.5")), "en")
    section = page[page.index('id="power"') :]
    for text in ("Scheme one", "Scheme two", "matches within the hour", "accepts no instruments", "35.7", "14.58"):
        assert text in section
    assert '<a href="#power">' in page


def test_a_refused_source_names_its_criterion_and_clause() -> None:
    page = render_report(result(scheme("one")), "en")
    assert "does not count: area of the plant" in page
    assert "(6.4.9.4 of a standard)" in page


def test_heat_maps_show_shares_per_interval_and_blank_what_has_no_load() -> None:
    power = read_power({"matching": [scheme("one", sites=[site(load=[0, *LOAD[1:]], matched=[0, *MATCHED[1:]])])]})
    assert power is not None
    chart: Any = charts(power.sites)[0]
    assert chart["matched"]["levels"][:9] == [*[None] * 8, 250]
    assert chart["unmatched"]["levels"][8] == 99_999
    assert power.sites[0].hours_matched == 12
    assert power.sites[0].hours_with_load == 40


def test_sums_of_a_site_are_those_of_its_intervals() -> None:
    power = read_power({"matching": [scheme("one")]})
    assert power is not None
    assert (power.sites[0].load_wh, power.sites[0].matched_wh) == (Decimal(28_000), Decimal(10_000))


@pytest.mark.parametrize("fault", [{"matched": MATCHED[:-1]}, {"load": LOAD[:-1], "matched": MATCHED[:-1]}])
def test_arrays_of_unlike_days_are_refused(fault: dict[str, Any]) -> None:
    with pytest.raises(ResultShapeError):
        read_power({"matching": [scheme("one", sites=[site(**fault)])]})


def test_a_result_in_which_nothing_is_traced_has_no_such_section() -> None:
    assert read_power({}) is None
    assert 'id="power"' not in render_report(lfp_result(), "en")


def test_many_sources_are_taken_together_by_plant_and_nothing_is_lost() -> None:
    many = [source(f"wind-{number}", used="0.25") for number in range(40)]
    refused = [source(f"solar-{number}", used="0", failed=["area"], clauses=["a clause"]) for number in range(5)]
    power = read_power({"matching": [scheme("one", sources=[*many, *refused])]})
    assert power is not None
    assert [(one.source, one.count, one.used_kwh) for one in power.sources] == [
        ("wind-0", 40, Decimal("10.00")),
        ("solar-0", 5, Decimal(0)),
    ]
    assert sum(one.offered_kwh for one in power.sources) == 45 * 12
    assert "and 39 more" in render_report(result(scheme("one", sources=[*many, *refused])), "en")
