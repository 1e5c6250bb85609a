"""One draw after the other, without compiled code: BiCGSTAB from the mean solution."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from fourfold.accounting.background.solving_iterative import bicgstab
from fourfold.accounting.background.system import Floats
from fourfold.accounting.uncertainty.layout import Layout

MOST_STEPS = 200
ROUNDS = 3


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
    own = layout.diagonal >= 0
    if own.any():
        at = layout.diagonal[own]
        rest = np.ones(layout.size)
        rest[own] -= coefficients[at]
        if (rest <= 0).any():
            return None
        coefficients = coefficients / np.repeat(rest, np.diff(layout.indptr))
        coefficients[at] = 0.0
        burdens = burdens / rest[:, None]
    shape = (layout.size, layout.size)
    steps = sp.csr_array((coefficients, layout.indices, layout.indptr), shape=shape)
    for _ in range(ROUNDS):
        start, _, _ = bicgstab(steps, burdens, start, bound / 2, MOST_STEPS)
        miss = np.abs(burdens - start + steps @ start).max(initial=0.0)  # the true residual, not the recurrence's
        if miss <= bound:
            return start
        if not miss < np.inf:
            break
    return None
