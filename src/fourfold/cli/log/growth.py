"""``fourfold log growth``: has the log only grown since a checkpoint somebody kept?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.log.options import BodyOption, FolderOption, JsonOption, VerifierKeyOption, log_source
from fourfold.cli.options import LangOption


def growth(
    remembered: Annotated[Path, typer.Option("--from", metavar="FILE", help="A checkpoint of this log that was kept.")],
    body: BodyOption = None,
    folder: FolderOption = None,
    verifier_key: VerifierKeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Prove from its tiles that a log has only grown since a checkpoint, or show that it was rolled back or forked.

    Exit code: 0 it only grew, 1 it was rolled back or forked, 3 it only grew but nobody said which key signs the log
    (--verifier-key), 2 the log cannot be read.
    """
    from fourfold.app.certification.logs.logs import log_growth, open_log
    from fourfold.cli.log.view import growth_document, show_growth
    from fourfold.cli.show import print_json, speak

    speak(lang)
    opened = open_log(*log_source(body, folder), verifier_key)
    found = log_growth(opened, remembered)
    if as_json:
        print_json(growth_document(opened, found))
    else:
        show_growth(opened, found, lang)
    raise typer.Exit(1 if found.fault is not None else 3 if opened.key is None else 0)
