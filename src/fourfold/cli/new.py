"""``fourfold new``: a study to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.options import LangOption


def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make; it must be empty or not there yet.")],
    lang: LangOption = "en",
) -> None:
    """Write a commented starter study with its tables as CSV files and as a workbook; its numbers are invented."""
    from fourfold.app.new import new_study
    from fourfold.cli.show import speak
    from fourfold.core.problems import N_
    from fourfold.core.words import words

    speak(lang)
    written = new_study(folder)
    say = words(lang)
    typer.echo(say(N_("A starter study with invented numbers is in {folder}:"), folder=folder))
    for name in written:
        typer.echo(f"  {name}")
    typer.echo(say(N_("Its footprint: fourfold assess {folder}"), folder=folder))
