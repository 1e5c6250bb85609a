"""Options that verbs on certificates share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
NumberArgument = Annotated[str, typer.Argument(metavar="NUMBER", help="Number of the certificate.")]
ReasonOption = Annotated[
    str,
    typer.Option("--reason", metavar="TEXT", help="Why, in one line. It stays in the registry and is not published."),
]
MaybeBodyOption = Annotated[
    Path | None,
    typer.Option(
        "--body",
        metavar="FOLDER",
        envvar="FOURFOLD_BODY",
        help="Folder of the certification body, where a number is given.",
        show_default=False,
    ),
]
