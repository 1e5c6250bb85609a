"""The two questions asked of a system, scores and amounts: how each is scaled, and how its errors are measured."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import scipy.sparse as sp

from fourfold.accounting.background.solving_bounds import Certificate, largest_residual
from fourfold.accounting.background.solving_needs import Needs
from fourfold.accounting.background.solving_scaling import Scales, scales
from fourfold.accounting.background.system import Floats

_LEAST = 1e-9


class Question(Protocol):
    """(I − A) values = right, A being Cᵀ or C, for some right-hand sides."""

    is_forward: bool
    matrix: sp.csr_array | sp.csc_array
    """A."""
    right: Floats
    """[product, right-hand side]."""

    def sizes(self) -> Floats:
        """Size of each product, for the scores of which a certificate is looked for [product]."""

    def steps(self, proof: Certificate) -> sp.csr_array | sp.csc_array:
        """S of (I − S) z = r: A in sizes around one."""

    def scaled(self, right: Floats) -> Floats:
        """A right-hand side in sizes around one."""

    def natural(self, values: Floats) -> Floats:
        """A solution in the units of the products."""

    def guess(self, values: Floats) -> Floats:
        """The converse of `natural`."""

    def largest_residual(self, values: Floats) -> Floats:
        """Most that the residual can be [product, right-hand side]."""

    def error(self, proof: Certificate, values: Floats, miss: Floats) -> float:
        """The bound of the error, from the largest residual."""

    def weights(self, values: Floats) -> tuple[Floats, Floats]:
        """Sizes of products and of right-hand sides for an estimate of the error [product], [right-hand side]."""


class Scores:
    """(I − C)ᵀ y = q, each product in what its score comes to."""

    is_forward = False

    def __init__(self, needs: Needs, right: Floats) -> None:
        self.right, self.matrix, self._needs = right, needs.transposed, needs
        self._size: Scales = scales(needs.magnitudes, right)
        self._unit = self._size.rows[:, None] * self._size.columns

    def sizes(self) -> Floats:
        """See `Question`."""
        return self._size.rows

    def steps(self, proof: Certificate) -> sp.csr_array:  # noqa: ARG002 - scores are scaled by themselves
        """See `Question`."""
        return self._needs.scaled(self._size.rows, signed=True)

    def scaled(self, right: Floats) -> Floats:
        """See `Question`."""
        return np.asarray(right / (self._unit * self._needs.net[:, None]))

    def natural(self, values: Floats) -> Floats:
        """See `Question`."""
        return np.asarray(values * self._unit)

    def guess(self, values: Floats) -> Floats:
        """See `Question`."""
        return np.asarray(values / self._unit)

    def largest_residual(self, values: Floats) -> Floats:
        """See `Question`."""
        lengths = np.diff(self.matrix.indptr).astype(np.float64)
        return largest_residual(self.matrix, self._needs.magnitudes, lengths, self.right, values)

    def error(self, proof: Certificate, values: Floats, miss: Floats) -> float:
        """See `Question`."""
        rows, columns = self.weights(values)
        return float((proof.of_scores(miss) / columns / rows[:, None]).max(initial=0.0))

    def weights(self, values: Floats) -> tuple[Floats, Floats]:
        """See `Question`."""
        columns = self._size.columns
        return np.maximum(self._size.rows, (np.abs(values) / columns).max(axis=1)), columns


class Amounts:
    """(I − C) x = d, each amount in what it costs at the prices of the certificate."""

    is_forward = True

    def __init__(self, needs: Needs, right: Floats) -> None:
        self.right, self.matrix, self._needs = right, needs.columns, needs
        self._prices = self._net_prices = np.ones(needs.net.size)
        self._costs = np.ones(right.shape[1])

    def sizes(self) -> Floats:
        """See `Question`."""
        return scales(self._needs.magnitudes, np.ones((self._needs.net.size, 1))).rows

    def steps(self, proof: Certificate) -> sp.csc_array:
        """See `Question`."""
        self._prices = proof.weights
        self._net_prices = proof.weights * self._needs.net
        costs = self._prices @ np.abs(self.right)
        self._costs = np.where(costs > 0, costs, 1.0)
        return self._needs.scaled(self._prices, signed=True).T

    def scaled(self, right: Floats) -> Floats:
        """See `Question`."""
        return np.asarray(right * self._prices[:, None] / self._costs)

    def natural(self, values: Floats) -> Floats:
        """See `Question`."""
        return np.asarray(values / self._net_prices[:, None] * self._costs)

    def guess(self, values: Floats) -> Floats:
        """See `Question`."""
        return np.asarray(values * self._net_prices[:, None] / self._costs)

    def largest_residual(self, values: Floats) -> Floats:
        """See `Question`."""
        lengths = np.bincount(self.matrix.indices, minlength=self._needs.net.size).astype(np.float64)
        return largest_residual(self.matrix, self._needs.magnitudes.T, lengths, self.right, values)

    def error(self, proof: Certificate, values: Floats, miss: Floats) -> float:  # noqa: ARG002 - measured by the demand
        """See `Question`."""
        costs = proof.weights @ np.abs(self.right)
        worst = float((proof.weights / proof.slack).max(initial=0.0))
        return worst * float((proof.weights @ miss / np.where(costs > 0, costs, 1.0)).max(initial=0.0))

    def weights(self, values: Floats) -> tuple[Floats, Floats]:
        """See `Question`."""
        columns = np.abs(self.right).max(axis=0)
        columns = np.where(columns > 0, columns, 1.0)
        gross = np.abs(values) + self._needs.magnitudes.T @ np.abs(values) + np.abs(self.right)
        rows = (gross / columns).max(axis=1)
        return np.maximum(rows, _LEAST * max(float(rows.max(initial=0.0)), 1e-300)), columns
