"""``fourfold electricity residual``: what is left in the grid after claims."""

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


def residual(
    grid: GridArgument,
    claims: Annotated[
        Path,
        typer.Option(
            "--claims",
            metavar="FILE",
            help="Claims: start,area,technology,energy_mwh[,kg_co2e_per_mwh][,consumer_area][,claim].",
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write: .csv, .csv.gz or .parquet.")],
    of: Annotated[
        Literal["consumption", "generation"],
        typer.Option("--of", help="consumption: what consumers draw after trade; generation: what is left before it."),
    ] = "consumption",
    coupling: CouplingOption = None,
    losses: LossesOption = None,
    storage: StorageOption = None,
    reconcile: ReconcileOption = False,
    repair: RepairOption = None,
    resolution: ResolutionOption = None,
    lang: LangOption = "en",
) -> None:
    """Residual mix by area and interval, given the claims on generation: a factor file like any other."""
    from fourfold.app.electricity.residual import residual_mix
    from fourfold.cli.electricity.trace_view import CONSUMPTION_LEFT, GENERATION_LEFT, show_trace
    from fourfold.cli.progress import progress
    from fourfold.cli.show import speak

    speak(lang)
    request = grid_request(grid, repair, reconcile, resolution)
    with progress(lang) as tick:
        run = residual_mix(request, claims, output, of, coupling, losses, storage, tick)
    show_trace(run, lang, CONSUMPTION_LEFT if of == "consumption" else GENERATION_LEFT)
