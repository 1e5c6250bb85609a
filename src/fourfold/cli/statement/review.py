"""``fourfold statement review``: the proof of an independent reviewer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.keys.options import JsonOption
from fourfold.cli.options import AtOption, LangOption, moment_to_sign
from fourfold.cli.passphrase import PassphraseOption
from fourfold.cli.statement.options import keep, opened_key


def review(
    statement: Annotated[Path, typer.Argument(metavar="STATEMENT", help="Statement, signed by the verifier.")],
    key: Annotated[Path, typer.Option("--key", metavar="REVIEWER.pem", help="Key of the reviewer.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where it goes. [in place]", show_default=False),
    ] = None,
    passphrase: PassphraseOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Add the reviewer's proof to a statement. Who prepared or verified does not review."""
    from fourfold.app.certification.statements.stating import review_statement
    from fourfold.app.outputs import check_places
    from fourfold.cli.show import speak

    speak(lang)
    where = output or statement
    check_places({"-o": where})
    stated = review_statement(statement, opened_key(key, passphrase), moment_to_sign(at, lang))
    keep(stated, where, lang, as_json=as_json)
