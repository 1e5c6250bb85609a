"""``fourfold supply account``: energy and emissions of a portfolio of meters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from fourfold.cli.options import LangOption
from fourfold.cli.supply.options import JsonOption


def account(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", help="Parquet tables: areas, meters, products, readings, factors, …", show_default=False
        ),
    ],
    unmatched: Annotated[
        Literal["residual", "location"],
        typer.Option(
            "--unmatched", help="Whose factor energy has that no claim covers: of the residual mix, or of the grid."
        ),
    ] = "residual",
    csv_path: Annotated[
        Path | None,
        typer.Option("--csv", metavar="PATH", help="Write products, months and bases as a table.", show_default=False),
    ] = None,
    json_path: JsonOption = None,
    memory_mb: Annotated[
        int, typer.Option("--memory", metavar="MIB", min=128, help="Memory the sums may use before they spill to disk.")
    ] = 2048,
    lang: LangOption = "en",
) -> None:
    """Emissions of a portfolio of many meters by product and month: by location, by market, with nothing claimed.

    All sums are exact. How the tables look is told on the reference page of portfolios.
    """
    from fourfold.app.supply.portfolio import account_document, account_folder
    from fourfold.cli.json_output import written
    from fourfold.cli.progress import progress
    from fourfold.cli.show import speak
    from fourfold.cli.supply.account_view import show_account

    speak(lang)
    with progress(lang) as tick:
        done = account_folder(folder, unmatched, memory_mb, csv_path, json_path, tick)
    if not written(account_document(done), json_path):
        show_account(done, csv_path, lang)
