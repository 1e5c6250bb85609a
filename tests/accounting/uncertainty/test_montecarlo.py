"""Draws of all products against a dense solve of the same draws, and the laws that draws keep."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounting.uncertainty.systems import CARBON, lognormals, productive, system
from fourfold.accounting.background.system import Entries, LinearSystem
from fourfold.accounting.uncertainty.compare import compare
from fourfold.accounting.uncertainty.distributions import Draw, Form, distributions
from fourfold.accounting.uncertainty.montecarlo import simulate
from fourfold.accounting.uncertainty.simulation import Failure
from fourfold.accounting.uncertainty.streams import normals
from fourfold.accounting.uncertainty.summary import summarise
from fourfold.accounting.uncertainty.uncertain import Uncertain, uncertain
from fourfold.core.problems import InputError

LOOP = np.array([[0.1, 0.3], [0.5, 0.0]])
COMPILED = [False, pytest.param(True, marks=pytest.mark.filterwarnings("ignore"))]


def brute(of: LinearSystem, found: Uncertain, draws: int, seed: int) -> np.ndarray:
    """Every draw as a dense system, entry by entry [draw, product]."""
    out = []
    for number in range(draws):
        keys = sorted(set(found.groups.tolist()))
        z = dict(zip(keys, normals(seed, number, len(keys)), strict=True))
        drawn = Draw(found.distributions)(np.array([z[group] for group in found.groups.tolist()]))
        factor = dict(zip(found.exchanges.tolist(), drawn / found.distributions.amounts, strict=True))
        makers = [factor.get(int(exchange), 1.0) for exchange in of.production]
        matrix, direct = np.eye(of.size), np.zeros(of.size)
        for row, column, value, exchange in zip(
            of.needs.rows, of.needs.columns, of.needs.values, of.needs.exchanges, strict=True
        ):
            matrix[row, column] -= value * factor.get(int(exchange), 1.0) / makers[column]
        for column, value, exchange in zip(
            of.interventions.columns, of.interventions.values, of.interventions.exchanges, strict=True
        ):
            direct[column] += value * factor.get(int(exchange), 1.0) / makers[column]
        out.append(np.linalg.solve(matrix.T, direct))
    return np.array(out)


@pytest.mark.parametrize("compiled", COMPILED)
def test_two_products_that_use_each_other(compiled: bool) -> None:
    of = system(LOOP, np.array([1.0, 2.0]), makers=True)
    found = lognormals(of, 1.2, makers_too=True)
    drawn = simulate(of, found, CARBON, draws=50, seed=7, compiled=compiled)
    np.testing.assert_allclose(drawn.scores[:, :, 0], brute(of, found, 50, 7), rtol=2e-6)
    assert drawn.path == ("compiled" if compiled else "stepwise")
    assert drawn.error <= drawn.tolerance
    assert not drawn.failures
    assert drawn.drawn == 7
    np.testing.assert_allclose(drawn.mean[:, 0], drawn.scores[:, :, 0].mean(axis=0))
    np.testing.assert_allclose(drawn.sd[:, 0], drawn.scores[:, :, 0].std(axis=0, ddof=1))


@pytest.mark.parametrize("compiled", COMPILED)
@settings(max_examples=8)
@given(st.integers(0, 10_000), st.integers(1, 12), st.floats(0.1, 0.9))
def test_random_systems_against_dense_solves(compiled: bool, seed: int, size: int, gain: float) -> None:
    rng = np.random.default_rng(seed)
    of = system(productive(rng, size, gain), rng.random(size) * (rng.random(size) < 0.6), makers=True)
    found = lognormals(of, 1.05, makers_too=True)
    drawn = simulate(of, found, CARBON, draws=5, seed=seed, compiled=compiled)
    reference = brute_of_used(of, found, drawn.drawn, seed)
    good = [number for number in range(5) if number not in drawn.failures]
    np.testing.assert_allclose(drawn.scores[good, :, 0], reference[good], rtol=1e-5, atol=1e-12)


def brute_of_used(of: LinearSystem, found: Uncertain, drawn: int, seed: int) -> np.ndarray:
    """All exchanges of these systems count, so that all are drawn."""
    assert drawn == found.count
    return brute(of, found, 5, seed)


def test_credits_and_uptakes_against_dense_solves() -> None:
    needs = np.array([[0.0, 0.4, -0.2], [0.3, 0.1, 0.0], [0.2, 0.0, 0.0]])
    of = system(needs, np.array([1.0, -0.5, 2.0]))
    found = lognormals(of, 1.3)
    for compiled in (False, True):
        drawn = simulate(of, found, CARBON, draws=20, seed=3, compiled=compiled)
        np.testing.assert_allclose(drawn.scores[:, :, 0], brute(of, found, 20, 3), rtol=1e-5)


def test_entries_at_one_place_and_shared_exchanges() -> None:
    """Two entries at one place add; one exchange in two columns is drawn once."""
    plain = system(LOOP, np.array([1.0, 2.0]))
    entries = Entries(
        np.array([0, 0, 1, 0]), np.array([1, 1, 0, 0]), np.array([0.2, 0.1, 0.5, 0.1]), np.array([0, 1, 2, 0])
    )
    of = replace(plain, needs=entries, interventions=replace(plain.interventions, exchanges=np.array([3, 3])))
    amounts = np.array([0.2, 0.1, 0.5, 1.0])
    found = uncertain(np.arange(4), distributions(np.full(4, Form.LOGNORMAL), amounts, amounts, np.full(4, 1.4)))
    for compiled in (False, True):
        drawn = simulate(of, found, CARBON, draws=20, seed=3, compiled=compiled)
        np.testing.assert_allclose(drawn.scores[:, :, 0], brute(of, found, 20, 3), rtol=1e-5)


@given(st.floats(0.001, 1000), st.integers(0, 100))
@settings(max_examples=5)
def test_emissions_scaled_scale_the_scores(factor: float, seed: int) -> None:
    one, other = (system(LOOP, np.array([1.0, 2.0]) * by) for by in (1.0, factor))
    first = simulate(one, lognormals(one, 1.2), CARBON, draws=4, seed=seed)
    second = simulate(other, lognormals(other, 1.2), CARBON, draws=4, seed=seed)
    np.testing.assert_allclose(second.scores, first.scores * factor, rtol=1e-5)


def test_the_same_seed_draws_the_same_and_more_draws_begin_alike() -> None:
    of = system(LOOP, np.array([1.0, 2.0]))
    found = lognormals(of, 1.2)
    one, again, longer, other = (
        simulate(of, found, CARBON, draws=draws, seed=seed) for draws, seed in ((9, 5), (9, 5), (30, 5), (9, 6))
    )
    assert (one.scores == again.scores).all()
    assert (one.scores == longer.scores[:9]).all()
    assert not np.isclose(one.scores, other.scores).any()


def test_the_order_of_entries_does_not_matter() -> None:
    of = system(LOOP, np.array([1.0, 2.0]))
    order = np.array([2, 0, 1])
    needs = of.needs
    turned = replace(
        of,
        needs=Entries(needs.rows[order], needs.columns[order], needs.values[order], needs.exchanges[order]),
    )
    found = lognormals(of, 1.3)
    first, second = (simulate(each, found, CARBON, draws=5) for each in (of, turned))
    np.testing.assert_allclose(first.scores, second.scores, rtol=1e-12)


def test_what_is_fixed_has_no_variance_beside_what_is_not() -> None:
    """Product 2 depends on nothing that is drawn, product 0 does."""
    needs = np.zeros((3, 3))
    needs[1, 0] = 0.5
    of = system(needs, np.array([1.0, 1.0, 3.0]))
    found = lognormals(of, [1.2, 1.2, 1.2, 1.0])
    drawn = simulate(of, found, CARBON, draws=10)
    assert (drawn.scores[:, 2, 0] == 3.0).all()
    assert drawn.sd[2, 0] == 0
    assert summarise(drawn.of(2)).sd.value == 0
    assert (drawn.sd[:2, 0] > 0).all()


def test_only_what_the_products_need_is_drawn() -> None:
    """A loop elsewhere that would make every draw fail does not matter to a product that does not use it."""
    needs = np.zeros((3, 3))
    needs[0, 1] = 0.999999
    needs[1, 0] = 1.0
    of = system(needs, np.array([1.0, 1.0, 3.0]))
    found = lognormals(of, 2.0)
    drawn = simulate(of, found, CARBON, draws=20, products=[2])
    assert not drawn.failures
    assert drawn.drawn == 1
    everything = simulate(of, found, CARBON, draws=20)
    assert set(everything.failures.values()) == {Failure.UNPRODUCTIVE}
    assert np.isnan(everything.scores[list(everything.failures)]).all()


@pytest.mark.parametrize("compiled", COMPILED)
def test_unproductive_draws_are_those_whose_loop_gains(compiled: bool) -> None:
    needs = np.array([[0.0, 0.9], [1.0, 0.0]])
    of = system(needs, np.array([1.0, 1.0]))
    found = lognormals(of, [1.1, 1.1, 1.0, 1.0])
    drawn = simulate(of, found, CARBON, draws=40, compiled=compiled)
    reference = brute(of, found, 40, 1)
    assert set(drawn.failures) == set(np.flatnonzero((reference < 0).any(axis=1)).tolist())
    assert 0 < len(drawn.failures) < 40


def test_a_process_drawn_to_make_nothing_fails_and_is_counted() -> None:
    of = system(np.zeros((1, 1)), np.array([1.0]), makers=True)
    found = uncertain(np.array([1]), distributions([Form.NORMAL], [1.0], [1.0], [1.0]))
    drawn = simulate(of, found, CARBON, draws=200)
    made = np.array([1 + normals(1, number, 1)[0] for number in range(200)])
    assert set(drawn.failures) == set(np.flatnonzero(made <= 0).tolist())
    assert set(drawn.failures.values()) == {Failure.MAKES_NOTHING}
    np.testing.assert_allclose(drawn.of(0), 1 / made[made > 0])


def test_groups_move_together() -> None:
    of = system(np.zeros((2, 2)), np.array([1.0, 1.0]))
    apart = lognormals(of, 1.5)
    together = apart.grouped(["x", "x"])
    assert together.groups.tolist() == [0, 0]
    drawn = simulate(of, together, CARBON, draws=50)
    np.testing.assert_allclose(drawn.scores[:, 0], drawn.scores[:, 1])
    assert not np.isclose(*simulate(of, apart, CARBON, draws=50).scores[:, :, 0].T).any()


def test_common_draws_narrow_the_difference() -> None:
    """Two products of one supplier: what they share cancels."""
    needs = np.zeros((3, 3))
    needs[0, 1:] = 1.0
    of = system(needs, np.array([10.0, 1.0, 1.2]))
    found = lognormals(of, [1.0, 1.0, 1.5, 1.01, 1.01])
    drawn = simulate(of, found, CARBON, draws=200, products=[1, 2])
    told = compare(drawn, 1, 2)
    assert told.difference.sd.value < 0.05 * told.apart.sd.value
    assert told.correlation > 0.99
    assert told.below.value == 1.0
    assert 0.4 < told.below_apart.value < 0.65
    assert told.below_apart.error == pytest.approx(np.sqrt(told.below_apart.value * (1 - told.below_apart.value) / 200))
    assert told.ratio is not None
    same = compare(drawn, 1, 1)
    assert same.equal == 1.0
    assert same.difference.sd.value == 0
    back = compare(drawn, 2, 1)
    assert back.below.value == 0.0
    assert back.difference.mean.value == pytest.approx(-told.difference.mean.value)


def test_errors_of_a_summary_are_those_of_repeated_draws() -> None:
    """Summaries of many sets of draws scatter as each says it does."""
    rng = np.random.default_rng(1)
    told = [summarise(rng.lognormal(0, 0.5, 500)) for _ in range(300)]
    for name in ("mean", "sd", "median", "low", "high"):
        values = np.array([getattr(each, name).value for each in told])
        claimed = np.mean([getattr(each, name).error for each in told])
        assert values.std() == pytest.approx(claimed, rel=0.2), name


@pytest.mark.parametrize(("draws", "code"), [(1, "draws-too-few"), (10**9, "draws-too-many-to-keep")])
def test_numbers_of_draws_that_cannot_be(draws: int, code: str) -> None:
    of = system(LOOP, np.array([1.0, 2.0]))
    with pytest.raises(InputError) as refused:
        simulate(of, lognormals(of, 1.1), CARBON, draws=draws)
    assert refused.value.problems[0].kind.code == code
