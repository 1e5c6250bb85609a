"""``fourfold keys register``: who may prepare, verify, review or issue."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import typer

from fourfold.cli.body_options import BodyOption, LogKeyOption, RootKeyOption, RootPassphraseOption, keys_and_passphrase
from fourfold.cli.keys.options import JsonOption, KeyArgument
from fourfold.cli.options import AtOption, LangOption, moment_to_sign, read_moment
from fourfold.cli.passphrase import PassphraseOption

_Role = Literal["prepare", "verify", "review", "issue"]


def register(
    key: KeyArgument,
    body: BodyOption,
    role: Annotated[_Role | None, typer.Option("--role", help="What the key may do.", show_default=False)] = None,
    standards: Annotated[
        list[str] | None,
        typer.Option("--standard", metavar="ID", help="Only for this standard; may be given several times."),
    ] = None,
    products: Annotated[
        list[str] | None,
        typer.Option(
            "--product", metavar="HS", help="Only for HS codes that begin so, such as 7208; may be given several times."
        ),
    ] = None,
    start: Annotated[
        datetime | None,
        typer.Option("--from", parser=read_moment, metavar="TIME", help="From when on. [now]", show_default=False),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--until", parser=read_moment, metavar="TIME", help="Until when. [no end]", show_default=False),
    ] = None,
    person: Annotated[
        str,
        typer.Option(
            "--person",
            metavar="NAME",
            help="Who holds the key. The name stays in FOLDER/private; the register gets a salted digest.",
            show_default=False,
        ),
    ] = "",
    end: Annotated[
        bool, typer.Option("--end", help="End what the key may do: all, or the role that is given.")
    ] = False,
    root_key: RootKeyOption = None,
    log_key: LogKeyOption = None,
    passphrase: PassphraseOption = None,
    root_passphrase: RootPassphraseOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Enter a key in the body's register, or end what it may do; the new register is signed by the root and logged.

    The status lists are signed anew at once, where the issuing key lies in the body's folder with the same passphrase.
    One key, one person: two keys of one person cannot stand in two roles of one case.
    """
    from fourfold.app.certification.bodies.body import Body
    from fourfold.app.certification.bodies.keys import Signers, end_role, enter_key
    from fourfold.app.certification.certificates.lists_anew import lists_anew
    from fourfold.certification.identity.issuer import KeyUse
    from fourfold.certification.identity.register import Entry, Role
    from fourfold.cli.keys.reading import public_key, refuse_ending_with, role_given
    from fourfold.cli.keys.register_view import show_register
    from fourfold.cli.show import speak

    speak(lang)
    public, opened, moment = public_key(key), Body.open(body), moment_to_sign(at, lang)
    if end:
        refuse_ending_with({"--standard": standards, "--product": products, "--from": start, "--until": until})
    else:
        role_given(role)
    files = {KeyUse.ROOT: root_key, KeyUse.LOG: log_key}
    pairs, secret = keys_and_passphrase(opened, files, passphrase, root_passphrase)
    signers = Signers(pairs[KeyUse.ROOT], pairs[KeyUse.LOG])
    if end:
        made = end_role(opened, public, Role(role) if role else None, signers, moment)
    else:
        entry = Entry(
            public, Role(role_given(role)), tuple(standards or ()), tuple(products or ()), start or moment, until
        )
        made = enter_key(opened, entry, person, signers, moment)
    show_register(made, body, lists_anew(opened, secret, signers.log, moment), lang, as_json=as_json)
