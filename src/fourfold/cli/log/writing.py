"""Texts and files that the verbs on a log give out."""

from __future__ import annotations

import sys
from pathlib import Path


def write_text(text: str, output: Path | None) -> None:
    """A text to a file, or to standard output byte for byte.

    Raises:
        InputError: the file cannot be written.
    """
    if output is None:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.flush()
        return
    write_file(text.encode(), output)


def write_file(data: bytes, output: Path) -> None:
    """Bytes to a file, whole or not at all.

    Raises:
        InputError: the file cannot be written.
    """
    from fourfold.app.outputs import OUTPUT_UNWRITABLE, check_places
    from fourfold.core.files import write_atomically
    from fourfold.core.problems import InputError, Place, Problem

    check_places({"--output": output})
    try:
        write_atomically(output, data)
    except OSError as error:
        params = {"found": str(output), "reason": error.strerror or str(error)}
        raise InputError([Problem(OUTPUT_UNWRITABLE, Place("--output"), params)]) from error
