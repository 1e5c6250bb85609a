"""One window of an allocation: its quantities from the prices of the linear programme, and the exact proof.

With a price α of each class of offers, β of each class of loads and λ for the whole window, the quantities u of the
offers, y of the loads and z between classes are optimal when (complementary slackness):

    u_c = q_c where e_c < α,    u_c = 0 where e_c > α
    y_l = d_l where f_l > β−λ,  y_l = 0 where f_l < β−λ
    z_CL = 0 where α_C > β_L;   α_C ≥ β_L for every pair that may be

for then any other division that covers as much emits as much or more (weak duality). Everything is integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fourfold.electricity.supply.allocation_flows import Between, Pair, flow_between, largest_flow

Step = tuple[int, int, int]
"""Class, factor in whole units, and energy."""


@dataclass(frozen=True, slots=True)
class Window:
    """What is offered and wanted in a window.

    Attributes:
        offers: steps, the lowest factor first.
        loads: steps, the highest factor first.
        pairs: which class of offers may cover which class of loads.
    """

    offers: tuple[Step, ...]
    loads: tuple[Step, ...]
    pairs: tuple[Pair, ...]

    def total(self) -> int:
        """How much can be covered at most."""
        offered, wanted = by_class(self.offers), by_class(self.loads)
        if len(offered) == len(wanted) == 1:
            (one,), (other,) = offered, wanted
            return min(offered[one], wanted[other]) if (one, other) in self.pairs else 0
        return largest_flow(offered, wanted, self.present())

    def present(self) -> list[Pair]:
        """The pairs of which there is something on both sides."""
        offered, wanted = {step[0] for step in self.offers}, {step[0] for step in self.loads}
        return [(offer, load) for offer, load in self.pairs if offer in offered and load in wanted]


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of a window, in whole units of the factors.

    Attributes:
        offers, loads: by class: α and β.
        total: λ.
    """

    offers: Mapping[int, int]
    loads: Mapping[int, int]
    total: int


@dataclass(frozen=True, slots=True)
class Solution:
    """A window divided.

    Attributes:
        used, covered: quanta of each step.
        between: quanta between classes.
        worth: what a further kWh of each step of offers would save, in units.
        repaired: whether the linear programme did not prove it and it was solved in integers.
    """

    used: tuple[int, ...]
    covered: tuple[int, ...]
    between: dict[Pair, int]
    worth: tuple[int, ...]
    repaired: bool


def solved(windows: Sequence[Window], unit: int) -> list[Solution]:
    """Solve every window.

    Args:
        windows: the windows.
        unit: so many units of a factor are 1 mg CO2e per kWh.
    """
    from fourfold.electricity.supply.allocation_exact import prices_of, quantities_in_integers
    from fourfold.electricity.supply.allocation_prices import prices_by_programme

    totals = [window.total() for window in windows]
    open_ = [at for at, total in enumerate(totals) if total]
    answers = prices_by_programme([windows[at] for at in open_], [totals[at] for at in open_], unit)
    given: dict[int, Prices | None] = dict(zip(open_, answers, strict=True))
    found = []
    for at, (window, total) in enumerate(zip(windows, totals, strict=True)):
        prices = given.get(at)
        quantities = None if prices is None else quantities_at(window, total, prices)
        repaired = at in given and quantities is None
        if quantities is None:
            quantities = quantities_in_integers(window, total)
            prices = prices_of(window, *quantities)
        if prices is None or not is_proven(window, total, quantities, prices):
            raise AssertionError("the greedy choice of a polymatroid is its optimum")
        used, covered, between = quantities
        found.append(Solution(used, covered, between, worths(window, used, covered, between), repaired))
    return found


Quantities = tuple[tuple[int, ...], tuple[int, ...], dict[Pair, int]]


def by_class(steps: Iterable[Step]) -> dict[int, int]:
    """Energy by class."""
    sums: dict[int, int] = {}
    for kind, _, energy in steps:
        sums[kind] = sums.get(kind, 0) + energy
    return sums


def quantities_at(window: Window, total: int, prices: Prices) -> Quantities | None:
    """Whole quantities that the prices prove, or nothing where there are none."""
    if any(prices.offers[offer] < prices.loads[load] for offer, load in window.present()):
        return None
    offers = _bounds(window.offers, {kind: -price for kind, price in prices.offers.items()}, -1)
    loads = _bounds(window.loads, {kind: price - prices.total for kind, price in prices.loads.items()}, 1)
    tight = [(offer, load) for offer, load in window.present() if prices.offers[offer] == prices.loads[load]]
    between = flow_between(offers, loads, tight, total)
    if between is None:
        return None
    given, taken = dict.fromkeys(offers, 0), dict.fromkeys(loads, 0)
    for (offer, load), quanta in between.items():
        given[offer] += quanta
        taken[load] += quanta
    return filled(window.offers, given), filled(window.loads, taken), between


def filled(steps: Sequence[Step], amounts: dict[int, int]) -> tuple[int, ...]:
    """Amounts of classes given to their steps, the first ones first."""
    left, found = dict(amounts), []
    for kind, _, energy in steps:
        taken = min(energy, left[kind])
        left[kind] -= taken
        found.append(taken)
    return tuple(found)


def _bounds(steps: Sequence[Step], thresholds: Mapping[int, int], sign: int) -> dict[int, Between]:
    """How much of each class the prices ask for at least and at most: steps above the threshold, and at it."""
    least, most = dict.fromkeys(thresholds, 0), dict.fromkeys(thresholds, 0)
    for kind, factor, energy in steps:
        least[kind] += energy if sign * factor > thresholds[kind] else 0
        most[kind] += energy if sign * factor >= thresholds[kind] else 0
    return {kind: Between(least[kind], most[kind]) for kind in thresholds}


def is_proven(window: Window, total: int, quantities: Quantities, prices: Prices) -> bool:
    """Whether quantities are feasible and the prices prove them optimal; all comparisons are of integers."""
    used, covered, between = quantities
    given, taken = dict.fromkeys(prices.offers, 0), dict.fromkeys(prices.loads, 0)
    for (offer, load), quanta in between.items():
        slack = prices.offers[offer] - prices.loads[load]
        if quanta < 0 or slack < 0 or (quanta and slack):
            return False
        given[offer] += quanta
        taken[load] += quanta
    sides = (
        (window.offers, used, given, {kind: -price for kind, price in prices.offers.items()}, -1),
        (window.loads, covered, taken, {kind: price - prices.total for kind, price in prices.loads.items()}, 1),
    )
    for steps, amounts, sums, thresholds, sign in sides:
        for (kind, factor, energy), amount in zip(steps, amounts, strict=True):
            gain = sign * factor - thresholds[kind]
            if not 0 <= amount <= energy or (gain > 0 and amount < energy) or (gain < 0 and amount):
                return False
            sums[kind] -= amount
        if any(sums.values()):
            return False
    return sum(between.values()) == total and set(between) <= set(window.pairs)


def worths(window: Window, used: Sequence[int], covered: Sequence[int], between: Mapping[Pair, int]) -> tuple[int, ...]:
    """What a further kWh of each step of offers would save: it covers what is worst of what it can reach, at once or by
    pushing other offers on; where nothing is open it takes the place of the worst that is used, and where nothing is
    used either it covers nothing and saves nothing.
    """
    left = [energy - taken for (_, _, energy), taken in zip(window.loads, covered, strict=True)]
    worst_open, worst_used = _worst(window.loads, left), _worst(window.offers, used)
    may: dict[int, set[int]] = {kind: set() for kind, _, _ in window.offers}
    for offer, load in window.present():
        may[offer].add(load)
    found: dict[int, tuple[bool, int | None]] = {}
    for kind in may:
        reached = _reached(kind, may, between)
        opened = [worst_open[load] for offer in reached for load in may[offer] if load in worst_open]
        displaced = [worst_used[offer] for offer in reached if offer in worst_used]
        found[kind] = (True, max(opened)) if opened else (False, max(displaced, default=None))
    return tuple(_saving(*found[kind], factor) for kind, factor, _ in window.offers)


def _saving(is_open: bool, worst: int | None, factor: int) -> int:
    """What a further kWh at a factor saves in the place of what is worst."""
    if worst is None:
        return 0
    return worst - factor if is_open else max(0, worst - factor)


def _worst(steps: Sequence[Step], amounts: Sequence[int]) -> dict[int, int]:
    """The highest factor by class of the steps with something."""
    worst: dict[int, int] = {}
    for (kind, factor, _), amount in zip(steps, amounts, strict=True):
        if amount:
            worst[kind] = max(worst.get(kind, factor), factor)
    return worst


def _reached(kind: int, may: Mapping[int, set[int]], between: Mapping[Pair, int]) -> set[int]:
    """Classes of offers that energy of one class can push aside, itself among them."""
    reached, waiting = {kind}, [kind]
    while waiting:
        loads = may[waiting.pop()]
        for (other, load), quanta in between.items():
            if quanta and load in loads and other not in reached:
                reached.add(other)
                waiting.append(other)
    return reached
