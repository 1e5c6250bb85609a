"""``fourfold data list``: the databases of the library."""

from __future__ import annotations

from typing import Annotated

import typer

from fourfold.cli.data.options import JsonOption, LibraryOption, open_library
from fourfold.cli.options import LangOption


def list_(
    versions: Annotated[bool, typer.Option("--versions", help="Older versions too.")] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """List the imported databases, with --versions every version, the current one first."""
    from fourfold.cli.data.import_view import show_databases
    from fourfold.cli.show import plain_console, print_json, speak
    from fourfold.core.problems import N_
    from fourfold.core.words import words

    speak(lang)
    shelf = open_library(library)
    infos = list(shelf.list())
    if versions:
        infos = [info for current in infos for info in shelf.versions(current.name)]
    if as_json:
        print_json({"fourfold": "databases/1", "databases": [info.content() for info in infos]})
    elif infos:
        show_databases(infos, lang)
    else:
        plain_console().print(words(lang)(N_("No database yet. Bring one in: fourfold data import PATH")))
