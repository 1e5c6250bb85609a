"""``fourfold data import``: read a life-cycle database and put it into the library."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.data.options import JsonOption, LibraryOption, open_library
from fourfold.cli.options import LangOption


def import_(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="File, archive (.zip, .tar.gz, .gz) or folder.")],
    name: Annotated[str, typer.Option("--name", help="Name of the database. Default: made of the file name.")] = "",
    format_: Annotated[str, typer.Option("--format", help="Format, where it is not recognised.")] = "",
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="What the columns of a table of factors mean (YAML).")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Store nothing when a part is refused; exit code 1.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option("--report", help="Write every finding: .csv, or JSON for any other ending.")
    ] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Import a life-cycle database or a table of factors.

    Reads openLCA JSON-LD, ILCD and TIDAS, EcoSpold 1 and 2, and tables of factors. Nothing is dropped silently: what
    was repaired, refused, cut off or left open is counted and listed. The same source again changes nothing; a changed
    one becomes a new version, and older versions stay.

    Exit code 1 when --strict kept the source out, 2 when it cannot be read.
    """
    from fourfold.app.databases.importing import import_database
    from fourfold.app.outputs import check_places
    from fourfold.cli.data.findings_view import show_findings, tell_written, write_findings
    from fourfold.cli.data.import_view import imported_document, show_imported
    from fourfold.cli.progress import progress
    from fourfold.cli.show import print_json, speak

    speak(lang)
    if report is not None:
        check_places({"--report": report})
    shelf = open_library(library)
    with progress(lang) as tick:
        done = import_database(path, shelf, name=name, format=format_, mapping=mapping, strict=strict, tick=tick)
    if report is not None:
        write_findings(done.report.findings, report, lang)
    if as_json:
        print_json(imported_document(done))
    else:
        show_imported(done, lang)
        show_findings(done.report, lang)
        if report is not None:
            tell_written(report, len(done.report.findings), lang)
    if not done.is_stored:
        raise typer.Exit(1)
