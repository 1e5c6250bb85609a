"""BiCGSTAB (van der Vorst 1992) on (I − S) x = right for many right-hand sides side by side.

Columns share the passes over the matrix and nothing else; one that is done leaves. There is no preconditioner: the
diagonal has been divided out before (Jacobi), and rows and columns are scaled to sizes around one.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from fourfold.accounting.background.system import Floats, Integers

_RESTARTS = 20
_LOST = 1e-14
"""Cosine of residual and shadow below which the recurrence holds no information."""


def bicgstab(
    steps: sp.csr_array, right: Floats, start: Floats | None, tolerance: float, limit: int
) -> tuple[Floats, int, bool]:
    """Solution [row, right-hand side], iterations over all columns, and whether every column got there.

    Args:
        steps: S.
        right: [row, right-hand side].
        start: where to begin; nothing for zero.
        tolerance: largest residual of any row, by the recurrence: to be confirmed by the true one.
        limit: most iterations.
    """
    solution = np.zeros_like(right) if start is None else start.copy()
    residual = right.copy() if start is None else right - solution + steps @ solution
    peak = np.abs(residual).max(axis=0, initial=0.0)
    work = _Columns(np.flatnonzero(peak > tolerance), solution, residual)
    spent, sound = 0, True
    with np.errstate(all="ignore"):
        for _ in range(limit):
            if work.numbers.size == 0:
                break
            spent += work.numbers.size
            usable = work.advance(steps)
            reached = np.abs(work.r).max(axis=0, initial=0.0) <= tolerance
            broken = ~usable & ~reached & (work.left > 0)
            if broken.any():
                work.begin_anew(broken)
            done = reached | (~usable & ~broken)
            if done.any():
                sound &= bool(reached[done].all())
                solution[:, work.numbers[done]] = work.x[:, done]
                work.keep(~done)
    solution[:, work.numbers] = work.x
    return solution, spent, sound and work.numbers.size == 0


class _Columns:
    """The recurrence of the columns still at work; one value or one vector for each of them.

    Args:
        numbers: which columns.
        solution, residual: of all columns.

    Attributes:
        numbers: which columns.
        x, r: solution and residual.
        left: how often each may yet begin anew.
    """

    def __init__(self, numbers: Integers, solution: Floats, residual: Floats) -> None:
        self.numbers, self.x, self.r = numbers, solution[:, numbers], residual[:, numbers]
        self._shadow, self._p, self._v = self.r.copy(), np.zeros_like(self.r), np.zeros_like(self.r)
        self._rho = self._alpha = self._omega = np.ones(numbers.size)
        self.left = np.full(numbers.size, _RESTARTS)

    def advance(self, steps: sp.csr_array) -> NDArray[np.bool_]:
        """One iteration; whether each column can go on from where it is."""
        r, shadow = self.r, self._shadow
        before, self._rho = self._rho, _dots(shadow, r)
        self._p = r + (self._rho / before * self._alpha / self._omega) * (self._p - self._omega * self._v)
        self._v = self._p - steps @ self._p
        self._alpha = self._rho / _dots(shadow, self._v)
        s = r - self._alpha * self._v
        t = s - steps @ s
        self._omega = _dots(t, s) / _dots(t, t)
        lost = np.abs(self._rho) <= _LOST * np.sqrt(_dots(shadow, shadow) * _dots(r, r))
        half = np.isfinite(self._alpha) & ~lost
        usable = half & np.isfinite(self._omega)
        half &= ~usable
        alpha = np.where(usable | half, self._alpha, 0.0)
        omega = np.where(usable, self._omega, 0.0)
        self.x += alpha * self._p + omega * np.where(np.isfinite(s), s, 0.0)
        self.r = np.where(usable, s - omega * t, np.where(half, s, r))
        return usable

    def begin_anew(self, broken: NDArray[np.bool_]) -> None:
        """Start some columns again from where they are: what their recurrence stands on has vanished."""
        self._shadow[:, broken], self._p[:, broken], self._v[:, broken] = self.r[:, broken], 0.0, 0.0
        of = (self._rho, self._alpha, self._omega)
        self._rho, self._alpha, self._omega = (np.where(broken, 1.0, value) for value in of)
        self.left = self.left - broken

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Go on with some columns only."""
        self.numbers, self.left = self.numbers[kept], self.left[kept]
        self.x, self.r, self._shadow, self._p, self._v = (
            of[:, kept] for of in (self.x, self.r, self._shadow, self._p, self._v)
        )
        self._rho, self._alpha, self._omega = (of[kept] for of in (self._rho, self._alpha, self._omega))


def _dots(a: Floats, b: Floats) -> Floats:
    """Scalar products, column by column."""
    if a.shape[1] == 1:
        return np.array([np.einsum("i,i->", a[:, 0], b[:, 0])])  # on one thread, unlike a dot product of BLAS
    return np.asarray(np.einsum("ij,ij->j", a, b))
