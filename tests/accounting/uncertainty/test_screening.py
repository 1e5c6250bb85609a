"""First-order variance against draws of small variance, against finite differences, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounting.uncertainty.systems import CARBON, lognormals, productive, system
from fourfold.accounting.background.system import LinearSystem
from fourfold.accounting.uncertainty.distributions import Form, distributions
from fourfold.accounting.uncertainty.montecarlo import simulate
from fourfold.accounting.uncertainty.screening import screen
from fourfold.accounting.uncertainty.uncertain import uncertain


def test_by_hand() -> None:
    """0.5 kg of a product of 4 kg CO2e, and 1 kg CO2e of its own: the score is 3; a normal of 10 % on each of them."""
    of = system(np.array([[0.0, 0.0], [0.5, 0.0]]), np.array([1.0, 4.0]))
    amounts = np.array([0.5, 1.0, 4.0])
    found = uncertain(np.arange(3), distributions([Form.NORMAL] * 3, amounts, amounts, amounts / 10))
    told = screen(of, found, CARBON, {0: 1.0})
    assert told.score == pytest.approx(3.0)
    assert [term.exchanges for term in told.terms] == [(0,), (2,), (1,)]
    assert [term.sensitivity for term in told.terms] == pytest.approx([2.0, 2.0, 1.0])
    assert told.variance == pytest.approx(0.04 + 0.04 + 0.01)
    assert [term.share for term in told.terms] == pytest.approx([4 / 9, 4 / 9, 1 / 9])
    assert (told.emissions_without, told.inputs_without, told.exchanges_without, told.exchanges) == (0, 0, 0, 3)


def test_shares_without_uncertainty() -> None:
    of = system(np.array([[0.0, 0.0], [0.5, 0.0]]), np.array([1.0, 4.0]))
    found = uncertain(np.array([1]), distributions([Form.NORMAL], [1.0], [1.0], [0.1]))
    told = screen(of, found, CARBON, {0: 1.0})
    assert told.emissions_without == pytest.approx(2 / 3)
    assert told.inputs_without == 1.0
    assert (told.exchanges_without, told.exchanges) == (2, 3)


def test_a_group_adds_before_squaring() -> None:
    of = system(np.zeros((1, 1)), np.array([2.0]))
    two = system(np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([1.0, 1.0]))
    found = lognormals(two, [1.0, 1.01, 1.01])
    together = screen(two, found.grouped(["x", "x", "x"]), CARBON, {0: 1.0})
    alone = screen(of, lognormals(of, 1.01), CARBON, {0: 1.0})
    assert together.variance == pytest.approx(alone.variance)
    assert together.variance == pytest.approx(2 * screen(two, found, CARBON, {0: 1.0}).variance)
    assert together.terms[0].exchanges == (1, 2)


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_sensitivities_are_finite_differences(seed: int) -> None:
    rng = np.random.default_rng(seed)
    needs, emissions = productive(rng, 4, 0.8), 0.1 + rng.random(4)
    of = system(needs, emissions, makers=True)
    found = lognormals(of, 1.01, makers_too=True)
    told = screen(of, found, CARBON, {0: 1.0})
    for term in told.terms:
        moved = [_score(of, term.exchanges[0], 1 + step) for step in (1e-5, -1e-5)]
        assert term.sensitivity == pytest.approx((moved[0] - moved[1]) / 2e-5, rel=1e-5, abs=1e-9)


def _score(of: LinearSystem, exchange: int, factor: float) -> float:
    """Score of product 0 with one amount multiplied."""
    values = np.where(of.needs.exchanges == exchange, factor, 1.0) * of.needs.values
    direct = np.where(of.interventions.exchanges == exchange, factor, 1.0) * of.interventions.values
    made = np.where(of.production == exchange, factor, 1.0)
    needs = of.needs.matrix((of.size, of.size), values / made[of.needs.columns]).toarray()
    right = np.zeros(of.size)
    np.add.at(right, of.interventions.columns, direct / made[of.interventions.columns])
    return float(np.linalg.solve((np.eye(of.size) - needs).T, right)[0])


def test_small_variances_agree_with_draws() -> None:
    rng = np.random.default_rng(4)
    of = system(productive(rng, 6, 0.8), rng.random(6), makers=True)
    found = lognormals(of, 1.01, makers_too=True)
    drawn = simulate(of, found, CARBON, draws=800, products=[0])
    told = screen(of, found, CARBON, {0: 1.0})
    assert drawn.sd[0, 0] == pytest.approx(np.sqrt(told.variance), rel=0.09)
    assert sum(term.share for term in told.terms) == pytest.approx(1.0)
