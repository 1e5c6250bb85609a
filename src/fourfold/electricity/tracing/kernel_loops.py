"""The compiled kernel for intervals with loops: elimination, several intervals side by side.

The order is planned once for the network. The diagonal is never stored: every pivot is a sum, the source of the row
plus what still flows in (Grassmann, Taksar & Heyman 1985). Where no energy is lost underway no two numbers are
subtracted anywhere, so that large loops with small sources lose no digits. Arrays of elimination are ``[…, lane]``, a
lane being an interval; ``ends`` are the first and the second end of all ties. Functions that call each other stand in
one file because compiled code is stored with the date of its caller's file.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from fourfold.core.zones import Ints
from fourfold.electricity.grid.state import Floats
from fourfold.electricity.tracing.compiling import Ends, compiled
from fourfold.electricity.tracing.network import Nodes
from fourfold.electricity.tracing.result import Reasons

Plan: TypeAlias = tuple[Nodes, Nodes, Nodes, Nodes, Ints, Nodes]
"""Fields of `fourfold.electricity.tracing.elimination.Elimination`, in their order."""
TOLERANCE = 1e-12
"""Most that the equation of a node may miss, relative to the sum of its terms."""


@compiled
def load(ends, tie_slot, intervals, sent, slack, amount, reason, slots, slacks, amounts):
    """Equations of some intervals into lanes. Nodes without factor stand alone; they feed no node that has one."""
    from_node, to_node = ends
    for slot in slots:
        for w in range(intervals.size):
            slot[w] = 0.0
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
def holds(ends, source, amount, sent, received, x, reason):
    """Whether the equations of all nodes with a factor hold."""
    from_node, to_node = ends
    through = np.zeros(source.size)
    missing = np.zeros(amount.shape)
    terms = np.zeros(amount.shape)
    for t in range(sent.size):
        sender = from_node[t] if sent[t] > 0.0 else to_node[t]
        receiver = to_node[t] if sent[t] > 0.0 else from_node[t]
        if reason[sender] == 0 and sent[t] != 0.0:
            through[receiver] += abs(received[t])
            for k in range(x.shape[1]):
                missing[receiver, k] += abs(sent[t]) * x[sender, k]
                terms[receiver, k] += abs(sent[t] * x[sender, k])
    for i in range(source.size):
        for k in range(x.shape[1]):
            miss = missing[i, k] + amount[i, k] - (source[i] + through[i]) * x[i, k]
            if reason[i] == 0 and not abs(miss) <= TOLERANCE * (terms[i, k] + abs(amount[i, k])):
                return False
    return True


@compiled
def mix_loops(
    ends: Ends, plan: Plan, intervals: Ints, source: Floats, amount: Floats, sent: Floats,
    received: Floats, slack: Floats, reason: Reasons, x: Floats, width: int,
) -> int:  # fmt: skip
    """Factors of the looped intervals, ``width`` at a time; the first that cannot be solved, else -1."""
    order, first, later, target, target_first, tie_slot = plan
    n, attributes = amount.shape[1:]
    slots = np.empty((2 * later.size + 1, width))
    slacks = np.empty((n, width))
    amounts = np.empty((n, attributes, width))
    for start in range(0, intervals.size, width):
        lanes = intervals[start : start + width]
        load(ends, tie_slot, lanes, sent, slack, amount, reason, slots, slacks, amounts)
        sound = eliminate(order, first, later, target, target_first, lanes.size, slots, slacks, amounts)
        unload(lanes, amounts, reason, x)
        for h in lanes:
            doubtful = not sound
            for i in range(n):
                doubtful |= slack[h, i] < 0.0
            if doubtful and not holds(ends, source[h], amount[h], sent[h], received[h], x[h], reason[h]):
                return int(h)
    return -1
