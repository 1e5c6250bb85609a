"""How values of the ledger stand in JSON: each kind of value with its shape, its one spelling, and the way back.

Wh and W are decimal strings, moments RFC 3339 in UTC, counts are numbers. A record has exactly its members; a value
has one spelling, so that equal orders have equal digests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

from fourfold.core.canonical import JSON
from fourfold.core.json_nests import ListOf, ObjectOf
from fourfold.core.json_shape import MEMBER_MISSING, Accept, Choice, Fault, Integer, Shape, Text, accepting, wrong_type
from fourfold.core.moments import moment_of, moment_text
from fourfold.core.problems import N_, Term

MOST_WH = 10**15
"""Largest energy of one certificate or reading: 1,000 TWh. So thousands of the largest stay below 2^63."""
MOST_TIME_S = 253_402_300_799
"""9999-12-31T23:59:59Z."""
_WH_TEXT = "[1-9][0-9]{0,14}|10{15}"
_SEEN = r"[^\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
_NAME = Term(N_("a name of 1 to 256 characters without control characters, none of them blank at its ends"))
_SAID = Term(N_("a text without control characters and signs that cannot be seen; it may be empty"))
_WH = Term(N_("whole Wh from 0 to 10^15 as decimal digits"))
_ABOVE_ZERO = Term(N_("whole Wh from 1 to 10^15 as decimal digits"))
_LATEST = Term(N_("a moment such as 2026-03-01T08:00:00Z, from 1970 on: UTC, whole seconds"))


@dataclass(frozen=True)
class Codec:
    """A kind of value.

    Attributes:
        shape: what its JSON must look like.
        write: its JSON; of a value that has none a text that the shape refuses.
        read: the value of JSON that has the shape.
    """

    shape: Shape
    write: Callable[[Any], JSON]
    read: Callable[[Any], Any]


@lru_cache(maxsize=10_000)
def moment_or_digits(time_s: int) -> str:
    """A time in its one spelling; its digits where the calendar of documents does not hold it."""
    if not 0 <= time_s <= MOST_TIME_S:
        return str(time_s)
    return moment_text(datetime.fromtimestamp(time_s, UTC))


def seconds_of(text: str) -> int:
    """UTC seconds of a moment."""
    moment = moment_of(text)
    if moment is None:
        raise ValueError(f"no moment: {text}")
    return int(moment.timestamp())


@dataclass(frozen=True, slots=True)
class _Moment:
    """A moment from 1970 on; where `or_never`, null as well and the first second not."""

    or_never: bool = False

    def faults(self, value: JSON) -> list[Fault]:
        """Not a text, no moment, or before 1970."""
        if self.accepts()(value):
            return []
        if not isinstance(value, str):
            return wrong_type(value, str)
        return Text("(?!)", _LATEST).faults(value)

    def accepts(self) -> Accept:
        """The same as a quick test."""
        first = "1970-01-01T00:00:01Z" if self.or_never else "1970"
        return lambda value: (
            (isinstance(value, str) and value >= first and moment_of(value) is not None)
            or (value is None and self.or_never)
        )

    def schema(self) -> dict[str, Any]:
        """A date-time that ends in Z, or null."""
        pattern = "^(19[7-9][0-9]|[2-9][0-9]{3})-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
        moment = {"type": "string", "format": "date-time", "pattern": pattern, "maxLength": 20}
        return {"anyOf": [moment, {"type": "null"}]} if self.or_never else moment


@dataclass(frozen=True, slots=True)
class _Day:
    """A day of the calendar, or an empty text."""

    def faults(self, value: JSON) -> list[Fault]:
        """Not a text, or no such day."""
        if self.accepts()(value):
            return []
        return Text("(?!)", Term(N_("a day such as 2026-03-01, or nothing"))).faults(value)

    def accepts(self) -> Accept:
        """The same as a quick test."""
        return lambda value: value == "" or (isinstance(value, str) and moment_of(f"{value}T00:00:00Z") is not None)

    def schema(self) -> dict[str, Any]:
        """A date, or nothing."""
        return {"type": "string", "pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$", "maxLength": 10}


def _same(value: Any) -> Any:
    return value


def _list(values: tuple[str, ...]) -> JSON:
    return list(values)


def _text(shape: Shape) -> Codec:
    return Codec(shape, _same, _same)


def integer(least: int, most: int) -> Codec:
    """A count."""
    return Codec(Integer(least, most), _same, _same)


def one_of(words: type[StrEnum], *without: StrEnum) -> Codec:
    """A word of a list."""
    return Codec(Choice(tuple(word.value for word in words if word not in without)), str, words)


NAME = _text(Text(rf"(?!\s)(?:{_SEEN}){{1,256}}(?<!\s)", _NAME, 256))
MAYBE_NAME = _text(Text(rf"(?:(?!\s){_SEEN}{{1,256}}(?<!\s))?", _NAME, 256))
SAID = _text(Text(f"{_SEEN}*", _SAID, 4_000))
DIGEST = _text(Text("(?:sha256:[0-9a-f]{64})?", Term(N_("sha256: and 64 hexadecimal digits, or nothing")), 71))
DIGEST_TEXT = Text("sha256:[0-9a-f]{64}", Term(N_("sha256: and 64 hexadecimal digits in lower case")), 71)
DAY = _text(_Day())
MULTIKEY = _text(Text("(?:z[1-9A-HJ-NP-Za-km-z]{40,120})?", Term(N_("a multikey, z…, or nothing")), 121))
SIGNATURE = _text(Text("(?:z[1-9A-HJ-NP-Za-km-z]{64,180})?", Term(N_("a signature, z…, or nothing")), 181))
WH = Codec(Text(f"0|{_WH_TEXT}", _WH, 16), str, int)
WH_ABOVE_ZERO = Codec(Text(_WH_TEXT, _ABOVE_ZERO, 16), str, int)
WATT = Codec(Text(f"0|{_WH_TEXT}", Term(N_("whole W from 0 to 10^15 as decimal digits")), 16), str, int)
TIME = Codec(_Moment(), moment_or_digits, seconds_of)
UNTIL = Codec(
    _Moment(or_never=True),
    lambda time_s: moment_or_digits(time_s) if time_s else None,
    lambda text: 0 if text is None else seconds_of(text),
)
"""A moment, or 0 for never or not known."""
NAMES = Codec(ListOf(NAME.shape, 0, 1_000), _list, tuple)


@dataclass(frozen=True)
class Record:
    """A dataclass as an object: every attribute a member.

    Attributes:
        made: the class.
        codecs: by attribute: the member's name and its codec or record.
        act: word of an operation, the member ``act``; empty elsewhere.
    """

    made: type[Any]
    codecs: Mapping[str, tuple[str, Codec | Record]]
    act: str = ""

    @cached_property
    def shape(self) -> ObjectOf:
        """Exactly these members."""
        shapes = {member: codec.shape for member, codec in self.codecs.values()}
        return ObjectOf({"act": Choice((self.act,)), **shapes} if self.act else shapes)

    def write(self, value: Any) -> dict[str, JSON]:
        """The object."""
        written: dict[str, JSON] = {"act": self.act} if self.act else {}
        for attribute, (member, codec) in self.codecs.items():
            written[member] = codec.write(getattr(value, attribute))
        return written

    def read(self, value: Any) -> Any:
        """What an object of this shape says."""
        members = self.codecs.items()
        return self.made(**{attribute: codec.read(value[member]) for attribute, (member, codec) in members})


@dataclass(frozen=True)
class AnyAct:
    """One of several records, told by its member ``act``."""

    records: Mapping[str, Record]

    @cached_property
    def _tests(self) -> dict[str, Accept]:
        return {act: accepting(record.shape) for act, record in self.records.items()}

    def faults(self, value: JSON) -> list[Fault]:
        """No object, no such act, or what is wrong with the record."""
        if not isinstance(value, dict):
            return wrong_type(value, dict)
        if "act" not in value:
            return [(("act",), MEMBER_MISSING, {})]
        act = value["act"]
        faults = Choice(tuple(self.records)).faults(act)
        if faults or not isinstance(act, str):
            return [(("act", *path), kind, params) for path, kind, params in faults]
        return self.records[act].shape.faults(value)

    def accepts(self) -> Accept:
        """The same as a quick test."""
        tests = self._tests

        def accepted(value: JSON) -> bool:
            act = value.get("act") if isinstance(value, dict) else None
            return isinstance(act, str) and act in tests and tests[act](value)

        return accepted

    def schema(self) -> dict[str, Any]:
        """One of the records."""
        return {"oneOf": [record.shape.schema() for record in self.records.values()]}
