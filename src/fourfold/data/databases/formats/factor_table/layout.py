"""Where a mapping meets a table: the header row, which column stands where, and the rows below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.data.databases.formats.factor_table.cells import read_rows
from fourfold.data.databases.formats.factor_table.mapping import FactorMapping, TableShape
from fourfold.formats.tables import CellValue, GridRow

HEADER_MISSING = MessageKind(
    "factor-table-header-missing",
    N_("no row holds the columns {found}"),
    N_("a header row with all columns the mapping names"),
    N_("correct the names under columns in the mapping; what the table has: {similar}"),
)
_LOOKED_AT = 60
"""In how many rows a header is looked for where the mapping does not say in which it stands."""
_YEAR = "{year}"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table.

    Attributes:
        place: where it stands.
        cells: text of each column of the mapping.
        numbers: those that were numbers in a workbook, exactly.
        unusable: columns whose cell may not be used, such as a formula.
    """

    place: Place
    cells: Mapping[str, str]
    numbers: Mapping[str, Decimal]
    unusable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A table with its columns found.

    Attributes:
        mapping: what the columns mean.
        place: file, sheet and row of the header.
        year: four digits of the header, where the mapping looks for them; else empty.
        header: names of the columns as they stand.
        columns: number of each column from 0, by its name in the mapping.
        rows: the rows below the header that are not blank.
    """

    mapping: FactorMapping
    place: Place
    year: str
    header: tuple[str, ...]
    columns: Mapping[str, int]
    rows: tuple[GridRow, ...]

    def table_rows(self) -> Iterator[TableRow]:
        """The rows up to the one that ends the table."""
        end = self.mapping.table.end
        for row in self.rows:
            found = self._row(row)
            if end and found.cells[end.column].casefold() == end.value.casefold():
                return
            yield found

    def _row(self, row: GridRow) -> TableRow:
        values = {alias: row.cells[i] if i < len(row.cells) else "" for alias, i in self.columns.items()}
        texts = {alias: _text(value) for alias, value in values.items()}
        numbers = {alias: value for alias, value in values.items() if isinstance(value, Decimal)}
        place = Place(self.place.file, row.number, "", self.place.sheet)
        cells = {alias: text or "" for alias, text in texts.items()}
        return TableRow(place, cells, numbers, tuple(alias for alias, text in texts.items() if text is None))


def find_layout(data: bytes, name: str, mapping: FactorMapping, problems: Problems) -> Layout | None:
    """The table in a file as a mapping sees it; ``None`` when it is not there (reported)."""
    found = read_rows(data, name, mapping.table, problems)
    if found is None:
        return None
    place, rows = found
    for index, row in enumerate(_candidates(rows, mapping.table)):
        header = tuple((_text(cell) or "").strip() for cell in row.cells)
        columns = _columns(header, mapping)
        if columns is not None:
            below = tuple(row for row in rows if row.number > _candidates(rows, mapping.table)[index].number)
            at = Place(place.file, row.number, "", place.sheet)
            return Layout(mapping, at, _year(header, mapping, columns), header, columns, below)
    _report_header(rows, mapping, place, problems)
    return None


def _candidates(rows: Sequence[GridRow], shape: TableShape) -> list[GridRow]:
    if shape.header_row:
        return [row for row in rows if row.number == shape.header_row]
    return list(rows[:_LOOKED_AT])


def _columns(header: Sequence[str], mapping: FactorMapping) -> dict[str, int] | None:
    found: dict[str, int] = {}
    for alias, wanted in mapping.columns.items():
        pattern = _pattern(wanted)
        number = next((i for i, title in enumerate(header) if pattern.fullmatch(_folded(title))), None)
        if number is None:
            return None
        found[alias] = number
    return found


def _pattern(wanted: str) -> re.Pattern[str]:
    return re.compile(re.escape(_folded(wanted)).replace(re.escape(_YEAR), "([12][0-9]{3})"))


def _folded(title: str) -> str:
    return " ".join(title.split()).casefold()


def _year(header: Sequence[str], mapping: FactorMapping, columns: Mapping[str, int]) -> str:
    for alias, wanted in mapping.columns.items():
        match = _pattern(wanted).fullmatch(_folded(header[columns[alias]])) if _YEAR in wanted else None
        if match:
            return match[1]
    return ""


def _report_header(rows: Sequence[GridRow], mapping: FactorMapping, place: Place, problems: Problems) -> None:
    candidates = _candidates(rows, mapping.table)
    widest = max(candidates, key=lambda row: len([c for c in row.cells if c != ""]), default=None)
    titles = [_text(cell) or "" for cell in widest.cells] if widest else []
    at = Place(place.file, mapping.table.header_row, "", place.sheet)
    similar = ", ".join(title for title in titles if title) or "–"
    problems.error(HEADER_MISSING, at, found=", ".join(mapping.columns.values()), similar=similar)


def _text(value: CellValue) -> str | None:
    """A cell as text; ``None`` for one whose value may not be used."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | bool):
        return str(value)
    return None
