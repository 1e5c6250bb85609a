"""``fourfold electricity origins``: which technology and area a consumer's power came from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from fourfold.cli.electricity.options import (
    CouplingOption,
    GridArgument,
    LossesOption,
    ReconcileOption,
    RepairOption,
    ResolutionOption,
    StorageOption,
    grid_request,
)
from fourfold.cli.options import LangOption


def origins(
    grid: GridArgument,
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write: .csv, .csv.gz or .parquet.")],
    area: Annotated[
        list[str] | None, typer.Option("--area", metavar="CODE", help="Only consumers of this area; repeatable. [all]")
    ] = None,
    by: Annotated[
        Literal["run", "year", "month", "day", "hour"], typer.Option("--by", help="Over which stretch to sum.")
    ] = "run",
    coupling: CouplingOption = None,
    losses: LossesOption = None,
    storage: StorageOption = None,
    reconcile: ReconcileOption = False,
    repair: RepairOption = None,
    resolution: ResolutionOption = None,
    lang: LangOption = "en",
) -> None:
    """Unfold consumption: energy and emissions by area and technology of origin."""
    from fourfold.app.electricity.origins import origins_of
    from fourfold.cli.electricity.factors_view import show_origins
    from fourfold.cli.progress import progress
    from fourfold.cli.show import speak

    speak(lang)
    request = grid_request(grid, repair, reconcile, resolution)
    with progress(lang) as tick:
        found = origins_of(request, output, area, by, coupling, losses, storage, tick)
    show_origins(found, output, lang)
