"""Time as half-open UTC intervals: periods, regular grids, and the local calendar joined to them (law 6).

A grid is a start, a step and a count; nothing stores a time stamp per interval. Local dates, months, hours and weekdays
are computed for a whole grid at once from the few clock changes in it, so that days of 23 and 25 hours and leap years
are ordinary days.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from fourfold.core.zones import DAY_S, HOUR_S, Ints, offsets_s, utc_datetime, utc_second, zone

MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Grid:
    """A run of equal intervals ``[interval]``, each half open.

    Attributes:
        start_s: UTC second at which the first begins.
        step_minutes: length of each.
        count: how many.
    """

    start_s: int
    step_minutes: int
    count: int

    @property
    def step_s(self) -> int:
        """Length of an interval in seconds."""
        return self.step_minutes * MINUTE_S

    @property
    def end_s(self) -> int:
        """UTC second at which the last interval ends."""
        return self.start_s + self.count * self.step_s

    @property
    def start_utc(self) -> datetime:
        """Moment at which the first interval begins."""
        return utc_datetime(self.start_s)

    @property
    def end_utc(self) -> datetime:
        """Moment at which the last interval ends."""
        return utc_datetime(self.end_s)

    def starts(self) -> Ints:
        """UTC seconds at which the intervals begin ``[interval]``."""
        return self.start_s + self.step_s * np.arange(self.count, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time, half open, and the zone in which its days are counted.

    Attributes:
        start_s, end_s: UTC seconds.
        time_zone: IANA name.
    """

    start_s: int
    end_s: int
    time_zone: str

    @classmethod
    def of_days(cls, start: date, end: date, time_zone: str) -> Period:
        """From the beginning of one local day to the beginning of another.

        Raises:
            UnknownZoneError: no such zone.
            ValueError: the end is not after the start.
        """
        if end <= start:
            raise ValueError(f"{end} is not after {start}")
        return cls(start_of_day_s(start, time_zone), start_of_day_s(end, time_zone), time_zone)

    @property
    def start_utc(self) -> datetime:
        """First moment of the period."""
        return utc_datetime(self.start_s)

    @property
    def end_utc(self) -> datetime:
        """First moment after the period."""
        return utc_datetime(self.end_s)

    def grid(self, step_minutes: int) -> Grid:
        """The period in equal intervals.

        Raises:
            ValueError: the step does not divide the period.
        """
        count, rest = divmod(self.end_s - self.start_s, step_minutes * MINUTE_S)
        if rest:
            raise ValueError(f"{step_minutes} minutes do not divide the period")
        return Grid(self.start_s, step_minutes, count)

    def whole_years(self) -> Period:
        """The local calendar years the period touches, from the first of January to the last of December."""
        first = local_datetime(self.start_s, self.time_zone).year
        last = local_datetime(self.end_s - 1, self.time_zone).year
        return Period.of_days(date(first, 1, 1), date(last + 1, 1, 1), self.time_zone)


@dataclass(frozen=True, slots=True)
class LocalCalendar:
    """What the local calendar and clock show at the start of each interval of a grid ``[interval]``.

    Attributes:
        day: days since 1970-01-01 of the local date.
        month: 1 to 12.
        hour: 0 to 23.
        weekday: 0 for Monday to 6 for Sunday.
    """

    day: Ints
    month: Ints
    hour: Ints
    weekday: Ints


def local_calendar(grid: Grid, time_zone: str) -> LocalCalendar:
    """Join the local calendar of a zone to a grid."""
    starts = grid.starts()
    day, second = np.divmod(starts + offsets_s(time_zone, starts), DAY_S)
    return LocalCalendar(day, _month(day), second // HOUR_S, (day + 3) % 7)


def start_of_day_s(day: date, time_zone: str) -> int:
    """UTC second at which a local day begins; where the clock jumps over midnight, the second of the jump."""
    return utc_second(datetime.combine(day, time(), zone(time_zone)).astimezone(UTC))


def local_datetime(second: int, time_zone: str) -> datetime:
    """A UTC second as the zone's calendar and clock show it."""
    return utc_datetime(second).astimezone(zone(time_zone))


def date_of(day: int) -> date:
    """The date of a count of days since 1970-01-01."""
    return date(1970, 1, 1) + timedelta(days=day)


def clock_s(year: int, clock_offset_s: int) -> int:
    """UTC second at which a year begins on a clock that stands at a fixed offset from UTC."""
    return utc_second(datetime(year, 1, 1, tzinfo=UTC)) - clock_offset_s


def days_in_year(year: int) -> int:
    """365, or 366 in a leap year."""
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def ranges(missing: NDArray[np.bool_], starts: Ints, step_s: int) -> Iterator[tuple[int, int]]:
    """Consecutive marked intervals joined: UTC seconds from the first to the end of the last of each run.

    Args:
        missing: which intervals are meant ``[interval]``.
        starts: where each begins ``[interval]``, ascending.
        step_s: their length.
    """
    marked = starts[missing]
    if not marked.size:
        return
    cuts = np.flatnonzero(np.diff(marked) != step_s)
    firsts = np.concatenate([marked[:1], marked[cuts + 1]])
    lasts = np.concatenate([marked[cuts], marked[-1:]])
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        yield first, last + step_s


def spell_range(start: int, end: int, time_zone: str) -> str:
    """A range of UTC seconds as a person reads it, on the zone's clock with its offset."""
    return f"{spell_instant(start, time_zone)} – {spell_instant(end, time_zone)}"


def spell_instant(second: int, time_zone: str) -> str:
    """A UTC second on the zone's clock, ISO 8601 to the minute with offset."""
    return local_datetime(second, time_zone).isoformat(timespec="minutes")


def _month(day: Ints) -> Ints:
    months = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months % 12 + 1
