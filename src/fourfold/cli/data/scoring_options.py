"""Options of the verbs that calculate on a database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fourfold.cli.data.options import open_library

if TYPE_CHECKING:
    from fourfold.app.databases.scoring import Scoring

GwpWord = Literal["AR4", "AR5", "AR6"]

ProfileOption = Annotated[
    str,
    typer.Option(
        "--profile",
        help="How providers are chosen and several products treated: default or reference-product-no-cutoff-links.",
    ),
]
GwpSetOption = Annotated[GwpWord, typer.Option("--gwp-set", help="Warming potentials over 100 years.")]


def opened(name: str, version: str, profile: str, gwp_set: GwpWord, library: Path | None) -> Scoring:
    """The database that the options name, ready for calculation.

    Raises:
        InputError: there is none, or no such profile.
    """
    from fourfold.app.databases.scoring import open_scoring
    from fourfold.data.basis import GwpSet

    return open_scoring(open_library(library), name, version, profile, GwpSet(gwp_set))
