"""``fourfold supply batch``: the file of a batch, from the production records of a study."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.options import KnownAtOption, LangOption


def batch(
    study: Annotated[Path, typer.Argument(help="Study folder.", show_default=False)],
    name: Annotated[
        str, typer.Argument(metavar="BATCH", help="As the column batch of production names it.", show_default=False)
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE.json", help="Where it goes; - prints it.")
    ] = Path("batch.json"),
    process: Annotated[
        str, typer.Option("--process", help="Whose amount stands for the batch, where several made it.")
    ] = "",
    known_at: KnownAtOption = None,
    lang: LangOption = "en",
) -> None:
    """Write which energy of which meters a batch took, interval by interval: what a statement is made for.

    A meter is divided by its production records; whole Wh, rounded down in every interval.
    """
    from fourfold.app.supply.batches import batch_of_study
    from fourfold.cli.json_output import written
    from fourfold.cli.progress import progress
    from fourfold.cli.show import plain_console, speak
    from fourfold.core.problems import N_
    from fourfold.core.words import words

    speak(lang)
    with progress(lang) as tick:
        document = batch_of_study(study, name, process, known_at, tick)
    if written(document, str(output)):
        return
    intervals = document["intervals"]
    count = len(intervals) if isinstance(intervals, list) else 0
    say, console = words(lang), plain_console()
    console.print(say(N_("{batch}: {count} intervals, in {file}"), batch=name, count=count, file=output))
    console.print(say(N_("next: fourfold supply statement --batch {file}"), file=output), soft_wrap=True)
