"""Limited instruments divided among loads so that least is emitted: as much covered as can be, then least emissions.

In a window of time offers c with energy q_c and factor e_c cover loads l with open energy d_l, whose energy would
otherwise come at the factor f_l. Let x_cl ≥ 0 be what of c covers l, in whole quanta, where c may cover l at all:

    Σ_l x_cl ≤ q_c        Σ_c x_cl ≤ d_l
    first   F = max Σ x                                  most is covered
    then    min Σ_l (d_l − Σ_c x_cl) f_l + Σ x_cl e_c     least is emitted, with Σ x = F

So no instrument is left aside because its plant emits more than the grid: which instruments count is for the method to
say, and this rule only divides what counts. Offers of one factor that may cover the same loads share what is used of
them in proportion to their energies, and so do loads of one factor (largest remainder): where the optimum leaves a
choice the proportional rule makes it. With one class of offers and one of loads, as at a site, the answer is unique.

It is a transportation problem (Hitchcock 1941; Dantzig 1951). Its cost hangs on c and on l but not on the pair, so
classes may stand for pairs: with u_c of each offer, y_l of each load and z_CL between classes, the constraint matrix is
that of a network and totally unimodular, and whole quantities have an optimum in whole numbers. `allocation_prices`
solves the linear programme for its prices; from them the quantities follow here in integers, and the prices prove them
by complementary slackness, exactly. Where floating point gave prices that prove nothing, `allocation_exact` solves the
window in integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from fourfold.core.zones import Ints
from fourfold.electricity.integers import apportion_within, sums_within
from fourfold.electricity.supply.allocation_flows import Pair
from fourfold.electricity.supply.allocation_windows import Window, solved


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """Offers, or loads, of all windows.

    Attributes:
        window: position of the window of each, from 0 ``[one]``.
        kind: class of each; a pair of classes says who may cover whom ``[one]``.
        energy: quanta of each, not negative ``[one]``; those of a window sum to less than 2^62.
        level: position of its factor in `levels` ``[one]``.
        levels: factors in mg CO2e per kWh: of an offer what it emits, of a load what else it would come at.
    """

    window: Ints
    kind: Ints
    energy: Ints
    level: Ints
    levels: tuple[Fraction, ...]

    @classmethod
    def of(cls, window: Ints, kind: Ints, energy: Ints, factors: Sequence[Fraction]) -> Side:
        """With a factor for each."""
        levels = {factor: at for at, factor in enumerate(dict.fromkeys(factors))}
        return cls(window, kind, energy, np.array([levels[one] for one in factors], np.int64), tuple(levels))


@dataclass(frozen=True, slots=True, eq=False)
class Allocation:
    """Offers divided among loads.

    Attributes:
        used: quanta of each offer ``[offer]``.
        covered: quanta of each load ``[load]``.
        between: of each window the quanta between classes, by class of offers and class of loads.
        worth: what a further kWh of each offer would save in its window, in mg CO2e; negative where its kWh would cover
            more, at more emissions than the load's own supply ``[offer]``.
        repaired: windows whose prices from the linear programme proved nothing, solved in integers.
    """

    used: Ints
    covered: Ints
    between: tuple[dict[Pair, int], ...]
    worth: tuple[Fraction, ...]
    repaired: int


def allocate_least(offers: Side, loads: Side, pairs: Sequence[Pair], windows: int) -> Allocation:
    """Divide offers among loads, window by window.

    Args:
        offers: what there is.
        loads: what is to be covered.
        pairs: which class of offers may cover which class of loads.
        windows: how many windows there are.
    """
    unit = lcm(*(level.denominator for level in (*offers.levels, *loads.levels)))
    offered, wanted = _Steps.of(offers, unit), _Steps.of(loads, unit)
    found = solved(
        [
            Window(
                tuple(offered.steps[at] for at in offered.within(window)),
                tuple(wanted.steps[at] for at in reversed(wanted.within(window))),
                tuple(pairs),
            )
            for window in range(windows)
        ],
        unit,
    )
    used, covered = np.zeros(len(offered.steps), np.int64), np.zeros(len(wanted.steps), np.int64)
    worth = [0] * len(offered.steps)
    for window, one in enumerate(found):
        mine, theirs = offered.within(window), wanted.within(window)
        used[mine], covered[theirs] = one.used, one.covered[::-1]
        for at, value in zip(mine, one.worth, strict=True):
            worth[at] = value
    spelled = {value: Fraction(value, unit) for value in set(worth)}
    return Allocation(
        offered.divided(used, offers.energy),
        wanted.divided(covered, loads.energy),
        tuple(one.between for one in found),
        tuple(spelled[worth[step]] for step in offered.step.tolist()),
        sum(one.repaired for one in found),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """Offers or loads of one window, class and factor together.

    Attributes:
        steps: class, factor in units and energy of each, by window and then from the lowest factor up ``[step]``.
        step: position of the step of each offer or load ``[one]``.
        of_window: positions of the steps of each window.
    """

    steps: list[tuple[int, int, int]]
    step: Ints
    of_window: dict[int, list[int]]

    @classmethod
    def of(cls, side: Side, unit: int) -> _Steps:
        whole = [int(level * unit) for level in side.levels]
        factors = sorted(set(whole))
        ranks = {factor: rank for rank, factor in enumerate(factors)}
        rank = np.array([ranks[factor] for factor in whole], np.int64)[side.level]
        distinct, step = np.unique(np.stack([side.window, rank, side.kind]), axis=1, return_inverse=True)
        energies = sums_within(side.energy, step.reshape(-1), distinct.shape[1])
        steps = [
            (kind, factors[value], energy)
            for (_, value, kind), energy in zip(distinct.T.tolist(), energies.tolist(), strict=True)
        ]
        of_window: dict[int, list[int]] = {}
        for at, window in enumerate(distinct[0].tolist()):
            of_window.setdefault(window, []).append(at)
        return cls(steps, step.reshape(-1), of_window)

    def within(self, window: int) -> list[int]:
        """Steps of a window."""
        return self.of_window.get(window, [])

    def divided(self, totals: Ints, energies: Ints) -> Ints:
        """What was decided for the steps, divided among their members in proportion to their energies."""
        return apportion_within(totals, energies, self.step)
