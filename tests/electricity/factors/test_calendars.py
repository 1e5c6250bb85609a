"""Calendars: every weekday, month and hour has one place; what is left out or said twice is listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourfold.core.problems import Problems
from fourfold.data.source import Status
from fourfold.electricity.factors.calendar_reading import load_calendar, quarters_of, read_calendar, shipped_calendars
from fourfold.electricity.factors.calendars import Calendar
from support.electricity_files import codes

HEAD = "fourfold: calendar/1\nnames: {en: x, zh: 某}\nstatus: illustrative\n"
WEEK = """day_classes:
  - {id: workday, names: {en: w}, weekdays: [mon, tue, wed, thu, fri]}
  - {id: weekend, names: {en: e}, weekdays: [sat, sun]}
"""


def read(text: str) -> tuple[Calendar | None, Problems]:
    problems = Problems()
    return read_calendar((HEAD + text).encode(), "c.yaml", problems), problems


@pytest.mark.parametrize("name", ["weekdays", "seasons-north", "three-periods"])
def test_shipped_calendars_are_sound_and_say_that_they_are_illustrative(name: str) -> None:
    assert name in shipped_calendars()
    problems = Problems()
    calendar = load_calendar(name, problems)
    assert codes(problems) == []
    assert calendar is not None
    assert calendar.status is Status.ILLUSTRATIVE
    assert all(dict(entry.names).keys() == {"en", "zh"} for entry in calendar.periods + calendar.seasons)


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("day_classes: [{id: w, names: {en: w}, weekdays: [mon]}]", "calendar-left-out", "tue"),
        (WEEK + "  - {id: third, names: {en: t}, weekdays: [mon]}", "calendar-twice", "mon"),
        (WEEK + "  - {id: h, names: {en: h}, dates: [2024-01-01]}", "calendar-years", "2024-01-01"),
        ("seasons: [{id: s, names: {en: s}, months: [1, 2]}]", "calendar-left-out", "3"),
        ('periods: [{id: p, names: {en: p}, when: [{hours: ["00:00-23:45"]}]}]', "calendar-left-out", "01 23:45–24:00"),
        ('periods: [{id: p, names: {en: p}, when: [{hours: ["00-24", "7-8"]}]}]', "calendar-twice", "01 07:00–08:00"),
        ('periods: [{id: p, names: {en: p}, when: [{hours: ["22-6"]}]}]', "calendar-hours", "22-6"),
        ('periods: [{id: p, names: {en: p}, when: [{hours: ["0-25"]}]}]', "calendar-hours", "0-25"),
        (
            'periods: [{id: p, names: {en: p}, when: [{day_classes: [x], hours: ["0-24"]}]}]',
            "calendar-class-unknown",
            "x",
        ),
        ("seasons: [{id: s, names: {en: s}, months: [13]}]", "declaration-choice", "13"),
        ("time_zone: Nowhere/Land", "zone-unknown", "Nowhere/Land"),
        (WEEK.replace("weekend", "workday"), "calendar-id-twice", "workday"),
    ],
)
def test_faults_of_calendars(text: str, code: str, found: str) -> None:
    calendar, problems = read(text)
    assert calendar is None
    told = [p for p in problems.errors if p.kind.code == code]
    assert told, codes(problems)
    assert found in (str(told[0].params.get("what", "")), str(told[0].params.get("found", "")))
    assert told[0].place.row > 0


def test_all_holes_of_a_tariff_are_listed_by_month_and_kind_of_day() -> None:
    text = WEEK + 'periods: [{id: p, names: {en: p}, when: [{day_classes: [workday], hours: ["0-24"]}]}]'
    _, problems = read(text)
    spelled = [str(problem.params["what"]) for problem in problems.errors]
    assert spelled == [f"{month:02d} weekend 00:00–24:00" for month in range(1, 13)]


@pytest.mark.parametrize(
    ("text", "quarters"),
    [
        ("8-11", (32, 44)),
        ("08:15–09:00", (33, 36)),
        ("23:00-24:00", (92, 96)),
        ("8:20-9", None),
        ("9-9", None),
        ("x", None),
    ],
)
def test_hours_are_read_to_the_quarter(text: str, quarters: tuple[int, int] | None) -> None:
    assert quarters_of(text) == quarters


def test_a_calendar_of_ones_own_is_read_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "我的.yaml").write_text(HEAD + WEEK, encoding="utf-8")
    problems = Problems()
    assert load_calendar(str(tmp_path / "我的.yaml"), problems) is not None
    assert load_calendar("nothing-like-it", problems) is None
    assert codes(problems) == [("calendar-unknown", 0)]
