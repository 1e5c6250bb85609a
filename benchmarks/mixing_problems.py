"""Made-up grids for the benchmark of tracing, block by block, so that a year of them is never in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.sparse.linalg import splu
from scipy.spatial import Delaunay

from fourfold.core.zones import Ints
from fourfold.electricity.grid.state import Floats
from fourfold.electricity.tracing.network import Flows, Network


@dataclass(frozen=True, slots=True)
class Case:
    """A grid of the benchmark.

    Attributes:
        name: as printed.
        nodes, ties: its size.
        dc: flows of a DC power flow, which has no loops; otherwise every tie has a flow of its own, which has.
        spsolve_hours, batched_hours, gridemissions_hours: on how many hours the peers are timed.
    """

    name: str
    nodes: int
    ties: int
    dc: bool
    spsolve_hours: int
    batched_hours: int
    gridemissions_hours: int


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Flows of some hours and the demand that balances them ``[hour, node]``."""

    flows: Flows
    demand_mwh: Floats


class Grid:
    """Points in a square, tied to neighbours: the shortest ties that leave the grid connected."""

    def __init__(self, case: Case, attributes: int) -> None:
        self._case, self._attributes = case, attributes
        rng = np.random.default_rng(case.nodes + 2)
        points = rng.random((case.nodes, 2))
        ends = _ties(points, case.ties)
        self.network = Network(case.nodes, ends[:, 0].astype(np.int32), ends[:, 1].astype(np.int32))
        every = np.arange(case.ties)
        self._incidence = csr_array(
            (
                np.repeat([1.0, -1.0], case.ties),
                (np.concatenate([every, every]), np.concatenate([ends[:, 0], ends[:, 1]])),
            ),
            shape=(case.ties, case.nodes),
        )
        self._plants = rng.random(case.nodes) < 0.3

    def blocks(self, hours: int, most: int) -> Iterator[Block]:
        """The first hours, at most so many at once; always the same."""
        for start in range(0, hours, most):
            yield self._block(np.random.default_rng(start), min(most, hours - start))

    def _block(self, rng: np.random.Generator, hours: int) -> Block:
        shape = hours, self._case.nodes
        if self._case.dc:
            source = rng.gamma(2.0, 100.0, shape) * self._plants
            demand = rng.random(shape)
            demand *= (source.sum(axis=1) / demand.sum(axis=1))[:, None]
            sent = self._dc_flows(source - demand)
        else:
            sent = rng.normal(0.0, 100.0, (hours, self._case.ties))
            export = sent @ self._incidence
            source = np.maximum(export, 0.0) + rng.uniform(0.0, 200.0, shape)
            demand = source - export
        amount = source[:, :, None] * rng.uniform(0.0, 1000.0, (*shape, self._attributes))
        return Block(Flows(source, amount, sent, sent, np.zeros(shape, np.bool_)), demand)

    def _dc_flows(self, injection: Floats) -> Floats:
        """All ties of the same susceptance; the first node is the reference."""
        laplacian = (self._incidence.T @ self._incidence).tocsc()
        angle = np.zeros(injection.shape)
        angle[:, 1:] = splu(laplacian[1:, 1:]).solve(injection[:, 1:].T).T
        return np.ascontiguousarray((self._incidence @ angle.T).T)


def _ties(points: Floats, count: int) -> Ints:
    """Ends of the shortest edges of a triangulation, those of the shortest tree first ``[tie, 2]``."""
    corners = Delaunay(points).simplices
    sides = np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1)
    edges = np.unique(sides, axis=0).astype(np.int64)
    length = np.hypot(*(points[edges[:, 0]] - points[edges[:, 1]]).T)
    tree = minimum_spanning_tree(coo_array((length, (edges[:, 0], edges[:, 1])), shape=(len(points),) * 2).tocsr())
    in_tree = np.isin(edges @ [len(points), 1], np.stack(tree.nonzero(), axis=1) @ [len(points), 1])
    if len(edges) < count:
        raise SystemExit(f"a triangulation of {len(points)} points has only {len(edges)} edges")
    return np.asarray(edges[np.argsort(np.where(in_tree, 0.0, length), kind="stable")][:count])
