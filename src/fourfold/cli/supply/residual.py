"""``fourfold supply residual``: what is left in a grid once the claims of a ledger have left it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from fourfold.cli.electricity.options import (
    CouplingOption,
    LossesOption,
    ReconcileOption,
    RepairOption,
    ResolutionOption,
    StorageOption,
    grid_request,
)
from fourfold.cli.options import AtOption, LangOption, moment_to_sign
from fourfold.cli.supply.options import JsonOption, LedgerOption

SpreadOption = Annotated[
    Literal["by-generation", "even"],
    typer.Option("--spread", help="How certificates of a month or a year leave the intervals of their time."),
]
BeyondOption = Annotated[
    Literal["ends", "by-time"],
    typer.Option(
        "--beyond",
        help="Certificates that reach beyond the grid: whole where their time ends, or by the time within.",
    ),
]
TechnologyOption = Annotated[
    list[str] | None,
    typer.Option(
        "--technology",
        metavar="LEDGER=GRID",
        help="A technology of the ledger, and its name in the grid; may be given several times.",
        show_default=False,
    ),
]


def residual(
    ledger: LedgerOption,
    grid: Annotated[
        Path,
        typer.Option("--grid", metavar="GRID", help="Grid folder, or the grid.yaml in it.", show_default=False),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="Factor file to write: .csv, .csv.gz or .parquet.",
            show_default=False,
        ),
    ],
    of: Annotated[
        Literal["generation", "consumption"],
        typer.Option("--of", help="generation: what is left in each area; consumption: what consumers draw of it."),
    ] = "generation",
    spread: SpreadOption = "by-generation",
    beyond: BeyondOption = "ends",
    technology: TechnologyOption = None,
    claims: Annotated[
        Path | None,
        typer.Option("--claims", metavar="PATH", help="Write what left each interval as a table.", show_default=False),
    ] = None,
    close: Annotated[
        bool, typer.Option("--close", help="Then close the residual in the ledger: what is held stays in it for good.")
    ] = False,
    coupling: CouplingOption = None,
    losses: LossesOption = None,
    storage: StorageOption = None,
    reconcile: ReconcileOption = False,
    repair: RepairOption = None,
    resolution: ResolutionOption = None,
    at: AtOption = None,
    json_path: JsonOption = None,
    lang: LangOption = "en",
) -> None:
    """Residual mix by area and interval: what a ledger has cancelled or claimed leaves it, what is held stays.

    A factor file like any other. Emissions are conserved: what claims carry and what is left are what was emitted.
    """
    from fourfold.app.supply.leaving import Beyond
    from fourfold.app.supply.ledgers import open_ledger
    from fourfold.app.supply.residual import ResidualRequest, ledger_residual, technologies
    from fourfold.cli.json_output import written
    from fourfold.cli.progress import progress
    from fourfold.cli.show import speak
    from fourfold.cli.supply.residual_view import residual_document, show_residual
    from fourfold.electricity.tracing.leaving import SpreadRule

    speak(lang)
    asked = ResidualRequest(
        grid=grid_request(grid, repair, reconcile, resolution),
        output=output,
        of=of,
        spread=SpreadRule(spread),
        beyond=Beyond(beyond),
        technologies=technologies(technology or ()),
        claims=claims,
        close=close,
        coupling=coupling,
        losses=losses,
        storage=storage,
    )
    opened, moment = open_ledger(ledger), moment_to_sign(at, lang)
    with progress(lang) as tick:
        run = ledger_residual(opened, asked, moment, tick)
    if not written(residual_document(run, opened, asked), json_path):
        show_residual(run, asked, lang)
