"""Options that verbs on rule packs share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.cli.options import PacksOption as PacksOption

if TYPE_CHECKING:
    from datetime import date

PackArgument = Annotated[
    str, typer.Argument(metavar="ID", help="A pack, a standard, or the path of a pack; fourfold standards list.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DateOption = Annotated[
    str,
    typer.Option(
        "--date",
        metavar="YYYY-MM-DD",
        help="Date of the study: chooses edition and values. Default: the first day in force.",
    ),
]


def read_day(text: str) -> date | None:
    """The day an option names; ``None`` where it names none.

    Raises:
        InputError: it is no date.
    """
    from fourfold.core.problems import InputError, Place, Problem
    from fourfold.formats.dates import DATE_WRONG, read_date

    day = read_date(text) if text else None
    if text and day is None:
        raise InputError([Problem(DATE_WRONG, Place("--date"), {"found": text})])
    return day
