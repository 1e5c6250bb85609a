"""A pack as one Excel workbook: a sheet ``pack`` of keys and values, and one sheet a table. Every cell becomes text.

What a spreadsheet typed for itself is spelled exactly: numbers as their decimal, dates as year-month-day, booleans as
``true`` and ``false``. Formulas and merged cells are refused. Sheets whose name begins with ``#`` are remarks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, MessageKind, Place, Problem, Problems
from fourfold.core.reading import read_bounded
from fourfold.formats.sheet_scan import CELLS_MERGED, column_number
from fourfold.formats.table_rows import COLUMN_MISSING
from fourfold.formats.tables import CellValue, Grid, GridRow, RefusedCell
from fourfold.formats.vocabulary import closest
from fourfold.formats.workbook import read_workbook
from fourfold.formats.yaml_text import YAML_DUPLICATE_KEY
from fourfold.standards.pack.folder import BOUNDS
from fourfold.standards.pack.keys import Keys, normal_keys
from fourfold.standards.pack.sheets import PACK_COLUMNS, PACK_SHEET, SHEETS
from fourfold.standards.pack.text import PackText, clean, table_of

SHEET_PACK_MISSING = MessageKind(
    "pack-sheet-missing",
    N_("the workbook {found} has no sheet pack"),
    N_("a sheet named pack with the columns key and value, and a sheet for every table"),
    N_("add the sheet; fourfold standards new --workbook writes a workbook to start from"),
)
SHEET_IGNORED = MessageKind(
    "pack-sheet-unknown",
    N_("the sheet {found} is no table of a pack and is not read"),
    N_("sheets named {sheets}; similar: {similar}"),
    N_("correct the name; names of sheets with remarks begin with #"),
)
COLUMN_IGNORED = MessageKind(
    "pack-sheet-column",
    N_("the sheet pack has no column {found}; it is not read"),
    N_("the columns key and value"),
    N_("put remarks on a sheet whose name begins with #"),
)
TYPED_AS_NUMBER = MessageKind(
    "pack-cell-typed-as-number",
    N_("a spreadsheet stored {found} as a number, so zeros at its end would be lost"),
    N_("text, as names and numbers of clauses are"),
    N_("format the column as text and type the cell again; {found} may have been {found}0"),
)
_SPAN = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
"""The cells a merged one covers, such as ``A2:B3``."""
_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_SPELLED = frozenset({"clause", "number", "parent", "item", "version", "equivalents"})
"""Columns in which 5.1 and 5.10 are two things."""


def is_workbook(path: Path) -> bool:
    """Whether a path is called like a workbook; others than xlsx are refused with the repair when read."""
    return path.suffix.casefold() in _SUFFIXES and not path.is_dir()


def read_pack_workbook(path: Path, problems: Problems) -> PackText | None:
    """The text of a pack in a workbook; ``None`` when there is none (reported)."""
    real = path.resolve()
    data = read_bounded(real.parent, real.name, Place(path.name), problems, BOUNDS.file_bytes)
    return None if data is None else pack_in_workbook(data, path.name, problems)


def pack_in_workbook(data: bytes, name: str, problems: Problems) -> PackText | None:
    """The text of a pack in the bytes of a workbook; ``None`` when there is none (reported)."""
    workbook = read_workbook(data, name, (PACK_SHEET, *SHEETS), problems, {PACK_SHEET: PACK_COLUMNS, **SHEETS})
    if workbook is None:
        return None
    for other in workbook.others:
        if not other.startswith("#"):
            sheets = ", ".join((PACK_SHEET, *SHEETS))
            similar = closest(other, (PACK_SHEET, *SHEETS))
            problems.warn(SHEET_IGNORED, Place(name, 0, "", other), found=other, sheets=sheets, similar=similar)
    merged = [problem for problem in problems if problem.kind is CELLS_MERGED]
    grids = {
        sheet: _as_text(_filled(grid, merged), problems) for sheet, grid in workbook.grids.items() if grid is not None
    }
    if PACK_SHEET not in grids:
        if PACK_SHEET not in workbook.grids:
            problems.error(SHEET_PACK_MISSING, Place(name), found=name)
        return None
    keys = normal_keys(_keys(grids[PACK_SHEET], problems), problems)
    tables = {sheet: table_of(sheet, grids[sheet], problems) for sheet in SHEETS if sheet in grids}
    unread = {sheet for sheet, grid in workbook.grids.items() if grid is None or not grid.complete}
    unread |= {problem.place.sheet for problem in merged}
    return PackText(name, keys.texts, keys.places, tables, frozenset(unread))


def _keys(grid: Grid, problems: Problems) -> Keys:
    keys = Keys()
    for name in PACK_COLUMNS:
        if name not in grid.header:
            problems.error(COLUMN_MISSING, grid.place.at(name), found=name, table=PACK_SHEET)
            return keys
    for name in grid.header:
        if name and name not in PACK_COLUMNS:
            problems.warn(COLUMN_IGNORED, grid.place.at(name), found=name)
    at = [grid.header.index(name) for name in PACK_COLUMNS]
    for row in grid.rows:
        place = grid.place_of(row)
        key, value = (clean(_plain(row.cells[i]), place.at(grid.header[i]), problems) for i in at)
        if value and key in keys.texts:
            problems.error(YAML_DUPLICATE_KEY, place.at(PACK_COLUMNS[0]), found=key, line=keys.places[key].row)
        elif value:
            keys.add(key, value, place.at(key))
    return keys


def _plain(cell: CellValue) -> str:
    return "" if isinstance(cell, RefusedCell) else str(cell)


def _filled(grid: Grid, merged: Sequence[Problem]) -> Grid:
    """The grid with merged cells, which were reported, filled as their author sees them: nothing follows from them."""
    rows = {row.number: list(row.cells) for row in grid.rows}
    for problem in merged:
        span = _SPAN.fullmatch(str(problem.params["found"])) if problem.place.sheet == grid.place.sheet else None
        if span is None:
            continue
        left, right = column_number(span[1]) - 1, min(column_number(span[3]), len(grid.header))
        top, bottom = int(span[2]), int(span[4])
        if top in rows and left < right:
            for number in [number for number in rows if top <= number <= bottom]:
                rows[number][left:right] = [rows[top][left]] * (right - left)
    return replace(grid, rows=tuple(GridRow(number, tuple(cells)) for number, cells in rows.items()))


def _as_text(grid: Grid, problems: Problems) -> Grid:
    """The grid with every cell as text."""
    rows = tuple(GridRow(row.number, tuple(_spelled(cell) for cell in row.cells)) for row in grid.rows)
    for row in grid.rows:
        for name, cell in zip(grid.header, row.cells, strict=True):
            if isinstance(cell, Decimal) and _loses_zeros(name, row, grid) and cell != cell.to_integral_value():
                problems.warn(TYPED_AS_NUMBER, grid.place_of(row).at(name), found=decimal_text(cell))
    return replace(grid, rows=rows, typed=False)


def _loses_zeros(column: str, row: GridRow, grid: Grid) -> bool:
    """Whether a cell holds a name of numbers and points, not a number."""
    if grid.place.sheet == PACK_SHEET and column == PACK_COLUMNS[1]:
        return PACK_COLUMNS[0] in grid.header and row.cells[grid.header.index(PACK_COLUMNS[0])] == "version"
    return column in _SPELLED


def _spelled(cell: CellValue) -> CellValue:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return decimal_text(cell) if cell.is_finite() else str(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return cell if isinstance(cell, RefusedCell) else str(cell)
