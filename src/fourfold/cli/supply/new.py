"""``fourfold supply new``: a claim ledger in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.json_output import written
from fourfold.cli.options import AtOption, LangOption, moment_to_sign
from fourfold.cli.supply.options import JsonOption


def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make.", show_default=False)],
    name: Annotated[str, typer.Option("--name", help="What people call the ledger. [the folder's name]")] = "",
    address: Annotated[
        str,
        typer.Option(
            "--postgresql",
            metavar="ADDRESS",
            help="Keep the entries in this database, such as postgresql://host/name; without it in the folder.",
        ),
    ] = "",
    at: AtOption = None,
    json_path: JsonOption = None,
    lang: LangOption = "en",
) -> None:
    """Make a ledger: empty, with an id of its own, in the folder or in a PostgreSQL database.

    What it is to know first, accounts, areas, plants and meters, is told by tables: fourfold supply import.
    """
    from fourfold.app.supply.ledgers import make_ledger
    from fourfold.cli.show import plain_console, speak
    from fourfold.core.problems import N_
    from fourfold.core.words import words
    from fourfold.electricity.ledger.model import LEDGER_FORMAT

    speak(lang)
    made = make_ledger(folder, name or folder.resolve().name, moment_to_sign(at, lang), address)
    card = made.card
    if written({"fourfold": LEDGER_FORMAT, "id": card.id, "name": card.name, "made": card.made}, json_path):
        return
    say, console = words(lang), plain_console()
    console.print(say(N_("{name}: a new ledger, {id}"), name=card.name, id=card.id), soft_wrap=True)
    tables = "accounts.csv areas.csv devices.csv meters.csv"
    console.print(say(N_("next: fourfold supply import {tables} --ledger {folder}"), tables=tables, folder=folder))
