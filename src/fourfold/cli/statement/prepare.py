"""``fourfold statement prepare``: the client's word that a dossier is theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.keys.options import JsonOption
from fourfold.cli.options import AtOption, LangOption, moment_or_now
from fourfold.cli.passphrase import PassphraseOption
from fourfold.cli.statement.options import DossierArgument, keep, opened_key


def prepare(
    dossier: DossierArgument,
    key: Annotated[Path, typer.Option("--key", metavar="PREPARER.pem", help="Key of whoever prepared the dossier.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the preparation goes.")],
    passphrase: PassphraseOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Sign that a dossier is yours: the preparation, by which a verifier knows whose word the study is."""
    from fourfold.app.certification.stating import prepare_dossier
    from fourfold.app.outputs import check_places
    from fourfold.cli.show import speak

    speak(lang)
    check_places({"-o": output})
    stated = prepare_dossier(dossier, opened_key(key, passphrase), moment_or_now(at))
    keep(stated, output, lang, as_json=as_json)
