"""The JSON Schema of matches in documents: part of ``result/1`` and of ``match/1``."""

from __future__ import annotations

from typing import Any

from fourfold.accounting.method import ElectricityResolution
from fourfold.core.json_schema import NULL, TEXT, list_of, maybe, object_of, ref, said
from fourfold.electricity.supply.criteria import Criterion, InstrumentKind, MatchWindow
from fourfold.electricity.supply.rule import SupplyKind

_KINDS = {"enum": [str(kind) for kind in SupplyKind]}
_DECIMAL = ref("decimal")
_HOURS = {"type": "array", "items": {"type": ["integer", "null"]}}


def match_schema() -> dict[str, Any]:
    """A match; the definitions ``decimal`` and ``names`` stand in the document it is part of."""
    window = {"enum": [str(window) for window in MatchWindow]}
    return object_of(
        method=said(TEXT, "Id of the method."),
        names=ref("names"),
        window=said({"anyOf": [window, NULL]}, "Within which the method matches; null where it takes no instruments."),
        grid_factors=said(
            {"enum": [str(how) for how in ElectricityResolution]},
            "Which factors of the grid, by location and by market.",
        ),
        load_kwh=said(_DECIMAL, "All electricity of the study period."),
        covered=said(
            list_of(object_of(kind=_KINDS, energy_kwh=_DECIMAL, kg_co2e=_DECIMAL)),
            "By what covers it, in the order of the method; energies sum to load_kwh, emissions to market_kg_co2e.",
        ),
        shares=said(
            list_of(
                object_of(
                    window={"enum": ["hour", "month", "year"]},
                    energy_kwh=_DECIMAL,
                    share=said(maybe(_DECIMAL), "Of all electricity; null where there is none."),
                )
            ),
            "Matched within an hour, a month and a year, whatever the method asks: on-site generation, direct lines and"
            " instruments whose own interval lies in the window.",
        ),
        unmatched_kwh=said(_DECIMAL, "What no plant is named for under the method."),
        unmatched_kg_co2e_per_kwh=said(maybe(_DECIMAL), "Its mean factor, weighted with energy; null without energy."),
        location_kg_co2e=said(_DECIMAL, "All electricity, with the grid's own factor for what comes through the grid."),
        market_kg_co2e=said(_DECIMAL, "All electricity by the method."),
        per_unit_location_kg_co2e=said(maybe(_DECIMAL), "The same of one declared unit."),
        per_unit_market_kg_co2e=said(maybe(_DECIMAL), "The same of one declared unit."),
        sources=said(list_of(_source()), "Plants on site and instruments, in the order of their tables."),
        sites=said(list_of(_site()), "Hours of each site, for looking at."),
    )


def _source() -> dict[str, Any]:
    kind = {"anyOf": [{"enum": [str(kind) for kind in InstrumentKind]}, NULL]}
    return object_of(
        source=said(TEXT, "Short name of the generation or instrument."),
        supply={"enum": [str(kind) for kind in (SupplyKind.ON_SITE, SupplyKind.DIRECT_LINE, SupplyKind.INSTRUMENTS)]},
        kind=said(kind, "Of an instrument; null for generation on site."),
        area=TEXT,
        technology=TEXT,
        offered_kwh=said(_DECIMAL, "What there is of it, at the plant."),
        used_kwh=said(_DECIMAL, "What of it covers load."),
        lost_kwh=said(_DECIMAL, "Lost between plant and meter."),
        refused_kwh=said(_DECIMAL, "Does not count, because a criterion is failed."),
        idle_kwh=said(_DECIMAL, "Counts and meets no load in its window. With the three above it sums to offered_kwh."),
        kg_co2e_per_kwh=said(maybe(_DECIMAL), "Its factor under the method; null where nothing of it is used."),
        failed=said(list_of({"enum": [str(criterion) for criterion in Criterion]}), "Every criterion it fails."),
        clauses=said(list_of(TEXT), "For each failed criterion the clause that asks for it."),
    )


def _site() -> dict[str, Any]:
    return object_of(
        site=TEXT,
        time_zone=TEXT,
        start=said(TEXT, "Start of the first day on the site's standard clock."),
        step_minutes={"const": 60},
        quantum_wh=said(_DECIMAL, "Unit of the two lists."),
        load=said(_HOURS, "All load; null in hours of the first and last day outside the period."),
        matched=said(_HOURS, "What of it plants on site, direct lines and instruments cover under the method."),
    )
