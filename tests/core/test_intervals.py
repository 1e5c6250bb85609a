"""Periods, grids and the local calendar, against the standard library one interval at a time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.intervals import (
    Grid,
    Period,
    date_of,
    days_in_year,
    local_calendar,
    local_datetime,
    ranges,
    spell_range,
)
from fourfold.core.zones import (
    UnknownZoneError,
    clock_changes,
    known_zones,
    offset_s,
    offsets_s,
    resolve_local,
    standard_offset_s,
    tzdata_version,
    zone,
)

ZONES = ["UTC", "Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"]


def hours(start: date, end: date, time_zone: str) -> float:
    period = Period.of_days(start, end, time_zone)
    return (period.end_utc - period.start_utc) / timedelta(hours=1)


def test_days_have_23_24_and_25_hours() -> None:
    assert hours(date(2024, 3, 31), date(2024, 4, 1), "Europe/Berlin") == 23
    assert hours(date(2024, 10, 27), date(2024, 10, 28), "Europe/Berlin") == 25
    assert hours(date(2024, 3, 31), date(2024, 4, 1), "Asia/Shanghai") == 24


@pytest.mark.parametrize("time_zone", ZONES)
@pytest.mark.parametrize(("year", "days"), [(2023, 365), (2024, 366)])
def test_a_year_is_a_whole_number_of_days(time_zone: str, year: int, days: int) -> None:
    period = Period.of_days(date(year, 1, 1), date(year + 1, 1, 1), time_zone)
    assert period.grid(60).count == days * 24
    assert days_in_year(year) == days
    assert period.whole_years() == period


def test_a_period_knows_the_years_it_touches() -> None:
    period = Period.of_days(date(2023, 7, 1), date(2024, 7, 1), "Europe/Berlin")
    assert period.whole_years() == Period.of_days(date(2023, 1, 1), date(2025, 1, 1), "Europe/Berlin")


def test_a_day_that_begins_at_one_o_clock_begins_at_the_jump() -> None:
    period = Period.of_days(date(2018, 11, 4), date(2018, 11, 5), "America/Sao_Paulo")
    assert local_datetime(period.start_s, "America/Sao_Paulo").hour == 1
    assert period.grid(60).count == 23


def test_an_empty_period_and_an_unknown_zone_are_refused() -> None:
    with pytest.raises(ValueError, match="not after"):
        Period.of_days(date(2024, 1, 1), date(2024, 1, 1), "UTC")
    with pytest.raises(UnknownZoneError):
        zone("Mars/Olympus")
    with pytest.raises(UnknownZoneError):
        zone("../../etc/passwd")


def test_a_step_that_does_not_divide_the_period_is_refused() -> None:
    with pytest.raises(ValueError, match="divide"):
        Period.of_days(date(2024, 1, 1), date(2024, 1, 2), "UTC").grid(7)


@pytest.mark.parametrize("time_zone", ZONES)
def test_the_calendar_is_that_of_the_standard_library(time_zone: str) -> None:
    grid = Period.of_days(date(2024, 1, 1), date(2025, 1, 1), time_zone).grid(30)
    calendar = local_calendar(grid, time_zone)
    one_by_one = [local_datetime(int(start), time_zone) for start in grid.starts()]
    assert [date_of(day) for day in calendar.day.tolist()] == [moment.date() for moment in one_by_one]
    assert calendar.month.tolist() == [moment.month for moment in one_by_one]
    assert calendar.hour.tolist() == [moment.hour for moment in one_by_one]
    assert calendar.weekday.tolist() == [moment.weekday() for moment in one_by_one]


@settings(max_examples=60)
@given(st.sampled_from(sorted(known_zones())), st.integers(0, 4_000_000_000))
def test_offsets_of_many_instants_are_those_of_each(time_zone: str, start: int) -> None:
    instants = start + np.arange(0, 400 * 86_400, 13 * 3600, dtype=np.int64)
    offsets = offsets_s(time_zone, instants)
    assert offsets.tolist() == [offset_s(time_zone, int(instant)) for instant in instants]


@pytest.mark.parametrize("time_zone", ZONES)
def test_a_local_clock_in_order_resolves_to_the_instants_it_came_from(time_zone: str) -> None:
    starts = Period.of_days(date(2024, 1, 1), date(2025, 1, 1), time_zone).grid(15).starts()
    resolved = resolve_local(time_zone, starts + offsets_s(time_zone, starts))
    assert (resolved.instants == starts).all()
    assert not resolved.absent.any()
    assert not resolved.lone.any()


def test_local_times_that_never_were_or_were_twice_are_told() -> None:
    def local(*spelled: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array(spelled, "datetime64[s]").astype(np.int64)

    spring = resolve_local("Europe/Berlin", local("2024-03-31T01:59", "2024-03-31T02:00"))
    assert spring.absent.tolist() == [False, True]
    autumn = "2024-10-27T02:30"
    assert resolve_local("Europe/Berlin", local(autumn)).lone.tolist() == [True]
    both = resolve_local("Europe/Berlin", local(autumn, autumn))
    assert np.diff(both.instants).tolist() == [3600]
    assert not both.lone.any()


def test_the_clock_changes_when_the_law_says() -> None:
    period = Period.of_days(date(2024, 1, 1), date(2025, 1, 1), "Europe/Berlin")
    spring, autumn = clock_changes("Europe/Berlin", period.start_s, period.end_s)
    assert datetime.fromtimestamp(spring.at, UTC) == datetime(2024, 3, 31, 1, tzinfo=UTC)
    assert datetime.fromtimestamp(autumn.at, UTC) == datetime(2024, 10, 27, 1, tzinfo=UTC)
    assert spring.is_forward
    assert not autumn.is_forward
    assert date_of(autumn.local_day) == date(2024, 10, 27)


@pytest.mark.parametrize(
    ("time_zone", "hours_east"), [("Europe/Berlin", 1), ("Europe/Dublin", 0), ("Australia/Sydney", 10)]
)
def test_the_standard_clock_is_winter_time(time_zone: str, hours_east: int) -> None:
    assert standard_offset_s(time_zone, 2024) == hours_east * 3600


def test_runs_of_marked_intervals_are_joined() -> None:
    grid = Grid(0, 15, 6)
    marked = np.array([True, True, False, True, False, True])
    assert list(ranges(marked, grid.starts(), grid.step_s)) == [(0, 1800), (2700, 3600), (4500, 5400)]
    assert list(ranges(np.zeros(6, np.bool_), grid.starts(), grid.step_s)) == []
    assert spell_range(0, 1800, "Asia/Shanghai") == "1970-01-01T08:00+08:00 – 1970-01-01T08:30+08:00"


def test_the_edition_of_the_time_zones_is_named() -> None:
    assert tzdata_version()[:4].isdigit()
