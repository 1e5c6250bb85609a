"""CSV tables of a grid folder as a stream of text columns with row numbers, checked for form only."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from fourfold.core.problems import Place, Problems
from fourfold.core.reading import FILE_EMPTY
from fourfold.electricity.grid.tables import TableKind
from fourfold.electricity.grid.text_blocks import TextBlock, cells_of, layout_of, sound_blocks, text_blocks, without
from fourfold.electricity.grid.tidy_rows import ROW
from fourfold.electricity.grid.tidy_schema import SPELLINGS, header_is_sound
from fourfold.electricity.reading.columns import NO_ROWS, NOT_A_TABLE
from fourfold.formats.tables import ROW_TOO_LONG, ROW_TOO_SHORT, TABLE_QUOTES, TABLE_WITHOUT_HEADER


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a CSV file.

    Attributes:
        separator: ``,``, ``;`` or tab.
        names: of the columns.
        row: 1-based row it stands in.
        body: byte at which the rows begin.
    """

    separator: str
    names: tuple[str, ...]
    row: int
    body: int


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A CSV file whose header and encoding are sound.

    Attributes:
        path: where it is.
        name: path for messages.
        header: its header.
        rows: data rows, empty lines not counted.
    """

    path: Path
    name: str
    header: Header
    rows: int


def open_csv(path: Path, name: str, kind: TableKind, problems: Problems) -> CsvTable | None:
    """Look at a whole file once: encoding, quotes, header, number of rows; nothing when it cannot be used."""
    before = len(problems)
    header, rows = None, 0
    for number, block in enumerate(sound_blocks(path, name, problems)):
        if number == 0:
            header = _header(block, SPELLINGS[kind].known)
            block = TextBlock(block.data[header.body :], block.row) if header else block
        rows += _count(block)
    if len(problems) > before:
        return None
    if header is None:
        empty = FILE_EMPTY if path.stat().st_size == 0 else TABLE_WITHOUT_HEADER
        problems.error(empty, Place(name), found=name)
        return None
    if not header_is_sound(header.names, kind, name, header.row, problems):
        return None
    if not rows and kind is TableKind.GENERATION:  # of the other tables, no rows say that there is nothing
        problems.error(NO_ROWS, Place(name, header.row))
        return None
    return CsvTable(path, name, header, rows)


def csv_frames(table: CsvTable, problems: Problems) -> Iterator[pl.DataFrame]:
    """The rows of a file, block by block: `ROW` and the columns of the header as text, blank lines left out.

    Rows with too many or too few cells are reported and left out.
    """
    with closing(text_blocks(table.path)) as blocks:
        for number, block in enumerate(blocks):
            if number == 0:
                block = TextBlock(block.data[table.header.body :], table.header.row + 1)
            frame = _frame(block, table, problems)
            if frame.height:
                yield frame


def _header(block: TextBlock, known: Sequence[str]) -> Header | None:
    """The header of a file, remarks and blank lines before it skipped."""
    at, row = 0, block.row
    while at < len(block.data):
        end = block.data.find(b"\n", at) + 1 or len(block.data)
        line = block.data[at:end].decode().rstrip("\r\n")
        if line.strip(',;\t" ') and not line.lstrip('"').startswith("#"):
            split = {separator: _cells(line, separator) for separator in (",", ";", "\t")}
            best = max(split, key=lambda sign: (sum(name in split[sign] for name in known), len(split[sign])))
            return Header(best, tuple(split[best]), row, end)
        at, row = end, row + 1
    return None


def _cells(line: str, separator: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:  # a name longer than the reader takes
        return [line[:100]]


def _count(block: TextBlock) -> int:
    """Records of a block that are not blank lines."""
    data = block.data
    if b'"' in data or b"\n\n" in data or b"\n\r" in data or data[:1] in (b"\n", b"\r"):
        return int(np.count_nonzero(cells_of(block, layout_of(block), ",")))
    return data.count(b"\n") + (bool(data) and not data.endswith(b"\n"))


def _frame(block: TextBlock, table: CsvTable, problems: Problems) -> pl.DataFrame:
    """The records of a block as text columns."""
    data, width = block.data, len(table.header.names)
    lines = data.count(b"\n") + (bool(data) and not data.endswith(b"\n"))
    # Without quotes, as many separators as rows of full width need, and no row that polars finds too long, leave no
    # row too short: the common case costs two counts.
    if b'"' not in data and data.count(table.header.separator.encode()) == lines * (width - 1):
        frame = _parse(data, table)
        if isinstance(frame, pl.DataFrame) and frame.height == lines:
            return frame.with_columns(pl.Series(ROW, np.arange(block.row, block.row + lines)))
    return _frame_of_odd_block(block, table, problems)


def _frame_of_odd_block(block: TextBlock, table: CsvTable, problems: Problems) -> pl.DataFrame:
    """The records of a block with quotes, blank lines or rows of a wrong length."""
    layout = layout_of(block)
    cells, width = cells_of(block, layout, table.header.separator), len(table.header.names)
    for kind, wrong in ((ROW_TOO_LONG, cells > width), (ROW_TOO_SHORT, (cells > 0) & (cells < width))):
        places = np.flatnonzero(wrong)
        rows, counts = layout.rows[places].tolist(), cells[places].tolist()
        problems.add_all(
            kind,
            list(zip(rows, counts, strict=True)),
            lambda at: (Place(table.name, at[0]), {"found": at[1], "expected": width}),
        )
    kept = cells == width
    frame = _parse(without(block, layout, ~kept), table)
    if isinstance(frame, pl.DataFrame) and frame.height == np.count_nonzero(kept):
        return frame.with_columns(pl.Series(ROW, layout.rows[kept]))
    _report_quotes(block, table, str(frame), problems)
    return _parse_nothing(table)


def _parse(data: bytes, table: CsvTable) -> pl.DataFrame | str:
    """Text columns, or why there are none."""
    if not data:
        return _parse_nothing(table)
    schema = dict.fromkeys(table.header.names, pl.String)
    try:
        return pl.read_csv(data, has_header=False, separator=table.header.separator, schema=schema)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        return str(error)


def _parse_nothing(table: CsvTable) -> pl.DataFrame:
    return pl.DataFrame(schema={**dict.fromkeys(table.header.names, pl.String), ROW: pl.Int64})


def _report_quotes(block: TextBlock, table: CsvTable, reason: str, problems: Problems) -> None:
    """Name the record at which quotes go wrong, as the strict reader of the standard library finds it."""
    reader = csv.reader(io.StringIO(block.data.decode(), newline=""), delimiter=table.header.separator, strict=True)
    row = block.row
    try:
        for _ in reader:
            row = block.row + reader.line_num
    except csv.Error as error:
        problems.error(TABLE_QUOTES, Place(table.name, row), reason=error)
    else:
        problems.error(NOT_A_TABLE, Place(table.name, block.row), found=reason.partition("\n")[0])
