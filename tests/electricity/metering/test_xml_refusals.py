"""XML that is huge, hostile, of something else, or of several things is refused with what to do about it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fourfold.core.problems import Place, Problems
from fourfold.electricity.metering import forms
from fourfold.electricity.specs import MeterSpec
from fourfold.electricity.supply.meters import MeterReading, read_meter
from support.electricity_files import codes, days, meter_spec, texts
from support.meter_files import (
    WH_FORWARD,
    espi_block,
    espi_feed,
    espi_reading,
    espi_type,
    iec_file,
    iec_intervals,
    instant_texts,
)

DAY = days("2024-05-01", "2024-05-02", "Europe/Berlin")
STARTS = DAY.grid(60).starts().tolist()
ROWS = [(at, 3600, number) for number, at in enumerate(STARTS)]
XML = {"time_column": "", "energy_column": "", "energy_unit": ""}
SPEC = meter_spec(file="m.xml", **XML)


def read(folder: Path, spec: MeterSpec = SPEC) -> tuple[MeterReading | None, Problems]:
    problems = Problems()
    return read_meter(folder, spec, DAY, problems), problems


def refusal(folder: Path, spec: MeterSpec = SPEC) -> tuple[set[str], str]:
    reading, problems = read(folder, spec)
    assert reading is None
    return {p.kind.code for p in problems}, texts(problems)


def two_channels(folder: Path) -> None:
    espi_feed(
        folder / "m.xml",
        espi_type(1),
        espi_type(2, "delivered to the grid", {"flowDirection": 19}),
        espi_reading(1, 1, "used"),
        espi_reading(2, 2, "sent"),
        espi_block(1, ROWS),
        espi_block(2, [(at, length, 2 * value) for at, length, value in ROWS]),
    )


def test_several_reading_types_are_listed_until_one_is_chosen(tmp_path: Path) -> None:
    two_channels(tmp_path)
    found, said = refusal(tmp_path)
    assert found == {"readings-channel"}
    assert "MeterReading/1 (10^0 unit 72, flow 1)" in said
    assert "MeterReading/2 (10^0 unit 72, flow 19)" in said
    reading, problems = read(tmp_path, replace(SPEC, channel="used"))
    assert codes(problems) == []
    assert reading is not None
    assert reading.series.energy.tolist() == list(range(24))
    reading, _ = read(tmp_path, replace(SPEC, channel="delivered to the grid", role="export"))
    assert reading is not None
    assert reading.series.energy.tolist() == [2 * at for at in range(24)]


def test_of_many_channels_some_are_listed(tmp_path: Path) -> None:
    entries = [entry for n in range(1, 41) for entry in (espi_reading(n, 1, f"c{n}"), espi_block(n, ROWS))]
    espi_feed(tmp_path / "m.xml", espi_type(1), *entries)
    _, said = refusal(tmp_path)
    assert "… (40)" in said
    assert len(said) < 3000


def test_reversed_flow_is_refused_for_the_role(tmp_path: Path) -> None:
    two_channels(tmp_path)
    found, said = refusal(tmp_path, replace(SPEC, channel="sent"))
    assert found == {"readings-flow"}
    assert "reverse flow" in said
    assert refusal(tmp_path, replace(SPEC, channel="used", role="export"))[0] == {"readings-flow"}
    generation, _ = read(tmp_path, replace(SPEC, channel="sent", role="generation"))
    assert generation is not None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"uom": 38}, "readings-not-energy"),
        ({"commodity": 7}, "readings-not-energy"),
        ({"flowDirection": 4}, "readings-flow"),
        ({"powerOfTenMultiplier": 99_999_999}, "readings-power-of-ten"),
        ({"powerOfTenMultiplier": -9}, "readings-power-of-ten"),
        ({"accumulationBehaviour": 12}, "readings-accumulation"),
    ],
)
def test_readings_that_are_no_energy_of_intervals_are_refused(
    tmp_path: Path, changes: dict[str, int], code: str
) -> None:
    espi_feed(tmp_path / "m.xml", espi_type(1, changes=changes), espi_reading(1, 1), espi_block(1, ROWS))
    assert refusal(tmp_path)[0] == {code}


def test_a_block_that_belongs_to_no_meter_reading_is_refused(tmp_path: Path) -> None:
    espi_feed(tmp_path / "m.xml", espi_type(1), espi_reading(1, 1), espi_reading(2, 1), espi_block(3, ROWS))
    assert refusal(tmp_path)[0] == {"readings-block-astray"}


def test_an_interval_of_another_length_is_named_with_its_line(tmp_path: Path) -> None:
    rows = [*ROWS[:5], (STARTS[5], 7200, 5), *ROWS[7:]]
    path = espi_feed(tmp_path / "m.xml", espi_type(1), espi_reading(1, 1), espi_block(1, rows))
    _, problems = read(tmp_path)
    (problem,) = problems
    assert problem.kind.code == "interval-length"
    assert "<duration>7200" in path.read_text().splitlines()[problem.place.row - 1]


def test_readings_given_twice_or_overlapping_are_named_with_their_lines(tmp_path: Path) -> None:
    again = [(STARTS[3], 3600, 3), (STARTS[4] + 900, 3600, 4)]
    path = espi_feed(tmp_path / "m.xml", espi_type(1), espi_reading(1, 1), espi_block(1, ROWS), espi_block(1, again, 2))
    _, problems = read(tmp_path)
    lines = path.read_text().splitlines()
    assert {p.kind.code for p in problems} == {"interval-duplicate", "interval-overlap"}
    for problem in problems:
        assert "<IntervalReading>" in lines[problem.place.row - 1]


def test_a_reading_without_time_is_refused(tmp_path: Path) -> None:
    block = espi_block(1, ROWS).replace(f"<start>{STARTS[2]}</start>", "", 1).replace(f"{STARTS[9]}", "soon", 1)
    espi_feed(tmp_path / "m.xml", espi_type(1), espi_reading(1, 1), block)
    assert {"stamp-blank", "stamp-unreadable"} <= refusal(tmp_path)[0]


def test_blocks_of_two_meters_are_listed_until_one_is_chosen(tmp_path: Path) -> None:
    ends = instant_texts([at + 3600 for at in STARTS])
    block = iec_intervals(WH_FORWARD, [(end, 5, ()) for end in ends])
    first = iec_file(tmp_path / "m.xml", block, meter="A").read_text()
    second = iec_file(tmp_path / "m.xml", block.replace("<value>5", "<value>6"), meter="B").read_text()
    inner = second[second.index("<MeterReading>") : second.index("</MeterReadings>")]
    (tmp_path / "m.xml").write_text(first.replace("</MeterReadings>", inner + "</MeterReadings>"))
    spec = replace(SPEC, stamp="end")
    found, said = refusal(tmp_path, spec)
    assert found == {"readings-channel"}
    assert f"A {WH_FORWARD}" in said
    reading, _ = read(tmp_path, replace(spec, channel="B"))
    assert reading is not None
    assert set(reading.series.energy.tolist()) == {6}


def test_a_reading_type_spelled_in_words_is_read(tmp_path: Path) -> None:
    ends = instant_texts([at + 3600 for at in STARTS])
    iec_file(tmp_path / "m.xml", iec_intervals("load-profile", [(end, "1.5", ()) for end in ends]))
    words = "<multiplier>k</multiplier><unit>Wh</unit><flowDirection>forward</flowDirection>"
    definition = f"<ReadingType><Names><name>load-profile</name></Names>{words}</ReadingType>"
    text = (tmp_path / "m.xml").read_text()
    (tmp_path / "m.xml").write_text(text.replace("</MeterReadings>", definition + "</MeterReadings>"))
    reading, problems = read(tmp_path, replace(SPEC, stamp="end"))
    assert codes(problems) == []
    assert reading is not None
    assert set(reading.series.energy.tolist()) == {1500}


def test_a_reading_type_that_says_no_unit_needs_one_declared(tmp_path: Path) -> None:
    ends = instant_texts([at + 3600 for at in STARTS])
    iec_file(tmp_path / "m.xml", iec_intervals("load-profile", [(end, "1.5", ()) for end in ends]))
    assert refusal(tmp_path, replace(SPEC, stamp="end"))[0] == {"readings-unit-unsaid"}
    reading, _ = read(tmp_path, replace(SPEC, stamp="end", energy_unit="kWh"))
    assert reading is not None
    assert set(reading.series.energy.tolist()) == {1500}


def test_local_stamps_of_iec_keep_their_order_over_the_hour_that_comes_twice(tmp_path: Path) -> None:
    autumn = days("2024-10-27", "2024-10-28", "Europe/Berlin")
    local = [f"2024-10-27T{hour:02d}:00:00" for hour in (0, 1, 2, 2, *range(3, 24))]
    iec_file(tmp_path / "m.xml", iec_intervals(WH_FORWARD, [(at, n, ()) for n, at in enumerate(local)]))
    problems = Problems()
    reading = read_meter(tmp_path, SPEC, autumn, problems)
    assert codes(problems) == []
    assert reading is not None
    assert reading.series.energy.tolist() == list(range(25))
    day_of_24 = [(at, n, ()) for n, at in enumerate(local) if n != 3]
    iec_file(tmp_path / "m.xml", iec_intervals(WH_FORWARD, day_of_24))
    assert read_meter(tmp_path, SPEC, autumn, problems) is None
    assert [p.kind.code for p in problems] == ["clock-change-day"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('<!DOCTYPE feed [<!ENTITY a "b">]><feed>&a;</feed>', "xml-doctype"),
        ("<feed><entry>", "xml-broken"),
        ("<feed>" + "<a>" * 300 + "</a>" * 300 + "</feed>", "xml-too-deep"),
        ("<invoice/>", "readings-xml-unknown"),
        ("<feed/>", "readings-none"),
        ("<MeterReadings/>", "readings-none"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "xml-doctype"),
    ],
)
def test_hostile_or_foreign_xml_is_refused(tmp_path: Path, content: str, code: str) -> None:
    (tmp_path / "m.xml").write_text(content)
    assert refusal(tmp_path)[0] == {code}


def test_xml_beyond_the_bound_is_not_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "XML_MOST_BYTES", 1000)
    (tmp_path / "m.xml").write_text("<feed>" + " " * 1000 + "</feed")
    _, problems = read(tmp_path)
    assert [(p.kind.code, p.place) for p in problems] == [("readings-xml-large", Place("m.xml"))]
