"""From the cell of a table to the value its column's type calls for: read exactly, or reported with the repair.

A cell of a workbook carries a type of its own. A number or a date must stand there as such: a text that merely looks
like a number (often with an apostrophe before it) is reported with its cell, because sums in the workbook skip it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias

from fourfold.core.areas import AreaBook
from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, MessageKind, Named, Place, Problems, Term
from fourfold.formats.dates import DATE_WRONG, MOMENT_WRONG, read_date, read_moment
from fourfold.formats.numbers import (
    MOST_DIGITS,
    NUMBER_EXPECTED,
    NUMBER_NOT_POSITIVE,
    NumberFault,
    check_range,
    read_number,
)
from fourfold.formats.table_schema import Column
from fourfold.formats.tables import CellValue, RefusedCell
from fourfold.formats.vocabulary import ID_PATTERN, ID_WRONG, closest, unit_is_known, zone_is_known

MOST_TEXT = 10_000

VALUE_MISSING = MessageKind(
    "value-missing", N_("{column} is empty"), N_("{help}"), N_("fill the cell; a missing value is never taken for zero")
)
CELL_TEXT = MessageKind(
    "cell-text-not-number",
    N_("cell {cell} holds the text {found}"),
    N_("a number stored as a number"),
    N_("format the cell as a number and type the value again without an apostrophe"),
)
CELL_TYPE = MessageKind(
    "cell-type",
    N_("cell {cell} holds {found}, a value of the type {type}"),
    N_("{help}"),
    N_("type the value again; format the column as text where it holds names"),
)
NUMBER_NEGATIVE = MessageKind(
    "number-negative",
    N_("{found} is negative"),
    N_("zero or a number above"),
    N_("correct the sign; removals and credits have entries of their own"),
)
CHOICE_UNKNOWN = MessageKind(
    "choice-unknown",
    N_("{found} is not one of the choices"),
    N_("one of: {choices}"),
    N_("write one of the choices exactly; similar: {similar}"),
)
WHOLE_WRONG = MessageKind(
    "whole-number-wrong", N_("{found} is not accepted here"), N_("{accepted}"), N_("correct the number")
)
TEXT_TOO_LONG = MessageKind(
    "text-too-long", N_("the text has {found} characters"), N_("at most {most}"), N_("shorten it")
)

Value: TypeAlias = str | Decimal | int | date | datetime | None


class Fault:
    """Stands for a cell that could not be converted and was reported."""


FAULT = Fault()


def convert(
    cell: CellValue, column: Column, known: Known, place: Place, problems: Problems, cell_name: str = ""
) -> Value | Fault:
    """The value of a cell, or `FAULT` after reporting why there is none.

    A blank cell gives ``None`` for numbers, dates and times, ``""`` for texts.

    Args:
        cell: what stands there.
        column: the column it stands in.
        known: areas.
        place: file, sheet, row and column.
        problems: receives what is wrong.
        cell_name: such as ``C7`` in a workbook, empty in CSV.
    """
    if isinstance(cell, RefusedCell):
        return FAULT
    if isinstance(cell, str):
        cell = cell.strip()
    if cell == "":
        if column.required:
            problems.error(VALUE_MISSING, place, column=column.name, help=Named.of(column.help))
            return FAULT
        return blank(column)
    reader = known.readers[_base_type(column)]
    return reader(CellAt(cell, column, known, place, problems, cell_name))


def blank(column: Column) -> Value:
    """The value of a blank cell in a column that may be blank."""
    return None if _base_type(column) in _WITHOUT_TEXT else ""


def _base_type(column: Column) -> str:
    return "ref" if column.refers_to else column.type


@dataclass(frozen=True, slots=True)
class CellAt:
    """A cell with everything its reader needs."""

    cell: CellValue
    column: Column
    known: Known
    place: Place
    problems: Problems
    cell_name: str

    @property
    def shown(self) -> str:
        """The cell as a person would read it."""
        if isinstance(self.cell, Decimal):
            return decimal_text(self.cell) if isinstance(check_range(self.cell), Decimal) else str(self.cell)
        return str(self.cell)

    def fault(self, kind: MessageKind, **params: object) -> Fault:
        """Report and give the fault."""
        self.problems.error(kind, self.place, **{"found": self.shown, "cell": self.cell_name, **params})
        return FAULT

    def wrong_type(self, expected: Term | None = None) -> Fault:
        """The cell carries a type its column cannot hold."""
        sort = Term(_TYPE_NAMES.get(type(self.cell), N_("text")))
        return self.fault(CELL_TYPE, found=self.cell, type=sort, help=expected or Named.of(self.column.help))


_TYPE_NAMES: Mapping[type, str] = {
    bool: N_("true/false"),
    datetime: N_("date and time"),
    date: N_("date"),
    time: N_("time of day"),
    timedelta: N_("duration"),
    Decimal: N_("number"),
}


def _number(at: CellAt) -> Decimal | Fault:
    if isinstance(at.cell, str):
        if at.cell_name:
            return at.fault(CELL_TEXT)
        number = read_number(at.cell)
    elif isinstance(at.cell, Decimal):
        number = check_range(at.cell)
    else:
        return at.wrong_type(Term(NUMBER_EXPECTED))
    if isinstance(number, NumberFault):
        return at.fault(number.kind, offer=number.offer, most=MOST_DIGITS)
    return number


def _positive(at: CellAt) -> Decimal | Fault:
    number = _number(at)
    return at.fault(NUMBER_NOT_POSITIVE) if isinstance(number, Decimal) and number <= 0 else number


def _nonnegative(at: CellAt) -> Decimal | Fault:
    number = _number(at)
    return at.fault(NUMBER_NEGATIVE) if isinstance(number, Decimal) and number < 0 else number


def read_whole(accepted: range | tuple[int, ...], spelled: str) -> Callable[[CellAt], int | Fault]:
    """A reader of whole numbers among those accepted; `spelled` says which, for messages."""

    def read(at: CellAt) -> int | Fault:
        number = _number(at)
        if isinstance(number, Fault):
            return number
        if number != number.to_integral_value() or int(number) not in accepted:
            return at.fault(WHOLE_WRONG, accepted=Term(spelled))
        return int(number)

    return read


def _text(at: CellAt) -> str | Fault:
    """Texts; numbers and dates of a workbook are spelled, because a row number or a year is often typed as one."""
    if isinstance(at.cell, bool | time | timedelta):
        return at.wrong_type()
    text = at.cell.isoformat() if isinstance(at.cell, date) else at.shown
    return at.fault(TEXT_TOO_LONG, found=len(text), most=MOST_TEXT) if len(text) > MOST_TEXT else text


def read_name(at: CellAt) -> str | Fault:
    """Names of things: a date is a name a spreadsheet has spoilt, so it is refused."""
    if not isinstance(at.cell, str | Decimal):
        return at.wrong_type()
    return _text(at)


def _id(at: CellAt) -> str | Fault:
    text = read_name(at)
    return at.fault(ID_WRONG) if isinstance(text, str) and not ID_PATTERN.fullmatch(text) else text


def _choice(at: CellAt) -> str | Fault:
    text = read_name(at)
    if isinstance(text, Fault) or text in at.column.choices:
        return text
    similar = closest(text, at.column.choices)
    return at.fault(CHOICE_UNKNOWN, choices=", ".join(at.column.choices), similar=similar)


def _unit(at: CellAt) -> str | Fault:
    text = read_name(at)
    if isinstance(text, Fault):
        return text
    return text if unit_is_known(text, at.place, at.problems) else FAULT


def _zone(at: CellAt) -> str | Fault:
    text = read_name(at)
    if isinstance(text, Fault):
        return text
    return text if zone_is_known(text, at.place, at.problems) else FAULT


def _area(at: CellAt) -> str | Fault:
    text = read_name(at)
    if isinstance(text, Fault):
        return text
    return text if at.known.areas.check(text, at.place, at.problems) else FAULT


def _date(at: CellAt) -> date | Fault:
    if isinstance(at.cell, datetime):
        return at.cell.date() if at.cell.time() == time() else at.fault(DATE_WRONG)
    if isinstance(at.cell, date):
        return at.cell
    return (read_date(at.cell) if isinstance(at.cell, str) else None) or at.fault(DATE_WRONG)


def _moment(at: CellAt) -> datetime | Fault:
    if isinstance(at.cell, datetime):
        return (at.cell + timedelta(milliseconds=500)).replace(microsecond=0)  # workbooks keep days as binary fractions
    if isinstance(at.cell, date):
        return datetime(at.cell.year, at.cell.month, at.cell.day)  # noqa: DTZ001 - a local clock, by the column's meaning
    return (read_moment(at.cell) if isinstance(at.cell, str) else None) or at.fault(MOMENT_WRONG)


Reader: TypeAlias = Callable[[CellAt], Value | Fault]
_WITHOUT_TEXT = frozenset(
    {"decimal", "positive", "nonnegative", "date", "moment", "minutes", "year", "month", "hour", "count", "whole"}
)
READERS: Mapping[str, Reader] = {
    "area": _area,
    "choice": _choice,
    "count": read_whole(range(1, 100_001), N_("a whole number from 1 to 100000")),
    "date": _date,
    "decimal": _number,
    "file": read_name,
    "hour": read_whole(range(24), N_("a whole number from 0 to 23")),
    "id": _id,
    "minutes": read_whole((15, 30, 60), N_("15, 30 or 60")),
    "moment": _moment,
    "month": read_whole(range(1, 13), N_("a whole number from 1 to 12")),
    "nonnegative": _nonnegative,
    "positive": _positive,
    "ref": read_name,
    "text": _text,
    "unit": _unit,
    "year": read_whole(range(1900, 2201), N_("a year from 1900 to 2200")),
    "zone": _zone,
}
"""How the cells of each type are read; a room may add types of its own."""


@dataclass(frozen=True, slots=True)
class Known:
    """What conversion looks up.

    Attributes:
        areas: shipped and declared.
        readers: how the cells of each type are read.
    """

    areas: AreaBook
    readers: Mapping[str, Reader] = field(default_factory=lambda: READERS)
