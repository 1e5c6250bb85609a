"""Verdicts for people: for each standard what it comes to, what is open and why, and what was not checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from fourfold.app.checking import Checked
from fourfold.cli.show import plain_console, significant
from fourfold.core.problems import N_, NOWHERE, Problem
from fourfold.core.words import Lang, Words, words
from fourfold.exchange.report.labels import label
from fourfold.standards.conformity.report import ConformityReport, Judgement, Outcome, Verdict
from fourfold.standards.conformity.wording import listed, spell
from fourfold.standards.language.values import Missing, Value
from fourfold.standards.pack.model import Severity

_MOST_VALUES = 6
_MOST_PROBLEMS = 5
_STYLES = {
    Verdict.FAIL: "bold red",
    Verdict.UNKNOWN: "bold yellow",
    Verdict.NEEDS_PERSON: "bold cyan",
    Verdict.PASS: "bold green",
    Verdict.NOT_APPLICABLE: "bold",
}
_OUTCOME_STYLES = {
    Outcome.CONFORMANT: "bold green",
    Outcome.NOT_CONFORMANT: "bold red",
    Outcome.UNDETERMINED: "bold yellow",
}
_OPEN = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.NEEDS_PERSON)


def show_check(checked: Checked, lang: Lang, *, everything: bool = False) -> None:
    """Print every standard with what is open under it; with `everything` also what is met or does not apply."""
    w, console = words(lang), plain_console()
    declared = checked.study.declarations
    console.print(Text(w.name(declared.title), style="bold"))
    day, phase = checked.day.isoformat(), label(w, "phase", checked.phase)
    console.print(Text(w(N_("editions of {day}; phase: {phase}"), day=day, phase=phase)))
    for report in checked.reports:
        console.print()
        _show_report(report, everything, w, console)
    if any(report.summary[Verdict.NEEDS_PERSON] for report in checked.reports):
        console.print()
        console.print(w(N_("--questions PATH writes the open questions as a file in which a person answers them.")))
    if len(checked.reports) > 1:
        style = _OUTCOME_STYLES[checked.outcome]
        outcome = label(w, "outcome", checked.outcome)
        console.print()
        console.print(Text(w(N_("all standards together: {outcome}"), outcome=outcome), style=style))


def show_written(outputs: Mapping[str, Path], lang: Lang) -> None:
    """Print what was written where."""
    w, console = words(lang), plain_console(soft_wrap=True)
    for option, path in outputs.items():
        console.print(w(N_("written: {path} ({option})"), path=str(path), option=option), style="bold")


def _show_report(report: ConformityReport, everything: bool, w: Words, console: Console) -> None:
    identity = report.resolved.pack.identity
    number, title = identity.document.number, w.name(identity.title)
    head = title if number in title else f"{number} – {title}"
    console.print(Text.assemble((head, "bold underline"), f"  {identity.id} {identity.version}"))
    console.print(
        Text.assemble((label(w, "outcome", report.outcome), _OUTCOME_STYLES[report.outcome]), _counts(report, w))
    )
    applies = report.summary[Verdict.NOT_APPLICABLE] < len(report.judgements)
    if report.total_kg_co2e is not None and report.resolved.method is not None and applies:
        figure = significant(report.total_kg_co2e, report.resolved.method.rounding.display_significant_digits)
        console.print(Text(w(N_("by its method: {figure} kg CO2e per declared unit"), figure=figure)))
    shown = list(Verdict) if everything else _OPEN
    for verdict in sorted(shown, key=list(_STYLES).index):
        for judgement in _by_weight(report.judgements, verdict):
            _show_judgement(judgement, report, w, console)
    _show_notes(report, w, console)
    _show_problems(report.problems, w, console)


def _counts(report: ConformityReport, w: Words) -> str:
    counted = (f"{label(w, 'verdict', verdict)} {report.summary[verdict]}" for verdict in _STYLES)
    return ": " + ", ".join(counted)


def _by_weight(judgements: Sequence[Judgement], verdict: Verdict) -> list[Judgement]:
    """Those of a verdict, the ones that block first."""
    hardness = list(Severity)
    return sorted((j for j in judgements if j.verdict is verdict), key=lambda j: hardness.index(j.severity))


def _show_judgement(judgement: Judgement, report: ConformityReport, w: Words, console: Console) -> None:
    rule = judgement.rule
    clause = rule.clause.number or rule.clause.id
    origin = f" · {rule.pack}" if rule.pack != report.resolved.pack.id else ""
    binds = label(w, "modality", rule.requirement.modality)
    softer = f", {label(w, 'severity', judgement.severity)}" if judgement.severity is not Severity.BLOCK else ""
    mark = (f"{label(w, 'verdict', judgement.verdict)}: ", _STYLES[judgement.verdict])
    title = Text.assemble(mark, (f"{clause} {rule.id}", "bold"), f" ({binds}{softer}){origin}")
    console.print(title, soft_wrap=True)
    lines = [w.name(judgement.texts)]
    if judgement.verdict is not Verdict.NEEDS_PERSON:  # what helps a person to judge stands in the report and in JSON
        repair = w.name(judgement.repair) if judgement.repair else ""
        lines += [w(N_("repair: {text}"), text=repair)] if repair else []
        lines += _value_lines(judgement, w)
    console.print(Padding(Text("\n".join(lines)), (0, 0, 0, 4)))


def _value_lines(judgement: Judgement, w: Words) -> list[str]:
    """The values behind a verdict, those that are missing first."""
    missing = {(value.origin, value.place) for value in judgement.missing}
    rest = [value for value in judgement.evidence if (value.origin, value.place) not in missing]
    values = [value for value in (*judgement.missing, *rest) if value.origin]
    lines = [_value_line(value, w) for value in values[:_MOST_VALUES]]
    more = len(values) - _MOST_VALUES
    return [*lines, w(N_("and {count} more values (--json lists all)"), count=more)] if more > 0 else lines


def _value_line(value: Value, w: Words) -> str:
    told = f"{value.origin} = {spell(value, w)}"
    stands = value.place != NOWHERE and not value.source and value.missing is not Missing.NOT_CALCULATED
    where = [str(value.place)] if stands else []
    where += [value.source] if value.source else []
    return f"{told}  [{', '.join(where)}]" if where else told


def _show_notes(report: ConformityReport, w: Words, console: Console) -> None:
    lines = [w.assumption(note) for note in report.notes]
    if report.unchecked_clauses:
        numbers = {(pack.id, c.id): c.number or c.id for pack in report.resolved.chain for c in pack.clauses}
        found = listed((numbers[key] for key in report.unchecked_clauses), w)
        lines.append(w(N_("Binding clauses that nothing checks: {clauses}"), clauses=found))
    missing = [w.name(one.disclosure.what) for one in report.disclosures if one.given is False]
    if missing:
        lines.append(w(N_("Not disclosed by the study: {what}"), what="; ".join(missing)))
    if lines:
        console.print(Text(w(N_("to mind:")), style="bold"))
    for line in lines:
        console.print(Padding(Text(f"– {line}"), (0, 0, 0, 2)))


def _show_problems(problems: Sequence[Problem], w: Words, console: Console) -> None:
    if not problems:
        return
    console.print(Text(w(N_("why the study could not be calculated by this standard's method:")), style="bold"))
    for problem in problems[:_MOST_PROBLEMS]:
        where, repair = str(problem.place), w.repair(problem)
        told = (f"{where}: " if where else "") + w.problem(problem) + (f" → {repair}" if repair else "")
        console.print(Padding(Text(f"– {told}"), (0, 0, 0, 2)))
    more = len(problems) - _MOST_PROBLEMS
    if more > 0:
        console.print(Padding(Text(w(N_("and {count} more (--json lists all)"), count=more)), (0, 0, 0, 2)))
