"""Laws of mixing, on random balanced networks, for every way to solve it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fourfold.electricity.grid.state import Floats
from fourfold.electricity.tracing.mixer import mixer
from fourfold.electricity.tracing.network import Mixer, Network
from fourfold.electricity.tracing.result import Reason
from support.flow_problems import (
    Problem,
    expected_reasons,
    problem_of,
    random_problem,
    sent_away,
    throughput,
    with_flows,
)

SHAPES = st.sampled_from(["acyclic", "cyclic"])
SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.integers(1, 9)
problems = st.builds(random_problem, SEEDS, SIZES, shape=SHAPES)
lossy_problems = st.builds(random_problem, SEEDS, SIZES, shape=SHAPES, loss=st.floats(0.01, 0.4))
laws = settings(max_examples=30, deadline=None)


@pytest.fixture(scope="module", params=["compiled", "batched", "sparse"])
def mix(request: pytest.FixtureRequest) -> Mixer:
    if request.param == "compiled":
        pytest.importorskip("numba")
    return mixer(request.param)


def factors(mix: Mixer, problem: Problem) -> Floats:
    return mix(problem.network, problem.flows)[0]


def close(found: Floats, wanted: Floats, tolerance: float = 1e-12) -> None:
    """Equal with the same gaps, relative to the largest number."""
    largest = np.nanmax(np.abs(wanted), initial=0.0)
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance * largest)


@laws
@given(problem=problems | lossy_problems)
def test_carbon_is_conserved(mix: Mixer, problem: Problem) -> None:
    """I1, where energy is lost as well: what is lost underway arrives as carbon."""
    x = factors(mix, problem)
    consumed = np.nansum(x * problem.demand_mwh[:, :, None], axis=1)
    close(consumed, problem.flows.source_amount.sum(axis=1))


@laws
@given(problem=problems)
def test_factors_lie_between_those_of_the_sources(mix: Mixer, problem: Problem) -> None:
    """I2"""
    x = factors(mix, problem)
    source = problem.flows.source_mwh[:, :, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = np.where(source > 0, problem.flows.source_amount / source, np.nan)
    for h in range(x.shape[0]):
        if not np.isnan(x[h]).all():
            low, high = np.nanmin(rates[h], axis=0), np.nanmax(rates[h], axis=0)
            assert np.all(np.isnan(x[h]) | ((x[h] >= low * (1 - 1e-13)) & (x[h] <= high * (1 + 1e-13))))


@laws
@given(problem=lossy_problems)
def test_factors_of_what_arrives_exceed_the_sources_by_the_losses_at_most(mix: Mixer, problem: Problem) -> None:
    """The bound of L2: never below the lowest source, for losses only concentrate."""
    x = factors(mix, problem)
    source = problem.flows.source_mwh[:, :, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = np.where(source > 0, problem.flows.source_amount / source, np.inf)
    assert np.all(np.isnan(x) | (x >= rates.min(axis=1, keepdims=True) * (1 - 1e-12)))


@laws
@given(problem=problems | lossy_problems, seed=SEEDS)
def test_factors_are_linear_in_the_amounts_and_never_fall_when_one_rises(
    mix: Mixer, problem: Problem, seed: int
) -> None:
    """I3"""
    rng = np.random.default_rng(seed)
    amount = problem.flows.source_amount
    more = np.zeros_like(amount)
    more[:, rng.integers(amount.shape[1])] = rng.uniform(0, 1e4)
    x, of_more, of_both = (
        factors(mix, with_flows(problem, source_amount=part)) for part in (amount, more, 3 * amount + more)
    )
    close(of_both, 3 * x + of_more)
    assert np.all(np.isnan(of_more) | (of_more >= 0))


@laws
@given(problem=problems)
def test_islands_keep_their_own_factor(mix: Mixer, problem: Problem) -> None:
    """I4"""
    nothing = np.zeros_like(problem.flows.sent_mwh)
    x = factors(mix, with_flows(problem, sent_mwh=nothing, received_mwh=nothing))
    with np.errstate(invalid="ignore"):
        close(x, problem.flows.source_amount / problem.flows.source_mwh[:, :, None])


@laws
@given(problem=problems, seed=SEEDS)
def test_a_node_fed_by_one_other_has_its_factor(mix: Mixer, problem: Problem, seed: int) -> None:
    """I5"""
    flows, count = problem.flows, problem.network.count
    feeder = seed % count
    network = Network(
        count + 1, np.append(problem.network.from_node, feeder).astype(np.int32),
        np.append(problem.network.to_node, count).astype(np.int32),
    )  # fmt: skip
    fed = np.maximum(problem.demand_mwh[:, feeder : feeder + 1], 0) + 1.0
    flows = replace(
        flows,
        source_mwh=np.pad(flows.source_mwh, ((0, 0), (0, 1))),
        source_amount=np.pad(flows.source_amount, ((0, 0), (0, 1), (0, 0))),
        sent_mwh=np.append(flows.sent_mwh, fed, axis=1),
        received_mwh=np.append(flows.received_mwh, fed, axis=1),
        blocked=np.pad(flows.blocked, ((0, 0), (0, 1))),
    )
    x, _ = mix(network, flows)
    close(x[:, count], x[:, feeder], 1e-14)


@laws
@given(f=st.lists(st.floats(0.1, 1e4), min_size=3, max_size=3), e=st.lists(st.floats(0, 1e3), min_size=3, max_size=3))
def test_a_chain_follows_its_closed_form(mix: Mixer, f: list[float], e: list[float]) -> None:
    """I6"""
    problem = problem_of(
        3, [(0, 1, f[0]), (2, 1, -f[1])], [f[0], f[1], f[2]], [g * w for g, w in zip(f, e, strict=True)]
    )
    second = (f[1] * e[1] + f[0] * e[0]) / (f[1] + f[0])
    third = (f[2] * e[2] + f[1] * second) / (f[2] + f[1])
    close(factors(mix, problem)[0, :, 0], np.array([e[0], second, third]))


@laws
@given(g=st.tuples(st.floats(0.1, 1e3), st.floats(0, 1e3)), there=st.floats(0.1, 1e3), back=st.floats(0.1, 1e3))
def test_a_loop_of_gross_flows_follows_its_closed_form(
    mix: Mixer, g: tuple[float, float], there: float, back: float
) -> None:
    """I7: two ties of one pair in opposite directions are both carried."""
    amount = [g[0] * 900.0, g[1] * 20.0]
    problem = problem_of(2, [(0, 1, there), (0, 1, -back)], list(g), amount)
    matrix = (g[0] + back) * (g[1] + there) - there * back
    first = ((g[1] + there) * amount[0] + back * amount[1]) / matrix
    second = ((g[0] + back) * amount[1] + there * amount[0]) / matrix
    close(factors(mix, problem)[0, :, 0], np.array([first, second]), 1e-9)


@pytest.mark.parametrize("loop", [1e3, 1e9, 1e12])
def test_large_loops_lose_no_digits_of_small_sources(mix: Mixer, loop: float) -> None:
    """A source of 1 MWh at 500 kg/MWh fills a loop of any size with 500 kg/MWh."""
    ties = [(0, 1, loop + 1), (1, 2, loop), (2, 0, loop)]
    close(factors(mix, problem_of(3, ties, [1.0, 0.0, 0.0], [500.0, 0.0, 0.0])), np.full((1, 3, 1), 500.0), 1e-13)


@laws
@given(problem=problems | lossy_problems, seed=SEEDS)
def test_relabelling_nodes_and_ties_relabels_factors(mix: Mixer, problem: Problem, seed: int) -> None:
    """I8, and I11: reversing the sign convention of ties changes nothing."""
    rng = np.random.default_rng(seed)
    network, flows = problem.network, problem.flows
    label = rng.permutation(network.count)
    tie = rng.permutation(network.from_node.size)
    turned = rng.random(tie.size) < 0.5
    start, end = (label[ends[tie]].astype(np.int32) for ends in (network.from_node, network.to_node))
    relabelled = Network(network.count, np.where(turned, end, start), np.where(turned, start, end))
    sign = np.where(turned, -1.0, 1.0)
    back = np.argsort(label)
    x, reason = mix(
        relabelled,
        replace(
            flows,
            source_mwh=flows.source_mwh[:, back],
            source_amount=flows.source_amount[:, back],
            sent_mwh=flows.sent_mwh[:, tie] * sign,
            received_mwh=flows.received_mwh[:, tie] * sign,
        ),
    )
    wanted, wanted_reason = mix(network, flows)
    close(x[:, label], wanted)
    np.testing.assert_array_equal(reason[:, label], wanted_reason)


@laws
@given(problem=problems, share=st.floats(0.05, 0.95), there=st.floats(0, 500), back=st.floats(0, 500), seed=SEEDS)
def test_splitting_a_node_changes_nothing(
    mix: Mixer, problem: Problem, share: float, there: float, back: float, seed: int
) -> None:
    """I8: two parts with proportional source, imports and exports, whatever circulates between them."""
    network, flows = problem.network, problem.flows
    node, part = seed % network.count, network.count
    assume((throughput(problem)[:, node] > 0).all())
    whole, reason = mix(network, flows)
    touching = (network.from_node == node) | (network.to_node == node)
    start, end = (
        np.where(ends[touching] == node, part, ends[touching]) for ends in (network.from_node, network.to_node)
    )
    split = Network(
        part + 1,
        np.concatenate([network.from_node, start, [node, part]]).astype(np.int32),
        np.concatenate([network.to_node, end, [part, node]]).astype(np.int32),
    )
    one = np.ones((whole.shape[0], 1))
    scale = np.where(touching, share, 1.0)
    sent = np.concatenate([flows.sent_mwh * scale, flows.sent_mwh[:, touching] * (1 - share)], axis=1)
    sent = np.concatenate([sent, there * one, back * one], axis=1)
    source = np.append(flows.source_mwh, flows.source_mwh[:, [node]] * (1 - share), axis=1)
    amount = np.append(flows.source_amount, flows.source_amount[:, [node]] * (1 - share), axis=1)
    source[:, node] *= share
    amount[:, node] *= share
    parts, part_reason = mix(split, replace(
        flows, source_mwh=source, source_amount=amount, sent_mwh=sent, received_mwh=sent, blocked=source < 0
    ))  # fmt: skip
    close(parts[:, :part], whole, 1e-11)
    close(parts[:, part], whole[:, node], 1e-11)
    np.testing.assert_array_equal(part_reason[:, :part], reason)


@laws
@given(problem=problems | lossy_problems, by=st.floats(1e-3, 1e3))
def test_scaling_energy_leaves_factors_and_scaling_amounts_scales_them(mix: Mixer, problem: Problem, by: float) -> None:
    """I9"""
    flows = problem.flows
    x = factors(mix, problem)
    energies = {name: getattr(flows, name) * by for name in ("source_mwh", "sent_mwh", "received_mwh")}
    close(factors(mix, with_flows(problem, **energies, source_amount=flows.source_amount * by)), x)
    close(factors(mix, with_flows(problem, source_amount=flows.source_amount * by)), x * by)


@laws
@given(problem=problems)
def test_rows_of_the_mix_sum_to_one_and_carry_the_factor(mix: Mixer, problem: Problem) -> None:
    """I10, with the source of each node as a technology of its own."""
    source = problem.flows.source_mwh
    shares, reason = mix(
        problem.network, with_flows(problem, source_amount=source[:, :, None] * np.eye(source.shape[1])).flows
    )
    sound = reason == Reason.NONE
    close(shares.sum(axis=2)[sound], np.ones(sound.sum()))
    with np.errstate(invalid="ignore"):
        rates = np.nan_to_num(problem.flows.source_amount / source[:, :, None])
    close((shares @ rates)[sound], factors(mix, problem)[sound])


@laws
@given(problem=problems)
def test_nodes_without_factor_have_no_demand_and_a_reason(mix: Mixer, problem: Problem) -> None:
    """I16, on networks that balance."""
    x, reason = mix(problem.network, problem.flows)
    assert (np.isnan(x).any(axis=2) == (reason != Reason.NONE)).all()
    assert (np.isnan(x).all(axis=2) == (reason != Reason.NONE)).all()
    assert (reason[throughput(problem) == 0] == Reason.ZERO_THROUGHPUT).all()
    assert np.all(np.abs(problem.demand_mwh[reason != Reason.NONE]) < 1e-9)
    assert not (reason == Reason.MISSING_INPUT).any()


@laws
@given(problem=problems | lossy_problems, seed=SEEDS)
def test_reasons_follow_from_the_graph(mix: Mixer, problem: Problem, seed: int) -> None:
    """I16 where inputs are missing and data do not balance: sources taken away, nodes blocked."""
    rng = np.random.default_rng(seed)
    shape = problem.flows.source_mwh.shape
    kept = rng.random(shape) < 0.6
    unbalanced = with_flows(
        problem,
        source_mwh=problem.flows.source_mwh * kept,
        source_amount=problem.flows.source_amount * kept[:, :, None],
        blocked=rng.random(shape) < rng.choice([0.0, 0.15]),
    )
    if np.array_equal(problem.flows.sent_mwh, problem.flows.received_mwh):
        x, reason = mix(unbalanced.network, unbalanced.flows)
        assert reason.tolist() == expected_reasons(unbalanced)
        assert (np.isnan(x).any(axis=2) == (reason != Reason.NONE)).all()


@laws
@given(problem=lossy_problems)
def test_carried_losses_vanish_with_the_losses(mix: Mixer, problem: Problem) -> None:
    """I18: the factors of L2 go to those of L0, in proportion."""
    sent, received = problem.flows.sent_mwh, problem.flows.received_mwh
    without = factors(mix, with_flows(problem, received_mwh=sent))
    gaps = [
        np.nanmax(
            np.abs(factors(mix, with_flows(problem, received_mwh=sent - (sent - received) * t)) - without), initial=0
        )
        for t in (1e-4, 1e-6, 1e-8)
    ]
    largest = np.nanmax(without, initial=0.0) + 1
    assert gaps[2] <= 1e-9 * largest + gaps[1] / 50
    assert gaps[1] <= 1e-9 * largest + gaps[0] / 50


@laws
@given(problem=problems)
def test_sent_and_demanded_is_all_that_passes(problem: Problem) -> None:
    """The problems of these tests balance (1.1 of the reference)."""
    assert (problem.demand_mwh >= -1e-9).all()
    close(sent_away(problem) + problem.demand_mwh, throughput(problem))
