"""Random mixing problems that balance: acyclic and cyclic, with idle nodes, pure loops, islands and parallel ties."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from fourfold.electricity.grid.state import Floats
from fourfold.electricity.tracing.network import Flows, Network
from fourfold.electricity.tracing.result import Reason

Shape = Literal["acyclic", "cyclic"]


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A network, its flows, and the demand that balances them ``[interval, node]``.

    Where the problem is not made up to balance, demand is what is left over.
    """

    network: Network
    flows: Flows

    @property
    def demand_mwh(self) -> Floats:
        """Source plus received less sent."""
        return throughput(self) - sent_away(self)


def throughput(problem: Problem) -> Floats:
    """Source and received of each node, summed tie by tie."""
    return problem.flows.source_mwh + _at(problem, problem.flows.received_mwh, receiving=True)


def sent_away(problem: Problem) -> Floats:
    """Sent by each node, summed tie by tie."""
    return _at(problem, problem.flows.sent_mwh, receiving=False)


def _at(problem: Problem, energy: Floats, receiving: bool) -> Floats:
    total = np.zeros(problem.flows.source_mwh.shape)
    ties = zip(problem.network.from_node, problem.network.to_node, energy.T, strict=True)
    for start, end, flow in ties:
        ahead, back = (end, start) if receiving else (start, end)
        total[:, ahead] += np.maximum(flow, 0)
        total[:, back] += np.maximum(-flow, 0)
    return total


def random_problem(
    seed: int, nodes: int, intervals: int = 3, attributes: int = 2, shape: Shape = "cyclic", loss: float = 0.0
) -> Problem:
    """Random ties, then as much source at each node as it sends more than it receives, or more.

    Some nodes stand idle, some only pass on; some ties carry nothing, some double another or go the other way; two
    nodes at the end may pass energy round and round without source. ``loss`` is the greatest loss of a tie;
    with it all but idle nodes have demand, since a loop that loses all it is fed has no solution.
    """
    rng = np.random.default_rng(seed)
    ties = int(rng.integers(0, 3 * nodes + 1))
    from_node = rng.integers(0, nodes, ties)
    to_node = (from_node + rng.integers(1, max(nodes, 2), ties)) % nodes
    keep = from_node != to_node
    from_node, to_node = from_node[keep], to_node[keep]
    sent = rng.gamma(1.0, 50.0, (intervals, from_node.size)) * (rng.random((intervals, from_node.size)) < 0.8)
    if shape == "acyclic":
        rank = np.argsort(rng.random((intervals, nodes)), axis=1)
        sent = np.where(rank[:, from_node] < rank[:, to_node], sent, -sent)
    else:
        sent *= rng.choice([-1.0, 1.0], sent.shape)
    idle = rng.random(nodes) < 0.1
    sent[:, idle[from_node] | idle[to_node]] = 0.0
    received = sent * (1 - loss * rng.random(sent.shape))
    loops = int(rng.integers(0, 2)) if shape == "cyclic" else 0
    flowing = np.full((intervals, 2 * loops), 7.0)
    network = Network(
        nodes + 2 * loops,
        np.concatenate([from_node, [nodes, nodes + 1] * loops]).astype(np.int32),
        np.concatenate([to_node, [nodes + 1, nodes] * loops]).astype(np.int32),
    )
    sent, received = np.concatenate([sent, flowing], axis=1), np.concatenate([received, flowing], axis=1)
    none = np.zeros((intervals, network.count))
    flows = Flows(none, np.zeros((*none.shape, attributes)), sent, received, none > 0)
    short = np.maximum(-Problem(network, flows).demand_mwh, 0.0)
    extra = rng.gamma(1.0, 40.0, none.shape) * (rng.random(none.shape) < (1.0 if loss else 0.4))
    extra[:, : idle.size][:, idle] = 0.0
    extra[:, nodes:] = 0.0
    source = short + extra
    amount = source[:, :, None] * rng.uniform(0, 1000, (*source.shape, attributes))
    return Problem(network, replace(flows, source_mwh=source, source_amount=amount))


def with_flows(problem: Problem, **changes: object) -> Problem:
    """The same problem with some of its flows replaced."""
    return Problem(problem.network, replace(problem.flows, **changes))  # type: ignore[arg-type]


def problem_of(
    count: int, ties: list[tuple[int, int, float]], source: list[float], amount: list[list[float]] | list[float]
) -> Problem:
    """One interval, without losses, written out."""
    network = Network(
        count,
        np.array([start for start, _, _ in ties], np.int32),
        np.array([end for _, end, _ in ties], np.int32),
    )
    sent = np.array([[flow for _, _, flow in ties]], np.float64)
    amounts = np.array(amount, np.float64).reshape(1, count, -1)
    return Problem(network, Flows(np.array([source], np.float64), amounts, sent, sent, np.zeros((1, count), np.bool_)))


def expected_reasons(problem: Problem) -> list[list[Reason]]:
    """Reasons found by walking the graph node by node: nothing shared with the mixers."""
    found = []
    passed = throughput(problem)
    for h in range(passed.shape[0]):
        arcs: list[tuple[int, int]] = []
        for start, end, flow in zip(
            problem.network.from_node.tolist(),
            problem.network.to_node.tolist(),
            problem.flows.sent_mwh[h].tolist(),
            strict=True,
        ):
            arcs += [(start, end)] if flow > 0 else [(end, start)] if flow < 0 else []
        missing = _walk(arcs, {i for i in range(problem.network.count) if problem.flows.blocked[h, i]})
        reached = _walk(arcs, {i for i in range(problem.network.count) if problem.flows.source_mwh[h, i] > 0})
        row = [
            Reason.MISSING_INPUT
            if i in missing
            else Reason.ZERO_THROUGHPUT
            if not passed[h, i] > 0
            else Reason.NONE
            if i in reached
            else Reason.LOOP_WITHOUT_SOURCE
            for i in range(problem.network.count)
        ]
        starved = _walk(arcs, {i for i, reason in enumerate(row) if reason})
        found.append([Reason.MISSING_INPUT if i in starved and not r else r for i, r in enumerate(row)])
    return found


def _walk(arcs: list[tuple[int, int]], found: set[int]) -> set[int]:
    while more := {end for start, end in arcs if start in found} - found:
        found = found | more
    return found
