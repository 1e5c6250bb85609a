"""Passphrases of key files: from a file, from standard input, or asked for at the terminal; never an argument.

An argument stands in the list of processes and in the history of the shell for everybody to read.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem

PassphraseOption = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="PATH",
        envvar="FOURFOLD_PASSPHRASE_FILE",
        help="File with the passphrase of the key, one line; - reads standard input. Default: the terminal asks.",
        show_default=False,
    ),
]
PASSPHRASE_UNKNOWN = MessageKind(
    "passphrase-unknown",
    N_("a passphrase is needed, and there is no terminal to ask for it"),
    N_("--passphrase-file PATH, or the environment variable FOURFOLD_PASSPHRASE_FILE"),
    N_("write it into a file only you can read and name that file, or give - and pass it by standard input"),
)
PASSPHRASE_UNREADABLE = MessageKind(
    "passphrase-unreadable",
    N_("the passphrase cannot be read: {reason}"),
    N_("a file with one line of UTF-8 text"),
    N_("correct the path or the permissions of the file"),
)
PASSPHRASE_EMPTY = MessageKind(
    "passphrase-empty",
    N_("the passphrase is empty"),
    N_("one line of text"),
    N_("write the passphrase into the file, or type it"),
)
PASSPHRASE_LINES = MessageKind(
    "passphrase-lines",
    N_("the file of the passphrase holds more than one line"),
    N_("one line of text"),
    N_("keep every passphrase in a file of its own"),
)
PASSPHRASES_DIFFER = MessageKind(
    "passphrases-differ",
    N_("the passphrase was typed differently the second time"),
    N_("the same passphrase twice"),
    N_("run the command again"),
)
_STANDARD_INPUT = Path("-")
_MOST_BYTES = 4096


def read_passphrase(path: Path | None, *, confirm: bool = False, key: str = "") -> bytes:
    """A passphrase as UTF-8 in Unicode normal form C, without the line end.

    Standard input is read one line at a call, so that two passphrases can come by it, a line each.

    Args:
        path: from `PassphraseOption`; ``-`` is standard input, ``None`` asks at the terminal, hidden.
        confirm: it is for a new file: the terminal asks twice, and a weak one is refused.
        key: which key it is for, as the terminal's question names it.

    Raises:
        InputError: there is none, or it is empty, unreadable, too long, typed differently, or too weak.
    """
    from fourfold.certification.keys.files import refuse_long, refuse_weak

    place = "--passphrase-file" if path is None else str(path)
    if path is None:
        text = _asked(key, confirm)
    else:
        text = _line_of_input() if path == _STANDARD_INPUT else _line_of_file(path)
    passphrase = _normal(text)
    if not passphrase:
        _refuse(PASSPHRASE_EMPTY, place)
    refuse_long(passphrase, place)
    if confirm:
        refuse_weak(passphrase, place)
    return passphrase


def _asked(key: str, confirm: bool) -> str:
    """Typed at the terminal, which does not show it."""
    import warnings
    from getpass import GetPassWarning, getpass

    from fourfold.cli.show import spoken
    from fourfold.core.words import words

    say = words(spoken())
    if not sys.stdin.isatty():
        _refuse(PASSPHRASE_UNKNOWN, "--passphrase-file")
    name = key or say(N_("the key"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", GetPassWarning)  # better no passphrase than one that is seen
            text = getpass(say(N_("Passphrase for {key}: "), key=name))
            if confirm and text != getpass(say(N_("The same again: "))):
                _refuse(PASSPHRASES_DIFFER, "--passphrase-file")
    except (EOFError, OSError, GetPassWarning):
        _refuse(PASSPHRASE_UNKNOWN, "--passphrase-file")
    return text


def _line_of_input() -> str:
    return _decoded(sys.stdin.buffer.readline(_MOST_BYTES), "-")


def _line_of_file(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES)
    except OSError as error:
        _refuse(PASSPHRASE_UNREADABLE, str(path), reason=error.strerror or type(error).__name__)
    text = _decoded(data, str(path))
    if "\n" in text or "\r" in text:
        _refuse(PASSPHRASE_LINES, str(path))
    return text


def _decoded(data: bytes, place: str) -> str:
    """Text without the one line end at its end."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = None
    if text is None:
        _refuse(PASSPHRASE_UNREADABLE, place, reason="UTF-8")
    return text.removesuffix("\n").removesuffix("\r")


def _normal(text: str) -> bytes:
    """Bytes that do not depend on how a keyboard composes letters."""
    from unicodedata import normalize

    return normalize("NFC", text).encode("utf-8", "surrogateescape")  # what a terminal typed outside UTF-8 stays


def _refuse(kind: MessageKind, place: str, **params: str) -> NoReturn:
    raise InputError([Problem(kind, Place(place), params)]) from None
