"""Which Wh of which lot stand for which Wh of which interval: windows, markets, losses and the rule of division.

A lot of E Wh brings ⌊E·(1 − loss)⌋ Wh to the meter; a claim that covers y Wh takes ⌈y / (1 − loss)⌉ Wh of it. So no
claim covers more than arrives, and at most one Wh a claim is given to rounding.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from fourfold.app.supply.claim_cells import Cells, Open, planned_together
from fourfold.app.supply.claim_loads import MeterLoad
from fourfold.app.supply.claim_offers import LotOffer
from fourfold.app.supply.claim_windows import Calendar
from fourfold.core.zones import Ints
from fourfold.electricity.ledger.model import LotId, LotState
from fourfold.electricity.supply.allocation import Side, allocate_least
from fourfold.electricity.supply.allocation_even import allocate_evenly
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
        calendar: the windows, on the calendar of each meter's zone.
        loss_ppm: lost between plant and meter, in millionths.
        least: whether least is to be emitted; else in proportion.
        factors: mg CO2e per kWh by technology; of all that count, or none, so that all count alike.
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


@dataclass(frozen=True, slots=True)
class Plan:
    """Lots that stand for intervals.

    Attributes:
        pieces: which Wh for which.
        left: the offers, without what of them stands for something.
    """

    pieces: list[Piece]
    left: list[LotOffer]


def planned(offers: Sequence[LotOffer], loads: Sequence[Open], rule: Rule) -> Plan:
    """Cover what is open of meters, as much as can be.

    Args:
        offers: lots that may be claimed with, in order; cancelled ones are used before held ones.
        loads: what is open; what is covered is taken off.
        rule: how.
    """
    plan, calendar = Plan([], list(offers)), rule.calendar
    for group in planned_together(loads, calendar):
        while made := _planned(plan.left, group, rule):
            ends = {one.offer.lot.id: one.stop_wh for one in made}
            plan = Plan([*plan.pieces, *made], [left for one in plan.left if (left := _after(one, ends)) is not None])
    return plan


def _after(offer: LotOffer, ends: Mapping[LotId, int]) -> LotOffer | None:
    """What is left of an offer; nothing where all of it stands for something."""
    first = ends.get(offer.lot.id, offer.lot.first_wh)
    return replace(offer, lot=replace(offer.lot, first_wh=first)) if first < offer.lot.stop_wh else None


def _planned(offers: Sequence[LotOffer], loads: Sequence[Open], rule: Rule) -> list[Piece]:
    """Cover what is open of meters whose windows agree; rounding of losses may leave some Wh to a further turn."""
    cells = Cells.of(loads, rule.calendar)
    there = cells.offers(offers, rule.calendar) if offers and cells.load.size else []
    if not there:
        return []
    classes = sorted({_class(one) for one, _ in there})
    kinds = {one: at for at, one in enumerate(classes)}
    pairs = [
        (kinds[plant], cells.areas[meter])
        for plant in classes
        for meter in cells.areas
        if rule.markets.get((plant[1], meter))
    ]
    side = Side.of(
        np.array([at for _, at in there], np.int64),
        np.array([kinds[_class(one)] for one, _ in there], np.int64),
        np.array([rule.arrives(one.lot.energy_wh) for one, _ in there], np.int64),
        _ordered([one for one, _ in there], rule),
    )
    windows = len(cells.positions)
    if rule.least:
        answer = allocate_least(side, cells.side, pairs, windows)
        divided = _Divided(answer.used, answer.covered, answer.between)
    else:
        first = [at for at, (is_held, _) in enumerate(classes) if not is_held]
        divided = _Divided(*allocate_evenly(side, cells.side, pairs, windows, first))
    return list(_pieces(divided, there, side, cells, loads, rule))


def _class(offer: LotOffer) -> tuple[bool, str]:
    """Whether it is held and not cancelled yet, and where its plant lies."""
    return offer.lot.state is LotState.HELD, offer.device.area


def _ordered(offers: Sequence[LotOffer], rule: Rule) -> list[Fraction]:
    """Factors of offers; those of cancelled ones are lowered below all others, so that they are used first."""
    factors = [rule.factors.get(one.device.technology, Fraction(0)) for one in offers]
    below = max(factors) - min(factors) + 1
    return [
        factor if one.lot.state is LotState.HELD else factor - below
        for one, factor in zip(offers, factors, strict=True)
    ]


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
    cells: Cells,
    loads: Sequence[Open],
    rule: Rule,
) -> Iterator[Piece]:
    """Pair offers and intervals one after another, so that there are few claims; what is covered is taken off."""
    taken = _queues(side.window, side.kind, divided.used)
    lacking = _queues(cells.side.window, cells.side.kind, divided.covered)
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
                bounds = cells.bounds[load.load.time_zone][window]
                yield Piece(one, first, first + energy, load.load, start_s, covers, bounds, market)


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
