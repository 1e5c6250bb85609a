"""Which areas a picture shows, and whether a table can be drawn at all."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.electricity.factors.bare import clock_is_known
from fourfold.electricity.factors.table import FactorTable
from fourfold.electricity.grid.state import GridArea
from fourfold.formats.vocabulary import closest

PLOT_AREA_UNKNOWN = MessageKind(
    "plot-area-unknown",
    N_("the factors hold no area {found}"),
    N_("one of: {choices}"),
    N_("write the code of an area as it stands in the file; similar: {similar}"),
)
PLOT_FIRST_AREA = MessageKind(
    "plot-first-area",
    N_("a heat map shows one area: the first, {found}, was taken"),
    N_("one of: {choices}"),
    N_("name the area to be drawn"),
)
PLOT_ONE_AREA = MessageKind(
    "plot-one-area",
    N_("a heat map shows one area, and {count} are chosen"),
    N_("one of: {choices}"),
    N_("name one area"),
)
PLOT_AGGREGATE = MessageKind(
    "plot-aggregate",
    N_("these factors are aggregated by {aggregated_by}: their rows are no intervals"),
    N_("factors of intervals, as tracing writes them"),
    N_("draw the file the aggregation was made from"),
)
PLOT_NOTHING = MessageKind(
    "plot-nothing",
    N_("there is no factor to draw: every interval of {found} is without one"),
    N_("at least one interval with a factor"),
    N_("look up the reasons in the factor file, or choose another area"),
)


class PlotKind(StrEnum):
    """What is drawn."""

    HEATMAP = "heatmap"
    DURATION = "duration"
    AREAS = "areas"


def choose_areas(table: FactorTable, kind: PlotKind, wanted: Sequence[str] | None, problems: Problems) -> list[int]:
    """Indices of the areas to draw, in the order asked for, or of all; of a heat map not more than one.

    Empty after reporting an error."""
    areas = table.meta.areas
    codes = [area.code for area in areas]
    if table.meta.aggregated_by or table.meta.step_minutes == 0:
        problems.error(PLOT_AGGREGATE, Place("FACTORS"), aggregated_by=table.meta.aggregated_by or "–")
        return []
    if kind is PlotKind.HEATMAP and not clock_is_known(table.meta.time_zone, table, problems):
        return []
    chosen: list[int] = []
    for text in dict.fromkeys(wanted or codes):
        at = _find(areas, text)
        if at is None:
            similar = closest(text, codes)
            problems.error(PLOT_AREA_UNKNOWN, Place("--area"), found=text, choices=_listed(codes), similar=similar)
        else:
            chosen.append(at)
    if problems.errors:
        return []
    if kind is PlotKind.HEATMAP and wanted is None and len(chosen) > 1:
        problems.warn(PLOT_FIRST_AREA, Place("--area"), found=codes[0], choices=_listed(codes))
        chosen = chosen[:1]
    if kind is PlotKind.HEATMAP and len(chosen) != 1:
        problems.error(PLOT_ONE_AREA, Place("--area"), count=len(chosen), choices=_listed([codes[at] for at in chosen]))
        return []
    if not np.isfinite(table.per_mwh[:, chosen, 0]).any():
        problems.error(PLOT_NOTHING, Place("FACTORS"), found=_listed([codes[at] for at in chosen]))
        return []
    return chosen


def _find(areas: Sequence[GridArea], text: str) -> int | None:
    """By code, else by a name that only one area has."""
    by_code = [at for at, area in enumerate(areas) if area.code == text]
    by_name = [at for at, area in enumerate(areas) if text in (name for _, name in area.names)]
    found = by_code or by_name
    return found[0] if len(found) == 1 else None


def _listed(codes: Sequence[str], most: int = 40) -> str:
    return ", ".join(codes[:most]) + (", …" if len(codes) > most else "")
