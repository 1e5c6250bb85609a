"""``fourfold statement sign``: the verifier's statement, checked against everything it is about."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.keys.options import JsonOption
from fourfold.cli.options import AtOption, LangOption, moment_to_sign
from fourfold.cli.passphrase import PassphraseOption
from fourfold.cli.statement.options import keep, opened_key


def sign(
    case: Annotated[Path, typer.Argument(metavar="CASE", help="What is to be stated: case.yaml.")],
    dossier: Annotated[Path, typer.Option("--dossier", metavar="FILE", help="Dossier it is stated of.")],
    preparation: Annotated[
        Path, typer.Option("--preparation", metavar="FILE", help="Preparation of that dossier, signed by the client.")
    ],
    body: Annotated[
        str, typer.Option("--body-did", metavar="DID", help="Body on whose behalf: did:web:… or did:key:….")
    ],
    key: Annotated[Path, typer.Option("--key", metavar="VERIFIER.pem", help="Key of the verifier.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the statement goes.")],
    recomputation: Annotated[
        Path | None,
        typer.Option(
            "--recomputation",
            metavar="FILE",
            help="Report of fourfold recompute --json; needed for an unmodified or modified opinion.",
            show_default=False,
        ),
    ] = None,
    passphrase: PassphraseOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Sign a statement on a dossier. Whatever speaks against it is told, all at once, and nothing is written."""
    from fourfold.app.certification.statements.stating import sign_statement
    from fourfold.app.outputs import check_places
    from fourfold.cli.show import speak

    speak(lang)
    check_places({"-o": output})
    signer, moment = opened_key(key, passphrase), moment_to_sign(at, lang)
    stated = sign_statement(case, dossier, preparation, recomputation, body, signer, moment)
    keep(stated, output, lang, as_json=as_json)
