"""Reading calendars: every weekday in one kind of day, every month in one season, every quarter hour in one period.

What a file leaves out or says twice is listed; nothing takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import numpy as np

from fourfold.core.intervals import date_of
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import DECLARATIONS_MOST_BYTES, read_bounded
from fourfold.core.zones import Ints
from fourfold.data.source import Status
from fourfold.electricity.factors.calendar_file import CalendarDeclaration, DayClass, Entry, When
from fourfold.electricity.factors.calendars import QUARTERS, Calendar, Category
from fourfold.electricity.grid.state import Flags
from fourfold.formats.models import read_model
from fourfold.formats.vocabulary import zone_is_known
from fourfold.formats.yaml_text import YamlText, read_yaml

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHIPPED = "shipped_calendars"
_HOURS = re.compile(r"([0-9]{1,2})(?::(00|15|30|45))?\s*[-–]\s*([0-9]{1,2})(?::(00|15|30|45))?")
_MONTHS = tuple(str(month) for month in range(1, 13))
_E = TypeVar("_E", bound=Entry)

CALENDAR_UNKNOWN = MessageKind(
    "calendar-unknown",
    N_("there is no calendar {found}"),
    N_("a file, or one of: {choices}"),
    N_("correct the name"),
)
CALENDAR_TWICE = MessageKind(
    "calendar-twice",
    N_("{what} belongs to {found} and to {other}"),
    N_("one of them"),
    N_("remove it from all but one"),
)
CALENDAR_LEFT_OUT = MessageKind(
    "calendar-left-out", N_("{what} belongs nowhere"), N_("a place for each"), N_("add it to one of the entries")
)
CALENDAR_HOURS = MessageKind(
    "calendar-hours",
    N_("{found} are no hours of a day"),
    N_("from and to on a quarter of an hour, such as 08:00-11:30 or 22:00-24:00"),
    N_("correct the text; hours over midnight are written in two parts"),
)
CALENDAR_CLASS_UNKNOWN = MessageKind(
    "calendar-class-unknown",
    N_("the kind of day {found} is not declared"),
    N_("one of: {choices}"),
    N_("declare it under day_classes, or correct the id"),
)
CALENDAR_YEARS = MessageKind(
    "calendar-years",
    N_("the date {found} is listed, and its year is not among the years the calendar covers"),
    N_("the years whose dates are complete, under years"),
    N_("add the year when all its dates are listed"),
)
CALENDAR_ID_TWICE = MessageKind(
    "calendar-id-twice", N_("the id {found} is declared twice"), N_("each id once"), N_("rename one of the two")
)


def shipped_calendars() -> tuple[str, ...]:
    """Names of the calendars that come with the package, all illustrative."""
    folder = files("fourfold.electricity.factors").joinpath(_SHIPPED)
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir()))


def load_calendar(name: str, problems: Problems) -> Calendar | None:
    """A shipped calendar by its name, or a calendar file by its path; nothing after reporting what is wrong."""
    if name in shipped_calendars():
        data = files("fourfold.electricity.factors").joinpath(_SHIPPED, f"{name}.yaml").read_bytes()
        return read_calendar(data, name, problems)
    path = Path(name)
    if not path.is_file():
        problems.error(CALENDAR_UNKNOWN, Place("--calendar"), found=name, choices=", ".join(shipped_calendars()))
        return None
    read = read_bounded(path.parent, path.name, Place(path.name), problems, DECLARATIONS_MOST_BYTES)
    return None if read is None else read_calendar(read, path.name, problems)


def read_calendar(data: bytes, name: str, problems: Problems) -> Calendar | None:
    """A calendar from the bytes of its file, or nothing after reporting everything that is wrong with it."""
    yaml = read_yaml(data, name, problems)
    declared = None if yaml is None else read_model(CalendarDeclaration, yaml, problems)
    if yaml is None or declared is None:
        return None
    found = Problems()
    calendar = _Checks(declared, yaml, found).calendar(name)
    problems.extend(found)
    return None if found.errors else calendar


@dataclass(frozen=True, slots=True)
class _Checks:
    """From what a file declares to arrays, with every hole and overlap reported."""

    declared: CalendarDeclaration
    yaml: YamlText
    problems: Problems

    def calendar(self, name: str) -> Calendar:
        declared = self.declared
        if declared.time_zone:
            zone_is_known(declared.time_zone, self.yaml.place(("time_zone",)), self.problems)
        for key in ("day_classes", "seasons", "periods"):
            ids = [entry.id for entry in getattr(declared, key)]
            for at, one in enumerate(ids):
                if one in ids[:at]:
                    self.problems.error(CALENDAR_ID_TWICE, self.yaml.place((key, at, "id")), found=one)
        return Calendar(
            id=name,
            names=tuple(sorted(declared.names.items())),
            status=Status(declared.status),
            time_zone=declared.time_zone,
            years=frozenset(int(year) for year in declared.years),
            day_classes=_categories(declared.day_classes),
            seasons=_categories(declared.seasons),
            periods=_categories(declared.periods),
            class_of_weekday=self._one_each("day_classes", declared.day_classes, lambda c: c.weekdays, _WEEKDAYS),
            class_of_date=self._dates(),
            season_of_month=self._one_each("seasons", declared.seasons, lambda s: s.months, _MONTHS),
            period_of=self._periods(),
        )

    def _one_each(
        self, key: str, entries: Sequence[_E], members: Callable[[_E], Sequence[str]], all_of: Sequence[str]
    ) -> Ints:
        """Position of the entry to which each of the members belongs."""
        if not entries:
            return np.zeros(0, np.int64)
        where: Ints = np.full(len(all_of), -1, np.int64)
        for position, entry in enumerate(entries):
            for member in members(entry):
                at = all_of.index(member)
                if where[at] >= 0:
                    ids = [entries[p].id for p in (int(where[at]), position)]
                    place = self.yaml.place((key, position))
                    self.problems.error(CALENDAR_TWICE, place, what=member, found=ids[0], other=ids[1])
                where[at] = position
        for at in np.flatnonzero(where < 0).tolist():
            self.problems.error(CALENDAR_LEFT_OUT, self.yaml.place((key,)), what=all_of[at])
        return where

    def _dates(self) -> dict[int, int]:
        found: dict[int, int] = {}
        classes: Sequence[DayClass] = self.declared.day_classes
        for position, one in enumerate(classes):
            for at, day in enumerate(one.dates):
                number = int(np.datetime64(day, "D").astype(np.int64))
                place = self.yaml.place(("day_classes", position, "dates", at))
                if str(day.year) not in self.declared.years:
                    self.problems.error(CALENDAR_YEARS, place, found=day)
                if number in found:
                    other = classes[found[number]].id
                    self.problems.error(CALENDAR_TWICE, place, what=date_of(number), found=other, other=one.id)
                found[number] = position
        return found

    def _periods(self) -> Ints:
        if not self.declared.periods:
            return np.zeros((0, 0, 0), np.int64)
        classes = [one.id for one in self.declared.day_classes] or [""]
        where: Ints = np.full((12, len(classes), QUARTERS), -1, np.int64)
        for position, period in enumerate(self.declared.periods):
            for number, when in enumerate(period.when):
                self._lay(where, classes, position, number, when)
        for month, kind, first, last in _runs(where < 0):
            what = _spell(month, classes[kind], first, last)
            self.problems.error(CALENDAR_LEFT_OUT, self.yaml.place(("periods",)), what=what)
        return where

    def _lay(self, where: Ints, classes: list[str], position: int, number: int, when: When) -> None:
        path = ("periods", position, "when", number)
        months = [int(month) - 1 for month in when.months] or list(range(12))
        for one in when.day_classes:
            if one not in classes:
                place = self.yaml.place((*path, "day_classes"))
                choices = ", ".join(filter(None, classes)) or "–"
                self.problems.error(CALENDAR_CLASS_UNKNOWN, place, found=one, choices=choices)
        kinds = [classes.index(one) for one in when.day_classes if one in classes]
        kinds = kinds if when.day_classes else list(range(len(classes)))
        for at, text in enumerate(when.hours):
            quarters = quarters_of(text)
            if quarters is None:
                self.problems.error(CALENDAR_HOURS, self.yaml.place((*path, "hours", at)), found=text)
                continue
            cells = np.ix_(np.array(months), np.array(kinds, np.int64), np.arange(*quarters))
            taken = np.zeros(where.shape, np.bool_)
            taken[cells] = where[cells] >= 0
            for month, kind, first, last in _runs(taken):
                what = _spell(month, classes[kind], first, last)
                ids = [self.declared.periods[p].id for p in (int(where[month, kind, first]), position)]
                place = self.yaml.place((*path, "hours", at))
                self.problems.error(CALENDAR_TWICE, place, what=what, found=ids[0], other=ids[1])
            where[cells] = position


def quarters_of(text: str) -> tuple[int, int] | None:
    """First quarter of an hour and the one after the last of a text such as ``08:00-11:30``."""
    match = _HOURS.fullmatch(text.strip())
    if match is None:
        return None
    first = int(match[1]) * 4 + int(match[2] or 0) // 15
    last = int(match[3]) * 4 + int(match[4] or 0) // 15
    return (first, last) if first < last <= QUARTERS else None


def _categories(entries: Sequence[Entry]) -> tuple[Category, ...]:
    return tuple(Category(entry.id, tuple(sorted(entry.names.items()))) for entry in entries)


def _runs(marked: Flags) -> list[tuple[int, int, int, int]]:
    """Month, kind of day, first quarter and the one after the last of every run of marked quarters."""
    found = []
    for month, kind in np.argwhere(marked.any(axis=2)).tolist():
        edges = np.flatnonzero(np.diff(np.concatenate([[False], marked[month, kind], [False]]).astype(np.int8)))
        found += [(month, kind, int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return found


def _spell(month: int, kind: str, first: int, last: int) -> str:
    hours = "–".join(f"{at // 4:02d}:{at % 4 * 15:02d}" for at in (first, last))
    return " ".join(filter(None, [f"{month + 1:02d}", kind, hours]))
