"""Writing documents of certificates, and saying what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from fourfold.app.outputs import OUTPUT_UNWRITABLE
from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.files import write_atomically
from fourfold.core.problems import N_, InputError, Place, Problem
from fourfold.core.words import Lang, words


def write_document(path: Path, document: JSON) -> None:
    """Write a document as canonical JSON.

    Raises:
        InputError: it cannot be written there.
    """
    write_data(path, canonical_bytes(document))


def write_data(path: Path, data: bytes) -> None:
    """Write a file.

    Raises:
        InputError: it cannot be written there.
    """
    try:
        write_atomically(path, data)
    except OSError as error:
        params = {"found": str(path), "reason": error.strerror or str(error)}
        raise InputError([Problem(OUTPUT_UNWRITABLE, Place(str(path)), params)]) from error


def show_written(template: str, params: Mapping[str, object], paths: Sequence[Path], lang: Lang) -> None:
    """Say what was done, and which files were written."""
    w, console = words(lang), plain_console()
    console.print(w(template, **params), soft_wrap=True)
    for path in paths:
        console.print(w(N_("written: {path}"), path=path), soft_wrap=True)
