"""Many draws side by side, compiled: Gauss–Seidel from the mean solution. Needs numba (``fourfold[fast]``).

t(p) ← (q(p) + Σ_{i≠p} C(i, p) t(i)) / (1 − C(p, p)), product by product, with the newest values. Where no need is
negative it converges exactly when the system is productive (Stein & Rosenberg 1948).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fourfold.accounting.background.system import Floats
from fourfold.accounting.uncertainty.layout import Layout, Positions
from fourfold.electricity.tracing.compiling import compiled

Mask = NDArray[np.bool_]

LANES = 16
MOST_SWEEPS = 90
LEAP = 5
STEEPEST = 0.97


@compiled
def _fill(
    at: Positions, values: Floats, which: Positions, columns: Positions, maker: Positions, factors: Floats, out: Floats
) -> None:
    """Values of C of all draws [position, draw], from factors [draw, used + 1]."""
    out[:] = 0.0
    for e in range(len(at)):
        w, m = which[e], maker[columns[e]]
        for k in range(LANES):
            out[at[e], k] += values[e] * factors[k, w] / factors[k, m]


@compiled
def _sweep(
    indptr: Positions, indices: Positions, values: Floats, right: Floats, t: Floats, bound: float, done: Mask
) -> int:
    """Sweeps until no value changes by more than `bound`; marks the draws that got there, and counts sweeps.

    Every `LEAP` sweeps the change is prolonged as the geometric series it is near to (Aitken): by r / (1 − r), with r
    the sum of changes of this sweep over that of the sweep before. Draws that take half as long
    again as three quarters of them did are left to the other way.
    """
    total, own, worst = np.empty(LANES), np.empty(LANES), np.empty(LANES)
    change, before = np.zeros(LANES), np.zeros(LANES)
    old = np.empty_like(t)
    last = MOST_SWEEPS
    for sweep in range(MOST_SWEEPS):
        worst[:] = 0.0
        before[:] = change
        change[:] = 0.0
        leaps = sweep % LEAP == LEAP - 1
        if leaps:
            old[:] = t
        for p in range(len(indptr) - 1):
            for k in range(LANES):
                total[k] = right[p, k]
                own[k] = 0.0
            for j in range(indptr[p], indptr[p + 1]):
                i = indices[j]
                if i == p:
                    for k in range(LANES):
                        own[k] = values[j, k]
                else:
                    for k in range(LANES):
                        total[k] += values[j, k] * t[i, k]
            for k in range(LANES):
                new = total[k] / (1.0 - own[k])
                worst[k] = max(worst[k], abs(new - t[p, k]))
                change[k] += new - t[p, k]
                t[p, k] = new
        reached = 0
        for k in range(LANES):
            done[k] = worst[k] <= bound
            reached += done[k]
        if 4 * reached >= 3 * LANES:
            last = min(last, sweep + sweep // 2)
        if reached == LANES or sweep >= last:
            return sweep + 1
        if leaps:
            for k in range(LANES):
                r = change[k] / before[k] if before[k] != 0 else 0.0
                own[k] = r / (1.0 - r) if 0.0 < r < STEEPEST and not done[k] else 0.0
            for p in range(len(t)):
                for k in range(LANES):
                    t[p, k] += own[k] * (t[p, k] - old[p, k])
    return MOST_SWEEPS


class Lockstep:
    """Room for the values of `LANES` draws of one layout."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._values = np.empty((len(layout.indices), LANES))

    def solve(self, factors: Floats, burdens: Floats, start: Floats, bound: float) -> tuple[Floats, Mask]:
        """Solve (I − C)ᵀ t = q for all of them.

        Args:
            factors: of the draws [draw, used + 1].
            burdens: scaled q [column, product, draw].
            start: where to begin [product, column].
            bound: largest change in the last sweep.

        Returns:
            t [column, product, draw], and which draws got there [draw].
        """
        at = self._layout
        _fill(at.at, at.values, at.which, at.columns, at.maker, factors, self._values)
        good: Mask = np.ones(LANES, bool)
        own = at.diagonal[at.diagonal >= 0]
        if len(own):
            good = np.asarray((self._values[own] < 1).all(axis=0))
            self._values[np.ix_(own, ~good)] = 0.0
        t = np.repeat(start.T[:, :, None], LANES, axis=2)
        for right, found in zip(burdens, t, strict=True):
            done = np.zeros(LANES, bool)
            _sweep(at.indptr, at.indices, self._values, right, found, bound, done)
            good &= done & np.isfinite(found).all(axis=0)
        return t, good

    def needs_are_productive(self, start: Floats, bound: float) -> Mask:
        """Whether the needs alone, credits left out, of each draw last solved are productive [draw].

        Args:
            start: what they carry to each product without uncertainty, when all count 1 [product, 1].
            bound: as in `solve`.
        """
        at = self._layout
        np.maximum(self._values, 0.0, out=self._values)
        t, done = np.repeat(start, LANES, axis=1), np.zeros(LANES, bool)
        _sweep(at.indptr, at.indices, self._values, np.ones_like(t), t, bound, done)
        return np.asarray(done & (t > 0).all(axis=0))
