"""Meters behind a meter: sums in every interval and in total, the rest, and the declared tolerance."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.problems import Assumption, Problems
from fourfold.core.words import words
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.metering.sub_meters import check_sub_meters, rest_of
from support.electricity_files import ROW, codes, energy_of, texts

WH = st.integers(0, 10**6)


def check(whole: EnergySeries, *parts: EnergySeries, tolerance: str = "0") -> tuple[list[Assumption], Problems]:
    problems = Problems()
    named = {f"s{number}": part for number, part in enumerate(parts, start=1)}
    return check_sub_meters("m", whole, named, Decimal(tolerance), "UTC", ROW, problems), problems


def test_what_no_sub_meter_measures_is_told() -> None:
    told, problems = check(energy_of([10, 20, 30]), energy_of([4, 5, 6]), energy_of([10, 0, 70], exponent=-1))
    assert codes(problems) == []
    assert [words("en").assumption(one) for one in told] == [
        "The sub-meters of the meter m (s1, s2) measure 0.023 of its 0.06 kWh; 0.037 kWh behind it have no meter of"
        " their own."
    ]


def test_sub_meters_beyond_the_meter_are_an_error_with_their_intervals() -> None:
    told, problems = check(energy_of([10, 20, 30, 5]), energy_of([4, 21, 31, 5]))
    assert told == []
    (problem,) = problems
    assert problem.kind.code == "sub-meters-exceed"
    assert problem.params["found"] == "1970-01-01T01:00+00:00 – 1970-01-01T03:00+00:00"
    assert (problem.params["excess_kwh"], problem.params["count"]) == ("0.002", "2")
    assert texts(problems)


def test_an_excess_in_one_interval_is_not_made_good_by_another() -> None:
    _, problems = check(energy_of([10, 100]), energy_of([11, 0]))
    assert codes(problems) == [("sub-meters-exceed", 2)]


def test_the_tolerance_is_a_share_of_the_meter_over_the_period() -> None:
    whole, part = energy_of([100, 100]), energy_of([101, 99])
    told, problems = check(whole, part, tolerance="0.005")
    assert codes(problems) == []
    assert [one.kind.code for one in told] == ["sub-meters", "sub-meters-within-tolerance"]
    assert told[1].params["excess_kwh"] == "0.001"
    assert codes(check(whole, part, tolerance="0.0049")[1]) == [("sub-meters-exceed", 2)]


def test_meters_of_unlike_intervals_are_compared_on_the_longest() -> None:
    quarter, hour = energy_of([10, 0, 0, 0], 15), energy_of([10], 60)
    assert codes(check(hour, quarter)[1]) == []
    assert codes(check(quarter, hour)[1]) == []
    assert codes(check(energy_of([0, 0, 0, 9], 15), hour)[1]) == [("sub-meters-exceed", 2)]


@given(st.lists(st.tuples(WH, WH, WH), min_size=1, max_size=30))
def test_meter_is_sub_meters_and_rest(rows: list[tuple[int, int, int]]) -> None:
    first, second, beyond = (energy_of([row[at] for row in rows]) for at in range(3))
    whole = energy_of([sum(row) for row in rows])
    assert codes(check(whole, first, second)[1]) == []
    assert rest_of(whole, [first, second]).equals(beyond)
    assert rest_of(whole, []).equals(whole)


@given(st.lists(st.tuples(WH, WH), min_size=1, max_size=30))
def test_rest_and_excess_close_the_balance(rows: list[tuple[int, int]]) -> None:
    whole, part = energy_of([row[0] for row in rows]), energy_of([row[1] for row in rows])
    told, problems = check(whole, part, tolerance="1")
    rest = rest_of(whole, [part])
    excess = sum(max(b - a, 0) for a, b in rows)
    assert rest.total_quanta + part.total_quanta - excess == whole.total_quanta
    assert (codes(problems) == []) == (excess <= whole.total_quanta)
    if told:
        assert Decimal(str(told[0].params["rest_kwh"])) == rest.total_kwh
