"""``fourfold log show``: what a log says of itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.log.options import BodyOption, FolderOption, JsonOption, VerifierKeyOption, log_source
from fourfold.cli.options import AtOption, LangOption, TrustOption, moment_or_now


def show(
    body: BodyOption = None,
    folder: FolderOption = None,
    verifier_key: VerifierKeyOption = None,
    witnesses: Annotated[
        list[str] | None,
        typer.Option(
            "--witness",
            metavar="KEY",
            help="Verifier key of a witness, or a file with it; may be given several times.",
            show_default=False,
        ),
    ] = None,
    trust: TrustOption = None,
    write_key: Annotated[
        Path | None,
        typer.Option(
            "--write-key", metavar="FILE", help="Also write the verifier key of the log to a file.", show_default=False
        ),
    ] = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Show origin, size and root of a log, how old its newest entry is, and which witnesses have cosigned it.

    Exit code: 0, also where no key was given to check the signature with; 1 the signature is not the log's.
    """
    from fourfold.app.certification.logs.logs import log_state, open_log, read_witness
    from fourfold.app.certification.verifying.trusting import read_trust_files
    from fourfold.cli.log.view import key_text, show_state, state_document
    from fourfold.cli.log.writing import write_text
    from fourfold.cli.show import print_json, speak
    from fourfold.core.problems import Problems

    speak(lang)
    opened = open_log(*log_source(body, folder), verifier_key)
    if write_key is not None and opened.key is None:
        raise typer.BadParameter("--write-key needs --body, or --verifier-key with the key")
    known = [read_witness(text) for text in witnesses or ()]
    if trust:
        problems = Problems()
        roots = read_trust_files(tuple(trust), problems)
        problems.raise_if_errors()
        known += roots.witnesses if roots is not None else ()
    state = log_state(opened, known)
    if write_key is not None:
        write_text(f"{key_text(opened)}\n", write_key)
    if as_json:
        print_json(state_document(opened, state))
    else:
        show_state(opened, state, moment_or_now(at), lang)
    raise typer.Exit(1 if state.is_signed is False else 0)
