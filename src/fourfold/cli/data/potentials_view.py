"""Warming potentials as tables for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from fourfold.cli.data.factors_view import STATUS_WORDS
from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.problems import N_
from fourfold.core.words import Lang, words
from fourfold.data.gwp import Gwp
from fourfold.data.potentials import potential_id


def potentials_document(found: Sequence[Gwp]) -> list[JSON]:
    """Potentials with value, source, note and row of the shipped table."""
    return [
        {
            "id": potential_id(potential),
            "gas": potential.gas,
            "species": potential.species,
            "gwp_set": str(potential.gwp_set),
            "kg_co2e_per_kg": decimal_text(potential.value),
            "status": str(potential.status),
            "publisher": potential.source.publisher,
            "document": potential.source.document,
            "published": potential.source.published,
            "url": potential.source.url,
            "licence": potential.source.licence,
            "note": potential.note,
            "place": str(potential.place),
        }
        for potential in found
    ]


def show_potentials(found: Sequence[Gwp], lang: Lang) -> None:
    """Print a list: id, value, set, status."""
    w, console = words(lang), plain_console()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(w(N_("warming potential")), overflow="fold")
    table.add_column("kg CO2e/kg", justify="right", no_wrap=True)
    table.add_column(w(N_("status")), no_wrap=True)
    for potential in found:
        status = w(STATUS_WORDS[potential.status])
        table.add_row(Text(potential_id(potential), style="cyan"), format(potential.value, "f"), status)
    console.print(table)
    text = N_("Warming potentials over 100 years: {count}. One with its source: fourfold data factors --show ID")
    console.print(f"\n{w(text, count=len(found))}")


def show_potential(potential: Gwp, lang: Lang) -> None:
    """Print one potential with all it says."""
    w, console = words(lang), plain_console()
    console.print(Text(potential_id(potential), style="cyan"))
    console.print(Text(f"{potential.value:f} kg CO2e/kg {potential.gas}\n", style="bold"))
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    source = potential.source
    for heading, value in (
        (N_("status"), w(STATUS_WORDS[potential.status])),
        (N_("GWP set"), str(potential.gwp_set)),
        (N_("publisher"), source.publisher),
        (N_("document"), source.document),
        (N_("published on"), source.published),
        (N_("address"), source.url),
        (N_("licence"), source.licence),
        (N_("note"), potential.note),
        (N_("table"), str(potential.place)),
    ):
        if value:
            grid.add_row(w(heading), Text(value))
    console.print(grid)
