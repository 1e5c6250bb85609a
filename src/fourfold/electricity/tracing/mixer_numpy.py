"""Mixing by dense solves in numpy: all intervals of a chunk at once, and one at a time as the obvious reference."""

from __future__ import annotations

import numpy as np

from fourfold.electricity.grid.state import Flags, Floats
from fourfold.electricity.tracing.equations import Equations
from fourfold.electricity.tracing.network import Flows, Network
from fourfold.electricity.tracing.reasons import unusable
from fourfold.electricity.tracing.result import Reason, Reasons, UnsolvedError

CHUNK_INTERVALS = 192
"""Intervals solved at once; more do not fit the caches."""


def mix_batched(network: Network, flows: Flows) -> tuple[Floats, Reasons]:
    """Solve the mixing of a block of intervals by dense solves of many at once.

    Raises:
        UnsolvedError: An interval could not be solved to 1e-12.
    """
    found = np.empty(flows.source_mwh.shape, np.int8)
    factors = np.empty(flows.source_amount.shape)
    for start in range(0, len(found), CHUNK_INTERVALS):
        part = slice(start, start + CHUNK_INTERVALS)
        equations = Equations.of(network, flows, part)
        matrices = _matrices(equations)
        found[part] = equations.reason
        try:
            factors[part] = equations.solve(lambda amount, matrices=matrices: np.linalg.solve(matrices, amount), start)  # type: ignore[misc]
        except np.linalg.LinAlgError as error:
            raise UnsolvedError(start + _singular(matrices)) from error
    return factors, found


def _matrices(equations: Equations) -> Floats:
    """The equations in full ``[interval, node, node]``."""
    intervals, nodes = equations.slack.shape
    matrices = np.zeros((intervals, nodes, nodes))
    matrices[:, equations.receiver, equations.sender] = -equations.sent
    every = np.arange(nodes)
    matrices[:, every, every] += equations.diagonal()
    return matrices


def _singular(matrices: Floats) -> int:
    """The first of several matrices that has no inverse."""
    for at, matrix in enumerate(matrices):
        try:
            np.linalg.inv(matrix)
        except np.linalg.LinAlgError:
            return at
    return 0


def mix_dense(network: Network, flows: Flows) -> tuple[Floats, Reasons]:
    """Solve interval by interval, written as the equations stand; what the faster ways are held against.

    Raises:
        UnsolvedError: An interval has no solution.
    """
    found = np.empty(flows.source_mwh.shape, np.int8)
    factors = np.full(flows.source_amount.shape, np.nan)
    blocked = unusable(network, flows)
    for h in range(len(found)):
        carried, arrived = _by_pair(network, flows.sent_mwh[h]), _by_pair(network, flows.received_mwh[h])
        throughput = flows.source_mwh[h] + arrived.sum(axis=0)
        found[h] = _reasons(carried > 0, flows.source_mwh[h] > 0, throughput > 0, blocked[h])
        sound = found[h] == Reason.NONE
        matrix = np.diag(throughput) - carried.T
        try:
            factors[h, sound] = np.linalg.solve(matrix[np.ix_(sound, sound)], flows.source_amount[h, sound])
        except np.linalg.LinAlgError as error:
            raise UnsolvedError(h) from error
    return factors, found


def _by_pair(network: Network, energy: Floats) -> Floats:
    """Energy from each node to each ``[from, to]``."""
    total = np.zeros((network.count, network.count))
    for start, end, flow in zip(network.from_node, network.to_node, energy, strict=True):
        if flow > 0:
            total[start, end] += flow
        elif flow < 0:
            total[end, start] -= flow
    return total


def _reasons(runs: Flags, source: Flags, passed: Flags, blocked: Flags) -> Reasons:
    """Reasons of one interval; ``runs`` is ``[from, to]``."""
    reach = np.linalg.matrix_power(runs | np.eye(source.size, dtype=np.bool_), max(source.size, 1))
    missing = blocked @ reach
    reached = source @ reach
    found = np.where(missing, 3, np.where(~passed, 1, np.where(~reached, 2, 0)))
    starved = (found != 0) @ reach
    return np.where((found == 0) & starved, 3, found).astype(np.int8)
