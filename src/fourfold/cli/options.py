"""Options that several verbs share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Place, Problem
from fourfold.core.words import Lang

AT_AHEAD = MessageKind(
    "at-ahead",
    N_("what is signed will bear {found}; this machine's clock says {now}"),
    N_("a moment not more than a day ahead"),
    N_("correct --at or the clock; what is signed and logged cannot be taken back"),
)
LangOption = Annotated[
    Lang, typer.Option("--lang", envvar="FOURFOLD_LANG", help="Language of messages and reports: en or zh.")
]
LibraryOption = Annotated[
    Path | None,
    typer.Option(
        "--library",
        envvar="FOURFOLD_LIBRARY",
        help="Folder of the library of databases. Default: a folder of the user's data.",
        show_default=False,
    ),
]
PacksOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--packs",
        metavar="PATH",
        envvar="FOURFOLD_PACKS",
        help="Folder, archive or workbook with rule packs of your own; may be given several times.",
        show_default=False,
    ),
]


def read_moment(text: str) -> datetime:
    """A moment from the command line: a day (its first moment, UTC) or a time with its offset from UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or (moment.tzinfo is None and len(text) > len("2026-03-01")):
        raise typer.BadParameter("a day such as 2026-03-01, or a time with its offset such as 2026-03-01T08:00:00Z")
    return moment.replace(microsecond=0).astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


AtOption = Annotated[
    datetime | None,
    typer.Option(
        "--at",
        parser=read_moment,
        metavar="TIME",
        help="The moment meant, such as 2026-03-01 or 2026-03-01T08:00:00Z. [now]",
        show_default=False,
    ),
]


KnownAtOption = Annotated[
    datetime | None,
    typer.Option(
        "--known-at",
        parser=read_moment,
        metavar="TIME",
        help="Take readings of meters as known at this moment: later corrections do not count. [the study's]",
        show_default=False,
    ),
]


def moment_or_now(at: datetime | None) -> datetime:
    """The moment given, else now; UTC, whole seconds."""
    return at or datetime.now(UTC).replace(microsecond=0)


def moment_to_sign(at: datetime | None, lang: Lang) -> datetime:
    """The moment given, else now, for what is to be signed; one beyond tomorrow is warned of, since it stays."""
    now = datetime.now(UTC)
    if at is not None and at > now + timedelta(days=1):
        from fourfold.cli.show import show_problems

        params = {"found": moment_text(at), "now": moment_text(now.replace(microsecond=0))}
        show_problems([Problem(AT_AHEAD, Place("--at"), params, "warning")], lang)
    return moment_or_now(at)


TrustOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--trust",
        metavar="PATH",
        envvar="FOURFOLD_TRUST",
        help="Trust roots: whose certificates count; may be given several times.",
        show_default=False,
    ),
]
