"""``fourfold supply match``: how a study's electricity is covered under many schemes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.options import AtOption, KnownAtOption, LangOption, LibraryOption, PacksOption, TrustOption

_USUAL = "iso-14067-2018,ghgp-scope2-2015,ghgp-scope2-draft-2025"


def match(
    study: Annotated[Path, typer.Argument(help="Study folder, or the workbook inside it.")],
    standards: Annotated[
        str,
        typer.Option(
            "--standards",
            metavar="ID[,ID…]",
            help=f"Packs, standards or paths of packs. [{_USUAL}, where --method is not given]",
        ),
    ] = "",
    method: Annotated[
        list[str] | None,
        typer.Option("--method", help="Method id or file, shown before the standards; may be given several times."),
    ] = None,
    known_at: KnownAtOption = None,
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
        str | None, typer.Option("--json", metavar="PATH", help="Write the matches as JSON; - prints them.")
    ] = None,
    csv_path: Annotated[
        Path | None,
        typer.Option("--csv", metavar="PATH", help="Write a row for each scheme, site, interval and kind of supply."),
    ] = None,
    trust: TrustOption = None,
    at: AtOption = None,
    library: LibraryOption = None,
    lang: LangOption = "en",
) -> None:
    """Match a study's electricity under several schemes at once: which plants cover it, in which hours.

    Shares matched hourly, monthly and annually, what is not matched and at which factor, by location and by market, and
    every instrument that does not count with the clause that asks for more. Exit code 0; 3 when the study cannot be
    calculated under one of the schemes; 2 when the input cannot be used.
    """
    from fourfold.app.supply.match_document import matched_document, write_intervals
    from fourfold.app.supply.matching import USUAL_SCHEMES, match_folder
    from fourfold.cli.json_output import written
    from fourfold.cli.progress import progress
    from fourfold.cli.show import show_problems, speak
    from fourfold.cli.supply.match_view import show_match

    speak(lang)
    named = [*(method or ()), *(name.strip() for name in standards.split(",") if name.strip())]
    outputs = {"--csv": csv_path} if csv_path is not None else {}
    if json_path is not None and json_path != "-":
        outputs["--json"] = Path(json_path)
    with progress(lang) as tick:
        matched = match_folder(
            study,
            named or USUAL_SCHEMES,
            day.date() if day else None,
            packs or (),
            known_at,
            library,
            outputs,
            tick,
            trust or (),
            at,
        )
    if csv_path is not None:
        write_intervals(matched, csv_path)
    document = matched_document(matched)
    if not written(document, json_path):
        show_match(document, lang)
    if matched.warnings:
        show_problems(matched.warnings, lang)
    if matched.refused:
        raise typer.Exit(3)
