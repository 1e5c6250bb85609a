"""``fourfold standards test``: packs tested by their own examples and by small changes of their rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.options import LangOption
from fourfold.cli.standards.options import PacksOption


def examine(
    packs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PACK]...",
            help="Packs by id, by standard (all its editions) or by path. Default: all that come with Fourfold.",
            show_default=False,
        ),
    ] = None,
    roots: PacksOption = None,
    json_to: Annotated[
        str | None,
        typer.Option("--json", metavar="PATH|-", help="Write the test as JSON to a file, or - for standard output."),
    ] = None,
    mutations: Annotated[
        bool,
        typer.Option(
            "--mutations/--no-mutations",
            help="Change each rule a little and ask whether an example notices; look for examples that are missing.",
        ),
    ] = True,
    lang: LangOption = "en",
) -> None:
    """Test packs: every example gives the verdict it names, and no small change of a rule goes unnoticed.

    Exit code 1 when something is found that is not as it should be; warnings alone do not count.
    """
    from fourfold.app.assess import write_json
    from fourfold.app.pack_testing import check_output, examine_packs, pack_test_document
    from fourfold.cli.progress import progress
    from fourfold.cli.show import print_json, show_problems, speak
    from fourfold.cli.standards.test_view import show_tests

    speak(lang)
    to_terminal = json_to == "-"
    if json_to is not None and not to_terminal:
        check_output(Path(json_to), packs or [])
    with progress(lang) as tick:
        examined = examine_packs(packs or [], roots or [], change_rules=mutations, tick=tick)
    document = pack_test_document(examined, lang)
    if json_to is not None and not to_terminal:
        write_json(document, Path(json_to))
    if to_terminal:
        print_json(document)
    else:
        show_tests(examined.tests, lang)
        if examined.warnings:
            show_problems(examined.warnings, lang)
    if not examined.ok:
        raise typer.Exit(1)
