"""``fourfold log take``: the cosignatures of witnesses, into the log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.log.options import BodyOption, FolderOption, VerifierKeyOption, log_source
from fourfold.cli.options import LangOption


def take(
    cosigned: Annotated[Path, typer.Argument(metavar="FILE", help="The checkpoint as a witness gave it back.")],
    body: BodyOption = None,
    folder: FolderOption = None,
    verifier_key: VerifierKeyOption = None,
    lang: LangOption = "en",
) -> None:
    """Add the cosignatures of a checkpoint that witnesses gave back to the log's own. Bundles made later carry them."""
    from fourfold.app.certification.logs.logs import open_log
    from fourfold.app.certification.logs.witnessing import take_cosigned
    from fourfold.cli.log.view import show_taken
    from fourfold.cli.show import speak

    speak(lang)
    show_taken(take_cosigned(open_log(*log_source(body, folder), verifier_key), cosigned), lang)
