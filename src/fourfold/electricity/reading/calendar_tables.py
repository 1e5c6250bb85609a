"""Values by month, kind of day and hour, laid over a grid through the local calendar.

Load shapes and typical-day factors both are such tables. A row without a month holds for the months without rows of
their own, a row without a day type for the day types without rows of their own (within the same month).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fourfold.core.intervals import MINUTE_S, Grid, Period, local_calendar
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import Ints, offsets_s

DAY_TYPES = ("workday", "weekend")
HOURS = 24
_SATURDAY = 5
_STEPS_MINUTES = (60, 30, 15)

HOUR_OUT_OF_RANGE = MessageKind(
    "typical-hour-out-of-range",
    N_("month {month}, hour {hour} does not exist"),
    N_("months 1 to 12 and hours 0 to 23"),
    N_("count the hours from 0: the hour that begins at midnight is 0"),
)
HOUR_REPEATED = MessageKind(
    "typical-hour-repeated",
    N_("{found} stands twice (first at {first})"),
    N_("each hour once for a month and day type"),
    N_("remove one of the rows"),
)
HOURS_MISSING = MessageKind(
    "typical-hours-missing",
    N_("{found} has no value for the hours {hours}"),
    N_("all hours 0 to 23 of every month and day type that has rows, and every month of the period"),
    N_("add the rows: a missing hour is not taken for zero"),
)


@dataclass(frozen=True, slots=True)
class TypicalHour:
    """Where in a table a value stands: month or any, day type or any, hour."""

    month: int | None
    day_type: str
    hour: int
    place: Place

    def __str__(self) -> str:
        return _spell(self.month, self.day_type) + f", {self.hour}:00"


@dataclass(frozen=True, slots=True)
class CalendarTable:
    """Which row of a table holds for a month, day type and hour.

    Attributes:
        row: position of the row ``[month, day type, hour]``, −1 where none holds.
        place: where the table stands.
        name: what the table is, for messages.
    """

    row: Ints
    place: Place
    name: str

    def over(self, grid: Grid, time_zone: str, problems: Problems) -> Ints | None:
        """Position of the row that holds for each interval ``[interval]``, or nothing when one has none."""
        calendar = local_calendar(grid, time_zone)
        months, kinds = calendar.month - 1, (calendar.weekday >= _SATURDAY).astype(np.int64)
        rows = self.row[months, kinds, calendar.hour]
        lacking = rows < 0
        if not lacking.any():
            return rows
        needed = sorted(set(months[lacking].tolist()))
        for month in needed:
            problems.error(HOURS_MISSING, self.place, found=f"{self.name}, {_spell(month + 1, '')}", hours="0–23")
        return None


def calendar_table(hours: Sequence[TypicalHour], name: str, place: Place, problems: Problems) -> CalendarTable | None:
    """Arrange rows by month, day type and hour; nothing when rows repeat or a group lacks an hour."""
    groups: dict[tuple[int | None, str], dict[int, int]] = {}
    sound = True
    for position, hour in enumerate(hours):
        if not 0 <= hour.hour < HOURS or not (hour.month is None or 1 <= hour.month <= 12):
            problems.error(HOUR_OUT_OF_RANGE, hour.place, month=hour.month or "–", hour=hour.hour)
            sound = False
            continue
        group = groups.setdefault((hour.month, hour.day_type), {})
        if hour.hour in group:
            problems.error(HOUR_REPEATED, hour.place, found=hour, first=hours[group[hour.hour]].place)
            sound = False
        group.setdefault(hour.hour, position)
    if not sound:
        return None
    for (month, day_type), group in groups.items():
        missing = sorted(set(range(HOURS)) - set(group))
        if missing:
            found = f"{name}, {_spell(month, day_type)}"
            problems.error(HOURS_MISSING, place, found=found, hours=", ".join(map(str, missing)))
            sound = False
    return CalendarTable(_fill(groups), place, name) if sound else None


def hour_grid(period: Period, time_zone: str) -> Grid:
    """The hours of a period; shorter steps where the zone's clock does not strike with the period's.

    Half an hour or a quarter where zones differ by such, or a clock jumps by half an hour.
    """
    for step_minutes in _STEPS_MINUTES:
        step_s = step_minutes * MINUTE_S
        if (period.end_s - period.start_s) % step_s == 0:
            grid = period.grid(step_minutes)
            starts = grid.starts()
            if not ((starts + offsets_s(time_zone, starts)) % step_s).any():
                break
    return grid


def _fill(groups: dict[tuple[int | None, str], dict[int, int]]) -> Ints:
    rows: NDArray[np.int64] = np.full((12, len(DAY_TYPES), HOURS), -1, np.int64)
    months_with_rows = {month for month, _ in groups if month is not None}
    for month in range(1, 13):
        own = month if month in months_with_rows else None
        for kind, day_type in enumerate(DAY_TYPES):
            group = groups.get((own, day_type)) or groups.get((own, ""))
            if group is not None:
                rows[month - 1, kind] = [group[hour] for hour in range(HOURS)]
    return rows


def _spell(month: int | None, day_type: str) -> str:
    parts = [f"month {month}" if month else "", day_type]
    return " ".join(part for part in parts if part) or "every day"
