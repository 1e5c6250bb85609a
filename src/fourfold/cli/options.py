"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.core.words import Lang

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
