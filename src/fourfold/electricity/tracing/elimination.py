"""The order in which the nodes of a network are eliminated, and where the numbers go: the same for all intervals.

Whatever way the energy runs, a tie couples its two ends, so that the pattern of the equations is that of the network
and elimination can be planned once. Nodes are taken by least degree (Tinney & Walker 1967, scheme 2), which keeps what
elimination adds small on grids.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourfold.core.zones import Ints
from fourfold.electricity.tracing.network import Network, Nodes


@dataclass(frozen=True, slots=True, eq=False)
class Elimination:
    """A plan of elimination.

    A pair is a node and a neighbour eliminated later, tied or coupled by what was eliminated before. Pair ``q`` has two
    slots: ``2 q`` for what the earlier node receives from the later, ``2 q + 1`` for the other way. One slot more than
    there are pairs takes what is of no use.

    Attributes:
        order: nodes as they are eliminated.
        first: pairs of the p-th node eliminated are ``first[p]`` to ``first[p + 1]``.
        later: the later node of each pair ``[pair]``.
        target: where eliminating a node adds what one later neighbour receives from another through it; for the p-th
            node from ``target_first[p]``, receivers by rows, senders by columns; the last slot on the diagonal.
        tie_slot: slot of what the end of a tie receives from its start ``[tie]``, the other way being the other slot of
            the pair; -1 for a tie from a node to itself.
    """

    order: Nodes
    first: Nodes
    later: Nodes
    target: Nodes
    target_first: Ints
    tie_slot: Nodes

    @property
    def slots(self) -> int:
        """How many slots there are, the useless one included."""
        return 2 * self.later.size + 1


def plan_elimination(network: Network) -> Elimination:
    """Order the nodes by least degree and lay out the slots."""
    ends = list(zip(network.from_node.tolist(), network.to_node.tolist(), strict=True))
    order, later = _order(network.count, ends)
    place = {node: p for p, node in enumerate(order)}
    for neighbours in later:
        neighbours.sort(key=place.__getitem__)
    first = np.cumsum([0, *map(len, later)])
    slot: dict[tuple[int, int], int] = {}
    for p, node in enumerate(order):
        for q, neighbour in enumerate(later[p], start=int(first[p])):
            slot[node, neighbour] = 2 * q
            slot[neighbour, node] = 2 * q + 1
    useless = 2 * int(first[-1])
    target = [
        useless if receiver == sender else slot[receiver, sender]
        for neighbours in later
        for receiver in neighbours
        for sender in neighbours
    ]
    return Elimination(
        order=np.array(order, np.int32),
        first=first.astype(np.int32),
        later=np.array([node for neighbours in later for node in neighbours], np.int32),
        target=np.array(target, np.int32),
        target_first=np.cumsum([0, *(len(neighbours) ** 2 for neighbours in later)]),
        tie_slot=np.array([slot.get((end, start), -1) for start, end in ends], np.int32),
    )


def _order(count: int, ends: list[tuple[int, int]]) -> tuple[list[int], list[list[int]]]:
    """Nodes by least degree in what is left, the lowest number first; and of each its neighbours then left."""
    neighbours: list[set[int]] = [set() for _ in range(count)]
    for start, end in ends:
        if start != end:
            neighbours[start].add(end)
            neighbours[end].add(start)
    degrees: list[set[int]] = [set() for _ in range(count + 1)]
    for node, near in enumerate(neighbours):
        degrees[len(near)].add(node)
    order: list[int] = []
    later: list[list[int]] = []
    for _ in range(count):
        degree = next(d for d, nodes in enumerate(degrees) if nodes)
        node = min(degrees[degree])
        degrees[degree].remove(node)
        near = neighbours[node]
        order.append(node)
        later.append(list(near))
        for other in near:
            degrees[len(neighbours[other])].remove(other)
            neighbours[other] |= near
            neighbours[other] -= {node, other}
            degrees[len(neighbours[other])].add(other)
    return order, later
