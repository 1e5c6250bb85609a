"""Options that the verbs on a log share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

BodyOption = Annotated[
    Path | None,
    typer.Option(
        "--body",
        metavar="FOLDER",
        envvar="FOURFOLD_BODY",
        help="Folder of the certification body whose log it is.",
        show_default=False,
    ),
]
FolderOption = Annotated[
    Path | None,
    typer.Option(
        "--log", metavar="FOLDER", help="A copy of the public files of a log, in place of --body.", show_default=False
    ),
]
VerifierKeyOption = Annotated[
    str | None,
    typer.Option(
        "--verifier-key",
        metavar="KEY",
        help="Key of the log, with --log: NAME+HASH+KEY, a file with that, a did:key, or NAME.pub.json.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Where to write it. [standard output]", show_default=False),
]


def log_source(body: Path | None, folder: Path | None) -> tuple[Path | None, Path | None]:
    """Which of both is meant: a mirror that is named goes before a body that only the environment names."""
    return (None if folder is not None else body), folder
