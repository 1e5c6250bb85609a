"""The direct way: SuperLU on the transposed system, refined, its error estimated through the factors.

The transposed is factorised for both kinds of solve: by columns it fills in far less where many products need a few
(electricity, transport), and ``trans="T"`` serves the other.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as spla

from fourfold.accounting.background.solving_bounds import UNIT
from fourfold.accounting.background.system import Floats

_ROUNDS = 4
_CAUTION = 3.0
"""The estimate of a norm is a lower bound that is hardly ever less than a third of it (Higham & Tisseur 2000)."""


class Factors:
    """L and U of (I − C)ᵀ.

    Args:
        transposed: Cᵀ.

    Raises:
        RuntimeError: it is exactly singular.
    """

    def __init__(self, transposed: sp.csr_array) -> None:
        size = transposed.shape[0]
        self._lu = spla.splu((sp.eye_array(size, format="csc") - transposed.tocsc()).tocsc())

    def solve(self, right: Floats, is_forward: bool) -> Floats:
        """Without refinement."""
        return np.asarray(self._lu.solve(np.ascontiguousarray(right), trans="T" if is_forward else "N"))

    def refine(self, matrix: sp.csr_array | sp.csc_array, right: Floats, values: Floats, is_forward: bool) -> Floats:
        """Correct by the residual as long as that gets better [product, right-hand side]."""
        best, least = values, np.inf
        for _ in range(_ROUNDS):
            residual = right - values + matrix @ values
            gross = np.abs(right) + np.abs(values)
            miss = float((np.abs(residual) / np.where(gross > 0, gross, 1.0)).max(initial=0.0))
            if not miss < least / 2:
                break
            best, least = values, miss
            values = values + self.solve(residual, is_forward)
        return best

    def error(self, residual: Floats, rows: Floats, is_forward: bool) -> float:
        """Estimate of ‖|M⁻¹| e‖ in sizes of the products: one figure for all right-hand sides.

        Args:
            residual: e, the largest each residual can be over all columns, these in their sizes [product].
            rows: size of each product [product].
            is_forward: which system.
        """
        if residual.size == 0 or not residual.any():
            return 0.0
        weights = np.maximum(residual, UNIT * residual.max())

        def apply(right: Floats, transposed: bool) -> Floats:
            values = np.asarray(right, np.float64).reshape(residual.size, -1)
            if transposed:
                return np.asarray(self.solve(values * weights[:, None], is_forward) / rows[:, None])
            return np.asarray(self.solve(values / rows[:, None], not is_forward) * weights[:, None])

        operator = spla.LinearOperator(
            (residual.size, residual.size),
            matvec=lambda right: apply(right, False)[:, 0],
            rmatvec=lambda right: apply(right, True)[:, 0],
            matmat=lambda right: apply(right, False),
            rmatmat=lambda right: apply(right, True),
            dtype=np.float64,
        )
        if residual.size <= 4:
            return float(np.abs(apply(np.eye(residual.size), True)).sum(axis=1).max())
        return _CAUTION * float(spla.onenormest(operator))
