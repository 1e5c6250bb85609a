"""Which nodes have a factor, decided on the directed graph of the flows and on nothing else.

In this order: what is blocked, or downstream of a blocked node, misses an input; a node nothing enters has no
throughput; a node that no source reaches along the flow is part of, or fed by, a loop without source; a node that is
downstream of one without a factor (only where the data do not balance) misses an input.

The graph differs from interval to interval. A set of intervals is a Python integer, one bit each, so that one pass over
the ties serves the whole block.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from fourfold.electricity.grid.state import Flags, Floats
from fourfold.electricity.tracing.network import Flows, Network, Nodes
from fourfold.electricity.tracing.result import Reason, Reasons

Bits: TypeAlias = list[int]
"""For each node the intervals in which something holds, as bits."""


def unusable(network: Network, flows: Flows) -> Flags:
    """Nodes whose input cannot be used ``[interval, node]``: blocked ones, and those with a value that is no number.

    A tie without a number makes both its ends unusable.
    """
    blocked = flows.blocked
    if not np.isfinite(flows.source_mwh.sum()) or not np.isfinite(flows.source_amount.sum()):
        sound = np.isfinite(flows.source_mwh) & np.isfinite(flows.source_amount).all(axis=2)
        blocked = blocked | ~sound
    if not np.isfinite(flows.sent_mwh.sum()) or not np.isfinite(flows.received_mwh.sum()):
        blocked = blocked.copy()
        interval, tie = np.nonzero(~(np.isfinite(flows.sent_mwh) & np.isfinite(flows.received_mwh)))
        blocked[interval, network.from_node[tie]] = True
        blocked[interval, network.to_node[tie]] = True
    return blocked


def directed(network: Network, flows: Flows) -> tuple[Nodes, Nodes, Floats, Floats]:
    """Every tie as two one-way ties: senders, receivers, energy sent and received ``[interval, 2 · tie]``, none < 0."""
    sender = np.concatenate([network.from_node, network.to_node])
    receiver = np.concatenate([network.to_node, network.from_node])
    sent = np.concatenate([flows.sent_mwh, -flows.sent_mwh], axis=1)
    received = np.concatenate([flows.received_mwh, -flows.received_mwh], axis=1)
    running = sent > 0
    return sender, receiver, np.where(running, sent, 0.0), np.where(running, received, 0.0)


def reasons(network: Network, flows: Flows, throughput_mwh: Floats) -> Reasons:
    """Why nodes have no factor ``[interval, node]``; ``Reason.NONE`` where they have one.

    Args:
        network: nodes and ties.
        flows: of a block of intervals.
        throughput_mwh: source and energy received of each node ``[interval, node]``.
    """
    if not flows.source_mwh.shape[0]:
        return np.zeros(flows.source_mwh.shape, np.int8)
    ties = _bits(np.concatenate([flows.sent_mwh > 0, flows.sent_mwh < 0], axis=1))
    ends = list(zip(network.from_node.tolist(), network.to_node.tolist(), strict=True))
    links = [(i, j, on) for (i, j), on in zip(ends + [(j, i) for i, j in ends], ties, strict=True) if on]
    missing = _downstream(_bits(unusable(network, flows)), links)
    reached = _downstream(_bits(flows.source_mwh > 0), links)
    passed = _bits(throughput_mwh > 0)
    empty = [~some & ~lost for some, lost in zip(passed, missing, strict=True)]
    every = (1 << flows.source_mwh.shape[0]) - 1
    empty = [bits & every for bits in empty]
    loops = [some & ~lost & ~source & every for some, lost, source in zip(passed, missing, reached, strict=True)]
    starved = _downstream([a | b for a, b in zip(empty, loops, strict=True)], links)
    found = np.zeros(flows.source_mwh.shape, np.int8)
    for bits, reason in (
        (starved, Reason.MISSING_INPUT),
        (loops, Reason.LOOP_WITHOUT_SOURCE),
        (empty, Reason.ZERO_THROUGHPUT),
        (missing, Reason.MISSING_INPUT),
    ):
        found[_flags(bits, len(found))] = reason
    return found


def _downstream(seeds: Bits, links: Sequence[tuple[int, int, int]]) -> Bits:
    """Where a seed's energy comes along, the seeds included. Links are sender, receiver, intervals."""
    found = list(seeds)
    out: list[list[tuple[int, int]]] = [[] for _ in seeds]
    for sender, receiver, on in links:
        out[sender].append((receiver, on))
    waiting = {node: None for node, bits in enumerate(found) if bits}
    while waiting:
        node = next(iter(waiting))
        del waiting[node]
        bits = found[node]
        for receiver, on in out[node]:
            grown = found[receiver] | bits & on
            if grown != found[receiver]:
                found[receiver] = grown
                waiting[receiver] = None
    return found


def _bits(flags: Flags) -> Bits:
    """``[interval, node]`` as one integer a node."""
    packed = np.packbits(flags, axis=0, bitorder="little")
    return [int.from_bytes(column.tobytes(), "little") for column in packed.T]


def _flags(bits: Bits, intervals: int) -> Flags:
    """The inverse of `_bits`."""
    size = (intervals + 7) // 8
    packed = np.frombuffer(b"".join(number.to_bytes(size, "little") for number in bits), np.uint8)
    columns = packed.reshape(len(bits), size)
    return np.unpackbits(columns, axis=1, count=intervals, bitorder="little").T.astype(np.bool_)
