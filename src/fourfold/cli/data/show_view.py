"""A database, a process, a flow or a factor of it, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.table import Table
from rich.text import Text

from fourfold.app.databases.looking import ExchangeLine, FlowView, ProcessView
from fourfold.cli.data.findings_view import by_rule_document, show_findings
from fourfold.cli.data.import_view import counts_text
from fourfold.cli.data.links_view import RULE_WORDS
from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, words
from fourfold.data.databases.database import Database
from fourfold.data.factor import Factor
from fourfold.data.library import shipped_library

_MOST_LINES = 60
_MOST_TEXT = 600
_FACTS = {
    "id": N_("id"),
    "name_zh": N_("Chinese name"),
    "kind": N_("kind"),
    "location": N_("location"),
    "category": N_("category"),
    "unit": N_("unit"),
    "cas": "CAS",
    "formula": N_("formula"),
    "version": N_("version"),
    "valid_from": N_("valid from"),
    "valid_to": N_("valid to"),
    "default_allocation": N_("allocation the source names"),
    "quality": N_("quality"),
    "technology": N_("technology"),
    "geography": N_("geography"),
    "time": N_("time"),
    "comment": N_("comment"),
    "licence": N_("licence"),
    "file": N_("file"),
}


def database_document(database: Database) -> dict[str, JSON]:
    """A database in short, as JSON."""
    report: JSON = {"counts": dict(database.report.counts), "rules": by_rule_document(database.report)}
    return {**database.info.content(), "providers_set": len(database.choices), "report": report}


def show_database(database: Database, lang: Lang) -> None:
    """Print what a database is, what it holds, and what its import found."""
    w, console, info = words(lang), plain_console(), database.info
    console.print(Text(info.name, style="bold"))
    rows = [
        (N_("version"), info.version),
        (N_("digest"), info.digest),
        (N_("source"), info.source),
        (N_("digest of the source"), info.source_digest),
        (N_("format"), f"{info.reader}, " + w(N_("reader version")) + f" {info.reader_version}"),
        (N_("imported"), info.imported),
        (N_("licence"), _clipped(info.licence) or w(N_("not stated"))),
        (N_("providers set"), str(len(database.choices))),
        (N_("holds"), counts_text(info.counts, w)),
    ]
    console.print(_grid([(w(label), text) for label, text in rows]))
    console.print()
    show_findings(database.report, lang)
    console.print(w(N_("One by one: fourfold data report {name} --effect EFFECT"), name=info.name))


def show_process(view: ProcessView, lang: Lang) -> None:
    """Print a process: documentation, rows with providers, results, parameters."""
    w, console = words(lang), plain_console()
    console.print(Text(str(view.facts["name"]), style="bold"))
    console.print(_facts(view.facts, w))
    if view.lines:
        console.print()
        console.print(_lines_table(_ordered(view.lines)[:_MOST_LINES], w))
    if len(view.lines) > _MOST_LINES:
        text = N_("… and {count} more rows; all of them with --json")
        console.print(w(text, count=len(view.lines) - _MOST_LINES))
    if view.results:
        console.print()
        console.print(_results_table(view.results, w))
    for name, value, formula in view.parameters:
        console.print(Text(f"{name} = {value:g}" + (f" = {formula}" if formula else ""), style="dim"))


def process_document(view: ProcessView) -> dict[str, JSON]:
    """A process as JSON; amounts as text."""
    return {
        "fourfold": "process/1",
        **_facts_document(view.facts),
        "exchanges": [_line_document(line) for line in view.lines],
        "results": [
            {
                "name": name,
                "unit": unit,
                "module": module,
                "scenario": scenario,
                "value": None if value is None else repr(value),
            }
            for name, unit, module, scenario, value in view.results
        ],
        "parameters": [
            {"name": name, "value": repr(value), "formula": formula} for name, value, formula in view.parameters
        ],
    }


def show_flow(view: FlowView, lang: Lang) -> None:
    """Print a flow: compartment, properties, and who makes and uses it."""
    w, console = words(lang), plain_console()
    console.print(Text(str(view.facts["name"]), style="bold"))
    console.print(_facts(view.facts, w))
    for name, unit, factor in view.properties:
        console.print(f"{name}: {factor:g} {unit}")
    for title, processes in ((N_("output of"), view.made_by), (N_("input of"), view.used_by)):
        console.print(Text(f"{w(title)}: {len(processes)}", style="bold"))
        for key, name in processes[:10]:
            console.print(Text(f"  {name}  ").append(key, style="cyan"))


def flow_document(view: FlowView) -> dict[str, JSON]:
    """A flow as JSON."""
    return {
        "fourfold": "flow/1",
        **_facts_document(view.facts),
        "properties": [{"name": name, "unit": unit, "factor": repr(factor)} for name, unit, factor in view.properties],
        "output_of": [key for key, _ in view.made_by],
        "input_of": [key for key, _ in view.used_by],
    }


def show_factor_of(factor: Factor, lang: Lang) -> None:
    """Print a factor of a database as the shipped ones are printed."""
    from fourfold.cli.data.factors_view import show_factor

    show_factor(shipped_library(), factor, lang)


def _facts(facts: Mapping[str, object], w: Words) -> Table:
    shown = [(w(label), _clipped(str(facts[name]))) for name, label in _FACTS.items() if facts.get(name)]
    if facts.get("row"):
        shown.append((w(N_("row")), str(facts["row"])))
    return _grid(shown)


def _facts_document(facts: Mapping[str, object]) -> dict[str, JSON]:
    return {name: _json(value) for name, value in facts.items()}


def _json(value: object) -> JSON:
    if isinstance(value, list):
        return [str(item) for item in value]
    return value if isinstance(value, bool | int) or value is None else str(value)


def _grid(rows: Iterable[tuple[str, str]]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, value in rows:
        grid.add_row(label, value)
    return grid


def _ordered(lines: Sequence[ExchangeLine]) -> list[ExchangeLine]:
    """The reference first, then products and wastes, then nature; each in the order of the source."""
    return sorted(lines, key=lambda line: (line.mark != "reference", line.kind == "elementary"))


def _lines_table(lines: Sequence[ExchangeLine], w: Words) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("")
    table.add_column(w(N_("flow")), overflow="fold")
    table.add_column(w(N_("amount")), justify="right", no_wrap=True)
    table.add_column(w(N_("provider, uncertainty")), overflow="fold")
    marks = {"reference": N_("reference"), "avoided": N_("avoided")}
    ways = {"input": N_("in"), "output": N_("out")}
    for line in lines:
        name = Text(line.flow_name)
        if line.kind == "elementary":
            name.append(f"\n{line.category}", style="dim")
        notes = [w(marks[line.mark])] if line.mark else []
        notes += [] if line.share is None else [w(N_("carries {share}"), share=f"{line.share:.2%}")]
        if line.link is not None:
            notes.append(f"{line.link.provider_name} ({w(RULE_WORDS[line.link.rule])})".strip())
        notes += [text for text in (line.distribution, line.pedigree) if text]
        table.add_row(w(ways[line.direction]), name, f"{line.amount:.6g} {line.unit}", Text("\n".join(notes)))
    return table


def _results_table(results: Sequence[tuple[str, str, str, str, float | None]], w: Words) -> Table:
    """Indicators down, modules across; a dash is “not declared”, which is not zero."""
    columns = list(dict.fromkeys((module, scenario) for _, _, module, scenario, _ in results))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(w(N_("declared result")), overflow="fold")
    table.add_column(w(N_("unit")))
    for module, scenario in columns:
        table.add_column(f"{module} {scenario}".strip() or w(N_("value")), justify="right")
    rows: dict[tuple[str, str], dict[tuple[str, str], float | None]] = {}
    for name, unit, module, scenario, value in results:
        rows.setdefault((name, unit), {})[module, scenario] = value
    for (name, unit), values in rows.items():
        cells = (values.get(column) for column in columns)
        table.add_row(name, unit, *("–" if value is None else f"{value:.4g}" for value in cells))
    return table


def _line_document(line: ExchangeLine) -> JSON:
    link = line.link
    return {
        "direction": line.direction,
        "flow": line.flow,
        "flow_name": line.flow_name,
        "kind": line.kind,
        "amount": repr(line.amount),
        "unit": line.unit,
        "mark": line.mark,
        "share": None if line.share is None else repr(line.share),
        "distribution": line.distribution,
        "pedigree": line.pedigree,
        "provider": link.provider or None if link else None,
        "rule": str(link.rule) if link else None,
    }


def _clipped(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else text[:_MOST_TEXT] + "…"
