"""The shape of a JSON document, declared once: it checks a value with all faults at once, and writes its JSON Schema.

Reader and schema cannot drift apart, since both are made from the same declaration. Faults bear the JSON path
(``credentialSubject.lines[2].name``); no path is spelled while nothing is wrong. What several members say together
(sums, orders of time) is checked by whoever reads the document. Objects and lists: `fourfold.core.json_nests`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from fourfold.core.canonical import JSON
from fourfold.core.moments import moment_of
from fourfold.core.problems import N_, MessageKind, Place, Problems, Term

MEMBER_MISSING = MessageKind(
    "member-missing",
    N_("{path} is missing"),
    N_("{path} with a value; members that are zero or empty are written too"),
    N_("ask whoever made the document for one that is complete"),
)
MEMBER_UNKNOWN = MessageKind(
    "member-unknown",
    N_("{path} is no member of this document"),
    N_("one of: {choices}"),
    N_("ask whoever made the document for one of this form; what is unknown is not passed over in what is signed"),
)
MEMBER_TYPE = MessageKind(
    "member-type",
    N_("{path} holds {found}"),
    N_("{wanted}"),
    N_("ask whoever made the document for one of this form"),
)
MEMBER_VALUE = MessageKind(
    "member-value",
    N_("{found} is not accepted for {path}"),
    N_("{wanted}"),
    N_("ask whoever made the document for one of this form"),
)
MEMBER_COUNT = MessageKind(
    "member-count",
    N_("{path} holds {found} entries"),
    N_("from {least} to {most} entries"),
    N_("ask whoever made the document for one of this form"),
)
MEMBER_REPEATED = MessageKind(
    "member-repeated",
    N_("{path} stands twice in its list: {found}"),
    N_("each entry once"),
    N_("ask whoever made the document for one without repetition"),
)

Step: TypeAlias = str | int
Accept: TypeAlias = Callable[[JSON], bool]
"""Whether a value has a shape: the same as no faults, told faster."""
Fault: TypeAlias = tuple[tuple[Step, ...], MessageKind, dict[str, object]]
"""Path, kind and parameters of a fault."""

_SORTS: Mapping[type, Term] = {
    dict: Term(N_("an object")),
    list: Term(N_("a list")),
    str: Term(N_("a text")),
    int: Term(N_("an integer")),
    bool: Term(N_("true or false")),
    type(None): Term(N_("null")),
}


class Shape(Protocol):
    """What a value must look like."""

    def faults(self, value: JSON) -> list[Fault]:
        """Everything that is wrong with a value; paths begin at the value."""

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema, Draft 2020-12."""


def check(shape: Shape, value: JSON, place: Place, problems: Problems) -> bool:
    """Whether a value has a shape; every fault is reported with its path as column of the place."""
    if accepting(shape)(value):
        return True
    faults = shape.faults(value)
    for path, kind, params in faults:
        column = spelled(path)
        problems.error(kind, below(place, column), path=column or "$", **params)
    return not faults


def accepting(shape: Shape) -> Accept:
    """The quick test of a shape; of one that has none, that it finds no faults."""
    made: Callable[[], Accept] | None = getattr(shape, "accepts", None)
    return made() if made is not None else lambda value: not shape.faults(value)


def below(place: Place, path: str) -> Place:
    """A place, and from there along a path."""
    return place.at(f"{place.column}.{path}".strip(".")) if path else place


def spelled(path: Sequence[Step]) -> str:
    """A path as text: ``credentialStatus[0].id``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def within(step: Step, faults: list[Fault]) -> list[Fault]:
    """Faults of a part, seen from the whole."""
    return [((step, *path), kind, params) for path, kind, params in faults]


def wrong_type(value: JSON, wanted: type) -> list[Fault]:
    """The fault of a value of another type."""
    return [((), MEMBER_TYPE, {"found": _SORTS.get(type(value), type(value).__name__), "wanted": _SORTS[wanted]})]


@dataclass(frozen=True, slots=True)
class Text:
    """A text.

    Attributes:
        pattern: regular expression the whole text matches, in the words JSON Schema and Python share.
        wanted: what is asked for, in words.
        most: characters at most.
        meaning: for the schema.
        named: a format of JSON Schema, told beside.
    """

    pattern: str
    wanted: Term
    most: int = 4_000
    meaning: str = ""
    named: str = ""
    _regex: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_regex", re.compile(self.pattern))

    def faults(self, value: JSON) -> list[Fault]:
        """Not a text, too long, or of another form."""
        if not isinstance(value, str):
            return wrong_type(value, str)
        if len(value) <= self.most and self._regex.fullmatch(value):
            return []
        return [((), MEMBER_VALUE, {"found": value or "“”", "wanted": self.wanted})]

    def accepts(self) -> Accept:
        """The same as a quick test."""
        most, matches = self.most, self._regex.fullmatch
        return lambda value: isinstance(value, str) and len(value) <= most and matches(value) is not None

    def schema(self) -> dict[str, Any]:
        """A string with this pattern."""
        schema: dict[str, Any] = {"type": "string", "maxLength": self.most, "pattern": f"^(?:{self.pattern})$"}
        if self.named:
            schema["format"] = self.named
        return schema | ({"description": self.meaning} if self.meaning else {})


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in its one spelling, see `fourfold.core.moments`."""

    def faults(self, value: JSON) -> list[Fault]:
        """Not a text, or no such moment."""
        if not isinstance(value, str):
            return wrong_type(value, str)
        if moment_of(value) is not None:
            return []
        wanted = Term(N_("a moment such as 2026-03-01T08:00:00Z: UTC, whole seconds"))
        return [((), MEMBER_VALUE, {"found": value or "“”", "wanted": wanted})]

    def accepts(self) -> Accept:
        """The same as a quick test."""
        return lambda value: moment_of(value) is not None

    def schema(self) -> dict[str, Any]:
        """A date-time that ends in Z."""
        pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
        return {"type": "string", "format": "date-time", "pattern": pattern, "maxLength": 20}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some texts."""

    choices: tuple[str, ...]

    def faults(self, value: JSON) -> list[Fault]:
        """Not a text, or none of them."""
        if not isinstance(value, str):
            return wrong_type(value, str)
        if value in self.choices:
            return []
        wanted = self.choices[0] if len(self.choices) == 1 else ", ".join(self.choices)
        return [((), MEMBER_VALUE, {"found": value or "“”", "wanted": wanted})]

    def accepts(self) -> Accept:
        """The same as a quick test."""
        choices = frozenset(self.choices)
        return lambda value: isinstance(value, str) and value in choices

    def schema(self) -> dict[str, Any]:
        """A constant, or an enumeration."""
        return {"const": self.choices[0]} if len(self.choices) == 1 else {"enum": list(self.choices)}


@dataclass(frozen=True, slots=True)
class Exactly:
    """One list of texts, in this order."""

    texts: tuple[str, ...]

    def faults(self, value: JSON) -> list[Fault]:
        """Anything else."""
        if not isinstance(value, list):
            return wrong_type(value, list)
        if value == list(self.texts):
            return []
        found = ", ".join(str(item) for item in value[:8]) or "[]"
        return [((), MEMBER_VALUE, {"found": found, "wanted": ", ".join(self.texts)})]

    def accepts(self) -> Accept:
        """The same as a quick test."""
        texts = list(self.texts)
        return lambda value: value == texts

    def schema(self) -> dict[str, Any]:
        """A constant."""
        return {"const": list(self.texts)}


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number, from `least` to `most`."""

    least: int = 0
    most: int = 2**53 - 1

    def faults(self, value: JSON) -> list[Fault]:
        """No integer (true is none), or out of range."""
        if type(value) is not int:
            return wrong_type(value, int)
        if self.least <= value <= self.most:
            return []
        return [((), MEMBER_VALUE, {"found": value, "wanted": f"{self.least} … {self.most}"})]

    def accepts(self) -> Accept:
        """The same as a quick test."""
        least, most = self.least, self.most
        return lambda value: type(value) is int and least <= value <= most

    def schema(self) -> dict[str, Any]:
        """An integer with bounds."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def faults(self, value: JSON) -> list[Fault]:
        """Anything else, null and 0 included."""
        return [] if isinstance(value, bool) else wrong_type(value, bool)

    def accepts(self) -> Accept:
        """The same as a quick test."""
        return lambda value: isinstance(value, bool)

    def schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}
