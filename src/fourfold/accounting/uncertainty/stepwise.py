"""One draw after the other, without compiled code: BiCGSTAB from the mean solution.

van der Vorst (1992), Bi-CGSTAB, SIAM J. Sci. Stat. Comput. 13(2), algorithm of section 3, with the diagonal as
preconditioner.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy.sparse as sp

from fourfold.accounting.background.system import Floats
from fourfold.accounting.uncertainty.layout import Layout

MOST_STEPS = 200
RESTARTS = 3


def solve(layout: Layout, coefficients: Floats, burdens: Floats, start: Floats, bound: float) -> Floats | None:
    """Solve (I − C)ᵀ t = q for one draw.

    Args:
        layout: pattern of C.
        coefficients: scaled values of C, in its order.
        burdens: scaled q [product, column].
        start: where to begin [product, column].
        bound: largest residual that is allowed.

    Returns:
        t [product, column]; ``None`` where it was not reached.
    """
    shape = (layout.size, layout.size)
    transposed = sp.csr_array((coefficients, layout.indices, layout.indptr), shape=shape)
    own = np.where(layout.diagonal >= 0, coefficients[layout.diagonal], 0.0) if len(coefficients) else 0.0
    if (np.asarray(own) == 1).any():
        return None
    weight = 1 / (1 - np.asarray(own) * np.ones(layout.size))

    def apply(vector: Floats) -> Floats:
        return np.asarray(weight * (vector - transposed @ vector))

    out = np.empty_like(burdens)
    for k in range(burdens.shape[1]):
        column = _bicgstab(apply, weight * burdens[:, k], start[:, k], bound)
        if column is None:
            return None
        out[:, k] = column
    return out


def _bicgstab(apply: Callable[[Floats], Floats], right: Floats, start: Floats, bound: float) -> Floats | None:
    x = start.copy()
    for _ in range(RESTARTS):
        r = right - apply(x)  # the true residual, not the one that the steps carry along
        if not np.isfinite(r).all():
            return None
        if np.abs(r).max(initial=0) <= bound:
            return x
        x = _steps(apply, x, r, bound / 2)
    return x if np.abs(right - apply(x)).max(initial=0) <= bound else None


def _steps(apply: Callable[[Floats], Floats], x: Floats, r: Floats, bound: float) -> Floats:
    shadow, p = r.copy(), r.copy()
    rho = float(shadow @ r)
    with np.errstate(all="ignore"):
        for _ in range(MOST_STEPS):
            v = apply(p)
            alpha = rho / float(shadow @ v)
            s = r - alpha * v
            if np.abs(s).max() <= bound:
                return x + alpha * p
            t = apply(s)
            omega = float(t @ s) / float(t @ t)
            x = x + alpha * p + omega * s
            r = s - omega * t
            if not np.abs(r).max() > bound:
                return x
            rho, before = float(shadow @ r), rho
            p = r + (rho / before) * (alpha / omega) * (p - omega * v)
    return x
