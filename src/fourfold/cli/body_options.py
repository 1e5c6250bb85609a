"""Options of verbs that act for a certification body: its folder, its key files, one passphrase for them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.cli.passphrase import read_passphrase

if TYPE_CHECKING:
    from fourfold.app.certification.bodies.body import Body
    from fourfold.certification.identity.issuer import KeyUse
    from fourfold.certification.keys.key import SigningKey

BodyOption = Annotated[
    Path,
    typer.Option(
        "--body",
        metavar="FOLDER",
        envvar="FOURFOLD_BODY",
        help="Folder of the certification body, as fourfold keys body made it.",
        show_default=False,
    ),
]
RootKeyOption = Annotated[
    Path | None,
    typer.Option(
        "--root-key", metavar="FILE.pem", help="File of the body's root key. [its folder keys]", show_default=False
    ),
]
IssueKeyOption = Annotated[
    Path | None,
    typer.Option(
        "--issue-key", metavar="FILE.pem", help="File of the body's issuing key. [its folder keys]", show_default=False
    ),
]
LogKeyOption = Annotated[
    Path | None,
    typer.Option(
        "--log-key", metavar="FILE.pem", help="File of the key of the body's log. [its folder keys]", show_default=False
    ),
]


RootPassphraseOption = Annotated[
    Path | None,
    typer.Option(
        "--root-passphrase-file",
        metavar="PATH",
        help="File with the passphrase of the root key, where it has another one.",
        show_default=False,
    ),
]


def keys_of_body(
    body: Body, files: Mapping[KeyUse, Path | None], passphrase: Path | None, root_passphrase: Path | None = None
) -> dict[KeyUse, SigningKey]:
    """Keys of a body, opened with one passphrase that is asked for once; the root key may have one of its own.

    Args:
        body: whose.
        files: which keys, each with its file, or ``None`` for the one in the body's folder.
        passphrase: from `PassphraseOption`.
        root_passphrase: from `RootPassphraseOption`.

    Raises:
        InputError: there is no such key, or the passphrase does not open it.
    """
    return keys_and_passphrase(body, files, passphrase, root_passphrase)[0]


def keys_and_passphrase(
    body: Body, files: Mapping[KeyUse, Path | None], passphrase: Path | None, root_passphrase: Path | None = None
) -> tuple[dict[KeyUse, SigningKey], bytes]:
    """`keys_of_body`, and the passphrase they have in common, which may open another key of the body as well."""
    for use in files:
        body.key_in_use(use)
    secret = read_passphrase(passphrase, key=", ".join(files))
    root = read_passphrase(root_passphrase, key="root") if root_passphrase else secret
    return {use: body.key(use, root if use == "root" else secret, path) for use, path in files.items()}, secret
