"""What share of the load is matched within an hour, a month and a year, whatever the method itself asks.

In a window let *L* be the load that on-site generation leaves, *D* what direct lines cover of it, and *O* the energy of
contracts. Matched is on-site generation and the sum over windows of min(*L*, *D* + *O*). An instrument takes part where
it meets every criterion of the method but closeness in time, and its own interval lies in the window: nobody knows in
which hour the energy of an annual certificate was made, so it matches nothing hourly. Every window lies in a longer
one, therefore hourly ≤ monthly ≤ annual. Direct lines come before contracts, whatever the order of the method.

The shares are those of hourly accounting as users of granular certificates state them (EnergyTag; from memory).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

import numpy as np

from fourfold.accounting.power.accounts import ElectricityAccount
from fourfold.accounting.power.matched import MatchedShare
from fourfold.accounting.study.model import Study
from fourfold.accounting.traced import exact
from fourfold.core.problems import Problems
from fourfold.core.zones import Ints
from fourfold.electricity.energy import FINE_EXPONENT, add
from fourfold.electricity.integers import INT64_MOST, decimal_of
from fourfold.electricity.supply.beyond import cover_beyond
from fourfold.electricity.supply.criteria import Criterion, InstrumentKind, MatchWindow
from fourfold.electricity.supply.instruments import Instrument, lies_in_one_window, window_keys
from fourfold.electricity.supply.rule import Covered, SiteSupply, SupplyKind, SupplyRule

WINDOWS = (MatchWindow.HOUR, MatchWindow.MONTH, MatchWindow.YEAR)
"""The windows every method is shown by, the shortest first."""
_LINES = SupplyRule("direct lines", (SupplyKind.DIRECT_LINE, SupplyKind.GRID))


@exact
def matched_shares(study: Study, electricity: ElectricityAccount) -> tuple[MatchedShare, ...]:
    """What is matched within each window.

    Args:
        study: the study.
        electricity: its electricity under a method.
    """
    load = sum((row.covered.load.total_kwh for row in electricity.rows), Decimal(0))
    sites = _sites(study, electricity)
    found: list[MatchedShare] = []
    matched = Decimal(0)
    for window in WINDOWS:
        # what is matched within an hour is matched within its month; lines that overlap may differ by a quantum
        matched = max(matched, sum((site.matched_wh(window) for site in sites), Decimal(0)) / 1000)
        found.append(MatchedShare(window, matched, matched / load if load else None))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Site:
    """A site before anything comes from outside.

    Attributes:
        site: its short name.
        time_zone: on whose calendar the windows lie.
        loads: after on-site generation, by row.
        instruments: those that meet every criterion but closeness in time.
    """

    site: str
    time_zone: str
    loads: Mapping[str, Covered]
    instruments: Sequence[Instrument]

    def matched_wh(self, window: MatchWindow) -> Decimal:
        """On-site generation, direct lines and contracts."""
        fit = [one for one in self.instruments if lies_in_one_window(one, window, self.time_zone)]
        lines = [one for one in fit if one.kind is InstrumentKind.DIRECT_LINE]
        left = self._after(lines)
        own = (load.load.total_wh - left[name].grid.total_wh for name, load in self.loads.items())
        contracts = [one for one in fit if one.kind is not InstrumentKind.DIRECT_LINE]
        return sum(own, Decimal(0)) + (self._by_contracts(left, contracts, window) if contracts else Decimal(0))

    def _after(self, lines: Sequence[Instrument]) -> Mapping[str, Covered]:
        """The loads after direct lines."""
        if not lines:
            return self.loads
        supply = SiteSupply(self.loads, {})
        covered = cover_beyond(self.site, supply, _LINES, lines, Decimal(1), Problems(), self.time_zone)
        if covered is None:  # the account of the method has covered these loads by these lines already
            raise AssertionError(self.site)
        return covered.loads

    def _by_contracts(
        self, left: Mapping[str, Covered], contracts: Sequence[Instrument], window: MatchWindow
    ) -> Decimal:
        quantum = min(FINE_EXPONENT, *(load.grid.quantum_exponent for load in left.values()))
        keys = window_keys(np.array([one.start_s for one in contracts], np.int64), window, self.time_zone)
        offered: dict[int, Decimal] = {}
        for key, one in zip(keys.tolist(), contracts, strict=True):
            # a part of a quantum covers nothing, as in `beyond`
            whole = one.amount_wh.quantize(Decimal(1).scaleb(quantum), ROUND_FLOOR)
            offered[key] = offered.get(key, Decimal(0)) + whole
        open_wh: dict[int, Decimal] = {}
        for load in left.values():
            of_load = window_keys(load.grid.grid.starts(), window, self.time_zone)
            for key, quanta in _sums(of_load, load.grid.energy).items():
                open_wh[key] = open_wh.get(key, Decimal(0)) + decimal_of(quanta, load.grid.quantum_exponent)
        return sum((min(wh, open_wh.get(key, Decimal(0))) for key, wh in offered.items()), Decimal(0))


def _sites(study: Study, electricity: ElectricityAccount) -> list[_Site]:
    zones = {site.id: site.time_zone for site in study.declarations.sites}
    loads: dict[str, dict[str, Covered]] = {}
    for row in electricity.rows:
        covered = row.covered
        left = add([covered.grid, *covered.others.values()])
        of_site = loads.setdefault(row.load.site, {})
        of_site[row.load.row.electricity] = Covered(covered.load, left, covered.on_site)
    instruments: dict[str, list[Instrument]] = {site: [] for site in loads}
    for use in electricity.instruments:
        if use.held.row.site in instruments and set(use.failed) <= {Criterion.MATCH}:
            instruments[use.held.row.site].append(use.held.instrument)
    return [_Site(site, zones[site], of_site, instruments[site]) for site, of_site in loads.items()]


def _sums(keys: Ints, energy: Ints) -> dict[int, int]:
    """Sum of the energy of each key."""
    distinct, position = np.unique(keys, return_inverse=True)
    fits = int(energy.max(initial=0)) <= INT64_MOST // max(1, energy.size)
    sums = np.zeros(distinct.size, np.int64 if fits else object)
    np.add.at(sums, position, energy if fits else energy.astype(object))
    return dict(zip(distinct.tolist(), sums.tolist(), strict=True))
