"""Strongly connected components and cycles: where a system of processes or a grid runs in loops."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

_MOST_STEPS = 20_000


def strong_components(successors: Sequence[Sequence[int]]) -> list[list[int]]:
    """Strongly connected components of a directed graph, successors before predecessors (reverse topological order).

    Tarjan (1972), iterative so that a chain of any length fits. O(nodes + edges). Nodes of a component are sorted.

    Args:
        successors: for each node the nodes its edges lead to; indices 0 … n-1, repeats allowed.
    """
    count = len(successors)
    order = [-1] * count
    low = [0] * count
    on_stack = [False] * count
    stack: list[int] = []
    components: list[list[int]] = []
    clock = 0
    for root in range(count):
        if order[root] >= 0:
            continue
        work: list[tuple[int, int]] = [(root, 0)]
        while work:
            node, edge = work.pop()
            if edge == 0:
                order[node] = low[node] = clock
                clock += 1
                stack.append(node)
                on_stack[node] = True
            descended = False
            for position in range(edge, len(successors[node])):
                other = successors[node][position]
                if order[other] < 0:
                    work.append((node, position + 1))
                    work.append((other, 0))
                    descended = True
                    break
                if on_stack[other]:
                    low[node] = min(low[node], order[other])
            if descended:
                continue
            if low[node] == order[node]:
                component: list[int] = []
                while True:
                    member = stack.pop()
                    on_stack[member] = False
                    component.append(member)
                    if member == node:
                        break
                components.append(sorted(component))
            if work:
                parent = work[-1][0]
                low[parent] = min(low[parent], low[node])
    return components


def greediest_cycle(weights: Mapping[str, Mapping[str, Decimal]]) -> tuple[tuple[str, ...], Decimal]:
    """The cycle without repeated nodes whose edge weights have the largest product, and that product.

    For messages: in a large component the search ends after a bounded number of steps with the best cycle seen; without
    any cycle it is empty, with product 0.

    Args:
        weights: weight of the edge from each node to its successors, which are nodes too.
    """
    best: tuple[tuple[str, ...], Decimal] = ((), Decimal(0))
    for steps, (path, gain) in enumerate(_cycles(weights)):
        if path and gain > best[1]:
            best = path, gain
        if steps >= _MOST_STEPS:
            break
    return best


def _cycles(weights: Mapping[str, Mapping[str, Decimal]]) -> Iterator[tuple[tuple[str, ...], Decimal]]:
    """Every cycle once, from its first node in the order given; an empty one at each other step of the search."""
    number = {name: i for i, name in enumerate(weights)}
    for start in weights:
        stack: list[tuple[tuple[str, ...], Decimal]] = [((start,), Decimal(1))]
        while stack:
            path, gain = stack.pop()
            for name, weight in weights[path[-1]].items():
                if name == start:
                    yield path, gain * weight
                elif number[name] > number[start] and name not in path:
                    stack.append(((*path, name), gain * weight))
            yield (), Decimal(0)
