"""The option ``--json`` of verbs: a document goes to a file, or to standard output and then alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fourfold.app.assess import Document


def written(document: Document, json_path: str | None) -> bool:
    """Write the document where it is to go; whether that is the terminal, so that nothing else is shown.

    Raises:
        InputError: the file cannot be written.
    """
    from fourfold.app.assess import write_json
    from fourfold.cli.show import print_json

    if json_path == "-":
        print_json(document)
    elif json_path is not None:
        write_json(document, Path(json_path))
    return json_path == "-"
