"""Strongly connected components: where a system of processes or a grid runs in loops."""

from __future__ import annotations

from collections.abc import Sequence


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
