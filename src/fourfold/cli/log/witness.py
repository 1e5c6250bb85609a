"""``fourfold log witness``: cosign a log that contains all that was seen of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.log.options import FolderOption, VerifierKeyOption, log_source
from fourfold.cli.options import AtOption, LangOption, moment_or_now
from fourfold.cli.passphrase import PassphraseOption


def witness(
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Name of the witness, such as w1.example.")],
    key: Annotated[Path, typer.Option("--key", metavar="FILE.pem", help="Key of the witness, Ed25519.")],
    state: Annotated[
        Path, typer.Option("--state", metavar="FILE", help="What this witness has seen; made at first use.")
    ],
    folder: FolderOption = None,
    verifier_key: VerifierKeyOption = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to write the cosigned checkpoint. [the checkpoint of the copy]",
            show_default=False,
        ),
    ] = None,
    passphrase: PassphraseOption = None,
    at: AtOption = None,
    lang: LangOption = "en",
) -> None:
    """Cosign the newest checkpoint of a copy of a log, if it contains everything this witness ever cosigned of it.

    What is seen is kept in the state file before the cosignature is given out. A log that was rolled back or forked is
    refused with exit code 1; exit code 2: the copy is incomplete, or something cannot be read.
    """
    from fourfold.app.certification.logs.logs import open_log
    from fourfold.app.certification.logs.witnessing import witness_log
    from fourfold.certification.keys.files import read_key
    from fourfold.certification.log.checkpoint import verifier_key as spelled
    from fourfold.certification.log.growth import LOG_FORKED, LOG_SHRANK
    from fourfold.cli.log.view import show_witnessed
    from fourfold.cli.log.writing import write_text
    from fourfold.cli.passphrase import read_passphrase
    from fourfold.cli.show import show_problems, speak
    from fourfold.core.problems import InputError

    speak(lang)
    opened = open_log(*log_source(None, folder), verifier_key)
    pair = read_key(key, read_passphrase(passphrase, key=key.name))
    try:
        cosigned = witness_log(opened, name, pair, state, moment_or_now(at))
    except InputError as error:
        if not {problem.kind for problem in error.problems} & {LOG_FORKED, LOG_SHRANK}:
            raise
        show_problems(error.problems, lang)
        raise typer.Exit(1) from None
    if output is None:
        opened.log.replace_checkpoint(cosigned)
    else:
        write_text(cosigned.text, output)
    show_witnessed(cosigned, spelled(name, pair.public, witness=True), lang)
