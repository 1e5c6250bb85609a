"""Factor series: rounded once, never filled, means exact and named."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.intervals import Period, local_datetime
from fourfold.core.problems import Problems
from fourfold.data.factor import Quantity, Status
from fourfold.electricity.series.factor_series import FactorSeries
from fourfold.electricity.series.table_files import read_series
from support.electricity_files import codes, days, factors_of, series_spec, stamps, texts, write_csv

YEAR = days("2017-01-01", "2018-01-01", "UTC")
DAY = days("2017-05-01", "2017-05-02", "UTC")


def read(folder: Path, period: Period = DAY, **changes: object) -> tuple[FactorSeries | None, Problems]:
    problems = Problems()
    return read_series(folder, series_spec(**changes), period, problems), problems


def test_factors_are_rounded_once_to_mg(tmp_path: Path) -> None:
    cells = ["0.51255435", "0.5165800782202534", "0.0000005", "0.0000015", *["0.5"] * 20]
    write_csv(tmp_path / "s1.csv", "time,factor", stamps(DAY, 60), cells)
    series, problems = read(tmp_path)
    assert codes(problems) == []
    assert series is not None
    expected = [int((Decimal(cell) * 10**6).quantize(Decimal(1), ROUND_HALF_EVEN)) for cell in cells]
    assert series.mg_co2e_per_kwh.tolist() == expected
    assert (series.minimum_kg_co2e_per_kwh, series.maximum_kg_co2e_per_kwh) == (Decimal(0), Decimal("0.516580"))
    assert (series.status, series.basis.quantity) == (Status.ILLUSTRATIVE, Quantity.CO2E_LIFECYCLE)


@pytest.mark.parametrize(("unit", "cell"), [("kg CO2e/kWh", "0.5"), ("g CO2e/kWh", "500"), ("kg CO2e/MWh", "500")])
def test_units_of_factors_are_brought_to_mg(tmp_path: Path, unit: str, cell: str) -> None:
    write_csv(tmp_path / "s1.csv", "time,factor", stamps(DAY, 60), [cell] * 24)
    series, _ = read(tmp_path, value_unit=unit)
    assert series is not None
    assert set(series.mg_co2e_per_kwh.tolist()) == {500_000}


def test_the_time_column_may_have_no_name(tmp_path: Path) -> None:
    write_csv(tmp_path / "s1.csv", ",factor", stamps(DAY, 60, form="%Y-%m-%d %H:%M:%S"), [1] * 24)
    series, problems = read(tmp_path, time_column="")
    assert codes(problems) == []
    assert series is not None


@pytest.mark.parametrize(
    ("row", "cell", "code"),
    [
        (3, "", "series-value-blank"),
        (3, "-0.1", "series-value-negative"),
        (3, "none", "series-value-unreadable"),
        (3, "1e40", "series-value-unreadable"),
    ],
)
def test_values_that_cannot_be_used_are_told(tmp_path: Path, row: int, cell: str, code: str) -> None:
    cells = ["0.5"] * 24
    cells[row - 2] = cell
    write_csv(tmp_path / "s1.csv", "time,factor,demand", stamps(DAY, 60), cells, [1] * 24)
    series, problems = read(tmp_path)
    assert series is None
    assert codes(problems) == [(code, row)]
    write_csv(tmp_path / "s1.csv", "time,factor,demand", stamps(DAY, 60), ["0.5"] * 24, cells)
    series, problems = read(tmp_path, demand_column="demand")
    if code != "series-value-unreadable" or cell == "none":
        assert series is None
        assert codes(problems) == [(code, row)]
    assert texts(problems) is not None


def test_a_gap_is_named_and_not_filled(tmp_path: Path) -> None:
    times = stamps(DAY, 60)
    write_csv(tmp_path / "s1.csv", "time,factor", [*times[:5], *times[7:]], ["0.5"] * 22)
    series, problems = read(tmp_path)
    assert series is None
    (problem,) = problems
    assert (problem.kind.code, problem.found) == ("interval-missing", "2017-05-01T05:00+00:00 – 2017-05-01T07:00+00:00")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"resolution_minutes": None}, "series-column-undeclared"),
        ({"form": "typical-day"}, "series-column-undeclared"),
        ({"value_unit": "t/MWh"}, "series-unit-unknown"),
        ({"resolution_minutes": 50}, "resolution-unfit"),
        ({"redate_rule": "same-date"}, "redate-incomplete"),
        ({"value_column": "Factor"}, "column-missing"),
        ({"demand_column": "zero"}, "series-demand-zero"),
    ],
)
def test_declarations_that_do_not_suffice_are_told(tmp_path: Path, changes: dict[str, object], code: str) -> None:
    write_csv(tmp_path / "s1.csv", "time,factor,zero", stamps(DAY, 60), ["0.5"] * 24, [0] * 24)
    series, problems = read(tmp_path, DAY, **changes)
    assert series is None
    assert [found for found, _ in codes(problems)] == [code]
    assert texts(problems)


def test_a_period_takes_the_year_of_the_series_where_it_is_complete(tmp_path: Path) -> None:
    write_csv(tmp_path / "s1.csv", "time,factor", stamps(YEAR, 60), ["0.4"] * 4380 + ["0.6"] * 4380)
    series, problems = read(tmp_path)
    assert codes(problems) == []
    assert series is not None
    assert series.grid == YEAR.grid(60)
    mean = series.annual_mean()
    assert (mean.kg_co2e_per_kwh, mean.weighting, mean.over_whole_years) == (Fraction(1, 2), "time", True)


def test_a_series_of_the_period_alone_says_so(tmp_path: Path) -> None:
    write_csv(tmp_path / "s1.csv", "time,factor", stamps(DAY, 60), ["0.4"] * 24)
    series, _ = read(tmp_path)
    assert series is not None
    assert not series.annual_mean().over_whole_years


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**12)), min_size=1, max_size=40))
def test_the_mean_is_weighted_by_demand_where_there_is_one(rows: list[tuple[int, int]]) -> None:
    factors, demand = zip(*rows, strict=True)
    by_time = factors_of(factors).annual_mean()
    assert by_time.weighting == "time"
    assert by_time.kg_co2e_per_kwh == Fraction(sum(factors), len(factors) * 10**6)
    if any(demand):
        by_demand = factors_of(factors, demand=demand).annual_mean()
        total = sum(factor * weight for factor, weight in rows)
        assert by_demand.weighting == "demand"
        assert by_demand.kg_co2e_per_kwh == Fraction(total, sum(demand) * 10**6)


def test_demand_is_read_exactly(tmp_path: Path) -> None:
    demand = ["50869.95495223999", "1e3", "0.1", *["0"] * 21]
    write_csv(
        tmp_path / "s1.csv", "time,factor,demand", stamps(DAY, 60), [f"0.{hour:02d}" for hour in range(24)], demand
    )
    series, problems = read(tmp_path, demand_column="demand")
    assert codes(problems) == []
    assert series is not None
    weights = [Fraction(Decimal(cell)) for cell in demand]
    expected = sum(Fraction(hour, 100) * weight for hour, weight in enumerate(weights)) / sum(weights)
    assert series.annual_mean().kg_co2e_per_kwh == expected


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "Asia/Kathmandu"])
def test_typical_days_are_laid_over_the_local_calendar(tmp_path: Path, zone: str) -> None:
    rows = [(month, hour, f"0.{month:02d}{hour:02d}") for month in range(1, 13) for hour in range(24)]
    write_csv(tmp_path / "s1.csv", "month,hour,factor", *zip(*rows, strict=True))
    period = days("2024-01-01", "2025-01-01", zone)
    series, problems = read(
        tmp_path, period, form="typical-day", month_column="month", hour_column="hour", time_zone=zone
    )
    assert codes(problems) == []
    assert series is not None
    moments = [local_datetime(int(start), zone) for start in series.grid.starts()]
    assert series.mg_co2e_per_kwh.tolist() == [moment.month * 10_000 + moment.hour * 100 for moment in moments]
    assert [assumption.kind.code for assumption in series.assumptions] == ["typical-days"]


def test_typical_days_alike_in_all_months_need_no_month(tmp_path: Path) -> None:
    write_csv(tmp_path / "s1.csv", "hour,factor,load", range(24), ["0.4"] * 12 + ["0.8"] * 12, [3] * 12 + [1] * 12)
    series, problems = read(tmp_path, form="typical-day", hour_column="hour", demand_column="load")
    assert codes(problems) == []
    assert series is not None
    assert series.grid == YEAR.grid(60)
    assert series.annual_mean().kg_co2e_per_kwh == Fraction(1, 2)


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        (range(23), "typical-hours-missing"),
        (range(1, 25), "typical-hour-out-of-range"),
        ([*range(24), 5], "typical-hour-repeated"),
        ([*range(23), "late"], "series-value-unreadable"),
    ],
)
def test_typical_days_that_leave_hours_out_are_told(tmp_path: Path, hours: list[object], code: str) -> None:
    write_csv(tmp_path / "s1.csv", "hour,factor", hours, ["0.5"] * len(hours))
    series, problems = read(tmp_path, form="typical-day", hour_column="hour")
    assert series is None
    assert code in [found for found, _ in codes(problems)]
    assert texts(problems)


def test_factors_of_another_year_stand_in_by_rule(tmp_path: Path) -> None:
    year = days("2018-01-01", "2019-01-01", "UTC")
    write_csv(tmp_path / "s1.csv", "time,factor", stamps(year, 60), [f"0.{hour:04d}" for hour in range(8760)])
    series, problems = read(tmp_path, YEAR, redate_rule="same-date", redate_from_year=2018, redate_to_year=2017)
    assert codes(problems) == []
    assert series is not None
    assert series.grid == YEAR.grid(60)
    assert np.array_equal(series.mg_co2e_per_kwh, np.arange(8760) * 100)
    assert [assumption.kind.code for assumption in series.assumptions] == ["redated"]
