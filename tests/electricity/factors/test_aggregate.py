"""Aggregates are energy-weighted and recombine; groups follow the local calendar; nothing is filled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.problems import Problems
from fourfold.electricity.factors.aggregate import Aggregate, AggregateReason, By, aggregate, write_aggregate
from fourfold.electricity.factors.calendar_reading import load_calendar, read_calendar
from fourfold.electricity.factors.calendars import Calendar
from fourfold.electricity.factors.meta_file import read_meta
from fourfold.electricity.factors.table import FactorTable
from fourfold.electricity.grid.state import Floats
from support.electricity_files import codes
from support.factor_tables import hours_from, table

YEAR_HOURS = 8784


def shipped(name: str) -> Calendar:
    calendar = load_calendar(name, Problems())
    assert calendar is not None
    return calendar


def made(one: FactorTable, by: By, calendar: Calendar | None = None, zone: str = "UTC") -> Aggregate:
    problems = Problems()
    result = aggregate(one, by, calendar, zone, problems)
    assert codes(problems) == []
    assert result is not None
    return result


def recombined(parts: Aggregate) -> Floats:
    """Σ energy · factor / Σ energy over all groups ``[area, attribute]``."""
    energy = parts.demand_mwh[:, :, None]
    factors = np.where(energy > 0, parts.per_mwh, 0.0)
    mean: Floats = (energy * factors).sum(axis=0) / energy.sum(axis=0)
    return mean


@pytest.mark.parametrize(
    ("by", "calendar"),
    [
        (By.MONTH, None),
        (By.HOUR, None),
        (By.TYPICAL_DAY, None),
        (By.TYPICAL_DAY, "seasons-north"),
        (By.TARIFF, "three-periods"),
        (By.WEEKDAY, "weekdays"),
    ],
)
@given(seed=st.integers(0, 10**6))
@settings(max_examples=4, deadline=None)
def test_every_partition_recombines_to_the_year(by: By, calendar: str | None, seed: int) -> None:
    """I15: energy-weighted parts of a year recombine to the year, to 1e-12."""
    one = table(hours_from(2024, 1, 1, YEAR_HOURS), seed=seed, gaps=0.05)
    year = made(one, By.YEAR)
    assert year.groups == (("2024",),)
    parts = made(one, by, shipped(calendar) if calendar else None)
    np.testing.assert_allclose(recombined(parts), year.per_mwh[0], rtol=1e-12)
    np.testing.assert_allclose(parts.demand_mwh.sum(axis=0), year.demand_mwh[0], rtol=1e-12)
    assert parts.intervals.sum() == YEAR_HOURS
    np.testing.assert_array_equal(parts.without_factor.sum(axis=0), year.without_factor[0])


@given(seed=st.integers(0, 10**6), hours=st.integers(2, 200))
@settings(max_examples=30, deadline=None)
def test_covariance_identity_of_a_load_profile(seed: int, hours: int) -> None:
    """Reference 1.9: Σ q x = Q x̄_time + T · cov(q, x), population covariance, for every profile q."""
    one = table(hours_from(2024, 1, 1, hours), seed=seed)
    q = np.random.default_rng(seed).uniform(0, 10, hours)
    weighted = made(replace(one, demand_mwh=np.repeat(q[:, None], 3, axis=1)), By.YEAR)
    alike = made(replace(one, demand_mwh=np.ones((hours, 3))), By.YEAR)
    for area in range(3):
        x = one.per_mwh[:, area, 0]
        covariance = (q * x).mean() - q.mean() * x.mean()
        assert weighted.per_mwh[0, area, 0] * q.sum() == pytest.approx(
            q.sum() * alike.per_mwh[0, area, 0] + hours * covariance, rel=1e-10
        )


def test_a_mean_is_not_that_of_the_rates() -> None:
    one = table(hours_from(2024, 1, 1, 2))
    one.per_mwh[:, 0, 0], one.demand_mwh[:, 0] = [100.0, 400.0], [3.0, 1.0]
    assert made(one, By.YEAR).per_mwh[0, 0, 0] == 175.0


def test_hours_without_factor_have_no_weight_and_are_counted() -> None:
    one = table(hours_from(2024, 1, 1, 4))
    one.per_mwh[1:3, 0] = np.nan
    one.reason[1:3, 0] = 3
    one.demand_mwh[1:3, 0] = 1e6
    one.per_mwh[[0, 3], 0, 0], one.demand_mwh[[0, 3], 0] = [10.0, 30.0], [1.0, 1.0]
    year = made(one, By.YEAR)
    assert (year.per_mwh[0, 0, 0], year.demand_mwh[0, 0]) == (20.0, 2.0)
    assert (year.intervals[0], year.without_factor[0, 0], year.without_factor[0, 1]) == (4, 2, 0)


def test_areas_without_energy_have_no_factor_and_the_reason() -> None:
    one = table(hours_from(2024, 1, 1, 4))
    one.per_mwh[:, 0] = np.nan
    one.demand_mwh[:, 1] = 0.0
    year = made(one, By.YEAR)
    assert year.reason[0] == (AggregateReason.NO_FACTOR, AggregateReason.NO_DEMAND, AggregateReason.NONE)
    assert np.isnan(year.per_mwh[0, :2]).all()
    assert not np.isnan(year.per_mwh[0, 2]).any()


def test_months_and_years_are_local_and_days_have_23_or_25_hours() -> None:
    one = table(hours_from(2024, 1, 1, YEAR_HOURS))
    months = made(one, By.MONTH, zone="Europe/Berlin")
    assert [group[0] for group in months.groups][:2] == ["2024-01", "2024-02"]
    assert months.groups[-1] == ("2025-01",)
    hours = dict(zip((g[0] for g in months.groups), months.intervals.tolist(), strict=True))
    assert (hours["2024-02"], hours["2024-03"], hours["2024-10"]) == (29 * 24, 31 * 24 - 1, 31 * 24 + 1)
    assert (hours["2024-01"], hours["2025-01"]) == (31 * 24 - 1, 1)
    by_hour = dict(zip((g[0] for g in made(one, By.HOUR, zone="Europe/Berlin").groups), range(24), strict=True))
    counts = made(one, By.HOUR, zone="Europe/Berlin").intervals
    # in UTC every hour of the day comes 366 times; the Berlin clock shows 2:00 once less in March, once more in October
    assert counts[by_hour["2"]] == 366
    assert counts.sum() == YEAR_HOURS


def test_groups_stand_in_the_order_of_the_calendar() -> None:
    one = table(hours_from(2024, 1, 1, YEAR_HOURS))
    seasons = made(one, By.TYPICAL_DAY, shipped("seasons-north"))
    assert [g[0] for g in seasons.groups[::24]] == ["spring", "summer", "autumn", "winter"]
    assert [g[1] for g in seasons.groups[:24]] == [str(hour) for hour in range(24)]
    tariff = made(one, By.TARIFF, shipped("three-periods"), zone="")
    assert tariff.meta.time_zone == "Asia/Shanghai"
    july = [group[1] for group in tariff.groups if group[0] == "2024-07"]
    assert july == ["sharp", "peak", "flat", "valley"]
    assert ("2024-06", "sharp") not in tariff.groups


def test_holidays_go_before_weekdays() -> None:
    calendar = read_calendar(
        b"""
fourfold: calendar/1
names: {en: holidays}
status: illustrative
years: [2024]
day_classes:
  - {id: workday, names: {en: w}, weekdays: [mon, tue, wed, thu, fri], dates: [2024-02-04]}
  - {id: weekend, names: {en: e}, weekdays: [sat, sun]}
  - {id: holiday, names: {en: h}, dates: [2024-02-12, 2024-02-13]}
""",
        "holidays.yaml",
        Problems(),
    )
    assert calendar is not None
    february = table(hours_from(2024, 2, 1, 29 * 24))
    found = made(february, By.WEEKDAY, calendar)
    counts = {group: int(count) for group, count in zip(found.groups, found.intervals, strict=True)}
    # 21 weekdays less two holidays and one Sunday worked; 8 days of weekend less that one
    assert (counts["workday", "5"], counts["weekend", "5"], counts["holiday", "5"]) == (20, 7, 2)
    problems = Problems()
    assert aggregate(table(hours_from(2025, 1, 1, 24)), By.WEEKDAY, calendar, "UTC", problems) is None
    assert codes(problems) == [("aggregate-calendar-year", 0)]


@pytest.mark.parametrize(
    ("by", "calendar", "zone", "code"),
    [
        (By.TARIFF, None, "UTC", "aggregate-needs-calendar"),
        (By.TARIFF, "weekdays", "UTC", "aggregate-needs-calendar"),
        (By.WEEKDAY, "seasons-north", "UTC", "aggregate-needs-calendar"),
        (By.MONTH, None, "Mars/Crater", "zone-unknown"),
        (By.HOUR, None, "Asia/Kolkata", "aggregate-straddled"),
        (By.YEAR, None, "Asia/Kolkata", "aggregate-straddled"),
    ],
)
def test_what_cannot_be_grouped_is_told(by: By, calendar: str | None, zone: str, code: str) -> None:
    problems = Problems()
    one = table(hours_from(2024, 1, 1, 48))
    assert aggregate(one, by, shipped(calendar) if calendar else None, zone, problems) is None
    assert codes(problems) == [(code, 0)]


def test_without_a_clock_days_are_asked_for() -> None:
    one, problems = table(hours_from(2024, 1, 1, 48), time_zone=""), Problems()
    assert aggregate(one, By.MONTH, None, "", problems) is None
    assert [(found.kind.code, str(found.place)) for found in problems.errors] == [
        ("factors-zone-unknown", "--time-zone")
    ]
    assert made(one, By.MONTH, None, "Asia/Shanghai").groups == (("2024-01",),)


@pytest.mark.parametrize(
    ("by", "zone", "option"), [(By.TARIFF, "", "--calendar"), (By.MONTH, "Mars/Crater", "--time-zone")]
)
def test_the_option_at_fault_is_named(by: By, zone: str, option: str) -> None:
    problems = Problems()
    assert aggregate(table(hours_from(2024, 1, 1, 48)), by, None, zone, problems) is None
    assert [str(found.place) for found in problems.errors] == [option]


def test_periods_on_the_half_hour_need_half_hours() -> None:
    calendar = read_calendar(
        b"""
fourfold: calendar/1
names: {en: halves}
status: illustrative
periods:
  - {id: day, names: {en: d}, when: [{hours: ["06:30-22:00"]}]}
  - {id: night, names: {en: n}, when: [{hours: ["00:00-06:30", "22:00-24:00"]}]}
""",
        "halves.yaml",
        Problems(),
    )
    assert calendar is not None
    problems = Problems()
    assert aggregate(table(hours_from(2024, 1, 1, 24)), By.TARIFF, calendar, "UTC", problems) is None
    assert codes(problems) == [("aggregate-straddled", 0)]
    halves = table(hours_from(2024, 1, 1, 48, 1800), step_minutes=30)
    assert made(halves, By.TARIFF, calendar).intervals.tolist() == [31, 17]


def test_without_demand_there_is_no_aggregate() -> None:
    one = table(hours_from(2024, 1, 1, 4))
    one.demand_mwh[2, 1] = np.nan
    problems = Problems()
    assert aggregate(one, By.YEAR, None, "UTC", problems) is None
    assert [problem.params["area"] for problem in problems.errors] == ["B, two"]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_the_file_of_an_aggregate(tmp_path: Path, suffix: str) -> None:
    one = table(hours_from(2024, 1, 1, 24 * 40), gaps=0.1)
    found = made(one, By.MONTH, zone="UTC")
    path = tmp_path / f"months{suffix}"
    write_aggregate(found, path)
    frame = pl.read_csv(path) if suffix == ".csv" else pl.read_parquet(path)
    attributes = [attribute.name for attribute in one.meta.attributes]
    counts = ["demand_mwh", "intervals", "intervals_without_factor", "reason"]
    assert frame.columns == ["month", "area", *attributes, *counts]
    assert frame.height == 6
    np.testing.assert_array_equal(frame["kg_co2e_per_mwh"].to_numpy(), found.per_mwh[:, :, 0].reshape(-1))
    beside = read_meta(path, Problems())
    assert beside is not None
    assert (beside[0].aggregated_by, beside[0].step_minutes, beside[0].time_zone) == ("month", 0, "UTC")
