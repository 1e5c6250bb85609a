"""The ladder of fallbacks: where an area has no factor in an interval, first along time, then up to the areas around.

Hour → typical hour of the month and kind of day → month → year → nearest older year, else the earliest later one; in
the area itself, then in each area that encloses it, then in a default that was asked for. Every value carries the label
of its rung; without having been asked for a fallback there is none (law 2). Coarser values are energy-weighted means of
the hours that have a factor. Factors of another basis are never a rung.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from fourfold.core.zones import Ints
from fourfold.electricity.factors.calendars import Calendar, LocalTimes
from fourfold.electricity.grid.state import Flags, Floats


class Fallback(StrEnum):
    """How far down the ladder a publication may go; each rung includes those before it."""

    NONE = "none"
    TYPICAL = "typical"
    MONTH = "month"
    YEAR = "year"
    OLDER = "older"
    PARENT = "parent"
    DEFAULT = "default"

    def allows(self, other: Fallback) -> bool:
        """Whether a rung lies within reach."""
        rungs = list(Fallback)
        return rungs.index(other) <= rungs.index(self)


class Where(StrEnum):
    """Whose factor it is."""

    AREA = "AREA"
    PARENT = "PARENT"
    DEFAULT = "DEFAULT"


TIMES = ("HOUR", "TYPICAL", "MONTH", "YEAR", "OLDER", "OLDEST")
LABELS = tuple(f"{where}_{time}" for where in Where for time in TIMES)
"""Every label there is."""
_REACH = dict(
    zip(
        TIMES,
        (Fallback.NONE, Fallback.TYPICAL, Fallback.MONTH, Fallback.YEAR, Fallback.OLDER, Fallback.OLDER),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """Which rung a value is from: the label, and the code of the area whose factor it is."""

    label: str
    area: str


@dataclass(frozen=True, slots=True, eq=False)
class AreaRecord:
    """What is known of one area: its intervals with factor, demand and measured share.

    Attributes:
        area: its code.
        starts_s: ascending ``[interval]``.
        per_mwh: the total ``[interval]``, NaN where there is none.
        demand_mwh: ``[interval]``, NaN where it is not known.
        measured: share of the energy that was measured ``[interval]``; NaN where it is not known.
    """

    area: str
    starts_s: Ints
    per_mwh: Floats
    demand_mwh: Floats
    measured: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """The value of each interval and the rung it is from.

    Attributes:
        per_mwh: ``[interval]``; NaN where no rung within reach has a value.
        label_of: position in `labels` ``[interval]``; −1 where there is none.
        labels: rungs in the order in which they were tried.
    """

    per_mwh: Floats
    label_of: Ints
    labels: tuple[Label, ...]


def climb(
    starts_s: Ints, records: Sequence[tuple[Where, AreaRecord]], fallback: Fallback, calendar: Calendar, time_zone: str
) -> Chosen:
    """Go down the ladder until every interval has a value or the ladder ends.

    Args:
        starts_s: the intervals wanted.
        records: the area, then those around it from the innermost, then the default.
        fallback: how far to go.
        calendar: kinds of day of the typical hour.
        time_zone: zone in which months, days and hours count.
    """
    wanted = LocalTimes.of(starts_s, time_zone)
    per_mwh = np.full(starts_s.size, np.nan)
    label_of: Ints = np.full(starts_s.size, -1, np.int64)
    labels: list[Label] = []
    for where, record in records:
        for time, values in _rungs(starts_s, wanted, record, fallback, calendar, time_zone):
            open_yet = np.isnan(per_mwh)
            if not open_yet.any():
                break
            filled: Flags = open_yet & ~np.isnan(values)
            if filled.any():
                labels.append(Label(f"{where}_{time}", record.area))
                per_mwh[filled], label_of[filled] = values[filled], len(labels) - 1
    return Chosen(per_mwh, label_of, tuple(labels))


def at_instants(starts_s: Ints, record: AreaRecord, values: Floats) -> Floats:
    """Values of a record at wanted instants ``[interval]``, NaN where it has no such interval."""
    found = np.full(starts_s.size, np.nan)
    if record.starts_s.size:
        at = np.minimum(np.searchsorted(record.starts_s, starts_s), record.starts_s.size - 1)
        there = record.starts_s[at] == starts_s
        found[there] = values[at[there]]
    return found


def _rungs(
    starts_s: Ints, wanted: LocalTimes, record: AreaRecord, fallback: Fallback, calendar: Calendar, time_zone: str
) -> Iterator[tuple[str, Floats]]:
    """The values each rung of one area would give ``[interval]``, from the finest; computed when asked for."""
    yield "HOUR", at_instants(starts_s, record, record.per_mwh)
    has = ~np.isnan(record.per_mwh) & (record.demand_mwh > 0)
    local = LocalTimes.of(record.starts_s[has], time_zone)
    factors, weights = record.per_mwh[has], record.demand_mwh[has]
    months, wanted_months = (one.year * 12 + one.month - 1 for one in (local, wanted))
    hours, wanted_hours = (
        one * 2400 + calendar.classes(times) * 24 + times.second // 3600
        for one, times in ((months, local), (wanted_months, wanted))
    )
    for time, keys, keys_wanted in (
        ("TYPICAL", hours, wanted_hours),
        ("MONTH", months, wanted_months),
        ("YEAR", local.year, wanted.year),
    ):
        if fallback.allows(_REACH[time]):
            groups, means = weighted_means(keys, factors, weights)
            yield time, _looked_up(groups, means, keys_wanted)
    if fallback.allows(Fallback.OLDER):
        years, means = weighted_means(local.year, factors, weights)
        before = np.searchsorted(years, wanted.year) - 1
        yield "OLDER", np.where(before >= 0, _padded(means)[before], np.nan)
        after = np.searchsorted(years, wanted.year, side="right")
        yield "OLDEST", np.where(after < years.size, _padded(means)[np.minimum(after, years.size)], np.nan)


def weighted_means(keys: Ints, factors: Floats, weights: Floats) -> tuple[Ints, Floats]:
    """Energy-weighted mean Σ w·x / Σ w of each group: the groups, ascending, and their means."""
    groups, of = np.unique(keys, return_inverse=True)
    amount = np.bincount(of, weights * factors, groups.size)
    return groups, amount / np.bincount(of, weights, groups.size)


def _looked_up(groups: Ints, means: Floats, wanted: Ints) -> Floats:
    at = np.searchsorted(groups, wanted)
    there = np.append(groups, -1)[at] == wanted
    found: Floats = np.where(there, _padded(means)[at], np.nan)
    return found


def _padded(means: Floats) -> Floats:
    """With a NaN at the end, so that positions past it and −1 mean none."""
    return np.append(means, np.nan)
