"""The verdicts of a check as a table for people and as JSON for programs."""

from __future__ import annotations

import math

from rich.table import Table
from rich.text import Text

from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON
from fourfold.core.intervals import spell_instant
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, in_both, words
from fourfold.electricity.checking.report import CheckItem, CheckReport, Reading, Verdict

_VERDICTS = {
    Verdict.PASS: (N_("pass"), "green"),
    Verdict.FAIL: (N_("FAIL"), "bold red"),
    Verdict.NOT_APPLICABLE: (N_("n/a"), "dim"),
}


def show_check(report: CheckReport, lang: Lang) -> None:
    """Print each invariant with its figure, its tolerance and its verdict."""
    w, console = words(lang), plain_console()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", no_wrap=True)
    table.add_column(w(N_("verdict")))
    table.add_column(w(N_("figure")), justify="right", no_wrap=True)
    table.add_column(w(N_("may be")), justify="right", no_wrap=True)
    table.add_column(w(N_("what must hold")), overflow="fold")
    for item in report.items:
        verdict, style = _VERDICTS[item.verdict]
        told = item.verdict is not Verdict.NOT_APPLICABLE
        figures = (_figure(item.figure), _figure(item.tolerance)) if told else ("–", "–")
        said = Text(w.kind(item.name, item.params))
        detail = _detail(item, report.time_zone, w)
        said.append(f" ({detail})" if detail else "", style="dim")
        table.add_row(item.code, Text(w(verdict), style=style), *figures, said)
    console.print(table)
    own = report.reading is Reading.OWN
    text = N_("grid read by the check itself: nothing is shared with what made the factors")
    shared = N_("grid read by the code that tracing uses, the solver not: {why}")
    why = w.kind(report.why_shared, {}) if report.why_shared else ""
    console.print(w(text) if own else w(shared, why=why))
    failed = sum(item.verdict is Verdict.FAIL for item in report.items)
    passed = sum(item.verdict is Verdict.PASS for item in report.items)
    style = "bold red" if failed else "bold green"
    console.print(w(N_("{passed} hold, {failed} fail"), passed=passed, failed=failed), style=style)


def check_document(report: CheckReport) -> JSON:
    """The report, numbers as text."""
    return {
        "fourfold": "electricity-check/1",
        "passed": report.passed,
        "reading": str(report.reading),
        "items": [
            {
                "code": item.code,
                "invariant": item.name.code,
                "name": dict(in_both(item.name.text, item.params)),
                "figure": _number(item.figure),
                "tolerance": _number(item.tolerance),
                "verdict": str(item.verdict),
                "looked_at": item.looked_at,
                "where": {
                    "start": None
                    if item.where.start_s is None
                    else spell_instant(item.where.start_s, report.time_zone),
                    "area": item.where.area,
                    "attribute": item.where.attribute,
                },
                "reason": None if item.reason is None else dict(in_both(item.reason.text, {})),
            }
            for item in report.items
        ],
    }


def _detail(item: CheckItem, time_zone: str, w: Words) -> str:
    if item.reason is not None:
        return w.kind(item.reason, item.params)
    if not item.figure or item.where.start_s is None:
        return ""
    where = [spell_instant(item.where.start_s, time_zone), item.where.area, item.where.attribute]
    return " ".join(part for part in where if part)


def _figure(value: float) -> str:
    if not math.isfinite(value):
        return "∞"
    return f"{value:.0f}" if value == int(value) else f"{value:.1e}"


def _number(value: float) -> str:
    return repr(float(value))
