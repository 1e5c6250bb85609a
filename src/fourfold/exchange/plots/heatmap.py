"""The heat map: local days across, time of day downwards, the factor as colour; hours without one hatched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from fourfold.core.problems import N_
from fourfold.core.zones import DAY_S, utc_datetime
from fourfold.electricity.tracing.result import Reason
from fourfold.exchange.plots.captions import Caption, Voice
from fourfold.exchange.plots.sheet import INK, MUTED, RAMP, WIDTH, Sheet
from fourfold.exchange.plots.views import ABSENT, Heat
from fourfold.exchange.report.labels import MONTHS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap, Normalize

HATCHES = {
    Reason.NONE: "....",
    Reason.ZERO_THROUGHPUT: "////",
    Reason.LOOP_WITHOUT_SOURCE: "xxxx",
    Reason.MISSING_INPUT: "\\\\\\\\",
}
_GREY = "#e6e9ec"
_MOST_DATES = 16
_MONTHLY_DAYS = 45


def draw_heatmap(heat: Heat, caption: Caption, voice: Voice) -> Sheet:
    """The heat map of an area."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import LinearSegmentedColormap, Normalize

    sheet = Sheet(caption, chart_height=3.6, left=0.75, right=1.15, below=0.75)
    axes = sheet.axes
    known = heat.values[np.isfinite(heat.values)]
    norm = Normalize(float(known.min()), float(known.max()))
    colours = LinearSegmentedColormap.from_list("factor", RAMP)
    _paint(axes, heat, colours, norm)
    _hatch(axes, heat)
    _days(axes, heat, voice)
    _hours(axes, heat, voice)
    bar_axes = sheet.add_axes(WIDTH - 0.95, _top(sheet), 0.14, 3.6)
    bar = sheet.figure.colorbar(ScalarMappable(norm, colours), cax=bar_axes)
    bar.outline.set_linewidth(0.4)
    bar_axes.set_title(caption.unit, fontsize=8.5, color=MUTED, pad=6, loc="center")
    _legend(sheet, heat, caption, voice)
    return sheet


def _top(sheet: Sheet) -> float:
    return sheet.height * (1 - float(sheet.axes.get_position().y1))


def _paint(axes: Axes, heat: Heat, colours: Colormap, norm: Normalize) -> None:
    steps = heat.values.shape[1]
    for days in heat.stretches():
        halves = np.ma.masked_invalid(heat.values[days].reshape(-1, steps * 2).T)
        first, last = heat.place[days][0], heat.place[days][-1] + 1
        axes.imshow(
            halves, extent=(first, last, steps, 0), aspect="auto", cmap=colours, norm=norm, interpolation="nearest"
        )
    axes.set_xlim(0, heat.length)
    axes.set_ylim(steps, 0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _hatch(axes: Axes, heat: Heat) -> None:
    """One patch for each run of half cells of a day that lack a factor for the same reason."""
    from matplotlib.patches import Rectangle

    for day in range(heat.days.size):
        states = np.where(np.isfinite(heat.values[day]), ABSENT, heat.states[day]).reshape(-1)
        edges = [0, *(np.flatnonzero(np.diff(states)) + 1).tolist(), states.size]
        for first, last in pairwise(edges):
            if states[first] != ABSENT:
                hatch = HATCHES[Reason(int(states[first]))]
                corner, height = (float(heat.place[day]), first / 2), (last - first) / 2
                axes.add_patch(Rectangle(corner, 1, height, facecolor=_GREY, hatch=hatch, linewidth=0))


def _days(axes: Axes, heat: Heat, voice: Voice) -> None:
    marks = day_marks(heat, voice)
    axes.set_xticks([mark for mark, _ in marks], [text for _, text in marks])
    axes.tick_params(axis="x", length=0)


def day_marks(heat: Heat, voice: Voice) -> list[tuple[float, str]]:
    """Names along the axis of days, with their places.

    Stretches each by their days where there are several and few, single days where those are few, else months at
    their 15th.
    """
    dates = [utc_datetime(int(day) * DAY_S) for day in heat.days]
    stretches = heat.stretches()
    if 1 < len(stretches) <= _MOST_DATES:
        middle = [float(heat.place[piece].mean()) + 0.5 for piece in stretches]
        return list(zip(middle, (_span(dates[piece]) for piece in stretches), strict=True))
    if heat.days.size <= _MONTHLY_DAYS:
        shown = range(0, heat.days.size, 1 + (heat.days.size - 1) // _MOST_DATES)
        return [(float(heat.place[at]) + 0.5, f"{dates[at]:%m-%d}") for at in shown]
    months = [(at, date.month) for at, date in enumerate(dates) if date.day == 15]
    return [(float(heat.place[at]) + 0.5, voice.words(MONTHS[month - 1])) for at, month in months]


def _span(dates: Sequence[datetime]) -> str:
    """First and last day: ``01-14``, ``01-14–15``, ``01-31–02-01``."""
    first, last = dates[0], dates[-1]
    if first == last:
        return f"{first:%m-%d}"
    return f"{first:%m-%d}–{last:%d}" if first.month == last.month else f"{first:%m-%d}–{last:%m-%d}"


def _hours(axes: Axes, heat: Heat, voice: Voice) -> None:
    steps = heat.values.shape[1]
    marks = [steps * part // 8 for part in range(9)]
    minutes = [mark * heat.step_minutes + heat.phase_minutes for mark in marks]
    axes.set_yticks(marks, [f"{at // 60:02d}:{at % 60:02d}" for at in minutes])
    axes.set_ylabel(voice.words(N_("time of day")), fontsize=9, color=MUTED)


def _legend(sheet: Sheet, heat: Heat, caption: Caption, voice: Voice) -> None:
    """Extremes and mean, and what the hatching means, below the days."""
    from matplotlib.patches import Patch

    summary = heat.summary
    figures = N_("lowest {low}, mean weighted by demand {mean}, highest {high} {unit}")
    low, mean, high = (f"{value:.1f}" for value in (summary.quantile(0.0), summary.mean, summary.quantile(1.0)))
    below = _top(sheet) + 3.6 + 0.32
    text = voice.words(figures, low=low, mean=mean, high=high, unit=caption.unit)
    sheet.text(0.75, below, text, size=8.5, color=INK)
    patches = [
        Patch(facecolor=_GREY, hatch=HATCHES[reason], linewidth=0, label=f"{voice.state(reason)} ({hours:g} h)")
        for reason, hours in summary.missing_hours.items()
    ]
    if patches:
        anchor = (0.75 / WIDTH, 1 - (below + 0.16) / sheet.height)
        sheet.figure.legend(
            handles=patches, loc="upper left", bbox_to_anchor=anchor, ncols=2, frameon=False, fontsize=8.5,
            labelcolor=INK, borderpad=0, borderaxespad=0.2, handlelength=1.6,
        )  # fmt: skip
