"""``fourfold supply prove``: that Wh of a certificate stand in a ledger day."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from fourfold.cli.body_options import BodyOption
from fourfold.cli.options import AtOption, LangOption, moment_or_now
from fourfold.cli.supply.days import ChainOption, DayOption
from fourfold.cli.supply.options import JsonOption, LedgerOption


def read_range(text: str) -> tuple[int, int]:
    """Wh from the command line: ``0-500`` are the first 500."""
    match = re.fullmatch("([0-9]{1,18})-([0-9]{1,18})", text)
    if match is None:
        raise typer.BadParameter("Wh such as 0-500: from the first to before the last")
    return int(match[1]), int(match[2])


def prove(
    certificate: Annotated[str, typer.Argument(help="Number of the certificate.", show_default=False)],
    ledger: LedgerOption,
    body: BodyOption,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Proof to write.", show_default=False)],
    wh: Annotated[
        str, typer.Option("--range", metavar="A-B", help="Wh of it, from A to before B, such as 0-500. [all]")
    ] = "",
    account: Annotated[
        str, typer.Option("--account", metavar="NAME", help="Only Wh of this account. [whoever has them]")
    ] = "",
    day: DayOption = None,
    chain: ChainOption = False,
    at: AtOption = None,
    json_path: JsonOption = None,
    lang: LangOption = "en",
) -> None:
    """Prove, for who holds them, whose Wh of a certificate are at the end of a day, in which state, by which entry.

    The file holds the lots with their place in the day's sum tree, the signed day, and its proof in the log; fourfold
    verify checks it. It needs no key: the day is signed already.
    """
    from fourfold.app.certification.bodies.body import Body
    from fourfold.app.outputs import check_places
    from fourfold.app.supply.ledgers import open_ledger
    from fourfold.app.supply.proving import Wanted
    from fourfold.app.supply.proving import prove as prove_lots
    from fourfold.cli.certificate.writing import write_document
    from fourfold.cli.json_output import written
    from fourfold.cli.show import speak
    from fourfold.cli.supply.trace_view import show_written_proof

    speak(lang)
    check_places({"--output": output})
    first, stop = read_range(wh) if wh else (None, None)
    opened, keeper = open_ledger(ledger), Body.open(body)
    wanted = Wanted(certificate, first, stop, day, account, chain)
    proven = prove_lots(opened, keeper, wanted, moment_or_now(at))
    write_document(output, proven.bundle)
    if not written(proven.bundle, json_path):
        show_written_proof(proven, output, lang)
