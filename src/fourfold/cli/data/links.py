"""``fourfold data links``: who supplies what to whom, by which rule; setting other providers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fourfold.cli.data.options import DatabaseArgument, JsonOption, LibraryOption, VersionOption, open_library
from fourfold.cli.options import LangOption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fourfold.app.databases.links import LinkRow
    from fourfold.store.databases import FolderShelf

Which = Literal["ambiguous", "unlinked", "all"]


def links(
    name: DatabaseArgument,
    effect: Annotated[Which, typer.Option("--effect", help="Which links.")] = "ambiguous",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write them as CSV, to be edited.")] = None,
    set_: Annotated[
        Path | None,
        typer.Option("--set", help="Set providers from a table with the columns process, flow, provider."),
    ] = None,
    reset: Annotated[bool, typer.Option("--reset", help="Take back every provider that was set.")] = False,
    version: VersionOption = "",
    library: LibraryOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Show which process supplies which need, and set other providers, which makes a new version.

    In the table of --set a row with an empty process holds for every process; an empty provider takes a choice back;
    “chosen” in the column rule fixes the provider that a rule took. Exit code 2 when the table names ids or needs the
    database does not have; nothing is changed then.
    """
    from fourfold.app.databases.links import links_csv, links_of
    from fourfold.app.outputs import check_places
    from fourfold.cli.data.findings_view import tell_written
    from fourfold.cli.data.links_view import links_document, show_links
    from fourfold.cli.show import print_json, speak

    speak(lang)
    if output is not None:
        check_places({"--output": output})
    shelf = open_library(library)
    if set_ is not None or reset:
        _set(shelf, name, version, set_, lang)
        return
    database = shelf.open(name, version)
    rows = list(_chosen(links_of(database), effect))
    if output is not None:
        _write(output, links_csv(iter(rows)))
    if as_json:
        print_json(links_document(database.info, rows))
    elif output is None:
        show_links(rows, effect, lang)
    else:
        tell_written(output, len(rows), lang)


def _chosen(rows: Iterator[LinkRow], effect: Which) -> Iterator[LinkRow]:
    for row in rows:
        if effect == "all" or (not row.provider if effect == "unlinked" else row.is_ambiguous):
            yield row


def _set(shelf: FolderShelf, name: str, version: str, table: Path | None, lang: Literal["en", "zh"]) -> None:
    from fourfold.app.databases.links import choices_from
    from fourfold.app.databases.versions import with_choices
    from fourfold.cli.show import plain_console
    from fourfold.core.problems import N_
    from fourfold.core.words import words

    database = shelf.open(name, version)
    changed = with_choices(database, {} if table is None else choices_from(table, database))
    w, count = words(lang), len(changed.choices)
    if changed.info.version == database.info.version:
        plain_console().print(w(N_("Nothing changed. Providers set: {count}."), count=count))
        return
    shelf.add(changed)
    text = N_("Providers set: {count}. {name} is now at version {version}; before: {before}")
    fields = {"count": count, "name": name, "version": changed.info.version, "before": database.info.version}
    plain_console().print(w(text, **fields))


def _write(path: Path, data: bytes) -> None:
    from fourfold.app.outputs import OUTPUT_UNWRITABLE
    from fourfold.core.files import write_atomically
    from fourfold.core.problems import InputError, Place, Problem

    try:
        write_atomically(path, data)
    except OSError as error:
        params = {"found": str(path), "reason": error.strerror or str(error)}
        raise InputError([Problem(OUTPUT_UNWRITABLE, Place(str(path)), params)]) from error
