"""Load shapes: sums exact, the local calendar followed, faulty shapes named."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.intervals import local_datetime
from fourfold.core.problems import Place, Problems
from fourfold.electricity.specs import ShapeHour
from fourfold.electricity.supply.shapes import load_shape, spread, spread_assumption
from support.electricity_files import codes, days, texts

YEAR = days("2024-01-01", "2025-01-01", "Europe/Berlin")


def rows(weights: Sequence[Decimal | int], month: int | None = None, day_type: str = "") -> list[ShapeHour]:
    return [
        ShapeHour(Place("tables/shapes.csv", 2 + hour), "day", hour, Decimal(weight), month, day_type)
        for hour, weight in enumerate(weights)
    ]


@given(
    st.decimals(0, 10**9, places=4),
    st.lists(st.decimals(0, 100, places=3), min_size=24, max_size=24).filter(any),
    st.sampled_from(["Europe/Berlin", "Asia/Shanghai", "Asia/Kathmandu"]),
)
def test_the_energies_sum_to_the_amount(amount_wh: Decimal, weights: list[Decimal], zone: str) -> None:
    problems = Problems()
    shape = load_shape(rows(weights), problems)
    assert shape is not None
    energy = spread(amount_wh, shape, YEAR, zone, problems)
    assert energy is not None
    assert energy.total_wh == amount_wh
    assert (energy.energy >= 0).all()
    assert not problems.errors


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe"])
def test_each_interval_has_the_weight_of_its_local_hour(zone: str) -> None:
    workdays, weekends, december = list(range(1, 25)), list(range(101, 125)), [1000] * 24
    shape = load_shape(
        [*rows(workdays, None, "workday"), *rows(weekends, None, "weekend"), *rows(december, 12)], Problems()
    )
    assert shape is not None
    energy = spread(Decimal(10**9), shape, YEAR, zone, Problems())
    assert energy is not None
    moments = [local_datetime(int(start), zone) for start in energy.grid.starts()]
    weights = [
        1000 if moment.month == 12 else moment.hour + (101 if moment.weekday() >= 5 else 1) for moment in moments
    ]
    per_weight = Fraction(energy.total_quanta, sum(weights))
    assert all(
        abs(quanta - weight * per_weight) < 1 for quanta, weight in zip(energy.energy.tolist(), weights, strict=True)
    )


def test_totals_have_thirteen_digits_of_quanta() -> None:
    shape = load_shape(rows([1] * 24), Problems())
    assert shape is not None
    for amount in ("1", "999999", "123456789000"):
        energy = spread(Decimal(amount), shape, YEAR, "UTC", Problems())
        assert energy is not None
        assert 10**12 <= energy.total_quanta < 10**13


def test_an_amount_without_end_is_rounded_at_the_seventeenth_digit() -> None:
    shape = load_shape(rows([1] * 24), Problems())
    assert shape is not None
    energy = spread(Fraction(10**9, 3600), shape, YEAR, "UTC", Problems())
    assert energy is not None
    assert abs(Fraction(energy.total_wh) / Fraction(10**9, 3600) - 1) < Fraction(1, 10**16)


def test_nothing_spread_is_nothing() -> None:
    shape = load_shape(rows([1] * 24), Problems())
    assert shape is not None
    energy = spread(Decimal(0), shape, YEAR, "UTC", Problems())
    assert energy is not None
    assert energy.total_quanta == 0


@pytest.mark.parametrize(
    ("shape_rows", "code"),
    [
        (rows([1] * 23), "typical-hours-missing"),
        ([*rows([1] * 24), *rows([1])], "typical-hour-repeated"),
        ([*rows([1] * 24), ShapeHour(Place("t", 9), "day", 24, Decimal(1))], "typical-hour-out-of-range"),
        ([*rows([1] * 24), ShapeHour(Place("t", 9), "day", 1, Decimal(1), 13)], "typical-hour-out-of-range"),
        (rows([-1] + [1] * 23), "shape-negative"),
        ([*rows([1] * 24), *rows([1] * 5, 3)], "typical-hours-missing"),
    ],
)
def test_shapes_that_contradict_themselves_are_told(shape_rows: list[ShapeHour], code: str) -> None:
    problems = Problems()
    assert load_shape(shape_rows, problems) is None
    assert [found for found, _ in codes(problems)] == [code]
    assert texts(problems)


@pytest.mark.parametrize(
    ("shape_rows", "code"),
    [
        (rows([0] * 24), "shape-zero"),
        (rows([1] * 24, 3), "typical-hours-missing"),
        (rows([1] * 24, None, "workday"), "typical-hours-missing"),
    ],
)
def test_shapes_that_leave_the_period_open_are_told(shape_rows: list[ShapeHour], code: str) -> None:
    problems = Problems()
    shape = load_shape(shape_rows, problems)
    assert shape is not None
    assert spread(Decimal(1), shape, YEAR, "UTC", problems) is None
    assert code in [found for found, _ in codes(problems)]
    assert texts(problems)


def test_months_outside_the_period_need_no_rows() -> None:
    shape = load_shape(rows([1] * 24, 3), Problems())
    assert shape is not None
    march = days("2024-03-01", "2024-04-01", "Europe/Berlin")
    energy = spread(Decimal(743), shape, march, "Europe/Berlin", Problems())
    assert energy is not None
    assert energy.grid.count == 743  # the month in which an hour is lost
    assert set(energy.energy.tolist()) == {10**10}


def test_that_an_amount_was_spread_is_an_assumption() -> None:
    shape = load_shape(rows([1] * 24), Problems())
    assert shape is not None
    assert dict(spread_assumption("coating", shape).params) == {"subject": "coating", "shape": "day"}
