"""``fourfold log backup``: log and registry in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.log.options import BodyOption, FolderOption, log_source
from fourfold.cli.options import AtOption, LangOption, moment_or_now


def backup(
    file: Annotated[Path, typer.Argument(help="The backup to write.")],
    body: BodyOption = None,
    folder: FolderOption = None,
    at: AtOption = None,
    lang: LangOption = "en",
) -> None:
    """Write a log, with the registry and the public files of its body, into one file. Keys are left out.

    The log is checked whole before; a log that is not sound is not backed up. Keep the keys apart, and elsewhere.
    """
    from fourfold.app.certification.logs.backup import back_up
    from fourfold.app.certification.logs.logs import open_log
    from fourfold.app.outputs import check_places
    from fourfold.cli.log.view import show_backed_up
    from fourfold.cli.show import speak

    speak(lang)
    check_places({"FILE": file})
    show_backed_up(back_up(open_log(*log_source(body, folder)), file, moment_or_now(at)), lang)
