"""Matches of schemes in documents: exact decimals as text, and the hours of each site for looking at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import numpy as np

from fourfold.accounting.power.matched import MATCHED, SchemeMatch, SiteMatch, SourceUse
from fourfold.accounting.power.profiles import WholeDays, scaled, sums_by_hour
from fourfold.accounting.traced import exact
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.zones import Ints
from fourfold.electricity.integers import decimal_of

_SHARE = Decimal("1e-6")
_FACTOR = Decimal("1e-12")
_MOST = 10**9


@exact
def match_document(match: SchemeMatch, quantum_kg_co2e: Decimal) -> dict[str, JSON]:
    """A match; emissions are rounded once to the quantum, and totals are sums of what is shown.

    Args:
        match: what it says.
        quantum_kg_co2e: of the method.
    """
    kg = {kind: emitted.quantize(quantum_kg_co2e) for kind, (_, emitted) in match.covered.items()}
    return {
        "method": match.method,
        "names": _texts(match.names),
        "window": None if match.window is None else str(match.window),
        "grid_factors": str(match.grid),
        "load_kwh": decimal_text(match.load_kwh),
        "covered": [
            {"kind": str(kind), "energy_kwh": decimal_text(kwh), "kg_co2e": decimal_text(kg[kind])}
            for kind, (kwh, _) in match.covered.items()
        ],
        "shares": [
            {
                "window": str(one.window),
                "energy_kwh": decimal_text(one.energy_kwh),
                "share": _maybe(one.share, _SHARE),
            }
            for one in match.shares
        ],
        "unmatched_kwh": decimal_text(match.unmatched_kwh),
        "unmatched_kg_co2e_per_kwh": _maybe(match.unmatched_kg_co2e_per_kwh, _FACTOR),
        "location_kg_co2e": decimal_text(match.location_kg_co2e.quantize(quantum_kg_co2e)),
        "market_kg_co2e": decimal_text(sum(kg.values(), Decimal(0))),
        "per_unit_location_kg_co2e": None if match.location_per_unit is None else decimal_text(match.location_per_unit),
        "per_unit_market_kg_co2e": None if match.market_per_unit is None else decimal_text(match.market_per_unit),
        "sources": [_source(one) for one in match.sources],
        "sites": [_site(one) for one in match.sites],
    }


def _source(one: SourceUse) -> dict[str, JSON]:
    return {
        "source": one.source,
        "supply": str(one.supply),
        "kind": None if one.kind is None else str(one.kind),
        "area": one.area,
        "technology": one.technology,
        "offered_kwh": decimal_text(one.offered_kwh),
        "used_kwh": decimal_text(one.used_kwh),
        "lost_kwh": decimal_text(one.lost_kwh),
        "refused_kwh": decimal_text(one.refused_kwh),
        "idle_kwh": decimal_text(one.idle_kwh),
        "kg_co2e_per_kwh": _maybe(one.kg_co2e_per_kwh, _FACTOR),
        "failed": [str(criterion) for criterion in one.failed],
        "clauses": list(one.clauses),
    }


def _site(one: SiteMatch) -> dict[str, JSON]:
    """Load and what is matched of it, hour by hour on the site's standard clock, cut to nine digits."""
    parts = {kind: energy.energy for kind, energy in one.exact.items()} or one.covered_wh
    exponent = next((energy.quantum_exponent for energy in one.exact.values()), 0)
    load = sums_by_hour(_sum(parts.values()), one.grid.step_minutes)
    matched = sums_by_hour(_sum(parts[kind] for kind in MATCHED if kind in parts), one.grid.step_minutes)
    shift = 0
    while max(load) >= _MOST * 10**shift:
        shift += 1
    days = WholeDays.of(one.grid.start_s, load.size, one.time_zone)
    return {
        "site": one.site,
        "time_zone": one.time_zone,
        "start": days.begins.isoformat(),
        "step_minutes": 60,
        "quantum_wh": decimal_text(decimal_of(1, exponent + shift)),
        "load": days.filled([scaled(int(value), -shift) for value in load]),
        "matched": days.filled([scaled(int(value), -shift) for value in matched] or [0] * load.size),
    }


def _sum(parts: Iterable[Ints]) -> Ints:
    """Sum of arrays ``[interval]`` of a site, none of which is larger than its load."""
    arrays = list(parts)
    total: Ints = np.sum(np.stack(arrays), axis=0) if arrays else np.zeros(0, np.int64)
    return total


def _texts(names: Mapping[str, str]) -> dict[str, JSON]:
    return {lang: text for lang, text in names.items() if text}


def _maybe(value: Decimal | None, quantum: Decimal) -> str | None:
    return None if value is None else decimal_text(value.quantize(quantum))
