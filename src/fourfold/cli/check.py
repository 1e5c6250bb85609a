"""``fourfold check``: does a study meet a standard."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fourfold.cli.options import AtOption, KnownAtOption, LangOption, LibraryOption, PacksOption, TrustOption
from fourfold.core.problems import InputError

if TYPE_CHECKING:
    from fourfold.app.assess import Document
    from fourfold.app.checking import Checked
    from fourfold.core.words import Lang
    from fourfold.standards.conformity.report import Outcome

Phase = Literal["draft", "submit", "verify", "issue"]


def check(
    study: Annotated[Path, typer.Argument(help="Study folder, or the workbook inside it.")],
    standard: Annotated[
        list[str],
        typer.Option(
            "--standard",
            metavar="ID[,ID…]",
            help="Pack, standard (the edition in force on the study's day), or path of a pack; several with commas.",
        ),
    ],
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date",
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Day by which editions are chosen, year-month-day. [the study's date]",
        ),
    ] = None,
    phase: Annotated[
        Phase, typer.Option("--phase", help="Phase whose severities count: draft, submit, verify or issue.")
    ] = "issue",
    answers: Annotated[
        Path | None,
        typer.Option("--answers", metavar="PATH", help="What people judged. [STUDY/answers.yaml, where it is there]"),
    ] = None,
    questions: Annotated[
        Path | None,
        typer.Option("--questions", metavar="PATH", help="Write the open questions here, to be filled in as answers."),
    ] = None,
    packs: PacksOption = None,
    json_path: Annotated[
        str | None, typer.Option("--json", metavar="PATH", help="Write the verdicts as JSON; - prints them.")
    ] = None,
    html_path: Annotated[
        Path | None, typer.Option("--html", metavar="PATH", help="Write the report with its conformity here.")
    ] = None,
    show_all: Annotated[bool, typer.Option("--all", help="Also list what is met or does not apply.")] = False,
    library: LibraryOption = None,
    trust: TrustOption = None,
    at: AtOption = None,
    known_at: KnownAtOption = None,
    lang: LangOption = "en",
) -> None:
    """Check a study against standards: a verdict for each requirement, with its reason and the values behind it.

    Exit code: 0 conformant, 1 not conformant, 3 it cannot be told, 2 the input cannot be used.
    """
    from fourfold.app.assess import write_json
    from fourfold.app.checking import check_folder, write_questions
    from fourfold.cli.progress import progress
    from fourfold.cli.show import print_json, show_problems, speak

    speak(lang)
    to_terminal = json_path == "-"
    paths = {"--html": html_path, "--questions": questions}
    outputs = {option: path for option, path in paths.items() if path is not None}
    if json_path is not None and not to_terminal:
        outputs["--json"] = Path(json_path)
    names = [name.strip() for entry in standard for name in entry.split(",") if name.strip()]
    with progress(lang) as tick:
        on = day.date() if day else None
        checked = check_folder(
            study, names, on, answers, phase, packs or (), library, tick, outputs, trust or (), at, known_at
        )
    document = checked.document(lang)
    if "--json" in outputs:
        write_json(document, outputs["--json"])
    if questions is not None:
        write_questions(checked, questions)
    unwritten = _report_unwritten(checked, document, html_path, lang)
    if to_terminal:
        print_json(document)
    else:
        from fourfold.cli.check_view import show_check, show_written  # verdicts for programs do not wait for it

        show_check(checked, lang, everything=show_all)
    if checked.warnings:
        show_problems(checked.warnings, lang)
    if unwritten is not None:
        raise unwritten
    if not to_terminal:
        show_written(outputs, lang)
    raise typer.Exit(_exit_code(checked.outcome))


def _report_unwritten(checked: Checked, document: Document, path: Path | None, lang: Lang) -> InputError | None:
    """Write the report, where one is asked for; why it could not be written is told below the verdicts."""
    from fourfold.app.checking import write_check_report

    if path is None:
        return None
    try:
        write_check_report(checked, document, path, lang)
    except InputError as error:
        return error
    return None


def _exit_code(outcome: Outcome) -> int:
    return {"conformant": 0, "not_conformant": 1, "undetermined": 3}[outcome]
