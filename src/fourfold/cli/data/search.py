"""``fourfold data search``: find processes, flows and factors in everything imported and shipped."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from fourfold.cli.data.options import JsonOption, LibraryOption, open_library
from fourfold.cli.options import LangOption

KindWord = Literal["process", "flow", "factor"]


def search(
    text: Annotated[list[str], typer.Argument(metavar="WORDS...", help="Words, English or Chinese; all must occur.")],
    database: Annotated[str | None, typer.Option("--database", help="Only in this database.")] = None,
    kind: Annotated[KindWord | None, typer.Option("--kind", help="Only these.")] = None,
    location: Annotated[str, typer.Option("--location", help="Only with this code of a place.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many to print.")] = 30,
    library: LibraryOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Find processes, flows and factors in the imported databases and among the factors that come with Fourfold.

    Words are found where a word begins with them. Chinese words find English datasets by a table of words, which is
    said. Exit code 1 when nothing is found.
    """
    from fourfold.app.databases.finding import find_everywhere
    from fourfold.cli.data.search_view import found_document, show_found
    from fourfold.cli.show import print_json, speak

    speak(lang)
    words = " ".join(text)
    found = find_everywhere(open_library(library), words, database=database, kind=kind, location=location)
    if as_json:
        print_json(found_document(words, found))
    else:
        show_found(words, found, limit, lang)
    if not found:
        raise typer.Exit(1)
