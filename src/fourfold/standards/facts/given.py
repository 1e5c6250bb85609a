"""Facts given as text by name, as the examples of a pack do.

``study.goal.audience`` is a fact, ``study.cut_offs.1.estimated_share`` a field of the first row of a list,
``study.allocation.order.1`` the first text of a list of texts. What is not given is absent, and a list of which nothing
is given has no rows. ``result`` given as ``not-calculated`` makes every name of the result one that could not be
calculated. A filler such as ``n/a`` is what it is in a study: missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from fourfold.core.problems import Place, Problems
from fourfold.formats.dates import DATE_WRONG, read_date
from fourfold.formats.numbers import NumberFault, read_number
from fourfold.standards.facts.given_messages import (
    FACT_CHOICE_WRONG,
    FACT_FLAG_WRONG,
    FACT_IS_LIST,
    FACT_NEEDS_ROW,
    FACT_NO_LIST,
    FACT_NO_ROWS_AND_ROWS,
    FACT_RESULT_CALCULATED,
    FACT_RESULT_WRONG,
    FACT_ROW_NUMBER,
    FACT_UNKNOWN,
)
from fourfold.standards.language.dictionary import Dictionary, Entry
from fourfold.standards.language.expression import Facts
from fourfold.standards.language.values import Kind, Missing, Value, is_filler, unknown

RESULT, NOT_CALCULATED, NO_ROWS = "result", "not-calculated", "none"
MOST_ROWS = 1000
"""Rows of one list that may be given."""

_ROW = re.compile(r"(?P<list>.+?)\.(?P<row>[0-9]+)(\.(?P<field>.+))?")


def facts_from_text(given: Mapping[str, str], words: Dictionary, place: Place, problems: Problems) -> Facts | None:
    """Facts from text by dictionary name; ``None`` when a name or a value is wrong (reported).

    Rows of lists as ``study.cut_offs.1.estimated_share``, rows counting from 1; texts of lists as
    ``study.allocation.order.1``. A list of which nothing is given is empty if its name is given as ``none``, else
    empty all the same; any other name that is not given is absent, and so is one given as blank text, which
    makes a field absent in a row that is there. ``result`` as
    ``not-calculated`` makes every name of the result not calculated.

    Args:
        given: text by name; numbers in the unit of the dictionary.
        words: the dictionary.
        place: where the facts are given; a fault stands at this place, with the name as column.
        problems: receives what is wrong.
    """
    reader = _Reader(words, place, Problems())
    for name, text in given.items():
        reader.take(name, text.strip())
    facts = reader.facts()
    problems.absorb(reader.problems)
    return None if reader.problems.errors else facts


@dataclass(frozen=True, slots=True)
class GivenFacts:
    """Facts by name; of the dictionary's other names, lists are empty and the rest is absent.

    Attributes:
        values: what is given, rows assembled.
        words: the dictionary.
        calculated: whether names of the result can be known.
    """

    values: Mapping[str, Value]
    words: Dictionary
    calculated: bool = True

    def look_up(self, name: str) -> Value:
        """See `fourfold.standards.language.expression.Facts`.

        Raises:
            KeyError: the dictionary has no such name.
        """
        value = self.values.get(name)
        if value is not None:
            return value
        entry = self.words.get(name)
        if entry is None:
            raise KeyError(name)
        if entry.needs_result and not self.calculated:
            return unknown(entry.kind, Missing.NOT_CALCULATED, unit=entry.unit, origin=name)
        if entry.kind is Kind.LIST:
            return Value(Kind.LIST, (), origin=name)
        return unknown(entry.kind, Missing.ABSENT, unit=entry.unit, origin=name)


@dataclass(slots=True)
class _Reader:
    """Takes texts by name and assembles rows."""

    words: Dictionary
    place: Place
    problems: Problems
    values: dict[str, Value] = field(default_factory=dict)
    rows: dict[str, dict[int, dict[str, Value]]] = field(default_factory=dict)
    empty: set[str] = field(default_factory=set)
    calculated: bool = True
    of_result: list[str] = field(default_factory=list)

    def take(self, name: str, text: str) -> None:
        """Take one fact."""
        entry, row = self.words.get(name), _ROW.fullmatch(name)
        if name == RESULT and entry is None:
            self._take_result(text)
        elif entry is None and row is not None:
            self._take_row(name, row, text)
        elif entry is None:
            self._refuse_name(name)
        elif entry.kind is Kind.LIST:
            self._take_list(entry, text)
        elif (owner := self._list_around(name)) is not None:
            offer = f"{owner}.1{name.removeprefix(owner)}"
            self.problems.error(FACT_NEEDS_ROW, self.place.at(name), found=name, list=owner, offer=offer)
        else:
            value = self._value(name, entry, text)
            if value is not None:
                self._count(entry, name)
                self.values[name] = value

    def facts(self) -> GivenFacts:
        """What was taken, once everything is."""
        if not self.calculated:
            for name in self.of_result:
                self.problems.error(FACT_RESULT_CALCULATED, self.place.at(name), found=name)
        for name, rows in self.rows.items():
            if name in self.empty:
                self.problems.error(FACT_NO_ROWS_AND_ROWS, self.place.at(name), found=name)
            self.values[name] = self._list(name, rows)
        return GivenFacts(self.values, self.words, self.calculated)

    def _take_result(self, text: str) -> None:
        if text not in ("", NOT_CALCULATED):
            self.problems.error(FACT_RESULT_WRONG, self.place.at(RESULT), found=text)
        self.calculated = text != NOT_CALCULATED

    def _take_list(self, entry: Entry, text: str) -> None:
        if text == NO_ROWS:
            self._count(entry, entry.name)
            self.empty.add(entry.name)
        elif text:
            offer = f"{entry.name}.1" + (f".{self._fields(entry.name)[0]}" if entry.of is Kind.RECORD else "")
            self.problems.error(FACT_IS_LIST, self.place.at(entry.name), name=entry.name, found=text, offer=offer)

    def _take_row(self, name: str, parts: re.Match[str], text: str) -> None:
        owner, below = parts["list"], parts["field"]
        entry = self.words.get(owner)
        of = self.words.get(f"{owner}.{below}") if below else entry
        if entry is None or of is None:
            self._refuse_name(name)
        elif entry.kind is not Kind.LIST:
            self.problems.error(FACT_NO_LIST, self.place.at(name), found=name, name=owner)
        elif (below is None) is (entry.of is Kind.RECORD):
            self._refuse_name(name)
        elif not 1 <= (row := int(parts["row"][:9])) <= MOST_ROWS or parts["row"].startswith("0"):
            params = {"found": name, "list": owner, "wanted": min(row, MOST_ROWS) or 1, "most": MOST_ROWS}
            self.problems.error(FACT_ROW_NUMBER, self.place.at(name), **params)
        else:
            self._take_field(name, of, (owner, row, below or ""), text)

    def _take_field(self, name: str, entry: Entry, at: tuple[str, int, str], text: str) -> None:
        owner, row, below = at
        self._count(entry, name)
        fields = self.rows.setdefault(owner, {}).setdefault(row, {})
        value = self._value(name, entry, text)
        if value is not None:
            fields[below] = value

    def _refuse_name(self, name: str) -> None:
        plain = ".".join(part for part in name.split(".") if not part.isdigit())
        similar = ", ".join(self.words.similar(plain))
        self.problems.error(FACT_UNKNOWN, self.place.at(name), found=name, similar=f": {similar}" if similar else "")

    def _value(self, name: str, entry: Entry, text: str) -> Value | None:
        """The value of a text; ``None`` where the text is blank, and where it is wrong."""
        kind = entry.of if entry.kind is Kind.LIST else entry.kind
        origin, place = entry.name, self.place.at(name)
        if not text:
            return None
        if not entry.is_code and text not in entry.choices and is_filler(text):
            return unknown(kind, Missing.FILLER, unit=entry.unit, place=place, origin=origin)
        content = self._content(kind, entry, text, place)
        return None if content is None else Value(kind, content, entry.unit, place, origin)

    def _content(self, kind: Kind, entry: Entry, text: str, place: Place) -> Decimal | date | bool | str | None:
        if kind is Kind.NUMBER:
            number = read_number(text)
            if isinstance(number, NumberFault):
                self.problems.error(number.kind, place, found=text, offer=number.offer, most=40)
                return None
            return number
        if kind is Kind.DATE:
            day = read_date(text)
            if day is None:
                self.problems.error(DATE_WRONG, place, found=text)
            return day
        if kind is Kind.FLAG:
            if text.casefold() not in ("true", "false"):
                self.problems.error(FACT_FLAG_WRONG, place, found=text, name=entry.name)
                return None
            return text.casefold() == "true"
        if entry.choices and text not in entry.choices:
            choices = ", ".join(entry.choices)
            self.problems.error(FACT_CHOICE_WRONG, place, found=text, name=entry.name, choices=choices)
            return None
        return text

    def _list(self, name: str, rows: Mapping[int, Mapping[str, Value]]) -> Value:
        for wanted, row in enumerate(sorted(rows), start=1):
            if wanted != row:
                params = {"found": f"{name}.{row}", "list": name, "wanted": wanted, "most": MOST_ROWS}
                self.problems.error(FACT_ROW_NUMBER, self.place.at(f"{name}.{row}"), **params)
                break
        entry = self.words.get(name)
        if entry is not None and entry.of is not Kind.RECORD:
            content = tuple(value for row in sorted(rows) for value in rows[row].values())
        else:
            content = tuple(self._record(name, rows[row], row) for row in sorted(rows))
        return Value(Kind.LIST, content, place=self.place.at(name), origin=name)

    def _record(self, name: str, given: Mapping[str, Value], row: int) -> Value:
        place = self.place.at(f"{name}.{row}")
        fields: dict[str, Value] = {}
        for below in self._fields(name):
            entry = self.words.get(f"{name}.{below}")
            if below in given:
                fields[below] = given[below]
            elif entry is not None:
                at = self.place.at(f"{name}.{row}.{below}")
                fields[below] = unknown(entry.kind, Missing.ABSENT, unit=entry.unit, place=at, origin=entry.name)
        return Value(Kind.RECORD, fields, place=place, origin=name)

    def _fields(self, name: str) -> tuple[str, ...]:
        return _fields_of(self.words, name)

    def _list_around(self, name: str) -> str | None:
        """The list whose rows have this name as a field."""
        return next((owner for owner in _beginnings(name) if self._is_rows(owner)), None)

    def _is_rows(self, name: str) -> bool:
        entry = self.words.get(name)
        return entry is not None and entry.kind is Kind.LIST

    def _count(self, entry: Entry, name: str) -> None:
        if entry.needs_result:
            self.of_result.append(name)


@lru_cache(maxsize=500)
def _fields_of(words: Dictionary, name: str) -> tuple[str, ...]:
    """Names of the fields of a list's rows; a dictionary never changes, and looking through it takes its time."""
    return tuple(entry.name.removeprefix(f"{name}.") for entry in words.fields(name))


def _beginnings(name: str) -> Iterable[str]:
    parts = name.split(".")
    return (".".join(parts[:end]) for end in range(len(parts) - 1, 0, -1))
