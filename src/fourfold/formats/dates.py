"""Dates a person wrote: ISO 8601 in full, nothing guessed from day and month orders."""

from __future__ import annotations

import re
from datetime import date, datetime

from fourfold.core.problems import N_, MessageKind

DATE_WRONG = MessageKind(
    "date-wrong", N_("{found} is not a date"), N_("a date such as 2024-12-31"), N_("write year-month-day")
)
MOMENT_WRONG = MessageKind(
    "moment-wrong",
    N_("{found} is not a date and time"),
    N_("such as 2024-12-31T23:45 on the clock of the site, 2024-12-31T23:45+08:00 or 2024-12-31T15:45Z"),
    N_("write year-month-day, T, hours and minutes, and the offset from UTC where the clock changed"),
)
_YEARS = range(1900, 2201)


def read_date(text: str) -> date | None:
    """A date written year-month-day, else ``None``."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_datetime(text: str) -> datetime | None:
    """A date and a time of day without offset, such as ``2024-12-31T23:45``, else ``None``."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?", text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def read_moment(text: str) -> datetime | None:
    """A date and a time of day of the years 1900 to 2200, with an offset from UTC (``+08:00``, ``Z``) or without.

    Returns:
        The moment, aware of its offset where it has one; ``None`` where the text is none.
    """
    local = re.fullmatch(r"(.+?)(Z|[+-][0-9]{2}:[0-9]{2})?", text)
    if local is None or read_datetime(local[1]) is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in _YEARS else None
