"""Values made of what a study and its result hold: texts, numbers, flags and days, each with its name and place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Generic, TypeAlias, TypeVar

from fourfold.accounting.traced import exact
from fourfold.core.problems import NOWHERE, Place
from fourfold.standards.facts.vocabulary import dictionary
from fourfold.standards.language.dictionary import Entry
from fourfold.standards.language.values import Kind, Missing, Value, is_filler, unknown

Raw: TypeAlias = "str | Decimal | int | bool | date | None"
"""What stands somewhere: a blank text and ``None`` are nothing."""
Cell: TypeAlias = "tuple[Raw, Place]"
"""What stands somewhere, and where."""
_R = TypeVar("_R")
LANGS = ("en", "zh")
_says_nothing = lru_cache(maxsize=16384)(is_filler)


@cache
def entry_of(name: str) -> Entry:
    """The entry of a name that is in the dictionary."""
    found = dictionary().get(name)
    if found is None:
        raise KeyError(name)
    return found


@cache
def fields_of(name: str) -> Mapping[str, Entry]:
    """The fields of the rows of a list, by their short names."""
    return {entry.name.rpartition(".")[2]: entry for entry in dictionary().fields(name)}


def missing(entry: Entry, place: Place, why: Missing = Missing.ABSENT) -> Value:
    """A value that is not there; `place` is where it would stand."""
    return unknown(entry.kind, why, unit=entry.unit, place=place, origin=entry.name)


def made(entry: Entry, raw: Raw, place: Place = NOWHERE) -> Value:
    """The value of what stands at a place.

    Args:
        entry: its name.
        raw: what stands there, numbers in the unit of the entry.
        place: where.

    Returns:
        The value; unknown where nothing stands there, or a text in words that says nothing (``n/a``). Codes and choices
        are no such texts.
    """
    if raw is None or raw == "":
        return missing(entry, place)
    if isinstance(raw, str) and not entry.is_code and raw not in entry.choices:
        if not raw.strip():
            return missing(entry, place)
        if _says_nothing(raw):
            return missing(entry, place, Missing.FILLER)
    content = Decimal(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw
    return Value(entry.kind, content, entry.unit, place, entry.name)


def made_of_texts(entry: Entry, texts: Mapping[str, str], place: Place, at: Callable[[str], Place]) -> Value:
    """The value of a text by language: the English one, else the Chinese; filler only if all that is given is filler.

    Args:
        entry: its name.
        texts: text by language, blank ones are not given.
        place: where it would stand.
        at: where the text in a language stands.
    """
    given = [(lang, texts[lang]) for lang in LANGS if texts.get(lang, "").strip()]
    said = next(((lang, text) for lang, text in given if not _says_nothing(text)), None)
    if said is not None:
        spoken = tuple((lang, text) for lang, text in given if not _says_nothing(text))
        return Value(entry.kind, said[1], entry.unit, at(said[0]), entry.name, texts=spoken)
    return missing(entry, at(given[0][0]), Missing.FILLER) if given else missing(entry, place)


def _check_fields(name: str, given: Mapping[str, object]) -> None:
    if given.keys() != fields_of(name).keys():
        raise KeyError(f"{name}: {sorted(given.keys() ^ fields_of(name).keys())}")


def row_of(name: str, place: Place, fields: Mapping[str, Value]) -> Value:
    """A row of a list; every field of the dictionary has to be there."""
    _check_fields(name, fields)
    return Value(Kind.RECORD, fields, place=place, origin=name)


class LazyRow(Mapping[str, Value], Generic[_R]):
    """The fields of a row, each made when it is first asked for, and once: rules read few fields of many rows.

    Args:
        makers: what makes each field of the list.
        row: what they make it of.
    """

    __slots__ = ("_made", "_makers", "_row")

    def __init__(self, makers: Mapping[str, Callable[[_R], Value]], row: _R) -> None:
        self._makers, self._row = makers, row
        self._made: dict[str, Value] = {}

    def __getitem__(self, field: str) -> Value:
        if field not in self._made:
            self._made[field] = self._makers[field](self._row)
        return self._made[field]

    def __contains__(self, field: object) -> bool:
        return field in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def lazy_rows(
    name: str, rows: Iterable[_R], makers: Mapping[str, Callable[[_R], Value]], place: Callable[[_R], Place]
) -> Iterator[Value]:
    """Rows of a list; there has to be a maker for every field of the dictionary."""
    _check_fields(name, makers)
    for row in rows:
        yield Value(Kind.RECORD, LazyRow(makers, row), place=place(row), origin=name)


def plain_row(name: str, place: Place, cells: Mapping[str, Cell]) -> Value:
    """A row of a list whose values stand as they are."""
    entries = fields_of(name)
    return row_of(name, place, {field: made(entries[field], *cell) for field, cell in cells.items()})


def list_of(name: str, rows: Iterable[Value], place: Place = NOWHERE) -> Value:
    """A list; an empty one is known to have no rows."""
    return Value(Kind.LIST, tuple(rows), place=place, origin=name)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part of a whole that may be zero."""

    part: Decimal
    whole: Decimal


@exact
def made_ratio(entry: Entry, ratio: Ratio, place: Place = NOWHERE) -> Value:
    """A share; undefined where the whole is zero."""
    if not ratio.whole:
        return missing(entry, place, Missing.UNDEFINED)
    return made(entry, ratio.part / ratio.whole, place)
