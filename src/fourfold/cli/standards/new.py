"""``fourfold standards new``: a rule pack to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.options import LangOption


def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make; its name becomes the id of the pack.")],
    workbook: Annotated[bool, typer.Option("--workbook", help="Write an Excel workbook instead of tables.")] = False,
    lang: LangOption = "en",
) -> None:
    """Write a small invented rule pack with examples to start from, as tables or as a workbook."""
    from fourfold.app.pack_files import new_pack
    from fourfold.cli.show import plain_console, speak
    from fourfold.core.problems import N_
    from fourfold.core.words import words

    speak(lang)
    written = new_pack(folder, workbook=workbook, lang=lang)
    say, console = words(lang), plain_console(soft_wrap=True)
    console.print(say(N_("A rule pack for an invented product is in {folder}:"), folder=folder))
    for name in written:
        console.print(f"  {name}")
    tested = folder / written[0] if workbook else folder
    console.print(say(N_("Edit it, then test it: fourfold standards test {path}"), path=tested))
