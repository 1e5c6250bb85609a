"""``fourfold log timestamp``: an outside clock for a checkpoint (RFC 3161)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.log.options import BodyOption, FolderOption, log_source
from fourfold.cli.options import LangOption


def timestamp(
    request: Annotated[
        Path | None,
        typer.Option(
            "--request", metavar="FILE", help="Write the request to send to an authority.", show_default=False
        ),
    ] = None,
    reply: Annotated[
        Path | None,
        typer.Option("--reply", metavar="FILE", help="Check the reply that came back.", show_default=False),
    ] = None,
    authority: Annotated[
        Path | None,
        typer.Option(
            "--authority",
            metavar="FILE.pem",
            help="With --reply: certificate of the authority, then those above it up to the root.",
            show_default=False,
        ),
    ] = None,
    under: Annotated[
        Path | None,
        typer.Option(
            "--under", metavar="FILE", help="An older checkpoint, in place of the newest.", show_default=False
        ),
    ] = None,
    body: BodyOption = None,
    folder: FolderOption = None,
    lang: LangOption = "en",
) -> None:
    """Make the request for a time stamp over a checkpoint, or check the reply. Sending it is left to you: no network.

    Needs the extra timestamp. Exit code: 0 the reply holds, 2 it does not or cannot be read.
    """
    from fourfold.app.certification.logs.logs import LOG_NOT_NAMED, open_log, read_checkpoint_file
    from fourfold.app.certification.logs.timestamping import check_reply
    from fourfold.certification.timestamp import timestamp_request
    from fourfold.cli.log.view import show_stamp
    from fourfold.cli.log.writing import write_file
    from fourfold.cli.show import speak
    from fourfold.core.problems import InputError, Place, Problem

    speak(lang)
    if under is None and log_source(body, folder) == (None, None):
        raise InputError([Problem(LOG_NOT_NAMED, Place("--log"))])
    if (request is None) == (reply is None) or (reply is None) != (authority is None):
        raise typer.BadParameter("either --request FILE, or --reply FILE with --authority FILE.pem")
    checkpoint = read_checkpoint_file(under) if under else open_log(*log_source(body, folder)).log.newest
    if request is not None:
        write_file(timestamp_request(checkpoint), request)
    elif reply is not None and authority is not None:
        show_stamp(check_reply(reply, authority, checkpoint), checkpoint, lang)
