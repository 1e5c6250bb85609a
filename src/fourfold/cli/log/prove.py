"""``fourfold log prove``: that something is in the log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.log.options import BodyOption, FolderOption, OutputOption, log_source
from fourfold.cli.options import LangOption


def prove(
    entry: Annotated[
        str,
        typer.Argument(help="Index from 0, digest of a document, or with --body the number of a certificate."),
    ],
    body: BodyOption = None,
    folder: FolderOption = None,
    under: Annotated[
        Path | None,
        typer.Option(
            "--under", metavar="FILE", help="An older checkpoint, in place of the newest.", show_default=False
        ),
    ] = None,
    output: OutputOption = None,
    lang: LangOption = "en",
) -> None:
    """Prove that an entry is in the log: entry, place, path and checkpoint in one text (C2SP tlog-proof)."""
    from fourfold.app.certification.logs.logs import open_log, prove_entry, read_checkpoint_file
    from fourfold.cli.log.writing import write_text
    from fourfold.cli.show import speak

    speak(lang)
    opened = open_log(*log_source(body, folder))
    checkpoint = None if under is None else read_checkpoint_file(under)
    write_text(prove_entry(opened, entry, checkpoint).text(), output)
