"""A steel plant's real meter with real hourly factors, against sums taken straight from the raw files."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import pytest

from fourfold.core.intervals import Period
from fourfold.core.problems import Problems
from fourfold.electricity.series.factor_series import FactorSeries
from fourfold.electricity.series.table_files import read_series
from fourfold.electricity.supply.account import account
from fourfold.electricity.supply.meters import MeterReading, read_meter
from support.electricity_files import codes, days, meter_spec, series_spec

pytestmark = pytest.mark.acceptance

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
STEEL = DATA / "steel-meter"
FACTORS = DATA / "entsoe-2017-02-01" / "published-hourly-2017"
TOTAL_KWH = Decimal("959640.31")

METER = meter_spec(
    meter="steel",
    file="Steel_industry_data.csv",
    time_column="date",
    energy_column="Usage_kWh",
    resolution_minutes=15,
    time_zone="Asia/Seoul",
    stamp="end",
    time_format="%d/%m/%Y %H:%M",
    midnight="same-day",
)
REDATED = replace(METER, redate_rule="same-date", redate_from_year=2018, redate_to_year=2017, redate_time_zone="UTC")
SERIES = series_spec(series="de-2017", file="DE_Impact_Global.csv.gz", time_column="", value_column="Carbon intensity")
YEAR_2017 = days("2017-01-01", "2018-01-01", "UTC")


@pytest.fixture(autouse=True)
def _real_input() -> None:
    for folder in (STEEL, FACTORS):
        if not folder.is_dir():
            pytest.skip(f"needs the real input files in {folder.name}/, which are not part of the repository")


def meter(period: Period, **changes: str) -> MeterReading:
    problems = Problems()
    reading = read_meter(STEEL, replace(REDATED if period == YEAR_2017 else METER, **changes), period, problems)  # type: ignore[arg-type]
    assert codes(problems) == []
    assert reading is not None
    return reading


def factors(file: str = "DE_Impact_Global.csv.gz") -> FactorSeries:
    problems = Problems()
    series = read_series(FACTORS, replace(SERIES, file=file), YEAR_2017, problems)
    assert codes(problems) == []
    assert series is not None
    return series


def raw_quarters() -> list[tuple[datetime, Decimal]]:
    """Start on the meter's clock and kWh of each row, read without any of the code under test."""
    with (STEEL / "Steel_industry_data.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [(datetime.strptime(row["date"], "%d/%m/%Y %H:%M"), row["Usage_kWh"]) for row in csv.DictReader(stream)]  # noqa: DTZ007
    ends = [(stamp + timedelta(days=stamp.hour == stamp.minute == 0), kwh) for stamp, kwh in rows]
    return [(end - timedelta(minutes=15), Decimal(kwh)) for end, kwh in ends]


def raw_factors() -> dict[str, Decimal]:
    """Factor in kg/kWh to the mg by month, day and hour."""
    with gzip.open(FACTORS / "DE_Impact_Global.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        milligram = Decimal("0.000001")
        return {
            row[0][5:13]: Decimal(row[1]).quantize(milligram, ROUND_HALF_EVEN) for row in list(csv.reader(stream))[1:]
        }


def test_no_wh_is_lost_at_any_resolution() -> None:
    energy = meter(days("2018-01-01", "2019-01-01", "Asia/Seoul")).series
    assert energy.grid.count == 35_040
    assert energy.quantum_wh == 1
    for step in (15, 30, 60):
        assert energy.resampled(step).total_kwh == TOTAL_KWH
    assert sum(kwh for _, kwh in raw_quarters()) == TOTAL_KWH


def test_the_midnight_reading_belongs_to_the_end_of_its_day() -> None:
    energy = meter(days("2018-01-01", "2019-01-01", "Asia/Seoul")).series
    by_start = dict(raw_quarters())
    assert energy.energy[95] == by_start[datetime(2018, 1, 1, 23, 45)] * 1000 == 3420  # noqa: DTZ001 - the meter's clock
    by_day: dict[int, Decimal] = defaultdict(Decimal)
    for start, kwh in raw_quarters():
        by_day[start.timetuple().tm_yday - 1] += kwh * 1000
    assert energy.resampled(1440).energy.tolist() == [by_day[day] for day in range(365)]


def test_without_the_midnight_rule_the_file_is_refused_with_the_repair() -> None:
    problems = Problems()
    period = days("2018-01-01", "2019-01-01", "Asia/Seoul")
    assert read_meter(STEEL, replace(METER, midnight=""), period, problems) is None
    assert codes(problems) == [("midnight-wrong-day", 97)]


def test_redated_emissions_are_the_sum_of_the_raw_files() -> None:
    reading, series = meter(YEAR_2017), factors()
    assert reading.series.total_kwh == TOTAL_KWH
    problems = Problems()
    hourly = account(reading.series, series, "steel", REDATED.place, problems)
    assert hourly is not None
    by_hour = raw_factors()
    assert hourly.kg_co2e == sum(kwh * by_hour[f"{start:%m-%d %H}"] for start, kwh in raw_quarters())
    coarse = account(reading.series.resampled(60), series, "steel", REDATED.place, problems)
    assert coarse is not None
    assert coarse.kg_co2e == hourly.kg_co2e
    assert len(problems) == 0
    mean = sum(by_hour.values(), Decimal(0)) / 8760
    assert abs(hourly.at_annual_mean().kg_co2e - TOTAL_KWH * mean) < Decimal("1e-9")


def test_the_same_weekday_conserves_too_and_keeps_sundays_quiet() -> None:
    shifted = meter(YEAR_2017, redate_rule="same-weekday").series
    assert shifted.total_kwh == TOTAL_KWH
    daily = shifted.resampled(1440).energy
    first_sunday_2017, first_sunday_2018 = 0, 6
    original = meter(days("2018-01-01", "2019-01-01", "Asia/Seoul")).series.resampled(1440).energy
    assert daily[first_sunday_2017 + 7] == original[first_sunday_2018]


@pytest.mark.parametrize(("country", "band"), [("DE", (194, 794)), ("FR", (18, 177)), ("CH", (33, 421))])
def test_published_factors_lie_in_their_published_band(country: str, band: tuple[int, int]) -> None:
    series = factors(f"{country}_Impact_Global.csv.gz")
    assert round(series.minimum_kg_co2e_per_kwh * 1000) == band[0]
    assert round(series.maximum_kg_co2e_per_kwh * 1000) == band[1]
    assert series.grid == YEAR_2017.grid(60)
