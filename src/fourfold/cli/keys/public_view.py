"""A public key at the terminal."""

from __future__ import annotations

from fourfold.certification.keys.files import public_document
from fourfold.certification.keys.key import PublicKey
from fourfold.cli.show import plain_console, print_json
from fourfold.core.problems import N_
from fourfold.core.words import Lang, words


def show_public(key: PublicKey, lang: Lang, *, as_json: bool) -> None:
    """Kind, multikey and did:key; as JSON what ``NAME.pub.json`` holds."""
    if as_json:
        print_json(public_document(key))
        return
    say, console = words(lang), plain_console(soft_wrap=True)
    console.print(say(N_("Kind: {kind}"), kind=key.kind.value))
    console.print(say(N_("Multikey: {multikey}"), multikey=key.multikey))
    console.print(say(N_("did:key: {did}"), did=key.did))
