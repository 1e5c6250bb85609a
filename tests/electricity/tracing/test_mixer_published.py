"""The published table of the IEEE 14-bus case, recomputed from a DC power flow of our own (I19), and I20."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.electricity.grid.state import Floats
from fourfold.electricity.tracing.mixer import mixer
from fourfold.electricity.tracing.network import Flows, Network, Nodes
from support.ieee_14 import BRANCHES, FACTORS, FLUX_MW, GENERATORS, LOADS


def power_flow(network: Network, susceptance: Floats, injection_mw: Floats) -> Floats:
    """Branch flows of the DC approximation; the first bus is the reference."""
    incidence = np.zeros((network.from_node.size, network.count))
    every = np.arange(network.from_node.size)
    incidence[every, network.from_node] = 1.0
    incidence[every, network.to_node] = -1.0
    laplacian = incidence.T @ (susceptance[:, None] * incidence)
    angle = np.zeros(network.count)
    angle[1:] = np.linalg.solve(laplacian[1:, 1:], injection_mw[1:])
    return np.asarray(susceptance * (incidence @ angle))


def is_acyclic(start: Nodes, end: Nodes, flow: Floats) -> bool:
    """Whether nodes without feeder can be taken away until none is left."""
    arcs = {(int(a), int(b)) if f > 0 else (int(b), int(a)) for a, b, f in zip(start, end, flow, strict=True) if f}
    left = {node for arc in arcs for node in arc}
    while free := left - {b for a, b in arcs if a in left}:
        left -= free
        arcs = {(a, b) for a, b in arcs if a in left and b in left}
    return not left


def ieee_14() -> tuple[Network, Flows, Floats]:
    """The case with flows from the power flow, and its loads."""
    start, end = (np.array([branch[i] - 1 for branch in BRANCHES], np.int32) for i in (0, 1))
    network = Network(14, start, end)
    source, amount, load = np.zeros(14), np.zeros(14), np.zeros(14)
    for bus, (power, rate) in GENERATORS.items():
        source[bus - 1], amount[bus - 1] = power, power * rate
    for bus, power in LOADS.items():
        load[bus - 1] = power
    sent = power_flow(network, np.array([1 / (b[2] * b[3]) for b in BRANCHES]), source - load)[None]
    return network, Flows(source[None], amount[None, :, None], sent, sent, np.zeros((1, 14), np.bool_)), load


def test_the_power_flow_is_the_published_one() -> None:
    _, flows, _ = ieee_14()
    np.testing.assert_allclose(flows.sent_mwh[0], [branch[4] for branch in BRANCHES], atol=1e-3)


@pytest.mark.parametrize("way", ["compiled", "batched", "sparse", "dense"])
def test_the_ieee_14_table(way: str) -> None:
    """I19: 1e-3 on the printed digits, 1e-12 on the balance."""
    network, flows, load = ieee_14()
    x, reason = mixer(way)(network, flows)
    assert not reason.any()
    np.testing.assert_allclose(x[0, :, 0], FACTORS, atol=1e-3)
    assert load @ x[0, :, 0] == pytest.approx(135880.0, rel=1e-12)
    received = np.zeros(14)
    np.add.at(received, np.where(flows.sent_mwh[0] > 0, network.to_node, network.from_node), np.abs(flows.sent_mwh[0]))
    np.testing.assert_allclose(received + flows.source_mwh[0], FLUX_MW, atol=1e-3)


def test_the_flow_of_the_ieee_14_case_has_no_loop() -> None:
    """I20"""
    network, flows, _ = ieee_14()
    assert is_acyclic(network.from_node, network.to_node, flows.sent_mwh[0])


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), nodes=st.integers(2, 40))
def test_dc_flows_have_no_loop_and_are_swept(seed: int, nodes: int) -> None:
    """I20 on random networks, and a sweep of them conserves carbon (I1)."""
    rng = np.random.default_rng(seed)
    start = np.concatenate([[rng.integers(0, i) for i in range(1, nodes)], rng.integers(0, nodes, nodes)])
    end = np.concatenate([np.arange(1, nodes), (start[nodes - 1 :] + rng.integers(1, nodes, nodes)) % nodes])
    network = Network(nodes, start.astype(np.int32), end.astype(np.int32))
    source, load = rng.random(nodes) * (rng.random(nodes) < 0.5), rng.random(nodes)
    source[0] += 0.1
    load *= source.sum() / load.sum()
    flow = power_flow(network, rng.uniform(0.5, 20, start.size), source - load)
    assert is_acyclic(network.from_node, network.to_node, flow)
    amount = source * rng.uniform(0, 1000, nodes)
    flows = Flows(source[None], amount[None, :, None], flow[None], flow[None], np.zeros((1, nodes), np.bool_))
    x, _ = mixer("compiled")(network, flows)
    inward = np.zeros(nodes)
    np.add.at(inward, np.where(flow > 0, network.to_node, network.from_node), np.abs(flow))
    np.add.at(inward, np.where(flow > 0, network.from_node, network.to_node), -np.abs(flow))
    assert (source + inward) @ np.nan_to_num(x[0, :, 0]) == pytest.approx(amount.sum(), rel=1e-12)


def test_a_loop_is_seen_as_one() -> None:
    assert not is_acyclic(np.array([0, 1, 2], np.int32), np.array([1, 2, 0], np.int32), np.ones(3))
