"""The schema of a ledger: every table, the acts it knows, its revision. Migrations make it; this describes it."""

from __future__ import annotations

from fourfold.store.ledger.tables import claims, holdings, registers
from fourfold.store.ledger.tables.claims import DRAWS_KNOWN
from fourfold.store.ledger.tables.columns import META
from fourfold.store.ledger.tables.holdings import MOVES_KNOWN, NEW

SCHEMA = "l0002"
"""Revision this program reads and writes; the last of `KNOWN`."""
KNOWN = ("l0001", "l0002")
KEEPER = ""
"""The account that stands for the keeper of the ledger."""

TABLES = tuple(META.tables)

__all__ = [
    "DRAWS_KNOWN",
    "KEEPER",
    "KNOWN",
    "META",
    "MOVES_KNOWN",
    "NEW",
    "SCHEMA",
    "TABLES",
    "claims",
    "holdings",
    "registers",
]
