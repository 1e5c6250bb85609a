"""The duration curve: factors of each area from the highest to the lowest, over the share of hours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fourfold.core.problems import N_
from fourfold.electricity.grid.state import GridArea
from fourfold.exchange.plots.captions import Caption, Voice, without
from fourfold.exchange.plots.sheet import FAINT, INK, MUTED, RULE, Sheet
from fourfold.exchange.plots.views import Curve

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#aa4499", "#000000", "#c8900a", "#56b4e9", "#882255")
"""Told apart by people with each kind of colour blindness (after Okabe and Ito); dashes tell them apart in print."""
DASHES: tuple[tuple[float, ...], ...] = ((), (5, 1.8), (1.2, 1.4), (6, 1.6, 1.2, 1.6))
_RIGHT = 2.55


def style_of(at: int) -> tuple[str, tuple[float, ...]]:
    """Colour and dashes of the curve at a place in the list; both change from one to the next."""
    return COLOURS[at % len(COLOURS)], DASHES[(at + at // len(COLOURS)) % len(DASHES)]


def draw_duration(curves: Sequence[Curve], areas: Sequence[GridArea], caption: Caption, voice: Voice) -> Sheet:
    """The curves of several areas, each named at its right end."""
    height = max(3.8, 0.19 * len(curves))
    sheet = Sheet(caption, chart_height=height, left=0.75, right=_RIGHT, below=0.7)
    axes = sheet.axes
    drawn = [curve for curve in curves if curve.values.size]
    highest = max(float(curve.values[0]) for curve in drawn)
    for at, curve in enumerate(drawn):
        colour, dashes = style_of(at)
        shares, values = np.concatenate([[0.0], curve.share]) * 100, np.concatenate([curve.values[:1], curve.values])
        (line,) = axes.plot(shares, values, color=colour, linewidth=1.7, solid_capstyle="butt")
        if dashes:
            line.set_dashes(dashes)
    axes.set_xlim(0, 100)
    axes.set_ylim(0, highest * 1.05)
    axes.set_xlabel(voice.words(N_("share of all hours, %")), fontsize=9, color=MUTED)
    axes.set_ylabel(caption.unit, fontsize=9, color=MUTED)
    axes.grid(axis="y", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    _names(sheet, drawn, areas, highest * 1.05, height, voice)
    return sheet


def _names(
    sheet: Sheet, curves: Sequence[Curve], areas: Sequence[GridArea], most: float, height: float, voice: Voice
) -> None:
    """Names beside the ends of the curves, moved apart where they would cover each other."""
    axes = sheet.axes
    wanted = [float(curve.values[-1]) / most * height for curve in curves]
    placed = spread(wanted, 0.19 if len(curves) > 12 else 0.34, height)
    for at, curve in enumerate(curves):
        colour, _ = style_of(at)
        end, y = (float(curve.share[-1]) * 100, float(curve.values[-1])), placed[at] / height * most
        axes.annotate(
            "", end, (104.0, y), annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": RULE, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 2},
        )  # fmt: skip
        axes.plot([104.5, 108.5], [y, y], color=colour, linewidth=2, clip_on=False, dashes=style_of(at)[1] or (1, 0))
        text = voice.area(areas, curve.summary.area)
        mean = voice.words(N_("mean {mean}"), mean=f"{curve.summary.mean:.0f}")
        more = without(curve.summary, voice)
        joint = " " if len(curves) > 12 else "\n"
        label = f"{text}{joint}{', '.join(part for part in (mean, more) if part)}"
        style = {"va": "center", "fontsize": 8, "color": INK, "clip_on": False, "linespacing": 1.15}
        axes.text(109.5, y, label, style)


def spread(wanted: Sequence[float], apart: float, height: float) -> list[float]:
    """Places as near as may be to those wanted, in the same order, at least `apart` from each other."""
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    placed = [0.0] * len(wanted)
    lowest = 0.0
    for at in order:
        placed[at] = max(wanted[at], lowest)
        lowest = placed[at] + apart
    ceiling = height
    for at in reversed(order):
        placed[at] = min(placed[at], ceiling)
        ceiling = placed[at] - apart
    return placed
