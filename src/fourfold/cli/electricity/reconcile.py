"""``fourfold electricity reconcile``: measured data that do not balance, made to balance by the smallest change."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from fourfold.cli.electricity.options import GridArgument, JsonOption, RepairOption, ResolutionOption, grid_request
from fourfold.cli.options import LangOption


def reconcile(
    grid: GridArgument,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="New folder for the balanced grid; must not exist.")
    ],
    weights: Annotated[
        Literal["relative", "uniform"],
        typer.Option("--weights", help="relative: a series moves in proportion to its size; uniform: all alike."),
    ] = "relative",
    repair: RepairOption = None,
    resolution: ResolutionOption = None,
    json_path: JsonOption = None,
    lang: LangOption = "en",
) -> None:
    """Balance a grid by the smallest weighted change, and list every adjustment.

    Writes a grid folder that balances, with adjustments.csv: what, where, before, after.
    """
    from fourfold.app.electricity.reconciling import reconcile_grid
    from fourfold.cli.electricity.reconcile_view import reconcile_document, show_reconciled
    from fourfold.cli.electricity.writing import write_summary
    from fourfold.cli.progress import progress
    from fourfold.cli.show import speak

    speak(lang)
    with progress(lang) as tick:
        run = reconcile_grid(grid_request(grid, repair, True, resolution), output, weights, json_path, tick)
    write_summary(json_path, lambda: reconcile_document(run))
    if json_path != "-":
        show_reconciled(run, lang)
