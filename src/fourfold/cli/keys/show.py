"""``fourfold keys show``: the public half of a key, or the keys and the register of a body."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.keys.options import JsonOption
from fourfold.cli.options import LangOption


def show(
    key: Annotated[
        Path | None,
        typer.Argument(
            metavar="KEY",
            help="NAME.pem, NAME.pub.json, or a key by its did:key or multikey.",
            show_default=False,
        ),
    ] = None,
    body: Annotated[
        Path | None,
        typer.Option(
            "--body",
            metavar="FOLDER",
            envvar="FOURFOLD_BODY",
            help="Folder of a certification body, where no key is given.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Show the public half of a key, or the keys of a body with what became of them, and its register.

    Needs no passphrase.
    """
    from fourfold.cli.keys.public_view import show_public
    from fourfold.cli.keys.reading import key_or_body, public_key
    from fourfold.cli.show import speak

    speak(lang)
    if key is not None:
        show_public(public_key(key), lang, as_json=as_json)
        return
    from fourfold.app.certification.bodies.body import Body
    from fourfold.cli.keys.body_view import show_body

    show_body(Body.open(key_or_body(body)), lang, as_json=as_json)
