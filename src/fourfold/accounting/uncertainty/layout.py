"""Where draws go: positions of every entry in the arrays of a system, found once for all draws.

A draw is a factor for each uncertain exchange, drawn amount ÷ amount. An entry of C or B is multiplied by the factor of
its exchange and divided by the factor of the exchange that makes the product of its column. Shares of co-products stay
as they are. Only interventions that count for something are held.

Products are counted in a scale of their own: with w(p) the gross score of product p, the unknowns are t = y / w, so
that all are of the order of 1 whatever the units, and one residual speaks for all.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from fourfold.accounting.background.system import Entries, Floats, Integers, LinearSystem
from fourfold.accounting.uncertainty.distributions import Draw
from fourfold.accounting.uncertainty.uncertain import Uncertain

Positions = NDArray[np.int32]


class Layout:
    """Positions and fixed values.

    Args:
        system: the system.
        uncertain: its uncertain exchanges.
        weighed: kg CO2e of each intervention [column, entry].
        scale: w, positive [product].

    Attributes:
        used: rows of `uncertain` that have a place here [used].
        indptr, indices: pattern of C by column.
        at: position in the pattern of each entry [entry], ascending.
        values: of each entry, scaled [entry].
        which: number of its factor in a draw [entry]; the last factor of a draw is 1.
        columns: product of its column [entry].
        diagonal: position of C[p, p] in the pattern, −1 for none [product].
        maker: number of the factor of the exchange that makes each product [product].
    """

    def __init__(self, system: LinearSystem, uncertain: Uncertain, weighed: Floats, scale: Floats) -> None:
        self.size, self.scale = system.size, scale
        counted = np.flatnonzero(weighed.any(axis=0))
        needs, emissions = system.needs, system.interventions
        present = np.concatenate([needs.exchanges, emissions.exchanges[counted], system.production])
        self.used = np.flatnonzero(np.isin(uncertain.exchanges, present))
        numbers = uncertain.exchanges[self.used]
        self._draw_factors = Draw(uncertain.distributions.take(self.used), relative=True)
        keys, members = np.unique(uncertain.groups[self.used], return_inverse=True)
        self.groups = len(keys)
        self._members = None if np.array_equal(members, np.arange(len(numbers))) else members
        self.maker = _numbers(system.production, numbers)
        self.makers_vary = bool((self.maker < len(numbers)).any())
        self._place(needs, numbers)
        columns = emissions.columns[counted]
        self._burdens = [
            (
                columns[some],
                (weighed[k, counted] / scale[columns])[some],
                _numbers(emissions.exchanges[counted], numbers)[some],
            )
            for k in range(len(weighed))
            for some in [np.flatnonzero(weighed[k, counted])]
        ]

    def _place(self, needs: Entries, numbers: Integers) -> None:
        order = np.lexsort((needs.rows, needs.columns))
        rows, columns = needs.rows[order], needs.columns[order]
        new = np.ones(len(rows), bool)
        new[1:] = (np.diff(rows) != 0) | (np.diff(columns) != 0)
        self.starts = np.flatnonzero(new)
        self.at = (np.cumsum(new) - 1).astype(np.int32)
        self.indices = rows[new].astype(np.int32)
        self.indptr = np.concatenate([[0], np.cumsum(np.bincount(columns[new], minlength=self.size))]).astype(np.int32)
        self.values = needs.values[order] * self.scale[rows] / self.scale[columns]
        self.which = _numbers(needs.exchanges[order], numbers)
        self.columns = columns.astype(np.int32)
        self.diagonal = np.full(self.size, -1, np.int32)
        own = np.flatnonzero(rows[new] == columns[new])
        self.diagonal[rows[new][own]] = own

    @property
    def needs_credit(self) -> bool:
        """Whether any need is negative."""
        return bool((self.values < 0).any())

    @property
    def burdens_negative(self) -> bool:
        """Whether any direct burden is negative."""
        return any((weights < 0).any() for _, weights, _ in self._burdens)

    def varying(self) -> NDArray[np.bool_]:
        """Products whose score can differ between draws: something in their column or upstream is drawn [product]."""
        fixed = len(self.used)
        out = self.maker < fixed
        out[self.columns[self.which < fixed]] = True
        for columns, _, which in self._burdens:
            out[columns[which < fixed]] = True
        pattern = sp.csr_array((np.ones(len(self.indices)), self.indices, self.indptr), shape=(self.size, self.size))
        while True:
            further = out | (pattern @ out.astype(np.float64) > 0)
            if (further == out).all():
                return out
            out = further

    def factors(self, normals: Floats) -> Floats:
        """Factors of one draw from one standard normal a group: [used + 1], the last one 1."""
        out = np.ones(len(self.used) + 1)
        out[:-1] = self._draw_factors(normals if self._members is None else normals[self._members])
        return out

    def coefficients(self, factors: Floats) -> Floats:
        """Values of C, scaled, in the order of the pattern, for one draw."""
        values = self.values * factors[self.which]
        if self.makers_vary:
            values /= factors[self.maker][self.columns]
        return values if len(self.starts) == len(values) else np.add.reduceat(values, self.starts)

    def burdens(self, factors: Floats) -> Floats:
        """Direct burdens, scaled, for one draw [product, column]."""
        out = np.empty((self.size, len(self._burdens)))
        for k, (columns, weights, which) in enumerate(self._burdens):
            out[:, k] = np.bincount(columns, weights * factors[which], minlength=self.size)
        return out / factors[self.maker][:, None] if self.makers_vary else out

    def matrix(self, coefficients: Floats) -> sp.csc_array:
        """C in the units of the products, from scaled values in the order of the pattern."""
        columns = np.repeat(np.arange(self.size), np.diff(self.indptr))
        values = coefficients * self.scale[columns] / self.scale[self.indices]
        return sp.csc_array((values, self.indices, self.indptr), shape=(self.size, self.size))


def _numbers(exchanges: Integers, numbers: Integers) -> Positions:
    """Place of each exchange in `numbers`, their count where it is not there."""
    at = np.searchsorted(numbers, exchanges)
    there = at < len(numbers)
    there[there] = numbers[at[there]] == exchanges[there]
    return np.where(there, at, len(numbers)).astype(np.int32)
