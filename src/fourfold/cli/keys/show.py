"""``fourfold keys show``: the public half of a key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.keys.options import JsonOption
from fourfold.cli.options import LangOption


def show(
    key: Annotated[
        Path, typer.Argument(metavar="KEY", help="NAME.pem, NAME.pub.json, or a key by its did:key or multikey.")
    ],
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Show the public half of a key: its kind, multikey and did:key. Needs no passphrase."""
    from fourfold.certification.keys.files import read_public
    from fourfold.cli.keys.public_view import show_public
    from fourfold.cli.show import speak
    from fourfold.core.problems import InputError, Problems

    speak(lang)
    problems = Problems()
    public = read_public(key, problems)
    if public is None:
        raise InputError(problems.sorted())
    show_public(public, lang, as_json=as_json)
