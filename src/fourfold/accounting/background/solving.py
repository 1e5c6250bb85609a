"""Solving (I − C) x = d and (I − C)ᵀ y = q for many right-hand sides, each with a bound of its error.

1. Values are scaled to the size of each product (`solving_scaling`), the diagonal is divided out.
2. BiCGSTAB, then rounds of refinement by the true residual.
3. The error is bounded by a certificate (`solving_bounds`), which also proves that the system is productive.
4. Where one of these fails, the reason is looked for (`solving_faults`): a system that is singular or not productive is
   refused by naming its processes. What is sound but was not solved well enough is solved directly
   (`solving_direct`), and its error is bounded by the certificate, or estimated where credits allow none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from fourfold.accounting.background.solving_bounds import Certificate, check, find, residual_of
from fourfold.accounting.background.solving_direct import Factors
from fourfold.accounting.background.solving_faults import explain
from fourfold.accounting.background.solving_iterative import bicgstab
from fourfold.accounting.background.solving_kinds import Amounts, Question, Scores
from fourfold.accounting.background.solving_needs import Needs
from fourfold.accounting.background.solving_range import check_burdens, check_needs, unsolved
from fourfold.accounting.background.system import Floats
from fourfold.core.problems import InputError

GOOD = 1e-10
"""Largest error with which an iterative solution is taken without more ado."""
ENOUGH = 1e-8
"""Largest with which one is taken that rounding keeps from getting better: factors would be no better off."""
USELESS = 1e-4
"""Estimated error from which on a system counts as one without a single solution."""
_RESIDUAL = 2e-14
_LIMIT = 600
_ROUNDS = 3
_BLOCK = 64
_PATHS = ("iterative", "refined", "direct")


@dataclass(frozen=True, eq=False)
class Solved:
    """A solution and how far it can be trusted.

    Attributes:
        values: [product, right-hand side].
        path: ``iterative``, ``refined`` (by residuals, in more rounds) or ``direct``.
        forward_error: most that a value is wrong. Of scores: relative to the size of the product, what its scores come
            to without regard to signs; with one right-hand side and nothing negative that is the score itself. With
            several, each is weighted by where it matters most beside the others. Of amounts: each times a price of its
            product, relative to what the demand costs at these prices (those of the certificate).
        iterations: steps taken, over all columns.
        is_bound: whether `forward_error` is proven, or an estimate.
    """

    values: Floats
    path: str
    forward_error: float
    iterations: int
    is_bound: bool = True


class Solver:
    """Solves one system for many right-hand sides.

    Args:
        coefficients: C, sparse by column.
        label: name of a product by its number, for messages.
        like: a solver of a system that differs little, such as the mean of random draws: what it found is tried first.
    """

    def __init__(
        self, coefficients: sp.csc_array, label: Callable[[int], str] = str, like: Solver | None = None
    ) -> None:
        self._needs = Needs(coefficients)
        self._label = label
        self._near = like.certificate if like is not None else None
        self._sought = False
        self.certificate: Certificate | None = None
        """The proof that the system is productive, once a solve has looked for it and found one."""

    def forward(self, demand: Floats, start: Floats | None = None) -> Solved:
        """Amounts of every product that deliver each demand [product, demand].

        Args:
            demand: [product, demand].
            start: amounts that may be near [product, demand].

        Raises:
            InputError: the system is singular or not productive; its processes are named.
        """
        return self._in_blocks(Amounts, demand, start)

    def adjoint(self, burdens: Floats, start: Floats | None = None) -> Solved:
        """Score of one unit of every product, for each burden per unit [product, burden].

        Args:
            burdens: q [product, burden].
            start: scores that may be near [product, burden].

        Raises:
            InputError: the system is singular or not productive; its processes are named.
        """
        return self._in_blocks(Scores, burdens, start)

    def _in_blocks(self, ask: Callable[[Needs, Floats], Question], right: Floats, start: Floats | None) -> Solved:
        right = np.asarray(right, np.float64)
        if not self._sought:
            check_needs(self._needs.columns, self._label)
        check_burdens(right, self._label)
        parts = [
            self._block(ask(self._needs, right[:, part]), None if start is None else start[:, part])
            for part in (slice(at, at + _BLOCK) for at in range(0, right.shape[1], _BLOCK))
            if right.size
        ]
        if len(parts) == 1:
            return parts[0]
        return Solved(
            np.hstack([part.values for part in parts]) if parts else np.zeros(right.shape),
            max((part.path for part in parts), key=_PATHS.index, default=_PATHS[0]),
            max((part.forward_error for part in parts), default=0.0),
            sum(part.iterations for part in parts),
            all(part.is_bound for part in parts),
        )

    def _block(self, question: Question, start: Floats | None) -> Solved:
        with np.errstate(
            over="ignore", invalid="ignore", divide="ignore"
        ):  # what comes of it has no bound and is refused
            if not self._sought:
                self.certificate, self._sought = self._certify(question.sizes), True
            solved = None if self.certificate is None else _iterate(question, start, self.certificate)
            return solved or self._directly(question)

    def _certify(self, sizes: Callable[[], Floats]) -> Certificate | None:
        """The proof that the system is productive; nothing where credits allow none.

        Raises:
            InputError: it is not productive, or is singular.
        """
        needs, near = self._needs, self._near
        start = near.weights if near is not None and near.weights.size == needs.net.size else None
        found = check(needs.absolute, start) if start is not None else None
        if found is None and needs.can_iterate:
            rows = sizes()
            found = find(needs.absolute, needs.scaled(rows, signed=False), rows, start, _LIMIT)
        if found is None:
            faults = explain(needs.columns, self._label)
            if faults:
                raise InputError(faults)
        return found

    def _directly(self, question: Question) -> Solved:
        try:
            factors = self._factors
        except RuntimeError:
            raise unsolved(self._needs.columns, self._label) from None
        right, ahead = question.right, question.is_forward
        values = factors.refine(question.matrix, right, factors.solve(right, ahead), ahead)
        miss = question.largest_residual(values)
        if self.certificate is None and not self._needs.has_credits:
            weights = factors.solve((question.sizes() * self._needs.net)[:, None], False)[:, 0]
            self.certificate = check(self._needs.absolute, weights)
        if self.certificate is not None:
            bound = question.error(self.certificate, values, miss)
            if bound < USELESS:
                return Solved(values, "direct", bound, 0)
        error = _estimate(question, values, miss, factors)
        if not error < USELESS:
            # most products may have nothing of sparse burdens, and no error is small relative to nothing: then what
            # the same factors make of burdens of one everywhere tells whether they can be trusted
            everywhere = (Amounts if ahead else Scores)(self._needs, np.ones((right.shape[0], 1)))
            alike = factors.refine(everywhere.matrix, everywhere.right, factors.solve(everywhere.right, ahead), ahead)
            error = _estimate(everywhere, alike, everywhere.largest_residual(alike), factors)
        if not error < USELESS:
            raise unsolved(self._needs.columns, self._label)
        return Solved(values, "direct", error, 0, is_bound=False)

    @cached_property
    def _factors(self) -> Factors:
        return Factors(self._needs.transposed)


def _estimate(question: Question, values: Floats, miss: Floats, factors: Factors) -> float:
    rows, columns = question.weights(values)
    return factors.error((miss / columns).max(axis=1), rows, question.is_forward)


def _iterate(question: Question, start: Floats | None, proof: Certificate) -> Solved | None:
    """Solve by iteration; nothing where it does not get there or cannot be shown to be right."""
    steps = question.steps(proof)
    guess = None if start is None else question.guess(start)
    step, spent, _ = bicgstab(steps, question.scaled(question.right), guess, _RESIDUAL, _LIMIT)
    values, best = question.natural(step), np.inf
    for number in range(_ROUNDS):
        error = question.error(proof, values, question.largest_residual(values))
        if error <= GOOD:
            return Solved(values, _PATHS[min(number, 1)], error, spent)
        if not error < best / 2:
            return Solved(values, "refined", error, spent) if error <= ENOUGH else None
        best = error
        missing = question.scaled(residual_of(question.matrix, question.right, values))
        step, more, _ = bicgstab(steps, missing, None, 1e-3 * float(np.abs(missing).max()), _LIMIT)
        values, spent = values + question.natural(step), spent + more
    return None
