"""Meters: every fault found with its row, days when the clock changes, energy exact."""

from __future__ import annotations

import gzip
from datetime import UTC
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.intervals import Period, local_datetime
from fourfold.core.problems import Place, Problems
from fourfold.electricity.specs import MeterSpec
from fourfold.electricity.supply.meters import MeterReading, read_meter
from support.electricity_files import codes, days, meter_spec, stamps, texts, write_csv

DAY = days("2024-05-01", "2024-05-02", "Europe/Berlin")
SPRING = days("2024-03-31", "2024-04-01", "Europe/Berlin")
AUTUMN = days("2024-10-27", "2024-10-28", "Europe/Berlin")
AROUND_AUTUMN = days("2024-10-26", "2024-10-29", "Europe/Berlin")


def read(folder: Path, spec: MeterSpec, period: Period = DAY) -> tuple[MeterReading | None, Problems]:
    problems = Problems()
    return read_meter(folder, spec, period, problems), problems


def day_file(folder: Path, edits: dict[int, tuple[str, str]] | None = None, drop: tuple[int, ...] = ()) -> Path:
    """A day of hourly readings; `edits` replaces rows (as an editor counts them), `drop` removes them."""
    rows = dict(enumerate(zip(stamps(DAY, 60), [f"{hour}.5" for hour in range(24)], strict=True), start=2))
    rows.update(edits or {})
    kept = [row for number, row in rows.items() if number not in drop]
    return write_csv(folder / "m1.csv", "time,kwh", *zip(*kept, strict=True))


def test_a_file_in_order_is_read_exactly(tmp_path: Path) -> None:
    day_file(tmp_path)
    reading, problems = read(tmp_path, meter_spec())
    assert len(problems) == 0
    assert reading is not None
    assert reading.series.grid == DAY.grid(60)
    assert reading.series.energy.tolist() == [hour * 1000 + 500 for hour in range(24)]
    assert reading.series.total_kwh == Decimal(288)


@pytest.mark.parametrize(
    ("edits", "drop", "expected"),
    [
        ({5: ("2024-05-01T03:00", "-1")}, (), [("energy-negative", 5)]),
        ({5: ("2024-05-01T03:00", "")}, (), [("energy-blank", 5)]),
        ({5: ("2024-05-01T03:00", "3;5")}, (), [("energy-unreadable", 5)]),
        ({5: ("2024-05-01T03:00", "3.1200000000000001")}, (), [("energy-too-fine", 5)]),
        ({5: ("yesterday", "1")}, (), [("stamp-unreadable", 5)]),
        ({5: ("2024-05-01T03:00+02:00", "1")}, (), [("stamp-unreadable", 5)]),
        ({5: ("", "1")}, (), [("stamp-blank", 5)]),
        ({6: ("2024-05-01T03:00", "1")}, (), [("interval-duplicate", 6), ("interval-missing", 7)]),
        ({5: ("2024-05-01T03:10", "1")}, (), [("interval-missing", 6), ("interval-overlap", 5)]),
        ({}, (7, 8), [("interval-missing", 7)]),
        ({}, (2,), [("interval-missing", 2)]),
        ({}, (25,), [("interval-missing", 0)]),
        ({5: ("2024-05-01T04:00", "1"), 6: ("2024-05-01T03:00", "1")}, (), [("stamp-out-of-order", 6)]),
    ],
)
def test_each_fault_is_named_with_its_row(
    tmp_path: Path, edits: dict[int, tuple[str, str]], drop: tuple[int, ...], expected: list[tuple[str, int]]
) -> None:
    day_file(tmp_path, edits, drop)
    reading, problems = read(tmp_path, meter_spec())
    assert reading is None
    assert sorted(codes(problems)) == sorted(expected)
    assert texts(problems)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    edits = {3: ("2024-05-01T01:00", "-1"), 4: ("?", "1"), 8: ("2024-05-01T05:00", ""), 9: ("2024-05-01T05:00", "x")}
    day_file(tmp_path, edits, drop=(20,))
    _, problems = read(tmp_path, meter_spec())
    assert {code for code, _ in codes(problems)} == {
        "energy-negative",
        "stamp-unreadable",
        "energy-blank",
        "energy-unreadable",
        "interval-duplicate",
        "interval-missing",
    }


def test_a_missing_range_is_named_on_the_local_clock(tmp_path: Path) -> None:
    day_file(tmp_path, drop=(7, 8, 9))
    _, problems = read(tmp_path, meter_spec())
    (problem,) = problems
    assert problem.found == "2024-05-01T05:00+02:00 – 2024-05-01T08:00+02:00"
    assert problem.params["count"] == "3"
    assert problem.place == Place("m1.csv", 7, "time")
    assert problem.params["declared"] == "tables/meters.csv:2"


@pytest.mark.parametrize(
    ("declared", "code"), [(15, "wrong-resolution"), (30, "wrong-resolution"), (50, "resolution-unfit")]
)
def test_a_wrong_resolution_is_one_error(tmp_path: Path, declared: int, code: str) -> None:
    day_file(tmp_path)
    _, problems = read(tmp_path, meter_spec(resolution_minutes=declared))
    assert [found for found, _ in codes(problems)] == [code]


def test_intervals_that_do_not_fit_the_period_are_told(tmp_path: Path) -> None:
    write_csv(tmp_path / "m1.csv", "time,kwh", [f"2024-05-01T{hour:02d}:30" for hour in range(24)], range(24))
    _, problems = read(tmp_path, meter_spec())
    assert codes(problems) == [("intervals-off-period", 2)]
    assert texts(problems)


def test_the_column_and_the_file_are_looked_for_by_name(tmp_path: Path) -> None:
    day_file(tmp_path)
    _, problems = read(tmp_path, meter_spec(energy_column="kWh"))
    assert codes(problems) == [("column-missing", 1)]
    assert "time, kwh" in texts(problems)
    _, problems = read(tmp_path, meter_spec(file="m2.csv"))
    assert [(p.kind.code, p.place) for p in problems] == [("file-missing", Place("tables/meters.csv", 2, "file"))]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"time,kwh\n", "no-rows"),
        (b"time,kwh\n2024-05-01T00:00,1,5\n", "row-too-long"),
        (b"time,kwh\n2024-05-01T00:00,\xe9\n", "file-not-utf8"),
        (b"time,time,kwh\na,b,1\n", "column-repeated"),
        (b'time,kwh\n"2024-05-01T00:00,1\n', "not-a-table"),
    ],
)
def test_what_is_no_table_is_told(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "m1.csv").write_bytes(content)
    reading, problems = read(tmp_path, meter_spec())
    assert reading is None
    assert code in [found for found, _ in codes(problems)]


@given(st.binary(max_size=200))
def test_no_bytes_end_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "m1.csv").write_bytes(b"time,kwh\n" + content)
    reading, problems = read(folder, meter_spec())
    assert reading is None
    assert problems.errors


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_byte_order_marks_gzip_and_closing_blank_rows(tmp_path: Path, separator: str) -> None:
    text = day_file(tmp_path).read_text().replace(",", separator) + f"{separator}\n\n"
    (tmp_path / "m1.csv.gz").write_bytes(gzip.compress(b"\xef\xbb\xbf" + text.encode()))
    reading, problems = read(tmp_path, meter_spec(file="m1.csv.gz"))
    assert codes(problems) == []
    assert reading is not None
    assert reading.series.total_kwh == 288


def test_readings_beyond_the_period_are_left_and_said(tmp_path: Path) -> None:
    month = days("2024-05-01", "2024-06-01", "Europe/Berlin")
    write_csv(tmp_path / "m1.csv", "time,kwh", stamps(month, 60), [1] * 744)
    reading, problems = read(tmp_path, meter_spec())
    assert reading is not None
    assert reading.series.total_kwh == 24
    (warning,) = problems
    assert (warning.kind.code, warning.severity) == ("readings-beyond-period", "warning")
    assert warning.params["count"] == "720"
    assert Decimal(str(warning.params["energy_kwh"])) == 720


def test_rows_in_falling_order_are_turned_and_that_is_said(tmp_path: Path) -> None:
    times, values = stamps(AUTUMN, 60), list(range(25))
    write_csv(tmp_path / "m1.csv", "time,kwh", times[::-1], values[::-1])
    reading, problems = read(tmp_path, meter_spec(), AUTUMN)
    assert codes(problems) == [("rows-reversed", 0)]
    assert reading is not None
    assert reading.series.energy.tolist() == [value * 1000 for value in values]


@pytest.mark.parametrize("step", [15, 30, 60])
@pytest.mark.parametrize("at", ["start", "end"])
@pytest.mark.parametrize("period", [SPRING, AUTUMN, AROUND_AUTUMN, days("2024-02-28", "2024-03-02", "Asia/Shanghai")])
def test_local_clocks_and_offsets_say_the_same(tmp_path: Path, step: int, at: str, period: Period) -> None:
    count = period.grid(step).count
    for form, zone in [("%Y-%m-%dT%H:%M", period.time_zone), ("%Y-%m-%dT%H:%M%z", "America/New_York")]:
        write_csv(tmp_path / "m1.csv", "time,kwh", stamps(period, step, at=at, form=form), range(count))
        spec = meter_spec(resolution_minutes=step, stamp=at, time_zone=zone)
        reading, problems = read(tmp_path, spec, period)
        assert codes(problems) == []
        assert reading is not None
        assert (reading.series.energy // 1000).tolist() == list(range(count))


@pytest.mark.parametrize(("period", "length"), [(SPRING, 23), (AUTUMN, 25)])
def test_end_stamps_counted_on_the_local_clock_are_read_too(tmp_path: Path, period: Period, length: int) -> None:
    starts = [local_datetime(int(at), "Europe/Berlin") for at in period.grid(60).starts()]
    ends = [f"{moment.date()}T{moment.hour + 1:02d}:00" for moment in starts]
    write_csv(tmp_path / "m1.csv", "time,kwh", ends, range(length))
    reading, problems = read(tmp_path, meter_spec(stamp="end"), period)
    assert codes(problems) == []
    assert reading is not None
    assert (reading.series.energy // 1000).tolist() == list(range(length))


@pytest.mark.parametrize(("day", "length"), [("2024-03-31", "23"), ("2024-10-27", "25")])
@pytest.mark.parametrize("stamp", ["start", "end"])
@pytest.mark.parametrize("step", [15, 60])
def test_24_hours_on_a_day_the_clock_changed_is_an_error(
    tmp_path: Path, day: str, length: str, stamp: str, step: int
) -> None:
    minutes = range(0, 1440, step) if stamp == "start" else range(step, 1441, step)
    times = [f"{day}T{minute // 60:02d}:{minute % 60:02d}" for minute in minutes]
    write_csv(tmp_path / "m1.csv", "time,kwh", times, [1] * len(times))
    period = SPRING if day == "2024-03-31" else AUTUMN
    reading, problems = read(tmp_path, meter_spec(stamp=stamp, resolution_minutes=step), period)
    assert reading is None
    assert codes(problems) == [("clock-change-day", 2 + 120 // step)]
    assert f"{day} has {length} hours in Europe/Berlin" in texts(problems)


def test_single_local_times_that_cannot_be_told_are_named(tmp_path: Path) -> None:
    times = stamps(AUTUMN, 60)
    write_csv(tmp_path / "m1.csv", "time,kwh", [*times[:3], *times[4:-1]], [1] * 23)
    _, problems = read(tmp_path, meter_spec(), AUTUMN)
    assert codes(problems) == [("interval-missing", 0), ("local-time-ambiguous", 4)]
    write_csv(tmp_path / "m1.csv", "time,kwh", ["2024-03-31T02:30", *stamps(SPRING, 60)], [1] * 24)
    _, problems = read(tmp_path, meter_spec(), SPRING)
    assert [code for code, _ in codes(problems)][-1] in ("local-time-absent", "clock-change-day")
    assert texts(problems)


def test_a_leap_day_is_an_ordinary_day(tmp_path: Path) -> None:
    year = days("2024-01-01", "2025-01-01", "Asia/Shanghai")
    write_csv(tmp_path / "m1.csv", "time,kwh", stamps(year, 15), [1] * 35_136)
    reading, problems = read(tmp_path, meter_spec(resolution_minutes=15, time_zone="Asia/Shanghai"), year)
    assert codes(problems) == []
    assert reading is not None
    assert reading.series.total_kwh == 35_136


def same_day_stamps() -> list[str]:
    """End stamps of two days, the last of each naming its own day, as some meters write them."""
    return [f"{day:02d}/05/2024 {hour % 24:02d}:00" for day in (1, 2) for hour in range(1, 25)]


def test_midnight_of_the_same_day_is_declared_not_guessed(tmp_path: Path) -> None:
    period = days("2024-05-01", "2024-05-03", "Asia/Shanghai")
    write_csv(tmp_path / "m1.csv", "time,kwh", same_day_stamps(), range(48))
    form = {"stamp": "end", "time_format": "%d/%m/%Y %H:%M", "time_zone": "Asia/Shanghai"}
    reading, problems = read(tmp_path, meter_spec(**form), period)
    assert reading is None
    assert codes(problems) == [("midnight-wrong-day", 25)]
    assert "same-day" in texts(problems)
    reading, problems = read(tmp_path, meter_spec(midnight="same-day", **form), period)
    assert codes(problems) == []
    assert reading is not None
    assert (reading.series.energy // 1000).tolist() == list(range(48))


def test_24_o_clock_is_the_end_of_its_day(tmp_path: Path) -> None:
    times = [f"2024-05-01 {hour:02d}:00" for hour in range(1, 25)]
    write_csv(tmp_path / "m1.csv", "time,kwh", times, range(24))
    reading, problems = read(tmp_path, meter_spec(stamp="end"))
    assert codes(problems) == []
    assert reading is not None
    assert (reading.series.energy // 1000).tolist() == list(range(24))


def test_same_day_midnight_and_offsets_contradict(tmp_path: Path) -> None:
    write_csv(tmp_path / "m1.csv", "time,kwh", stamps(DAY, 60, form="%Y-%m-%dT%H:%M%z"), range(24))
    _, problems = read(tmp_path, meter_spec(stamp="end", midnight="same-day"))
    assert [code for code, _ in codes(problems)] == ["midnight-with-offset"]


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%H:%M", "%Y-%m-%d %H:%M %Q", "%Y-%m-%d %H:%M %Z", "%"])
def test_a_time_format_that_says_no_moment_is_refused(tmp_path: Path, form: str) -> None:
    day_file(tmp_path)
    _, problems = read(tmp_path, meter_spec(time_format=form))
    assert [(p.kind.code, p.place.column) for p in problems] == [("time-format-unusable", "time_format")]


@pytest.mark.parametrize(("unit", "total_wh"), [("Wh", 288), ("kWh", 288_000), ("MWh", 288_000_000)])
def test_units_of_ten_are_exact(tmp_path: Path, unit: str, total_wh: int) -> None:
    day_file(tmp_path)
    reading, problems = read(tmp_path, meter_spec(energy_unit=unit))
    assert codes(problems) == []
    assert reading is not None
    assert reading.series.total_wh == total_wh


@pytest.mark.parametrize("unit", ["GJ", "kg", "kW", "parsec", ""])
def test_units_that_are_not_exact_in_wh_are_refused(tmp_path: Path, unit: str) -> None:
    day_file(tmp_path)
    _, problems = read(tmp_path, meter_spec(energy_unit=unit))
    assert codes(problems) == [("energy-unit", 2)]


@pytest.mark.parametrize(
    ("cell", "quantum"), [("1.5", "1"), ("0.0015", "0.1"), ("0.00015", "0.01"), ("0.000015", "0.001")]
)
def test_the_quantum_is_as_fine_as_the_readings(tmp_path: Path, cell: str, quantum: str) -> None:
    write_csv(tmp_path / "m1.csv", "time,kwh", stamps(DAY, 60), [cell] * 24)
    reading, _ = read(tmp_path, meter_spec())
    assert reading is not None
    assert reading.series.quantum_wh == Decimal(quantum)
    assert reading.series.total_kwh == 24 * Decimal(cell)


@given(st.lists(st.decimals(0, 10**4, places=4, allow_nan=False), min_size=24, max_size=24))
def test_the_sum_is_the_sum_of_the_cells(tmp_path_factory: pytest.TempPathFactory, cells: list[Decimal]) -> None:
    folder = tmp_path_factory.mktemp("sum")
    write_csv(folder / "m1.csv", "time,kwh", stamps(DAY, 60), cells)
    reading, _ = read(folder, meter_spec())
    assert reading is not None
    assert reading.series.total_kwh == sum(cells)


def test_utc_stamps_follow_their_offset_whatever_the_zone(tmp_path: Path) -> None:
    times = [
        local_datetime(int(at), "UTC").astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for at in AUTUMN.grid(60).starts()
    ]
    write_csv(tmp_path / "m1.csv", "time,kwh", times, range(25))
    reading, problems = read(tmp_path, meter_spec(time_zone="Asia/Tokyo"), AUTUMN)
    assert codes(problems) == []
    assert reading is not None
    assert np.array_equal(reading.series.energy, np.arange(25) * 1000)


def test_a_file_full_of_faults_shows_some_and_counts_the_rest(tmp_path: Path) -> None:
    year = days("2024-01-01", "2025-01-01", "Europe/Berlin")
    write_csv(tmp_path / "m1.csv", "time,kwh", stamps(year, 60), ["-1"] * 8784)
    _, problems = read(tmp_path, meter_spec(), year)
    found = [(problem.kind.code, problem.params.get("count")) for problem in problems.sorted()]
    assert sorted(found, key=str)[-1] == ("more-of-the-same", str(8784 - Problems.SHOWN_PER_KIND))
    assert len(found) == Problems.SHOWN_PER_KIND + 1
