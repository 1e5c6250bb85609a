"""Typed access to the fields of a dataset: what is of another type is repaired or left out, and reported."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fourfold.core.problems import MessageKind, Place
from fourfold.data.databases.formats.openlca import messages as m
from fourfold.data.databases.report import Effect, ImportReport

_FLAGS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}


@dataclass
class Notes:
    """Where findings go, and how often each field was met that is not read.

    Attributes:
        report: of the import.
        version: of the format the package is in, 1 or 2.
        unread: by type and field.
        mixed: files whose field names are of the other version: said once for each.
    """

    report: ImportReport
    version: int = 2
    unread: Counter[str] = field(default_factory=Counter)
    mixed: set[str] = field(default_factory=set)


class Entry:
    """One JSON object of a dataset.

    Args:
        fields: its fields.
        place: where it stands: file, and number in its list.
        notes: receives what is wrong.
    """

    __slots__ = ("fields", "notes", "place")

    def __init__(self, fields: Mapping[str, object], place: Place, notes: Notes) -> None:
        self.fields, self.place, self.notes = fields, place, notes

    def note(self, effect: Effect, kind: MessageKind, column: str = "", **params: object) -> None:
        """Report a finding at this object, or at one of its fields."""
        place = self.place
        if column:
            place = place.at(f"{place.column}.{column}" if place.column else column)
        self.notes.report.note(effect, kind, place, **params)

    def count_unread(self, what: str, known: frozenset[str]) -> None:
        """Count fields that are not read."""
        for name in self.fields.keys() - known:
            value = self.fields[name]
            if value not in (None, "", False, [], {}):
                self.notes.unread[f"{what}.{name}"] += 1

    def text(self, name: str) -> str:
        """A text; empty where there is none."""
        value = self.fields.get(name)
        if isinstance(value, str):
            return value
        if value is None:
            return ""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        self.note(Effect.REPAIRED, m.NOT_A_TEXT, name, found=_shown(value))
        return ""

    def number(self, name: str) -> float | None:
        """A finite number; ``None`` where there is none or it cannot be read (then that is reported)."""
        value = self.fields.get(name)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _finite(value)
        if isinstance(value, str):
            number = _of_text(value)
            if number is not None:
                self.note(Effect.REPAIRED, m.NUMBER_AS_TEXT, name, found=value)
                return number
        self.note(Effect.NOTED, m.NOT_A_NUMBER, name, found=_shown(value))
        return None

    def flag(self, new: str, old: str = "") -> bool | None:
        """True or false, under the name of version 2 or of version 1; ``None`` where neither is there."""
        values = {name: self._flag(name) for name in (new, old) if name and self.fields.get(name) is not None}
        if not values:
            return None
        other = old if self.notes.version > 1 else new
        if old and other in values and self.place.file not in self.notes.mixed:
            self.notes.mixed.add(self.place.file)
            self.note(Effect.REPAIRED, m.VERSION_MIXED, other, found=other)
        if len(set(values.values())) > 1:
            first, second = (new, old) if self.notes.version > 1 else (old, new)
            self.note(Effect.REPAIRED, m.FIELDS_DISAGREE, first, found=first, other=second)
            return values[first]
        return next(iter(values.values()))

    def entry(self, name: str) -> Entry | None:
        """An object; ``None`` where there is none."""
        value = self.fields.get(name)
        if isinstance(value, dict):
            return Entry(value, self.place, self.notes)
        if value is not None:
            self.note(Effect.REPAIRED, m.NOT_AN_OBJECT, name, found=_shown(value))
        return None

    def entries(self, name: str, effect: Effect = Effect.REFUSED) -> Iterator[Entry]:
        """The objects of a list, each with its number as the row of its place."""
        value = self.fields.get(name)
        if value is None:
            return
        if not isinstance(value, list):
            self.note(effect, m.NOT_A_LIST, name, found=_shown(value))
            return
        for number, item in enumerate(value, 1):
            place = Place(self.place.file, number, name)
            if isinstance(item, dict):
                yield Entry(item, place, self.notes)
            else:
                self.notes.report.note(effect, m.NOT_AN_OBJECT, place, found=_shown(item))

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list; one text stands for a list of one."""
        value = self.fields.get(name)
        if isinstance(value, str):
            return tuple(part for part in (p.strip() for p in value.split(";")) if part)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.note(Effect.REPAIRED, m.NOT_A_LIST, name, found=_shown(value))
            return ()
        return tuple(item for item in value if isinstance(item, str) and item)

    def ref_id(self, name: str) -> str:
        """The ``@id`` of a reference; empty where there is none. A bare text is taken as the id."""
        value = self.fields.get(name)
        if isinstance(value, dict):
            key = value.get("@id")
            return key if isinstance(key, str) else ""
        return self.text(name)

    def _flag(self, name: str) -> bool:
        value = self.fields[name]
        if isinstance(value, bool):
            return value
        taken = _FLAGS.get(str(value).strip().casefold())
        self.note(Effect.REPAIRED, m.FLAG_AS_OTHER, name, found=_shown(value), taken=str(bool(taken)).lower())
        return bool(taken)


def _finite(value: int | float) -> float | None:
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _of_text(text: str) -> float | None:
    """A number written as a text; a decimal comma is not guessed."""
    try:
        number = float(text) if "_" not in text else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _shown(value: object) -> str:
    """What stood there, for a message."""
    if isinstance(value, dict):
        return "{…}"
    return "[…]" if isinstance(value, list) else repr(value) if isinstance(value, str) else str(value)
