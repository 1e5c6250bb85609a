"""From the grid of a table to rows: the header matched with the schema, every cell converted.

A row with a fault gives no typed row, but what could be read of it stays as a `Draft`, so that the checks between
tables neither miss its name nor report the same fault twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.rows import Row
from fourfold.formats.cell_values import FAULT, Fault, Known, Value, blank, convert
from fourfold.formats.sheet_scan import column_letters
from fourfold.formats.table_schema import Column, Table
from fourfold.formats.tables import CellValue, Grid, GridRow
from fourfold.formats.vocabulary import closest

COLUMN_UNKNOWN = MessageKind(
    "column-unknown",
    N_("the table {table} has no column {found}"),
    N_("columns of the table; similar: {similar}"),
    N_("correct the name, or remove the column; remarks go into the column comment"),
)
COLUMN_DUPLICATE = MessageKind(
    "column-duplicate",
    N_("the column {found} stands in the header more than once"),
    N_("each column once"),
    N_("remove one of them"),
)
COLUMN_MISSING = MessageKind(
    "column-required",
    N_("the table {table} lacks the column {found}"),
    N_("every required column in the header"),
    N_("add the column and fill it in every row"),
)
COLUMN_UNNAMED = MessageKind(
    "column-unnamed",
    N_("column {found} has values but no name in the header"),
    N_("a name above every column with values"),
    N_("name the column, or remove its values"),
)

TABLE_ABANDONED = MessageKind(
    "table-abandoned",
    N_("{most} rows before this one have faults; from here on the table was not read"),
    N_("rows without faults"),
    N_("repair what is common to the faults and run again"),
)

MOST_FAULTY_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Draft:
    """What could be read of a row.

    Attributes:
        place: the row.
        values: by column; a column with a fault is missing, except that names keep the text that stands there.
        row: the typed row, ``None`` when any cell has a fault.
    """

    place: Place
    values: Mapping[str, Value]
    row: Row | None

    def text(self, column: str) -> str | None:
        """The text in a column, ``None`` when it could not be read."""
        value = self.values.get(column)
        return value if isinstance(value, str) else None


def read_rows(
    grid: Grid, table: Table, row_class: type[Row], known: Known, problems: Problems
) -> tuple[list[Draft], bool]:
    """A draft for every row of a grid, and whether that is all of them; all faults of header and cells are reported.

    A table in which more than `MOST_FAULTY_ROWS` rows have faults is not read further: it has one cause, not thousands.

    Args:
        grid: the table as it stands in the file.
        table: what it should be.
        row_class: what a whole row becomes: its place, and an attribute for every column.
        known: what conversion looks up.
        problems: receives what is wrong.
    """
    positions = _match_header(grid, table, problems)
    drafts: list[Draft] = []
    faulty = 0
    reader = _RowReader(grid, table, row_class, positions, known, problems)
    for row in grid.rows:
        if faulty >= MOST_FAULTY_ROWS:
            problems.error(TABLE_ABANDONED, grid.place_of(row), most=MOST_FAULTY_ROWS)
            return drafts, False
        drafts.append(reader.read(row))
        faulty += drafts[-1].row is None
    return drafts, True


def _match_header(grid: Grid, table: Table, problems: Problems) -> dict[str, int]:
    positions: dict[str, int] = {}
    for index, name in enumerate(grid.header):
        if not name:
            _check_unnamed(grid, index, problems)
        elif name not in table.names:
            unused = [known for known in table.names if known not in grid.header]
            similar = closest(name, unused)
            problems.error(COLUMN_UNKNOWN, grid.place.at(name), found=name, table=table.name, similar=similar)
        elif name in positions:
            problems.error(COLUMN_DUPLICATE, grid.place.at(name), found=name)
        else:
            positions[name] = index
    for column in table.columns:
        if column.required and column.name not in positions:
            problems.error(COLUMN_MISSING, grid.place.at(column.name), found=column.name, table=table.name)
    return positions


def _check_unnamed(grid: Grid, index: int, problems: Problems) -> None:
    filled = next((row for row in grid.rows if str(row.cells[index]).strip()), None)
    if filled is not None:
        problems.error(COLUMN_UNNAMED, grid.place_of(filled), found=column_letters(index + 1))


class _RowReader:
    """Reads the rows of one grid; a text that repeats in a column is converted once."""

    def __init__(
        self,
        grid: Grid,
        table: Table,
        row_class: type[Row],
        positions: Mapping[str, int],
        known: Known,
        problems: Problems,
    ) -> None:
        self._grid, self._known, self._problems = grid, known, problems
        self._class = row_class
        self._columns = [(column, positions.get(column.name), blank(column)) for column in table.columns]
        self._converted: dict[tuple[str, str], Value] = {}

    def read(self, row: GridRow) -> Draft:
        """What can be read of a row."""
        place = self._grid.place_of(row)
        values: dict[str, Value] = {}
        whole = True
        for column, index, empty in self._columns:
            cell = "" if index is None else row.cells[index]
            if cell == "" and not column.required:
                values[column.name] = empty
                continue
            value = FAULT if index is None else self._convert(cell, column, index, row, place)
            if not isinstance(value, Fault):
                values[column.name] = value
                continue
            whole = False
            if column.type == "id" and isinstance(cell, str) and index is not None:
                values[column.name] = cell.strip()
        return Draft(place, values, self._class(place, **values) if whole else None)

    def _convert(self, cell: CellValue, column: Column, index: int, row: GridRow, place: Place) -> Value | Fault:
        if not isinstance(cell, str) or self._grid.typed:
            cell_name = f"{column_letters(index + 1)}{row.number}" if self._grid.typed else ""
            return convert(cell, column, self._known, place.at(column.name), self._problems, cell_name)
        key = (column.name, cell)
        if key not in self._converted:
            value = convert(cell, column, self._known, place.at(column.name), self._problems)
            if isinstance(value, Fault):
                return value
            self._converted[key] = value
        return self._converted[key]
