"""Weighted projection onto balances and bounds, many intervals at once, by its dual.

    min ½ (x − x0)ᵀ W (x − x0)   subject to   A x = b,   lower ≤ x ≤ upper

For given multipliers λ of the balances the smallest change is x(λ) = clip(x0 + W⁻¹ Aᵀ λ, lower, upper): a quantity is
at a bound exactly when its multiplier has the sign that keeps it there, and leaves the bound as soon as it has not. So
stationarity, dual feasibility and complementarity hold by construction (Karush–Kuhn–Tucker), and what is left is to
find λ with A x(λ) = b. That is the maximum of a concave function of piecewise second degree: Newton's method on it is
an active-set method that adds and releases many bounds at a time (Hintermüller, Ito, Kunisch 2002), and with an exact
search along each step it ends after finitely many. Without bounds in the way the first step is the closed form
x = x0 − W⁻¹ Aᵀ (A W⁻¹ Aᵀ)⁻¹ (A x0 − b) (reference 1.11).

The matrix A W⁻¹ Aᵀ of the quantities off their bounds has the size of the areas. Intervals in which the same
quantities are free share one sparse factorisation.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from fourfold.electricity.grid.state import Flags, Floats
from fourfold.electricity.reconciliation.quantities import NO_AREA, Index, Quantities, Sparse

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_STEPS = 100
BALANCED = 1e-12
"""Relative to the throughput of the area: intervals that balance as well as this are left as they are."""
SOLVED = 1e-13
"""How well the balances of adjusted intervals hold, relative to the throughput of the area."""
_ROUNDINGS = 4 * float(np.finfo(np.float64).eps)
_DAMPING = 1e-10
_REFINEMENTS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Unbalanced:
    """What is projected.

    Attributes:
        given: x0 ``[interval, quantity]``.
        give: W⁻¹, 0 for what is held ``[interval, quantity]``.
        lower, upper: bounds ``[interval, quantity]``, infinite where there are none.
        lost: b, what each balance loses ``[interval, area]``.
        counts: areas whose balance must hold ``[interval, area]``.
    """

    given: Floats
    give: Floats
    lower: Floats
    upper: Floats
    lost: Floats
    counts: Flags

    def part(self, rows: Index) -> Unbalanced:
        """Some intervals."""
        return Unbalanced(
            self.given[rows],
            self.give[rows],
            self.lower[rows],
            self.upper[rows],
            self.lost[rows],
            self.counts[rows],
        )


class Projection:
    """Projects states with the same quantities."""

    def __init__(self, quantities: Quantities) -> None:
        self.quantities = quantities
        self.signs = quantities.signs

    def excess(self, problem: Unbalanced, values: Floats) -> Floats:
        """What enters each area beyond what leaves it ``[interval, area]``; 0 where no balance is asked for."""
        return np.where(problem.counts, values @ self.signs.T - problem.lost, 0.0)

    def throughput(self, problem: Unbalanced, values: Floats) -> Floats:
        """Half of all that enters and leaves each area ``[interval, area]``."""
        return np.asarray(0.5 * (np.abs(values) @ abs(self.signs).T + problem.lost))

    def balanced(self, problem: Unbalanced) -> Flags:
        """Intervals in which nothing is to be done ``[interval]``."""
        given = problem.given
        within = (given >= problem.lower).all(axis=1) & (given <= problem.upper).all(axis=1)
        missing = np.abs(self.excess(problem, given)) > BALANCED * self.throughput(problem, given)
        return np.asarray(within & ~missing.any(axis=1))

    def solve(self, problem: Unbalanced, multipliers: Floats) -> Flags:
        """Find the multipliers of the balances, starting from and written into those given ``[interval, area]``.

        Returns:
            Intervals whose balances can be met ``[interval]``; where not, the multipliers are those of the last step.
        """
        todo = np.arange(problem.given.shape[0])
        for _ in range(MOST_STEPS):
            part, dual = problem.part(todo), multipliers[todo]
            free, values = self.values(part, dual)
            missing = -self.excess(part, values)
            close = np.abs(missing) <= 1e3 * SOLVED * self.throughput(part, values) + self._rounding(part, dual)
            left = np.asarray(~close.all(axis=1))
            if not left.any():
                return np.ones(problem.given.shape[0], bool)
            todo, part, dual = todo[left], part.part(np.flatnonzero(left)), dual[left]
            step = self._newton(part, free[left], missing[left])
            multipliers[todo] = dual + self._length(part, dual, step, missing[left])[:, None] * step
        met = np.ones(problem.given.shape[0], bool)
        met[todo] = False
        return met

    def _rounding(self, problem: Unbalanced, multipliers: Floats) -> Floats:
        """Rounding of x(λ), a sum of what was given and how far it moves, in each balance ``[interval, area]``.

        It matters where an area is emptied: its own throughput then says nothing of the size of the terms.
        """
        terms = np.abs(problem.given) + problem.give * (np.abs(multipliers) @ abs(self.signs))
        return np.asarray(_ROUNDINGS * (terms @ abs(self.signs).T + problem.lost))

    def values(self, problem: Unbalanced, multipliers: Floats) -> tuple[Flags, Floats]:
        """Which quantities are off their bounds, and x(λ) ``[interval, quantity]``."""
        wanted = problem.given + problem.give * (multipliers @ self.signs)
        free = (problem.give > 0) & (wanted > problem.lower) & (wanted < problem.upper)
        return free, np.where(problem.give > 0, np.clip(wanted, problem.lower, problem.upper), problem.given)

    def finish(self, problem: Unbalanced, multipliers: Floats) -> Floats:
        """x(λ), its balances refined to the rounding of the quantities themselves ``[interval, quantity]``."""
        free, values = self.values(problem, multipliers)
        for _ in range(_REFINEMENTS):
            missing = -self.excess(problem, values)
            rows = np.flatnonzero((np.abs(missing) > SOLVED * self.throughput(problem, values)).any(axis=1))
            if not rows.size:
                break
            part, off = problem.part(rows), free[rows]
            change = np.where(off, part.give, 0.0) * (self._newton(part, off, missing[rows]) @ self.signs)
            values[rows] = np.where(off, np.clip(values[rows] + change, part.lower, part.upper), values[rows])
        return values

    def _newton(self, problem: Unbalanced, free: Flags, missing: Floats) -> Floats:
        """Solve (A W⁻¹ Aᵀ) δ = missing over the free quantities, once per pattern of them ``[interval, area]``.

        A trace of the matrix with everything free is added to the diagonal, so that an area with all its quantities at
        bounds gets a direction too. It changes the length of steps and not where they end.
        """
        give = np.where(free, problem.give, 0.0)
        entries = np.ascontiguousarray(give @ self._matrix.weights)
        entries[:, self._matrix.diagonal] += _DAMPING * np.maximum(
            problem.give @ abs(self.signs).T, self._floor(problem)
        )
        entries *= problem.counts[:, self._matrix.row] & problem.counts[:, self._matrix.column]
        entries[:, self._matrix.diagonal] += ~problem.counts
        step = np.empty_like(missing)
        alike: dict[bytes, list[int]] = {}
        for row, entry in enumerate(entries):
            alike.setdefault(entry.tobytes(), []).append(row)
        for rows in alike.values():
            step[rows] = self._matrix.factor(entries[rows[0]])(missing[rows].T).T
        return step

    @staticmethod
    def _floor(problem: Unbalanced) -> Floats:
        """For areas in which everything is held: the largest give of the interval, or 1 ``[interval, 1]``."""
        largest = problem.give.max(axis=1, initial=0.0, keepdims=True)
        return np.where(largest > 0, largest, 1.0)

    def _length(self, problem: Unbalanced, multipliers: Floats, step: Floats, missing: Floats) -> Floats:
        """How far along a step the dual is largest ``[interval]``: the root of its falling, piecewise linear slope."""
        wanted = problem.given + problem.give * (multipliers @ self.signs)
        speed = problem.give * (step @ self.signs)
        moves = speed != 0
        rate = np.where(moves, speed, 1.0)
        enters = (np.where(rate > 0, problem.lower, problem.upper) - wanted) / rate
        leaves = (np.where(rate > 0, problem.upper, problem.lower) - wanted) / rate
        bend = np.where(moves, speed * speed / np.where(moves, problem.give, 1.0), 0.0)
        first = -np.where((enters <= 0) & (leaves > 0), bend, 0.0).sum(axis=1)
        at = np.concatenate((enters, leaves), axis=1)
        by = np.concatenate((-bend, bend), axis=1)
        ahead = (at > 0) & np.isfinite(at) & (by != 0)
        at, by = np.where(ahead, at, np.inf), np.where(ahead, by, 0.0)
        order = np.argsort(at, axis=1)
        at, by = np.take_along_axis(at, order, 1), np.take_along_axis(by, order, 1)
        return _root((step * missing).sum(axis=1), first, at, by)

    @cached_property
    def _matrix(self) -> _Matrix:
        return _Matrix.of(self.quantities)


def _root(height: Floats, slope: Floats, at: Floats, by: Floats) -> Floats:
    """Where a line that starts at a height, and bends at ascending points by given changes of slope, comes to zero."""
    rows = np.arange(height.size)
    slopes = slope[:, None] + np.concatenate((np.zeros((height.size, 1)), np.cumsum(by, axis=1)), axis=1)
    points = np.concatenate((np.zeros((height.size, 1)), np.where(np.isfinite(at), at, 0.0)), axis=1)
    finite = np.isfinite(at)
    widths = np.where(finite, np.diff(points, axis=1), 0.0)
    heights = height[:, None] + np.concatenate(
        (np.zeros((height.size, 1)), np.cumsum(slopes[:, :-1] * widths, axis=1)), axis=1
    )
    before = np.where(finite, heights[:, 1:] > 0, False).sum(axis=1)
    left, fall = heights[rows, before], slopes[rows, before]
    # a dual without a largest value: no balance can be met, and any step is as good as another
    return np.asarray(points[rows, before] + np.where(fall < 0, left / np.where(fall < 0, -fall, 1.0), 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class _Matrix:
    """Structure of A W⁻¹ Aᵀ in compressed columns, and how every quantity enters its entries."""

    count: int
    row: Index
    column: Index
    starts: Index
    diagonal: Index
    weights: Sparse

    @staticmethod
    def of(quantities: Quantities) -> _Matrix:
        from scipy.sparse import csr_array

        count = len(quantities.frame.areas)
        into, out_of, every = quantities.into, quantities.out_of, np.arange(quantities.count)
        both = (into != NO_AREA) & (out_of != NO_AREA)
        ends = [(area[area != NO_AREA], every[area != NO_AREA]) for area in (into, out_of)]
        rows = np.concatenate((ends[0][0], ends[1][0], into[both], out_of[both], np.arange(count)))
        columns = np.concatenate((ends[0][0], ends[1][0], out_of[both], into[both], np.arange(count)))
        values = np.concatenate((np.ones(ends[0][0].size + ends[1][0].size), -np.ones(2 * int(both.sum()))))
        source = np.concatenate((ends[0][1], ends[1][1], every[both], every[both]))
        keys, place = np.unique(columns * count + rows, return_inverse=True)
        column, row = np.divmod(keys, count)
        weights = csr_array((values, (source, place[: values.size])), shape=(quantities.count, keys.size))
        starts = np.searchsorted(column, np.arange(count + 1))
        return _Matrix(count, row, column, starts, np.flatnonzero(row == column), weights)

    def factor(self, entries: Floats) -> Callable[[Floats], Any]:
        """A solver for given entries, from one sparse factorisation (symmetric, positive definite: no pivoting)."""
        from scipy.sparse import csc_array
        from scipy.sparse.linalg import splu

        structure = self.row.astype(np.int32), self.starts.astype(np.int32)
        matrix = csc_array((entries, *structure), shape=(self.count, self.count))
        solver: Callable[[Floats], Any] = splu(
            matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True}
        ).solve
        return solver
