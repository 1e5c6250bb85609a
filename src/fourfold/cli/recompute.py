"""``fourfold recompute``: calculate a dossier again from what it holds, and say what differs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.options import LangOption, LibraryOption


def recompute(
    dossier: Annotated[Path, typer.Argument(metavar="FILE", help="Dossier, as fourfold seal wrote it.")],
    library: LibraryOption = None,
    json_path: Annotated[
        str | None, typer.Option("--json", metavar="PATH", help="Write the report as JSON; - prints it.")
    ] = None,
    timeout: Annotated[
        int, typer.Option("--timeout", metavar="SECONDS", min=1, help="How long the calculation may take.")
    ] = 3600,
    openings: Annotated[
        Path | None,
        typer.Option("--open", metavar="FILE", help="Openings: hold the hidden parts against them."),
    ] = None,
    lang: LangOption = "en",
) -> None:
    """Recompute a dossier in a clean process and compare: equal to the last digit, or what differs and where.

    A database is solved anew where it is at hand, and its figures have to agree to nine digits.

    Exit code: 0 equal, 1 different, 2 the dossier cannot be read, 3 it cannot be told: parts are hidden, a database is
    not at hand, or another engine sealed it and this one cannot calculate it.
    """
    from fourfold.app.assess import write_json
    from fourfold.app.certification.dossiers.opening import open_file, outcome_with
    from fourfold.app.certification.dossiers.recomputing import recompute as calculate_again
    from fourfold.app.outputs import check_places
    from fourfold.cli.progress import progress
    from fourfold.cli.show import print_json, show_problems, speak

    speak(lang)
    output = Path(json_path) if json_path is not None and json_path != "-" else None
    check_places({} if output is None else {"--json": output})
    with progress(lang) as tick:
        found = calculate_again(dossier, library, tick, timeout)
        opened = None if openings is None else open_file(dossier, openings, library)
    document = found.document() | ({} if opened is None else {"opened": opened.document()})
    if output is not None:
        write_json(document, output)
    if json_path == "-":
        print_json(document)
    else:
        from fourfold.cli.recompute_view import show_recomputation

        show_recomputation(found, lang)
        if opened is not None:
            from fourfold.cli.openings_view import show_opened

            show_opened(opened, lang)
    if found.problems:
        show_problems(found.problems, lang)
    raise typer.Exit({"equal": 0, "different": 1, "cannot_tell": 3}[str(outcome_with(found, opened))])
