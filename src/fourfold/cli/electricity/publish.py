"""``fourfold electricity publish``: a sealed series that ``fourfold assess`` takes as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from fourfold.cli.electricity.options import FactorsArgument
from fourfold.cli.options import LangOption

FallbackWord = Literal["none", "typical", "month", "year", "older", "parent", "default"]
QuantityWord = Literal["co2_direct", "co2e_direct", "co2e_lifecycle"]
GwpWord = Literal["AR4", "AR5", "AR6", "unstated"]
StatusWord = Literal["official", "published", "secondary", "derived", "illustrative", "unconfirmed"]


def publish(
    factors: FactorsArgument,
    area: Annotated[str, typer.Option("--area", metavar="CODE", help="Area of the series.")],
    publisher: Annotated[str, typer.Option("--publisher", help="Who vouches for the series.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="SERIES", help="File to write, such as CN-JS.series.json.")
    ],
    document: Annotated[str, typer.Option("--document", help="As what it is published. [made from the area]")] = "",
    series: Annotated[str, typer.Option("--series", metavar="ID", help="Short name. [the area in small letters]")] = "",
    start: Annotated[str, typer.Option("--from", metavar="DAY", help="First day. [that of the factors]")] = "",
    end: Annotated[str, typer.Option("--to", metavar="DAY", help="Day after the last. [that of the factors]")] = "",
    time_zone: Annotated[str, typer.Option("--time-zone", help="Zone of the days. [that of the factors]")] = "",
    fallback: Annotated[
        FallbackWord,
        typer.Option(
            "--fallback",
            help="How far down the ladder an interval without a factor may go; each step includes those before it, "
            "and every value is labelled.",
        ),
    ] = "none",
    also: Annotated[
        list[Path] | None,
        typer.Option("--also", metavar="FACTORS", help="Further factor files: other years, enclosing areas."),
    ] = None,
    default_area: Annotated[
        str, typer.Option("--default-area", metavar="CODE", help="Area of the last step of the ladder.")
    ] = "",
    calendar: Annotated[
        str, typer.Option("--calendar", metavar="NAME|FILE", help="Kinds of day of the typical hour.")
    ] = "weekdays",
    quantity: Annotated[
        QuantityWord | None, typer.Option("--quantity", help="Of factors without a meta file: what they count.")
    ] = None,
    gwp_set: Annotated[GwpWord, typer.Option("--gwp-set", help="Of factors without a meta file.")] = "unstated",
    status: Annotated[StatusWord | None, typer.Option("--status", help="Of factors without a meta file.")] = None,
    lang: LangOption = "en",
) -> None:
    """Publish the factors of an area: rounded once, labelled, sealed.

    The series states basis, sources with the digests of their files, and the share of every rung of the ladder of
    fallbacks. Without --fallback an interval without a factor is an error.
    """
    from fourfold.app.electricity.publishing import PublishRequest, publish_series
    from fourfold.cli.electricity.factors_view import show_published
    from fourfold.cli.show import speak

    speak(lang)
    request = PublishRequest(
        factors=factors,
        also=also or (),
        area=area,
        publisher=publisher,
        document=document,
        series=series,
        start=start,
        end=end,
        time_zone=time_zone,
        fallback=fallback,
        default_area=default_area,
        calendar=calendar,
        quantity=quantity or "",
        gwp_set=gwp_set,
        status=status or "",
    )
    show_published(publish_series(request, output), output, lang)
