"""Options of the verbs that draw."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from fourfold.app.databases.scoring import Scoring
    from fourfold.app.databases.uncertainty import Drawn
    from fourfold.core.words import Lang

GroupsWord = Literal["none", "flow"]

DrawsOption = Annotated[int, typer.Option("--draws", min=2, max=1_000_000, help="How often the amounts are drawn.")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of the draws: the same one gives the same draws.")]
GroupsOption = Annotated[
    GroupsWord,
    typer.Option("--groups", help="flow: exchanges of one flow rise and fall together; none: each by itself."),
]
BasicOption = Annotated[
    float | None,
    typer.Option(
        "--basic",
        metavar="GSD2",
        help="Squared geometric standard deviation to assume where a pedigree stands without one.",
    ),
]
DrawsFileOption = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write every draw to a CSV file.")
]


def check_draws_file(output: Path | None) -> None:
    """Whether the draws can be written where they are to go.

    Raises:
        InputError: they cannot.
    """
    from fourfold.app.outputs import check_places

    if output is not None:
        check_places({"--output": output})


def drawn_and_written(
    scoring: Scoring,
    products: list[str],
    asked: tuple[int, int, GroupsWord, float | None],
    output: Path | None,
    lang: Lang,
) -> Drawn:
    """Draw products with a progress bar; write the draws where asked.

    Args:
        scoring: of which database.
        products: as the user names them.
        asked: draws, seed, groups and basic uncertainty.
        output: file for the draws.
        lang: of the progress bar.
    """
    from fourfold.app.databases.uncertainty import Asked, draw_products, draws_table
    from fourfold.app.electricity.outputs import writing
    from fourfold.cli.progress import progress
    from fourfold.core.files import write_atomically

    with progress(lang) as tick:
        drawn = draw_products(scoring, products, Asked(*asked), tick)
    if output is not None:
        with writing(output):
            write_atomically(output, draws_table(drawn))
    return drawn
