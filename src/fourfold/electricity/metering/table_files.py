"""Readings from Excel workbooks and Parquet files as the texts a CSV file would hold, so that one reader checks all.

A number of a workbook is the shortest decimal that is the same double, formulas are refused. Parquet is typed: integers
and decimals are exact; a binary fraction is spelled as the shortest decimal that is the same number, and one that is
not whole in 0.001 Wh then is refused as it would be in text.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal, TypeAlias

import numpy as np
import polars as pl

from fourfold.core.problems import N_, MessageKind, Place, Problems, Term
from fourfold.electricity.reading.columns import NO_ROWS, TextTable, find_columns, without_closing_blanks
from fourfold.formats.sheet_scan import column_letters
from fourfold.formats.tables import CellValue, GridRow, RefusedCell
from fourfold.formats.workbook import read_rows

CellKind: TypeAlias = Literal["time", "number", "mark"]
"""What a column holds."""
MOST_ROWS = 20_000_000
"""Rows a Parquet file may have: 570 years of quarter hours."""

SHEET_MISSING = MessageKind(
    "readings-sheet-missing",
    N_("the workbook has no sheet {found}"),
    N_("one of: {sheets}"),
    N_("correct the column sheet in {declared}"),
)
CELL_REFUSED = MessageKind(
    "readings-cell-refused",
    N_("cell {cell} holds a formula or an error value"),
    N_("a value"),
    N_("copy the column and paste it as values; formulas are not evaluated"),
)
CELL_UNFIT = MessageKind(
    "readings-cell-type",
    N_("cell {cell} holds {found}, which is neither text, number nor time"),
    N_("text, a number, or a date with time"),
    N_("enter the value again"),
)
PARQUET_BROKEN = MessageKind(
    "readings-parquet-broken",
    N_("the file is not a readable Parquet file: {reason}"),
    N_("a Parquet table"),
    N_("write the file again; it may be damaged or incomplete"),
)
PARQUET_TYPE = MessageKind(
    "readings-column-type",
    N_("the column {column} holds values of type {found}"),
    N_("{wanted}"),
    N_("write the column with this type"),
)
TOO_MANY_ROWS = MessageKind(
    "readings-too-many",
    N_("the file has {found} rows"),
    N_("at most {most} rows"),
    N_("keep the readings of the period only"),
)


def read_workbook_table(
    data: bytes, file: str, sheet: str, names: Sequence[str], declared: Place, problems: Problems
) -> TextTable | None:
    """Named columns of a sheet; nothing after reporting why not.

    Args:
        data: the workbook.
        file: path for messages.
        sheet: its name; empty for the first.
        names: columns wanted, the one of times first.
        declared: the row that names the file.
        problems: receives what is wrong.
    """
    read = read_rows(data, file, sheet, problems)
    if read is None:
        return None
    if read.sheet not in read.sheets:
        problems.error(
            SHEET_MISSING, declared.at("sheet"), found=sheet, sheets=", ".join(read.sheets), declared=declared
        )
        return None
    if read.rows is None:
        return None
    rows = [row for row in read.rows if any(cell != "" for cell in row.cells)]
    while rows and isinstance(rows[0].cells[0], str) and rows[0].cells[0].lstrip().startswith("#"):
        rows = rows[1:]
    if len(rows) < 2:
        problems.error(NO_ROWS, Place(file, 0, "", read.sheet))
        return None
    header = [str(cell).strip() if isinstance(cell, str | Decimal) else "" for cell in rows[0].cells]
    positions = find_columns(header, names, Place(file, rows[0].number, "", read.sheet), declared, problems)
    if positions is None:
        return None
    at = Place(file, 0, "", read.sheet)
    columns = {
        name: _texts(rows[1:], position, at.at(name), problems) for name, position in zip(names, positions, strict=True)
    }
    if any(texts is None for texts in columns.values()):
        return None
    text = without_closing_blanks({name: pl.Series(texts, dtype=pl.String) for name, texts in columns.items()})
    times = {type(row.cells[positions[0]]) for row in rows[1:]}
    lines = np.array([row.number for row in rows[1:]], np.int64)
    return TextTable(file, text, lines, read.sheet, bool(times & {datetime, date}))


def _texts(rows: Sequence[GridRow], position: int, at: Place, problems: Problems) -> list[str] | None:
    """The cells of a column as text."""
    texts: list[str] = []
    sound = True
    for row in rows:
        text = _spell(row.cells[position] if position < len(row.cells) else "")
        if isinstance(text, str):
            texts.append(text)
            continue
        cell = f"{column_letters(position + 1)}{row.number}"
        problems.error(text, Place(at.file, row.number, at.column, at.sheet), cell=cell, found=row.cells[position])
        sound = False
    return texts if sound else None


def _spell(cell: CellValue) -> str | MessageKind:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, datetime):  # workbooks keep days as binary fractions
        return (cell + timedelta(milliseconds=500)).replace(microsecond=0).isoformat()
    if isinstance(cell, date):
        return f"{cell.isoformat()}T00:00:00"
    return CELL_REFUSED if isinstance(cell, RefusedCell) else CELL_UNFIT


def read_parquet_table(
    data: bytes, file: str, names: Sequence[str], kinds: Sequence[CellKind], declared: Place, problems: Problems
) -> TextTable | None:
    """Named columns of a Parquet file, rows counted from 1; nothing after reporting why not.

    Args:
        data: the file.
        file: path for messages.
        names: columns wanted, the one of times first.
        kinds: what each holds.
        declared: the row that names the file.
        problems: receives what is wrong.
    """
    try:
        table = pl.scan_parquet(io.BytesIO(data))
        schema = table.collect_schema()
        count = int(table.select(pl.len()).collect().item())
        if count > MOST_ROWS:
            problems.error(TOO_MANY_ROWS, Place(file), found=count, most=MOST_ROWS)
            return None
        if find_columns(schema.names(), names, Place(file), declared, problems) is None:
            return None
        frame = table.select(list(dict.fromkeys(names))).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as error:
        problems.error(PARQUET_BROKEN, Place(file), reason=str(error).partition("\n")[0])
        return None
    if not count:
        problems.error(NO_ROWS, Place(file))
        return None
    columns: dict[str, pl.Series] = {}
    for name, kind in zip(names, kinds, strict=True):
        read, what = _KINDS[kind]
        texts = read(frame[name])
        if texts is None:
            found = {"column": name, "found": frame[name].dtype, "wanted": what}
            problems.error(PARQUET_TYPE, Place(file, 0, name), **found)
        else:
            columns[name] = texts
    if len(columns) < len(set(names)):
        return None
    is_typed = frame[names[0]].dtype != pl.String
    return TextTable(file, columns, np.arange(1, count + 1), has_typed_times=is_typed)


def _times(column: pl.Series) -> pl.Series | None:
    """Times as ISO 8601, those with a zone in UTC; parts of a second stay where there are any, to be refused."""
    dtype = column.dtype
    if dtype == pl.String:
        return column
    if not isinstance(dtype, pl.Datetime):
        return None
    whole = column.dt.truncate("1s")
    fraction = "%.6f" if (column != whole).any() else ""
    if dtype.time_zone is None:
        return column.dt.to_string(f"%Y-%m-%dT%H:%M:%S{fraction}")
    return column.dt.convert_time_zone("UTC").dt.to_string(f"%Y-%m-%dT%H:%M:%S{fraction}Z")


def _numbers(column: pl.Series) -> pl.Series | None:
    dtype = column.dtype
    if dtype == pl.String:
        return column
    if dtype.is_integer() or dtype.is_float() or dtype.is_decimal():
        return column.cast(pl.String)
    return None


def _marks(column: pl.Series) -> pl.Series | None:
    dtype = column.dtype
    return column.cast(pl.String) if dtype in (pl.String, pl.Categorical, pl.Enum) or dtype.is_integer() else None


_KINDS: Mapping[CellKind, tuple[Callable[[pl.Series], pl.Series | None], Term]] = {
    "time": (_times, Term(N_("times, with a time zone or on the local clock, or text"))),
    "number": (_numbers, Term(N_("integers, decimals, floating-point numbers or text"))),
    "mark": (_marks, Term(N_("text or integers"))),
}
