"""A steel plant's real meter in every form a file may have: the same integers, the same total."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from fourfold.core.problems import Problems
from fourfold.core.zones import Ints
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.specs import MeterSpec
from fourfold.electricity.supply.meters import read_meter
from support.electricity_files import codes, days, meter_spec, write_csv
from support.meter_files import (
    WH_FORWARD,
    espi_block,
    espi_feed,
    espi_reading,
    espi_type,
    iec_file,
    iec_intervals,
    instant_texts,
    write_parquet,
    write_xlsx,
)

pytestmark = pytest.mark.acceptance

STEEL = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "steel-meter" / "Steel_industry_data.csv"
TOTAL_KWH = Decimal("959640.31")
YEAR = days("2018-01-01", "2019-01-01", "Asia/Seoul")
GRID = YEAR.grid(15)
LIKE = {"resolution_minutes": 15, "time_zone": "Asia/Seoul"}
XML = {"time_column": "", "energy_column": "", "energy_unit": ""}


@pytest.fixture(scope="module")
def rows() -> list[tuple[datetime, str]]:
    """Start on the meter's clock and kWh as written, read without any of the code under test."""
    if not STEEL.is_file():
        pytest.skip("needs the real input files in steel-meter/, which are not part of the repository")
    with STEEL.open(encoding="utf-8-sig", newline="") as stream:
        read = [(datetime.strptime(r["date"], "%d/%m/%Y %H:%M"), r["Usage_kWh"]) for r in csv.DictReader(stream)]  # noqa: DTZ007
    ends = [(stamp + timedelta(days=stamp.hour == stamp.minute == 0), kwh) for stamp, kwh in read]
    return [(end - timedelta(minutes=15), kwh) for end, kwh in ends]


@pytest.fixture(scope="module")
def wh(rows: list[tuple[datetime, str]]) -> list[int]:
    """Whole Wh of each quarter hour."""
    return [int(Decimal(kwh) * 1000) for _, kwh in rows]


def read(folder: Path, spec: MeterSpec) -> EnergySeries:
    problems = Problems()
    reading = read_meter(folder, spec, YEAR, problems)
    assert codes(problems) == []
    assert reading is not None
    return reading.series


def is_the_year(series: EnergySeries, wh: list[int]) -> bool:
    assert series.total_kwh == TOTAL_KWH
    assert series.quantum_wh == 1
    return bool(series.energy.tolist() == wh)


def test_as_parquet(tmp_path: Path, rows: list[tuple[datetime, str]], wh: list[int]) -> None:
    starts = pl.Series([start for start, _ in rows]).dt.replace_time_zone("Asia/Seoul")
    for name, column in {
        "decimal": pl.Series([Decimal(kwh) for _, kwh in rows], dtype=pl.Decimal(12, 2)),
        "float": pl.Series([float(kwh) for _, kwh in rows]),
        "text": pl.Series([kwh for _, kwh in rows]),
    }.items():
        write_parquet(tmp_path / f"{name}.parquet", time=starts, kwh=column)
        assert is_the_year(read(tmp_path, meter_spec(file=f"{name}.parquet", **LIKE)), wh), name


def test_as_workbook(tmp_path: Path, rows: list[tuple[datetime, str]], wh: list[int]) -> None:
    write_xlsx(tmp_path / "m.xlsx", ("time", "kwh"), [(start, float(kwh)) for start, kwh in rows])
    assert is_the_year(read(tmp_path, meter_spec(file="m.xlsx", **LIKE)), wh)


def test_as_green_button(tmp_path: Path, wh: list[int]) -> None:
    starts = GRID.starts().tolist()
    quarter_hours = [(at, 900, energy) for at, energy in zip(starts, wh, strict=True)]
    blocks = [espi_block(1, quarter_hours[at : at + 96], at) for at in range(0, len(starts), 96)]
    espi_feed(tmp_path / "m.xml", *reversed(blocks), espi_type(3), espi_reading(1, 3))
    assert is_the_year(read(tmp_path, meter_spec(file="m.xml", **LIKE, **XML)), wh)


def test_as_iec_61968(tmp_path: Path, wh: list[int]) -> None:
    ends = instant_texts((GRID.starts() + 900).tolist())
    iec_file(tmp_path / "m.xml", iec_intervals(WH_FORWARD, [(end, e, ()) for end, e in zip(ends, wh, strict=True)]))
    assert is_the_year(read(tmp_path, meter_spec(file="m.xml", stamp="end", **LIKE, **XML)), wh)


def test_as_a_register_that_was_full_several_times_behind_transformers(tmp_path: Path, wh: list[int]) -> None:
    """A register of two digits in kWh behind transformers of 2,000 to 5: each Wh it shows is 400."""
    shown: Ints = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.array(wh, np.int64))]) + 99_990_000
    moments = instant_texts([*GRID.starts().tolist(), GRID.end_s])
    quotients = [f"{Decimal(int(number) * 25).scaleb(-7):f}" for number in shown % 40_000_000]
    write_csv(tmp_path / "m.csv", "time,kwh", moments, quotients)
    assert (np.diff(shown % 40_000_000) < 0).sum() == 24
    spec = meter_spec(file="m.csv", reading="register", register_digits=2, multiplier=Decimal(400), **LIKE)
    assert [text for text in quotients if Decimal(text) >= 100] == []
    assert is_the_year(read(tmp_path, spec), wh)


def test_a_lost_week_is_filled_by_the_week_before_and_the_rest_stays(
    tmp_path: Path, rows: list[tuple[datetime, str]], wh: list[int]
) -> None:
    lost = slice(10_000, 10_000 + 7 * 96)
    kept = rows[: lost.start] + rows[lost.stop :]
    write_csv(tmp_path / "m.csv", "time,kwh", [f"{at:%Y-%m-%dT%H:%M}" for at, _ in kept], [kwh for _, kwh in kept])
    found = read(tmp_path, meter_spec(file="m.csv", substitution="last-week", **LIKE)).energy.tolist()
    assert found[lost] == wh[lost.start - 672 : lost.stop - 672]
    assert found[: lost.start] + found[lost.stop :] == wh[: lost.start] + wh[lost.stop :]
