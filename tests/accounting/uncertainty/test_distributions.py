"""Distributions: closed forms against SciPy's, draws against closed forms, faults found and not drawn."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.accounting.uncertainty.distributions import (
    Distributions,
    Draw,
    Fault,
    Form,
    Ragged,
    distributions,
    faults,
    means,
    medians,
    variances,
)
from fourfold.accounting.uncertainty.uncertain import State, uncertain

NAN = float("nan")
DRAWS = 20_000


def one(form: Form, amount: float, a: float = NAN, b: float = NAN, c: float = NAN) -> Distributions:
    return distributions([form], [amount], [a], [b], [c])


def discrete(values: list[float], weights: list[float], amount: float = 1.0) -> Distributions:
    column = np.array([amount])
    empty = np.array([NAN])
    return Distributions(
        np.array([Form.DISCRETE], np.int8), column, empty, empty, empty, Ragged.of([values], [weights])
    )


CASES = [
    (one(Form.LOGNORMAL, 2, 2, 1.5), scipy.stats.lognorm(np.log(1.5), scale=2)),
    (one(Form.NORMAL, 3, 3, 0.5), scipy.stats.norm(3, 0.5)),
    (one(Form.TRIANGULAR, 2, 1, 1.2, 4), scipy.stats.triang(0.2 / 3, loc=1, scale=3)),
    (one(Form.TRIANGULAR, 2, 1, 1, 4), scipy.stats.triang(0, loc=1, scale=3)),
    (one(Form.TRIANGULAR, 2, 1, 4, 4), scipy.stats.triang(1, loc=1, scale=3)),
    (one(Form.UNIFORM, 2, 1, 4), scipy.stats.uniform(1, 3)),
    (discrete([1, 5, 2], [0.25, 0.25, 0.5]), scipy.stats.rv_discrete(values=([1, 2, 5], [0.25, 0.5, 0.25]))),
]


@pytest.mark.parametrize(("given_", "reference"), CASES)
def test_moments_are_those_of_scipy(given_: Distributions, reference: scipy.stats.rv_frozen) -> None:
    assert means(given_)[0] == pytest.approx(reference.mean(), rel=1e-12)
    assert variances(given_)[0] == pytest.approx(reference.var(), rel=1e-12)
    assert medians(given_)[0] == pytest.approx(reference.median(), rel=1e-12)


@pytest.mark.parametrize(("given_", "reference"), CASES[:-1])
def test_draws_are_quantiles_of_scipy(given_: Distributions, reference: scipy.stats.rv_frozen) -> None:
    normals = np.linspace(-4, 4, 41)
    drawn = np.array([Draw(given_)(np.array([z]))[0] for z in normals])
    np.testing.assert_allclose(drawn, reference.ppf(scipy.stats.norm.cdf(normals)), rtol=1e-9)


@st.composite
def any_distribution(draw: st.DrawFn) -> Distributions:
    form = draw(st.sampled_from(list(Form)))
    low, first, second = (draw(st.floats(0.1, 10)) for _ in range(3))
    if form is Form.LOGNORMAL:
        return one(form, low, low, 1 + first / 20)
    if form is Form.NORMAL:
        return one(form, low, low, first / 5)
    if form is Form.TRIANGULAR:
        return one(form, low, low, low + first, low + first + second)
    if form is Form.UNIFORM:
        return one(form, low, low, low + first)
    return discrete([low, first, second], [low, second, first])


@settings(max_examples=30)
@given(any_distribution(), st.integers(0, 1000))
def test_draws_have_the_moments(found: Distributions, seed: int) -> None:
    """Means within five standard errors; the error of the variance from the fourth moment of the draws."""
    normals = np.random.default_rng(seed).standard_normal(DRAWS)
    drawn = Draw(found.take(np.zeros(DRAWS, np.int64)))(normals)
    variance = variances(found)[0]
    assert abs(drawn.mean() - means(found)[0]) <= 5 * np.sqrt(variance / DRAWS) + 1e-12
    fourth = ((drawn - means(found)[0]) ** 4).mean()
    assert abs(drawn.var() - variance) <= 6 * np.sqrt(max(fourth - variance**2, 0) / DRAWS) + 1e-9 * variance + 1e-12


@given(any_distribution(), st.floats(-3, 3), st.floats(-3, 3))
def test_draws_rise_with_the_normal(found: Distributions, z: float, step: float) -> None:
    low, high = sorted([z, z + step])
    assert Draw(found)(np.array([low]))[0] <= Draw(found)(np.array([high]))[0]


@given(st.floats(0.01, 100), st.floats(1, 3), st.floats(-4, 4))
def test_a_negative_lognormal_is_the_mirror_of_the_positive_one(amount: float, gsd: float, z: float) -> None:
    plus, minus = one(Form.LOGNORMAL, amount, amount, gsd), one(Form.LOGNORMAL, -amount, -amount, gsd)
    normal = np.array([z])
    assert Draw(minus)(normal)[0] == pytest.approx(-Draw(plus)(normal)[0])
    assert Draw(minus, relative=True)(normal)[0] == pytest.approx(Draw(plus, relative=True)(normal)[0])
    assert means(minus)[0] == pytest.approx(-means(plus)[0])
    assert variances(minus)[0] == pytest.approx(variances(plus)[0])


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (one(Form.LOGNORMAL, 1, 1, 0.9), Fault.GSD_BELOW_ONE),
        (one(Form.LOGNORMAL, 1, 0, 1.2), Fault.NOT_A_NUMBER),
        (one(Form.LOGNORMAL, 1, 1), Fault.NOT_A_NUMBER),
        (one(Form.LOGNORMAL, 0, 1, 1.2), Fault.ZERO_AMOUNT),
        (one(Form.LOGNORMAL, 0, 0, 1.2), Fault.ZERO_AMOUNT),
        (one(Form.NORMAL, 1, 1, -0.1), Fault.NEGATIVE_DEVIATION),
        (one(Form.NORMAL, NAN, 1, 0.1), Fault.NOT_A_NUMBER),
        (one(Form.NORMAL, 1, 1, float("inf")), Fault.NOT_A_NUMBER),
        (one(Form.TRIANGULAR, 1, 0, 3, 2), Fault.ENDS_REVERSED),
        (one(Form.TRIANGULAR, 1, 0, 1), Fault.NOT_A_NUMBER),
        (one(Form.UNIFORM, 1, 2, 1), Fault.ENDS_REVERSED),
        (discrete([1, 2], [0.5]), Fault.WEIGHTS),
        (discrete([1, 2], [0, 0]), Fault.WEIGHTS),
        (discrete([1, 2], [-1, 2]), Fault.WEIGHTS),
        (discrete([], []), Fault.WEIGHTS),
        (distributions([9], [1], [1], [1]), Fault.UNKNOWN_FORM),
    ],
)
def test_what_cannot_be_drawn_is_refused(bad: Distributions, fault: Fault) -> None:
    assert faults(bad).tolist() == [fault]
    found = uncertain(np.array([3]), bad)
    assert found.count == 0
    assert found.states.tolist() == [State.NOT_GIVEN] * 3 + [State.REFUSED]


def test_no_variance_is_not_the_same_as_not_given() -> None:
    found = uncertain(np.array([1]), one(Form.NORMAL, 1, 1, 0))
    assert found.count == 0
    assert found.state_of(np.array([0, 1, 2, -1])).tolist() == [0, State.FIXED, 0, 0]


def test_discrete_draws_of_many_amounts_keep_apart() -> None:
    values, weights = [[1.0, 2.0], [7.0], [4.0, 3.0]], [[0.0, 1.0], [2.0], [0.5, 0.5]]
    empty = np.full(3, NAN)
    many = Distributions(
        np.full(3, Form.DISCRETE, np.int8), np.ones(3), empty, empty, empty, Ragged.of(values, weights)
    )
    assert Draw(many)(np.full(3, -5.0)).tolist() == [2, 7, 3]
    assert Draw(many)(np.full(3, 5.0)).tolist() == [2, 7, 4]


@pytest.mark.parametrize(
    "given",
    [
        one(Form.LOGNORMAL, 2, 2, 1e12),
        one(Form.LOGNORMAL, 2, 1e300, 1.2),
        one(Form.NORMAL, 2, 2, 1e200),
        one(Form.NORMAL, 2, -1e200, 1),
        one(Form.TRIANGULAR, 2, -1, 2, 1e308),
        one(Form.UNIFORM, 2, -1e308, 1e308),
        discrete([1, 1e300], [0.5, 0.5]),
    ],
)
def test_what_spreads_beyond_all_measure_is_refused(given: Distributions) -> None:
    """Drawn, each of these gives overflows and no figure."""
    assert faults(given).tolist() == [Fault.TOO_WIDE]


def test_what_is_wide_but_can_be_drawn_is_kept() -> None:
    for wide in (one(Form.LOGNORMAL, 2, 2, 1e3), one(Form.NORMAL, 2, 2, 1e9), one(Form.UNIFORM, -2, -1e9, 0)):
        assert faults(wide).tolist() == [Fault.NONE]
        assert np.isfinite(variances(wide)).all()
