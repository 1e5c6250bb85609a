"""``fourfold data remove``: take a database, or one version of it, out of the library."""

from __future__ import annotations

from typing import Annotated

import typer

from fourfold.cli.data.options import DatabaseArgument, LibraryOption, open_library
from fourfold.cli.options import LangOption


def remove(
    name: DatabaseArgument,
    version: Annotated[str, typer.Option("--version", help="Only this version. Default: all of them.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    library: LibraryOption = None,
    lang: LangOption = "en",
) -> None:
    """Remove a database with all its versions, or one version. Exit code 1 when the answer is no."""
    from fourfold.cli.show import plain_console, speak
    from fourfold.core.problems import N_
    from fourfold.core.words import words

    speak(lang)
    w, shelf = words(lang), open_library(library)
    if not yes and not typer.confirm(w(N_("Remove {name} {version} for good?"), name=name, version=version)):
        raise typer.Exit(1)
    removed = shelf.remove(name, version)
    for info in removed:
        plain_console().print(w(N_("Removed: {name}, version {version}"), name=info.name, version=info.version))
    if not removed:
        plain_console().print(w(N_("Removed: {name}; its files were damaged"), name=name))
