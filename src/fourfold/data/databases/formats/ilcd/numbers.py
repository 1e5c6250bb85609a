"""Numbers and years as ILCD spells them."""

from __future__ import annotations

import math
import re

from fourfold.core.problems import Place
from fourfold.data.databases.formats.ilcd.messages import NUMBER_WRONG, YEAR_WRONG
from fourfold.data.databases.report import Effect, ImportReport

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_YEAR = re.compile(r"([0-9]{4})(-[0-9]{2}-[0-9]{2})?([T ].*)?")


def number_of(text: str) -> float | None:
    """The finite number a text spells, else ``None``."""
    if len(text) > 60 or not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def number(text: str, name: str, place: Place, report: ImportReport) -> float | None:
    """The number; a text that is none is reported as refused. ``None`` also where there is no text."""
    value = number_of(text)
    if text and value is None:
        report.note(Effect.REFUSED, NUMBER_WRONG, place, name=name, found=text)
    return value


def first_day(text: str, name: str, place: Place, report: ImportReport) -> str:
    """The first day of a year, or a day as it stands; empty where there is none."""
    return _day(text, name, "-01-01", place, report)


def last_day(text: str, name: str, place: Place, report: ImportReport) -> str:
    """The last day of a year, or a day as it stands; empty where there is none."""
    return _day(text, name, "-12-31", place, report)


def _day(text: str, name: str, rest: str, place: Place, report: ImportReport) -> str:
    if not text:
        return ""
    found = _YEAR.fullmatch(text)
    if found is None:
        report.note(Effect.NOTED, YEAR_WRONG, place, name=name, found=text)
        return ""
    return found[1] + (found[2] or rest)
