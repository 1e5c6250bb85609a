"""A window of an allocation solved in integers, and the prices of any optimum: without floating point.

What can be used of the offers is a polymatroid, and so is what can be covered of the loads; a division that covers the
most has any best use of the offers and any best cover of the loads at once (Mendelsohn and Dulmage 1958, for flows). So
the greedy choice of each is optimal. Prices are shortest distances in the network that is left (Bellman 1958), which
exist exactly where nothing can be improved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fourfold.electricity.supply.allocation_flows import Between, Pair, flow_between, greedy_use
from fourfold.electricity.supply.allocation_windows import Prices, Quantities, Step, Window, by_class

_Arc = tuple[int, int, int]
_SOURCE, _SINK = -1, -2


def quantities_in_integers(window: Window, total: int) -> Quantities:
    """Optimal whole quantities of a window that covers so much at most."""
    pairs = window.present()
    offered, wanted = by_class(window.offers), by_class(window.loads)
    used = greedy_use([(kind, energy) for kind, _, energy in window.offers], wanted, pairs, from_loads=False)
    covered = greedy_use([(kind, energy) for kind, _, energy in window.loads], offered, pairs, from_loads=True)
    between = flow_between(_exactly(window.offers, used), _exactly(window.loads, covered), pairs, total)
    if between is None:
        raise AssertionError("two largest flows have one with the offers of the first and the loads of the second")
    return tuple(used), tuple(covered), between


def _exactly(steps: Sequence[Step], amounts: Sequence[int]) -> dict[int, Between]:
    sums: dict[int, int] = {}
    for (kind, _, _), amount in zip(steps, amounts, strict=True):
        sums[kind] = sums.get(kind, 0) + amount
    return {kind: Between(amount, amount) for kind, amount in sums.items()}


def prices_of(
    window: Window, used: Sequence[int], covered: Sequence[int], between: Mapping[Pair, int]
) -> Prices | None:
    """Prices that prove quantities optimal, or nothing where they are not.

    The network has an arc for everything that could still be done or undone, with its cost; distances in it exist
    unless a round trip gains.
    """
    arcs: list[_Arc] = []
    for (kind, factor, energy), amount in zip(window.offers, used, strict=True):
        arcs += _both(_SOURCE, 2 * kind, factor, amount < energy, amount > 0)
    for (kind, factor, energy), amount in zip(window.loads, covered, strict=True):
        arcs += _both(2 * kind + 1, _SINK, -factor, amount < energy, amount > 0)
    for offer, load in window.present():
        arcs += _both(2 * offer, 2 * load + 1, 0, True, between.get((offer, load), 0) > 0)
    distance = _distances(arcs)
    if distance is None:
        return None
    return Prices(
        {kind: distance.get(2 * kind, 0) for kind in by_class(window.offers)},
        {kind: distance.get(2 * kind + 1, 0) for kind in by_class(window.loads)},
        distance.get(_SINK, 0),
    )


def _both(tail: int, head: int, cost: int, forward: bool, back: bool) -> list[_Arc]:
    return [*([(tail, head, cost)] if forward else []), *([(head, tail, -cost)] if back else [])]


def _distances(arcs: Sequence[_Arc]) -> dict[int, int] | None:
    """Distances from everywhere at once, so that what cannot be reached has one too; nothing where a round gains."""
    distance = dict.fromkeys((node for tail, head, _ in arcs for node in (tail, head)), 0)
    for _ in range(len(distance) + 1):
        changed = False
        for tail, head, cost in arcs:
            if distance[tail] + cost < distance[head]:
                distance[head] = distance[tail] + cost
                changed = True
        if not changed:
            base = distance.get(_SOURCE, 0)
            return {node: value - base for node, value in distance.items()}
    return None
