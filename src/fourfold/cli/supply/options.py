"""Options that verbs of ``fourfold supply`` share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

LedgerOption = Annotated[
    Path,
    typer.Option(
        "--ledger",
        metavar="PATH",
        envvar="FOURFOLD_LEDGER",
        help="Folder of the claim ledger, as fourfold supply new made it.",
        show_default=False,
    ),
]
LedgerMaybeOption = Annotated[
    Path | None,
    typer.Option(
        "--ledger",
        metavar="PATH",
        envvar="FOURFOLD_LEDGER",
        help="Folder of the claim ledger, as fourfold supply new made it.",
        show_default=False,
    ),
]
AccountOption = Annotated[
    str,
    typer.Option(
        "--account",
        metavar="NAME",
        envvar="FOURFOLD_ACCOUNT",
        help="The account that acts.",
        show_default=False,
    ),
]
AccountKeyOption = Annotated[
    Path | None,
    typer.Option(
        "--key",
        metavar="PATH",
        help="Key file of the account (fourfold keys new), where the account has a key.",
        show_default=False,
    ),
]
JsonOption = Annotated[
    str | None, typer.Option("--json", metavar="PATH", help="Write what was done as JSON; - prints it.")
]
