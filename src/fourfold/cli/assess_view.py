"""The summary of an assessment as tables for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fourfold.accounting.assess import Result
from fourfold.accounting.quality import primary_share
from fourfold.accounting.sensitivity import Alternative
from fourfold.cli.quality_view import representativeness_line
from fourfold.cli.sensitivity_view import sensitivity_table
from fourfold.cli.show import plain_console, show_problems, significant
from fourfold.cli.study_uncertainty_view import interval_line, show_study_uncertainty
from fourfold.core.canonical import decimal_text
from fourfold.core.lines import Line
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, words
from fourfold.electricity.series.factor_series import FactorLabel
from fourfold.exchange.report.labels import label

if TYPE_CHECKING:
    from fourfold.accounting.uncertainty.study import StudyUncertainty

_MOST_CONTRIBUTIONS = 12
_WIDE = 100
_LINE_NAMES = {
    Line.FOSSIL: N_("fossil"),
    Line.AIRCRAFT: N_("aircraft"),
    Line.BIOGENIC_EMISSIONS: N_("biogenic emissions"),
    Line.BIOGENIC_REMOVALS: N_("biogenic removals"),
    Line.LAND_USE_CHANGE: N_("direct land-use change"),
    Line.UNSPLIT: N_("not split by source"),
}


def _print_certificates(result: Result, w: Words, console: Console) -> None:
    """A line for each certificate of a supplier: what its check came to, and how old the status is."""
    for supplier, found in result.certified.items():
        said = {
            "supplier": supplier,
            "number": found.number or "–",
            "state": label(w, "certificate_state", str(found.state)),
            "time": "–" if found.as_of is None else moment_text(found.as_of),
        }
        console.print(w(N_("supplier {supplier}, certificate {number}: {state}; status as of {time}"), **said))


def show_results(
    results: Sequence[Result],
    lang: Lang,
    alternatives: Sequence[Alternative] | None = None,
    uncertainty: StudyUncertainty | None = None,
) -> None:
    """Print the first result in full, the others beside it, and what to mind."""
    w, console, first = words(lang), plain_console(), results[0]
    _head(first, w, console, uncertainty)
    console.print(_stages(first, w))
    console.print(_contributions(first, w, with_source=console.width >= _WIDE))
    if first.electricity.rows:
        console.print(_electricity(first, w))
        _print_labels(first, w, console)
    if len(results) > 1:
        console.print(_methods(results, w))
    if alternatives is not None:
        console.print(sensitivity_table(first, alternatives, w))
    if uncertainty is not None:
        show_study_uncertainty(uncertainty, w, console)
    share = primary_share(first.footprint)
    console.print(
        w(
            N_(
                "{count} assumptions; {share} of the footprint from primary data "
                "(amounts measured at the process; their factors may be secondary); {sources} sources"
            ),
            count=len(first.assumptions),
            share=percent(share) if share is not None else "–",
            sources=len(first.sources),
        )
    )
    console.print(representativeness_line(first, w))
    _print_certificates(first, w, console)
    if first.warnings:
        show_problems(first.warnings, lang)


def show_report_path(path: Path, lang: Lang) -> None:
    """Print where the report is."""
    console = plain_console(soft_wrap=True)
    console.print(words(lang)(N_("report: {path} (open it in a browser)"), path=str(path)), style="bold")


def percent(share: Decimal) -> str:
    """A share for people."""
    return f"{share * 100:.1f} %"


def _head(result: Result, w: Words, console: Console, uncertainty: StudyUncertainty | None) -> None:
    declared, method = result.study.declarations, result.method
    unit = declared.unit
    console.print(Text(f"{w.name(declared.product.names)} – {w.name(declared.company.names)}", style="bold"))
    period = f"{declared.period.start} … {declared.period.end - timedelta(days=1)}"
    console.print(Text(f"{w.name(method.names)} · {label(w, 'boundary', declared.boundary.kind)} · {period}"))
    digits = method.rounding.display_significant_digits
    figure = significant(result.footprint.total_kg_co2e, digits)
    per = f"{unit.amount} {unit.unit} ({w.name(unit.names)})"
    console.print(Text.assemble("\n", (f"{figure} kg CO2e", "bold green"), f" / {per}"))
    if uncertainty is not None:
        console.print(Text(interval_line(uncertainty, w)))
    console.print()


def _stages(result: Result, w: Words) -> Table:
    digits = result.method.rounding.display_significant_digits
    whole, cells = result.footprint.total_kg_co2e, result.footprint.by(lambda c: (c.item.stage, c.line))
    used = [line for line, value in result.footprint.lines().items() if value.value]
    table = Table(title=w(N_("by stage and line, kg CO2e")), title_justify="left")
    table.add_column(w(N_("stage")), overflow="fold")
    for line in used:
        table.add_column(w(_LINE_NAMES[line]), justify="right")
    table.add_column(w(N_("total")), justify="right", style="bold")
    table.add_column(w(N_("share")), justify="right")
    for stage in result.study.declarations.stages:
        values = [cells[stage.id, line].value if (stage.id, line) in cells else Decimal(0) for line in used]
        total = sum(values, Decimal(0))
        spelled = [significant(value, digits) for value in (*values, total)]
        table.add_row(w.name(stage.names), *spelled, percent(total / whole) if whole else "–")
    lines = result.footprint.lines()
    totals = [significant(value, digits) for value in (*(lines[line].value for line in used), whole)]
    table.add_section()
    table.add_row(w(N_("total")), *totals, "100 %" if whole else "–", style="bold")
    return table


def _contributions(result: Result, w: Words, with_source: bool) -> Table:
    digits, whole = result.method.rounding.display_significant_digits, result.footprint.total_kg_co2e
    sums = result.footprint.by(lambda cell: cell.item)
    ordered = sorted(sums.items(), key=lambda pair: (-abs(pair[1].value), pair[0].id))
    table = Table(title=w(N_("largest contributions")), title_justify="left")
    table.add_column(w(N_("row")), no_wrap=True)
    table.add_column(w(N_("name")), overflow="fold")
    if with_source:
        table.add_column(w(N_("source")), overflow="fold")
    table.add_column("kg CO2e", justify="right", no_wrap=True)
    table.add_column(w(N_("share")), justify="right", no_wrap=True)
    for item, value in ordered[:_MOST_CONTRIBUTIONS]:
        share = percent(value.value / whole) if whole else "–"
        source = [Text(item.source_id)] if with_source else []
        table.add_row(Text(item.id), Text(w.name(item.names)), *source, significant(value.value, digits), share)
    left = ordered[_MOST_CONTRIBUTIONS:]
    if left:
        rest = sum((value.value for _, value in left), Decimal(0))
        share = percent(rest / whole) if whole else "–"
        source = [Text("")] if with_source else []
        table.add_row("", w(N_("{count} more"), count=len(left)), *source, significant(rest, digits), share)
    return table


def _electricity(result: Result, w: Words) -> Table:
    """Hour by hour beside the two factors of a whole year; differences are (hourly − other) ÷ other, as in results."""
    rounding = result.method.rounding
    digits = rounding.display_significant_digits
    totals = result.electricity.totals(result.footprint, rounding.quantum_kg_co2e)
    table = Table(title=w(N_("grid electricity of the unit, three ways")), title_justify="left")
    table.add_column(w(N_("factor")), overflow="fold")
    table.add_column("kg CO2e", justify="right")
    table.add_column(w(N_("hourly differs by")), justify="right")
    for name, value in (
        (N_("hour by hour"), totals.hourly_kg_co2e),
        (N_("annual mean of the same series"), totals.annual_mean_kg_co2e),
        (N_("official national life-cycle factor"), totals.official_kg_co2e),
    ):
        if value is None:
            official = totals.official
            reason = w.kind(official.reason, official.params) if official and official.reason else "–"
            table.add_row(w(name), "–", reason)
            continue
        base = totals.hourly_kg_co2e
        difference = f"{(base - value) / value * 100:+.2f} %" if value and value is not base else ""
        table.add_row(w(name), significant(value, digits), difference)
    return table


def _print_labels(result: Result, w: Words, console: Console) -> None:
    """How much of the energy met a factor of its own area and hour, and how much a fallback; nothing without labels."""
    kwh: dict[FactorLabel, Decimal] = {}
    for row in result.electricity.rows:
        for held, energy in row.hourly.kwh_by_label().items():
            kwh[held] = kwh.get(held, Decimal(0)) + energy
    total = sum(kwh.values(), Decimal(0))
    if not total:
        return
    table = Table(title=w(N_("grid electricity by rung of the ladder of fallbacks")), title_justify="left")
    for heading, justify in ((N_("label"), "left"), (N_("area"), "left"), ("kWh", "right"), (N_("share"), "right")):
        table.add_column(w(heading), justify="right" if justify == "right" else "left", overflow="fold")
    for held, energy in kwh.items():
        if energy:
            name = f"{held.label} ({label(w, 'rung', held.label.split('_')[1])})"
            table.add_row(name, held.area, decimal_text(energy), percent(energy / total))
    console.print(table)


def _methods(results: Sequence[Result], w: Words) -> Table:
    table = Table(title=w(N_("the same study under each method")), title_justify="left")
    table.add_column(w(N_("method")), overflow="fold")
    table.add_column("kg CO2e", justify="right")
    table.add_column(w(N_("difference")), justify="right")
    base = results[0].footprint.total_kg_co2e
    for result in results:
        value = result.footprint.total_kg_co2e
        difference = f"{(value - base) / base * 100:+.2f} %" if base and result is not results[0] else ""
        digits = result.method.rounding.display_significant_digits
        table.add_row(w.name(result.method.names), significant(value, digits), difference)
    return table
