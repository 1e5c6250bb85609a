"""Solving: the fast way against dense numpy, bounds against true errors, faults by name."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.accounting.background import solving
from fourfold.accounting.background.solving import Solver
from fourfold.accounting.background.solving_faults import explain
from fourfold.core.problems import InputError


def sparse(dense: np.ndarray) -> sp.csc_array:
    return sp.csc_array(np.asarray(dense, float))


def random_needs(seed: int, size: int, gain: float, credited: float = 0.0, loops: int = 0) -> np.ndarray:
    """A productive C with columns that sum to at most `gain`, entries in units of 1e-4 to 1e4."""
    rng = np.random.default_rng(seed)
    needs = rng.lognormal(0, 1.5, (size, size)) * (rng.random((size, size)) < min(1.0, 4 / size))
    needs[:, rng.random(size) < 0.1] = 0.0
    signs = np.where(rng.random((size, size)) < credited, -1.0, 1.0)
    needs *= signs
    sums = np.abs(needs).sum(axis=0)
    needs *= rng.uniform(0.1, 1.0, size) * gain / np.where(sums > 0, sums, 1.0)
    for _ in range(loops):
        a, b = rng.choice(size, 2, replace=False)
        needs[:, [a, b]] = 0.0
        needs[a, b], needs[b, a] = 0.9, rng.uniform(0.90, 0.98) / 0.9
    unit = 10.0 ** rng.uniform(-4, 4, size)
    return needs / unit[:, None] * unit[None, :]


def reference(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    """A dense solve in extended precision by refinement, columns and rows put in size first."""
    values = np.linalg.solve(matrix, right)
    wide, goal = matrix.astype(np.longdouble), right.astype(np.longdouble)
    total = values.astype(np.longdouble)
    for _ in range(4):
        total += np.linalg.solve(matrix, (goal - wide @ total).astype(float))
    return total.astype(float)


def test_two_by_two() -> None:
    """Electricity needs 0.2 coal, coal needs 0.5 electricity; burdens 1 and 2: y = (1 + 0.4, 2 + 0.5) / 0.9."""
    solver = Solver(sparse(np.array([[0.0, 0.5], [0.2, 0.0]])))
    scores = solver.adjoint(np.array([[1.0], [2.0]]))
    assert scores.values[:, 0] == pytest.approx([1.4 / 0.9, 2.5 / 0.9], rel=1e-14)
    amounts = solver.forward(np.array([[1.0], [0.0]]))
    assert amounts.values[:, 0] == pytest.approx([1 / 0.9, 0.2 / 0.9], rel=1e-14)
    assert scores.is_bound
    assert scores.forward_error < 1e-12


def test_self_loop_and_credit() -> None:
    """A power station that uses a tenth of its power; a process credited with 2 kWh for each unit."""
    solver = Solver(sparse(np.array([[0.1, -2.0], [0.0, 0.0]])))
    assert solver.adjoint(np.array([[0.9], [0.5]])).values[:, 0] == pytest.approx([1.0, -1.5], rel=1e-14)
    assert solver.forward(np.array([[0.0], [1.0]])).values[:, 0] == pytest.approx([-2 / 0.9, 1.0], rel=1e-14)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    size=st.integers(1, 40),
    gain=st.floats(0.1, 0.95),
    credited=st.sampled_from([0.0, 0.2, 0.6]),
    loops=st.integers(0, 3),
    columns=st.integers(1, 4),
)
def test_equal_to_dense_and_within_bound(
    seed: int, size: int, gain: float, credited: float, loops: int, columns: int
) -> None:
    needs = random_needs(seed, size, gain, credited, loops if size > 6 else 0)
    rng = np.random.default_rng(seed + 1)
    matrix = np.eye(size) - needs
    right = (
        rng.normal(size=(size, columns)) * (rng.random((size, columns)) < 0.5) * 10.0 ** rng.uniform(-4, 4, (size, 1))
    )
    try:
        solver = Solver(sparse(needs))
        scores, amounts = solver.adjoint(right), solver.forward(right)
    except InputError:
        assert not _is_productive(needs), "a sound system was refused"
        return
    gross = np.linalg.solve(np.eye(size) - np.abs(needs).T, np.abs(right)) if _is_productive(needs) else None
    exact = reference(matrix.T, right)
    if gross is not None:
        share = gross / np.where(gross.max(axis=1) > 0, gross.max(axis=1), 1.0)[:, None]
        column = np.where(share.max(axis=0) > 0, share.max(axis=0), 1.0)
        row = (gross / column).sum(axis=1)[:, None]
        relative = np.abs(scores.values - exact) / column / np.where(row > 0, row, 1.0)
        # columns are weighted among each other here and there by sizes that differ by up to their number
        assert relative.max() <= (2 * columns if columns > 1 else 1) * scores.forward_error + 1e-14
    residual = np.abs(right - matrix.T @ scores.values)
    sizes = np.abs(right) + np.abs(needs).T @ np.abs(scores.values) + np.abs(scores.values)
    # a column that is small beside the others is as good as they are, not as good as it is small
    assert (residual <= 1e-9 * sizes.max(axis=1, keepdims=True)).all()
    worth = np.linalg.norm(right.T @ scores.values - amounts.values.T @ right)
    assert worth <= 1e-8 * np.linalg.norm(np.abs(right).T @ np.abs(scores.values))


def _is_productive(needs: np.ndarray) -> bool:
    return bool(np.abs(np.linalg.eigvals(np.abs(needs))).max(initial=0) < 1 - 1e-9)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), size=st.integers(2, 40), gain=st.floats(0.1, 0.99), loops=st.integers(0, 3))
def test_error_is_never_more_than_said(seed: int, size: int, gain: float, loops: int) -> None:
    """Without credits and with burdens of one sign the error is relative to each single score."""
    needs = random_needs(seed, size, gain, loops=loops if size > 6 else 0)
    burdens = np.random.default_rng(seed).lognormal(0, 3, (size, 1))
    if not _is_productive(needs):
        return
    solved = Solver(sparse(needs)).adjoint(burdens)
    exact = reference((np.eye(size) - needs).T, burdens)
    assert solved.is_bound
    assert solved.forward_error <= 1e-10
    assert np.abs(solved.values / exact - 1).max() <= solved.forward_error + 1e-14


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_scaling_and_permutation(seed: int) -> None:
    needs = random_needs(seed, 20, 0.8)
    rng = np.random.default_rng(seed)
    burdens, order = rng.random((20, 1)), rng.permutation(20)
    unit = 10.0 ** rng.uniform(-4, 4, 20)
    base = Solver(sparse(needs)).adjoint(burdens).values
    moved = Solver(sparse(needs[np.ix_(order, order)])).adjoint(burdens[order]).values
    assert moved == pytest.approx(base[order], rel=1e-11)
    scaled = Solver(sparse(needs / unit[:, None] * unit)).adjoint(burdens * unit[:, None]).values
    assert scaled == pytest.approx(base * unit[:, None], rel=1e-11)


def test_the_direct_way_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    needs, burdens = random_needs(3, 40, 0.9, loops=2), np.random.default_rng(3).random((40, 2))
    usual, ahead = Solver(sparse(needs)).adjoint(burdens), Solver(sparse(needs)).forward(burdens)
    monkeypatch.setattr(solving, "_iterate", lambda *_: None)
    direct = Solver(sparse(needs)).adjoint(burdens)
    assert (usual.path, direct.path) == ("iterative", "direct")
    assert direct.values == pytest.approx(usual.values, rel=1e-11)
    assert direct.is_bound
    assert direct.forward_error < 1e-9
    assert Solver(sparse(needs)).forward(burdens).values == pytest.approx(ahead.values, rel=1e-9)


def test_large_credits_are_solved_directly() -> None:
    """|C| is not productive here, yet the system is sound: x = 1 / (1 + 4), by hand."""
    solver = Solver(sparse(np.array([[0.0, 2.0], [-2.0, 0.0]])))
    solved = solver.forward(np.array([[1.0], [0.0]]))
    assert solved.path == "direct"
    assert not solved.is_bound
    assert solved.forward_error < 1e-12
    assert solved.values[:, 0] == pytest.approx([0.2, -0.4], rel=1e-14)
    assert solver.adjoint(np.array([[1.0], [0.0]])).values[:, 0] == pytest.approx([0.2, 0.4], rel=1e-14)


def test_a_near_solution_helps_and_changes_nothing() -> None:
    needs, burdens = random_needs(5, 200, 0.9), np.random.default_rng(5).random((200, 1))
    mean = Solver(sparse(needs))
    base = mean.adjoint(burdens)
    drawn = needs * np.random.default_rng(6).lognormal(0, 0.01, needs.shape)
    warm = Solver(sparse(drawn), like=mean).adjoint(burdens, base.values)
    cold = Solver(sparse(drawn)).adjoint(burdens)
    assert warm.values == pytest.approx(cold.values, rel=1e-11)
    assert warm.iterations < cold.iterations


def test_empty_zero_and_duplicates() -> None:
    assert Solver(sparse(np.zeros((0, 0)))).adjoint(np.zeros((0, 1))).values.shape == (0, 1)
    solver = Solver(sparse(np.zeros((3, 3))))
    assert (solver.adjoint(np.zeros((3, 2))).values == 0).all()
    assert (solver.forward(np.zeros((3, 1))).values == 0).all()
    assert solver.adjoint(np.zeros((3, 0))).values.shape == (3, 0)
    twice = sp.csc_array((np.array([0.2, 0.3]), np.array([0, 0]), np.array([0, 0, 2])), shape=(2, 2))
    assert Solver(twice).adjoint(np.array([[1.0], [0.0]])).values[:, 0] == pytest.approx([1.0, 0.5])


def test_many_right_hand_sides_in_blocks() -> None:
    needs = random_needs(9, 30, 0.8)
    right = np.random.default_rng(9).random((30, 150))
    assert Solver(sparse(needs)).adjoint(right).values == pytest.approx(
        np.linalg.solve((np.eye(30) - needs).T, right), rel=1e-9
    )


def test_burdens_that_reach_few_products() -> None:
    """Products without any burden upstream score exactly zero, whatever the sizes of the others."""
    needs = np.zeros((4, 4))
    needs[0, 1], needs[2, 1], needs[3, 2], needs[2, 3] = 1e-9, 1e9, 0.5, 0.5
    solved = Solver(sparse(needs)).adjoint(np.array([[1.0], [0.0], [0.0], [0.0]]))
    assert solved.values[:2, 0] == pytest.approx([1.0, 1e-9], rel=1e-14)
    assert solved.values[2:, 0].tolist() == [0.0, 0.0]


NAMES = ["power", "coal", "steel", "lorry"]


def codes_and_texts(needs: np.ndarray, ask: str = "adjoint") -> list[tuple[str, str]]:
    solver = Solver(sparse(needs), NAMES.__getitem__)
    with pytest.raises(InputError) as caught:
        getattr(solver, ask)(np.ones((len(needs), 1)))
    return [(one.kind.code, one.in_english) for one in caught.value.problems]


@pytest.mark.parametrize("ask", ["adjoint", "forward"])
@pytest.mark.parametrize("back", [0.5, 0.8, 3.0])
def test_unproductive_loops_are_named(ask: str, back: float) -> None:
    """Power → coal → power: what goes round comes back once, 1.6-fold, 6-fold. Steel and lorry are fine."""
    needs = np.zeros((4, 4))
    needs[1, 0], needs[0, 1], needs[2, 3], needs[3, 2], needs[0, 3] = 2.0, back, 0.1, 0.1, 0.3
    ((code, text),) = codes_and_texts(needs, ask)
    assert code == "background-unproductive"
    assert "power → coal → power" in text
    assert "steel" not in text


def test_loops_at_fault_only_together() -> None:
    needs = np.array([[0.0, 0.6, 0.6, 0.0], [1.0, 0, 0, 0], [1.0, 0, 0, 0], [0, 0, 0, 0]])
    ((code, text),) = codes_and_texts(needs)
    assert code == "background-unproductive-group"
    assert text.startswith("3 processes")


def test_own_use() -> None:
    needs = np.zeros((4, 4))
    needs[2, 2], needs[1, 1] = 1.2, 0.3
    ((code, text),) = codes_and_texts(needs)
    assert code == "background-own-use"
    assert "steel" in text


def test_singular_with_credits() -> None:
    """Lorry and steel undo each other; power and coal are fine."""
    needs = np.zeros((4, 4))
    needs[2, 3], needs[3, 2], needs[0, 1] = -1.0, -1.0, 0.5
    ((code, text),) = codes_and_texts(needs)
    assert code == "background-singular"
    assert "steel" in text
    assert "lorry" in text
    assert "power" not in text


def test_unproductive_though_nothing_asks_for_it() -> None:
    """The faulty loop has no burden and nobody uses it: it is found all the same."""
    needs = np.zeros((4, 4))
    needs[2, 3], needs[3, 2] = 1.5, 1.0
    solver = Solver(sparse(needs), NAMES.__getitem__)
    with pytest.raises(InputError):
        solver.adjoint(np.array([[1.0], [0.0], [0.0], [0.0]]))


@pytest.mark.parametrize("credited", [0.0, 0.3])
def test_sound_systems_have_no_fault(credited: float) -> None:
    for seed in range(20):
        needs = random_needs(seed, 30, 0.95, credited, loops=2)
        if _is_productive(needs):
            assert explain(sparse(needs), str) == []
