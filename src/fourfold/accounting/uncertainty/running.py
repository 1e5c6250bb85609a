"""Draws solved one by one or side by side, each as exact as asked for.

How exact a draw is: with w(p) the gross score of product p and h = (I − C)⁻ᵀ w, a residual of at most ρ w(p) at every
product means an error of at most ρ h(p), since the inverse of a productive system without credits is not negative.
Steps go on until ρ · max h/w is below the tolerance. With credits that is an estimate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from fourfold.accounting.background.product_names import told_apart
from fourfold.accounting.background.solving import Solver
from fourfold.accounting.background.system import Floats, LinearSystem
from fourfold.accounting.uncertainty import stepwise
from fourfold.accounting.uncertainty.layout import Layout
from fourfold.accounting.uncertainty.simulation import Failure
from fourfold.accounting.uncertainty.streams import normals
from fourfold.accounting.uncertainty.weighing import Weighing
from fourfold.core.problems import InputError

TIGHTEST = 1e-13
"""No residual below this is asked for: rounding forbids it."""
ROUGH = 1e-3
"""Residual that is good enough where only a sign is asked for."""


@dataclass(frozen=True, eq=False)
class Mean:
    """The solution at the means, and what it tells about the draws.

    Attributes:
        scores: y [product, column].
        scale: w, gross score of each product, 1 where it is zero [product].
        guard: the same as h / w with credits left out of C: positive in a productive system [product, 1]; ``None``
            where the needs alone are more than the products.
        amplification: how much larger than a residual an error can be.
    """

    scores: Floats
    scale: Floats
    guard: Floats | None
    amplification: float

    @staticmethod
    def of(system: LinearSystem, weighing: Weighing) -> Mean:
        """Solve it.

        Raises:
            InputError: the system has no solution.
        """
        solver = Solver(system.coefficients, told_apart(system.products))
        burdens = weighing.burdens(system)
        scores = solver.adjoint(burdens).values
        net, direct = np.abs(scores).sum(axis=1), np.abs(burdens).sum(axis=1)
        gross = np.maximum(net, abs(system.coefficients).T @ net + direct)
        scale = np.where(gross > 0, gross, 1.0)
        path = solver.adjoint(scale[:, None]).values / scale[:, None]
        guard = _needs_only(system.coefficients, scale) if (system.needs.values < 0).any() else path
        return Mean(scores, scale, guard, max(1.0, float(np.abs(path).max(initial=1.0))))


def _needs_only(coefficients: sp.csc_array, scale: Floats) -> Floats | None:
    try:
        found = Solver(coefficients.maximum(0)).adjoint(scale[:, None]).values / scale[:, None]
    except InputError:
        return None
    return found if (found > 0).all() else None


class Run:
    """Solves draw after draw, or many side by side; what does not come out is handed to the slower way."""

    def __init__(self, layout: Layout, mean: Mean, seed: int, tolerance: float) -> None:
        self._layout, self._seed = layout, seed
        self._bound = max(tolerance / mean.amplification, TIGHTEST)
        self._start, self._guard = mean.scores / layout.scale[:, None], mean.guard
        self._credits = layout.needs_credit
        self._is_guarded = self._credits or layout.burdens_negative
        self._first: Floats = np.zeros(0)

    def _factors(self, number: int) -> Floats:
        return self._layout.factors(normals(self._seed, number, self._layout.groups))

    def _makes_nothing(self, factors: Floats) -> bool:
        return bool(self._layout.makers_vary and (factors[self._layout.maker] <= 0).any())

    def stepwise(self, numbers: range) -> Iterator[tuple[int, Floats | Failure]]:
        """Scaled scores [product, column] or why there are none, for each draw."""
        for number in numbers:
            found = self._one(self._factors(number))
            yield number, found if isinstance(found, Failure) else self._noted(number, found)

    def _one(self, factors: Floats) -> Floats | Failure:
        if self._makes_nothing(factors):
            return Failure.MAKES_NOTHING
        values, burdens = self._layout.coefficients(factors), self._layout.burdens(factors)
        quick = stepwise.solve(self._layout, values, burdens, self._start, self._bound)
        found = self._checked(values, burdens) if quick is None else quick
        if isinstance(found, Failure):
            return found
        return Failure.UNPRODUCTIVE if self._is_unproductive(values, found) else found

    def _is_unproductive(self, values: Floats, found: Floats) -> bool:
        """Whether a value is negative that must be positive in a productive system.

        Without credits and negative burdens that is every score. Else it is the guard: what the needs alone, credits
        left out, carry to each product when all count 1.
        """
        if self._guard is None or not self._is_guarded:
            return not self._credits and bool((found < -10 * self._bound).any())
        ones = np.ones((self._layout.size, 1))
        guard = stepwise.solve(self._layout, np.maximum(values, 0.0), ones, self._guard, ROUGH)
        return guard is None or bool((guard <= 0).any())

    def _checked(self, values: Floats, burdens: Floats) -> Floats | Failure:
        """By the solver that checks its forward error and falls back on a direct solution."""
        scale = self._layout.scale[:, None]
        try:
            found = Solver(self._layout.matrix(values)).adjoint(burdens * scale).values / scale
        except InputError:
            return Failure.UNPRODUCTIVE
        except (RuntimeError, ArithmeticError):
            return Failure.UNSOLVED
        return found if np.isfinite(found).all() else Failure.UNSOLVED

    def lockstep(self, draws: int) -> Iterator[tuple[int, Floats | Failure]]:
        """The same, many draws side by side in compiled code; those that do not come out are taken one by one.

        Where few of the first ones come out, as with strong loops, the rest is not tried.
        """
        from fourfold.accounting.uncertainty.lockstep import LANES, Lockstep

        kernel = Lockstep(self._layout)
        for first in range(0, draws, LANES):
            numbers = range(first, min(first + LANES, draws))
            factors = np.ones((LANES, len(self._layout.used) + 1))
            for lane, number in enumerate(numbers):
                factors[lane] = self._factors(number)
            burdens = np.stack([self._layout.burdens(row) for row in factors], axis=2).transpose(1, 0, 2)
            found, good = kernel.solve(factors, np.ascontiguousarray(burdens), self._start, self._bound)
            if self._credits and self._guard is not None:
                good &= kernel.needs_are_productive(self._guard, ROUGH)
            if 4 * int(good.sum()) < LANES:
                yield from self.stepwise(range(first, draws))
                return
            for lane, number in enumerate(numbers):
                if good[lane] and not self._makes_nothing(factors[lane]):
                    yield number, self._noted(number, found[:, :, lane].T)
                else:
                    yield from self.stepwise(range(number, number + 1))

    def _noted(self, number: int, found: Floats) -> Floats:
        if number == 0:
            self._first = found
        return found

    def error_of_first(self) -> float:
        """Largest difference of the first draw from a checked solution, relative to gross scores."""
        factors = self._factors(0)
        checked = self._checked(self._layout.coefficients(factors), self._layout.burdens(factors))
        return float("nan") if isinstance(checked, Failure) else float(np.abs(checked - self._first).max(initial=0.0))
