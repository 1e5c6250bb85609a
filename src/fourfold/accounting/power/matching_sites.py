"""A site interval by interval: its load, and what covers it by kind of supply."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from fourfold.accounting.method import Method
from fourfold.accounting.power.accounts import ElectricityAccount, LoadAccount
from fourfold.accounting.power.matched import SiteMatch
from fourfold.accounting.study.model import Study
from fourfold.core.zones import Ints
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.integers import Exact, divide, exact_sum, narrow
from fourfold.electricity.supply.rule import Covered, SupplyKind

_MOST = 2**62


def site_matches(study: Study, method: Method, electricity: ElectricityAccount) -> tuple[SiteMatch, ...]:
    """Every site with loads, in the order of the study; each at the coarsest resolution of its meters."""
    zones = {site.id: site.time_zone for site in study.declarations.sites}
    by_site: dict[str, list[LoadAccount]] = {}
    for row in electricity.rows:
        by_site.setdefault(row.load.site, []).append(row)
    return tuple(_site(site, zone, by_site[site], method) for site, zone in zones.items() if site in by_site)


def _site(site: str, time_zone: str, rows: Sequence[LoadAccount], method: Method) -> SiteMatch:
    step = max(row.covered.load.step_minutes for row in rows)
    parts = [(kind, energy.resampled(step)) for row in rows for kind, energy in parts_of(row.covered)]
    finest = min(0, *(energy.quantum_exponent for _, energy in parts))
    there = {kind for kind, _ in parts}
    quanta = {
        kind: _sum([energy for one, energy in parts if one is kind], finest)
        for kind in dict.fromkeys((*method.supply.order, SupplyKind.GRID))
        if kind in there
    }
    grid = parts[0][1].grid
    exponent = finest
    while exact_sum(np.sum(np.stack(list(quanta.values())), axis=0)) > _MOST * 10 ** (exponent - finest):
        exponent += 1
    load_wh, covered_wh = _in_quanta(quanta, -finest)
    exact = _in_quanta(quanta, exponent - finest)[1]
    series = {kind: EnergySeries(grid, energy, exponent) for kind, energy in exact.items()}
    return SiteMatch(site, time_zone, grid, load_wh, covered_wh, series)


def parts_of(covered: Covered) -> Iterable[tuple[SupplyKind, EnergySeries]]:
    """What covers a load, each kind as often as there is something of it; they sum to the load in every interval."""
    yield SupplyKind.GRID, covered.grid
    for energy in covered.on_site.values():
        yield SupplyKind.ON_SITE, energy
    yield from covered.others.items()


def _sum(parts: Sequence[EnergySeries], exponent: int) -> Exact:
    """Sum of energies ``[interval]`` in a fine quantum, in Python integers, since loads may differ widely in size."""
    scaled = [part.energy.astype(object) * 10 ** (part.quantum_exponent - exponent) for part in parts]
    total: Exact = np.sum(np.stack(scaled), axis=0)
    return total


def _in_quanta(parts: Mapping[SupplyKind, Exact], digits: int) -> tuple[Ints, dict[SupplyKind, Ints]]:
    """The sum to the nearest of quanta that are coarser by so many digits, and every kind's part of it in whole quanta.

    Largest remainder: the parts sum to the whole in every interval.
    """
    per = 10**digits
    whole = narrow((np.sum(np.stack(list(parts.values())), axis=0) + per // 2) // per)
    return whole, dict(zip(parts, divide(whole, list(parts.values())), strict=True))
