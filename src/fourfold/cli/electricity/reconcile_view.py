"""A reconciliation as a table for people and as JSON for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from fourfold.cli.electricity.trace_view import figure, number
from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON
from fourfold.core.intervals import spell_instant
from fourfold.core.problems import N_
from fourfold.core.words import Lang, words
from fourfold.electricity.reconciliation.settings import Adjusted

if TYPE_CHECKING:
    from fourfold.app.electricity.reconciling import ReconcileRun
    from fourfold.electricity.reconciliation.adjustments import SeriesAdjustment

QUANTITY_WORDS = {
    Adjusted.GENERATION: N_("generation"),
    Adjusted.EXCHANGE: N_("exchange"),
    Adjusted.BORDER: N_("exchange with a boundary area"),
    Adjusted.DEMAND: N_("demand"),
    Adjusted.CHARGE: N_("charge"),
    Adjusted.DISCHARGE: N_("discharge"),
}
_MOST = 20


def show_reconciled(run: ReconcileRun, lang: Lang) -> None:
    """Print which series were changed most, and where the balanced grid is."""
    w, console, grid = words(lang), plain_console(), run.grid
    if not grid.summary:
        console.print(w(N_("the grid balances; nothing was changed")))
    else:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column(w(N_("quantity")))
        table.add_column(w(N_("series")), overflow="fold")
        for title in (N_("intervals"), N_("changed MWh"), N_("share"), N_("largest MWh")):
            table.add_column(w(title), justify="right")
        table.add_column(w(N_("at")), no_wrap=True)
        for one in grid.summary[:_MOST]:
            share = f"{one.total_mwh / one.energy_mwh:.2%}" if one.energy_mwh else "–"
            at = spell_instant(one.largest_at_s, grid.frame.time_zone)
            cells = (str(one.count), figure(one.total_mwh), share, f"{one.largest_mwh:+,.3f}", at)
            table.add_row(w(QUANTITY_WORDS[one.series.kind]), Text(_name(one)), *cells)
        console.print(table)
        if len(grid.summary) > _MOST:
            console.print(w(N_("… and {count} more series"), count=len(grid.summary) - _MOST))
    text = w(
        N_("{intervals} of {of} intervals changed; balanced grid: {path}, every change: {path}/adjustments.csv"),
        intervals=grid.intervals,
        of=grid.starts_s.size,
        path=run.output,
    )
    console.print(text, style="bold", soft_wrap=True)


def reconcile_document(run: ReconcileRun) -> JSON:
    """The summary, numbers as text."""
    return {
        "fourfold": "reconciliation/1",
        "output": str(run.output),
        "weights": str(run.grid.settings.weights),
        "intervals_changed": run.grid.intervals,
        "series": [
            {
                "quantity": str(one.series.kind),
                "area": one.series.area,
                "to_area": one.series.to_area,
                "name": one.series.name,
                "intervals": one.count,
                "total_mwh": number(one.total_mwh),
                "net_mwh": number(one.net_mwh),
                "largest_mwh": number(one.largest_mwh),
                "largest_at": spell_instant(one.largest_at_s, "UTC"),
            }
            for one in run.grid.summary
        ],
    }


def _name(one: SeriesAdjustment) -> str:
    series = one.series
    where = f"{series.area} → {series.to_area}" if series.to_area else series.area
    return f"{where} {series.name}".strip()
