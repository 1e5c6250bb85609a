"""Values as EcoSpold files spell them: read, or reported and left out; never guessed."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from fourfold.core.problems import MessageKind, Place
from fourfold.core.quantities import Unit, UnitError
from fourfold.data.databases.formats.cas import cas_of
from fourfold.data.databases.formats.ecospold import messages as m
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.formats.dates import read_date
from fourfold.formats.numbers import (
    MOST_DIGITS,
    NUMBER_NOT_FINITE,
    NUMBER_OUT_OF_RANGE,
    NumberFault,
    read_number,
)
from fourfold.formats.xml_text import Element, line_of

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")
_LONGEST = 60
_PEDIGREE = re.compile(
    r"\(\s*((?:[1-5]|n\.?a\.?|-)(?:\s*[,;]\s*(?:[1-5]|n\.?a\.?|-)){4,5})\s*(?:[,;]\s*BU:\s*([0-9.]+)\s*)?\)", re.I
)
_ABSENT = frozenset({"", "-", "--", "0", "nan", "n.a.", "n.a", "na", "none", "null"})


@dataclass(frozen=True, slots=True)
class Spot:
    """An element of a file and where findings about it go.

    Attributes:
        element: where attributes are read.
        file: path for messages.
        report: receives findings.
    """

    element: Element
    file: str
    report: ImportReport

    def place(self, column: str = "") -> Place:
        """File and line of the element, at one attribute."""
        return Place(self.file, line_of(self.element), column)

    def note(self, effect: Effect, kind: MessageKind, column: str = "", **params: object) -> None:
        """Add a finding at the element."""
        self.report.note(effect, kind, self.place(column), **params)

    def of(self, element: Element) -> Spot:
        """The same for another element of the file."""
        return Spot(element, self.file, self.report)

    def text(self, name: str) -> str:
        """An attribute, trimmed; empty where it is missing."""
        return plain(self.element, name)

    def number(self, name: str, effect: Effect = Effect.REFUSED) -> float | None:
        """A finite number; ``None`` where it is missing or unreadable, which is reported with this effect."""
        text = self.text(name)
        if not text:
            self.note(effect, m.NUMBER_MISSING, name, found=name)
            return None
        found = read_float(text)
        if isinstance(found, float):
            return found
        self.note(effect, found.kind, name, found=text, offer=found.offer or "–", most=MOST_DIGITS)
        return None

    def number_or_none(self, name: str) -> float | None:
        """A finite number that may be missing; unreadable ones are reported as not read."""
        return self.number(name, Effect.NOT_READ) if self.text(name) else None

    def flag(self, name: str) -> bool:
        """Whether an attribute says true."""
        return self.text(name).casefold() in ("true", "1", "yes")


def plain(element: Element, name: str) -> str:
    """An attribute, trimmed; empty where it is missing. EcoSpold has no attributes in namespaces but ``xml:lang``."""
    return str(element.get(name) or "").strip()


def read_float(text: str) -> float | NumberFault:
    """The number a text spells, or why it is not taken. Decimal commas and thousands separators are refused."""
    if len(text) > _LONGEST:
        return NumberFault(NUMBER_OUT_OF_RANGE)
    if not _NUMBER.fullmatch(text):
        fault = read_number(text)
        return fault if isinstance(fault, NumberFault) else NumberFault(NUMBER_OUT_OF_RANGE)
    value = float(text)
    if not math.isfinite(value):
        return NumberFault(NUMBER_NOT_FINITE if "inf" in text.casefold() else NUMBER_OUT_OF_RANGE)
    if value == 0 and re.search(r"[1-9]", re.split("[eE]", text)[0]):
        return NumberFault(NUMBER_OUT_OF_RANGE)
    return value


def stated(text: str) -> str:
    """A text, or nothing where it only says that nothing is known."""
    return "" if text.strip().casefold() in _ABSENT else text.strip()


def read_cas(spot: Spot, name: str) -> str:
    """A CAS number without leading zeros; one that is malformed or fails its check digit is reported and left out."""
    raw = spot.element.get(name)
    if raw is None:
        return ""
    found = cas_of(str(raw))
    if isinstance(found, MessageKind):
        spot.note(Effect.NOT_READ, found, name, found=str(raw))
        return ""
    return found


def read_day(text: str, *, last: bool) -> str | None:
    """An ISO date from a year, a month or a date with or without offset; ``None`` where it is none of them.

    Args:
        text: as XML Schema spells ``gYear``, ``gYearMonth`` and ``date``.
        last: whether a year or month stands for its last day.
    """
    found = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(Z|[+-][0-9]{2}:[0-9]{2})?", text.strip())
    if found is None:
        return None
    year, month = int(found[1]), int(found[2] or (12 if last else 1))
    if year < 1 or not 1 <= month <= 12:
        return None
    day = int(found[3]) if found[3] else calendar.monthrange(year, month)[1] if last else 1
    whole = f"{year:04}-{month:02}-{day:02}"
    return whole if read_date(whole) else None


def read_validity(spot: Spot, texts: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """First and last day of validity; what is empty or unreadable is reported and left open."""
    days = ["", ""]
    for end, (name, text) in enumerate(texts):
        day = read_day(text, last=bool(end)) if text else None
        if day is None:
            spot.note(Effect.NOTED, m.DATE_OPEN, name, found=text or name)
        days[end] = day or ""
    if all(days) and days[0] > days[1]:
        spot.note(Effect.NOTED, m.DATES_REVERSED, found=f"{days[0]} – {days[1]}")
    return days[0], days[1]


def read_pedigree(text: str) -> tuple[str, float | None]:
    """Five scores such as ``1;3;2;n.a.;4`` from a comment, and the basic uncertainty (GSD²) where it stands beside.

    A sixth score (sample size) stays in the comment. Both are empty where the comment holds no scores.
    """
    found = _PEDIGREE.search(text)
    if found is None:
        return "", None
    scores = [score.strip().casefold() for score in re.split("[,;]", found[1])][:5]
    base = read_float(found[2]) if found[2] else None
    usable = base if isinstance(base, float) and base >= 1 else None
    return ";".join(score if score.isdigit() else "n.a." for score in scores), usable


@cache
def dimension_of(unit: str) -> str:
    """What a unit measures, or the unit itself where Fourfold does not know it."""
    try:
        return Unit(unit).dimension
    except UnitError:
        return f"“{unit}”"


def joined(*parts: tuple[str, str]) -> str:
    """Texts under their headings, empty ones left out."""
    return "\n".join(f"{heading}: {text}" if heading else text for heading, text in parts if text)
