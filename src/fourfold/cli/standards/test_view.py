"""The test of packs for people: a line a pack, then what was found, each with its repair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fourfold.cli.show import plain_console
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, words
from fourfold.standards.language.trace import Trace
from fourfold.standards.language.values import Missing, Value
from fourfold.standards.testing.findings import Finding
from fourfold.standards.testing.tester import PackTest

MISSING_WORDS = {
    Missing.ABSENT: N_("not given"),
    Missing.FILLER: N_("a filler"),
    Missing.NOT_CALCULATED: N_("not calculated"),
    Missing.UNDEFINED: N_("has no answer"),
    Missing.OPERAND: N_("unknown"),
    Missing.TOO_MUCH: N_("too much to evaluate"),
}
_MOST_SHOWN = 40
_DEEPEST = 4


def show_tests(tests: Sequence[PackTest], lang: Lang) -> None:
    """Print what testing packs came to."""
    w, console = words(lang), plain_console()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(w(N_("pack")), no_wrap=True)
    for title in (N_("examples"), N_("wrong"), N_("changes"), N_("unnoticed"), N_("faults"), N_("warnings")):
        table.add_column(w(title), justify="right")
    for test in tests:
        table.add_row(test.pack.id, *_counts(test))
    console.print(table)
    for test in tests:
        _show_findings(test, w, console)
    text = N_("good") if all(test.ok for test in tests) else N_("not good yet")
    console.print(Text(w(text), style="bold"))


def _counts(test: PackTest) -> Iterator[str]:
    faults = sum(finding.is_fault for finding in test.findings)
    yield str(test.trials.examples)
    yield str(sum(not trial.ok for trial in test.trials.done))
    yield str(test.changes)
    yield str(len(test.survivors))
    yield str(faults)
    yield str(len(test.findings) - faults)


def _show_findings(test: PackTest, w: Words, console: Console) -> None:
    for finding in test.findings[:_MOST_SHOWN]:
        _show_finding(finding, test, w, console)
    if len(test.findings) > _MOST_SHOWN:
        text = N_("… and {count} more; --json lists them all")
        console.print(w(text, count=len(test.findings) - _MOST_SHOWN))


def _show_finding(finding: Finding, test: PackTest, w: Words, console: Console) -> None:
    problem = finding.problem
    mark, style = (w(N_("fault")), "bold red") if finding.is_fault else (w(N_("warning")), "bold yellow")
    place = str(problem.place) or test.pack.id
    console.print(Text.assemble((f"{mark}: ", style), (place, "bold")), soft_wrap=True)
    lines = [w.problem(problem), *_reason(finding, test, w)]
    for label, text in ((N_("expected: {text}"), w.expected(problem)), (N_("repair: {text}"), w.repair(problem))):
        lines += [w(label, text=text)] if text else []
    console.print(Padding(Text("\n".join(lines)), (0, 0, 0, 4)))


def _reason(finding: Finding, test: PackTest, w: Words) -> Iterator[str]:
    """Why an example came out otherwise: the message of the requirement, and the values that led to it."""
    for trial in test.trials.done:
        if not trial.ok and (trial.case.id, trial.rule.id) == (finding.example, finding.requirement):
            yield w.name(trial.judgement.texts)
            for trace in trial.judgement.traces:
                yield from _lines(trace, w, 0)


def _lines(trace: Trace, w: Words, depth: int) -> Iterator[str]:
    yield f"{'  ' * (depth + 1)}{trace.text} → {_spelled(trace.value, w)}"
    if depth < _DEEPEST:
        for part in trace.parts:
            if part.parts or part.value.origin:
                yield from _lines(part, w, depth + 1)


def _spelled(value: Value, w: Words) -> str:
    if not value.known:
        return w(MISSING_WORDS[value.missing])
    content = value.content
    if isinstance(content, bool):
        return "true" if content else "false"
    if isinstance(content, tuple):
        return w(N_("{count} rows"), count=len(content))
    text = str(content)
    return f"{text} {value.unit}" if value.unit and value.unit != "1" else text
