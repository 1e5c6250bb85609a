"""Findings of an import: by rule with numbers and first places for people, all of them for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from rich.padding import Padding
from rich.text import Text

from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.files import write_atomically
from fourfold.core.problems import N_, InputError, Place, Problem
from fourfold.core.words import Lang, words
from fourfold.data.databases.report import Effect, Finding, ImportReport

EFFECT_WORDS = {
    Effect.REFUSED: N_("refused: left out, or kept where it does not count"),
    Effect.REPAIRED: N_("repaired: read otherwise than written"),
    Effect.UNLINKED: N_("unlinked: names something that is not there"),
    Effect.CUT_OFF: N_("cut off: no process known, no burden"),
    Effect.AMBIGUOUS: N_("ambiguous: several could supply"),
    Effect.UNIT: N_("unit does not convert"),
    Effect.SPELLING: N_("spelled alike"),
    Effect.MULTI_OUTPUT: N_("several products"),
    Effect.NOT_READ: N_("not read"),
    Effect.NOTED: N_("noted"),
}
_BRIEF = (Effect.NOT_READ, Effect.NOTED)
_STYLES = {Effect.REFUSED: "bold red", Effect.REPAIRED: "yellow", Effect.AMBIGUOUS: "yellow", Effect.UNIT: "yellow"}


def show_findings(report: ImportReport, lang: Lang, places: int = 3) -> None:
    """Print findings by effect and rule: how many, where the first stand, and what the first says, a line each."""
    w, console = words(lang), plain_console()
    before = None
    for (effect, code), found in report.by_rule().items():
        if effect is not before:
            console.print(Text(w(EFFECT_WORDS[effect]), style=_STYLES.get(effect, "bold")))
            before = effect
        head = Text.assemble((f"{len(found):>7,}", "bold"), f"  {code}  ", (_places(found, places), "dim"))
        console.print(head, no_wrap=True, overflow="ellipsis")
        if effect not in _BRIEF:
            said = Text(f"         {w.problem(found[0].problem)}", style="dim")
            console.print(said, no_wrap=True, overflow="ellipsis")


def show_each(findings: Sequence[Finding], lang: Lang, most: int) -> None:
    """Print the first findings one by one, with place and repair."""
    w, console = words(lang), plain_console()
    for finding in findings[:most]:
        problem = finding.problem
        console.print(Text.assemble((f"{finding.effect} {problem.kind.code}", "bold"), f"  {problem.place}"))
        lines = [w.problem(problem)]
        if repair := w.repair(problem):
            lines.append(w(N_("repair: {text}"), text=repair))
        console.print(Padding(Text("\n".join(lines), style="dim"), (0, 0, 0, 4)))
    if len(findings) > most:
        text = w(N_("… and {count} more; all of them: -o findings.csv"), count=len(findings) - most)
        console.print(text)


def findings_document(findings: Sequence[Finding]) -> list[JSON]:
    """Findings as canonical JSON holds them, in English."""
    return [_document(finding) for finding in findings]


def by_rule_document(report: ImportReport) -> list[JSON]:
    """Numbers of findings by effect and rule."""
    return [
        {"effect": str(effect), "rule": code, "count": len(found), "first": _document(found[0])}
        for (effect, code), found in report.by_rule().items()
    ]


def write_findings(findings: Sequence[Finding], path: Path, lang: Lang) -> None:
    """Write every finding: CSV where the name ends so, else JSON.

    Raises:
        InputError: the file cannot be written.
    """
    from fourfold.app.outputs import OUTPUT_UNWRITABLE

    csv_wanted = path.suffix.casefold() == ".csv"
    data = _csv(findings, lang) if csv_wanted else canonical_bytes(findings_document(findings)) + b"\n"
    try:
        write_atomically(path, data)
    except OSError as error:
        params = {"found": str(path), "reason": error.strerror or str(error)}
        raise InputError([Problem(OUTPUT_UNWRITABLE, Place(str(path)), params)]) from error


def tell_written(path: Path, count: int, lang: Lang) -> None:
    """Print where a table was written and how many rows it has."""
    plain_console().print(words(lang)(N_("Written: {path}, rows: {count}"), path=path, count=count))


def _csv(findings: Sequence[Finding], lang: Lang) -> bytes:
    w, text = words(lang), io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("effect", "rule", "file", "sheet", "row", "column", "message", "expected", "repair"))
    for finding in findings:
        problem, place = finding.problem, finding.problem.place
        where = (place.file, place.sheet, place.row or "", place.column)
        said = (w.problem(problem), w.expected(problem), w.repair(problem))
        writer.writerow((finding.effect, problem.kind.code, *where, *said))
    return text.getvalue().encode()


def _document(finding: Finding) -> JSON:
    w, problem, place = words("en"), finding.problem, finding.problem.place
    return {
        "effect": str(finding.effect),
        "rule": problem.kind.code,
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "message": w.problem(problem),
    }


def _places(found: Sequence[Finding], most: int) -> str:
    """The first places: the name of the file, its rows after it; folders are left out."""
    seen = list(dict.fromkeys(finding.problem.place for finding in found if finding.problem.place.file))
    files: dict[str, list[str]] = {}
    for place in seen[:most]:
        name = place.file.rpartition("/")[2] + (f"[{place.sheet}]" if place.sheet else "")
        files.setdefault(name, []).append(f"{place.row or ''} {place.column}".strip())
    told = [f"{name}: {', '.join(rows)}" if any(rows) else name for name, rows in files.items()]
    return "; ".join(told) + (f" … (+{len(seen) - most})" if len(seen) > most else "")
