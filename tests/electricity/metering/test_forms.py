"""The same readings in every form of file give the same integers; files that are not what they seem are refused."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from fourfold.core.intervals import Period
from fourfold.core.problems import Place, Problems
from fourfold.electricity.specs import MeterSpec
from fourfold.electricity.supply.meters import MeterReading, read_meter
from support.electricity_files import codes, days, meter_spec, stamps, texts, write_csv
from support.meter_files import (
    WH_FORWARD,
    WH_REGISTER,
    espi_block,
    espi_feed,
    espi_reading,
    espi_type,
    iec_file,
    iec_intervals,
    iec_registers,
    instant_texts,
    kwh_texts,
    write_parquet,
    write_xlsx,
)

DAY = days("2024-05-01", "2024-05-02", "Europe/Berlin")
SPRING = days("2024-03-31", "2024-04-01", "Europe/Berlin")
AUTUMN = days("2024-10-27", "2024-10-28", "Europe/Berlin")
XML = {"time_column": "", "energy_column": "", "energy_unit": ""}


def read(folder: Path, spec: MeterSpec, period: Period = DAY) -> tuple[MeterReading | None, Problems]:
    problems = Problems()
    return read_meter(folder, spec, period, problems), problems


def energies(folder: Path, spec: MeterSpec, period: Period = DAY) -> list[int]:
    """Wh of each interval, as whole 0.001 Wh."""
    reading, problems = read(folder, spec, period)
    assert codes(problems) == []
    assert reading is not None
    return [int(quanta) for quanta in reading.series.refined(-3).energy]


def csv_form(folder: Path, period: Period, step: int, wh: Sequence[int]) -> MeterSpec:
    write_csv(folder / "m.csv", "time,kwh", stamps(period, step), kwh_texts(wh))
    return meter_spec(file="m.csv", resolution_minutes=step)


def gzip_form(folder: Path, period: Period, step: int, wh: Sequence[int]) -> MeterSpec:
    spec = csv_form(folder, period, step, wh)
    (folder / "m.csv.gz").write_bytes(gzip.compress((folder / "m.csv").read_bytes()))
    return replace(spec, file="m.csv.gz")


def xlsx_form(folder: Path, period: Period, step: int, wh: Sequence[int]) -> MeterSpec:
    times = [datetime.fromisoformat(text) for text in stamps(period, step)]
    rows = [(time, float(kwh)) for time, kwh in zip(times, kwh_texts(wh), strict=True)]
    write_xlsx(folder / "m.xlsx", ("time", "kwh"), rows)
    return meter_spec(file="m.xlsx", resolution_minutes=step)


def parquet_form(folder: Path, period: Period, step: int, wh: Sequence[int]) -> MeterSpec:
    starts = [datetime.fromtimestamp(at, UTC) for at in period.grid(step).starts().tolist()]
    energy = pl.Series([Decimal(text) for text in kwh_texts(wh)], dtype=pl.Decimal(20, 6))
    times = pl.Series(starts, dtype=pl.Datetime("us", "UTC")).dt.convert_time_zone("Asia/Tokyo")
    write_parquet(folder / "m.parquet", time=times, kwh=energy)
    return meter_spec(file="m.parquet", resolution_minutes=step)


def float_form(folder: Path, period: Period, step: int, wh: Sequence[int]) -> MeterSpec:
    local = pl.Series([datetime.fromisoformat(text) for text in stamps(period, step)], dtype=pl.Datetime("ms"))
    write_parquet(folder / "f.parquet", time=local, kwh=[float(text) for text in kwh_texts(wh)])
    return meter_spec(file="f.parquet", resolution_minutes=step)


def green_button_form(folder: Path, period: Period, step: int, wh: Sequence[int]) -> MeterSpec:
    starts = period.grid(step).starts().tolist()
    rows = [(at, step * 60, value) for at, value in zip(starts, wh, strict=True)]
    half = len(rows) // 2
    later, earlier = espi_block(1, rows[half:], 2), espi_block(1, rows[:half])
    espi_feed(folder / "g.xml", espi_type(7), espi_reading(1, 7), later, earlier)
    return meter_spec(file="g.xml", resolution_minutes=step, **XML)


def iec_form(folder: Path, period: Period, step: int, wh: Sequence[int]) -> MeterSpec:
    ends = instant_texts([at + step * 60 for at in period.grid(step).starts().tolist()])
    iec_file(folder / "i.xml", iec_intervals(WH_FORWARD, [(t, v, ()) for t, v in zip(ends, wh, strict=True)]))
    return meter_spec(file="i.xml", resolution_minutes=step, stamp="end", **XML)


def register_form(folder: Path, period: Period, step: int, wh: Sequence[int]) -> MeterSpec:
    shown, at = [], 987_654
    for energy in (0, *wh):
        at = (at + energy) % 1_000_000
        shown.append(at)
    grid = period.grid(step)
    moments = instant_texts([*grid.starts().tolist(), grid.end_s])
    block = iec_registers(WH_REGISTER, list(zip(moments, shown, strict=True)))
    iec_file(folder / "r.xml", block, wrapped=True)
    return meter_spec(file="r.xml", resolution_minutes=step, reading="register", register_digits=6, **XML)


FORMS = (csv_form, gzip_form, xlsx_form, parquet_form, float_form, green_button_form, iec_form, register_form)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("period", [DAY, SPRING, AUTUMN])
@pytest.mark.parametrize("step", [15, 30, 60])
def test_days_of_23_24_and_25_hours_are_read_from_every_form(
    tmp_path: Path, form: Callable[..., MeterSpec], period: Period, step: int
) -> None:
    wh = [1000 + 37 * at for at in range(period.grid(step).count)]
    assert energies(tmp_path, form(tmp_path, period, step, wh), period) == [value * 1000 for value in wh]


@settings(max_examples=8)
@given(st.lists(st.integers(0, 400_000), min_size=24, max_size=24))
def test_a_round_trip_through_every_form_gives_the_same_integers(
    tmp_path_factory: pytest.TempPathFactory, wh: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("forms")
    for form in FORMS:
        assert energies(folder, form(folder, DAY, 60, wh)) == [value * 1000 for value in wh], form


def test_the_content_decides_and_the_ending_must_not_contradict_it(tmp_path: Path) -> None:
    spec = green_button_form(tmp_path, DAY, 60, range(24))
    (tmp_path / "g.csv").write_bytes((tmp_path / "g.xml").read_bytes())
    (tmp_path / "export").write_bytes((tmp_path / "g.xml").read_bytes())
    _, problems = read(tmp_path, replace(spec, file="g.csv"))
    assert [(p.kind.code, p.place.column) for p in problems] == [("readings-form-differs", "file")]
    assert "green-button" in texts(problems)
    wanted = [at * 1000 for at in range(24)]
    assert energies(tmp_path, replace(spec, file="export")) == wanted
    assert energies(tmp_path, replace(spec, file="g.csv", form="green-button")) == wanted
    _, problems = read(tmp_path, replace(spec, form="iec-61968-9"))
    assert [(p.kind.code, p.place.column) for p in problems] == [("readings-form-differs", "form")]


@pytest.mark.parametrize(
    ("form", "changes", "code", "column"),
    [
        (csv_form, {"energy_column": ""}, "readings-form-needs", "energy_column"),
        (csv_form, {"channel": "x"}, "readings-form-without", "channel"),
        (csv_form, {"energy_unit": ""}, "energy-unit", "energy_unit"),
        (xlsx_form, {"sheet": "other"}, "readings-sheet-missing", "sheet"),
        (green_button_form, {"time_column": "time"}, "readings-form-without", "time_column"),
        (green_button_form, {"energy_unit": "kWh"}, "readings-unit-differs", "energy_unit"),
        (green_button_form, {"stamp": "end"}, "readings-stamp-start", "stamp"),
        (iec_form, {"reading": "register"}, "readings-accumulation", ""),
        (register_form, {"reading": "", "register_digits": None}, "readings-accumulation", ""),
        (csv_form, {"register_digits": 6}, "meter-without", "register_digits"),
        (csv_form, {"substitution": "linear"}, "meter-needs", "substitution_most"),
        (csv_form, {"reading": "register", "substitution": "last-week"}, "register-substitution", "substitution"),
    ],
)
def test_a_declaration_that_does_not_fit_the_form_is_told(
    tmp_path: Path, form: Callable[..., MeterSpec], changes: dict[str, object], code: str, column: str
) -> None:
    spec = form(tmp_path, DAY, 60, [1] * 24)
    reading, problems = read(tmp_path, replace(spec, **changes))  # type: ignore[arg-type]
    assert reading is None
    assert (code, column) in [(p.kind.code, p.place.column) for p in problems]
    assert texts(problems)


def test_a_unit_said_twice_alike_is_no_fault(tmp_path: Path) -> None:
    spec = green_button_form(tmp_path, DAY, 60, range(24))
    assert energies(tmp_path, replace(spec, energy_unit="Wh")) == [at * 1000 for at in range(24)]


def test_the_power_of_ten_of_a_feed_counts(tmp_path: Path) -> None:
    rows = [(at, 3600, 7) for at in DAY.grid(60).starts().tolist()]
    espi_feed(
        tmp_path / "g.xml", espi_type(1, changes={"powerOfTenMultiplier": 3}), espi_reading(1, 1), espi_block(1, rows)
    )
    assert energies(tmp_path, meter_spec(file="g.xml", **XML)) == [7_000_000] * 24


def test_a_formula_in_a_workbook_is_refused_with_its_cell(tmp_path: Path) -> None:
    spec = xlsx_form(tmp_path, DAY, 60, range(24))
    workbook = load_workbook(tmp_path / "m.xlsx")
    workbook["readings"]["B7"] = "=B6*2"
    workbook.save(tmp_path / "m.xlsx")
    reading, problems = read(tmp_path, spec)
    assert reading is None
    (problem,) = problems
    assert problem.kind.code == "readings-cell-refused"
    assert problem.place == Place("m.xlsx", 7, "kwh", "readings")
    assert problem.params["cell"] == "B7"


def test_a_binary_fraction_that_is_not_exact_at_a_thousandth_wh_is_refused(tmp_path: Path) -> None:
    local = [datetime.fromisoformat(text) for text in stamps(DAY, 60)]
    write_parquet(tmp_path / "f.parquet", time=local, kwh=[0.1 + 0.2, *([1.5] * 23)])
    _, problems = read(tmp_path, meter_spec(file="f.parquet"))
    assert codes(problems) == [("energy-too-fine", 1)]
    assert "0.30000000000000004" in texts(problems)


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"time": [1, 2], "kwh": [1, 2]}, "readings-column-type"),
        ({"time": ["2024-05-01T00:00", "x"], "kwh": [[1], [2]]}, "readings-column-type"),
        ({"time": ["2024-05-01T00:00"], "energy": [1]}, "column-missing"),
        ({"time": pl.Series([], dtype=pl.String), "kwh": pl.Series([], dtype=pl.Int64)}, "no-rows"),
        ({"time": pl.Series([datetime(2024, 5, 1, 0, 0, 0, 5, tzinfo=UTC)]), "kwh": [1]}, "stamp-unreadable"),
        ({"time": [None, "2024-05-01T01:00"], "kwh": [float("nan"), None]}, "energy-unreadable"),
    ],
)
def test_parquet_of_other_types_is_refused(tmp_path: Path, columns: dict[str, object], code: str) -> None:
    write_parquet(tmp_path / "m.parquet", **columns)
    reading, problems = read(tmp_path, meter_spec(file="m.parquet"))
    assert reading is None
    assert code in [p.kind.code for p in problems]
    assert texts(problems)


@given(st.binary(max_size=120), st.sampled_from([b"PAR1", b"PK\x03\x04", b"<feed>", b"<MeterReadings>", b"<a/>", b"<"]))
def test_no_bytes_of_any_form_end_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, head: bytes
) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "m").write_bytes(head + content)
    reading, problems = read(folder, meter_spec(file="m"))
    assert reading is None
    assert problems.errors
    json.dumps(texts(problems))


@settings(max_examples=60)
@given(
    st.sampled_from([csv_form, green_button_form, iec_form, register_form]),
    st.integers(0, 10**6),
    st.integers(0, 40),
    st.sampled_from(["", "0", "-", "999999999999999999999", "<value/>", "&lt;", "\u00e9", "\n", "1e99", "24:00"]),
)
def test_a_damaged_file_is_read_or_refused_with_reasons(
    tmp_path_factory: pytest.TempPathFactory, form: Callable[..., MeterSpec], at: int, length: int, text: str
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    spec = form(folder, DAY, 60, [1000 + hour for hour in range(24)])
    path = folder / spec.file
    whole = path.read_text(encoding="utf-8")
    cut = at % len(whole)
    path.write_text(whole[:cut] + text + whole[cut + length :], encoding="utf-8")
    reading, problems = read(folder, spec)
    assert (reading is None) == bool(problems.errors)
    assert texts(problems) or reading is not None
