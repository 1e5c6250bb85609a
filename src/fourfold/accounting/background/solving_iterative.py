"""BiCGSTAB (van der Vorst 1992) on (I − S) x = right for many right-hand sides side by side.

Columns share the passes over the matrix and nothing else; one that is done leaves. There is no preconditioner: the
diagonal has been divided out before (Jacobi), and rows and columns are scaled to sizes around one.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from fourfold.accounting.background.system import Floats

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
    active = np.flatnonzero(peak > tolerance)
    x, r = solution[:, active], residual[:, active]
    shadow, p, v = r.copy(), np.zeros_like(r), np.zeros_like(r)
    rho = alpha = omega = np.ones(active.size)
    spent, sound, left = 0, True, np.full(active.size, _RESTARTS)
    with np.errstate(all="ignore"):
        for _ in range(limit):
            if active.size == 0:
                break
            spent += active.size
            before, rho = rho, _dots(shadow, r)
            p = r + (rho / before * alpha / omega) * (p - omega * v)
            v = p - steps @ p
            alpha = rho / _dots(shadow, v)
            s = r - alpha * v
            t = s - steps @ s
            omega = _dots(t, s) / _dots(t, t)
            lost = np.abs(rho) <= _LOST * np.sqrt(_dots(shadow, shadow) * _dots(r, r))
            half = np.isfinite(alpha) & ~lost
            usable = half & np.isfinite(omega)
            half &= ~usable
            alpha_used = np.where(usable | half, alpha, 0.0)
            omega_used = np.where(usable, omega, 0.0)
            x += alpha_used * p + omega_used * np.where(np.isfinite(s), s, 0.0)
            r = np.where(usable, s - omega * t, np.where(half, s, r))
            reached = np.abs(r).max(axis=0, initial=0.0) <= tolerance
            broken = ~usable & ~reached & (left > 0)
            if broken.any():
                # what the recurrence stands on has vanished: begin anew from here
                shadow[:, broken], p[:, broken], v[:, broken] = r[:, broken], 0.0, 0.0
                rho, alpha, omega = (np.where(broken, 1.0, of) for of in (rho, alpha, omega))
                left = left - broken
            done = reached | (~usable & ~broken)
            if done.any():
                sound &= bool(reached[done].all())
                solution[:, active[done]] = x[:, done]
                kept = ~done
                active, x, r, shadow, p, v = (
                    active[kept],
                    x[:, kept],
                    r[:, kept],
                    shadow[:, kept],
                    p[:, kept],
                    v[:, kept],
                )
                rho, alpha, omega, left = rho[kept], alpha[kept], omega[kept], left[kept]
    solution[:, active] = x
    return solution, spent, sound and active.size == 0


def _dots(a: Floats, b: Floats) -> Floats:
    """Scalar products, column by column."""
    if a.shape[1] == 1:
        return np.array([np.dot(a[:, 0], b[:, 0])])
    return np.asarray(np.einsum("ij,ij->j", a, b))
