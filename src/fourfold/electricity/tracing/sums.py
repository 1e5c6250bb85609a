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


def exact_sum_onto(nodes: Nodes, values: Floats, count: int) -> Floats:
    """What belongs to each node, added up without the rounding of large terms that cancel.

    Each value is split at a bit chosen for its node, so that the high parts add up exactly (Rump, Ogita & Oishi 2008,
    AccSum, one step); only the low parts, 2^-53 of the largest term, are rounded. What circulates through a node thus
    leaves nothing behind in the difference of what comes and what goes.

    Args:
        nodes: the node of each thing ``[thing]``, in any order.
        values: ``[interval, thing]``, of either sign.
        count: how many nodes there are.

    Returns:
        ``[interval, node]``; zero where nothing belongs to a node.
    """
    result = np.zeros((values.shape[0], count))
    if nodes.size:
        order = np.argsort(nodes, kind="stable")
        present, first, terms = np.unique(nodes[order], return_index=True, return_counts=True)
        ordered = values[:, order]
        largest = np.maximum.reduceat(np.abs(ordered), first, axis=1)
        split = np.repeat(np.ldexp(1.0, np.frexp(largest * (terms + 2.0))[1]), terms, axis=1)
        high = (split + ordered) - split
        result[:, present] = np.add.reduceat(high, first, axis=1) + np.add.reduceat(ordered - high, first, axis=1)
    return result
