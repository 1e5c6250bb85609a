"""``fourfold assess``: a study in, a footprint out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.cli.options import AtOption, KnownAtOption, LangOption, LibraryOption, TrustOption

if TYPE_CHECKING:
    from fourfold.accounting.assess import Result
    from fourfold.accounting.uncertainty.study import StudyUncertainty
    from fourfold.core.progress import Tick


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
    draws: Annotated[
        int | None,
        typer.Option("--uncertainty", metavar="DRAWS", min=2, help="Draw what is uncertain this often: intervals."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the draws.")] = 1,
    library: LibraryOption = None,
    trust: TrustOption = None,
    at: AtOption = None,
    known_at: KnownAtOption = None,
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
        results = assess_folder(
            study, method or ["fourfold-default"], tick, outputs, library, trust or (), at, known_at
        )
        alternatives = sensitivity(results[0], tick) if compare_rules else None
        uncertainty = _drawn(results[0], draws, seed, tick)
    document = result_document(results, alternatives, uncertainty)
    if "--json" in outputs:
        write_json(document, outputs["--json"])
    if to_terminal:
        print_json(document)
    else:
        show_results(results, lang, alternatives, uncertainty)
    if html_path is not None:
        write_report(document, html_path, lang)
    elif json_path is None:
        html_path = write_default_report(document, results[0].study.folder, lang)
    if html_path is not None and not to_terminal:
        show_report_path(html_path, lang)


def _drawn(result: Result, draws: int | None, seed: int, tick: Tick) -> StudyUncertainty | None:
    if draws is None:
        return None
    from fourfold.accounting.uncertainty.study import uncertainty_of

    return uncertainty_of(result, draws, seed, tick)
