"""``fourfold supply audit``: a whole ledger, from its journal up, against the days that were published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.cli.options import LangOption
from fourfold.cli.supply.options import JsonOption, LedgerOption

if TYPE_CHECKING:
    from fourfold.core.canonical import JSON


def audit(
    ledger: LedgerOption,
    body: Annotated[
        Path | None,
        typer.Option(
            "--body",
            metavar="FOLDER",
            envvar="FOURFOLD_BODY",
            help="Folder of the body that keeps it: its published days are held against the ledger.",
            show_default=False,
        ),
    ] = None,
    days: Annotated[
        Path | None,
        typer.Option(
            "--days",
            metavar="FOLDER",
            help="Copies of published days, in place of the body's, or beside them.",
            show_default=False,
        ),
    ] = None,
    json_path: JsonOption = None,
    lang: LangOption = "en",
) -> None:
    """Make everything in a ledger again from its journal, and tell all that differs or was not allowed.

    Every order, signature, lot, claim, reading and closed day is made again by rules of its own. Exit code: 0 all
    agrees, 1 something does not, 2 the ledger cannot be read. Nobody should write to it meanwhile.
    """
    from fourfold.accounting.documents.parts import problem_document
    from fourfold.app.certification.bodies.body import Body
    from fourfold.app.supply.auditing import audit_ledger
    from fourfold.app.supply.ledgers import open_ledger
    from fourfold.certification.documents.ledger_parts import sums_member
    from fourfold.cli.json_output import written
    from fourfold.cli.show import speak
    from fourfold.cli.supply.trace_view import show_ledger_audit

    speak(lang)
    opened = open_ledger(ledger)
    found = audit_ledger(opened, None if body is None else Body.open(body), days)
    document: dict[str, JSON] = {
        "fourfold": "ledger-audit/1",
        "ledger": opened.card.id,
        "entries": found.audit.entries,
        "days": found.audit.days,
        "published": found.published,
        "lots": found.audit.lots,
        "sums": sums_member(found.audit.sums),
        "problems": [problem_document(problem) for problem in found.problems],
    }
    if not written(document, json_path):
        show_ledger_audit(found, lang)
    raise typer.Exit(1 if found.problems else 0)
