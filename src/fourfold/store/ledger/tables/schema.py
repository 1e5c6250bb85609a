"""The schema of a ledger: every table, the acts it knows, its revision. Migrations make it; this describes it."""

from __future__ import annotations

from fourfold.electricity.ledger.model import TRANSITIONS, Act, LotState
from fourfold.store.ledger.tables import claims, holdings, registers
from fourfold.store.ledger.tables.columns import META

SCHEMA = "l0002"
"""Revision this program reads and writes; the last of `KNOWN`."""
KNOWN = ("l0001", "l0002")
NEW = "new"
"""State of Wh before their issue, and of a use before its reading."""
KEEPER = ""
"""The account that stands for the keeper of the ledger."""

MOVES_KNOWN = (
    (Act.ISSUE.value, NEW, LotState.HELD.value),
    *((act.value, old.value, new.value) for act, pairs in TRANSITIONS.items() for old, new in pairs),
)
"""Rows of ``transitions``."""
DRAWS_KNOWN = (
    ("open", NEW, "free"),
    ("cover", "free", "covered"),
    ("uncover", "covered", "free"),
    ("void", "free", "void"),
)
"""Rows of ``draw_transitions``."""
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
