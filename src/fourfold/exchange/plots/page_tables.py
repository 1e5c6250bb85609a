"""The table of numbers below a chart, for readers without JavaScript and for copying."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.core.problems import N_
from fourfold.core.words import Words
from fourfold.core.zones import DAY_S, HOUR_S, offsets_s, utc_datetime
from fourfold.electricity.factors.table import FactorTable
from fourfold.electricity.grid.state import Flags
from fourfold.exchange.plots.captions import Voice
from fourfold.exchange.plots.selection import PlotKind
from fourfold.exchange.plots.views import QUANTILES, Summary, summarise
from fourfold.exchange.report.labels import MONTHS
from fourfold.exchange.report.numbers import NOTHING

_DAILY_COLUMNS = 14


@dataclass(frozen=True, slots=True)
class Numbers:
    """A table of texts.

    Attributes:
        title: what it shows.
        head: names of the columns, the first that of the rows.
        rows: name of the row, then its cells.
        note: how the numbers are made.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


def table_of(table: FactorTable, kind: PlotKind, chosen: Sequence[int], voice: Voice) -> Numbers:
    """The numbers of a picture."""
    w = voice.words
    if kind is PlotKind.HEATMAP:
        return _by_hour(table, chosen[0], w)
    rows = [(voice.area(table.meta.areas, at), summarise(table, at)) for at in chosen]
    ends = (N_("mean weighted by demand"), N_("energy, GWh"), N_("hours"), N_("hours without factor"))
    if kind is PlotKind.DURATION:
        shares = [f"{(1 - share) * 100:.0f} %" for share in reversed(QUANTILES)]
        head = (w(N_("area")), *shares, *map(w, ends))
        note = N_("Each column gives the factor that is reached or passed in that share of the hours with a factor.")
        body = [(name, *(_number(v) for v in reversed(row.quantiles)), *_ends(row)) for name, row in rows]
        return Numbers(w(N_("Factor by share of hours")), head, tuple(body), w(note))
    five = (N_("lowest"), N_("10 % of hours below"), N_("median"), N_("90 % of hours below"), N_("highest"))
    head = (w(N_("area")), *map(w, five), *map(w, ends))
    body = [
        (name, *(_number(row.quantile(share)) for share in (0.0, 0.10, 0.50, 0.90, 1.0)), *_ends(row))
        for name, row in rows
    ]
    note = N_("Shares of hours count the hours with a factor, each alike.")
    return Numbers(w(N_("Range of the hours")), head, tuple(body), w(note))


def _ends(row: Summary) -> tuple[str, ...]:
    return _number(row.mean), _number(row.energy_mwh / 1000), f"{row.hours:g}", f"{row.missing:g}"


def _by_hour(table: FactorTable, area: int, w: Words) -> Numbers:
    """Hours downwards; days across where they are few, else months; means weighted by demand."""
    local = table.starts_s + offsets_s(table.meta.time_zone, table.starts_s)
    days = local // DAY_S
    known = np.unique(days)
    if known.size <= _DAILY_COLUMNS:
        columns, of_interval = known, days
        names = [f"{utc_datetime(int(day) * DAY_S):%m-%d}" for day in known]
    else:
        dates = [utc_datetime(int(day) * DAY_S) for day in known]
        months = np.array([date.year * 12 + date.month - 1 for date in dates], np.int64)
        columns, of_interval = np.unique(months), months[np.searchsorted(known, days)]
        years = np.unique(columns // 12).size > 1
        names = [(f"{at // 12} " if years else "") + w(MONTHS[at % 12]) for at in columns.tolist()]
    hours = local % DAY_S // HOUR_S
    rows = tuple(
        (
            f"{hour:02d}:00",
            *(_number(_mean(table, area, (hours == hour) & (of_interval == column))) for column in columns),
        )
        for hour in range(24)
    )
    note = N_("Means weighted by the demand of the area; intervals without a factor have no weight.")
    return Numbers(w(N_("Factor by hour of the day")), (w(N_("hour")), *names), rows, w(note))


def _mean(table: FactorTable, area: int, chosen: Flags) -> float:
    factors, demand = table.per_mwh[chosen, area, 0], table.demand_mwh[chosen, area]
    known = np.isfinite(factors)
    energy = float(demand[known].sum())
    return float((factors[known] * demand[known]).sum() / energy) if energy > 0 else math.nan


def _number(value: float) -> str:
    return f"{value:.1f}" if math.isfinite(value) else NOTHING
