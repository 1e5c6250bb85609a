"""Certificates leave the mix: their Wh divided among the intervals of a grid by a declared rule, in whole Wh.

A certificate whose time lies in one interval leaves that interval. A longer one, of a month or a year, leaves the
intervals of its time within the stretch of the grid

    by generation   in proportion to the generation of its technology in its area in them, times the overlap in seconds,
    even            in proportion to the overlap alone,

rounded to whole Wh by largest remainder. No interval gives more than was generated and has not left already: where a
share would be more, the interval gives all it has and the rest is divided among the others by the same rule.
Certificates of one area, technology, use and time count as one; shorter times come first, then earlier ones, so that
the order in which they are told does not matter (law 5), and what leaves is what was to leave, to the Wh.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from fourfold.core.intervals import spell_instant, spell_range
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import Ints
from fourfold.electricity.grid.state import GridData
from fourfold.electricity.integers import apportion

WH_PER_MWH = 10**6
_MOST_NAMES = 5

LEAVES_AREA_WITHOUT = MessageKind(
    "leaves-technology-unknown",
    N_("{certificates}: {area} has no generation by {found} in the grid"),
    N_("a technology of the area: {known}"),
    N_("say what it is called in the grid with --technology {found}=NAME"),
)
LEAVES_ABOVE_INTERVAL = MessageKind(
    "leaves-above-generation",
    N_("{certificates} take {found} Wh of {technology} in {area} at {start}, but {generated} Wh were generated"),
    N_("certificates that sum to at most what was generated in the interval"),
    N_("correct the generation of the grid, or have the issuer look at the certificates: each Wh is issued once"),
)
LEAVES_ABOVE_TIME = MessageKind(
    "leaves-above-time",
    N_("{certificates} take {found} Wh of {technology} in {area} in {time}, but only {left} Wh are left there"),
    N_("certificates that sum to at most what was generated in their time, within the stretch of the grid"),
    N_("take a grid that covers the whole time of the certificates, or correct its generation"),
)


class SpreadRule(StrEnum):
    """How the energy of a certificate is divided among the intervals of its time."""

    BY_GENERATION = "by-generation"
    EVEN = "even"


@dataclass(frozen=True, slots=True)
class Leaving:
    """Energy of a certificate that leaves the mix.

    Attributes:
        certificate: its number.
        area, technology: of its plant, as in the grid.
        consumer_area: where it is used; empty for the area of the plant.
        start_s, end_s: its time, UTC seconds, half open.
        energy_wh: how much leaves within the stretch of the grid.
    """

    certificate: str
    area: str
    technology: str
    consumer_area: str
    start_s: int
    end_s: int
    energy_wh: int


@dataclass(frozen=True, slots=True)
class LeftInterval:
    """What leaves an interval.

    Attributes:
        start_s: of the interval.
        area, technology, consumer_area: as of `Leaving`.
        energy_wh: above zero.
        certificates: numbers of those it is of.
    """

    start_s: int
    area: str
    technology: str
    consumer_area: str
    energy_wh: int
    certificates: tuple[str, ...]


def generated_wh(grid: GridData) -> dict[tuple[str, str], Ints]:
    """Generation by area and technology in whole Wh ``[interval]``."""
    frame = grid.frame
    parts: dict[tuple[str, str], list[Ints]] = defaultdict(list)
    for state in grid.blocks():
        block: dict[tuple[str, str], Ints] = {}
        for index, source in enumerate(frame.sources):
            key = frame.areas[source.area].code, source.technology
            own = np.rint(np.nan_to_num(state.generation_mwh[:, index]) * WH_PER_MWH).astype(np.int64)
            block[key] = block.get(key, 0) + own
        for key, values in block.items():
            parts[key].append(values)
    return {key: np.concatenate(values) for key, values in parts.items()}


def leave(
    leaving: Sequence[Leaving],
    generation: Mapping[tuple[str, str], Ints],
    starts_s: Ints,
    step_s: int,
    rule: SpreadRule,
    problems: Problems,
) -> list[LeftInterval]:
    """Divide certificates among intervals.

    Args:
        leaving: in any order; each meets the stretch of the intervals.
        generation: Wh by area and technology ``[interval]``.
        starts_s: of the intervals, UTC seconds, ascending ``[interval]``.
        step_s: their length.
        rule: for certificates of more than one interval.
        problems: told of every certificate that is of a technology the grid does not have, or above generation.
    """
    pools: dict[tuple[str, str, str, int, int], list[Leaving]] = defaultdict(list)
    for one in leaving:
        pools[one.area, one.technology, one.consumer_area, one.start_s, one.end_s].append(one)
    work = _Division(generation, starts_s, step_s, rule, problems)
    for key in sorted(pools, key=lambda key: (*work.span(key[3], key[4]), key)):
        work.take(pools[key])
    return work.done()


class _Division:
    """Certificates being divided: what is left of the generation, and what left it."""

    def __init__(
        self,
        generation: Mapping[tuple[str, str], Ints],
        starts_s: Ints,
        step_s: int,
        rule: SpreadRule,
        problems: Problems,
    ) -> None:
        self._generation = generation
        self._left = {key: values.copy() for key, values in generation.items()}
        self._starts, self._step, self._rule, self._problems = starts_s, step_s, rule, problems
        self._parts: dict[tuple[int, str, str, str], list[tuple[int, list[str]]]] = defaultdict(list)

    def span(self, start_s: int, end_s: int) -> tuple[int, int]:
        """How many intervals a time meets, and the first of them."""
        first, stop = self._range(start_s, end_s)
        return stop - first, first

    def take(self, pool: Sequence[Leaving]) -> None:
        """Divide certificates of one area, technology, use and time."""
        one, names = pool[0], sorted(leaving.certificate for leaving in pool)
        key = one.area, one.technology
        if key not in self._generation:
            known = ", ".join(technology for area, technology in self._generation if area == one.area) or "–"
            told = {"area": one.area, "found": one.technology, "known": known}
            self._problems.error(LEAVES_AREA_WITHOUT, Place("ledger"), certificates=_listed(names), **told)
            return
        first, stop = self._range(one.start_s, one.end_s)
        amount = sum(leaving.energy_wh for leaving in pool)
        left = self._left[key][first:stop]
        if amount > int(left.sum()):
            self._refuse(pool, names, amount, first, stop)
            return
        parts = filled(amount, self._weights(one, first, stop), left)
        self._left[key][first:stop] -= parts
        for at in np.flatnonzero(parts).tolist():
            where = int(self._starts[first + at]), one.area, one.technology, one.consumer_area
            self._parts[where].append((int(parts[at]), names))

    def done(self) -> list[LeftInterval]:
        """What leaves, by time, area, technology and use."""
        return [
            LeftInterval(*key, sum(wh for wh, _ in parts), tuple(sorted({name for _, some in parts for name in some})))
            for key, parts in sorted(self._parts.items())
        ]

    def _range(self, start_s: int, end_s: int) -> tuple[int, int]:
        first = int(np.searchsorted(self._starts, start_s - self._step, side="right"))
        return first, int(np.searchsorted(self._starts, end_s, side="left"))

    def _weights(self, one: Leaving, first: int, stop: int) -> Ints:
        """Weights of the intervals a certificate meets: overlap in seconds, times generation where that counts."""
        begins = self._starts[first:stop]
        overlap: Ints = np.minimum(begins + self._step, one.end_s) - np.maximum(begins, one.start_s)
        if self._rule is SpreadRule.EVEN or stop - first == 1:
            return overlap
        return overlap * self._generation[one.area, one.technology][first:stop]

    def _refuse(self, pool: Sequence[Leaving], names: list[str], amount: int, first: int, stop: int) -> None:
        one = pool[0]
        key = one.area, one.technology
        told = {"area": one.area, "technology": one.technology}
        if stop - first == 1:
            start, generated = int(self._starts[first]), int(self._generation[key][first])
            before = [
                part
                for (begin, area, technology, _), parts in self._parts.items()
                for part in parts
                if (begin, area, technology) == (start, *key)
            ]
            every = sorted({*names, *(name for _, some in before for name in some)})
            found = amount + sum(wh for wh, _ in before)
            told |= {"start": spell_instant(start, "UTC"), "found": f"{found:,}", "generated": f"{generated:,}"}
            self._problems.error(LEAVES_ABOVE_INTERVAL, Place("ledger"), certificates=_listed(every), **told)
        else:
            time = spell_range(one.start_s, one.end_s, "UTC")
            told |= {"time": time, "found": f"{amount:,}", "left": f"{int(self._left[key][first:stop].sum()):,}"}
            self._problems.error(LEAVES_ABOVE_TIME, Place("ledger"), certificates=_listed(names), **told)


def filled(amount: int, weights: Ints, most: Ints) -> Ints:
    """Divide a whole number in proportion to weights, no part above its bound; what is too much for one goes to others.

    Args:
        amount: at most the sum of the bounds.
        weights: not negative ``[part]``; where all that have room left weigh nothing, they weigh what room they have.
        most: bounds, not negative ``[part]``.

    Returns:
        Parts ``[part]`` that sum to the amount; where no bound is met, the largest remainders of the proportion.
    """
    parts = np.zeros(most.size, np.int64)
    is_open = most > 0
    while amount:
        shares = np.where(is_open, weights, 0)
        if not shares.any():
            shares = np.where(is_open, most, 0)
        whole = sum(shares.tolist())
        full = is_open & np.array(
            [amount * share >= bound * whole for share, bound in zip(shares.tolist(), most.tolist(), strict=True)]
        )
        if not full.any():
            return parts + apportion(amount, shares).astype(np.int64)
        parts[full] = most[full]
        amount -= int(most[full].sum())
        is_open &= ~full
    return parts


def _listed(names: Sequence[str]) -> str:
    more = f" … (+{len(names) - _MOST_NAMES})" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more
