"""Mixing by a sparse factorisation of each interval (SuperLU), for networks too large for dense solves."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array
from scipy.sparse.linalg import SuperLU, splu

from fourfold.electricity.grid.state import Floats
from fourfold.electricity.tracing.equations import Equations
from fourfold.electricity.tracing.network import Flows, Network
from fourfold.electricity.tracing.result import Reasons, UnsolvedError

CHUNK_INTERVALS = 192


def mix_sparse(network: Network, flows: Flows) -> tuple[Floats, Reasons]:
    """Solve the mixing of a block of intervals, each by sparse elimination.

    Raises:
        UnsolvedError: An interval could not be solved to 1e-12.
    """
    found = np.empty(flows.source_mwh.shape, np.int8)
    factors = np.empty(flows.source_amount.shape)
    for start in range(0, len(found), CHUNK_INTERVALS):
        part = slice(start, start + CHUNK_INTERVALS)
        equations = Equations.of(network, flows, part)
        solvers = _factorised(equations, start)
        found[part] = equations.reason
        factors[part] = equations.solve(
            lambda amount, solvers=solvers: np.stack(
                [lu.solve(rows) for lu, rows in zip(solvers, amount, strict=True)]
            ),  # type: ignore[misc]
            start,
        )
    return factors, found


def _factorised(equations: Equations, first: int) -> list[SuperLU]:
    """A factorisation of every interval; the pattern is that of the network and laid out once.

    Intervals count from ``first`` in errors.
    """
    nodes = equations.slack.shape[1]
    every = np.arange(nodes)
    rows = np.concatenate([equations.receiver, every])
    columns = np.concatenate([equations.sender, every])
    values = np.concatenate([-equations.sent, equations.diagonal()], axis=1)
    pattern = csc_array((np.arange(1, rows.size + 1, dtype=np.float64), (rows, columns)), shape=(nodes, nodes))
    place = pattern.data.astype(np.int64) - 1
    solvers: list[SuperLU] = []
    try:
        for value in values:
            solvers.append(_factorise(csc_array((value[place], pattern.indices, pattern.indptr), pattern.shape)))
    except RuntimeError as error:
        raise UnsolvedError(first + len(solvers)) from error
    return solvers


def _factorise(matrix: csc_array) -> SuperLU:
    """Without pivoting, which a matrix of this kind does not need; ties the other way round are left out."""
    matrix = matrix.copy()
    matrix.eliminate_zeros()
    return splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
