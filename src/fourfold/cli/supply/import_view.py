"""What ``fourfold supply import`` prints, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from fourfold.app.supply.importing import Imported
from fourfold.app.supply.ledgers import OpenedLedger
from fourfold.app.supply.taking_traces import TakenTrace
from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON
from fourfold.core.problems import N_
from fourfold.core.words import Lang, in_both, words

IMPORT_FORMAT = "supply-import/1"


def import_document(done: Imported, opened: OpenedLedger) -> dict[str, JSON]:
    """What was done. Wh are texts: they may pass 2^53."""
    assumptions: list[JSON] = [
        {
            "code": one.kind.code,
            "text": {**in_both(one.kind.text, one.params)},
            "places": [str(p) for p in one.places],
        }
        for one in done.assumptions
    ]
    return {
        "fourfold": IMPORT_FORMAT,
        "ledger": opened.card.id,
        "dry_run": done.is_rehearsal,
        "rows": {**done.rows},
        "recorded": {**done.recorded},
        "known": {**done.known},
        "issued_wh": str(done.issued_wh),
        "assumptions": assumptions,
    }


def show_import(done: Imported, opened: OpenedLedger, lang: Lang) -> None:
    """Print what was recorded, table by table, and what it rests on."""
    w, console = words(lang), plain_console()
    heading = N_("would be recorded in {name}") if done.is_rehearsal else N_("recorded in {name}")
    console.print(w(heading, name=opened.card.name), soft_wrap=True)
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in (N_("table"), N_("rows"), N_("entries"), N_("known already")):
        table.add_column(w(name), justify="left" if name == "table" else "right")
    for name, rows in done.rows.items():
        table.add_row(name, str(rows), str(done.recorded.get(name, 0)), str(done.known.get(name, 0)))
    console.print(table)
    if done.issued_wh:
        console.print(w(N_("issued: {energy_wh} Wh"), energy_wh=f"{done.issued_wh:,}"))
    for one in done.assumptions:
        console.print(w(N_("assumed: {text}"), text=w.assumption(one)), soft_wrap=True)
    if done.is_rehearsal:
        console.print(w(N_("nothing was recorded; whether the ledger would take it was not asked")))


def taken_document(taken: Sequence[TakenTrace]) -> dict[str, JSON]:
    """Statements taken into a study."""
    traces: list[JSON] = [{"file": one.file, "rows": one.rows, "covered_wh": str(one.covered_wh)} for one in taken]
    return {"fourfold": IMPORT_FORMAT, "traces": traces}


def show_taken(taken: Sequence[TakenTrace], lang: Lang) -> None:
    """Print what was taken into a study."""
    w, console = words(lang), plain_console()
    for one in taken:
        said = N_(
            "{file}: {rows} rows of the table instruments, {energy_wh} Wh; they count once it is verified: --trust"
        )
        console.print(w(said, file=one.file, rows=one.rows, energy_wh=f"{one.covered_wh:,}"), soft_wrap=True)
