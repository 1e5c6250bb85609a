"""``fourfold keys rotate``: a new key in the place of another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from fourfold.cli.body_options import BodyOption, LogKeyOption, RootKeyOption, RootPassphraseOption
from fourfold.cli.keys.options import JsonOption
from fourfold.cli.options import AtOption, LangOption, moment_to_sign
from fourfold.cli.passphrase import PassphraseOption, read_passphrase

_Use = Literal["issue", "root", "log"]
_Kind = Literal["ed25519", "p256", "p384"]


def rotate(
    body: BodyOption,
    use: Annotated[_Use, typer.Option("--use", help="Which key of the body.")],
    kind: Annotated[_Kind, typer.Option("--kind", help="Scheme of the new key; the log's is always ed25519.")] = (
        "ed25519"
    ),
    new_key: Annotated[
        Path | None,
        typer.Option(
            "--new-key",
            metavar="FILE.pem",
            help="The new key, with the same passphrase. [a new file in the body's folder keys]",
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
    """Replace a key of the body. The old one ends now and stays in the issuer document: what it signed stays good.

    A new root key has to be pinned by verifiers in time: hand out new trust roots (fourfold keys trust). A new log key
    comes with a log of a new name that holds the same entries. The status lists are signed anew at once, where the
    issuing key lies in the body's folder with the passphrase of the log's.
    """
    from fourfold.app.certification.bodies.body import Body
    from fourfold.app.certification.bodies.keys import Signers, replace_by_new_key, replace_key
    from fourfold.app.certification.certificates.lists_anew import lists_anew
    from fourfold.certification.identity.issuer import KeyUse
    from fourfold.certification.keys.files import read_key
    from fourfold.certification.keys.key import KeyKind
    from fourfold.cli.keys.body_view import show_version
    from fourfold.cli.show import speak

    speak(lang)
    opened = Body.open(body)
    usual = read_passphrase(passphrase, key=body.name)
    of_root = read_passphrase(root_passphrase, key="root") if root_passphrase else usual
    pairs = {
        KeyUse.ROOT: opened.key(KeyUse.ROOT, of_root, root_key),
        KeyUse.LOG: opened.key(KeyUse.LOG, usual, log_key),
    }
    secret = of_root if use == "root" else usual
    signers = Signers(pairs[KeyUse.ROOT], pairs[KeyUse.LOG])
    moment = moment_to_sign(at, lang)
    if new_key is not None:
        made = replace_key(opened, KeyUse(use), read_key(new_key, secret), signers, moment)
    else:
        made = replace_by_new_key(opened, KeyUse(use), KeyKind(kind), secret, signers, moment)
    log = opened.key(KeyUse.LOG, usual, new_key) if use == "log" else signers.log
    renewed = lists_anew(opened, usual, log, moment, new_key if use == "issue" else None)
    show_version(made, renewed, lang, as_json=as_json)
