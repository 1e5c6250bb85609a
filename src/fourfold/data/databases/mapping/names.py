"""How names, registry numbers and compartments of elementary flows are compared."""

from __future__ import annotations

import csv
import re
import unicodedata
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

_COMPARTMENTS = Path(__file__).parent / "compartments.csv"
_CAS = re.compile(r"0*(\d{2,7})-(\d\d)-(\d)")
_BRACKETS = re.compile(r"^(?P<name>.*?\S)\s*\[(?P<inside>[^\[\]]*)\]\s*$")

LONGEST = 500
"""Characters of a name or category that patterns look at, so that hostile ones cost no time."""


class Medium(StrEnum):
    """What a flow goes to or comes from."""

    AIR = "air"
    WATER = "water"
    SOIL = "soil"
    RESOURCE = "resource"
    """Taken from nature."""
    UNKNOWN = "unknown"
    """The category does not say."""


def name_key(text: str) -> str:
    """What spellings of a name are compared by: its letters and digits, without case.

    “Carbon dioxide (fossil)”, “carbon dioxide, fossil ” and “Carbon dioxide, fossil” have one key.
    """
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def without_brackets(text: str) -> tuple[str, str]:
    """A name and what stands in square brackets at its end: “Methane [Organic emissions to air]”."""
    found = _BRACKETS.match(text) if len(text) <= LONGEST else None
    return (found["name"], found["inside"]) if found else (text, "")


def cas_number(text: str) -> str:
    """A CAS registry number without leading zeros; empty where the text is none, by form or by its check digit."""
    found = _CAS.fullmatch(text.strip())
    if not found:
        return ""
    digits = found[1] + found[2]
    total = sum(place * int(digit) for place, digit in enumerate(reversed(digits), start=1))
    return f"{found[1]}-{found[2]}-{found[3]}" if total % 10 == int(found[3]) else ""


@lru_cache(maxsize=4096)
def medium(category: str) -> Medium:
    """What the category of an elementary flow says that it goes to or comes from.

    Args:
        category: path of the category, with what stood in brackets behind the name.
    """
    text = unicodedata.normalize("NFKC", category[:LONGEST]).casefold()
    return next((found for pattern, found in _patterns() if pattern.search(text)), Medium.UNKNOWN)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Medium], ...]:
    with _COMPARTMENTS.open(encoding="utf-8", newline="") as stream:
        return tuple((re.compile(row["pattern"]), Medium(row["medium"])) for row in csv.DictReader(stream))
