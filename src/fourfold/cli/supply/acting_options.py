"""Options of verbs that act on lots: which Wh are meant, why, and whether only to try."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.cli.options import moment_to_sign, read_moment
from fourfold.core.problems import Lang

if TYPE_CHECKING:
    from fourfold.app.supply.acting import Actor, Selection

_WH_PER_KWH = 1_000
_MOST_WH = 10**18


def read_energy(text: str) -> int:
    """Whole Wh from the command line."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= _MOST_WH:
        raise typer.BadParameter("whole Wh, such as 500000")
    return int(text)


def read_kwh(text: str) -> int:
    """kWh from the command line, in Wh."""
    number = _decimal(text)
    if number is None or not 0 < number * _WH_PER_KWH <= _MOST_WH or number * _WH_PER_KWH % 1:
        raise typer.BadParameter("kWh in whole Wh, such as 500 or 0.25")
    return int(number * _WH_PER_KWH)


def read_share(text: str) -> Decimal:
    """A number of at least 0 from the command line."""
    number = _decimal(text)
    if number is None or number < 0:
        raise typer.BadParameter("a decimal number with a point, such as 0.05")
    return number


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def read_range(text: str) -> tuple[int, int]:
    """A range of Wh from the command line."""
    first, dash, stop = text.partition("-")
    if not dash or not (first + stop).isascii() or not (first.isdigit() and stop.isdigit()):
        raise typer.BadParameter("from A to before B, such as 0-500000")
    return int(first), int(stop)


CertificateOption = Annotated[str, typer.Option("--certificate", help="Of which certificate.")]
DeviceOption = Annotated[str, typer.Option("--device", help="Of which plant.")]
StartOption = Annotated[
    datetime | None,
    typer.Option(
        "--start",
        parser=read_moment,
        metavar="TIME",
        help="Of certificates whose interval begins then.",
        show_default=False,
    ),
]
WhOption = Annotated[
    int | None, typer.Option("--wh", parser=read_energy, metavar="WH", help="How many Wh.", show_default=False)
]
KwhOption = Annotated[
    int | None, typer.Option("--kwh", parser=read_kwh, metavar="KWH", help="How many kWh.", show_default=False)
]
RangeOption = Annotated[
    str, typer.Option("--range", metavar="A-B", help="Wh of the certificate, from A to before B, such as 0-500000.")
]
ReasonOption = Annotated[str, typer.Option("--reason", help="Stands in the journal.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Tell what would be done; record nothing.")]


def selection_of(
    certificate: str, device: str, start: datetime | None, wh: int | None, kwh: int | None, range_: str
) -> Selection:
    """Which Wh the options mean."""
    from fourfold.app.supply.acting import Selection

    if wh and kwh:
        raise typer.BadParameter("--wh or --kwh, not both")
    span = read_range(range_) if range_ else None
    return Selection(certificate, device, None if start is None else int(start.timestamp()), wh or kwh or 0, span)


def actor_of(
    ledger: Path, account: str, at: datetime | None, key: Path | None, passphrase: Path | None, lang: Lang, *, dry: bool
) -> Actor:
    """Who acts, in an opened ledger, with the key of the account where one is given.

    Raises:
        InputError: the ledger or the key cannot be opened, or the ledger does not know the account.
    """
    from fourfold.app.supply.acting import known_actor
    from fourfold.app.supply.ledgers import open_ledger
    from fourfold.cli.show import speak
    from fourfold.cli.statement.options import opened_key

    speak(lang)
    opened = open_ledger(ledger)
    now, signer = moment_to_sign(at, lang), opened_key(key, passphrase) if key is not None else None
    return known_actor(opened, account, now, signer, dry_run=dry)
