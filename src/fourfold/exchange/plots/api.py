"""From a factor table to the bytes of a picture or a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from fourfold.core.problems import N_, MessageKind, Place, Problem, Problems
from fourfold.core.words import Lang, words
from fourfold.electricity.factors.table import FactorTable
from fourfold.exchange.plots.captions import Voice, caption
from fourfold.exchange.plots.fonts import fonts_for
from fourfold.exchange.plots.page import render_page
from fourfold.exchange.plots.selection import PlotKind, choose_areas
from fourfold.exchange.plots.sheet import Sheet, draw
from fourfold.exchange.plots.views import curve, heat, summarise

PlotForm = Literal["png", "svg", "html"]
_CHINESE_PROBE = "电碳"

PLOT_LANGUAGE = MessageKind(
    "plot-language",
    N_("no font with Chinese signs is installed: the labels of the picture are in English"),
    N_("a font such as Noto Sans CJK SC"),
    N_("install such a font, or choose svg or html, which carry text as text"),
)
PLOT_NAMES = MessageKind(
    "plot-names",
    N_("no installed font has all signs of these names, so the picture shows codes or numbers instead: {names}"),
    N_("a font such as Noto Sans CJK SC"),
    N_("install such a font, or choose svg or html, which carry text as text"),
)


@dataclass(frozen=True, slots=True)
class PlotOutput:
    """A picture or page, and what has to be said about it.

    Attributes:
        data: the bytes of the file.
        problems: warnings; a label that could not be drawn as it stands.
    """

    data: bytes
    problems: tuple[Problem, ...]


def plot(table: FactorTable, kind: PlotKind, areas: Sequence[str] | None, lang: Lang, form: PlotForm) -> PlotOutput:
    """Draw the first attribute of a factor table, the total, in g/kWh.

    The same table gives the same bytes on the same machine. PNG depends on the fonts installed; SVG and HTML keep text
    as text. Where nothing tells the zone of the factors, days are told in UTC, and a heat map is refused.

    Args:
        table: factors of intervals.
        kind: heat map (one area by day and hour), duration curve, or comparison of areas.
        areas: codes or names of the areas to show; ``None`` for all, in a heat map for the first, which is told.
        lang: language of the labels.
        form: ``png``, ``svg``, or ``html``: a page that needs nothing beside itself.

    Raises:
        InputError: an area that is not there, several areas for a heat map, or one of factors whose time zone is
            not known, aggregated factors, or no factor at all.
    """
    problems = Problems()
    chosen = choose_areas(table, kind, areas, problems)
    problems.raise_if_errors()
    if not table.meta.time_zone:
        table = replace(table, meta=replace(table.meta, time_zone="UTC"))
    if form == "html":
        return PlotOutput(render_page(table, kind, chosen, lang).encode(), tuple(problems))
    families, voice = _voice(table, chosen, lang, form, problems)
    data = draw(lambda: _sheet(table, kind, chosen, voice), families, form)
    return PlotOutput(data, tuple(problems))


def _voice(
    table: FactorTable, chosen: Sequence[int], lang: Lang, form: PlotForm, problems: Problems
) -> tuple[tuple[str, ...], Voice]:
    """Fonts and words; for pixels held to the signs the fonts have, and told where that changes a label."""
    fonts = fonts_for(lang)
    if form == "svg":
        return fonts.families, Voice(words(lang), lambda _: True)
    if lang == "zh" and not fonts.draws(_CHINESE_PROBE):
        problems.warn(PLOT_LANGUAGE, Place("--lang"))
        lang, fonts = "en", fonts_for("en")
    voice = Voice(words(lang), fonts.draws)
    shown = [voice.words.name(dict(area.names)) or area.code for area in (table.meta.areas[at] for at in chosen)]
    lost = {
        voice.area(table.meta.areas, at): name for at, name in zip(chosen, shown, strict=True) if not fonts.draws(name)
    }
    if lost:
        problems.warn(
            PLOT_NAMES, Place("--output"), names=", ".join(f"{label} = {name}" for label, name in lost.items())
        )
    return fonts.families, voice


def _sheet(table: FactorTable, kind: PlotKind, chosen: Sequence[int], voice: Voice) -> Sheet:
    from fourfold.exchange.plots.duration import draw_duration
    from fourfold.exchange.plots.heatmap import draw_heatmap
    from fourfold.exchange.plots.ranges import draw_ranges

    around, areas = caption(table, kind, chosen, voice), table.meta.areas
    if kind is PlotKind.HEATMAP:
        return draw_heatmap(heat(table, chosen[0]), around, voice)
    if kind is PlotKind.DURATION:
        return draw_duration([curve(table, at) for at in chosen], areas, around, voice)
    return draw_ranges([summarise(table, at) for at in chosen], areas, around, voice)
