"""Calendars of people: kinds of day, seasons and tariff periods, joined to instants."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourfold.core.zones import DAY_S, Ints, offsets_s
from fourfold.data.source import Status

QUARTERS = 96
QUARTER_S = 900


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of day, a season or a period: its id and its names by language."""

    id: str
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """A calendar that has been checked.

    Attributes:
        id: name of the shipped calendar or of the file.
        names: display names by language.
        status: how far it is confirmed.
        time_zone: its zone, empty for that of the factors.
        years: years whose dates are complete; empty where it lists no dates and holds for all years.
        day_classes, seasons, periods: what there is of each.
        class_of_weekday: position of the kind of day ``[weekday]``, Monday first; empty without kinds of day.
        class_of_date: by days since 1970-01-01, before the weekday.
        season_of_month: position of the season ``[month]``; empty without seasons.
        period_of: position of the period ``[month, kind of day, quarter of an hour]``; without kinds of day that axis
            has length 1. Empty without periods.
    """

    id: str
    names: tuple[tuple[str, str], ...]
    status: Status
    time_zone: str
    years: frozenset[int]
    day_classes: tuple[Category, ...]
    seasons: tuple[Category, ...]
    periods: tuple[Category, ...]
    class_of_weekday: Ints
    class_of_date: dict[int, int]
    season_of_month: Ints
    period_of: Ints

    def classes(self, local: LocalTimes) -> Ints:
        """Position of the kind of day of each interval ``[interval]``; 0 where the calendar has no kinds."""
        if not self.day_classes:
            return np.zeros(local.day.size, np.int64)
        found = self.class_of_weekday[local.weekday]
        for day, position in self.class_of_date.items():
            found[local.day == day] = position
        return found


@dataclass(frozen=True, slots=True, eq=False)
class LocalTimes:
    """What calendar and clock of a zone show at instants ``[interval]``.

    Attributes:
        year, month: month is 1 to 12.
        day: days since 1970-01-01.
        second: of the day.
        weekday: 0 for Monday.
    """

    year: Ints
    month: Ints
    day: Ints
    second: Ints
    weekday: Ints

    @classmethod
    def of(cls, starts_s: Ints, time_zone: str) -> LocalTimes:
        """At these UTC seconds."""
        day, second = np.divmod(starts_s + offsets_s(time_zone, starts_s), DAY_S)
        months = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        return cls(months // 12 + 1970, months % 12 + 1, day, second, (day + 3) % 7)
