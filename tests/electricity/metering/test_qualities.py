"""Every reading is measured, estimated or missing, and the result says how many are not measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourfold.core.problems import Problems
from fourfold.core.words import words
from fourfold.electricity.metering.qualities import Quality, espi_quality, iec_quality, read_quality_words
from fourfold.electricity.specs import MeterSpec
from fourfold.electricity.supply.meters import MeterReading, read_meter
from support.electricity_files import ROW, codes, days, meter_spec, stamps, texts, write_csv
from support.meter_files import WH_FORWARD, espi_block, espi_feed, espi_reading, espi_type, iec_file, iec_intervals
from support.meter_files import instant_texts as instants

DAY = days("2024-05-01", "2024-05-02", "Europe/Berlin")
STARTS = DAY.grid(60).starts().tolist()
XML = {"time_column": "", "energy_column": "", "energy_unit": ""}
WORDS = "A=measured;E=estimated;M=missing"


def read(folder: Path, spec: MeterSpec) -> tuple[MeterReading | None, Problems]:
    problems = Problems()
    return read_meter(folder, spec, DAY, problems), problems


def marked(folder: Path, marks: dict[int, str], empty: tuple[int, ...] = ()) -> None:
    energy = ["" if hour in empty else f"{hour}.5" for hour in range(24)]
    write_csv(folder / "m1.csv", "time,kwh,flag", stamps(DAY, 60), energy, [marks.get(h, "A") for h in range(24)])


def told(reading: MeterReading) -> dict[str, object]:
    (assumption,) = [one for one in reading.assumptions if one.kind.code == "readings-quality"]
    assert "{" not in words("en").assumption(assumption)
    return dict(assumption.params)


def test_estimates_count_and_are_told_with_their_energy(tmp_path: Path) -> None:
    marked(tmp_path, {3: "E", 4: "E"})
    reading, problems = read(tmp_path, meter_spec(quality_column="flag", quality_words=WORDS))
    assert codes(problems) == []
    assert reading is not None
    assert reading.series.total_kwh == 288
    assert {name: told(reading)[name] for name in ("estimated", "energy_kwh", "missing")} == {
        "estimated": "2",
        "energy_kwh": "8",
        "missing": "0",
    }


def test_a_file_of_measured_readings_says_nothing(tmp_path: Path) -> None:
    marked(tmp_path, {})
    reading, _ = read(tmp_path, meter_spec(quality_column="flag", quality_words=WORDS))
    assert reading is not None
    assert reading.assumptions == ()


def test_missing_readings_are_an_error_without_a_rule(tmp_path: Path) -> None:
    marked(tmp_path, {5: "M", 6: "M", 9: "M"}, empty=(5, 6))
    reading, problems = read(tmp_path, meter_spec(quality_column="flag", quality_words=WORDS))
    assert reading is None
    assert codes(problems) == [("reading-missing", 7), ("reading-missing", 11)]
    assert "2024-05-01T05:00+02:00 – 2024-05-01T07:00+02:00" in texts(problems)


def test_a_mark_that_nobody_explains_is_refused_once(tmp_path: Path) -> None:
    marked(tmp_path, {5: "?", 6: "?", 7: ""})
    reading, problems = read(tmp_path, meter_spec(quality_column="flag", quality_words=WORDS))
    assert reading is None
    assert codes(problems) == [("quality-unexplained", 7), ("quality-unexplained", 9)]
    _, problems = read(tmp_path, meter_spec(quality_column="flag", quality_words=f"{WORDS};?=estimated;=measured"))
    assert codes(problems) == []


@pytest.mark.parametrize("text", ["A", "A=real", "A=measured;A=estimated", ";"])
def test_words_that_say_nothing_are_refused(text: str) -> None:
    problems = Problems()
    assert read_quality_words(text, ROW.at("quality_words"), problems) is None
    assert codes(problems) == [("quality-words", 2)]


def test_codes_of_green_button_have_their_meaning(tmp_path: Path) -> None:
    rows = [(at, 3600, 1000) for at in STARTS]
    feed = (espi_type(1), espi_reading(1, 1), espi_block(1, rows, quality={0: 17, 1: 8, 2: 9, 3: 14}))
    espi_feed(tmp_path / "g.xml", *feed)
    reading, problems = read(tmp_path, meter_spec(file="g.xml", **XML))
    assert codes(problems) == []
    assert reading is not None
    assert told(reading)["estimated"] == "2"
    espi_feed(tmp_path / "g.xml", *feed[:2], espi_block(1, rows, quality={4: 10}))
    _, problems = read(tmp_path, meter_spec(file="g.xml", **XML))
    assert [p.kind.code for p in problems] == ["quality-unexplained"]
    reading, problems = read(tmp_path, meter_spec(file="g.xml", quality_words="10=estimated", **XML))
    assert codes(problems) == []


def test_the_worst_code_of_an_iec_reading_holds(tmp_path: Path) -> None:
    marks = {0: ("3.0.0",), 1: ("3.0.0", "3.8.1"), 2: ("2.5.259", "3.7.0")}
    ends = instants([at + 3600 for at in STARTS])
    iec_file(tmp_path / "i.xml", iec_intervals(WH_FORWARD, [(e, 9, marks.get(n, ())) for n, e in enumerate(ends)]))
    spec = meter_spec(file="i.xml", stamp="end", **XML)
    _, problems = read(tmp_path, spec)
    assert [p.kind.code for p in problems] == ["reading-missing"]
    reading, _ = read(
        tmp_path, meter_spec(file="i.xml", stamp="end", substitution="linear", substitution_most=1, **XML)
    )
    assert reading is not None
    assert (told(reading)["estimated"], told(reading)["missing"]) == ("1", "1")


def test_codes_without_a_settled_meaning_have_none() -> None:
    assert espi_quality("12") is None
    assert iec_quality("3.6.0") is None
    assert iec_quality("3.10.0") is None
    assert iec_quality("nonsense") is None
    assert iec_quality("1.5.259") is Quality.MISSING
    assert iec_quality("1.5.256") is None
