"""What the verbs of statements share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.core.problems import N_

if TYPE_CHECKING:
    from fourfold.app.certification.statements.stating import Stated
    from fourfold.certification.keys.key import SigningKey
    from fourfold.core.words import Lang

DossierArgument = Annotated[Path, typer.Argument(metavar="DOSSIER", help="Dossier, as fourfold seal wrote it.")]


def opened_key(path: Path, passphrase: Path | None) -> SigningKey:
    """The pair of a key file; its passphrase comes from a file or from the terminal.

    Raises:
        InputError: it cannot be opened.
    """
    from fourfold.certification.keys.files import read_key
    from fourfold.cli.passphrase import read_passphrase

    return read_key(path, read_passphrase(passphrase, key=path.name))


def keep(stated: Stated, output: Path, lang: Lang, *, as_json: bool) -> None:
    """Write a signed document and say what was written.

    Raises:
        InputError: the path cannot be written.
    """
    from fourfold.app.assess import write_json
    from fourfold.cli.show import plain_console, print_json, show_problems
    from fourfold.core.words import words

    write_json(stated.document, output)
    if as_json:
        print_json({"file": str(output), "digest": stated.digest})
    else:
        w, console = words(lang), plain_console(soft_wrap=True)
        console.print(w(N_("written: {path}"), path=output))
        console.print(w(N_("digest: {digest}"), digest=stated.digest))
    if stated.warnings:
        show_problems(stated.warnings, lang)
