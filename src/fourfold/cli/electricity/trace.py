"""``fourfold electricity trace``: a grid in, factors by interval and area out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.electricity.options import (
    CouplingOption,
    GridArgument,
    JsonOption,
    LossesOption,
    ReconcileOption,
    RepairOption,
    ResolutionOption,
    StorageOption,
    grid_request,
)
from fourfold.cli.options import LangOption


def trace(
    grid: GridArgument,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FACTORS", help="Factor file to write: .csv, .csv.gz or .parquet.")
    ],
    coupling: CouplingOption = None,
    losses: LossesOption = None,
    storage: StorageOption = None,
    attributes: Annotated[
        str | None,
        typer.Option(
            "--attributes",
            metavar="NAMES",
            help="Columns beside the total, joined by commas: names of factors.csv, all, none; mix adds the share of "
            "every technology. [all]",
        ),
    ] = None,
    delivered: Annotated[
        bool, typer.Option("--delivered", help="Factors of power delivered, by the delivery of grid.yaml.")
    ] = False,
    reconcile: ReconcileOption = False,
    repair: RepairOption = None,
    resolution: ResolutionOption = None,
    json_path: JsonOption = None,
    lang: LangOption = "en",
) -> None:
    """Trace a grid: what a MWh consumed in each area carries, interval by interval.

    Writes one row per interval and area, and beside it NAME.meta.json with everything known about the factors.
    """
    from fourfold.app.electricity.tracing import trace_grid
    from fourfold.cli.electricity.trace_view import show_trace, trace_document
    from fourfold.cli.electricity.writing import write_summary
    from fourfold.cli.progress import progress
    from fourfold.cli.show import speak

    speak(lang)
    request = grid_request(grid, repair, reconcile, resolution)
    with progress(lang) as tick:
        run = trace_grid(request, output, coupling, losses, storage, attributes, delivered, json_path, tick)
    write_summary(json_path, lambda: trace_document(run))
    if json_path != "-":
        show_trace(run, lang)
