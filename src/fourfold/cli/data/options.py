"""Options that verbs on databases share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.cli.options import LibraryOption as LibraryOption

if TYPE_CHECKING:
    from fourfold.store.databases import FolderShelf

VersionOption = Annotated[str, typer.Option("--version", help="A version, or its first digits. Default: the current.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DatabaseArgument = Annotated[str, typer.Argument(metavar="NAME", help="A database; fourfold data list names them.")]


def open_library(path: Path | None) -> FolderShelf:
    """The shelf of a library."""
    from fourfold.store.databases import FolderShelf, default_library

    return FolderShelf(path or default_library())
