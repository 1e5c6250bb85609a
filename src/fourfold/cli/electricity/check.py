"""``fourfold electricity check``: the balances of written factors, recomputed apart from the solver."""

from __future__ import annotations

import typer

from fourfold.cli.electricity.options import FactorsArgument, GridArgument, JsonOption
from fourfold.cli.options import LangOption


def check(
    grid: GridArgument,
    factors: FactorsArgument,
    json_path: JsonOption = None,
    lang: LangOption = "en",
) -> None:
    """Check written factors against the grid: each invariant with its figure.

    Repairs asked for when the grid was traced are taken from the factors' meta file. No code is shared with the solver.
    Exit code 1 when an invariant fails.
    """
    from fourfold.app.electricity.checking import check_factors
    from fourfold.cli.electricity.check_view import check_document, show_check
    from fourfold.cli.electricity.options import grid_request
    from fourfold.cli.electricity.writing import write_summary
    from fourfold.cli.progress import progress
    from fourfold.cli.show import speak

    speak(lang)
    with progress(lang) as tick:
        report = check_factors(grid_request(grid, None, False), factors, json_path, tick)
    write_summary(json_path, lambda: check_document(report))
    if json_path != "-":
        show_check(report, lang)
    if not report.passed:
        raise typer.Exit(1)
