"""Which Wh of which lot stand for which Wh of which interval: windows, markets, losses and the rule of division.

A lot of E Wh brings ⌊E·(1 − loss)⌋ Wh to the meter; a claim that covers y Wh takes ⌈y / (1 − loss)⌉ Wh of it. So no
claim covers more than arrives, and at most one Wh a claim is given to rounding.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from fourfold.app.supply.claim_loads import MeterLoad
from fourfold.app.supply.claim_offers import LotOffer
from fourfold.app.supply.claim_windows import Calendar
from fourfold.core.zones import Ints
from fourfold.electricity.integers import apportion_within, sums_within
from fourfold.electricity.supply.allocation import Side, allocate_least
from fourfold.electricity.supply.allocation_flows import Pair

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Wh of a lot that stand for Wh of an interval.

    Attributes:
        offer: the lot.
        first_wh, stop_wh: of its certificate.
        load: the meter.
        start_s: beginning of the interval.
        covered_wh: what of the interval is covered.
        window: start and end of the window both lie in.
        market: in which both lie.
    """

    offer: LotOffer
    first_wh: int
    stop_wh: int
    load: MeterLoad
    start_s: int
    covered_wh: int
    window: tuple[int, int]
    market: str


@dataclass(frozen=True, slots=True)
class Rule:
    """How offers are divided among intervals.

    Attributes:
        calendar: the windows.
        loss_ppm: lost between plant and meter, in millionths.
        least: whether least is to be emitted; else in proportion.
        factors: mg CO2e per kWh by technology; of others 0, so that they count alike.
        markets: market of a pair of areas, plant and meter; empty where it does not count.
    """

    calendar: Calendar
    loss_ppm: int
    least: bool
    factors: Mapping[str, Fraction]
    markets: Mapping[tuple[str, str], str]

    def arrives(self, energy_wh: int) -> int:
        """What of so many Wh at the plant comes to the meter."""
        return energy_wh * (MILLION - self.loss_ppm) // MILLION

    def needed(self, covered_wh: int) -> int:
        """Wh at the plant for so many at the meter."""
        return -(-covered_wh * MILLION // (MILLION - self.loss_ppm))


@dataclass(frozen=True, slots=True, eq=False)
class Open:
    """What is open of a meter ``[interval]``."""

    load: MeterLoad
    open_wh: Ints


def planned(offers: Sequence[LotOffer], loads: Sequence[Open], rule: Rule) -> list[Piece]:
    """Cover what is open of the meters of one time zone.

    Args:
        offers: lots that may be claimed with, in order.
        loads: what is open; what is covered is taken off.
        rule: how.
    """
    cells = _cells(loads, rule.calendar)
    there = _offers(offers, cells, rule)
    if not there or not cells.energy.size:
        return []
    plants = {area: at for at, area in enumerate(sorted({one.device.area for one, _ in there}))}
    pairs = [
        (plants[plant], cells.areas[meter])
        for plant in plants
        for meter in cells.areas
        if rule.markets.get((plant, meter))
    ]
    window = np.array([at for _, at in there], np.int64)
    kind = np.array([plants[one.device.area] for one, _ in there], np.int64)
    energy = np.array([rule.arrives(one.lot.energy_wh) for one, _ in there], np.int64)
    factors = [rule.factors.get(one.device.technology, Fraction(0)) for one, _ in there]
    side = Side.of(window, kind, energy, factors)
    divide = _least if rule.least else _proportional
    used, covered, between = divide(side, cells, pairs)
    return list(_pieces(_Divided(used, covered, between), there, side, cells, loads, rule))


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """Open intervals, by time and meter ``[cell]``."""

    load: Ints
    interval: Ints
    energy: Ints
    window: Ints
    kind: Ints
    factor: tuple[Fraction, ...]
    areas: Mapping[str, int]
    bounds: Sequence[tuple[int, int]]
    positions: Mapping[int, int]


def _cells(loads: Sequence[Open], calendar: Calendar) -> _Cells:
    areas = {area: at for at, area in enumerate(sorted({one.load.meter.area for one in loads}))}
    found: list[tuple[int, int, int, int, int]] = []
    for number, one in enumerate(loads):
        first, last = (calendar.keys(one.load.starts + ahead) for ahead in (0, one.load.meter.step_s - 1))
        for at in np.flatnonzero((one.open_wh > 0) & (first == last)).tolist():
            found.append((int(one.load.starts[at]), number, at, int(one.open_wh[at]), int(first[at])))
    found.sort()
    moments = {key: start for start, _, _, _, key in reversed(found)}
    positions = {key: at for at, key in enumerate(sorted(moments))}
    columns = np.array([row[1:] for row in found], np.int64).reshape(-1, 4).T
    kinds = [areas[loads[number].load.meter.area] for _, number, *_ in found]
    factors = tuple(loads[number].load.mg_co2e_per_kwh[at] for _, number, at, *_ in found)
    window = np.array([positions[row[4]] for row in found], np.int64)
    bounds = [calendar.bounds(key, moments[key]) for key in positions]
    kind = np.array(kinds, np.int64)
    return _Cells(columns[0], columns[1], columns[2], window, kind, factors, areas, bounds, positions)


def _offers(offers: Sequence[LotOffer], cells: _Cells, rule: Rule) -> list[tuple[LotOffer, int]]:
    """Offers that lie in a window with something open, with the position of the window."""
    starts = np.array([one.certificate.start_s for one in offers], np.int64)
    found = []
    for one, key in zip(offers, rule.calendar.keys(starts).tolist(), strict=True):
        at = cells.positions.get(key)
        if at is None:
            continue
        start, end = cells.bounds[at]
        if start <= one.certificate.start_s and one.certificate.end_s <= end:
            found.append((one, at))
    return found


_Answer = tuple[Ints, Ints, Sequence[Mapping[Pair, int]]]


def _least(offers: Side, cells: _Cells, pairs: Sequence[Pair]) -> _Answer:
    loads = Side.of(cells.window, cells.kind, cells.energy, cells.factor)
    answer = allocate_least(offers, loads, pairs, len(cells.bounds))
    return answer.used, answer.covered, answer.between


def _proportional(offers: Side, cells: _Cells, pairs: Sequence[Pair]) -> _Answer:
    """Areas of plants one after another, those that can serve fewest areas of meters first; within each in proportion
    to what is offered and to what is open."""
    count = len(cells.bounds)
    used, covered = np.zeros_like(offers.energy), np.zeros_like(cells.energy)
    between: list[dict[Pair, int]] = [{} for _ in range(count)]
    reach = {plant: [load for other, load in pairs if other == plant] for plant, _ in pairs}
    for plant in sorted(reach, key=lambda one: (len(reach[one]), one)):
        mine, theirs = np.flatnonzero(offers.kind == plant), np.flatnonzero(np.isin(cells.kind, reach[plant]))
        left = cells.energy[theirs] - covered[theirs]
        totals = np.minimum(
            sums_within(offers.energy[mine], offers.window[mine], count),
            sums_within(left, cells.window[theirs], count),
        )
        used[mine] = apportion_within(totals, offers.energy[mine], offers.window[mine])
        parts = apportion_within(totals, left, cells.window[theirs])
        covered[theirs] += parts
        for window, load, part in zip(
            cells.window[theirs].tolist(), cells.kind[theirs].tolist(), parts.tolist(), strict=True
        ):
            between[window][plant, load] = between[window].get((plant, load), 0) + part
    return used, covered, between


@dataclass(frozen=True, slots=True, eq=False)
class _Divided:
    """Offers and cells as they were divided."""

    used: Ints
    covered: Ints
    between: Sequence[Mapping[Pair, int]]


_Queue = dict[tuple[int, int], deque[list[int]]]


def _pieces(
    divided: _Divided,
    offers: Sequence[tuple[LotOffer, int]],
    side: Side,
    cells: _Cells,
    loads: Sequence[Open],
    rule: Rule,
) -> Iterator[Piece]:
    """Pair offers and intervals one after another, so that there are few claims; what is covered is taken off."""
    taken = _queues(side.window, side.kind, divided.used)
    lacking = _queues(cells.window, cells.kind, divided.covered)
    next_wh = [one.lot.first_wh for one, _ in offers]
    names = {at: area for area, at in cells.areas.items()}
    for window, between in enumerate(divided.between):
        for (plant, meter), total in sorted(between.items()):
            left = total
            while left:
                mine, theirs = taken[window, plant][0], lacking[window, meter][0]
                wanted = min(left, mine[1], theirs[1])
                offer, cell = mine[0], theirs[0]
                one = offers[offer][0]
                rest = one.lot.stop_wh - next_wh[offer]
                covers = min(wanted, rule.arrives(rest))
                energy = rule.needed(covers)
                _off(taken[window, plant], wanted)
                _off(lacking[window, meter], wanted)
                left -= wanted
                if not covers:
                    continue
                load, interval = loads[int(cells.load[cell])], int(cells.interval[cell])
                load.open_wh[interval] -= covers
                first, next_wh[offer] = next_wh[offer], next_wh[offer] + energy
                start_s, market = int(load.load.starts[interval]), rule.markets[one.device.area, names[meter]]
                yield Piece(one, first, first + energy, load.load, start_s, covers, cells.bounds[window], market)


def _queues(windows: Ints, kinds: Ints, amounts: Ints) -> _Queue:
    """What is to be paired, by window and area: positions with amounts."""
    queues: _Queue = {}
    for at, (window, kind, amount) in enumerate(zip(windows.tolist(), kinds.tolist(), amounts.tolist(), strict=True)):
        if amount:
            queues.setdefault((window, kind), deque()).append([at, amount])
    return queues


def _off(queue: deque[list[int]], amount: int) -> None:
    queue[0][1] -= amount
    if not queue[0][1]:
        queue.popleft()
