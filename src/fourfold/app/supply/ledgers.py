"""A ledger's folder: what it is called, and where its entries rest.

    ledger.json      ``ledger/1``: id, name, when it was made, and the address of a PostgreSQL database where it is not
                     in the folder; an address never holds a password (libpq's own ways give it)
    ledger.sqlite    the entries

The keeper of the ledger is whoever may write there; where days are published the keeper is a body (its folder is named
with ``--body``): it signs the day and its log makes it public.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fourfold.electricity.ledger.ledger import Ledger

LEDGER_CARD = "ledger.json"
LEDGER_FILE = "ledger.sqlite"


@dataclass(frozen=True, slots=True)
class LedgerCard:
    """What a ledger says of itself.

    Attributes:
        id: ``urn:uuid:…``; every day and statement names it.
        name: for people.
        made: when.
        address: of its PostgreSQL database; empty for SQLite in the folder.
    """

    id: str
    name: str
    made: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class OpenedLedger:
    """A ledger with its card."""

    folder: Path
    card: LedgerCard
    ledger: Ledger
