"""``fourfold statement show``: what a statement says, after its proofs were checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.cli.keys.options import JsonOption
from fourfold.cli.options import LangOption

if TYPE_CHECKING:
    from fourfold.certification.documents.statement import Statement
    from fourfold.core.words import Lang


def show(
    statement: Annotated[Path, typer.Argument(metavar="STATEMENT", help="Statement, as it was signed.")],
    pdf: Annotated[
        Path | None,
        typer.Option("--pdf", metavar="FILE", help="Write it on paper (PDF): the verification report, in --lang."),
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Show what a statement says. Its own proofs are checked; whether its keys had the role is for fourfold verify."""
    from fourfold.app.certification.statements.stating import statement_of_file
    from fourfold.app.outputs import check_places
    from fourfold.cli.show import print_json, speak

    speak(lang)
    check_places({} if pdf is None else {"--pdf": pdf})
    read = statement_of_file(statement)
    if pdf is not None:
        _write_paper(read, pdf, lang)
    if as_json:
        print_json({"digest": read.digest, "reviewed": read.reviewer is not None, "statement": read.credential})
        return
    from fourfold.cli.show import plain_console
    from fourfold.cli.statement.view import show_statement
    from fourfold.core.problems import N_
    from fourfold.core.words import words

    show_statement(read, lang)
    if pdf is not None:
        plain_console(soft_wrap=True).print(words(lang)(N_("written: {path}"), path=pdf))


def _write_paper(read: Statement, pdf: Path, lang: Lang) -> None:
    from fourfold.app.assess import write_bytes
    from fourfold.cli.show import show_problems
    from fourfold.core.problems import Problems
    from fourfold.exchange.certificates.statement_paper import statement_pdf

    problems = Problems()
    data = statement_pdf(read, lang, problems)
    write_bytes(pdf, lambda: data)
    if problems.warnings:
        show_problems(problems.warnings, lang)
