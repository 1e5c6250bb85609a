"""Pieces of documents about a claim ledger: its name, Wh, roots, sums by state, as shapes and as members."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from fourfold.core.canonical import JSON
from fourfold.core.json_nests import ObjectOf
from fourfold.core.json_node import Node
from fourfold.core.json_shape import Text
from fourfold.core.problems import N_, Term
from fourfold.electricity.ledger.model import LotState, Sums

LEDGER = Text("urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Term(N_("the id of a ledger, urn:uuid:…")), 45)
WH = Text("0|[1-9][0-9]{0,17}", Term(N_("whole Wh as text, from 0, without leading zeros")), 18)
HEX = Text("[0-9a-f]{64}", Term(N_("64 hexadecimal digits in lower case")), 64)
SUMS = ObjectOf({str(state): WH for state in LotState})
"""Wh by state."""

_EPOCH = date(1970, 1, 1)


def day_text(day: int) -> str:
    """A ledger day, days since 1970-01-01, as ``YYYY-MM-DD``."""
    return (_EPOCH + timedelta(days=day)).isoformat()


def day_of(text: str) -> int | None:
    """Days since 1970-01-01 of a text; ``None`` where there is no such day."""
    try:
        return (date.fromisoformat(text) - _EPOCH).days
    except ValueError:
        return None


def day_at(time_s: int) -> int:
    """The ledger day of a moment: its day in UTC."""
    return time_s // 86_400


def moment_at(time_s: int) -> datetime:
    """A moment of UTC seconds."""
    return datetime.fromtimestamp(time_s, UTC)


def sums_member(sums: Sums) -> dict[str, JSON]:
    """Wh by state, as texts."""
    return {str(state): str(getattr(sums, state)) for state in LotState}


def sums_of(node: Node) -> Sums:
    """Wh by state, of an object whose shape was checked."""
    return Sums(**{str(state): int(node.text(state)) for state in LotState})
