"""Aggregates, origins, residual mixes and published series as tables for people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.table import Table
from rich.text import Text

from fourfold.cli.data.factors_view import STATUS_WORDS
from fourfold.cli.electricity.trace_view import called, figure, show_head
from fourfold.cli.show import plain_console
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, words
from fourfold.data.basis import ELECTRICITY_SERIES_NAMES, Claim
from fourfold.data.source import Status

if TYPE_CHECKING:
    from fourfold.app.electricity.origins import OriginsRun
    from fourfold.electricity.factors.aggregate import Aggregate
    from fourfold.electricity.factors.sealed import SealedSeries

_KEYS = {
    "hour": N_("hour"),
    "month": N_("month"),
    "year": N_("year"),
    "season": N_("season"),
    "period": N_("period"),
    "day_class": N_("kind of day"),
}
_MOST_ROWS = 40
_MOST_ORIGINS = 25


def show_written(output: Path, lang: Lang) -> None:
    """Print where the result is."""
    plain_console(soft_wrap=True).print(words(lang)(N_("written: {path}"), path=output), style="bold")


def show_aggregate(made: Aggregate, output: Path, lang: Lang) -> None:
    """Print the first groups of an aggregate, and where it is."""
    w, console = words(lang), plain_console()
    if made.meta.basis is not None:
        show_head(made.meta, lang)
    is_residual = made.meta.basis is not None and made.meta.basis.claim is Claim.RESIDUAL
    weight = N_("energy left MWh") if is_residual else N_("consumption MWh")
    keys = [_KEYS.get(key, key) for key in made.keys]
    table = _table(w, [*keys, N_("area")], [N_("factor"), weight, N_("intervals")])
    shown = 0
    for at, group in enumerate(made.groups):
        for area, one in enumerate(made.meta.areas):
            if shown < _MOST_ROWS:
                value, demand = float(made.per_mwh[at, area, 0]), float(made.demand_mwh[at, area])
                table.add_row(*group, one.code, figure(value), figure(demand), str(made.intervals[at]))
            shown += 1
    console.print(table)
    if shown > _MOST_ROWS:
        console.print(w(N_("… and {count} more rows in the file"), count=shown - _MOST_ROWS))
    console.print(w(N_("kg per MWh (the same as g per kWh); means weighted by energy")))
    show_written(output, lang)


def show_origins(run: OriginsRun, output: Path, lang: Lang) -> None:
    """Print the largest origins of each consumer over the whole run, and where the table is."""
    w, console, found = words(lang), plain_console(), run.found
    energy, emissions = found.energy_mwh.sum(axis=0), found.emissions.sum(axis=0)
    table = _table(w, [N_("area"), N_("comes from"), N_("technology")], [N_("MWh"), N_("share"), N_("kg")])
    for consumer, code in enumerate(found.consumers):
        order = np.argsort(-energy[consumer], kind="stable")[: max(3, _MOST_ORIGINS // len(found.consumers))]
        for at in order.tolist():
            if energy[consumer, at] > 0:
                origin = found.origins[at]
                share = f"{energy[consumer, at] / energy[consumer].sum():.1%}"
                carried = figure(float(emissions[consumer, at]))
                label = Text(origin.technology or origin.name or origin.area)
                table.add_row(code, origin.area, label, figure(float(energy[consumer, at])), share, carried)
    console.print(table)
    show_written(output, lang)


def show_published(series: SealedSeries, output: Path, lang: Lang) -> None:
    """Print what a sealed series holds, the share of every rung, and where it is."""
    w, console, document = words(lang), plain_console(), series.document
    quantity = w.name(ELECTRICITY_SERIES_NAMES[series.basis.quantity])
    area = called(document.area.code, document.area.names, w)
    console.print(Text(f"{area} · {quantity} · {document.resolution_minutes} min", style="bold"))
    console.print(w(N_("status: {status}"), status=w(STATUS_WORDS[document.status])))
    values = np.array(document.values)
    low, mean, high = (f"{number / 1000:,.1f}" for number in (values.min(), values.mean(), values.max()))
    console.print(
        w(N_("{count} intervals; g per kWh: lowest {low}, plain mean {mean}, highest {high}"),
          count=values.size, low=low, mean=mean, high=high)
    )  # fmt: skip
    table = _table(w, [N_("label"), N_("area")], [N_("share of intervals"), N_("share of energy")])
    for one in document.shares:
        energy = "–" if one.energy is None else f"{float(one.energy):.1%}"
        table.add_row(one.label, one.area, f"{float(one.intervals):.1%}", energy)
    console.print(table)
    if document.status is Status.UNCONFIRMED:
        hint = N_(
            "the factors are unconfirmed: a study that uses the series names {series} under unconfirmed_factors, with"
            " the reason; or give the factors of the grid a source and a status"
        )
        console.print(w(hint, series=document.series), style="yellow")
    console.print(w(N_("seal: {seal}"), seal=document.seal), soft_wrap=True)
    show_written(output, lang)


def _table(w: Words, texts: list[str], figures: list[str]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in texts:
        table.add_column(w(title), overflow="fold")
    for title in figures:
        table.add_column(w(title), justify="right", no_wrap=True)
    return table
