"""Made-up databases of ecoinvent's shape for benchmarks: sparse systems with lognormal uncertainty.

`ecoinvent_like`  20,000 products, about 15 entries a column with the diagonal, 2,000 flows of which 300 count, each
                  product with about 20 flows. A twentieth of the products only uses others and is used by none, so that
                  the rest, 18,950, is one strongly connected component: a ring through all of them holds it together.
                  Suppliers are near in number (an industry), anywhere, or a hub (electricity, transport, steel), whose
                  popularity falls as its rank to a power. Column sums are drawn between 0.2 and 0.8.
`with_strong_loops`  the same with 300 pairs of products that recycle each other's output: what comes round a pair once
                  is 0.90 to 0.98 of it; and every product counted in a unit of its own, 1e-4 to 1e4 of the first.

Everything comes from one seed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

PRODUCTS, FLOWS, COUNTED = 20_000, 2_000, 300
LOOPS = 300
HUBS, ANYWHERE = 0.7, 0.0002
AVERAGE, NEAR, PER_HUB = 20.0, 5, 1000
"""Shares of the needs met by hubs and by any product; the rest are met by neighbours. They set what a factorisation
costs: with these SuperLU needs about what it is reported to need for ecoinvent 3.9 (1.7 s on the transposed). `NEAR`
is how far a neighbour can be, `PER_HUB` how many products there are for each hub."""


@dataclass(frozen=True, eq=False)
class Sample:
    """A system as coordinates.

    Attributes:
        size: number of products.
        flow_count: number of flows.
        rows, columns, values: needs C off the diagonal, positive [entry].
        sigma: standard deviation of the logarithm of each need [entry].
        flow_rows, flow_columns, flow_values, flow_sigma: the same of B.
        factors: characterisation factor of each flow, zero for most [flow].
        component: products in the largest strongly connected component.
        units: unit of each product, in that of the first system [product].
    """

    size: int
    flow_count: int
    rows: Integers
    columns: Integers
    values: Floats
    sigma: Floats
    flow_rows: Integers
    flow_columns: Integers
    flow_values: Floats
    flow_sigma: Floats
    factors: Floats
    component: int
    units: Floats

    def needs(self, values: Floats | None = None) -> sp.csc_array:
        """C [product needed, product needing]."""
        data = self.values if values is None else values
        return sp.coo_array((data, (self.rows, self.columns)), shape=(self.size, self.size)).tocsc()

    def burdens(self) -> Floats:
        """Score of the own flows of one unit of each product [product]."""
        shape = (self.flow_count, self.size)
        matrix = sp.coo_array((self.flow_values, (self.flow_rows, self.flow_columns)), shape=shape).tocsc()
        return np.asarray(matrix.T @ self.factors)


def ecoinvent_like(size: int = PRODUCTS, seed: int = 20261122) -> Sample:
    """The first system."""
    rng = np.random.default_rng(seed)
    inside = int(size * 0.9475)
    counts = 1 + rng.poisson(AVERAGE, size)
    columns = np.repeat(np.arange(size), counts)
    kind = rng.random(columns.size)
    hubs = max(10, size // PER_HUB)
    popular = rng.permutation(inside)[:hubs]
    rank = np.minimum((hubs ** rng.random(columns.size)).astype(np.int64), hubs - 1)
    near = columns + rng.integers(-NEAR, NEAR + 1, columns.size)
    far = rng.integers(0, inside, columns.size)
    rows = np.where(kind < HUBS, popular[rank], np.where(kind < 1 - ANYWHERE, near, far))
    rows = np.where((rows < 0) | (rows >= inside), rng.integers(0, inside, columns.size), rows)
    ring = np.arange(inside)
    rows, columns = np.concatenate([rows, np.roll(ring, -1)]), np.concatenate([columns, ring])
    rows, columns = _once(rows, columns, size)
    values = rng.lognormal(0.0, 1.5, rows.size)
    sums = np.bincount(columns, values, size)
    values *= (rng.uniform(0.2, 0.8, size) / np.where(sums > 0, sums, 1.0))[columns]
    return _with_flows(rng, size, rows, columns, values, inside)


def with_strong_loops(size: int = PRODUCTS, seed: int = 20261122) -> Sample:
    """The harder one."""
    base = ecoinvent_like(size, seed)
    rng = np.random.default_rng(seed + 1)
    loops = min(LOOPS, base.component // 4)
    pairs = rng.permutation(base.component)[: 2 * loops].reshape(loops, 2)
    gain = rng.uniform(0.90, 0.98, loops)
    first = gain ** rng.uniform(0.3, 0.7, loops)
    rows = np.concatenate([base.rows, pairs[:, 0], pairs[:, 1]])
    columns = np.concatenate([base.columns, pairs[:, 1], pairs[:, 0]])
    values = base.values.copy()
    thinned = np.isin(base.columns, pairs.ravel())
    values[thinned] *= 0.02
    values = np.concatenate([values, first, gain / first])
    unit = 10.0 ** rng.uniform(-4, 4, size)
    values = values * unit[rows] ** -1.0 * unit[columns]
    keep = ~_repeated(rows, columns, size)
    order = np.flatnonzero(keep)
    order = order[np.lexsort((rows[order], columns[order]))]
    sigma = np.concatenate([base.sigma, np.full(2 * loops, 0.002)])
    return Sample(
        size, base.flow_count, rows[order], columns[order], values[order], sigma[order], base.flow_rows,
        base.flow_columns, base.flow_values * unit[base.flow_columns], base.flow_sigma, base.factors, base.component,
        unit,
    )  # fmt: skip


def _once(rows: Integers, columns: Integers, size: int) -> tuple[Integers, Integers]:
    """Each place off the diagonal once, by column."""
    places = np.unique(columns * size + rows)
    rows, columns = places % size, places // size
    off = rows != columns
    return rows[off], columns[off]


def _repeated(rows: Integers, columns: Integers, size: int) -> NDArray[np.bool_]:
    """Entries whose place comes again later [entry]."""
    places = (columns * size + rows)[::-1]
    first = np.zeros(places.size, np.bool_)
    first[np.unique(places, return_index=True)[1]] = True
    return ~first[::-1]


def _with_flows(
    rng: np.random.Generator, size: int, rows: Integers, columns: Integers, values: Floats, inside: int
) -> Sample:
    counts = rng.poisson(20, size)
    flow_columns = np.repeat(np.arange(size), counts)
    flow_rows = (FLOWS * rng.random(flow_columns.size) ** 2.0).astype(np.int64)
    places = np.unique(flow_columns * FLOWS + flow_rows)
    flow_rows, flow_columns = places % FLOWS, places // FLOWS
    factors = np.zeros(FLOWS)
    factors[rng.permutation(FLOWS)[:COUNTED]] = rng.lognormal(1.0, 2.0, COUNTED)
    return Sample(
        size, FLOWS, rows, columns, values, rng.uniform(0.05, 0.5, rows.size), flow_rows, flow_columns,
        rng.lognormal(-3.0, 2.0, places.size), rng.uniform(0.05, 0.8, places.size), factors, inside, np.ones(size),
    )  # fmt: skip
