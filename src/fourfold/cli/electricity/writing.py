"""Summaries as JSON, to a file or to the terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fourfold.core.canonical import JSON, canonical_bytes


def write_summary(json_path: str | None, document: Callable[[], JSON]) -> None:
    """Write a summary where ``--json`` says; nowhere without it.

    Raises:
        InputError: the path cannot be written.
    """
    from fourfold.app.electricity.outputs import writing
    from fourfold.cli.show import print_json
    from fourfold.core.files import write_atomically

    if json_path == "-":
        print_json(document())
    elif json_path is not None:
        with writing(Path(json_path)):
            write_atomically(Path(json_path), canonical_bytes(document()) + b"\n")
