"""What an import did, for people and for programs; databases as lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.table import Table
from rich.text import Text

from fourfold.app.databases.importing import Imported
from fourfold.cli.data.findings_view import by_rule_document
from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, words
from fourfold.data.databases.database import DatabaseInfo

_COUNTED = {
    "processes": N_("processes"),
    "flows": N_("flows"),
    "exchanges": N_("exchanges"),
    "allocations": N_("allocation factors"),
    "parameters": N_("parameters"),
    "results": N_("declared results"),
    "documents": N_("sources and persons"),
    "factors": N_("factors"),
}


def imported_document(done: Imported) -> dict[str, JSON]:
    """What an import did, as JSON."""
    return {
        "fourfold": "import/1",
        "database": done.info.content(),
        "is_new": done.is_new,
        "is_stored": done.is_stored,
        "report": {"counts": dict(done.report.counts), "rules": by_rule_document(done.report)},
    }


def show_imported(done: Imported, lang: Lang) -> None:
    """Print which version of what is now on the shelf, and how much it holds."""
    w, console = words(lang), plain_console()
    info = done.info
    if not done.is_stored:
        text = w(N_("Not stored: parts were refused and --strict was given. {name}, {format}"), **_fields(info))
    elif done.is_new:
        text = w(N_("Imported: {name}, version {version}, {format}"), **_fields(info))
    else:
        text = w(N_("Already there, nothing to do: {name}, version {version}, {format}"), **_fields(info))
    console.print(Text(text, style="bold"))
    console.print(counts_text(info.counts, w))
    console.print()


def counts_text(counts: Mapping[str, int], w: Words) -> str:
    """How much there is of each thing, in one line."""
    shown = [f"{counts[name]:,} {w(text)}" for name, text in _COUNTED.items() if counts.get(name)]
    return ", ".join(shown)


def show_databases(infos: Sequence[DatabaseInfo], lang: Lang) -> None:
    """Print a list of databases or versions."""
    w, console = words(lang), plain_console()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in (N_("database"), N_("version"), N_("imported"), N_("format"), N_("holds")):
        table.add_column(w(title), overflow="fold")
    for info in infos:
        held = Text(counts_text(info.counts, w), style="dim")
        table.add_row(Text(info.name, style="cyan"), info.version, info.imported, info.reader, held)
    console.print(table)


def _fields(info: DatabaseInfo) -> dict[str, str]:
    return {"name": info.name, "version": info.version, "format": info.reader}
