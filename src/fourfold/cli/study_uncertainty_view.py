"""Draws of a study for people: intervals, where their width comes from, and what they leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from fourfold.core.problems import N_
from fourfold.core.words import Words

if TYPE_CHECKING:
    from fourfold.accounting.uncertainty.study import StudyUncertainty

_MOST = 8
_LINES = {
    "total": N_("total"),
    "fossil": N_("fossil"),
    "aircraft": N_("aircraft"),
    "biogenic_emissions": N_("biogenic emissions"),
    "biogenic_removals": N_("biogenic removals"),
    "land_use_change": N_("direct land-use change"),
    "unsplit": N_("not split by source"),
}

_NOTHING = N_(
    "nothing was drawn: no row, source or database of the study says how far it may be off; that is no certainty"
)


def interval_line(found: StudyUncertainty, w: Words) -> str:
    """The interval of the total, as it stands beside the figure."""
    total = found.intervals["total"]
    if not found.drawn:
        return w(_NOTHING)
    if not total.count:
        return w(N_("none of {draws} draws has a result"), draws=found.draws)
    return w(
        N_("95 % of {draws} draws between {low} and {high} kg CO2e (seed {seed})"),
        low=f"{total.low.value:.4g}",
        high=f"{total.high.value:.4g}",
        draws=found.draws,
        seed=found.seed,
    )


def show_study_uncertainty(found: StudyUncertainty, w: Words, console: Console) -> None:
    """Print intervals and the largest sources of variance; nothing where nothing was drawn."""
    if not found.drawn:
        return  # said beside the figure
    title = w(N_("uncertainty: {draws} draws, seed {seed}, {drawn} amounts drawn"), **_counts(found))
    console.print(_intervals(found, title, w))
    if found.sources:
        console.print(_sources(found, w))
    fixed = w(
        N_(
            "{share} of the emissions come from factors and amounts of which no uncertainty is given; they stay fixed, "
            "as do warming potentials and shares of co-products"
        ),
        share=f"{found.fixed_share:.1%}",
    )
    console.print(fixed)
    if found.failed:
        console.print(w(N_("{count} draws have no result: a process was drawn to make nothing"), count=found.failed))


def _counts(found: StudyUncertainty) -> dict[str, object]:
    return {"draws": found.draws, "seed": found.seed, "drawn": found.drawn}


def _intervals(found: StudyUncertainty, title: str, w: Words) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(w(N_("line")))
    for heading in (N_("mean"), N_("standard deviation"), N_("2.5 %"), N_("median"), N_("97.5 %")):
        table.add_column(w(heading), justify="right")
    for name, summary in found.intervals.items():
        estimates = (summary.mean, summary.sd, summary.low, summary.median, summary.high)
        table.add_row(w(_LINES[name]), *(f"{estimate.value:.4g}" for estimate in estimates))
    return table


def _sources(found: StudyUncertainty, w: Words) -> Table:
    table = Table(title=w(N_("where the variance comes from")), title_justify="left")
    table.add_column(w(N_("share")), justify="right")
    table.add_column(w(N_("row, source or dataset")))
    for source in found.sources[:_MOST]:
        table.add_row(f"{source.share:.1%}", source.what)
    return table
