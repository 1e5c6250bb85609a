"""``fourfold keys body``: a certification body with its keys."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from fourfold.cli.keys.options import JsonOption
from fourfold.cli.options import AtOption, LangOption, moment_to_sign
from fourfold.cli.passphrase import PassphraseOption, read_passphrase

_Kind = Literal["ed25519", "p256", "p384"]


def body(
    folder: Annotated[Path, typer.Argument(help="Folder to make.")],
    did: Annotated[
        str,
        typer.Option(
            "--did",
            metavar="DID",
            help="Who the body is: did:web:HOST[:PATH], where you can publish; key makes a did:key for trials.",
        ),
    ],
    name: Annotated[str, typer.Option("--name", help="Name of the body, in English.")],
    url: Annotated[
        str, typer.Option("--url", metavar="URL", help="Public address under which the folder public will be found.")
    ],
    prefix: Annotated[str, typer.Option("--prefix", help="Beginning of certificate numbers, such as EXC.")],
    name_zh: Annotated[str, typer.Option("--name-zh", help="Name of the body, in Chinese.", show_default=False)] = "",
    status_hours: Annotated[
        int, typer.Option("--status-hours", min=1, help="How long a status list may be rested on.")
    ] = 840,
    kind: Annotated[_Kind, typer.Option("--kind", help="Scheme of root and issuing key.")] = "ed25519",
    passphrase: PassphraseOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Make a certification body: three keys, its issuer document, a register, a log.

    The root key signs who the body is and who may act for it; keep a copy of it apart, off this machine. The issuing
    key signs certificates and their status. The log key signs the log. All three files are encrypted with one
    passphrase; key files that stand in FOLDER/keys already are taken. What is to be published is in FOLDER/public.
    """
    from fourfold.app.certification.bodies.body import BodyCard
    from fourfold.app.certification.bodies.keys import start_body
    from fourfold.certification.keys.key import KeyKind
    from fourfold.cli.keys.body_view import show_new_body
    from fourfold.cli.show import speak

    speak(lang)
    names = {"en": name.strip(), "zh": name_zh.strip()}
    card = BodyCard(
        did, {tongue: text for tongue, text in names.items() if text}, url.rstrip("/"), prefix, status_hours
    )
    secret = read_passphrase(passphrase, confirm=True, key=folder.name)
    made = start_body(folder, card, KeyKind(kind), secret, moment_to_sign(at, lang))
    show_new_body(made, lang, as_json=as_json)
