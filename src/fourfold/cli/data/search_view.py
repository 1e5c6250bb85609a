"""What a search found, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON
from fourfold.core.problems import N_
from fourfold.core.words import Lang, words
from fourfold.data.databases.searching import Found, translations

_KINDS = {"process": N_("process"), "flow": N_("flow"), "factor": N_("factor")}


def show_found(text: str, found: Sequence[Found], limit: int, lang: Lang) -> None:
    """Print the first of what was found, which translations were used, and how many there are."""
    w, console = words(lang), plain_console()
    for term, parts in translations(text).items():
        english = " + ".join(" / ".join(alternatives) for alternatives in parts)
        console.print(Text(w(N_("{term} was also searched as: {english}"), term=term, english=english), style="dim"))
    if not found:
        plain_console(stderr=True).print(w(N_("Nothing found.")))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for title in (N_("name"), N_("unit"), N_("kind"), N_("database")):
        table.add_column(w(title), overflow="fold")
    for one in found[:limit]:
        title = f"{one.name} {one.name_zh}".strip() if one.name_zh != one.name else one.name
        name = Text(title).append(f"\n{one.id}", style="cyan").append(f"  {one.category}", style="dim")
        kind = Text(w(_KINDS[one.kind])).append(f"\n{one.location}", style="dim")
        where = Text(one.database).append(f"\n{one.version}", style="dim")
        table.add_row(name, one.unit, kind, where)
    console.print(table)
    console.print(w(N_("Found: {count}. One in full: fourfold data show DATABASE ID"), count=len(found)))


def found_document(text: str, found: Sequence[Found]) -> dict[str, JSON]:
    """What was found as JSON, all of it."""
    return {
        "fourfold": "found/1",
        "words": text,
        "translations": {
            term: [list(alternatives) for alternatives in parts] for term, parts in translations(text).items()
        },
        "found": [
            {
                "database": one.database,
                "version": one.version,
                "kind": one.kind,
                "id": one.id,
                "name": one.name,
                "name_zh": one.name_zh,
                "location": one.location,
                "unit": one.unit,
                "category": one.category,
            }
            for one in found
        ],
    }
