"""``fourfold standards list``: the rule packs there are."""

from __future__ import annotations

import typer

from fourfold.cli.options import LangOption
from fourfold.cli.standards.options import JsonOption, PacksOption


def list_(packs: PacksOption = None, as_json: JsonOption = False, lang: LangOption = "en") -> None:
    """List rule packs: those that come with Fourfold, and those in the folders given with --packs.

    Packs that cannot be used are told with their faults; then the exit code is 2.
    """
    from fourfold.app.packs import list_packs
    from fourfold.cli.show import print_json, show_problems, speak
    from fourfold.cli.standards.list_view import list_document, show_list

    speak(lang)
    listed = list_packs(packs or ())
    if as_json:
        print_json(list_document(listed))
    else:
        show_list(listed.packs, lang)
    if faults := [problem for problem in listed.problems if problem.severity == "error"]:
        show_problems(faults)
        raise typer.Exit(2)
