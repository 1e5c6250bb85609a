"""A first walk over the XML of an Excel sheet: what must be known before its values are read.

Finds formulas (their stored results may be stale and are never taken), error values, merged cells, and cells so far
away that the rectangle around all cells would not fit into memory.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from lxml import etree

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.formats.tables import MOST_COLUMNS, MOST_ROWS, TABLE_TOO_MANY_ROWS, TABLE_TOO_WIDE

MOST_CELLS = 8_000_000
"""Rows times columns of the rectangle that holds all values: a table of 200,000 rows and 40 columns."""

CELL_FORMULA = MessageKind(
    "cell-formula",
    N_("cell {cell} holds a formula"),
    N_("a value"),
    N_("copy the cell and paste it as a value; formulas are not evaluated"),
)
CELL_ERROR_VALUE = MessageKind(
    "cell-error-value",
    N_("cell {cell} holds the error {found}"),
    N_("a value"),
    N_("correct the cell and enter its value"),
)
CELLS_MERGED = MessageKind(
    "cells-merged",
    N_("the cells {found} are merged"),
    N_("one value in each cell"),
    N_("unmerge the cells and fill in each one"),
)
SHEET_TOO_LARGE = MessageKind(
    "sheet-too-large",
    N_("the values of the sheet spread over {found} cells"),
    N_("at most {most} cells between the first and the last value"),
    N_("delete stray values far from the table"),
)
SHEET_BROKEN = MessageKind(
    "sheet-broken",
    N_("the sheet is no sound XML: {reason}"),
    N_("a sheet as a spreadsheet program writes it"),
    N_("save the file again with the program that made it"),
)

_REFERENCE = re.compile(r"^([A-Z]{1,3})([0-9]{1,7})$")


Refused: TypeAlias = dict[tuple[int, int], tuple[MessageKind, str]]
"""Why the value at a row and column may not be used, and what stands there."""


@dataclass(slots=True)
class _Walk:
    """Where the walk stands, and the far corner of all values."""

    row: int = 0
    column: int = 0
    last_row: int = 0
    last_column: int = 0
    refused: Refused = field(default_factory=dict)


def scan_sheet(xml: bytes, place: Place, problems: Problems) -> Refused | None:
    """The cells whose value may not be used, still to be reported; ``None`` when no value may be read (reported).

    Args:
        xml: the sheet's part of the workbook.
        place: file and sheet.
        problems: receives what is wrong.
    """
    walk = _Walk()
    try:
        events = etree.iterparse(
            io.BytesIO(xml),
            events=("end",),
            tag=("{*}row", "{*}mergeCell"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        for _, element in events:
            if etree.QName(element).localname == "row":
                _walk_row(element, walk)
            else:
                found = element.get("ref", "")
                problems.error(CELLS_MERGED, _at(place, _row_of(str(found))), found=found)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        problems.error(SHEET_BROKEN, place, reason=str(error)[:200])
        return None
    return walk.refused if _fits(walk, place, problems) else None


def report_refused(refused: Refused, header: Sequence[str], place: Place, problems: Problems) -> None:
    """Report refused cells, each with the name its column has in the header."""
    for (row, column), (kind, found) in refused.items():
        name = header[column - 1] if column <= len(header) else ""
        problems.error(kind, _at(place, row).at(name), cell=f"{column_letters(column)}{row}", found=found)


def column_letters(number: int) -> str:
    """The letters of a column, counted from 1: 1 is ``A``, 28 is ``AB``."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column, counted from 1, by its letters: ``AB`` is 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _walk_row(row: etree._Element, walk: _Walk) -> None:
    stated = str(row.get("r") or "")
    walk.row = int(stated) if re.fullmatch("[0-9]{1,7}", stated) else walk.row + 1
    walk.column = 0
    for cell in row.iterchildren("{*}c"):
        match = _REFERENCE.match(str(cell.get("r") or ""))
        if match:
            walk.column, walk.row = column_number(match[1]), int(match[2])
        else:
            walk.column += 1
        _look_at(cell, walk)


def _look_at(cell: etree._Element, walk: _Walk) -> None:
    if cell.find("{*}f") is not None:
        walk.refused[walk.row, walk.column] = CELL_FORMULA, ""
    elif cell.get("t") == "e":
        walk.refused[walk.row, walk.column] = CELL_ERROR_VALUE, cell.findtext("{*}v") or ""
    elif len(cell):
        walk.last_row = max(walk.last_row, walk.row)
        walk.last_column = max(walk.last_column, walk.column)


def _fits(walk: _Walk, place: Place, problems: Problems) -> bool:
    if walk.last_column > MOST_COLUMNS:
        problems.error(TABLE_TOO_WIDE, place, most=MOST_COLUMNS)
        return False
    if walk.last_row > MOST_ROWS + 1000:
        problems.error(TABLE_TOO_MANY_ROWS, place, most=MOST_ROWS)
        return False
    if walk.last_row * walk.last_column > MOST_CELLS:
        problems.error(SHEET_TOO_LARGE, place, found=walk.last_row * walk.last_column, most=MOST_CELLS)
        return False
    return True


def _at(place: Place, row: int) -> Place:
    return Place(place.file, row, "", place.sheet)


def _row_of(reference: str) -> int:
    match = re.search("[0-9]{1,7}", reference)
    return int(match[0]) if match else 0
