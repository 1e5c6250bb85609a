"""The compiled kernel of mixing: a sweep along the flow where there is no loop, elimination where there is one.

An interval without loops is done node by node in topological order (Kahn 1962). The others are eliminated, several
intervals side by side, in an order planned once for the network. The diagonal is never stored: every pivot is a sum,
the source of the row plus what still flows in (Grassmann, Taksar & Heyman 1985). Where no energy is lost underway no
two numbers are subtracted anywhere, so that large loops with small sources lose no digits.

Arrays of one interval are indexed ``[node]`` or ``[tie]``; ``ends`` are the first and the second end of all ties. Those
of elimination are ``[…, lane]``, a lane being an interval. All functions stand in this one file because compiled code is
stored with the date of the file of its caller.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba  # type: ignore[import-untyped]
import numpy as np

F = TypeVar("F", bound=Callable[..., Any])

REACHED, BLOCKED, STARVED = 1, 2, 4
"""Marks of a node: energy of a source reaches it; something blocked does; something without a factor does."""
TOLERANCE = 1e-12
"""Most that the equation of a node may miss, relative to the sum of its terms."""


def compiled(function: F) -> F:
    """Compile; keep the compiled code for the next process where there is a folder to write to."""
    options = {"nogil": True, "error_model": "numpy"}
    try:
        return numba.njit(cache=True, **options)(function)  # type: ignore[no-any-return]
    except RuntimeError:
        return numba.njit(**options)(function)  # type: ignore[no-any-return]


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
def balance(ends, source, sent, received, through, slack):
    """Throughput of all nodes, and their source less what is lost on the way to them."""
    from_node, to_node = ends
    through[:] = source
    slack[:] = source
    for t in range(sent.size):
        runs = sent[t] != 0.0 and np.isfinite(sent[t]) and np.isfinite(received[t])
        flow = abs(sent[t]) if runs else 0.0
        arrived = abs(received[t]) if runs else 0.0
        receiver = to_node[t] if sent[t] > 0.0 else from_node[t]
        through[receiver] += arrived
        slack[receiver] += arrived - flow


@compiled
def list_receivers(ends, sent, at, receivers, flows, waiting):
    """List by sender who receives how much, at positions ``at[i]`` to ``at[i + 1]``; and from how many all receive."""
    from_node, to_node = ends
    at[:] = 0
    waiting[:] = 0
    for t in range(sent.size):
        runs = sent[t] != 0.0 and not np.isnan(sent[t])
        ahead = sent[t] > 0.0
        at[(from_node[t] if ahead else to_node[t]) + 1] += runs
        waiting[to_node[t] if ahead else from_node[t]] += runs
    for i in range(waiting.size):
        at[i + 1] += at[i]
    place = at.copy()
    for t in range(sent.size):
        if sent[t] != 0.0 and not np.isnan(sent[t]):
            ahead = sent[t] > 0.0
            sender = from_node[t] if ahead else to_node[t]
            receivers[place[sender]] = to_node[t] if ahead else from_node[t]
            flows[place[sender]] = abs(sent[t])
            place[sender] += 1


@compiled
def order_along(at, receivers, through, marks, waiting, order):
    """Order nodes along the flow and hand their marks on; returns how many no loop feeds."""
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
            if waiting[receiver] == 0:
                order[tail] = receiver
                tail += 1
    return tail


@compiled
def flood(at, receivers, bits, marks):
    """Hand some of the marks on along the flow until nothing changes, loops or not."""
    stack = np.empty(marks.size * 4, np.int32)
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
    x[:] = amount
    for node in order:
        factor = x[node]
        if reason[node] != 0:
            factor[:] = np.nan
            continue
        weight = 1.0 / through[node]
        for k in range(factor.size):
            factor[k] *= weight
        for p in range(at[node], at[node + 1]):
            fed = x[receivers[p]]
            flow = flows[p]
            for k in range(factor.size):
                fed[k] += flow * factor[k]


@compiled
def load(ends, tie_slot, intervals, sent, slack, amount, reason, slots, slacks, amounts):
    """Equations of some intervals into lanes. Nodes without factor stand alone; they feed no node that has one."""
    from_node, to_node = ends
    slots[:] = 0.0
    for i in range(slacks.shape[0]):
        for w in range(intervals.size):
            h = intervals[w]
            sound = reason[h, i] == 0
            slacks[i, w] = slack[h, i] if sound else 1.0
            for k in range(amount.shape[2]):
                amounts[i, k, w] = amount[h, i, k] if sound else 0.0
    for t in range(tie_slot.size):
        if tie_slot[t] < 0:
            continue
        for w in range(intervals.size):
            h = intervals[w]
            if reason[h, from_node[t]] == 0 and reason[h, to_node[t]] == 0:
                slots[tie_slot[t] if sent[h, t] > 0.0 else tie_slot[t] ^ 1, w] += abs(sent[h, t])


@compiled
def unload(intervals, amounts, reason, x):
    """Factors of the lanes."""
    for i in range(amounts.shape[0]):
        for w in range(intervals.size):
            h = intervals[w]
            for k in range(amounts.shape[1]):
                x[h, i, k] = amounts[i, k, w] if reason[h, i] == 0 else np.nan


@compiled
def eliminate(order, first, later, target, target_first, lanes, slots, slacks, amounts):
    """Solve the lanes; the factors replace the amounts. False where a pivot is not positive."""
    attributes = amounts.shape[1]
    pivot = np.empty(lanes)
    sound = True
    for p in range(order.size):
        carried = amounts[order[p]]
        slack = slacks[order[p]]
        pairs = range(first[p], first[p + 1])
        for w in range(lanes):
            pivot[w] = slack[w]
        for q in pairs:
            share = slots[2 * q]
            for w in range(lanes):
                pivot[w] += share[w]
        for w in range(lanes):
            sound &= pivot[w] > 0.0
            pivot[w] = 1.0 / pivot[w]
            slack[w] *= pivot[w]
        for k in range(attributes):
            for w in range(lanes):
                carried[k, w] *= pivot[w]
        for q in pairs:
            share = slots[2 * q]
            for w in range(lanes):
                share[w] *= pivot[w]
        place = target_first[p]
        for q in pairs:
            weight = slots[2 * q + 1]
            amount = amounts[later[q]]
            rest = slacks[later[q]]
            for w in range(lanes):
                rest[w] += weight[w] * slack[w]
            for k in range(attributes):
                for w in range(lanes):
                    amount[k, w] += weight[w] * carried[k, w]
            for r in pairs:
                into = slots[target[place]]
                share = slots[2 * r]
                place += 1
                for w in range(lanes):
                    into[w] += weight[w] * share[w]
    for p in range(order.size - 1, -1, -1):
        found = amounts[order[p]]
        for q in range(first[p], first[p + 1]):
            share = slots[2 * q]
            known = amounts[later[q]]
            for k in range(attributes):
                for w in range(lanes):
                    found[k, w] += share[w] * known[k, w]
    return sound


@compiled
def holds(ends, amount, sent, through, x, reason):
    """Whether the equations of all nodes with a factor hold."""
    from_node, to_node = ends
    missing = amount.copy()
    terms = np.abs(amount)
    for t in range(sent.size):
        sender = from_node[t] if sent[t] > 0.0 else to_node[t]
        receiver = to_node[t] if sent[t] > 0.0 else from_node[t]
        if reason[sender] == 0 and sent[t] != 0.0:
            for k in range(x.shape[1]):
                missing[receiver, k] += abs(sent[t]) * x[sender, k]
                terms[receiver, k] += abs(sent[t] * x[sender, k])
    for i in range(through.size):
        for k in range(x.shape[1]):
            if reason[i] == 0 and not abs(missing[i, k] - through[i] * x[i, k]) <= TOLERANCE * terms[i, k]:
                return False
    return True


@compiled
def mix_block(ends, source, amount, sent, received, blocked, x, reason, looped, slack):
    """Factors of the intervals without loops, reasons of all; which are looped, and their slacks."""
    ties, n = sent.shape[1], source.shape[1]
    at = np.empty(n + 1, np.int32)
    receivers = np.empty(ties, np.int32)
    flows = np.empty(ties)
    through = np.empty(n)
    marks = np.empty(n, np.int8)
    waiting = np.empty(n, np.int32)
    order = np.empty(n, np.int32)
    for h in range(source.shape[0]):
        balance(ends, source[h], sent[h], received[h], through, slack[h])
        list_receivers(ends, sent[h], at, receivers, flows, waiting)
        for i in range(n):
            marks[i] = BLOCKED if blocked[h, i] else (REACHED if source[h, i] > 0.0 else 0)
        looped[h] = order_along(at, receivers, through, marks, waiting, order) < n
        if looped[h]:
            mark_loops(at, receivers, through, marks)
        for i in range(n):
            reason[h, i] = reason_of(marks[i], through[i])
        if not looped[h]:
            sweep(at, receivers, flows, order, amount[h], through, reason[h], x[h])


@compiled
def mix_loops(ends, plan, intervals, source, amount, sent, received, slack, reason, x, width):
    """Factors of the looped intervals, ``width`` at a time; the first that cannot be solved, else -1."""
    order, first, later, target, target_first, tie_slot = plan
    n, attributes = amount.shape[1:]
    slots = np.empty((2 * later.size + 1, width))
    slacks = np.empty((n, width))
    amounts = np.empty((n, attributes, width))
    through = np.empty(n)
    scratch = np.empty(n)
    for start in range(0, intervals.size, width):
        lanes = intervals[start : start + width]
        load(ends, tie_slot, lanes, sent, slack, amount, reason, slots, slacks, amounts)
        sound = eliminate(order, first, later, target, target_first, lanes.size, slots, slacks, amounts)
        unload(lanes, amounts, reason, x)
        for h in lanes:
            if not sound or slack[h].min() < 0.0:
                balance(ends, source[h], sent[h], received[h], through, scratch)
                if not holds(ends, amount[h], sent[h], through, x[h], reason[h]):
                    return h
    return -1
