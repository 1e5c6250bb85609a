"""Rows of a CSV file or of a sheet of a workbook, before anything is taken for a header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import lru_cache

from fourfold.core.problems import N_, MessageKind, Place, Problem, Problems
from fourfold.core.reading import decode_utf8
from fourfold.data.databases.formats.factor_table.mapping import TableShape
from fourfold.formats.tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    TABLE_NUL,
    TABLE_QUOTES,
    TABLE_TOO_MANY_ROWS,
    TABLE_TOO_WIDE,
    GridRow,
)
from fourfold.formats.workbook import SheetRows
from fourfold.formats.workbook import read_rows as read_workbook_rows

SHEET_MISSING = MessageKind(
    "factor-table-sheet-missing",
    N_("the workbook has no sheet {found}"),
    N_("one of its sheets: {choices}"),
    N_("correct the name of the sheet in the mapping"),
)
ENCODING_WRONG = MessageKind(
    "factor-table-encoding",
    N_("the file is not in the encoding {found}"),
    N_("the encoding the mapping names under table"),
    N_("save the table as UTF-8, or correct encoding in the mapping"),
)
_DELIMITERS = {"tab": "\t"}
SUFFIXES = (".csv", ".xlsx")


def read_rows(data: bytes, name: str, shape: TableShape, problems: Problems) -> tuple[Place, list[GridRow]] | None:
    """Every row that is not blank, with its number; ``None`` when the table cannot be read (reported).

    Args:
        data: the bytes of the file.
        name: its path; the ending tells whether it is a workbook.
        shape: which sheet, or how the CSV file is written.
        problems: receives what is wrong.

    Returns:
        Where the table stands, and its rows.
    """
    if name.casefold().endswith(".xlsx"):
        return _of_workbook(data, name, shape.sheet, problems)
    text = _decoded(data, name, shape, problems)
    if text is None:
        return None
    return Place(name), list(_of_csv(text, name, _DELIMITERS.get(shape.delimiter, shape.delimiter), problems))


def _of_workbook(data: bytes, name: str, sheet: str, problems: Problems) -> tuple[Place, list[GridRow]] | None:
    found, faults = _sheet_of(data, name, sheet)
    problems.extend(faults)
    if found is None:
        return None
    if found.rows is None:
        if sheet not in found.sheets:
            place, choices = Place(name, 0, "", sheet), ", ".join(found.sheets)
            problems.error(SHEET_MISSING, place, found=sheet, choices=choices)
        return None
    return Place(name, 0, "", found.sheet), [row for row in found.rows if any(cell != "" for cell in row.cells)]


@lru_cache(maxsize=4)
def _sheet_of(data: bytes, name: str, sheet: str) -> tuple[SheetRows | None, tuple[Problem, ...]]:
    """The last sheets read are kept, because a table is recognised by its header and then read."""
    faults = Problems()
    found = read_workbook_rows(data, name, sheet, faults)
    return found, tuple(faults)


def _decoded(data: bytes, name: str, shape: TableShape, problems: Problems) -> str | None:
    if shape.encoding == "utf-8":
        return decode_utf8(data, name, Place(name), problems)
    try:
        return data.decode(shape.encoding)
    except UnicodeDecodeError:
        problems.error(ENCODING_WRONG, Place(name), found=shape.encoding)
        return None


def _of_csv(text: str, name: str, delimiter: str, problems: Problems) -> Iterator[GridRow]:
    """Rows with the number of the line each begins on; a fault in the quotes ends the reading."""
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problems.error(TABLE_NUL, Place(name, line), line=line)
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    begins, count = 1, 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.error(TABLE_QUOTES, Place(name, begins), reason=error)
            return
        if any(cell.strip() for cell in cells):
            count += 1
            if count > MOST_ROWS:
                problems.error(TABLE_TOO_MANY_ROWS, Place(name), most=MOST_ROWS)
                return
            if len(cells) > MOST_COLUMNS:
                problems.error(TABLE_TOO_WIDE, Place(name, begins), most=MOST_COLUMNS)
                return
            yield GridRow(begins, tuple(cell.strip() for cell in cells))
        begins = reader.line_num + 1
