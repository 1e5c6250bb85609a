"""``fourfold data hourly``: hourly factors of electricity from a database and the mixes of its markets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.data.options import DatabaseArgument, JsonOption, LibraryOption, VersionOption
from fourfold.cli.data.scoring_options import GwpSetOption, ProfileOption, opened
from fourfold.cli.options import LangOption


def hourly(
    name: DatabaseArgument,
    markets: Annotated[Path, typer.Option("--markets", help="Table of zones: zone, product (the market's).")],
    mixes: Annotated[
        Path,
        typer.Option(
            "--mixes", help="Table of mixes: start, zone, source (a product or zone:CODE), share, demand_mwh."
        ),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="Factor file to write: .csv, .csv.gz or .parquet.")],
    product: Annotated[
        str | None, typer.Option("--product", help="Write the hourly footprint of this product instead of the factors.")
    ] = None,
    annual: Annotated[
        bool,
        typer.Option(
            "--annual", help="Take electricity that suppliers draw from the mean mix, not from the same hour."
        ),
    ] = False,
    version: VersionOption = "",
    profile: ProfileOption = "default",
    gwp_set: GwpSetOption = "AR6",
    library: LibraryOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "en",
) -> None:
    """Hourly life-cycle factors of zones, loops through the supply chain closed.

    The electricity markets of the database are replaced by the mixes of each interval. Exit code 1 when no interval
    has a factor.
    """
    from fourfold.app.databases.hourly import hourly_background
    from fourfold.cli.data.hourly_view import hourly_document, show_hourly
    from fourfold.cli.show import print_json, speak

    speak(lang)
    run = hourly_background(opened(name, version, profile, gwp_set, library), markets, mixes, output, product, annual)
    if as_json:
        print_json(hourly_document(run, output))
    else:
        show_hourly(run, output, lang)
    if (run.factors.blocked != 0).all():
        raise typer.Exit(1)
