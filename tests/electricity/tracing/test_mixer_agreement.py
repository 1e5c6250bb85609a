"""The ways to solve the mixing agree (I17); which of them is taken; what they do with faulty input."""

from __future__ import annotations

from collections.abc import Callable

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.electricity.tracing import mixer as mixers
from fourfold.electricity.tracing.compiling import compiled
from fourfold.electricity.tracing.elimination import plan_elimination
from fourfold.electricity.tracing.mixer import mixer
from fourfold.electricity.tracing.mixer_numpy import mix_batched
from fourfold.electricity.tracing.mixer_sparse import mix_sparse
from fourfold.electricity.tracing.network import Mixer
from fourfold.electricity.tracing.result import Reason
from support.flow_problems import Problem, problem_of, random_problem, with_flows

WAYS = ("compiled", "batched", "sparse", "dense")


@settings(max_examples=50, deadline=None)
@given(
    problem=st.builds(
        random_problem,
        st.integers(0, 2**32 - 1),
        st.integers(1, 40),
        attributes=st.integers(1, 5),
        shape=st.sampled_from(["acyclic", "cyclic"]),
        loss=st.sampled_from([0.0, 0.0, 0.1]),
    ),
    blocked=st.booleans(),
)
def test_all_ways_agree(problem: Problem, blocked: bool) -> None:
    """I17: factors to 1e-9, reasons exactly."""
    if blocked:
        chosen = np.arange(problem.network.count) % 7 == 3
        problem = with_flows(problem, blocked=problem.flows.blocked | chosen)
    wanted, reason = mixer("dense")(problem.network, problem.flows)
    for way in WAYS[:3]:
        found, found_reason = mixer(way)(problem.network, problem.flows)
        np.testing.assert_array_equal(found_reason, reason)
        np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("shape", ["acyclic", "cyclic"])
def test_a_large_network_agrees(way: str, shape: str) -> None:
    """I17 beyond the size where elimination fills in, over more intervals than are taken side by side."""
    problem = random_problem(7, 150, intervals=70 if way != "dense" else 3, attributes=3, shape=shape)  # type: ignore[arg-type]
    found, reason = mixer(way)(problem.network, problem.flows)
    parts = [mixer("sparse")(problem.network, with_flows(problem, **interval(problem, h)).flows) for h in range(3)]
    for h, (x, why) in enumerate(parts):
        np.testing.assert_array_equal(reason[h], why[0])
        np.testing.assert_allclose(found[h], x[0], rtol=1e-9)


@pytest.mark.parametrize("shape", ["acyclic", "cyclic"])
def test_compiled_factors_do_not_depend_on_the_block(shape: str) -> None:
    """Law 4: the same bits whether intervals are solved together or one by one."""
    problem = random_problem(11, 25, intervals=37, shape=shape)  # type: ignore[arg-type]
    mix = mixer("compiled")
    together, _ = mix(problem.network, problem.flows)
    for h in range(37):
        alone, _ = mix(problem.network, with_flows(problem, **interval(problem, h)).flows)
        assert alone[0].tobytes() == together[h].tobytes()


def interval(problem: Problem, h: int) -> dict[str, object]:
    return {name: getattr(problem.flows, name)[h : h + 1] for name in type(problem.flows).__slots__}


@pytest.mark.parametrize("way", WAYS)
def test_no_intervals_and_no_ties_are_no_trouble(way: str) -> None:
    alone = problem_of(2, [], [4.0, 0.0], [8.0, 0.0])
    x, reason = mixer(way)(alone.network, alone.flows)
    assert x[0, 0, 0] == 2.0
    assert reason.tolist() == [[Reason.NONE, Reason.ZERO_THROUGHPUT]]
    none = with_flows(alone, **{name: value[:0] for name, value in interval(alone, 0).items()})  # type: ignore[index]
    assert mixer(way)(none.network, none.flows)[0].shape == (0, 2, 1)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["source_mwh", "source_amount", "sent_mwh", "received_mwh"])
def test_what_is_no_number_is_a_missing_input(way: str, name: str) -> None:
    """A gap is never taken for zero, and taints all that is downstream of it, nothing else."""
    problem = problem_of(4, [(0, 1, 5.0), (1, 2, 5.0)], [9.0, 1.0, 1.0, 3.0], [1.0, 1.0, 1.0, 6.0])
    values = getattr(problem.flows, name).copy()
    values[0, 0] = np.nan
    x, reason = mixer(way)(problem.network, with_flows(problem, **{name: values}).flows)
    assert reason.tolist() == [[Reason.MISSING_INPUT] * 3 + [Reason.NONE]]
    assert np.isnan(x[0, :3]).all()
    assert x[0, 3, 0] == 2.0


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("ties", "first"),
    [
        ([(0, 2, 1.0)], [Reason.ZERO_THROUGHPUT, Reason.ZERO_THROUGHPUT]),
        ([(0, 1, 5.0), (1, 0, 5.0), (1, 2, 1.0)], [Reason.LOOP_WITHOUT_SOURCE, Reason.LOOP_WITHOUT_SOURCE]),
    ],
)
def test_what_comes_from_nowhere_taints_a_loop_and_all_behind_it(
    way: str, ties: list[tuple[int, int, float]], first: list[Reason]
) -> None:
    """Where data do not balance, a node can send what it never received; nothing is made up for what it carries."""
    ties = [*ties, (2, 3, 9.0), (3, 2, 4.0), (3, 4, 5.0)]
    problem = problem_of(6, ties, [0.0, 0.0, 0.0, 1.0, 1.0, 1.0], [0.0, 0.0, 0.0, 7.0, 7.0, 7.0])
    _, reason = mixer(way)(problem.network, problem.flows)
    assert reason.tolist() == [[*first, *[Reason.MISSING_INPUT] * 3, Reason.NONE]]


@pytest.mark.parametrize("way", ["compiled", "batched", "sparse"])
def test_a_loop_that_loses_all_it_is_fed_is_refused(way: str) -> None:
    """Carried losses concentrate carbon; where nothing leaves, without end."""
    problem = problem_of(2, [(0, 1, 8.0), (1, 0, 8.0)], [4.0, 4.0], [8.0, 8.0])
    half = with_flows(problem, received_mwh=problem.flows.sent_mwh / 2)
    with pytest.raises(ArithmeticError):
        mixer(way)(half.network, half.flows)


def test_the_way_taken_depends_on_what_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert type(mixer()) is type(mixer("compiled"))
    assert mixer("batched") is mix_batched
    assert mixer("sparse") is mix_sparse
    monkeypatch.setattr(mixers, "find_spec", lambda _: None)
    taken: list[str] = []
    for name, way in (("_batched", mix_batched), ("_sparse", mix_sparse)):

        def take(name: str = name, way: Mixer = way) -> Mixer:
            taken.append(name)
            return way

        monkeypatch.setattr(mixers, name, take)
    for nodes in (80, 81):
        problem = random_problem(3, nodes, intervals=1, shape="acyclic")
        mixer("auto")(problem.network, problem.flows)
    assert taken == ["_batched", "_sparse"]


def test_an_unknown_way_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="no mixer 'fast'; there are auto, compiled, batched, sparse, dense"):
        mixer("fast")


def test_the_kernel_compiles_without_a_folder_to_keep_it_in(monkeypatch: pytest.MonkeyPatch) -> None:
    really = numba.njit

    def njit(
        function: Callable[[float], float], cache: bool = False, nogil: bool = False, error_model: str = ""
    ) -> object:
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return really(function)

    def double(number: float) -> float:
        return 2 * number

    monkeypatch.setattr(numba, "njit", njit)
    assert compiled(double)(4.0) == 8.0


def test_elimination_of_a_line_adds_no_pairs() -> None:
    """Least degree takes the ends first: a tree of n nodes has n − 1 pairs."""
    problem = problem_of(6, [(i, i + 1, 1.0) for i in range(5)], [1.0] * 6, [1.0] * 6)
    plan = plan_elimination(problem.network)
    assert plan.later.size == 5
    assert sorted(plan.order.tolist()) == list(range(6))
