"""``fourfold data show``: a database in short, or one process, flow or factor in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.cli.data.options import DatabaseArgument, JsonOption, LibraryOption, VersionOption, open_library
from fourfold.cli.options import LangOption

if TYPE_CHECKING:
    from fourfold.core.words import Lang
    from fourfold.data.databases.database import Database
    from fourfold.data.databases.searching import Found


def show(
    name: DatabaseArgument,
    what: Annotated[
        list[str] | None, typer.Argument(metavar="[ID or WORDS]...", help="A process, flow or factor of it.")
    ] = None,
    version: VersionOption = "",
    library: LibraryOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Show a database: source, licence, what it holds, what its import found. Or one thing of it in full.

    Words that fit several things list them. Exit code 1 when nothing fits.
    """
    from fourfold.app.databases.looking import candidates
    from fourfold.cli.data.search_view import found_document, show_found
    from fourfold.cli.data.show_view import database_document, show_database
    from fourfold.cli.show import print_json, speak

    speak(lang)
    database = open_library(library).open(name, version)
    text = " ".join(what or ())
    if not text:
        if as_json:
            print_json(database_document(database))
        else:
            show_database(database, lang)
        return
    found = candidates(database, text)
    if len(found) == 1:
        _show_one(database, found[0], as_json, lang)
        return
    if as_json:
        print_json(found_document(text, found))
    else:
        show_found(text, found, 30, lang)
    if not found:
        raise typer.Exit(1)


def _show_one(database: Database, one: Found, as_json: bool, lang: Lang) -> None:
    from fourfold.app.databases.looking import flow_view, process_view
    from fourfold.cli.data import show_view as view
    from fourfold.cli.show import print_json

    if one.kind == "process":
        process = process_view(database, one.id)
        print_json(view.process_document(process)) if as_json else view.show_process(process, lang)
    elif one.kind == "flow":
        flow = flow_view(database, one.id)
        print_json(view.flow_document(flow)) if as_json else view.show_flow(flow, lang)
    else:
        factor = database.factors[one.id]
        print_json({"fourfold": "factor/1", **factor.content()}) if as_json else view.show_factor_of(factor, lang)
