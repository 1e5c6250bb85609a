"""Energy by interval as integers, so that whatever is done to it nothing is lost or gained (law 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np

from fourfold.core.intervals import Grid, Period
from fourfold.core.zones import Ints
from fourfold.electricity.integers import (
    INT64_MOST,
    Exact,
    apportion,
    decimal_of,
    divide,
    divides_evenly,
    exact_sum,
    narrow,
    whole_weights,
)

FINE_EXPONENT = -6
"""Power of ten, in Wh, to which an energy is refined before it is divided by shares that do not come out even."""


@dataclass(frozen=True, slots=True, eq=False)
class EnergySeries:
    """Energy of each interval of a grid.

    Attributes:
        grid: the intervals.
        energy: energy in quanta ``[interval]``, int64, never negative.
        quantum_exponent: the quantum is ten to this power, in Wh.
    """

    grid: Grid
    energy: Ints
    quantum_exponent: int = 0

    @property
    def start_utc(self) -> datetime:
        """Moment at which the first interval begins."""
        return self.grid.start_utc

    @property
    def step_minutes(self) -> int:
        """Length of an interval."""
        return self.grid.step_minutes

    @property
    def quantum_wh(self) -> Decimal:
        """Energy of one quantum in Wh, a power of ten."""
        return decimal_of(1, self.quantum_exponent)

    @property
    def total_quanta(self) -> int:
        """Sum of all intervals in quanta."""
        return exact_sum(self.energy)

    @property
    def total_wh(self) -> Decimal:
        """Sum of all intervals in Wh, exact."""
        return decimal_of(self.total_quanta, self.quantum_exponent)

    @property
    def total_kwh(self) -> Decimal:
        """Sum of all intervals in kWh, exact."""
        return decimal_of(self.total_quanta, self.quantum_exponent - 3)

    def equals(self, other: EnergySeries) -> bool:
        """Whether both say the same energy of the same intervals, in whatever quantum."""
        exponent = min(self.quantum_exponent, other.quantum_exponent)
        return self.grid == other.grid and np.array_equal(self.refined(exponent).energy, other.refined(exponent).energy)

    def refined(self, exponent: int) -> EnergySeries:
        """The same energy in a quantum of ten to this power in Wh, not coarser than now.

        Raises:
            ValueError: the quantum would be coarser.
            OverflowError: an interval would not fit into int64.
        """
        if exponent > self.quantum_exponent:
            raise ValueError(f"quantum 1E{exponent} Wh is coarser than 1E{self.quantum_exponent} Wh")
        times = 10 ** (self.quantum_exponent - exponent)
        if self.energy.size and int(self.energy.max()) * times > INT64_MOST:
            raise OverflowError(f"energy does not fit at a quantum of 1E{exponent} Wh")
        return EnergySeries(self.grid, self.energy * np.int64(times) if times > 1 else self.energy, exponent)

    def within(self, period: Period) -> EnergySeries:
        """The part that lies in a period.

        Raises:
            ValueError: the period's ends fall inside an interval or outside the grid.
        """
        first, rest = divmod(period.start_s - self.grid.start_s, self.grid.step_s)
        last, over = divmod(period.end_s - self.grid.start_s, self.grid.step_s)
        if rest or over or not 0 <= first <= last <= self.grid.count:
            raise ValueError("the period does not lie on the grid")
        grid = Grid(period.start_s, self.grid.step_minutes, last - first)
        return EnergySeries(grid, self.energy[first:last], self.quantum_exponent)

    def resampled(self, step_minutes: int) -> EnergySeries:
        """Sums over longer intervals, counted from the first.

        Raises:
            ValueError: the step is no multiple of the present one, or leaves a rest.
        """
        per, rest = divmod(step_minutes, self.grid.step_minutes)
        if rest or per < 1 or self.grid.count % per:
            raise ValueError(f"{step_minutes} minutes do not group {self.grid.count} × {self.grid.step_minutes}")
        if per == 1:
            return self
        grid = Grid(self.grid.start_s, step_minutes, self.grid.count // per)
        return EnergySeries(grid, self.energy.reshape(-1, per).sum(axis=1), self.quantum_exponent)

    def split(self, shares: Sequence[Fraction]) -> tuple[EnergySeries, ...]:
        """Divide every interval in the proportion of the shares, to the last quantum (largest remainder).

        Where it does not come out even the quantum is refined to 1E-6 Wh first, so that a year of roundings stays far
        below 1 Wh. The parts sum to the whole in every interval.

        Raises:
            ZeroDivisionError: the shares sum to zero.
        """
        weights = whole_weights(shares)
        if sum(weights) == 0:
            raise ZeroDivisionError("shares sum to zero")
        kind = np.int64 if sum(weights) <= INT64_MOST else object
        return split_by_weights(self, [np.full(self.grid.count, weight, kind) for weight in weights])

    def scaled(self, share: Fraction) -> EnergySeries:
        """This share of every interval; the total is the exact share of the total, to the nearest quantum.

        The quantum is refined as in `split`; the quanta that roundings leave over go to the largest remainders.
        """
        fine = _refined_for_division(self) if share.denominator > 1 else self
        total = fine.total_quanta
        if total == 0:
            return fine
        return EnergySeries(fine.grid, narrow(apportion(round(total * share), fine.energy)), fine.quantum_exponent)


def add(parts: Sequence[EnergySeries]) -> EnergySeries:
    """Sum interval by interval, in the finest quantum of the parts.

    Raises:
        ValueError: no parts, or parts on different grids.
    """
    if not parts or any(part.grid != parts[0].grid for part in parts):
        raise ValueError("energies on different grids do not add")
    exponent = min(part.quantum_exponent for part in parts)
    arrays = [part.refined(exponent).energy for part in parts]
    if sum(int(array.max()) if array.size else 0 for array in arrays) > INT64_MOST:
        raise OverflowError("energies do not fit together")
    return EnergySeries(parts[0].grid, np.sum(np.stack(arrays), axis=0), exponent)


def split_by_weights(series: EnergySeries, weights: Sequence[Exact]) -> tuple[EnergySeries, ...]:
    """Divide every interval by weights that may differ from interval to interval; otherwise as `EnergySeries.split`.

    Args:
        series: what is divided.
        weights: per part, not negative ``[interval]``; where the energy is positive their sum must be too.
    """
    fine = series if divides_evenly(series.energy, weights) else _refined_for_division(series)
    return tuple(EnergySeries(fine.grid, part, fine.quantum_exponent) for part in divide(fine.energy, weights))


def _refined_for_division(series: EnergySeries) -> EnergySeries:
    exponent = series.quantum_exponent
    most = int(series.energy.max()) if series.energy.size else 0
    while exponent > FINE_EXPONENT and most * 10 <= INT64_MOST:
        exponent, most = exponent - 1, most * 10
    return series.refined(exponent)
