"""An unfolded figure as tables for people."""

from __future__ import annotations

from collections import defaultdict

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fourfold.accounting.assess import Result
from fourfold.accounting.explain import Explanation, figures
from fourfold.accounting.notes import UsedSource
from fourfold.cli.show import plain_console, significant
from fourfold.core.problems import N_, Place
from fourfold.core.words import Lang, Words, words
from fourfold.exchange.report.labels import label

_MOST_PARTS = 25


def show_explanation(explanation: Explanation, result: Result, lang: Lang) -> None:
    """Print a figure, its formula or parts, its cells, sources and assumptions."""
    w, console = words(lang), plain_console()
    unit = result.study.declarations.unit
    title = " – ".join(filter(None, [explanation.figure, w.name(explanation.names)]))
    console.print(Text(title, style="bold"))
    per = f"{unit.amount} {unit.unit}"
    console.print(f"{significant(explanation.kg_co2e, 6)} kg CO2e / {per}   ({explanation.kg_co2e})\n")
    _formula(explanation, w, console)
    _parts(explanation, w, console)
    _cells(explanation, w, console)
    _sources(explanation, w, console)
    for assumption in explanation.assumptions:
        console.print(Text(f"• {w.assumption(assumption)}"))
    if explanation.figure == "total":
        names = [name for name in figures(result) if ":" in name]
        console.print("\n" + w(N_("further figures: {names}, and the short name of every row"), names=", ".join(names)))


def _formula(explanation: Explanation, w: Words, console: Console) -> None:
    if not explanation.formula:
        return
    table = Table(title=w(N_("how it is made")), title_justify="left")
    for heading in (N_("step"), N_("value"), N_("unit"), N_("from")):
        table.add_column(w(heading), overflow="fold")
    for step in explanation.formula:
        origin = str(step.place) if step.place.file else ""
        source = f"{step.source} {origin}".strip()
        table.add_row(w(step.what), significant(step.value, 10), Text(step.unit), Text(source))
    console.print(table)


def _parts(explanation: Explanation, w: Words, console: Console) -> None:
    table = Table(title=w(N_("sum of")), title_justify="left")
    table.add_column(w(N_("figure")), overflow="fold")
    table.add_column("kg CO2e", justify="right")
    for name, value in explanation.parts[:_MOST_PARTS]:
        table.add_row(Text(name), significant(value, 6))
    left = explanation.parts[_MOST_PARTS:]
    if left:
        rest = sum((value for _, value in left), start=left[0][1] * 0)
        table.add_row(w(N_("{count} more"), count=len(left)), significant(rest, 6))
    console.print(table)


def _cells(explanation: Explanation, w: Words, console: Console) -> None:
    table = Table(title=w(N_("depends on these cells")), title_justify="left")
    table.add_column(w(N_("file")), overflow="fold")
    table.add_column(w(N_("column")), overflow="fold")
    table.add_column(w(N_("rows")), overflow="fold")
    grouped: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place in explanation.cells:
        grouped[(str(Place(place.file, 0, "", place.sheet)), place.column)].append(place.row)
    for (file, column), rows in grouped.items():
        table.add_row(Text(file), Text(column), _ranges(rows) or _whole(file, w))
    console.print(table)


def _sources(explanation: Explanation, w: Words, console: Console) -> None:
    if not explanation.sources:
        return
    table = Table(title=w(N_("sources")), title_justify="left")
    for heading in (N_("source"), N_("status"), N_("document")):
        table.add_column(w(heading), overflow="fold")
    for source in explanation.sources:
        table.add_row(Text(source.id), label(w, "status", source.status), Text(_document(source, w)))
    console.print(table)


def _document(source: UsedSource, w: Words) -> str:
    """Where it was published; of a dataset, whose id says little, first what it is and of which place."""
    named = f"{w.name(source.names)} [{source.area}]" if source.area else w.name(source.names)
    parts = [named if source.kind == "dataset" else "", source.source.publisher, source.source.document]
    return ", ".join(filter(None, [*parts, source.source.url]))


def _whole(file: str, w: Words) -> str:
    """A file of readings counts with every row; declarations have a dotted path and no rows."""
    return "–" if file.casefold().endswith((".yaml", ".yml")) else w(N_("all rows"))


def _ranges(rows: list[int]) -> str:
    """Rows as ranges: 2-5, 9. Empty for row 0, which stands for the whole file."""
    spans: list[list[int]] = []
    for row in sorted(set(rows)):
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    if spans == [[0, 0]]:
        return ""
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)
