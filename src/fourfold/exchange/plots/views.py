"""What each picture shows, as numbers without words: cells by local day and hour, sorted factors, ranges of areas.

Factors are the first attribute, in kg/MWh, which is g/kWh. Means are weighted by demand (Σ d·x / Σ d, never the plain
mean of rates); quantiles are over intervals, each counted alike, interpolated linearly between neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from fourfold.core.zones import DAY_S, Ints, offsets_s
from fourfold.electricity.factors.table import FactorTable
from fourfold.electricity.grid.state import Floats
from fourfold.electricity.tracing.result import Reason, Reasons

ABSENT = -1
"""State of a cell that no interval of the data belongs to."""
QUANTILES = (0.0, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 1.0)
MOST_POINTS = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Summary:
    """Figures of one area.

    Attributes:
        area: index into the table's areas.
        quantiles: at `QUANTILES` of the intervals with a factor; NaN without any.
        mean: weighted by demand; NaN without demand.
        energy_mwh: demand of the intervals with a factor.
        hours: all of them, with a factor or without.
        missing_hours: those without, by reason.
    """

    area: int
    quantiles: tuple[float, ...]
    mean: float
    energy_mwh: float
    hours: float
    missing_hours: Mapping[Reason, float]

    @property
    def missing(self) -> float:
        """Hours without a factor."""
        return sum(self.missing_hours.values())

    def quantile(self, share: float) -> float:
        """The factor at one of `QUANTILES`."""
        return self.quantiles[QUANTILES.index(share)]


@dataclass(frozen=True, slots=True, eq=False)
class Heat:
    """Factors of an area by local day and time of day.

    An hour that the clock runs through twice has two halves, the earlier first; elsewhere both halves are alike.

    Attributes:
        days: local days since 1970-01-01 that have an interval ``[day]``, ascending.
        place: where each day begins along the axis, in days, with a gap between stretches ``[day]``.
        step_minutes: length of an interval.
        phase_minutes: minutes past the full step at which intervals begin on the local clock.
        values: ``[day, step, half]``, NaN where there is none.
        states: `Reason` or `ABSENT` ``[day, step, half]``.
        summary: figures of the area.
    """

    days: Ints
    place: Floats
    step_minutes: int
    phase_minutes: int
    values: Floats
    states: Reasons
    summary: Summary

    @property
    def length(self) -> float:
        """Length of the axis of days, in days."""
        return float(self.place[-1]) + 1

    def stretches(self) -> list[slice]:
        """Days that follow one another."""
        breaks = [0, *(np.flatnonzero(np.diff(self.days) > 1) + 1).tolist(), self.days.size]
        return [slice(first, last) for first, last in pairwise(breaks)]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Factors of an area from the highest to the lowest.

    Attributes:
        share: part of all intervals, 0 to 1, up to which each value holds ``[point]``; ends below 1 where intervals
            have no factor.
        values: ``[point]``, falling; long curves are thinned evenly for the eye, both ends kept.
        summary: figures of the area.
    """

    share: Floats
    values: Floats
    summary: Summary


def summarise(table: FactorTable, area: int) -> Summary:
    """Figures of one area over all intervals."""
    factors, demand, reason = table.per_mwh[:, area, 0], table.demand_mwh[:, area], table.reason[:, area]
    known = np.isfinite(factors)
    energy = float(demand[known].sum())
    quantiles = np.quantile(factors[known], QUANTILES).tolist() if known.any() else [float("nan")] * len(QUANTILES)
    mean = float((factors[known] * demand[known]).sum() / energy) if energy > 0 else float("nan")
    step_hours = table.meta.step_minutes / 60
    counts = {kind: int((reason[~known] == kind).sum()) for kind in Reason}
    missing = {kind: count * step_hours for kind, count in counts.items() if count}
    return Summary(area, tuple(quantiles), mean, energy, factors.size * step_hours, missing)


def heat(table: FactorTable, area: int) -> Heat:
    """Cells of one area."""
    step_s = table.meta.step_minutes * 60
    local = table.starts_s + offsets_s(table.meta.time_zone, table.starts_s)
    days, at_day = np.unique(local // DAY_S, return_inverse=True)
    at_step = local % DAY_S // step_s
    shape = (days.size, DAY_S // step_s, 2)
    values, states = np.full(shape, np.nan), np.full(shape, ABSENT, np.int8)
    _, earlier, cell = np.unique(at_day * shape[1] + at_step, return_index=True, return_inverse=True)
    later = np.zeros_like(earlier)
    np.maximum.at(later, cell, np.arange(cell.size))
    for half, chosen in enumerate((earlier, later)):
        values[at_day[chosen], at_step[chosen], half] = table.per_mwh[chosen, area, 0]
        states[at_day[chosen], at_step[chosen], half] = table.reason[chosen, area]
    gap = 0.02 * days.size + 0.1
    place = np.arange(days.size) + gap * np.concatenate([[0], np.cumsum(np.diff(days) > 1)])
    phase = int(local[0] % step_s) // 60
    return Heat(days, place, table.meta.step_minutes, phase, values, states, summarise(table, area))


def curve(table: FactorTable, area: int) -> Curve:
    """The duration curve of one area."""
    summary = summarise(table, area)
    factors = table.per_mwh[:, area, 0]
    known = np.sort(factors[np.isfinite(factors)])[::-1]
    ranks = np.arange(known.size)
    if known.size > MOST_POINTS:
        ranks = np.unique(np.round(np.linspace(0, known.size - 1, MOST_POINTS)).astype(np.int64))
    return Curve((ranks + 1) / max(1, factors.size), known[ranks], summary)
