"""Options that verbs on certificates share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem

NUMBER_WITHOUT_BODY = MessageKind(
    "number-without-body",
    N_("there is no file {found}, and as a number it says nothing of whose it is"),
    N_("a file; or a number with --body, the folder of the body that issued it"),
    N_("correct the name of the file, or give --body"),
)

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
NumberArgument = Annotated[str, typer.Argument(metavar="NUMBER", help="Number of the certificate.")]
ReasonOption = Annotated[
    str,
    typer.Option("--reason", metavar="TEXT", help="Why, in one line. It stays in the registry and is not published."),
]
MaybeBodyOption = Annotated[
    Path | None,
    typer.Option(
        "--body",
        metavar="FOLDER",
        envvar="FOURFOLD_BODY",
        help="Folder of the certification body, where a number is given.",
        show_default=False,
    ),
]


def file_of(certificate: str) -> Path:
    """The file an argument names where no body is given, so that it can be no number.

    Raises:
        InputError: nothing is there, and it has the look of a number.
    """
    path = Path(certificate)
    if not path.exists() and not path.suffix and path.name == certificate:
        raise InputError([Problem(NUMBER_WITHOUT_BODY, Place(certificate), {"found": certificate})])
    return path
