"""Options that verbs on databases share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fourfold.store.databases import FolderShelf

LibraryOption = Annotated[
    Path | None,
    typer.Option(
        "--library",
        envvar="FOURFOLD_LIBRARY",
        help="Folder of the library of databases. Default: a folder of the user's data.",
        show_default=False,
    ),
]
VersionOption = Annotated[str, typer.Option("--version", help="A version, or its first digits. Default: the current.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DatabaseArgument = Annotated[str, typer.Argument(metavar="NAME", help="A database; fourfold data list names them.")]


def open_library(path: Path | None) -> FolderShelf:
    """The shelf of a library."""
    from fourfold.store.databases import FolderShelf, default_library

    return FolderShelf(path or default_library())
