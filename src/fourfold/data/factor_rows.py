"""Rows of table ``factors``: the same columns for shipped factors and for those a study brings itself.

A study's reader makes `FactorRow` values by the table of columns in ``accounting/study``; `rows_from_csv` makes them
from the shipped files. `fourfold.data.assembling` makes factors of either.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import decode_utf8
from fourfold.core.rows import Row

COLUMNS_MISSING = MessageKind(
    "factor-columns-missing",
    N_("the table has no column {found}"),
    N_("the columns of table factors"),
    N_("add the column to the header row"),
)
NOT_A_NUMBER = MessageKind(
    "factor-not-a-number", N_("{found} is not a number"), N_("a decimal number such as 0.5777"), N_("correct the cell")
)
NOT_A_DATE = MessageKind(
    "factor-not-a-date", N_("{found} is not a date"), N_("a date such as 2024-01-01"), N_("correct the cell")
)


@dataclass(frozen=True, slots=True)
class FactorRow(Row):
    """One row of table ``factors``: one part of a factor, in the shipped tables and in a study alike.

    Columns, meanings and units are those of table ``factors`` in ``accounting/study/tables.csv``.
    """

    factor: str
    name: str
    name_zh: str
    family: str
    gas: str
    line: str
    kind: str
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    per_unit: str
    area: str
    valid_from: date
    valid_to: date
    technology: str
    quantity: str
    claim: str
    averaging: str
    losses: str
    gwp_set: str
    heating_basis: str
    status: str
    publisher: str
    document: str
    published: str
    url: str
    licence: str
    quality: str
    note: str

    @property
    def names(self) -> dict[str, str]:
        """Display names by language."""
        return {"en": self.name, "zh": self.name_zh or self.name}


COLUMNS = tuple(field.name for field in fields(FactorRow) if field.name != "place")
"""Columns of table ``factors``, in order."""


def rows_from_csv(data: bytes, name: str, problems: Problems) -> list[FactorRow]:
    """Rows of a factor table in a CSV file (UTF-8, one header row with the columns of table ``factors``).

    Args:
        data: the file's bytes.
        name: the file as messages name it.
        problems: receives what is wrong; a row with a fault is left out.
    """
    text = decode_utf8(data, name, Place(name), problems)
    if text is None:
        return []
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        problems.error(COLUMNS_MISSING, Place(name, 1), found=", ".join(missing))
        return []
    rows = (_row(cells, Place(name, reader.line_num), problems) for cells in reader)
    return [row for row in rows if row is not None]


_OPTIONAL_DECIMALS = ("low", "high")
_DATES = ("valid_from", "valid_to")


def _row(cells: dict[str, str], place: Place, problems: Problems) -> FactorRow | None:
    values: dict[str, Any] = {column: (cells[column] or "").strip() for column in COLUMNS}
    faults = Problems()
    for column in ("value", *_OPTIONAL_DECIMALS):
        values[column] = _decimal(values[column], column in _OPTIONAL_DECIMALS, place.at(column), faults)
    for column in _DATES:
        values[column] = _date(values[column], place.at(column), faults)
    problems.extend(faults)
    return None if faults.errors else FactorRow(place=place, **values)


def _decimal(text: str, optional: bool, place: Place, problems: Problems) -> Decimal | None:
    if not text and optional:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        problems.error(NOT_A_NUMBER, place, found=text)
        return None
    return value


def _date(text: str, place: Place, problems: Problems) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.error(NOT_A_DATE, place, found=text)
        return None
