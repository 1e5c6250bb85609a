"""Hourly factors as a summary: for people a row a zone, for programs the same figures and what they rest on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from rich.table import Table
from rich.text import Text

from fourfold.accounting.background.spelling import number_text
from fourfold.accounting.background.system import Floats
from fourfold.app.databases.hourly import HourlyRun, assumptions
from fourfold.cli.data.basis_view import figure, show_basis
from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON
from fourfold.core.problems import N_
from fourfold.core.words import Lang, in_both, words


def hourly_document(run: HourlyRun, output: Path) -> dict[str, JSON]:
    """The summary as JSON."""
    described: list[JSON] = [
        {
            "zone" if run.product is None else "product": name,
            "intervals": int(values.size),
            "intervals_without_factor": int(np.isnan(values).sum()),
            "unit": unit,
            **dict(zip(("lowest", "mean", "highest"), map(number_text, _range(values)), strict=True)),
        }
        for name, unit, values in _series(run)
    ]
    return {
        "fourfold": "database-hourly/1",
        "basis": run.scoring.basis(),
        "upstream": str(run.factors.upstream),
        "forward_error": number_text(run.part.forward_error),
        "series": described,
        "assumptions": [dict(in_both(note.kind.text, note.params)) for note in assumptions(run)],
        "written": str(output),
    }


def show_hourly(run: HourlyRun, output: Path, lang: Lang) -> None:
    """Print the range of each zone or of the product, what it rests on, and where it is."""
    w, console = words(lang), plain_console()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(w(N_("zone")) if run.product is None else w(N_("product")), overflow="fold")
    for title in (N_("lowest"), N_("plain mean"), N_("highest")):
        table.add_column(w(title), justify="right")
    table.add_column(w(N_("unit")))
    table.add_column(w(N_("intervals")), justify="right")
    table.add_column(w(N_("without factor")), justify="right")
    for name, unit, values in _series(run):
        figures = [figure(value) for value in _range(values)]
        table.add_row(Text(name), *figures, Text(unit), str(values.size), str(int(np.isnan(values).sum())))
    console.print(table)
    for note in assumptions(run):
        console.print(w.kind(note.kind, note.params), soft_wrap=True)
    show_basis(run.scoring, w, console)
    console.print(w(N_("written: {path}"), path=output), soft_wrap=True)


def _series(run: HourlyRun) -> list[tuple[str, str, Floats]]:
    """Name, unit and values [interval] of every zone, or of the product."""
    if run.product is not None and run.footprint is not None:
        product = run.scoring.system.products[run.product]
        return [(product.name, f"kg CO2e/{product.unit}", run.footprint.sum(axis=1))]
    per_mwh = run.factors.factors.sum(axis=2) * run.tables.per_mwh
    return [(zone, "kg CO2e/MWh", per_mwh[:, at]) for at, zone in enumerate(run.tables.zones)]


def _range(values: Floats) -> tuple[float, float, float]:
    known = values[~np.isnan(values)]
    if not known.size:
        return float("nan"), float("nan"), float("nan")
    return float(known.min()), float(known.mean()), float(known.max())
