"""``fourfold statement new``: a case to fill in, with what the dossier says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.options import LangOption
from fourfold.cli.statement.options import DossierArgument
from fourfold.core.problems import N_, MessageKind

CASE_TAKEN = MessageKind(
    "case-taken",
    N_("{found} is there already"),
    N_("a name that is not taken"),
    N_("name another file with -o; a case somebody filled in is not overwritten"),
)


def new(
    dossier: DossierArgument,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the case goes.")],
    lang: LangOption = "en",
) -> None:
    """Write a case to fill in: level, scope, materiality, opinion, findings, with what is known of the dossier."""
    from fourfold.app.assess import write_bytes
    from fourfold.app.certification.statements.stating import new_case
    from fourfold.app.outputs import check_places
    from fourfold.cli.show import plain_console, speak
    from fourfold.core.problems import InputError, Place, Problem
    from fourfold.core.words import words

    speak(lang)
    check_places({"-o": output})
    if output.exists():
        raise InputError([Problem(CASE_TAKEN, Place("-o"), {"found": str(output)})])
    case = new_case(dossier, lang)
    write_bytes(output, lambda: case)
    plain_console(soft_wrap=True).print(words(lang)(N_("written: {path}"), path=output))
