"""``fourfold data report``: what an import found, with places."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.data.options import DatabaseArgument, JsonOption, LibraryOption, VersionOption, open_library
from fourfold.cli.options import LangOption

_MOST_SHOWN = 20


def report(
    name: DatabaseArgument,
    effect: Annotated[str, typer.Option("--effect", help="Only this effect, such as refused or cut-off.")] = "",
    rule: Annotated[str, typer.Option("--rule", help="Only this rule.")] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write every finding: .csv, or JSON for any other ending.")
    ] = None,
    version: VersionOption = "",
    library: LibraryOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Show what the import of a database found: by rule, or one by one with --effect or --rule.

    Exit code 1 when nothing of that effect or rule was found.
    """
    from fourfold.app.outputs import check_places
    from fourfold.cli.data.findings_view import (
        findings_document,
        show_each,
        show_findings,
        tell_written,
        write_findings,
    )
    from fourfold.cli.show import plain_console, print_json, speak
    from fourfold.core.problems import N_
    from fourfold.core.words import words

    speak(lang)
    _check_effect(effect)
    if output is not None:
        check_places({"--output": output})
    database = open_library(library).open(name, version)
    found = [
        finding
        for finding in database.report.findings
        if effect in ("", finding.effect) and rule in ("", finding.problem.kind.code)
    ]
    if output is not None:
        write_findings(found, output, lang)
    if as_json:
        print_json(
            {"fourfold": "findings/1", "database": database.info.content(), "findings": findings_document(found)}
        )
    elif output is not None:
        tell_written(output, len(found), lang)
    elif not found:
        plain_console(stderr=True).print(words(lang)(N_("No such findings.")))
    elif effect or rule:
        show_each(found, lang, _MOST_SHOWN)
    else:
        show_findings(database.report, lang)
    if not found and (effect or rule):
        raise typer.Exit(1)


def _check_effect(effect: str) -> None:
    from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem
    from fourfold.data.databases.report import Effect

    if effect not in ("", *Effect):
        kind = MessageKind(
            "no-such-effect",
            N_("there is no effect {found}"),
            N_("one of: {effects}"),
            N_("correct --effect"),
        )
        params = {"found": effect, "effects": ", ".join(Effect)}
        raise InputError([Problem(kind, Place("--effect"), params)])
