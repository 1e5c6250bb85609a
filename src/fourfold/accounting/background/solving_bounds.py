"""How wrong a solution can be: a bound that rests on a vector anyone can check.

Let ⟨M⟩ = I − |C| (diagonal 1 − C_ii, the rest −|C_ij|). If some w > 0 has p = ⟨M⟩ᵀ w > 0, then ⟨M⟩ is a non-singular
M-matrix, |M⁻¹| ≤ ⟨M⟩⁻¹ (Ostrowski 1937), and solutions with the residual r are off by no more than

    (I − C)ᵀ y = q     |y_i − ŷ_i| ≤ max_k (|r_k| / p_k) · w_i
    (I − C) x = d      Σ_i p_i |x_i − x̂_i| ≤ Σ_i w_i |r_i|

How w was found does not matter; the two signs are looked at. w is a price for every product at which every process
earns: for needs without credits it exists exactly when the system is productive, so it is the proof of that too. The
residual is taken with what rounding may have hidden in it, so the bound is of the true error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from fourfold.accounting.background.solving_iterative import bicgstab
from fourfold.accounting.background.system import Floats

UNIT = float(np.finfo(np.float64).eps)
_ROUGH, _FINE = 0.25, 1e-3


@dataclass(frozen=True, eq=False)
class Certificate:
    """A proof that a system is productive: prices at which every process earns.

    Attributes:
        weights: w, positive [product].
        slack: p = ⟨M⟩ᵀ w, positive, less what rounding may have added [product].
        iterations: spent on finding it.
    """

    weights: Floats
    slack: Floats
    iterations: int = 0

    def of_scores(self, residual: Floats) -> Floats:
        """Most that each score can be wrong, from the largest that the residual can be [product, right-hand side]."""
        return np.asarray((residual / self.slack[:, None]).max(axis=0) * self.weights[:, None])

    def of_amounts(self, residual: Floats) -> Floats:
        """Most that each amount can be wrong, from the largest that the residual can be [product, demand]."""
        return np.asarray((self.weights @ residual) / self.slack[:, None])


def check(absolute: sp.csr_array, weights: Floats, iterations: int = 0) -> Certificate | None:
    """A certificate from a guess, if it is one.

    Args:
        absolute: |C|ᵀ, with C_ii, not its size, on the diagonal.
        weights: the guess [product].
        iterations: spent on it.
    """
    if not (np.isfinite(weights).all() and weights.min(initial=1.0) > 0):
        return None
    needed = absolute @ weights
    slack = weights - needed - UNIT * (_lengths(absolute) + 2) * (weights + np.abs(needed))
    return Certificate(weights, slack, iterations) if slack.min(initial=1.0) > 0 else None


def find(
    absolute: sp.csr_array, scaled: sp.csr_array, rows: Floats, start: Floats | None, limit: int
) -> Certificate | None:
    """A certificate, if there is one: ⟨M⟩ᵀ w = rows × (1 − C_ii) solved roughly, then finely.

    Args:
        absolute: |C|ᵀ, as for `check`.
        scaled: |S|: |C|ᵀ in sizes, its diagonal divided out.
        rows: size of each product [product].
        start: weights that may be near [product].
        limit: most iterations.
    """
    guess = np.ones((rows.size, 1)) if start is None else (start / rows)[:, None]
    right, spent = np.ones((rows.size, 1)), 0
    for tolerance in (_ROUGH, _FINE):
        guess, steps, reached = bicgstab(scaled, right, guess, tolerance, limit)
        spent += steps
        found = check(absolute, guess[:, 0] * rows, spent)
        if found is not None or not reached:
            return found
    return None


def residual_of(matrix: sp.csr_array | sp.csc_array, right: Floats, values: Floats) -> Floats:
    """right − (I − A) values [product, right-hand side]."""
    return np.asarray(right - values + matrix @ values)


def largest_residual(
    matrix: sp.csr_array | sp.csc_array, magnitudes: sp.csr_array | sp.csc_array, lengths: Floats,
    right: Floats, values: Floats,
) -> Floats:  # fmt: skip
    """Most that the residual of (I − A) values = right can be with what rounding may hide [product, right-hand side].

    Args:
        matrix: A.
        magnitudes: |A|.
        lengths: entries in each row of A [product].
        right: [product, right-hand side].
        values: [product, right-hand side].
    """
    size = np.abs(values)
    hidden = np.abs(right) + 2 * size + magnitudes @ size
    return np.asarray(np.abs(residual_of(matrix, right, values)) + UNIT * (lengths + 2)[:, None] * hidden)


def _lengths(matrix: sp.csr_array) -> Floats:
    return np.asarray(np.diff(matrix.indptr), np.float64)
