"""Solving (I − C) x = d and (I − C)ᵀ y = q."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as spla

from fourfold.accounting.background.system import Floats


@dataclass(frozen=True, eq=False)
class Solved:
    """A solution and how far it can be trusted.

    Attributes:
        values: [product, right-hand side].
        path: ``iterative``, ``refined`` or ``direct``.
        forward_error: estimate of the largest error relative to the largest value of its column.
        iterations: steps taken, over all columns.
    """

    values: Floats
    path: str
    forward_error: float
    iterations: int


class Solver:
    """Solves one system for many right-hand sides.

    Args:
        coefficients: C, sparse by column.
        label: name of a product by its number, for messages.
    """

    def __init__(self, coefficients: sp.csc_array, label: Callable[[int], str] = str) -> None:
        self._matrix = (sp.eye_array(coefficients.shape[0], format="csc") - coefficients).tocsc()
        self._label = label

    def forward(self, demand: Floats) -> Solved:
        """Amounts of every product that deliver each demand [product, demand]."""
        return self._direct(self._matrix, demand)

    def adjoint(self, burdens: Floats) -> Solved:
        """Score of one unit of every product, for each burden per unit [product, burden]."""
        return self._direct(self._matrix.T.tocsc(), burdens)

    def _direct(self, matrix: sp.csc_array, right: Floats) -> Solved:
        values = spla.splu(matrix).solve(np.ascontiguousarray(right))
        return Solved(values, "direct", float("nan"), 0)
