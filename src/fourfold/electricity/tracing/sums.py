"""Sums onto the nodes of a network, for whole blocks of intervals at once."""

from __future__ import annotations

import numpy as np

from fourfold.electricity.grid.state import Floats
from fourfold.electricity.tracing.network import Nodes


def sum_onto(nodes: Nodes, values: Floats, count: int) -> Floats:
    """What belongs to each node, added up.

    Args:
        nodes: the node of each thing ``[thing]``, in any order.
        values: ``[interval, thing]`` or ``[interval, thing, attribute]``.
        count: how many nodes there are.

    Returns:
        ``[interval, node]`` or ``[interval, node, attribute]``; zero where nothing belongs to a node.
    """
    result = np.zeros((values.shape[0], count, *values.shape[2:]))
    if nodes.size:
        order = np.argsort(nodes, kind="stable")
        present, first = np.unique(nodes[order], return_index=True)
        result[:, present] = np.add.reduceat(values[:, order], first, axis=1)
    return result


def nodes_of(indices: list[int]) -> Nodes:
    """Indices of nodes as an array."""
    return np.array(indices, np.int32)
