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

    The balances are recomputed by code that shares nothing with the solver. Tidy folders of whole tables are read by
    the check itself as well; other formats, repaired and reconciled grids by the code that tracing uses, and the last
    line says so. Repairs asked for when the grid was traced are taken from the factors' meta file. Exit code 1 when an
    invariant fails.
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
