"""``fourfold keys passphrase``: another passphrase for a key file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.options import LangOption
from fourfold.cli.passphrase import PassphraseOption, read_passphrase


def passphrase(
    file: Annotated[Path, typer.Argument(metavar="FILE.pem", help="Key file.")],
    old: PassphraseOption = None,
    new: Annotated[
        Path | None,
        typer.Option(
            "--new-passphrase-file",
            metavar="PATH",
            help="File with the new passphrase, one line; - reads standard input. Default: the terminal asks.",
            show_default=False,
        ),
    ] = None,
    lang: LangOption = "en",
) -> None:
    """Encrypt a key file by another passphrase. The key stays the same; old copies of the file keep the old passphrase.

    Where both passphrases come by standard input, the present one is the first line and the new one the second.
    """
    from fourfold.certification.keys.files import change_passphrase
    from fourfold.cli.show import plain_console, speak
    from fourfold.core.problems import N_
    from fourfold.core.words import words

    speak(lang)
    say = words(lang)
    present = read_passphrase(old, key=file.name)
    wanted = read_passphrase(new, confirm=True, key=say(N_("{path}, from now on"), path=file.name))
    key = change_passphrase(file, present, wanted)
    text = say(N_("{path} has a new passphrase. Key: {did}"), path=file, did=key.did)
    plain_console(soft_wrap=True).print(text)
