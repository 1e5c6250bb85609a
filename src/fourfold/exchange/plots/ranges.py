"""The comparison of areas: for each the range of its hours, the middle four fifths, the median, and the mean."""

from __future__ import annotations

from collections.abc import Sequence

from fourfold.core.problems import N_
from fourfold.electricity.grid.state import GridArea
from fourfold.exchange.plots.captions import Caption, Voice, without
from fourfold.exchange.plots.sheet import FAINT, INK, MUTED, WIDTH, Sheet, wrapped
from fourfold.exchange.plots.views import Summary

BAR, EDGE, MEAN = "#7fb8c6", "#0f5a6b", "#b4581f"
_ROW = 0.42
_MOST_LINES = 2


def by_mean(summaries: Sequence[Summary]) -> list[Summary]:
    """Areas with a factor by falling mean; a mean that is undefined comes last."""
    drawn = [summary for summary in summaries if summary.quantiles[0] == summary.quantiles[0]]
    return sorted(drawn, key=lambda s: (s.mean != s.mean, -s.mean if s.mean == s.mean else 0.0, s.area))


def draw_ranges(summaries: Sequence[Summary], areas: Sequence[GridArea], caption: Caption, voice: Voice) -> Sheet:
    """One row for each area."""
    drawn = by_mean(summaries)
    sheet = Sheet(caption, chart_height=max(1.4, _ROW * len(drawn) + 0.3), left=2.1, right=0.55, below=1.0)
    axes = sheet.axes
    for row, summary in enumerate(drawn):
        low, p10, median, p90, high = (summary.quantile(share) for share in (0.0, 0.10, 0.50, 0.90, 1.0))
        axes.plot([low, high], [row, row], color=EDGE, linewidth=1.1, solid_capstyle="butt", zorder=2)
        for end in (low, high):
            axes.plot([end, end], [row - 0.13, row + 0.13], color=EDGE, linewidth=1.1, zorder=2)
        axes.barh(row, p90 - p10, left=p10, height=0.46, color=BAR, edgecolor=EDGE, linewidth=0.8, zorder=3)
        axes.plot([median, median], [row - 0.23, row + 0.23], color=EDGE, linewidth=2.2, zorder=4)
        if summary.mean == summary.mean:
            axes.plot(summary.mean, row, marker="D", color=MEAN, markeredgecolor="white", markersize=7, zorder=5)
    axes.set_ylim(len(drawn) - 0.4, -0.6)
    axes.set_xlim(0, max(summary.quantile(1.0) for summary in drawn) * 1.04)
    axes.set_yticks(range(len(drawn)), ["\n".join(_name(summary, areas, voice)) for summary in drawn])
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    axes.set_xlabel(caption.unit, fontsize=9, color=MUTED)
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    _legend(sheet, voice)
    return sheet


def _name(summary: Summary, areas: Sequence[GridArea], voice: Voice) -> list[str]:
    more = without(summary, voice)
    lines = wrapped(voice.area(areas, summary.area), 1.6, 8.5)
    lines = lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1] + "…"]
    return [*lines, more] if more else lines


def _legend(sheet: Sheet, voice: Voice) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    w = voice.words
    handles = [
        Line2D([], [], color=EDGE, linewidth=1.1, marker="|", markersize=7, label=w(N_("lowest to highest hour"))),
        Patch(facecolor=BAR, edgecolor=EDGE, label=w(N_("middle 80 % of the hours"))),
        Line2D([], [], color=EDGE, linewidth=2.2, label=w(N_("median hour"))),
        Line2D([], [], color=MEAN, marker="D", linestyle="", markersize=6, label=w(N_("mean weighted by demand"))),
    ]
    bottom = sheet.axes.get_position().y0 - 0.5 / sheet.height
    sheet.figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(2.1 / WIDTH, bottom), ncols=4, frameon=False, fontsize=8.5,
        labelcolor=INK, borderpad=0, borderaxespad=0.2, columnspacing=1.4, handletextpad=0.5,
    )  # fmt: skip
