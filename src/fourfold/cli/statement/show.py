"""``fourfold statement show``: what a statement says, after its proofs were checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.keys.options import JsonOption
from fourfold.cli.options import LangOption


def show(
    statement: Annotated[Path, typer.Argument(metavar="STATEMENT", help="Statement, as it was signed.")],
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Show what a statement says. Its own proofs are checked; whether its keys had the role is for fourfold verify."""
    from fourfold.app.certification.stating import statement_of_file
    from fourfold.cli.show import print_json, speak

    speak(lang)
    read = statement_of_file(statement)
    if as_json:
        print_json({"digest": read.digest, "reviewed": read.reviewer is not None, "statement": read.credential})
        return
    from fourfold.cli.statement.view import show_statement

    show_statement(read, lang)
