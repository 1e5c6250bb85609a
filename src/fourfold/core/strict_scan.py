"""The second reading of a JSON text that is not in order: every fault with its line and its path.

Faults of values (a key twice, a float) are all reported; after a fault of syntax nothing that follows means anything,
so the first of those ends the reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from json import JSONDecoder
from typing import Final

from fourfold.core.canonical import JSON
from fourfold.core.problems import N_, MessageKind, Place, Problems, Term

JSON_SYNTAX = MessageKind(
    "json-syntax",
    N_("this is not JSON: {found} stands where {wanted} is due"),
    N_("a complete JSON text (RFC 8259)"),
    N_("ask for the file as it was signed"),
)
JSON_TRAILING = MessageKind(
    "json-trailing",
    N_("after the end of the document there is more: {found}"),
    N_("one JSON value and nothing after it"),
    N_("ask for the file as it was signed"),
)
JSON_DEPTH = MessageKind(
    "json-depth",
    N_("values are nested deeper than {most}"),
    N_("at most {most} levels"),
    N_("nothing this deep is signed here; ask whoever sent it for the right file"),
)
JSON_DUPLICATE_KEY = MessageKind(
    "json-duplicate-key",
    N_("the key {found} stands twice in one object"),
    N_("each key once"),
    N_("do not trust it: two readers would see two different documents"),
)
JSON_FLOAT = MessageKind(
    "json-float",
    N_("{found} is a number with a fraction or an exponent"),
    N_("whole numbers; decimals as strings"),
    N_("write the number as a string, before it is signed"),
)
JSON_BIG_INTEGER = MessageKind(
    "json-big-integer",
    N_("the number {found} is beyond 2^53"),
    N_("whole numbers of at most 9007199254740991; larger ones as strings"),
    N_("write the number as a string, before it is signed"),
)
JSON_SURROGATE = MessageKind(
    "json-surrogate",
    N_("a text holds half of a character"),
    N_("escapes \\uD800 to \\uDFFF in pairs only"),
    N_("ask for the file as it was signed"),
)
JSON_NOT_OBJECT = MessageKind(
    "json-not-object",
    N_("the document is not an object"),
    N_("members between braces"),
    N_("ask whoever sent it for the right file"),
)

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_WORD = re.compile(r"[^\s,:\[\]{}\"]{1,40}")
_WORDS: Final[dict[str, JSON]] = {"true": True, "false": False, "null": None}
_NO_NUMBERS = ("NaN", "Infinity", "-Infinity")
_MOST_INTEGER = 2**53 - 1
_STRINGS = JSONDecoder()


class _SyntaxError(Exception):
    """Nothing after this place means anything."""


@dataclass(slots=True)
class _Open:
    """A container that is being read: the value, the key in hand, the keys that stood there twice."""

    value: dict[str, JSON] | list[JSON]
    key: str = ""

    @property
    def step(self) -> str:
        """How its current member is named in a path."""
        return f"[{len(self.value)}]" if isinstance(self.value, list) else f".{self.key}"


def scan(text: str, place: Place, problems: Problems, most_depth: int) -> JSON:
    """Report what is wrong with a text; its value where, against expectation, nothing is."""
    before = len(problems)
    scanner = _Scanner(text, place, problems, most_depth)
    try:
        value = scanner.document()
    except _SyntaxError:
        return None
    return value if len(problems) == before else None


class _Scanner:
    """Reads one text from left to right, without recursion."""

    def __init__(self, text: str, place: Place, problems: Problems, most_depth: int) -> None:
        self._text, self._place, self._problems, self._most_depth = text, place, problems, most_depth
        self._at = 0
        self._open: list[_Open] = []
        self._line, self._counted = 1, 0

    def document(self) -> JSON:
        """The value of the whole text."""
        value = self._value()
        while self._open:
            value = self._next(value)
        self._space()
        if self._at < len(self._text):
            self._error(JSON_TRAILING, found=self._text[self._at : self._at + 40])
        return value

    def _next(self, value: JSON) -> JSON:
        """Put a finished value into its container; the value that is finished next."""
        holder = self._open[-1]
        if isinstance(holder.value, dict):
            holder.value[holder.key] = value
        else:
            holder.value.append(value)
        self._space()
        closing = "}" if isinstance(holder.value, dict) else "]"
        sign = self._text[self._at : self._at + 1]
        if sign == closing:
            self._at += 1
            self._open.pop()
            return holder.value
        if sign != ",":
            raise self._syntax(f", {closing}")
        self._at += 1
        if isinstance(holder.value, dict):
            self._key(holder)
        return self._value()

    def _value(self) -> JSON:
        """A scalar or an empty container; where a container with members begins, its first scalar."""
        while True:
            self._space()
            sign = self._text[self._at : self._at + 1]
            if sign not in ("{", "["):
                return self._scalar(sign)
            if len(self._open) >= self._most_depth:
                self._error(JSON_DEPTH, most=self._most_depth)
                raise _SyntaxError
            self._at += 1
            self._space()
            value: dict[str, JSON] | list[JSON] = {} if sign == "{" else []
            if self._text[self._at : self._at + 1] == ("}" if sign == "{" else "]"):
                self._at += 1
                return value
            self._open.append(_Open(value))
            if sign == "{":
                self._key(self._open[-1])

    def _key(self, holder: _Open) -> None:
        self._space()
        if self._text[self._at : self._at + 1] != '"':
            raise self._syntax('"')
        holder.key = ""
        key = self._string()
        holder.key = key
        if isinstance(holder.value, dict) and key in holder.value:
            self._error(JSON_DUPLICATE_KEY, found=key)
        self._space()
        if self._text[self._at : self._at + 1] != ":":
            raise self._syntax(":")
        self._at += 1

    def _scalar(self, sign: str) -> JSON:
        if sign == '"':
            return self._string()
        number = _NUMBER.match(self._text, self._at)
        if number:
            return self._number(number)
        word = _WORD.match(self._text, self._at)
        if word and word[0] in _NO_NUMBERS:
            self._error(JSON_FLOAT, found=word[0])
        elif word is None or word[0] not in _WORDS:
            raise self._syntax(Term(N_("a value")))
        self._at = word.end()
        return _WORDS.get(word[0])

    def _number(self, number: re.Match[str]) -> int:
        self._at = number.end()
        digits, fraction, exponent = number.groups()
        if fraction or exponent or digits == "-0":
            self._error(JSON_FLOAT, found=number[0])
        elif len(digits) > len(str(_MOST_INTEGER)) + 1 or abs(int(digits)) > _MOST_INTEGER:
            self._error(JSON_BIG_INTEGER, found=digits)
        else:
            return int(digits)
        return 0

    def _string(self) -> str:
        try:
            value, end = _STRINGS.raw_decode(self._text, self._at)
        except ValueError:
            raise self._syntax(Term(N_("a text with its closing quotation mark"))) from None
        text = str(value)
        if any("\ud800" <= character <= "\udfff" for character in text):
            self._error(JSON_SURROGATE)
            text = text.encode("utf-8", "replace").decode()
        self._at = end
        return text

    def _space(self) -> None:
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at

    def _syntax(self, wanted: str | Term) -> _SyntaxError:
        """Report a fault of syntax here, to be raised."""
        found: str | Term = self._text[self._at : self._at + 20]
        self._error(JSON_SYNTAX, found=found or Term(N_("the end of the text")), wanted=wanted)
        return _SyntaxError()

    def _error(self, kind: MessageKind, **params: object) -> None:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        path = (self._place.column + "".join(holder.step for holder in self._open)).strip(".")
        self._problems.error(kind, Place(self._place.file, self._line, path, self._place.sheet), **params)
