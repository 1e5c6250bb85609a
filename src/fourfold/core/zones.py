"""Time zones from one stated edition of the IANA database: offsets, clock changes, local clock to UTC (law 6).

Zones are read from the ``tzdata`` package and never from the operating system, so that the edition a result names is
the one it used. Times are int64 seconds since 1970-01-01T00:00 (UTC), or the same count on a local clock; arrays are
``[interval]``. Clock changes are looked up year by year in Python, everything per interval is vectorised.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]

HOUR_S = 3600
DAY_S = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class UnknownZoneError(ValueError):
    """A name that is not an IANA time zone."""


def tzdata_version() -> str:
    """Edition of the IANA time zone database in use, such as ``2025b``."""
    return str(import_module("tzdata").IANA_VERSION)


@cache
def known_zones() -> frozenset[str]:
    """Every name the database knows."""
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of this IANA name.

    Raises:
        UnknownZoneError: the database has no such zone.
    """
    if name not in known_zones():
        raise UnknownZoneError(name)
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as stream:
        return ZoneInfo.from_file(stream, key=name)


@dataclass(frozen=True, slots=True)
class ClockChange:
    """An instant at which a zone's clock jumps.

    Attributes:
        at: UTC second of the change.
        before_s, after_s: offset from UTC before and after, seconds east.
    """

    at: int
    before_s: int
    after_s: int

    @property
    def local_from(self) -> int:
        """First local second that does not exist (clock forward) or occurs twice (clock back)."""
        return self.at + min(self.before_s, self.after_s)

    @property
    def local_to(self) -> int:
        """The local second after the last such."""
        return self.at + max(self.before_s, self.after_s)

    @property
    def is_forward(self) -> bool:
        """Whether local time is skipped; otherwise it is repeated."""
        return self.after_s > self.before_s

    @property
    def local_day(self) -> int:
        """Days since 1970-01-01 of the local day that is longer or shorter for it."""
        return self.local_from // DAY_S


def clock_changes(name: str, start: int, end: int) -> tuple[ClockChange, ...]:
    """Changes of a zone's clock in ``[start, end)``, UTC seconds, in order."""
    years = range(utc_datetime(start).year, utc_datetime(max(start, end - 1)).year + 1)
    return tuple(change for year in years for change in _changes_of_year(name, year) if start <= change.at < end)


def offset_s(name: str, instant: int) -> int:
    """Offset of the zone's clock from UTC at an instant, seconds east."""
    return utc_second(utc_datetime(instant).astimezone(zone(name)).replace(tzinfo=UTC)) - instant


def offsets_s(name: str, instants: Ints) -> Ints:
    """Offsets from UTC at many instants, seconds east ``[interval]``."""
    if not instants.size:
        return np.zeros(0, np.int64)
    at, offsets = _pieces(name, int(instants.min()), int(instants.max()) + 1)
    return offsets[np.searchsorted(at, instants, side="right")]


def standard_offset_s(name: str, year: int) -> int:
    """Offset of the zone's standard clock in a year: the smallest it uses in that year, seconds east.

    The clock that never jumps: winter time where there is summer time, also where the law calls summer time the
    standard.
    """
    start = utc_second(datetime(year, 1, 1, tzinfo=UTC))
    changes = _changes_of_year(name, year)
    return min([offset_s(name, start), *(change.after_s for change in changes)])


@dataclass(frozen=True, slots=True)
class Resolved:
    """Local clock readings turned into instants.

    Attributes:
        instants: UTC seconds ``[interval]``; of a reading that is absent or lone, the instant the clock before the
            change would give.
        absent: whether the reading does not exist, the clock having jumped over it ``[interval]``.
        lone: whether the reading occurs twice on the clock but once in the data, so that it cannot be told which one
            was meant ``[interval]``.
        changes: the clock changes within the readings.
    """

    instants: Ints
    absent: NDArray[np.bool_]
    lone: NDArray[np.bool_]
    changes: tuple[ClockChange, ...]


def resolve_local(name: str, local: Ints) -> Resolved:
    """Instants of local clock readings, seconds ``[interval]``, in the order they were recorded.

    A reading that occurs twice because the clock went back is taken for the earlier instant where it first stands in
    the data and for the later one where it stands again.
    """
    absent, lone = np.zeros(local.size, np.bool_), np.zeros(local.size, np.bool_)
    if not local.size:
        return Resolved(local, absent, lone, ())
    low, high = int(local.min()) - DAY_S, int(local.max()) + DAY_S
    changes = clock_changes(name, low, high)
    boundaries = np.array([change.local_to for change in changes], np.int64)
    offsets = np.array([offset_s(name, low), *(change.after_s for change in changes)], np.int64)
    instants = local - offsets[np.searchsorted(boundaries, local, side="right")]
    for change in changes:
        rows = np.flatnonzero((local >= change.local_from) & (local < change.local_to))
        if change.is_forward:
            absent[rows] = True
            continue
        _, first, count = np.unique(local[rows], return_index=True, return_counts=True)
        lone[rows[first[count == 1]]] = True
        again = np.setdiff1d(np.arange(rows.size), first)
        instants[rows[again]] += change.before_s - change.after_s
    return Resolved(instants, absent, lone, changes)


def utc_second(moment: datetime) -> int:
    """UTC second of a moment with a zone."""
    return (moment - _EPOCH) // timedelta(seconds=1)


def utc_datetime(second: int) -> datetime:
    """The moment of a UTC second."""
    return _EPOCH + timedelta(seconds=second)


def _pieces(name: str, start: int, end: int) -> tuple[Ints, Ints]:
    changes = clock_changes(name, start, end)
    at = np.array([change.at for change in changes], np.int64)
    return at, np.array([offset_s(name, start - 1), *(change.after_s for change in changes)], np.int64)


@cache
def _changes_of_year(name: str, year: int) -> tuple[ClockChange, ...]:
    """Compare the offsets at the ends of every UTC day, then halve the days in which they differ."""
    start = utc_second(datetime(year, 1, 1, tzinfo=UTC)) - 1
    end = utc_second(datetime(year + 1, 1, 1, tzinfo=UTC)) - 1
    changes = []
    before = offset_s(name, start)
    for low in range(start, end, DAY_S):
        after = offset_s(name, low + DAY_S)
        if after != before:
            changes.append(ClockChange(_first_second_with(name, after, low, low + DAY_S), before, after))
        before = after
    return tuple(changes)


def _first_second_with(name: str, offset: int, low: int, high: int) -> int:
    while high - low > 1:
        middle = (low + high) // 2
        if offset_s(name, middle) == offset:
            high = middle
        else:
            low = middle
    return high
