"""Options that verbs on grids share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from fourfold.app.electricity.grids import GridRequest

CouplingWord = Literal["direct", "aggregated"]
LossesWord = Literal["L0", "L1", "L2"]
StorageWord = Literal["tank", "fifo", "lifo", "free"]

GridArgument = Annotated[Path, typer.Argument(metavar="GRID", help="Grid folder, or the grid.yaml in it.")]
FactorsArgument = Annotated[
    Path, typer.Argument(metavar="FACTORS", help="Factor file that fourfold electricity trace wrote: CSV or Parquet.")
]
CouplingOption = Annotated[
    CouplingWord | None, typer.Option("--coupling", help="How transit mixes. [grid.yaml, else direct]")
]
LossesOption = Annotated[
    LossesWord | None,
    typer.Option(
        "--losses",
        case_sensitive=False,
        help="Losses of ties: L0 ignored, L1 borne by the sender, L2 carried on. [grid.yaml, else L0]",
    ),
]
StorageOption = Annotated[
    StorageWord | None,
    typer.Option("--storage", help="What discharged energy carries. [grid.yaml, else tank]"),
]
ReconcileOption = Annotated[
    bool, typer.Option("--reconcile", help="Balance measured data first; every adjustment is reported.")
]
RepairOption = Annotated[
    list[str] | None,
    typer.Option(
        "--repair",
        metavar="WHAT=HOW",
        help="Repair instead of refuse, such as gaps=no-factor, or gaps=interpolate with gaps_most_intervals=3; may be"
        " given several times. Also in grid.yaml.",
    ),
]
ResolutionOption = Annotated[
    Literal["5", "10", "15", "20", "30", "60"] | None,
    typer.Option("--resolution", help="Minutes of an interval; finer rows are summed. [grid.yaml, else the data]"),
]
JsonOption = Annotated[str | None, typer.Option("--json", metavar="PATH", help="Write a summary as JSON; - prints it.")]


def grid_request(
    grid: Path, repair: Sequence[str] | None, reconcile: bool, resolution: str | None = None
) -> GridRequest:
    """What the shared options ask of a grid.

    Raises:
        InputError: a repair is not known.
    """
    from fourfold.app.electricity.grids import grid_request as made

    return made(grid, repair or (), reconcile, resolution or "")
