"""The matrix of needs as solving wants it: by rows and by columns, its size without signs, scaled."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import scipy.sparse as sp

from fourfold.accounting.background.system import Floats, Integers


class Needs:
    """C and what is derived from it once.

    Args:
        coefficients: C, sparse by column.

    Attributes:
        columns: C, entries at one place added.
        transposed: Cᵀ, sparse by row: the same numbers.
        net: 1 − C_ii: what is left of one unit [product].
        has_credits: whether any need is negative.
        can_iterate: whether something is left of one unit of every product.
    """

    def __init__(self, coefficients: sp.csc_array) -> None:
        if not coefficients.has_canonical_format:
            coefficients = coefficients.copy()
            coefficients.sum_duplicates()
        self.columns = coefficients
        self.transposed: sp.csr_array = coefficients.T
        self.diagonal: Floats = coefficients.diagonal()
        self.net: Floats = 1.0 - self.diagonal
        self.has_credits = bool(coefficients.data.min(initial=0.0) < 0)
        self.can_iterate = bool((self.net > 0).all())

    @cached_property
    def magnitudes(self) -> sp.csr_array:
        """|C|ᵀ."""
        return abs(self.transposed) if self.has_credits else self.transposed

    @cached_property
    def absolute(self) -> sp.csr_array:
        """|C|ᵀ, with the diagonal as it is."""
        found = self.magnitudes
        if self.has_credits and (self.diagonal < 0).any():
            found = found.copy()
            own = found.indices == self._row
            found.data[own] = self.transposed.data[own]
        return found

    def scaled(self, rows: Floats, signed: bool) -> sp.csr_array:
        """S: Cᵀ, or |C|ᵀ, in sizes of the products, the diagonal divided out.

        Args:
            rows: size of each product [product].
            signed: whether credits keep their sign.
        """
        of = self.transposed if signed else self.magnitudes
        data = of.data * np.repeat(1.0 / (rows * self.net), np.diff(of.indptr)) * rows[of.indices]
        if self.diagonal.any():
            data[of.indices == self._row] = 0.0
        return sp.csr_array((data, of.indices, of.indptr), shape=of.shape)

    @cached_property
    def _row(self) -> Integers:
        return np.repeat(np.arange(self.net.size), np.diff(self.transposed.indptr))
