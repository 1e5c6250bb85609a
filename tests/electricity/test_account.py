"""Energy times factor: integer arithmetic, against a plain loop, and the laws between resolutions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.problems import Problems
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.series.factor_series import FactorSeries
from fourfold.electricity.supply.account import HourlyAccount, account
from support.electricity_files import ROW, codes, energy_of, factors_of, texts

hours_of_quarters = st.lists(st.lists(st.integers(0, 10**9), min_size=4, max_size=4), min_size=1, max_size=24)
factor = st.integers(0, 2 * 10**6)


def accounted(energy: EnergySeries, series: FactorSeries) -> HourlyAccount:
    problems = Problems()
    result = account(energy, series, "m1", ROW, problems)
    assert codes(problems) == []
    assert result is not None
    return result


@given(hours_of_quarters, st.data(), st.integers(-3, 0))
def test_emissions_are_those_of_a_plain_loop(quarters: list[list[int]], data: st.DataObject, exponent: int) -> None:
    factors = data.draw(st.lists(factor, min_size=len(quarters), max_size=len(quarters)))
    energy = energy_of([one for hour in quarters for one in hour], 15, exponent=exponent)
    result = accounted(energy, factors_of(factors))
    kg = Fraction(0)
    for hour, mg in zip(quarters, factors, strict=True):
        for quanta in hour:
            kg += quanta * Fraction(10) ** exponent / 1000 * Fraction(mg, 10**6)
    assert Fraction(result.kg_co2e) == kg


@given(hours_of_quarters, st.data())
def test_hours_first_or_quarters_first_is_the_same_when_factors_are_hourly(
    quarters: list[list[int]], data: st.DataObject
) -> None:
    factors = factors_of(data.draw(st.lists(factor, min_size=len(quarters), max_size=len(quarters))))
    energy = energy_of([one for hour in quarters for one in hour], 15)
    fine, coarse = accounted(energy, factors), accounted(energy.resampled(60), factors)
    assert fine.kg_co2e == coarse.kg_co2e
    assert fine.emissions.reshape(-1, 4).sum(axis=1).tolist() == coarse.emissions.tolist()


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=30).filter(any), st.integers(1, 10**6))
def test_a_constant_factor_gives_the_annual_mean_result(values: list[int], mg: int) -> None:
    result = accounted(energy_of(values), factors_of([mg] * len(values)))
    mean, official = result.at_annual_mean(), result.at_factor(Decimal(mg).scaleb(-6))
    assert mean.kg_co2e == official.kg_co2e == result.kg_co2e
    assert mean.difference_kg_co2e == official.difference_kg_co2e == 0
    assert mean.difference_share == 0
    assert result.load_weighted_kg_co2e_per_kwh == Fraction(mg, 10**6)


@given(st.lists(st.tuples(st.integers(0, 10**9), factor), min_size=1, max_size=40), st.integers(0, 99))
def test_the_order_of_intervals_does_not_matter(rows: list[tuple[int, int]], seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(rows))
    mixed = [rows[at] for at in order]
    straight = accounted(energy_of(e for e, _ in rows), factors_of(f for _, f in rows))
    other = accounted(energy_of(e for e, _ in mixed), factors_of(f for _, f in mixed))
    assert straight.kg_co2e == other.kg_co2e
    assert straight.at_annual_mean() == other.at_annual_mean()


@given(
    st.lists(st.tuples(st.integers(0, 10**9), factor), min_size=2, max_size=40).filter(lambda r: sum(e for e, _ in r))
)
def test_the_difference_to_the_mean_is_the_covariance_of_energy_and_factor(rows: list[tuple[int, int]]) -> None:
    result = accounted(energy_of(e for e, _ in rows), factors_of(f for _, f in rows))
    count = len(rows)
    mean_energy, mean_factor = (Fraction(sum(column), count) for column in zip(*rows, strict=True))
    covariance = sum(((e - mean_energy) * (f - mean_factor) for e, f in rows), Fraction(0))
    difference = Fraction(result.at_annual_mean().difference_kg_co2e)
    assert abs(difference - covariance / 10**9) < Fraction(1, 10**20)


def test_products_beyond_int64_stay_exact() -> None:
    result = accounted(energy_of([10**16, 10**16]), factors_of([10**6, 1]))
    assert result.kg_co2e == Decimal(10**22 + 10**16) / 10**9


def test_comparisons_are_in_kg_and_shares() -> None:
    result = accounted(energy_of([1000, 3000]), factors_of([200_000, 600_000]))
    assert result.kg_co2e == 2
    mean = result.at_annual_mean()
    assert (mean.kg_co2e_per_kwh, mean.kg_co2e) == (Decimal("0.4"), Decimal("1.6"))
    assert (mean.difference_kg_co2e, mean.difference_share) == (Decimal("0.4"), Decimal("0.25"))
    assert result.at_factor(Decimal(0)).difference_share is None
    assert accounted(energy_of([0, 0]), factors_of([1, 2])).load_weighted_kg_co2e_per_kwh is None


@pytest.mark.parametrize(
    ("energy", "series", "code", "words"),
    [
        (energy_of([1]), factors_of([1] * 4, 15), "series-finer-than-energy", "15 minutes"),
        (energy_of([1], 30), factors_of([1] * 4, 15), "series-finer-than-energy", "30"),
        (energy_of([1] * 4, 60, 900), factors_of([1] * 9), "series-straddled", "00:15"),
        (energy_of([1] * 4), factors_of([1] * 2), "series-gap", "1970-01-01T02:00+00:00 – 1970-01-01T04:00+00:00"),
        (energy_of([1] * 4, 60, -7200), factors_of([1] * 9), "series-gap", "1969-12-31T22:00+00:00"),
    ],
)
def test_what_does_not_match_is_told(energy: EnergySeries, series: FactorSeries, code: str, words: str) -> None:
    problems = Problems()
    assert account(energy, series, "m1", ROW, problems) is None
    assert codes(problems) == [(code, 2)]
    assert words in texts(problems)
