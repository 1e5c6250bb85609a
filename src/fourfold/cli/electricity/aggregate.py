"""``fourfold electricity aggregate``: factors of months, typical days, tariff periods, weighted by energy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from fourfold.cli.electricity.options import FactorsArgument
from fourfold.cli.options import LangOption


def aggregate(
    factors: FactorsArgument,
    by: Annotated[
        Literal["hour", "month", "year", "typical-day", "tariff", "weekday"],
        typer.Option("--by", help="Groups; tariff and weekday are those of the calendar."),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write: .csv, .csv.gz or .parquet.")],
    calendar: Annotated[
        str | None,
        typer.Option("--calendar", metavar="NAME|FILE", help="Shipped calendar, or a calendar file ending in .yaml."),
    ] = None,
    time_zone: Annotated[
        str | None, typer.Option("--time-zone", help="Zone whose days count. [that of the calendar or the factors]")
    ] = None,
    lang: LangOption = "en",
) -> None:
    """Aggregate factors, always weighted by energy: total mass over total energy."""
    from fourfold.app.electricity.factors import aggregate_factors
    from fourfold.cli.electricity.factors_view import show_aggregate
    from fourfold.cli.show import speak

    speak(lang)
    show_aggregate(aggregate_factors(factors, by, output, calendar, time_zone), output, lang)
