"""How much of a site's load is matched within an hour, a month or a year, whatever a method asks.

In a window let *L* be the load that on-site generation leaves, *D* what direct lines cover of it, and *O* the energy of
contracts. Matched is on-site generation and the sum over windows of min(*L*, *D* + *O*). An instrument takes part where
its own interval lies in the window: nobody knows in which hour the energy of an annual certificate was made, so it
matches nothing hourly. Direct lines come before contracts, as a wire delivers whatever anybody claims; one that begins
or ends within an interval of the loads matches nothing, as it is not known what flowed in a part of one.

The share is that of hourly accounting as users of granular certificates state it (EnergyTag; from memory).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from fourfold.core.problems import Problems
from fourfold.core.zones import Ints
from fourfold.electricity.energy import FINE_EXPONENT
from fourfold.electricity.integers import INT64_MOST, decimal_of
from fourfold.electricity.supply.beyond import cover_beyond, ends_within
from fourfold.electricity.supply.criteria import InstrumentKind, MatchWindow
from fourfold.electricity.supply.instruments import Instrument, window_keys
from fourfold.electricity.supply.rule import Covered, SiteSupply, SupplyKind, SupplyRule

WINDOWS = (MatchWindow.HOUR, MatchWindow.MONTH, MatchWindow.YEAR)
"""Windows by which every method is shown, the shortest first."""
_LINES = SupplyRule("direct lines", (SupplyKind.DIRECT_LINE, SupplyKind.GRID))


def matched_wh(
    site: str, loads: Mapping[str, Covered], instruments: Sequence[Instrument], time_zone: str
) -> dict[MatchWindow, Decimal]:
    """Energy matched within each window, in Wh.

    What is matched within an hour is matched within its month, and that within its year.

    Args:
        site: its short name.
        loads: its loads after on-site generation, nothing else covered yet.
        instruments: those that count but for closeness in time.
        time_zone: zone on whose calendar the windows lie.
    """
    found: dict[MatchWindow, Decimal] = {}
    matched = Decimal(0)
    for window in WINDOWS:
        fit = _lying_within(instruments, window, time_zone)
        lines = [one for one in fit if one.kind is InstrumentKind.DIRECT_LINE and not ends_within(one, loads)]
        contracts = [one for one in fit if one.kind is not InstrumentKind.DIRECT_LINE]
        # in fractions a longer window never matches less; where three lines overlap, largest remainders may move two
        # quanta for one, so that the lines of a month cover a quantum less than those of its hours
        matched = max(matched, _matched(site, loads, lines, contracts, window, time_zone))
        found[window] = matched
    return found


def _lying_within(instruments: Sequence[Instrument], window: MatchWindow, time_zone: str) -> list[Instrument]:
    """Those whose interval lies in one window."""
    starts = np.array([one.start_s for one in instruments], np.int64)
    ends = np.array([one.end_s - 1 for one in instruments], np.int64)
    first, last = np.split(window_keys(np.concatenate([starts, ends]), window, time_zone), 2)
    return [instruments[at] for at in np.flatnonzero(first == last).tolist()]


def _matched(
    site: str,
    loads: Mapping[str, Covered],
    lines: Sequence[Instrument],
    contracts: Sequence[Instrument],
    window: MatchWindow,
    time_zone: str,
) -> Decimal:
    left = _after(site, loads, lines, time_zone)
    exponent = min(FINE_EXPONENT, *(load.grid.quantum_exponent for load in left.values()))
    covered = sum(
        _at(load.load.total_quanta, load.load.quantum_exponent, exponent)
        - _at(left[name].grid.total_quanta, left[name].grid.quantum_exponent, exponent)
        for name, load in loads.items()
    )
    offered: dict[int, int] = {}
    keys = window_keys(np.array([one.start_s for one in contracts], np.int64), window, time_zone)
    for key, one in zip(keys.tolist(), contracts, strict=True):
        # a part of a quantum covers nothing, as in `beyond`
        offered[key] = offered.get(key, 0) + Fraction(one.amount_wh) // Fraction(10) ** exponent
    open_: dict[int, int] = {}
    for load in left.values() if offered else ():
        of_load = window_keys(load.grid.grid.starts(), window, time_zone)
        for key, quanta in _sums(of_load, load.grid.energy).items():
            open_[key] = open_.get(key, 0) + _at(quanta, load.grid.quantum_exponent, exponent)
    covered += sum(min(quanta, open_.get(key, 0)) for key, quanta in offered.items())
    return decimal_of(covered, exponent)


def _after(
    site: str, loads: Mapping[str, Covered], lines: Sequence[Instrument], time_zone: str
) -> Mapping[str, Covered]:
    """The loads after direct lines."""
    if not lines:
        return loads
    covered = cover_beyond(site, SiteSupply(loads, {}), _LINES, lines, Decimal(1), Problems(), time_zone)
    if covered is None:  # whoever asks has covered these loads by these lines before
        raise AssertionError(site)
    return covered.loads


def _at(quanta: int, exponent: int, finer: int) -> int:
    """The same in a finer quantum."""
    return int(quanta * 10 ** (exponent - finer))


def _sums(keys: Ints, energy: Ints) -> dict[int, int]:
    """Sum of the energy of each key."""
    distinct, position = np.unique(keys, return_inverse=True)
    fits = int(energy.max(initial=0)) <= INT64_MOST // max(1, energy.size)
    sums = np.zeros(distinct.size, np.int64 if fits else object)
    np.add.at(sums, position, energy if fits else energy.astype(object))
    return dict(zip(distinct.tolist(), sums.tolist(), strict=True))
