"""``fourfold assess``: a study in, a footprint out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.options import LangOption, LibraryOption


def assess(
    study: Annotated[Path, typer.Argument(help="Study folder, or the workbook inside it.")],
    method: Annotated[
        list[str] | None,
        typer.Option("--method", help="Method id or method file; may be given several times. [fourfold-default]"),
    ] = None,
    json_path: Annotated[
        str | None, typer.Option("--json", metavar="PATH", help="Write the result as JSON; - prints it.")
    ] = None,
    html_path: Annotated[
        Path | None, typer.Option("--html", metavar="PATH", help="Write the report here. [STUDY/out/report.html]")
    ] = None,
    compare_rules: Annotated[
        bool,
        typer.Option(
            "--sensitivity", help="Also by every other rule of allocation and end of life there are data for."
        ),
    ] = False,
    library: LibraryOption = None,
    lang: LangOption = "en",
) -> None:
    """Assess a study: its footprint per declared unit, with electricity hour by hour.

    Without --json and --html a summary is printed and the report is written to STUDY/out/report.html.
    """
    from fourfold.accounting.documents.result import result_document
    from fourfold.accounting.sensitivity import sensitivity
    from fourfold.app.assess import assess_folder, write_default_report, write_json, write_report
    from fourfold.cli.assess_view import show_report_path, show_results
    from fourfold.cli.progress import progress
    from fourfold.cli.show import print_json, speak

    speak(lang)
    to_terminal = json_path == "-"
    outputs = {"--html": html_path} if html_path is not None else {}
    if json_path is not None and not to_terminal:
        outputs["--json"] = Path(json_path)
    with progress(lang) as tick:
        results = assess_folder(study, method or ["fourfold-default"], tick, outputs, library)
        alternatives = sensitivity(results[0], tick) if compare_rules else None
    if "--json" in outputs:
        write_json(results, outputs["--json"], alternatives)
    if to_terminal:
        print_json(result_document(results, alternatives))
    else:
        show_results(results, lang, alternatives)
    if html_path is not None:
        write_report(results, html_path, lang, alternatives)
    elif json_path is None:
        html_path = write_default_report(results, lang, alternatives)
    if html_path is not None and not to_terminal:
        show_report_path(html_path, lang)
