"""``fourfold compare``: one study under many schemes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.options import KnownAtOption, LangOption, LibraryOption, PacksOption


def compare(
    study: Annotated[Path, typer.Argument(help="Study folder, or the workbook inside it.")],
    standards: Annotated[
        str,
        typer.Option(
            "--standards", metavar="ID,ID[,ID…]", help="Packs, standards or paths of packs; the first one leads."
        ),
    ],
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date",
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Day whose editions count, year-month-day. [the study's date]",
        ),
    ] = None,
    packs: PacksOption = None,
    json_path: Annotated[
        str | None, typer.Option("--json", metavar="PATH", help="Write the comparison as JSON; - prints it.")
    ] = None,
    html_path: Annotated[Path | None, typer.Option("--html", metavar="PATH", help="Write the page here.")] = None,
    library: LibraryOption = None,
    known_at: KnownAtOption = None,
    lang: LangOption = "en",
) -> None:
    """Compare a study under several schemes: each by its own method, on the same activity data.

    Totals and lines side by side in a common unit, the difference rule by rule, and what each scheme asks for that the
    study does not show yet. Exit code 0; 3 when a scheme could not be compared; 2 when the input cannot be used.
    """
    from fourfold.app.comparing import compare_folder, write_comparison
    from fourfold.cli.compare_view import show_comparison
    from fourfold.cli.progress import progress
    from fourfold.cli.show import print_json, show_problems, speak
    from fourfold.standards.comparing.document import comparison_document

    speak(lang)
    to_terminal = json_path == "-"
    outputs = {"--html": html_path} if html_path is not None else {}
    if json_path is not None and not to_terminal:
        outputs["--json"] = Path(json_path)
    with progress(lang) as tick:
        names = [name.strip() for name in standards.split(",") if name.strip()]
        comparison, warnings = compare_folder(
            study, names, day.date() if day else None, packs or (), library, outputs, tick, known_at
        )
    document = comparison_document(comparison)
    write_comparison(document, outputs, lang)
    if to_terminal:
        print_json(document)
    else:
        show_comparison(document, lang)
    if warnings:
        show_problems(warnings, lang)
    if not comparison.is_complete:
        raise typer.Exit(3)
