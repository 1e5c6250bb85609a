"""``fourfold keys new``: a fresh pair in an encrypted file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from fourfold.cli.keys.options import JsonOption
from fourfold.cli.options import LangOption
from fourfold.cli.passphrase import PassphraseOption, read_passphrase

_Kind = Literal["ed25519", "p256", "p384"]


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE.pem", help="File to make; never over another.")],
    kind: Annotated[_Kind, typer.Option("--kind", help="Scheme: ed25519, p256 or p384.")] = "ed25519",
    passphrase: PassphraseOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Make a pair of keys: FILE.pem, encrypted by a passphrase, and FILE.pub.json, which you give to others.

    Keep a copy of FILE.pem in another place. Without the passphrase nobody can open it.
    """
    from fourfold.certification.keys.files import public_path, refuse_name, write_key
    from fourfold.certification.keys.key import KeyKind, new_key
    from fourfold.cli.keys.public_view import show_public
    from fourfold.cli.show import plain_console, speak
    from fourfold.core.problems import N_
    from fourfold.core.words import words

    speak(lang)
    refuse_name(file)  # before anybody types a passphrase in vain
    secret = read_passphrase(passphrase, confirm=True, key=file.name)
    key = new_key(KeyKind(kind))
    write_key(file, key, secret)
    show_public(key.public, lang, as_json=as_json)
    if not as_json:
        say, console = words(lang), plain_console(soft_wrap=True)
        console.print(say(N_("Key pair, encrypted: {path}"), path=file))
        console.print(say(N_("Public half, to give to others: {path}"), path=public_path(file)))
