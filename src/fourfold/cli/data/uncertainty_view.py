"""Draws for people: intervals, a histogram, the sources of variance, and what the interval leaves out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text

from fourfold.accounting.background.system import Floats
from fourfold.accounting.uncertainty.screening import Screening, Term
from fourfold.accounting.uncertainty.simulation import Failure
from fourfold.accounting.uncertainty.summary import Estimate, Summary
from fourfold.accounting.uncertainty.uncertain import State
from fourfold.app.databases.uncertainty import Drawn, rows_of_term
from fourfold.cli.data.basis_view import figure, show_basis
from fourfold.cli.show import plain_console
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, words
from fourfold.data.pedigree import DEFAULT_SCALE, scales

_BARS, _WIDTH, _PROBLEMS = 15, 40, 5
_FAILED = {
    Failure.MAKES_NOTHING: N_("{count} draws have no score: a process was drawn to make nothing"),
    Failure.UNPRODUCTIVE: N_("{count} draws have no score: a loop was drawn to use all that it makes"),
    Failure.UNSOLVED: N_("{count} draws have no score: no solution was found"),
}


def show_uncertainty(drawn: Drawn, terms: int, output: Path | None, lang: Lang) -> None:
    """Print what the draws of one product tell."""
    w, console = words(lang), plain_console()
    column = drawn.products[0]
    product, screening = drawn.scoring.system.products[column], drawn.screening(column)
    console.print(Text(product.name, style="bold"))
    fixed = figure(float(drawn.simulation.point[drawn.simulation.place(column), 0]))
    head = N_("kg CO2e per {unit}: {fixed} without uncertainty; {draws} draws, seed {seed}")
    counts = {"draws": drawn.simulation.draws, "seed": drawn.simulation.seed}
    console.print(w(head, unit=product.unit, fixed=fixed, **counts))
    console.print(_intervals(drawn, column, w))
    show_histogram(drawn.simulation.of(column), console)
    if terms and screening.terms:
        console.print(_sources(drawn, screening, terms, w))
    without = w(
        N_(
            "No uncertainty is given for {some} of the {all} exchanges that count: {emissions} of the emissions and "
            "{inputs} of the inputs, by what they carry. They stay fixed."
        ),
        some=screening.exchanges_without,
        all=screening.exchanges,
        emissions=_percent(screening.emissions_without),
        inputs=_percent(screening.inputs_without),
    )
    console.print(without)
    show_caveats(drawn, output, w, console)


def show_caveats(drawn: Drawn, output: Path | None, w: Words, console: Console) -> None:
    """Print what failed, what was assumed, what stays out, by what the figures were made, and what was written."""
    for reason, count in Counter(drawn.simulation.failures.values()).items():
        console.print(Text("! " + w(_FAILED[reason], count=count), style="bold red"))
    if not drawn.simulation.drawn:
        console.print(
            Text("! " + w(N_("Nothing that counts has an uncertainty: there is no spread.")), style="bold red")
        )
    _assumptions(drawn, w, console)
    for problem in drawn.uncertain.problems[:_PROBLEMS]:
        console.print(Text(f"! {problem.place}: {w.problem(problem)}", style="yellow"), soft_wrap=True)
    if len(drawn.uncertain.problems) > _PROBLEMS:
        rest = len(drawn.uncertain.problems) - _PROBLEMS
        console.print(w(N_("… and {count} more; all of them with --json"), count=rest))
    left_out = N_("Warming potentials, shares of co-products and the choice of providers are not drawn.")
    console.print(w(left_out))
    show_basis(drawn.scoring, w, console)
    if output is not None:
        console.print(w(N_("written: {path}"), path=output), soft_wrap=True)


def show_histogram(draws: Floats, console: Console) -> None:
    """Print how often draws fall between which values; the outermost half per cent on each side is put together."""
    if len(draws) < 2:
        return
    low, high = np.quantile(draws, [0.005, 0.995])
    if not high - low > 1e-9 * np.abs(draws).max():
        return
    counts, edges = np.histogram(np.clip(draws, low, high), bins=_BARS, range=(float(low), float(high)))
    most = int(counts.max())
    for count, start in zip(counts.tolist(), edges[:-1].tolist(), strict=True):
        bar = "█" * round(_WIDTH * count / most)
        console.print(f"{figure(start, 4):>12}  {bar} {count}")


def estimate_text(of: Estimate) -> str:
    """A number and its error, at the digits that the error leaves."""
    if not np.isfinite(of.value):
        return "–"
    return f"{figure(of.value, 5)} ± {figure(of.error, 2)}"


def summary_row(of: Summary) -> list[str]:
    """Mean, standard deviation, median and both quantiles as text."""
    return [figure(part.value, 4) for part in _parts(of)]


def error_row(of: Summary) -> list[str]:
    """How uncertain each of them is from the number of draws."""
    return [f"± {figure(part.error, 2)}" for part in _parts(of)]


def _parts(of: Summary) -> tuple[Estimate, ...]:
    return (of.mean, of.sd, of.median, of.low, of.high)


def summary_table(first: str, w: Words) -> Table:
    """An empty table of summaries."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(first, no_wrap=True)
    for heading in (N_("mean"), N_("sd"), N_("median"), "2.5 %", "97.5 %"):
        table.add_column(w(heading), justify="right", no_wrap=True)
    return table


def _intervals(drawn: Drawn, column: int, w: Words) -> Table:
    table = summary_table(w(N_("line")), w)
    found = drawn.summaries(column)
    for at, (name, summary) in enumerate(found.items()):
        if at == 0 or summary.mean.value or summary.sd.value:
            table.add_row(name, *summary_row(summary))
        if at == 0:
            table.add_row(w(N_("  by number of draws")), *error_row(summary), style="dim")
    return table


def _sources(drawn: Drawn, screening: Screening, terms: int, w: Words) -> Table:
    title = w(N_("where the variance comes from, to first order"))
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(w(N_("share")), justify="right")
    table.add_column(w(N_("process → flow")), overflow="fold")
    for term in screening.terms[:terms]:
        table.add_row(_percent(term.share), Text(_named(drawn, term, w)))
    rest = sum(term.share for term in screening.terms[terms:])
    if rest:
        table.add_row(_percent(rest), w(N_("{count} others"), count=len(screening.terms) - terms))
    return table


def _named(drawn: Drawn, term: Term, w: Words) -> str:
    process, flow, place = next(rows_of_term(drawn, term))
    if len(term.exchanges) > 1:
        return w(N_("{flow}, in {count} places that move together"), flow=flow, count=len(term.exchanges))
    return f"{process} → {flow}" + (f"  ({place})" if str(place) else "")


def _assumptions(drawn: Drawn, w: Words, console: Console) -> None:
    made = int((drawn.uncertain.states == State.FROM_PEDIGREE).sum())
    scale = scales()[DEFAULT_SCALE]
    if made:
        text = N_("Assumed: {count} amounts are lognormal by their pedigree scores, scale {scale}, values {status}.")
        console.print(w(text, count=made, scale=scale.id, status=scale.status))
    if drawn.uncertain.missing_scores:
        text = N_("In {count} of them scores are missing, which add no variance.")
        console.print(w(text, count=drawn.uncertain.missing_scores))
    if drawn.uncertain.without_base:
        text = N_("{count} amounts have pedigree scores but no basic uncertainty and stay fixed; --basic assumes one.")
        console.print(w(text, count=drawn.uncertain.without_base))


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
