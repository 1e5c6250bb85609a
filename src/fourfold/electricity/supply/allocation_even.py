"""Limited certificates divided in proportion where not every plant may serve every meter: most is covered first.

In a window offers of a class C hold q_C and loads of a class L lack d_L; a pair of classes may or may not be. What the
loads can get is a polymatroid with the rank ρ(S), the largest flow to the loads S alone. Of all ways to cover the most,
F = ρ(all), one is the evenest: the shares y_L / d_L, sorted from below, are the largest they can be. It is unique (the
lexicographically optimal base: Megiddo 1974, Fujishige 1980), and where every pair may be it is plain proportion,
y_L = F d_L / Σ d. Loads that few plants can reach get less only where nobody else could give them more. What is used of
the offers is chosen alike, so nothing hangs on the order or the names of areas.

It is found by splitting: with t = ρ(E) / d(E) either t·d can be had, or a smallest cut parts E into classes that are
short and the rest, and each goes by itself. Exact fractions throughout; then whole quanta next to them, which exist
because bounds in whole numbers on a flow that has a solution have one in whole numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor, lcm

import numpy as np

from fourfold.core.zones import Ints
from fourfold.electricity.integers import apportion_within, sums_within
from fourfold.electricity.supply.allocation import Side
from fourfold.electricity.supply.allocation_flows import Between, Network, Pair, flow_between, largest_flow

_SOURCE, _SINK = -1, -2
Divided = tuple[Ints, Ints, Sequence[Mapping[Pair, int]]]
"""Quanta used of each offer ``[offer]``, covered of each load ``[load]``, and between classes, by window."""


def allocate_evenly(
    offers: Side, loads: Side, pairs: Sequence[Pair], windows: int, first: Collection[int] = ()
) -> Divided:
    """Divide offers among loads, window by window: most is covered, then in proportion.

    Args:
        offers: what there is; factors do not count.
        loads: what is to be covered.
        pairs: which class of offers may cover which class of loads.
        windows: how many windows there are.
        first: classes of offers of which as much as possible is used before others.
    """
    offered, wanted = _Groups(offers, windows), _Groups(loads, windows)
    between = [even_flow(offered.of(at), wanted.of(at), pairs, first) for at in range(windows)]
    for window, flow in enumerate(between):
        for (offer, load), quanta in flow.items():
            offered.taken[window, offer] += quanta
            wanted.taken[window, load] += quanta
    return offered.divided(), wanted.divided(), between


class _Groups:
    """Offers or loads by window and class."""

    def __init__(self, side: Side, windows: int) -> None:
        kinds = int(side.kind.max(initial=-1)) + 1
        self._energy, self._group = side.energy, side.window * kinds + side.kind
        self._sums = sums_within(self._energy, self._group, windows * kinds).reshape(windows, kinds)
        self.taken = np.zeros_like(self._sums)

    def of(self, window: int) -> dict[int, int]:
        """What there is of each class in a window."""
        return {kind: energy for kind, energy in enumerate(self._sums[window].tolist()) if energy}

    def divided(self) -> Ints:
        """What was taken of each class, in proportion to the energies of its members."""
        return apportion_within(self.taken.reshape(-1), self._energy, self._group)


def even_flow(
    offered: Mapping[int, int], wanted: Mapping[int, int], pairs: Sequence[Pair], first: Collection[int] = ()
) -> dict[Pair, int]:
    """The largest flow of a window that is nearest to proportion, in whole quanta between classes."""
    there = [(offer, load) for offer, load in pairs if offer in offered and load in wanted]
    if len(there) == 1:
        ((offer, load),) = there
        return {(offer, load): min(offered[offer], wanted[load])}
    total = largest_flow(offered, wanted, there)
    if not total:
        return {}
    given = even_shares(offered, wanted, there, first)
    taken = even_shares(wanted, offered, [(load, offer) for offer, load in there])
    flow = flow_between(_nearest(given), _nearest(taken), there, total)
    if flow is None:
        raise AssertionError("two largest flows have one with the offers of the first and the loads of the second")
    return flow


def even_shares(
    mine: Mapping[int, int], others: Mapping[int, int], pairs: Sequence[Pair], first: Collection[int] = ()
) -> dict[int, Fraction]:
    """What each class of one side takes part with when most is covered and shares are as even as they can be.

    Args:
        mine: energy by class of this side, above zero.
        others: energy by class of the other side.
        pairs: a class of this side with one of the other, where they may meet.
        first: classes that take part with as much as they can before the others.
    """
    found: dict[int, Fraction] = {}
    waiting = [[one for one in mine if one not in first], [one for one in mine if one in first]]
    while waiting:
        part = waiting.pop()
        if not part:
            continue
        whole = largest_flow({one: mine[one] for one in (*found, *part)}, others, pairs)
        share = Fraction(whole - sum(found.values()), sum(mine[one] for one in part))
        wished = found | {one: share * mine[one] for one in part}
        short = _short(wished, others, pairs)
        if not short:
            found = wished
        else:
            waiting += [[one for one in part if one not in short], [one for one in part if one in short]]
    return found


def _short(wished: Mapping[int, Fraction], others: Mapping[int, int], pairs: Sequence[Pair]) -> set[int]:
    """The classes that cannot all have what they wish, by a smallest cut; none where all can."""
    unit = lcm(*(one.denominator for one in wished.values()))
    network = Network()
    for kind, amount in wished.items():
        network.widen(_SOURCE, 2 * kind, int(amount * unit))
    for kind, energy in others.items():
        network.widen(2 * kind + 1, _SINK, energy * unit)
    for one, other in pairs:
        if one in wished:
            network.widen(2 * one, 2 * other + 1, others[other] * unit)
    if network.send(_SOURCE, _SINK) == sum(wished.values()) * unit:
        return set()
    reached = network.reached(_SOURCE)
    return {kind for kind in wished if 2 * kind in reached}


def _nearest(shares: Mapping[int, Fraction]) -> dict[int, Between]:
    return {kind: Between(floor(share), ceil(share)) for kind, share in shares.items()}
