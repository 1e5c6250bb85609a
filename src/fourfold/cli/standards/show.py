"""``fourfold standards show``: one rule pack with everything it inherits."""

from __future__ import annotations

from typing import Annotated

import typer

from fourfold.cli.options import LangOption
from fourfold.cli.standards.options import DateOption, JsonOption, PackArgument, PacksOption, read_day


def show(
    pack: PackArgument,
    day: DateOption = "",
    texts: Annotated[bool, typer.Option("--texts", help="Tests, questions, paraphrases and reasons as well.")] = False,
    packs: PacksOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Show a pack: its clauses with their requirements and where each came from, values by date, method, disclosures.

    What a parent asks is shown with the parent's name; what it replaced stands beside it.
    """
    from fourfold.app.packs import show_pack
    from fourfold.cli.show import print_json, show_problems, speak
    from fourfold.cli.standards.show_document import shown_document
    from fourfold.cli.standards.show_view import show_resolved

    speak(lang)
    shown = show_pack(pack, packs or (), read_day(day))
    if as_json:
        print_json(shown_document(shown.resolved))
        return
    show_resolved(shown.resolved, lang, texts=texts)
    if shown.warnings:
        show_problems(shown.warnings)
