"""Columns of a CSV file as text: bounded, decoded, found by name, nothing interpreted.

Commas, semicolons and tabs separate columns; the header decides which. Rows are counted as an editor shows them: the
header is row 1.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import FILE_EMPTY, SERIES_MOST_BYTES, decode_utf8, read_bounded
from fourfold.core.zones import Ints

FIRST_ROW = 2
_BOM = b"\xef\xbb\xbf"
_HEADER_MOST = 1024 * 1024

COLUMN_MISSING = MessageKind(
    "column-missing",
    N_("there is no column {found}"),
    N_("one of: {columns}"),
    N_("correct the column's name in {declared}, or add the column"),
)
COLUMN_REPEATED = MessageKind(
    "column-repeated",
    N_("the column {found} stands in the header {count} times"),
    N_("each column once"),
    N_("rename or remove all but one"),
)
NOT_A_TABLE = MessageKind(
    "not-a-table",
    N_("the file is not a readable table: {found}"),
    N_("a header and rows with the same number of cells, separated by commas, semicolons or tabs"),
    N_("export the data as CSV again"),
)
ROW_TOO_LONG = MessageKind(
    "row-too-long",
    N_("the row has {found} cells"),
    N_("{count} cells, as in the header"),
    N_("put texts with separators into quotes, and write decimals with a point"),
)
NO_ROWS = MessageKind("no-rows", N_("the file has a header but no rows"), N_("a row per interval"), N_("add the data"))


@dataclass(frozen=True, slots=True)
class TextTable:
    """Columns of a file as text, whatever the file was.

    Attributes:
        file: path for messages.
        columns: texts under the names by which they were asked for ``[row]``.
        lines: row or line of the file that a person sees, for each ``[row]``; ``None`` where row 0 stands in line
            `FIRST_ROW` and each on a line of its own.
        sheet: sheet of a workbook.
        has_typed_times: whether the file types its times, so that they are spelled as ISO 8601 whatever is declared.
    """

    file: str
    columns: dict[str, pl.Series]
    lines: Ints | None = None
    sheet: str = ""
    has_typed_times: bool = False

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(next(iter(self.columns.values())))

    def line(self, row: int) -> int:
        """The line of a row."""
        return row + FIRST_ROW if self.lines is None else int(self.lines[row])

    def lines_of(self, rows: Ints) -> Ints:
        """The lines of many rows."""
        return rows + FIRST_ROW if self.lines is None else self.lines[rows]

    def place(self, row: int, column: str) -> Place:
        """Where a row stands."""
        return Place(self.file, self.line(row), column, self.sheet)

    def whole(self, column: str) -> Place:
        """A column as a whole."""
        return Place(self.file, 0, column, self.sheet)

    def cells(self, column: str, texts: Mapping[int, str] | None = None) -> Cells:
        """The cells of a column for reporting: all, or those with the texts given by row."""
        return Cells(self.file, column, self.columns[column] if texts is None else texts, self.lines, self.sheet)


def read_columns(
    folder: Path,
    file: str,
    names: Sequence[str],
    declared: Place,
    problems: Problems,
    most_bytes: int = SERIES_MOST_BYTES,
) -> dict[str, pl.Series] | None:
    """Named columns of a CSV file (also gzip) as text, closing rows without any text left off.

    Args:
        folder: the study folder.
        file: path of the file in it.
        names: header texts of the columns wanted; empty for a column without name.
        declared: the row that names the file.
        problems: receives what is wrong.
        most_bytes: largest size accepted, decompressed.

    Returns:
        Each column under its name ``[row]``, or nothing when one cannot be had.
    """
    data = read_bounded(folder, file, declared.at("file"), problems, most_bytes)
    return None if data is None else columns_of(data, file, names, declared, problems)


def columns_of(
    data: bytes, file: str, names: Sequence[str], declared: Place, problems: Problems
) -> dict[str, pl.Series] | None:
    """`read_columns` of bytes that were read and decompressed."""
    if not (data.isascii() or decode_utf8(data, file, Place(file), problems)):
        return None
    data = data.removeprefix(_BOM)
    if not data or data.isspace():
        problems.error(FILE_EMPTY, Place(file), found=file)
        return None
    separator, header = _header(data, names)
    positions = find_columns(header, names, Place(file, 1), declared, problems)
    if positions is None:
        return None
    frame = _parse(data, separator, sorted(set(positions)), file, problems)
    if frame is None:
        return None
    ordered = {position: frame.to_series(number) for number, position in enumerate(sorted(set(positions)))}
    columns = without_closing_blanks({name: ordered[at] for name, at in zip(names, positions, strict=True)})
    if not len(next(iter(columns.values()))):
        problems.error(NO_ROWS, Place(file))
        return None
    return columns


def _header(data: bytes, names: Sequence[str]) -> tuple[str, list[str]]:
    """The separator under which most of the wanted columns are found, and the header split by it."""
    line = data[:_HEADER_MOST].split(b"\n", 1)[0].rstrip(b"\r").decode("utf-8", "replace")
    split = {separator: [cell.strip() for cell in _cells(line, separator)] for separator in (",", ";", "\t")}
    best = max(split, key=lambda separator: (sum(name in split[separator] for name in names), len(split[separator])))
    return best, split[best]


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def find_columns(
    header: Sequence[str], names: Sequence[str], at: Place, declared: Place, problems: Problems
) -> list[int] | None:
    """Where named columns stand in a header; nothing after reporting one that is not there, or there twice.

    Args:
        header: texts of the header.
        names: columns wanted.
        at: the header.
        declared: the row that names the columns.
        problems: receives what is wrong.
    """
    positions = []
    for name in names:
        count = header.count(name)
        if count == 1:
            positions.append(header.index(name))
        elif count:
            problems.error(COLUMN_REPEATED, at.at(name), found=name, count=count)
        else:
            spelled = [cell or "“”" for cell in (name, *header)]
            columns = ", ".join(spelled[1:])
            problems.error(COLUMN_MISSING, at.at(name), found=spelled[0], columns=columns, declared=declared)
    return positions if len(positions) == len(names) else None


def _parse(data: bytes, separator: str, positions: list[int], file: str, problems: Problems) -> pl.DataFrame | None:
    try:
        return pl.read_csv(data, columns=positions, separator=separator, infer_schema=False)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        if not _report_long_rows(data, separator, file, problems):
            problems.error(NOT_A_TABLE, Place(file), found=str(error).splitlines()[0])
        return None


def _report_long_rows(data: bytes, separator: str, file: str, problems: Problems) -> bool:
    """Name the rows with more cells than the header; whether there are any."""
    lines = data.decode("utf-8").splitlines()
    count = len(_cells(lines[0], separator))
    found = [(row, len(_cells(line, separator))) for row, line in enumerate(lines, start=1)]
    long_rows = [(row, cells) for row, cells in found if cells > count]
    problems.add_all(ROW_TOO_LONG, long_rows, lambda at: (Place(file, at[0]), {"found": at[1], "count": count}))
    return bool(long_rows)


def without_closing_blanks(columns: dict[str, pl.Series]) -> dict[str, pl.Series]:
    """Spreadsheets like to close a file with empty rows; these say nothing."""
    count = len(next(iter(columns.values())))
    while count and all(not (column[count - 1] or "").strip() for column in columns.values()):
        count -= 1
    return {name: column.head(count) for name, column in columns.items()}


def joined_bytes(column: pl.Series) -> NDArray[np.uint8] | None:
    """The bytes of all cells, a line feed after each, for work on whole columns; nothing when a cell is empty."""
    if column.null_count() or not len(column):
        return None
    return np.frombuffer((column.str.join("\n").item() + "\n").encode(), np.uint8)


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of a column, for reporting.

    Attributes:
        file: the file.
        name: the column.
        texts: what stands in the cells, by position of the row.
        lines, sheet: as in `TextTable`.
    """

    file: str
    name: str
    texts: Mapping[int, str] | pl.Series
    lines: Ints | None = None
    sheet: str = ""

    def report(self, kind: MessageKind, rows: Sequence[int], problems: Problems, **params: object) -> None:
        """Add an error for each row, `found` being its text."""

        def describe(row: int) -> tuple[Place, dict[str, object]]:
            has_text = isinstance(self.texts, pl.Series) or row in self.texts
            line = row + FIRST_ROW if self.lines is None else int(self.lines[row])
            return Place(self.file, line, self.name, self.sheet), params | (
                {"found": self.texts[row]} if has_text else {}
            )

        problems.add_all(kind, rows, describe)
