"""``fourfold data export``: a life-cycle database as a file other programs read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from fourfold.cli.data.options import DatabaseArgument, JsonOption, LibraryOption, VersionOption, open_library
from fourfold.cli.options import LangOption

Format = Literal["openlca-jsonld"]


def export(
    name: DatabaseArgument,
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write, such as database.zip.")],
    version: VersionOption = "",
    format: Annotated[Format, typer.Option("--format", help="Format of the file.")] = "openlca-jsonld",  # noqa: A002
    providers: Annotated[
        str, typer.Option(help="declared (those of the source and those you set), or a profile that decides the rest.")
    ] = "declared",
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Write a database as openLCA JSON-LD, version 2: processes, flows, units, shares, uncertainty, sources.

    Every exchange is in it. What the format cannot hold is listed.
    """
    from fourfold.app.databases.exporting import export_database
    from fourfold.cli.show import print_json, show_problems, speak
    from fourfold.core.problems import N_
    from fourfold.core.words import words

    speak(lang)
    database = open_library(library).open(name, version)
    exported = export_database(database, output, providers=providers, force=force)
    if as_json:
        print_json(
            {
                "database": database.info.name,
                "version": database.info.version,
                "format": format,
                "file": str(output),
                "counts": dict(exported.counts),
                "notes": [{"code": note.kind.code, "message": note.in_english} for note in exported.notes],
            }
        )
        return
    say = words(lang)
    counts = {"processes": exported.counts.get("Process", 0), "flows": exported.counts.get("Flow", 0)}
    counts["exchanges"] = exported.counts["Exchange"]
    typer.echo(
        say(
            N_("{name} {version} is in {file}: {processes} processes, {flows} flows, {exchanges} exchanges"),
            name=database.info.name,
            version=database.info.version,
            file=output,
            **counts,
        )
    )
    if exported.notes:
        show_problems(exported.notes, lang)
