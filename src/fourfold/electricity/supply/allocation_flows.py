"""Flows of whole numbers through small networks: the exact side of an allocation.

A network has few nodes (classes of offers and classes of loads), so the shortest augmenting path (Edmonds and Karp
1972) is fast enough, and Python's integers never overflow.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Pair: TypeAlias = tuple[int, int]
"""A class of offers and a class of loads."""


@dataclass(slots=True)
class Network:
    """A network under construction.

    Attributes:
        room: what can still flow, forward or back, by tail and head.
    """

    room: dict[int, dict[int, int]] = field(default_factory=dict)

    def widen(self, tail: int, head: int, capacity: int) -> None:
        """Let so much more flow from one node to another."""
        self.room.setdefault(tail, {})[head] = self.room.get(tail, {}).get(head, 0) + capacity
        self.room.setdefault(head, {}).setdefault(tail, 0)

    def send(self, source: int, sink: int) -> int:
        """Send as much as possible on top of what flows already; how much that was."""
        sent = 0
        while path := self._path(source, sink):
            least = min(self.room[tail][head] for tail, head in path)
            for tail, head in path:
                self.room[tail][head] -= least
                self.room[head][tail] += least
            sent += least
        return sent

    def reached(self, source: int) -> set[int]:
        """Nodes to which more could flow; after `send` they are one side of a smallest cut."""
        found, waiting = {source}, [source]
        while waiting:
            further = [
                head for head, room in self.room.get(waiting.pop(), {}).items() if room > 0 and head not in found
            ]
            found.update(further)
            waiting += further
        return found

    def _path(self, source: int, sink: int) -> list[tuple[int, int]]:
        """The shortest path with room, as pairs of nodes; empty where there is none."""
        came: dict[int, int] = {source: source}
        queue = deque([source])
        while queue and sink not in came:
            tail = queue.popleft()
            for head in sorted(self.room.get(tail, {})):
                if head not in came and self.room[tail][head] > 0:
                    came[head] = tail
                    queue.append(head)
        if sink not in came:
            return []
        path, node = [], sink
        while node != source:
            path.append((came[node], node))
            node = came[node]
        return path[::-1]


@dataclass(frozen=True, slots=True)
class Between:
    """How much of something there must be, least and most."""

    least: int
    most: int


_SOURCE, _SINK, _FROM, _TO = -1, -2, -3, -4


def flow_between(
    offers: Mapping[int, Between], loads: Mapping[int, Between], pairs: Sequence[Pair], total: int
) -> dict[Pair, int] | None:
    """A flow of a given total from classes of offers to classes of loads, or nothing where there is none.

    It is the usual reduction of lower bounds to a largest flow: each least amount is sent from an outer source and to
    an outer sink, and the flow exists when all of them arrive.

    Args:
        offers: by class of offers, how much it must give and may give.
        loads: by class of loads, how much it must take and may take.
        pairs: which class of offers may cover which class of loads.
        total: how much flows altogether.
    """
    network = Network()
    wanted = total
    for number, held in offers.items():
        wanted += _bounded(network, _SOURCE, 2 * number, held)
    for number, held in loads.items():
        wanted += _bounded(network, 2 * number + 1, _SINK, held)
    for offer, load in pairs:
        network.widen(2 * offer, 2 * load + 1, total)
    network.widen(_FROM, _SOURCE, total)
    network.widen(_SINK, _TO, total)
    if network.send(_FROM, _TO) < wanted:
        return None
    return {(offer, load): network.room[2 * load + 1][2 * offer] for offer, load in pairs}


def _bounded(network: Network, tail: int, head: int, held: Between) -> int:
    """Add an arc with a least amount; returns that amount."""
    network.widen(tail, head, held.most - held.least)
    if held.least:
        network.widen(_FROM, head, held.least)
        network.widen(tail, _TO, held.least)
    return held.least


def largest_flow(offers: Mapping[int, int], loads: Mapping[int, int], pairs: Sequence[Pair]) -> int:
    """How much at most can flow from classes of offers to classes of loads."""
    network = Network()
    for number, energy in offers.items():
        network.widen(_SOURCE, 2 * number, energy)
    for number, energy in loads.items():
        network.widen(2 * number + 1, _SINK, energy)
    for offer, load in pairs:
        network.widen(2 * offer, 2 * load + 1, sum(offers.values()))
    return network.send(_SOURCE, _SINK)


def greedy_use(
    steps: Sequence[tuple[int, int]], others: Mapping[int, int], pairs: Sequence[Pair], *, from_loads: bool
) -> list[int]:
    """How much of each step can be used when earlier steps come first and nothing used is given back.

    The usable amounts form a polymatroid, of which the greedy choice is the optimum (Edmonds 1970).

    Args:
        steps: class and energy of each step, the best first.
        others: energy by class of the other side.
        pairs: which class of offers may cover which class of loads.
        from_loads: whether the steps are loads, and the others offers.
    """
    network = Network()
    side, beyond = (1, 0) if from_loads else (0, 1)
    most = sum(others.values())
    for number, energy in others.items():
        network.widen(2 * number + beyond, _SINK, energy)
    for offer, load in pairs:
        step, other = (load, offer) if from_loads else (offer, load)
        network.widen(2 * step + side, 2 * other + beyond, most)
    used = []
    for number, energy in steps:
        network.widen(_SOURCE, 2 * number + side, energy)
        used.append(network.send(_SOURCE, _SINK))
    return used
