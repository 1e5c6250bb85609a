"""The compiled kernel for intervals without loops: one sweep along the flow, and the reasons of all intervals.

Nodes are done in topological order (Kahn 1962), which is exact, and subtracts nothing. Arrays of one interval are
indexed ``[node]`` or ``[tie]``; ``ends`` are the first and the second end of all ties. ``at`` and ``receivers`` list
who receives from node ``i``, at positions ``at[i]`` to ``at[i + 1]``. Functions that call each other stand in one file
because compiled code is stored with the date of its caller's file.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from __future__ import annotations

import numpy as np

from fourfold.electricity.grid.state import Flags, Floats
from fourfold.electricity.tracing.compiling import Ends, compiled
from fourfold.electricity.tracing.result import Reasons

REACHED, BLOCKED, STARVED = 1, 2, 4
"""Marks of a node: energy of a source reaches it; something blocked does; something without a factor does."""


@compiled
def reason_of(mark, through):
    """Code of `fourfold.electricity.tracing.result.Reason` for a node, from its marks and its throughput."""
    if mark & BLOCKED:
        return 3
    if not through > 0.0:
        return 1
    if not mark & REACHED:
        return 2
    return 3 if mark & STARVED else 0


@compiled
def balance(ends, source, sent, received, through, slack, at, waiting):
    """Throughput of all nodes, their source less what is lost on the way to them, and how many ties each sends and
    receives over, those sent at ``at[i + 1]``.
    """
    from_node, to_node = ends
    at[0] = 0
    for i in range(source.size):
        through[i] = source[i]
        slack[i] = source[i]
        at[i + 1] = 0
        waiting[i] = 0
    for t in range(sent.size):
        runs = sent[t] != 0.0
        ahead = sent[t] > 0.0
        sender = from_node[t] if ahead else to_node[t]
        receiver = to_node[t] if ahead else from_node[t]
        arrived = abs(received[t]) if runs else 0.0
        through[receiver] += arrived
        slack[receiver] += arrived - abs(sent[t])
        at[sender + 1] += runs
        waiting[receiver] += runs


@compiled
def list_receivers(ends, sent, at, place, receivers, flows):
    """List by sender who receives how much, at positions ``at[i]`` to ``at[i + 1]``."""
    from_node, to_node = ends
    for i in range(place.size):
        place[i] = at[i]
        at[i + 1] += at[i]
    for t in range(sent.size):
        if sent[t] != 0.0:
            ahead = sent[t] > 0.0
            sender = from_node[t] if ahead else to_node[t]
            receivers[place[sender]] = to_node[t] if ahead else from_node[t]
            flows[place[sender]] = abs(sent[t])
            place[sender] += 1


@compiled
def order_along(at, receivers, through, marks, waiting, order):
    """Order nodes along the flow and hand their marks on; returns how many no loop feeds. One place more is written."""
    head, tail = 0, 0
    for i in range(through.size):
        if waiting[i] == 0:
            order[tail] = i
            tail += 1
    while head < tail:
        node = order[head]
        head += 1
        if reason_of(marks[node], through[node]) != 0:
            marks[node] |= STARVED
        for p in range(at[node], at[node + 1]):
            receiver = receivers[p]
            marks[receiver] |= marks[node]
            waiting[receiver] -= 1
            order[tail] = receiver
            tail += waiting[receiver] == 0
    return tail


@compiled
def flood(at, receivers, bits, marks):
    """Hand some of the marks on along the flow until nothing changes, loops or not."""
    stack = np.empty(marks.size * 4, np.uint32)
    size = 0
    for i in range(marks.size):
        if marks[i] & bits:
            stack[size] = i
            size += 1
    while size > 0:
        size -= 1
        node = stack[size]
        for p in range(at[node], at[node + 1]):
            more = marks[node] & bits & ~marks[receivers[p]]
            if more:
                marks[receivers[p]] |= more
                stack[size] = receivers[p]
                size += 1


@compiled
def mark_loops(at, receivers, through, marks):
    """Complete the marks of an interval with loops."""
    all_reached = True
    for i in range(marks.size):
        all_reached &= marks[i] == REACHED
    if all_reached:
        return
    flood(at, receivers, REACHED | BLOCKED, marks)
    for i in range(marks.size):
        if reason_of(marks[i], through[i]) != 0:
            marks[i] |= STARVED
    flood(at, receivers, STARVED, marks)


@compiled
def sweep(at, receivers, flows, order, amount, through, reason, x):
    """Factors of an interval without loops, into ``x`` ``[node, attribute]``, handed on in the order of the flow."""
    for i in range(order.size):
        for k in range(x.shape[1]):
            x[i, k] = amount[i, k]
    for node in order:
        factor = x[node]
        weight = 1.0 / through[node] if reason[node] == 0 else np.nan
        for k in range(factor.size):
            factor[k] *= weight
        if reason[node] != 0:
            continue
        for p in range(at[node], at[node + 1]):
            fed = x[receivers[p]]
            flow = flows[p]
            for k in range(factor.size):
                fed[k] += flow * factor[k]


@compiled
def mix_block(
    ends: Ends, source: Floats, amount: Floats, sent: Floats, received: Floats, blocked: Flags,
    x: Floats, reason: Reasons, looped: Flags, slack: Floats,
) -> None:  # fmt: skip
    """Factors of the intervals without loops, reasons of all; which are looped, and their slacks."""
    ties, n = sent.shape[1], source.shape[1]
    at = np.empty(n + 1, np.uint32)
    place = np.empty(n, np.uint32)
    receivers = np.empty(ties, np.uint32)
    flows = np.empty(ties)
    through = np.empty(n)
    marks = np.empty(n, np.int8)
    waiting = np.empty(n, np.int32)
    order = np.empty(n + 1, np.uint32)
    for h in range(source.shape[0]):
        balance(ends, source[h], sent[h], received[h], through, slack[h], at, waiting)
        list_receivers(ends, sent[h], at, place, receivers, flows)
        for i in range(n):
            marks[i] = BLOCKED if blocked[h, i] else (REACHED if source[h, i] > 0.0 else 0)
        looped[h] = order_along(at, receivers, through, marks, waiting, order) < n
        if looped[h]:
            mark_loops(at, receivers, through, marks)
        for i in range(n):
            reason[h, i] = reason_of(marks[i], through[i])
        if not looped[h]:
            sweep(at, receivers, flows, order[:n], amount[h], through, reason[h], x[h])
