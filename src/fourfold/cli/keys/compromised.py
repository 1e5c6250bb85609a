"""``fourfold keys compromised``: a key is in other hands."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from fourfold.cli.body_options import BodyOption, LogKeyOption, RootKeyOption, RootPassphraseOption, keys_and_passphrase
from fourfold.cli.keys.options import JsonOption, KeyArgument
from fourfold.cli.options import AtOption, LangOption, moment_to_sign, read_moment
from fourfold.cli.passphrase import PassphraseOption


def compromised(
    key: KeyArgument,
    body: BodyOption,
    since: Annotated[
        datetime,
        typer.Option("--since", parser=read_moment, metavar="TIME", help="Since when it may have been in other hands."),
    ],
    size: Annotated[
        int | None,
        typer.Option(
            "--last-good-size",
            min=0,
            metavar="N",
            help="How many entries of the log still count. [those handed in before --since]",
            show_default=False,
        ),
    ] = None,
    root_key: RootKeyOption = None,
    log_key: LogKeyOption = None,
    passphrase: PassphraseOption = None,
    root_passphrase: RootPassphraseOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Say that a key of the body, or of a person in its register, is in other hands.

    What it signed and the log held by then stays good; anything else by it counts no more, whatever date it bears. This
    cannot be taken back. Replace root and log keys first (fourfold keys rotate). The status lists are signed anew at
    once, where the issuing key lies in the body's folder with the same passphrase.
    """
    from fourfold.app.certification.bodies.body import Body
    from fourfold.app.certification.bodies.compromising import tell_compromised
    from fourfold.app.certification.bodies.keys import Signers
    from fourfold.app.certification.certificates.lists_anew import lists_anew
    from fourfold.certification.identity.issuer import KeyUse
    from fourfold.cli.keys.body_view import show_compromise
    from fourfold.cli.keys.reading import public_key
    from fourfold.cli.show import speak

    speak(lang)
    public, opened, moment = public_key(key), Body.open(body), moment_to_sign(at, lang)
    files = {KeyUse.ROOT: root_key, KeyUse.LOG: log_key}
    pairs, secret = keys_and_passphrase(opened, files, passphrase, root_passphrase)
    signers = Signers(pairs[KeyUse.ROOT], pairs[KeyUse.LOG])
    said = tell_compromised(opened, public, since, size, signers, moment)
    show_compromise(public, said, opened, lists_anew(opened, secret, signers.log, moment), lang, as_json=as_json)
