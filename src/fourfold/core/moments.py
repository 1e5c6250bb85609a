"""Moments as signed documents spell them: ``2026-03-01T08:00:00Z``, UTC, whole seconds, one spelling (RFC 3339)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)


def moment_text(moment: datetime) -> str:
    """A moment in its one spelling; what is below a second is cut off.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def moment_of(text: object) -> datetime | None:
    """The moment of a text in exactly this spelling; ``None`` for anything else, such as a day that does not exist."""
    if not isinstance(text, str) or not _SHAPE.fullmatch(text) or text[11:13] == "24":
        return None  # later versions of Python take 24:00 for the next day
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
