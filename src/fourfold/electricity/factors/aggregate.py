"""Factors of longer times, weighted by energy and by nothing else: Σ demand · factor / Σ demand.

The plain mean of rates carries another total than the hours do, so it is not offered. An interval without a factor has
no weight; how many there were is counted. The energy that stands beside an aggregate is the energy that weighted it, so
that aggregates of aggregates are those of the intervals: months recombine to the year (I15).

Groups are those of the local calendar; days of 23 and 25 hours and leap years are ordinary.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np
import polars as pl

from fourfold.core.canonical import digest_of_file
from fourfold.core.intervals import MINUTE_S, date_of
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.core.zones import DAY_S, HOUR_S, Ints
from fourfold.electricity.factors.bare import clock_is_known
from fourfold.electricity.factors.calendars import QUARTER_S, Calendar, LocalTimes
from fourfold.electricity.factors.frames import FrameWriter
from fourfold.electricity.factors.meta_file import TableContent, write_meta
from fourfold.electricity.factors.table import FactorsMeta, FactorTable
from fourfold.electricity.grid.state import Flags, Floats

AGGREGATE_NO_DEMAND = MessageKind(
    "aggregate-no-demand",
    N_("the factors come without the demand of {area}, which weights them"),
    N_("the column demand_mwh, filled wherever there is a factor"),
    N_("add the demand: a mean that counts every hour alike carries another total"),
)
AGGREGATE_NEEDS = MessageKind(
    "aggregate-needs-calendar",
    N_("aggregation by {by} needs a calendar with {what}"),
    N_("a calendar file that declares {what}"),
    N_("name such a calendar"),
)
AGGREGATE_YEAR = MessageKind(
    "aggregate-calendar-year",
    N_("the calendar {calendar} lists the dates of {years}, the factors reach into {found}"),
    N_("a calendar of the years of the factors"),
    N_("add the dates of the year to the calendar"),
)
AGGREGATE_STRADDLED = MessageKind(
    "aggregate-straddled",
    N_("intervals of {step} minutes lie across two parts of the local calendar in {zone}, first at {found}"),
    N_("intervals that begin and end with the parts"),
    N_("use a finer resolution, or a calendar or zone that fits"),
)
GROUPED_BY_CALENDAR = MessageKind(
    "grouped-by-calendar",
    N_("The factors are grouped by the calendar {calendar}, whose status is {status}."),
)


class By(StrEnum):
    """What factors are aggregated by, and the columns that name a group.

    ``hour``: hour of the day. ``month``: calendar month of a year. ``year``. ``typical-day``: hour by season, or by
    month of any year where the calendar has no seasons. ``tariff``: calendar month and period of the tariff.
    ``weekday``: hour by kind of day.
    """

    HOUR = "hour"
    MONTH = "month"
    YEAR = "year"
    TYPICAL_DAY = "typical-day"
    TARIFF = "tariff"
    WEEKDAY = "weekday"


class AggregateReason(StrEnum):
    """Why an aggregate has no factor."""

    NONE = ""
    NO_FACTOR = "no_interval_with_factor"
    NO_DEMAND = "no_demand"


@dataclass(frozen=True, slots=True, eq=False)
class Aggregate:
    """Factors of groups of intervals.

    Attributes:
        meta: what is known about the factors they were made from, and by what they were aggregated.
        keys: names of the columns that name a group.
        groups: values of these columns ``[group]``, in order of time.
        per_mwh: ``[group, area, attribute]``, NaN where there is none.
        reason: ``[group, area]``.
        demand_mwh: energy that weighted the factors ``[group, area]``.
        intervals: how many the group has ``[group]``.
        without_factor: in how many of them the area has no factor ``[group, area]``.
    """

    meta: FactorsMeta
    keys: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    per_mwh: Floats
    reason: tuple[tuple[AggregateReason, ...], ...]
    demand_mwh: Floats
    intervals: Ints
    without_factor: Ints


def aggregate(
    table: FactorTable, by: By, calendar: Calendar | None, time_zone: str, problems: Problems
) -> Aggregate | None:
    """Energy-weighted factors of groups of intervals.

    Args:
        table: the factors, with demand.
        by: how intervals are grouped.
        calendar: kinds of day, seasons or periods, where `by` needs them.
        time_zone: zone whose calendar counts; empty for that of the calendar, else that of the factors.
        problems: receives what prevents it.
    """
    name = time_zone or (calendar.time_zone if calendar else "") or table.meta.time_zone
    if not clock_is_known(name, table, problems):
        return None
    local = LocalTimes.of(table.starts_s, name)
    keys = _keys(by, calendar, local, table, name, problems)
    if not _has_demand(table, problems) or keys is None:
        return None
    columns = pl.DataFrame(keys)
    order = columns.with_row_index("at").group_by(list(keys), maintain_order=True).agg(pl.col("at"))
    groups = order.drop("at").rows()
    members = [np.array(rows, np.int64) for rows in order.get_column("at").to_list()]
    ranked = sorted(range(len(groups)), key=lambda at: _rank(groups[at], calendar))
    meta = replace(table.meta, step_minutes=0, time_zone=name, balances=(), aggregated_by=str(by))
    if calendar is not None:
        params = {"calendar": calendar.id, "status": str(calendar.status)}
        meta = replace(meta, assumptions=(*meta.assumptions, Assumption(GROUPED_BY_CALENDAR, params)))
    parts = [_mean(table, members[at]) for at in ranked]
    return Aggregate(
        meta,
        tuple(keys),
        tuple(tuple(str(value) for value in groups[at]) for at in ranked),
        np.stack([part[0] for part in parts]),
        tuple(part[1] for part in parts),
        np.stack([part[2] for part in parts]),
        np.array([members[at].size for at in ranked], np.int64),
        np.stack([part[3] for part in parts]),
    )


def write_aggregate(made: Aggregate, path: Path) -> None:
    """Write an aggregate: its keys, area, attributes, demand, counts of intervals, reason; and the meta beside it.

    Raises:
        ValueError: an ending that names no form of table.
        OSError: the folder cannot be written.
    """
    count, areas = len(made.groups), len(made.meta.areas)
    of_group, of_area = np.repeat(np.arange(count), areas), np.tile(np.arange(areas), count)
    columns = [
        pl.Series(key, [group[at] for group in made.groups], dtype=pl.String).gather(of_group)
        for at, key in enumerate(made.keys)
    ]
    columns.append(pl.Series("area", [area.code for area in made.meta.areas], dtype=pl.String).gather(of_area))
    flat = made.per_mwh.reshape(count * areas, -1)
    columns += [
        pl.Series(attribute.name, np.ascontiguousarray(flat[:, at])).fill_nan(None)
        for at, attribute in enumerate(made.meta.attributes)
    ]
    columns.append(pl.Series("demand_mwh", made.demand_mwh.reshape(-1)))
    columns.append(pl.Series("intervals", np.repeat(made.intervals, areas)))
    columns.append(pl.Series("intervals_without_factor", made.without_factor.reshape(-1)))
    words = [str(reason) or None for group in made.reason for reason in group]
    columns.append(pl.Series("reason", words, dtype=pl.String))
    with FrameWriter(path) as frames:
        frames.write(pl.DataFrame(columns))
        content = TableContent(path.name, digest_of_file(frames.close()), frames.rows)
        frames.commit()
        write_meta(path, made.meta, content)


def _has_demand(table: FactorTable, problems: Problems) -> bool:
    """Whether every factor has the energy that weights it."""
    lacking = (np.isnan(table.demand_mwh) & ~np.isnan(table.per_mwh[:, :, 0])).any(axis=0)
    for at in np.flatnonzero(lacking).tolist():
        problems.error(AGGREGATE_NO_DEMAND, Place(table.file, 0, "demand_mwh"), area=table.meta.areas[at].code)
    return not lacking.any()


def _mean(table: FactorTable, rows: Ints) -> tuple[Floats, tuple[AggregateReason, ...], Floats, Ints]:
    """Of one group: factors ``[area, attribute]``, reasons, energy and intervals without factor ``[area]``."""
    factors = table.per_mwh[rows]
    there = ~np.isnan(factors[:, :, 0])
    weights = np.where(there, table.demand_mwh[rows], 0.0)
    energy = weights.sum(axis=0)
    amount = np.einsum("ta,tak->ak", weights, np.where(there[:, :, None], factors, 0.0))
    has = energy > 0
    mean = np.full(amount.shape, np.nan)
    mean[has] = amount[has] / energy[has, None]
    none = np.where(there.any(axis=0), 1, 2)
    reasons = (AggregateReason.NONE, AggregateReason.NO_DEMAND, AggregateReason.NO_FACTOR)
    return mean, tuple(reasons[at] for at in np.where(has, 0, none).tolist()), energy, (~there).sum(axis=0)


def _keys(
    by: By, calendar: Calendar | None, local: LocalTimes, table: FactorTable, time_zone: str, problems: Problems
) -> dict[str, Ints | list[str]] | None:
    """The columns that name the group of each interval ``[interval]``."""
    place, step_minutes = Place(table.file), table.meta.step_minutes
    needed = {By.TARIFF: "periods", By.WEEKDAY: "day_classes"}.get(by)
    if needed and (calendar is None or not getattr(calendar, needed)):
        problems.error(AGGREGATE_NEEDS, Place("--calendar"), by=by, what=needed)
        return None
    if calendar is not None and not covers(calendar, local, problems):
        return None
    parts = _Parts(local, calendar)
    across = _straddling(by, parts, step_minutes * MINUTE_S)
    if across.any():
        at = int(np.flatnonzero(across)[0])
        minute = int(local.second[at]) // MINUTE_S
        found = f"{date_of(int(local.day[at]))}T{minute // 60:02d}:{minute % 60:02d}"
        problems.error(AGGREGATE_STRADDLED, place, step=step_minutes, zone=time_zone, found=found)
        return None
    return parts.of(by)


def _straddling(by: By, parts: _Parts, step_s: int) -> Flags:
    """Which intervals do not lie in one group from beginning to end ``[interval]``."""
    second = parts.local.second
    across: Flags = second + step_s > DAY_S
    if by in (By.HOUR, By.TYPICAL_DAY, By.WEEKDAY) and step_s:
        across |= second // HOUR_S != (second + step_s - 1) // HOUR_S
    if by is By.TARIFF:
        for later in range(QUARTER_S, step_s, QUARTER_S):
            local = replace(parts.local, second=(second + later) % DAY_S)
            across |= parts.periods() != _Parts(local, parts.calendar).periods()
    return across


def covers(calendar: Calendar, local: LocalTimes, problems: Problems) -> bool:
    """Whether a calendar lists the dates of all years of the intervals; years beyond are reported."""
    beyond = sorted(set(local.year.tolist()) - calendar.years) if calendar.years else []
    if beyond:
        years = ", ".join(map(str, sorted(calendar.years)))
        found = ", ".join(map(str, beyond))
        problems.error(AGGREGATE_YEAR, Place("--calendar"), calendar=calendar.id, years=years, found=found)
    return not beyond


@dataclass(frozen=True, slots=True)
class _Parts:
    """Parts of the calendar in which intervals lie."""

    local: LocalTimes
    calendar: Calendar | None

    def of(self, by: By) -> dict[str, Ints | list[str]]:
        hours: Ints = self.local.second // HOUR_S
        if by is By.HOUR:
            return {"hour": hours}
        if by is By.MONTH:
            return {"month": self._months()}
        if by is By.YEAR:
            return {"year": self.local.year}
        if by is By.TARIFF:
            return {"month": self._months(), "period": self._named("periods", self.periods())}
        if by is By.WEEKDAY and self.calendar is not None:
            return {"day_class": self._named("day_classes", self.calendar.classes(self.local)), "hour": hours}
        if self.calendar is not None and self.calendar.seasons:
            seasons = self.calendar.season_of_month[self.local.month - 1]
            return {"season": self._named("seasons", seasons), "hour": hours}
        return {"month": self.local.month, "hour": hours}

    def periods(self) -> Ints:
        """Position of the period of each interval."""
        if self.calendar is None:
            return np.zeros(0, np.int64)
        kinds = self.calendar.classes(self.local)
        found: Ints = self.calendar.period_of[self.local.month - 1, kinds, self.local.second // QUARTER_S]
        return found

    def _months(self) -> list[str]:
        return [f"{y:04d}-{m:02d}" for y, m in zip(self.local.year.tolist(), self.local.month.tolist(), strict=True)]

    def _named(self, what: str, positions: Ints) -> list[str]:
        ids = [one.id for one in getattr(self.calendar, what)]
        return [ids[at] for at in positions.tolist()]


def _rank(group: tuple[object, ...], calendar: Calendar | None) -> tuple[object, ...]:
    """Order of groups: as the calendar lists its entries, else by number or text."""
    listed = [one.id for what in ("seasons", "periods", "day_classes") for one in getattr(calendar, what, ())]
    return tuple(listed.index(value) if value in listed else value for value in group)
