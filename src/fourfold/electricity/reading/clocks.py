"""From stamps on a local clock to the instants at which intervals begin, across the days when the clock changes.

A stamp that marks the end of its interval is read in two ways that differ only where the clock changes: as the start
plus the length on the local clock (… 02:00, 04:00 in spring), or as the instant of the end (… 03:00, 04:00). The way
under which the file is more regular is taken; no complete file is regular under both and different.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fourfold.core.intervals import date_of
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import DAY_S, HOUR_S, ClockChange, Ints, Resolved, resolve_local

CLOCK_CHANGE_DAY = MessageKind(
    "clock-change-day",
    N_("{day} has {hours} hours in {zone} because the clock changed, the file has 24 (from row {row})"),
    N_("{hours} hours on {day}"),
    N_(
        "export the readings again with their UTC offset or in UTC; or, if the meter's clock does not change, state a"
        " zone without summer time (such as Etc/GMT-1) in {declared}"
    ),
)
LOCAL_TIME_ABSENT = MessageKind(
    "local-time-absent",
    N_("{found} does not exist in {zone}: the clock was put forward over it"),
    N_("a time that the clock showed"),
    N_("correct the stamp, or the zone in {declared}"),
)
LOCAL_TIME_AMBIGUOUS = MessageKind(
    "local-time-ambiguous",
    N_("{found} occurred twice in {zone} and stands in the file once"),
    N_("both occurrences in their order, or stamps with offset"),
    N_("add the missing reading, or give stamps with offset"),
)


@dataclass(frozen=True, slots=True)
class Starts:
    """Where the intervals of a file's rows begin.

    Attributes:
        instants: UTC seconds ``[row]``.
        faulty: rows whose instant could not be told ``[row]``.
        local: the local clock reading that was resolved ``[row]``; the instants where stamps carry offsets.
        resolved: the resolution, nothing where stamps carry offsets.
    """

    instants: Ints
    faulty: NDArray[np.bool_]
    local: Ints
    resolved: Resolved | None


def interval_starts(seconds: Ints, are_instants: bool, step_s: int, stamp: str, same_day: bool, zone: str) -> Starts:
    """Instants at which intervals begin.

    Args:
        seconds: stamps in UTC, or on the local clock, in time order ``[row]``.
        are_instants: whether they are UTC.
        step_s: length of an interval.
        stamp: ``start`` or ``end``.
        same_day: whether a stamp of 00:00 is the end of the day it names (stamp = end, local clock).
        zone: zone of the local clock.
    """
    back = step_s if stamp == "end" else 0
    if are_instants:
        return Starts(seconds - back, np.zeros(seconds.size, np.bool_), seconds - back, None)
    if same_day:
        seconds = np.where(seconds % DAY_S == 0, seconds + DAY_S, seconds)
    by_span = _starts(seconds - back, zone)
    if not back or (_faults(by_span, step_s) == 0):
        return by_span
    by_end = _starts(seconds, zone)
    by_end = Starts(by_end.instants - back, by_end.faulty, by_end.local, by_end.resolved)
    return by_end if _faults(by_end, step_s) < _faults(by_span, step_s) else by_span


def report_clock_faults(
    starts: Starts, rows: Ints, step_s: int, zone: str, place: Place, declared: Place, problems: Problems
) -> list[tuple[int, int]]:
    """Report rows whose local time does not exist or cannot be told from its repetition.

    Args:
        starts: what `interval_starts` gave.
        rows: row of the file for each ``[row]``.
        step_s: length of an interval.
        zone: zone of the local clock.
        place: the file's time column.
        declared: the row that names the zone.
        problems: receives one error for a day of 24 hours that had 23 or 25, else one per row.

    Returns:
        UTC ranges around the faults, in which missing readings need no word of their own.
    """
    if starts.resolved is None or not starts.faulty.any():
        return []
    excused = []
    for change in starts.resolved.changes:
        span = change.local_to - change.local_from
        inside = (starts.local >= change.local_from) & (starts.local < change.local_to) & starts.faulty
        if not inside.any():
            continue
        excused.append((change.at - span, change.at + span))
        affected = rows[inside]
        if int((starts.local // DAY_S == change.local_day).sum()) * step_s == DAY_S:
            _report_day(change, int(affected[0]), zone, place, declared, problems)
            continue
        kind = LOCAL_TIME_ABSENT if change.is_forward else LOCAL_TIME_AMBIGUOUS

        def describe(at: tuple[int, int]) -> tuple[Place, dict[str, object]]:
            params: dict[str, object] = {"found": _spell(at[1]), "zone": zone, "declared": declared}
            return Place(place.file, at[0], place.column, place.sheet), params

        problems.add_all(kind, list(zip(affected.tolist(), starts.local[inside].tolist(), strict=True)), describe)
    return excused


def _report_day(change: ClockChange, row: int, zone: str, place: Place, declared: Place, problems: Problems) -> None:
    hours = (DAY_S - change.after_s + change.before_s) / HOUR_S
    problems.error(
        CLOCK_CHANGE_DAY,
        Place(place.file, row, place.column, place.sheet),
        day=date_of(change.local_day),
        hours=f"{hours:g}",
        zone=zone,
        row=row,
        declared=declared,
    )


def _starts(local: Ints, zone: str) -> Starts:
    resolved = resolve_local(zone, local)
    return Starts(resolved.instants, resolved.absent | resolved.lone, local, resolved)


def _faults(starts: Starts, step_s: int) -> int:
    return int(starts.faulty.sum()) + int((np.diff(starts.instants) != step_s).sum())


def _spell(local: int) -> str:
    return f"{date_of(local // DAY_S)}T{local % DAY_S // HOUR_S:02d}:{local % HOUR_S // 60:02d}"
