"""Laws of exact energy: whatever is done, the sum stays, to the last quantum."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.intervals import Grid, Period
from fourfold.electricity.energy import EnergySeries, add
from fourfold.electricity.integers import (
    apportion,
    decimal_of,
    decimal_of_fraction,
    divide,
    exact_sum,
    narrow,
    product,
    whole_weights,
)

quanta = st.lists(st.integers(0, 10**9), min_size=1, max_size=60)
shares = st.lists(st.fractions(0, 1000, max_denominator=997), min_size=1, max_size=6).filter(any)


def series(values: list[int], exponent: int = 0, step: int = 15) -> EnergySeries:
    return EnergySeries(Grid(0, step, len(values)), np.array(values, np.int64), exponent)


@given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=50))
def test_sums_do_not_overflow(values: list[int]) -> None:
    assert exact_sum(np.array(values, np.int64)) == sum(values)
    assert exact_sum(np.array(values, object)) == sum(values)


@given(st.lists(st.tuples(st.integers(0, 2**62), st.integers(0, 2**62)), min_size=1, max_size=20))
def test_products_do_not_overflow(pairs: list[tuple[int, int]]) -> None:
    left, right = (np.array(column, np.int64) for column in zip(*pairs, strict=True))
    assert product(left, right).tolist() == [a * b for a, b in pairs]


@given(st.integers(0, 10**15), st.lists(st.integers(0, 10**12), min_size=1, max_size=40).filter(any))
def test_an_apportioned_total_is_conserved_and_fair(total: int, weights: list[int]) -> None:
    parts = apportion(total, np.array(weights, np.int64)).tolist()
    assert sum(parts) == total
    whole = sum(weights)
    assert all(
        abs(Fraction(part) - Fraction(total * weight, whole)) < 1 for part, weight in zip(parts, weights, strict=True)
    )


@given(st.data(), st.lists(st.integers(0, 10**12), min_size=1, max_size=12), st.integers(1, 5))
def test_division_in_each_interval_is_that_of_a_plain_loop(data: st.DataObject, amounts: list[int], parts: int) -> None:
    rows = st.lists(st.integers(0, 10**10), min_size=len(amounts), max_size=len(amounts))
    weights = [data.draw(rows) for _ in range(parts)]
    weights[0] = [weight + 1 for weight in weights[0]]
    got = divide(np.array(amounts, np.int64), [np.array(row, np.int64) for row in weights])
    for at, amount in enumerate(amounts):
        here = [row[at] for row in weights]
        floors = [amount * weight // sum(here) for weight in here]
        by_remainder = sorted(range(parts), key=lambda part: -(amount * here[part] % sum(here)))
        for part in by_remainder[: amount - sum(floors)]:
            floors[part] += 1
        assert [int(part[at]) for part in got] == floors
        assert sum(floors) == amount


@given(quanta, shares, st.integers(-3, 0))
def test_parts_of_a_split_add_up_in_every_interval(values: list[int], fractions: list[Fraction], exponent: int) -> None:
    whole = series(values, exponent)
    parts = whole.split(fractions)
    assert add(parts).equals(whole)
    for part, share in zip(parts, fractions, strict=True):
        exact = Fraction(whole.total_wh) * share / sum(fractions)
        assert abs(Fraction(part.total_wh) - exact) <= len(values) * Fraction(1, 10**6)


@given(quanta, shares)
def test_the_order_of_intervals_does_not_matter_to_a_split(values: list[int], fractions: list[Fraction]) -> None:
    order = np.random.default_rng(len(values)).permutation(len(values))
    straight = series(values).split(fractions)
    mixed = series([values[at] for at in order]).split(fractions)
    for one, other in zip(straight, mixed, strict=True):
        assert (one.energy[order] == other.energy).all()


def test_a_split_that_comes_out_even_keeps_its_quantum() -> None:
    first, second = series([10, 20, 0]).split([Fraction(1, 2), Fraction(1, 2)])
    assert first.quantum_wh == second.quantum_wh == 1
    assert first.energy.tolist() == second.energy.tolist() == [5, 10, 0]


def test_shares_of_nothing_are_refused() -> None:
    with pytest.raises(ZeroDivisionError):
        series([1]).split([Fraction(0)])


@given(quanta, st.fractions(0, 3, max_denominator=10_007))
def test_a_scaled_series_has_the_exact_total_to_the_quantum(values: list[int], share: Fraction) -> None:
    scaled = series(values).scaled(share)
    quantum = Fraction(scaled.quantum_wh)
    assert abs(Fraction(scaled.total_wh) - sum(values) * share) <= quantum / 2
    assert (scaled.energy >= 0).all()


@given(st.lists(st.integers(0, 10**12), min_size=4, max_size=96).filter(lambda v: len(v) % 4 == 0), st.integers(-3, 0))
def test_resampling_conserves(values: list[int], exponent: int) -> None:
    fine = series(values, exponent)
    hourly = fine.resampled(60)
    assert hourly.total_wh == fine.total_wh
    assert hourly.energy.tolist() == [sum(values[at : at + 4]) for at in range(0, len(values), 4)]
    assert fine.resampled(30).resampled(60).equals(hourly)


@pytest.mark.parametrize(("step", "count"), [(20, 4), (60, 3), (5, 4)])
def test_resampling_that_does_not_fit_is_refused(step: int, count: int) -> None:
    with pytest.raises(ValueError, match="group"):
        series([1] * count).resampled(step)


@given(quanta, st.integers(-3, 0), st.integers(-3, 0))
def test_adding_takes_the_finest_quantum(values: list[int], one: int, other: int) -> None:
    both = add([series(values, one), series(values, other)])
    assert both.total_wh == series(values, one).total_wh + series(values, other).total_wh
    assert both.quantum_exponent == min(one, other)


def test_energies_on_different_grids_do_not_add() -> None:
    with pytest.raises(ValueError, match="grids"):
        add([series([1, 2]), series([1, 2], step=30)])
    with pytest.raises(ValueError, match="grids"):
        add([])


def test_a_quantum_is_not_made_coarser_nor_so_fine_that_energy_does_not_fit() -> None:
    with pytest.raises(ValueError, match="coarser"):
        series([1], -3).refined(0)
    with pytest.raises(OverflowError):
        series([10**15]).refined(-6)


def test_a_part_of_the_period_is_cut_out() -> None:
    day = Period.of_days(date(1970, 1, 2), date(1970, 1, 3), "UTC")
    cut = series(list(range(3 * 24)), step=60).within(day)
    assert cut.start_utc == day.start_utc
    assert cut.energy.tolist() == list(range(24, 48))
    with pytest.raises(ValueError, match="grid"):
        series([1, 2], step=60).within(day)


def test_totals_are_spelled_in_units() -> None:
    one = series([1234, 766], -1)
    assert (one.total_wh, one.total_kwh, one.quantum_wh) == (Decimal("200.0"), Decimal("0.2000"), Decimal("0.1"))


def test_decimals_are_exact() -> None:
    assert decimal_of(123456789012345678901234567890123, -9) == Decimal("123456789012345678901234.567890123")
    assert decimal_of_fraction(Fraction(1, 8)) == Decimal("0.125")
    assert len(decimal_of_fraction(Fraction(1, 3)).as_tuple().digits) == 50
    assert whole_weights([Fraction(1, 2), Fraction(1, 3), Fraction(0)]) == [3, 2, 0]
    with pytest.raises(OverflowError):
        narrow(np.array([2**70], object))
