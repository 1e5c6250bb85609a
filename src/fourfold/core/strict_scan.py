"""The second reading of a JSON text that is not in order: every fault with its line and its path.

Faults of values (a key twice, a float) are all reported; after a fault of syntax nothing that follows means anything,
so the first of those ends the reading. It makes no values: what is not in order is not used.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from json import JSONDecoder

from fourfold.core import strict_messages as said
from fourfold.core.problems import N_, MessageKind, Place, Problems, Term

MOST_FAULTS = 200
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_WORD = re.compile(r"[^\s,:\[\]{}\"]{1,40}")
_WORDS = ("true", "false", "null")
_NO_NUMBERS = ("NaN", "Infinity", "-Infinity")
_MOST_INTEGER = 2**53 - 1
_STRINGS = JSONDecoder()


class _EndError(Exception):
    """Nothing after this place is looked at."""


@dataclass(slots=True)
class _Open:
    """A container that is being read.

    Attributes:
        closing: the sign that ends it.
        count: members before the current one.
        key: of the current member of an object.
        keys: of all its members so far.
    """

    closing: str
    count: int = 0
    key: str = ""
    keys: set[str] = field(default_factory=set)

    @property
    def step(self) -> str:
        """How its current member is named in a path."""
        return f"[{self.count}]" if self.closing == "]" else f".{self.key}"


def scan(text: str, place: Place, problems: Problems, most_depth: int) -> None:
    """Report what is wrong with a text, up to `MOST_FAULTS`."""
    with suppress(_EndError):
        _Scanner(text, place, problems, most_depth).document()


class _Scanner:
    """Reads one text from left to right, without recursion."""

    def __init__(self, text: str, place: Place, problems: Problems, most_depth: int) -> None:
        self._text, self._place, self._problems, self._most_depth = text, place, problems, most_depth
        self._at = self._faults = self._counted = 0
        self._line = 1
        self._open: list[_Open] = []

    def document(self) -> None:
        """Read the whole text.

        Raises:
            _EndError: after a fault of syntax, or too many of others.
        """
        self._value()
        while self._open:
            self._next()
        self._space()
        if self._at < len(self._text):
            self._error(said.JSON_TRAILING, found=self._text[self._at : self._at + 40])

    def _next(self) -> None:
        """After a value: the end of its container, or the value after it."""
        holder = self._open[-1]
        self._space()
        sign = self._text[self._at : self._at + 1]
        if sign == holder.closing:
            self._at += 1
            self._open.pop()
            return
        if sign != ",":
            raise self._syntax(f", {holder.closing}")
        self._at += 1
        holder.count += 1
        if holder.closing == "}":
            self._key(holder)
        self._value()

    def _value(self) -> None:
        """A scalar or an empty container; where a container with members begins, its first scalar."""
        while True:
            self._space()
            sign = self._text[self._at : self._at + 1]
            if sign not in ("{", "["):
                self._scalar(sign)
                return
            if len(self._open) >= self._most_depth:
                self._error(said.JSON_DEPTH, most=self._most_depth)
                raise _EndError
            self._at += 1
            self._space()
            holder = _Open("}" if sign == "{" else "]")
            if self._text[self._at : self._at + 1] == holder.closing:
                self._at += 1
                return
            self._open.append(holder)
            if sign == "{":
                self._key(holder)

    def _key(self, holder: _Open) -> None:
        self._space()
        if self._text[self._at : self._at + 1] != '"':
            raise self._syntax('"')
        holder.key = ""
        holder.key = self._string()
        if holder.key in holder.keys:
            self._error(said.JSON_DUPLICATE_KEY, found=holder.key)
        holder.keys.add(holder.key)
        self._space()
        if self._text[self._at : self._at + 1] != ":":
            raise self._syntax(":")
        self._at += 1

    def _scalar(self, sign: str) -> None:
        if sign == '"':
            self._string()
            return
        number = _NUMBER.match(self._text, self._at)
        if number:
            self._number(number)
            return
        word = _WORD.match(self._text, self._at)
        if word and word[0] in _NO_NUMBERS:
            self._error(said.JSON_FLOAT, found=word[0])
        elif word is None or word[0] not in _WORDS:
            raise self._syntax(Term(N_("a value")))
        self._at = word.end()

    def _number(self, number: re.Match[str]) -> None:
        digits, fraction, exponent = number.groups()
        if fraction or exponent or digits == "-0":
            self._error(said.JSON_FLOAT, found=number[0])
        elif len(digits) > len(str(_MOST_INTEGER)) + 1 or abs(int(digits)) > _MOST_INTEGER:
            self._error(said.JSON_BIG_INTEGER, found=digits)
        self._at = number.end()

    def _string(self) -> str:
        """The text that begins here, halves of characters replaced."""
        try:
            value, end = _STRINGS.raw_decode(self._text, self._at)
        except ValueError:
            raise self._syntax(Term(N_("a text with its closing quotation mark"))) from None
        text = str(value)
        if any("\ud800" <= character <= "\udfff" for character in text):
            self._error(said.JSON_SURROGATE)
            text = text.encode("utf-8", "replace").decode()
        self._at = end
        return text

    def _space(self) -> None:
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at

    def _syntax(self, wanted: str | Term) -> _EndError:
        """Report a fault of syntax here, to be raised."""
        found: str | Term = self._text[self._at : self._at + 20]
        self._error(said.JSON_SYNTAX, found=found or Term(N_("the end of the text")), wanted=wanted)
        return _EndError()

    def _error(self, kind: MessageKind, **params: object) -> None:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        path = (self._place.column + "".join(holder.step for holder in self._open)).strip(".")
        self._problems.error(kind, Place(self._place.file, self._line, path, self._place.sheet), **params)
        self._faults += 1
        if self._faults >= MOST_FAULTS:
            raise _EndError
