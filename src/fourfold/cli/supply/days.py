"""Options that name a ledger day, or how many of them go along."""

from __future__ import annotations

from typing import Annotated

import typer

from fourfold.certification.documents.ledger_parts import day_of


def read_day(text: str) -> int:
    """A ledger day from the command line, days since 1970-01-01."""

    found = day_of(text)
    if found is None or found < 0 or len(text) != len("2026-03-01"):
        raise typer.BadParameter("a day such as 2026-03-01")
    return found


DayOption = Annotated[
    int | None,
    typer.Option(
        "--day",
        parser=read_day,
        metavar="DAY",
        help="Ledger day, such as 2026-03-01. [the newest that is published]",
        show_default=False,
    ),
]
LastDayOption = Annotated[
    int | None,
    typer.Option(
        "--day",
        parser=read_day,
        metavar="DAY",
        help="Last ledger day to close, such as 2026-03-01. [yesterday]",
        show_default=False,
    ),
]
ChainOption = Annotated[
    bool, typer.Option("--chain", help="Put every published day up to it into the file, not only this one.")
]
