"""What the script of a page draws from: positions and values as short texts of numbers, labels already in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from fourfold.core.problems import N_
from fourfold.core.zones import DAY_S, utc_datetime
from fourfold.electricity.factors.table import FactorTable
from fourfold.electricity.grid.state import Flags, Floats
from fourfold.electricity.tracing.result import Reason
from fourfold.exchange.plots.captions import Voice, without
from fourfold.exchange.plots.duration import style_of
from fourfold.exchange.plots.heatmap import day_marks
from fourfold.exchange.plots.ranges import by_mean
from fourfold.exchange.plots.selection import PlotKind
from fourfold.exchange.plots.views import ABSENT, Curve, Summary, curve, heat, summarise

Data: TypeAlias = dict[str, object]


def chart_data(table: FactorTable, kind: PlotKind, chosen: Sequence[int], voice: Voice) -> Data:
    """Everything the chart needs."""
    if kind is PlotKind.HEATMAP:
        return _heat_data(table, chosen[0], voice)
    if kind is PlotKind.DURATION:
        curves = [found for at in chosen if (found := curve(table, at)).values.size]
        labels = {"axis": voice.words(N_("share of all hours, %")), "tip": voice.words(N_("of the hours at or above"))}
        return {
            "kind": "duration",
            **labels,
            "curves": [_curve_data(c, at, table, voice) for at, c in enumerate(curves)],
        }
    rows = by_mean([summarise(table, at) for at in chosen])
    labels = {
        "range": voice.words(N_("lowest to highest hour")),
        "middle": voice.words(N_("middle 80 % of the hours")),
        "median": voice.words(N_("median hour")),
        "mean": voice.words(N_("mean weighted by demand")),
    }
    return {"kind": "areas", "labels": labels, "rows": [_range_data(row, table, voice) for row in rows]}


def short(value: float) -> float | None:
    """To a hundredth of a gram per kWh, which no eye tells apart; nothing where there is no number."""
    return round(value, 2) if math.isfinite(value) else None


def _heat_data(table: FactorTable, area: int, voice: Voice) -> Data:
    cells = heat(table, area)
    days = [utc_datetime(int(day) * DAY_S) for day in cells.days]
    missing = cells.summary.missing_hours
    states = sorted({int(state) for state in np.unique(cells.states)})
    return {
        "kind": "heatmap",
        "days": [f"{day:%Y-%m-%d}" for day in days],
        "place": [round(float(place), 4) for place in cells.place],
        "length": round(cells.length, 4),
        "stepMinutes": cells.step_minutes,
        "phaseMinutes": cells.phase_minutes,
        "first": [[short(value) for value in row] for row in cells.values[:, :, 0].tolist()],
        "again": [
            [int(day), int(step), short(float(cells.values[day, step, 1]))]
            for day, step in np.argwhere(_unlike(cells.values)).tolist()
        ],
        "states": cells.states[:, :, 0].tolist(),
        "words": {
            str(state): _state(state, cells.summary, voice) for state in states if state in missing or state == ABSENT
        },
        "absent": ABSENT,
        "marks": [[round(mark, 4), text] for mark, text in day_marks(cells, voice)],
        "low": short(cells.summary.quantile(0.0)),
        "high": short(cells.summary.quantile(1.0)),
    }


def _unlike(values: Floats) -> Flags:
    """Where the clock runs through an hour twice, with unlike factors ``[day, step]``."""
    unlike: Flags = (values[:, :, 0] != values[:, :, 1]) & np.isfinite(values[:, :, 1])
    return unlike


def _curve_data(found: Curve, at: int, table: FactorTable, voice: Voice) -> Data:
    colour, dashes = style_of(at)
    points = [[0.0, short(float(found.values[0]))]]
    points += [[round(float(s) * 100, 3), short(float(v))] for s, v in zip(found.share, found.values, strict=True)]
    name = _name(found.summary, table, voice)
    return {"name": name, "colour": colour, "dashes": [round(dash * 2, 1) for dash in dashes], "points": points}


def _range_data(row: Summary, table: FactorTable, voice: Voice) -> Data:
    five = [short(row.quantile(share)) for share in (0.0, 0.10, 0.50, 0.90, 1.0)]
    return {"name": _name(row, table, voice), "five": five, "mean": short(row.mean)}


def _name(summary: Summary, table: FactorTable, voice: Voice) -> str:
    more = without(summary, voice)
    name = voice.area(table.meta.areas, summary.area)
    return voice.words(N_("{name}, {more}"), name=name, more=more) if more else name


def _state(state: int, summary: Summary, voice: Voice) -> str:
    hours = 0.0 if state == ABSENT else summary.missing_hours[Reason(state)]
    return f"{voice.state(state)} ({hours:g} h)" if hours else voice.state(state)
