"""``fourfold supply show``: what a ledger holds, or what a study's meters and instruments come to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from fourfold.cli.options import LangOption, PacksOption
from fourfold.cli.supply.options import JsonOption, LedgerMaybeOption


def show(
    what: Annotated[
        str,
        typer.Argument(
            metavar="[WHAT]",
            help="accounts, areas, devices, meters, certificates, lots, claims or days; the name of one account, plant,"
            " meter or certificate, or the number of a claim; or the folder of a study. [the ledger as a whole]",
            show_default=False,
        ),
    ] = "",
    ledger: LedgerMaybeOption = None,
    owner: Annotated[str, typer.Option("--owner", metavar="ACCOUNT", help="Only what is this account's.")] = "",
    state: Annotated[
        Literal["held", "cancelled", "claimed", "withdrawn", "residual"] | None,
        typer.Option("--state", help="Only Wh in this state.", show_default=False),
    ] = None,
    device: Annotated[str, typer.Option("--device", metavar="NAME", help="Only of this plant.")] = "",
    meter: Annotated[str, typer.Option("--meter", metavar="NAME", help="Only of this meter.")] = "",
    standards: Annotated[
        str,
        typer.Option(
            "--standards",
            metavar="NAMES",
            help="Of a study: schemes whose criteria its instruments are held against, with commas between.",
        ),
    ] = "",
    packs: PacksOption = None,
    most: Annotated[int, typer.Option("--most", min=1, max=100_000, help="Most rows of a table.")] = 50,
    json_path: JsonOption = None,
    lang: LangOption = "en",
) -> None:
    """Show what a ledger holds: balances, plants, meters, and where the Wh of a certificate are.

    Of a study: its meters as a tree with sums and quality, and its instruments with the criteria they fail.
    """
    from fourfold.app.supply.showing import view_of
    from fourfold.cli.json_output import written
    from fourfold.cli.progress import progress
    from fourfold.cli.show import speak
    from fourfold.cli.supply.show_view import show_view, view_document

    speak(lang)
    folder = Path(what)
    if what and (folder.suffix == ".xlsx" or (folder / "study.yaml").is_file()):
        from fourfold.app.supply.showing_study import study_view

        named = [name.strip() for name in standards.split(",") if name.strip()]
        with progress(lang) as tick:
            view = study_view(folder, named, tuple(packs or ()), most, tick)
    elif ledger is None:
        raise typer.BadParameter("name a ledger with --ledger, or the folder of a study")
    else:
        from fourfold.app.supply.ledgers import open_ledger
        from fourfold.app.supply.listing import Asked
        from fourfold.electricity.ledger.model import LotState

        view = view_of(open_ledger(ledger), Asked(what, most, owner, LotState(state) if state else None, device, meter))
    if not written(view_document(view), json_path):
        show_view(view, lang)
