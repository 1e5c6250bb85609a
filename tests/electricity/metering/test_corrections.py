"""Corrections that arrive later: which count is decided by the moment asked for, whatever their order in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.problems import Problems
from fourfold.core.words import words
from fourfold.core.zones import utc_second
from fourfold.electricity.specs import MeterSpec
from fourfold.electricity.supply.meters import MeterReading, read_meter
from support.electricity_files import codes, days, meter_spec, stamps, texts, write_csv
from support.meter_files import instant_texts, write_xlsx

DAY = days("2024-05-01", "2024-05-02", "Europe/Berlin")
STARTS = DAY.grid(60).starts().tolist()
SPEC = meter_spec(corrections_file="corrections.csv")
Row = tuple[str, object, str]


def read(folder: Path, known_at: str = "", spec: MeterSpec = SPEC) -> tuple[MeterReading | None, Problems]:
    problems = Problems()
    moment = utc_second(datetime.fromisoformat(known_at)) if known_at else None
    return read_meter(folder, spec, DAY, problems, moment), problems


def write(folder: Path, rows: Sequence[Row], missing: Sequence[int] = ()) -> None:
    kept = [hour for hour in range(24) if hour not in missing]
    write_csv(folder / "m1.csv", "time,kwh", [stamps(DAY, 60)[hour] for hour in kept], kept)
    write_csv(folder / "corrections.csv", "time,energy,received", *zip(*rows, strict=True))


def wh(reading: MeterReading | None) -> list[int]:
    assert reading is not None
    return [int(quanta) for quanta in reading.series.energy]


ROWS: list[Row] = [
    ("2024-05-01T03:00", "30", "2024-06-01T08:00:00Z"),
    ("2024-05-01T04:00", "40", "2024-06-01T08:00:00Z"),
    ("2024-05-01T03:00", "31", "2024-07-01T08:00:00Z"),
]


def test_a_result_rests_on_what_was_known_at_the_moment_asked_for(tmp_path: Path) -> None:
    write(tmp_path, ROWS)
    plain = [hour * 1000 for hour in range(24)]
    assert wh(read(tmp_path, "2024-05-31T00:00:00+00:00")[0]) == plain
    assert wh(read(tmp_path, "2024-06-01T08:00:00+00:00")[0]) == [*plain[:3], 30_000, 40_000, *plain[5:]]
    assert wh(read(tmp_path)[0]) == [*plain[:3], 31_000, 40_000, *plain[5:]]


def test_the_result_says_the_moment_and_what_was_replaced(tmp_path: Path) -> None:
    write(tmp_path, ROWS)
    reading, _ = read(tmp_path)
    assert reading is not None
    english = [words("en").assumption(one) for one in reading.assumptions]
    assert english == [
        "Readings of the meter m1 are taken as known at 2024-07-01T08:00:00Z: 2 corrected readings in the period.",
        "Readings of the meter m1 for 2024-05-01T03:00+02:00 – 2024-05-01T04:00+02:00 (1, 0 of them not there before)"
        " were replaced by corrections received at 2024-07-01T08:00:00Z: 3 kWh by 31 kWh, before any multiplier.",
        "Readings of the meter m1 for 2024-05-01T04:00+02:00 – 2024-05-01T05:00+02:00 (1, 0 of them not there before)"
        " were replaced by corrections received at 2024-06-01T08:00:00Z: 4 kWh by 40 kWh, before any multiplier.",
    ]


def test_a_result_as_known_earlier_is_the_same_whatever_arrives_later(tmp_path: Path) -> None:
    write(tmp_path, ROWS[:2])
    before, _ = read(tmp_path, "2024-06-15T00:00:00+00:00")
    tied: Row = ("2024-05-01T09:00", "0.001", "2024-08-01T08:00:00Z")
    write(tmp_path, [*ROWS, tied, ("2024-05-01T09:00", "bad", "2024-08-01T08:00:00Z")])
    after, problems = read(tmp_path, "2024-06-15T00:00:00+00:00")
    assert codes(problems) == []
    assert before is not None
    assert after is not None
    assert wh(before) == wh(after)
    assert before.series.quantum_exponent == after.series.quantum_exponent
    assert before.assumptions == after.assumptions


@settings(max_examples=20)
@given(st.permutations(ROWS + [("2024-05-01T05:00", str(hour), f"2024-06-{hour:02d}T00:00:00Z") for hour in (5, 2, 9)]))
def test_the_order_in_the_file_changes_nothing(tmp_path_factory: pytest.TempPathFactory, rows: list[Row]) -> None:
    folder = tmp_path_factory.mktemp("order")
    write(folder, rows)
    reading, problems = read(folder)
    assert codes(problems) == []
    assert wh(reading)[3:6] == [31_000, 40_000, 9_000]
    assert reading is not None
    assert [one.params.get("moment") for one in reading.assumptions][1:] == [
        "2024-07-01T08:00:00Z",
        "2024-06-01T08:00:00Z",
        "2024-06-09T00:00:00Z",
    ]


def test_two_corrections_received_at_the_same_moment_contradict_each_other(tmp_path: Path) -> None:
    write(tmp_path, [*ROWS, ("2024-05-01T03:00+02:00", "32", "2024-07-01T08:00:00Z")][:3])
    assert read(tmp_path)[0] is not None
    write(tmp_path, [*ROWS, ("2024-05-01T03:00", "32", "2024-07-01T10:00:00+02:00")])
    reading, problems = read(tmp_path)
    assert reading is None
    assert codes(problems) == [("corrections-tied", 5)]


def test_a_correction_may_bring_a_reading_that_was_missing(tmp_path: Path) -> None:
    write(tmp_path, ROWS, missing=(3, 23))
    assert codes(read(tmp_path)[1]) == [("interval-missing", 0)]
    write(tmp_path, [*ROWS, ("2024-05-01T23:00", "23", "2024-06-02T00:00:00Z")], missing=(3, 23))
    reading, problems = read(tmp_path)
    assert codes(problems) == []
    assert wh(reading)[3] == 31_000
    assert wh(reading)[23] == 23_000
    assert reading is not None
    assert reading.assumptions[1].params["added"] == "1"
    _, problems = read(tmp_path, "2024-05-31T00:00:00+00:00")
    assert codes(problems) == [("interval-missing", 0), ("interval-missing", 5)]


def test_a_register_is_corrected_at_its_moment(tmp_path: Path) -> None:
    moments = [*STARTS, DAY.end_s]
    write_csv(tmp_path / "m1.csv", "time,kwh", instant_texts(moments), [*range(10), 99, *range(11, 25)])
    fix = [(instant_texts(moments)[10], "10", "2024-06-01T00:00:00Z")]
    write_csv(tmp_path / "corrections.csv", "time,energy,received", *zip(*fix, strict=True))
    spec = replace(SPEC, reading="register", stamp="end")
    assert codes(read(tmp_path, "2024-05-31T00:00:00+00:00", spec)[1]) == [("register-fell", 13)]
    reading, problems = read(tmp_path, spec=spec)
    assert codes(problems) == []
    assert wh(reading) == [1000] * 24


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("2024-05-01T03:00", "30", "2024-06-01T08:00"), "correction-received"),
        (("2024-05-01T03:00", "30", ""), "correction-received"),
        (("2024-05-01T03:10", "30", "2024-06-01T08:00:00Z"), "correction-off-grid"),
        (("soon", "30", "2024-06-01T08:00:00Z"), "stamp-unreadable"),
        (("2024-05-01T03:00", "-1", "2024-06-01T08:00:00Z"), "energy-negative"),
        (("2024-05-01T03:00", "", "2024-06-01T08:00:00Z"), "energy-blank"),
        (("2024-10-27T02:00", "1", "2024-11-01T08:00:00Z"), "local-time-ambiguous"),
        (("2024-03-31T02:00", "1", "2024-11-01T08:00:00Z"), "local-time-absent"),
    ],
)
def test_a_correction_that_cannot_be_used_is_told_with_its_place(tmp_path: Path, row: Row, code: str) -> None:
    write(tmp_path, [row])
    reading, problems = read(tmp_path)
    assert reading is None
    assert [(p.kind.code, p.place.file) for p in problems] == [(code, "corrections.csv")]
    assert texts(problems)


def test_corrections_may_say_what_they_are_worth_and_come_from_a_workbook(tmp_path: Path) -> None:
    write(tmp_path, ROWS)
    rows = [("2024-05-01T03:00", 30, "2024-06-01T08:00:00Z", "E"), ("2024-05-01T04:00", 0, "2024-06-01T08:00:00Z", "M")]
    write_xlsx(tmp_path / "c.xlsx", ("time", "energy", "received", "quality"), rows)
    write_csv(tmp_path / "m1.csv", "time,kwh,q", stamps(DAY, 60), range(24), ["A"] * 24)
    spec = replace(
        SPEC, corrections_file="c.xlsx", quality_column="q", quality_words="A=measured;E=estimated;M=missing"
    )
    assert [p.kind.code for p in read(tmp_path, spec=spec)[1]] == ["reading-missing"]
    reading, _ = read(tmp_path, spec=replace(spec, substitution="linear", substitution_most=1))
    assert wh(reading)[3:6] == [30_000, 17_500, 5000]
    assert reading is not None
    (quality,) = [one for one in reading.assumptions if one.kind.code == "readings-quality"]
    assert (quality.params["estimated"], quality.params["missing"]) == ("1", "1")


def test_a_file_of_corrections_that_is_no_table_is_refused(tmp_path: Path) -> None:
    write(tmp_path, ROWS)
    (tmp_path / "corrections.csv").write_text("<feed/>")
    assert [p.kind.code for p in read(tmp_path)[1]] == ["readings-form-differs"]
    (tmp_path / "corrections.csv").write_text("time,energy\n2024-05-01T03:00,1\n")
    assert [p.kind.code for p in read(tmp_path)[1]] == ["column-missing"]
