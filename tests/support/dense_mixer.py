"""The slow obvious mixer: one dense solve for each interval, reasons by walking the graph."""

from __future__ import annotations

import numpy as np

from fourfold.electricity.grid.state import Flags, Floats
from fourfold.electricity.tracing.network import Flows, Network
from fourfold.electricity.tracing.result import Reason, Reasons


def mix_densely(network: Network, flows: Flows) -> tuple[Floats, Reasons]:
    """What a MWh carries at every node, interval by interval."""
    intervals, nodes, kinds = flows.source_amount.shape
    per_mwh = np.full((intervals, nodes, kinds), np.nan)
    reason = np.zeros((intervals, nodes), np.int8)
    for t in range(intervals):
        matrix = np.diag(flows.source_mwh[t]).astype(float)
        edges: list[tuple[int, int]] = []
        for tie, (a, b) in enumerate(zip(network.from_node.tolist(), network.to_node.tolist(), strict=True)):
            sent, received = flows.sent_mwh[t, tie], flows.received_mwh[t, tie]
            start, end = (a, b) if sent > 0 else (b, a)
            matrix[end, end] += abs(received)
            matrix[end, start] -= abs(sent)
            if sent != 0:
                edges.append((start, end))
        reason[t] = _reasons(flows.source_mwh[t] > 0, matrix, edges, flows.blocked[t])
        good = reason[t] == Reason.NONE
        per_mwh[t, good] = np.linalg.solve(matrix[np.ix_(good, good)], flows.source_amount[t, good])
    return per_mwh, reason


def _reasons(is_source: Flags, matrix: Floats, edges: list[tuple[int, int]], blocked: Flags) -> Reasons:
    fed, unusable = _downstream(is_source, edges), _downstream(blocked, edges)
    reason = np.where(fed, Reason.NONE, Reason.LOOP_WITHOUT_SOURCE)
    reason[np.diag(matrix) == 0] = Reason.ZERO_THROUGHPUT
    reason[unusable] = Reason.MISSING_INPUT
    return reason.astype(np.int8)


def _downstream(start: Flags, edges: list[tuple[int, int]]) -> Flags:
    reached = start.copy()
    for _ in range(len(start)):
        for a, b in edges:
            reached[b] |= reached[a]
    return reached
