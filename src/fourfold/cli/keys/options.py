"""Options that verbs on keys share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
KeyArgument = Annotated[
    Path, typer.Argument(metavar="KEY", help="NAME.pem, NAME.pub.json, or a key by its did:key or multikey.")
]
