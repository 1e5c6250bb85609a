"""``fourfold electricity plot``: pictures of factors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from fourfold.cli.electricity.options import FactorsArgument
from fourfold.cli.options import LangOption


def plot(
    factors: FactorsArgument,
    output: Annotated[Path, typer.Option("--output", "-o", help="Picture to write: .png, .svg or .html.")],
    kind: Annotated[
        Literal["heatmap", "duration", "areas"],
        typer.Option("--kind", help="heatmap: hour by day; duration: factors sorted; areas: side by side."),
    ] = "heatmap",
    area: Annotated[
        list[str] | None,
        typer.Option("--area", metavar="CODE", help="Only this area; may be given several times. [first; all]"),
    ] = None,
    time_zone: Annotated[
        str | None, typer.Option("--time-zone", help="Zone of days and hours. [that of the factors]")
    ] = None,
    lang: LangOption = "en",
) -> None:
    """Draw factors: heat map of hours and days, duration curve, comparison of areas."""
    from fourfold.app.electricity.factors import plot_factors
    from fourfold.cli.electricity.factors_view import show_written
    from fourfold.cli.show import show_problems, speak

    speak(lang)
    warnings = plot_factors(factors, output, kind, area, time_zone, lang)
    if warnings:
        show_problems(warnings, lang)
    show_written(output, lang)
