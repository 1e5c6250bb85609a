"""``fourfold log restore``: a backup, checked whole, into a folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.log.options import BodyOption, FolderOption, log_source
from fourfold.cli.options import LangOption


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    body: BodyOption = None,
    folder: FolderOption = None,
    remembered: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="A checkpoint the restored log must contain, such as the last one published.",
            show_default=False,
        ),
    ] = None,
    lang: LangOption = "en",
) -> None:
    """Restore a backup into a folder that is not there yet, after checking every tile, the root and the registry.

    Give the newest checkpoint that was published with --from: signing with an older log would fork it. The keys are put
    back by hand.
    """
    from fourfold.app.certification.logs.backup import restore as restored
    from fourfold.app.certification.logs.logs import LOG_NOT_NAMED
    from fourfold.cli.log.view import show_restored
    from fourfold.cli.show import speak
    from fourfold.core.problems import InputError, Place, Problem

    speak(lang)
    source = log_source(body, folder)
    if source == (None, None):
        raise InputError([Problem(LOG_NOT_NAMED, Place("--body"))])
    show_restored(restored(file, *source, remembered), lang, is_compared=remembered is not None)
