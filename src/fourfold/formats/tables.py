"""Tables as a grid of cells with the row numbers a person sees, and CSV (RFC 4180) as one way to spell them.

The dialect: UTF-8 (byte-order mark or not), comma, double quotes, any line ending, a header row. Rows whose cells are
all blank are skipped. Lines that start with ``#`` are remarks, before the header only; below it they are data. Cells
keep their text as written. `fourfold.formats.workbook` reads the same grid from Excel.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, islice
from typing import NamedTuple, TypeAlias

from fourfold.core.problems import N_, MessageKind, Place, Problems, Term, clip
from fourfold.core.reading import decode_utf8

MOST_ROWS = 200_000
MOST_COLUMNS = 200
_MOST_TITLE_ROWS = 10
"""How far down the names of columns are looked for, where the first row does not hold them."""
_LEAST_NAMES = 2
"""Known names that make a row the header; one alone may stand in a title or in a cell by chance."""


class RefusedCell:
    """Stands in the place of a cell whose value may not be used and was reported, such as a formula."""


REFUSED = RefusedCell()

CellValue: TypeAlias = str | Decimal | bool | date | datetime | time | timedelta | RefusedCell
"""What a cell holds: text in CSV; in a workbook also numbers, booleans and times. Blank is ``""``."""

TABLE_WITHOUT_HEADER = MessageKind(
    "table-without-header",
    N_("{found} has no header row"),
    N_("a first row with the names of the columns"),
    N_("add the header row; fourfold new writes every table with its header"),
)
TABLE_TITLE_ABOVE = MessageKind(
    "table-title-above",
    N_("the names of the columns stand in row {row}, below {found}"),
    N_("the names of the columns in the first row that is no remark"),
    N_("delete the rows above them, or begin each with # to make it a remark"),
)
TABLE_DELIMITER = MessageKind(
    "table-delimiter",
    N_("the columns are separated by {found}"),
    N_("columns separated by commas"),
    N_("save the file as comma-separated CSV UTF-8"),
)
TABLE_NUL = MessageKind(
    "table-nul",
    N_("the file contains NUL bytes, first in line {line}"),
    N_("plain text"),
    N_("export the table again; the file may be damaged or no text file"),
)
TABLE_QUOTES = MessageKind(
    "table-quotes",
    N_("the quotes of this row do not match ({reason})"),
    N_("a cell with commas or quotes between double quotes, quotes inside doubled"),
    N_("close the quotes, or save the table again from a spreadsheet"),
)
TABLE_TOO_MANY_ROWS = MessageKind(
    "table-too-many-rows",
    N_("the table has more than {most} rows"),
    N_("at most {most} rows"),
    N_("sum up rows that belong together; interval data go into meter files"),
)
TABLE_TOO_WIDE = MessageKind(
    "table-too-wide",
    N_("the table has more than {most} columns"),
    N_("at most {most} columns"),
    N_("remove columns the table does not know"),
)
ROW_TOO_SHORT = MessageKind(
    "row-too-short",
    N_("the row has {found} cells"),
    N_("{expected} cells, as many as the header"),
    N_("add the missing commas, or close quotes left open in the row"),
)
ROW_TOO_LONG = MessageKind(
    "row-too-long",
    N_("the row has {found} cells"),
    N_("{expected} cells, as many as the header"),
    N_("put cells that contain a comma between double quotes; write decimals with a point"),
)


class GridRow(NamedTuple):
    """A row and its number as an editor or spreadsheet shows it."""

    number: int
    cells: tuple[CellValue, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it stands in a file.

    Attributes:
        place: file, sheet and row of the header.
        header: names of the columns as written, surrounding blanks removed; trailing unnamed columns left out.
        rows: the rows that are not blank, each as long as the header.
        typed: whether cells carry types (a workbook) or are all text (CSV).
        complete: whether every row is here; false when rows were left out because of a reported fault.
    """

    place: Place
    header: tuple[str, ...]
    rows: tuple[GridRow, ...]
    typed: bool = False
    complete: bool = True

    def place_of(self, row: GridRow) -> Place:
        """Where the row stands."""
        return Place(self.place.file, row.number, "", self.place.sheet)


def read_csv(data: bytes, name: str, problems: Problems, known: Collection[str] = ()) -> Grid | None:
    """Read a CSV table; ``None`` when it cannot be read as one. Rows of a wrong length are left out. All is reported.

    Args:
        data: the bytes of the file.
        name: its path, for messages.
        problems: receives what is wrong.
        known: names of columns such a table may have, by which a title above the header is told.
    """
    place = Place(name)
    text = decode_utf8(data, name, place, problems)
    if text is None:
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problems.error(TABLE_NUL, Place(name, line), line=line)
        return None
    lines = io.StringIO(text, newline="")
    skipped, header_line = _skip_remarks(lines)
    if header_line is None:
        problems.error(TABLE_WITHOUT_HEADER, place, found=name)
        return None
    if delimiter := _other_delimiter(header_line):
        problems.error(TABLE_DELIMITER, Place(name, skipped + 1), found=delimiter)
        return None
    return grid_of(_records(chain([header_line], lines), skipped, name, problems), Place(name), problems, known=known)


def grid_of(
    records: Iterable[GridRow],
    place: Place,
    problems: Problems,
    *,
    typed: bool = False,
    known: Collection[str] = (),
) -> Grid | None:
    """A grid from records, the first of which is the header; checks lengths and bounds.

    In a typed grid (a workbook) short rows are ordinary: the cells at their end are blank.

    Args:
        records: the rows, blank ones among them.
        place: file and sheet.
        problems: receives what is wrong.
        typed: whether cells carry types.
        known: names of columns the table may have, by which a title above the header is told.
    """
    header: tuple[str, ...] | None = None
    header_row = 0
    rows: list[GridRow] = []
    before = len(problems)
    filled = (record for record in records if not _is_blank(record.cells))
    first = list(islice(filled, _MOST_TITLE_ROWS + 1))
    if below := _header_below(first, known):
        title = " ".join(str(cell) for cell in trim(first[0].cells) if not isinstance(cell, RefusedCell))
        said = {"row": below.number, "found": clip(title)}
        problems.error(TABLE_TITLE_ABOVE, Place(place.file, first[0].number, "", place.sheet), **said)
        return None
    for record in chain(first, filled):
        if header is None:
            if len(record.cells) > MOST_COLUMNS:
                problems.error(TABLE_TOO_WIDE, Place(place.file, record.number, "", place.sheet), most=MOST_COLUMNS)
                return None
            header = tuple(str(cell).strip() for cell in trim(record.cells))
            header_row = record.number
            continue
        if len(rows) >= MOST_ROWS:
            problems.error(TABLE_TOO_MANY_ROWS, Place(place.file, 0, "", place.sheet), most=MOST_ROWS)
            return None
        cells = _fit(record, len(header), place, problems, typed=typed)
        if cells is not None:
            rows.append(GridRow(record.number, cells))
    if header is None:
        problems.error(TABLE_WITHOUT_HEADER, place, found=place.sheet or place.file)
        return None
    complete = len(problems) == before
    return Grid(Place(place.file, header_row, "", place.sheet), header, tuple(rows), typed, complete)


def _header_below(first: Sequence[GridRow], known: Collection[str]) -> GridRow | None:
    """The row that names the columns, where the first row names none and a later one does."""
    if not first or _names_columns(first[0], known):
        return None
    return next((record for record in first[1:] if _names_columns(record, known)), None)


def _names_columns(record: GridRow, known: Collection[str]) -> bool:
    """Whether most cells of a row are names of known columns, and at least two."""
    cells = [str(cell).strip() for cell in record.cells if not isinstance(cell, str) or cell.strip()]
    names = sum(cell in known for cell in cells)
    return names >= _LEAST_NAMES and 2 * names > len(cells)


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]], remarks: Sequence[str] = ()) -> bytes:
    """A CSV table in our dialect: remarks as ``#`` lines, header, rows; lines end in LF."""
    out = io.StringIO(newline="")
    for remark in remarks:
        out.write("# " + " ".join(remark.split()) + "\n")
    for record in (header, *rows):
        out.write(",".join(_quoted(cell) for cell in record) + "\n")
    return out.getvalue().encode("utf-8")


def trim(cells: Sequence[CellValue]) -> Sequence[CellValue]:
    """The cells without blank ones at the end."""
    end = len(cells)
    while end and cells[end - 1] == "":
        end -= 1
    return cells[:end]


def _quoted(cell: str) -> str:
    if any(c in cell for c in ',"\r\n') or cell != cell.strip() or cell.startswith("#"):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _is_blank(cells: Sequence[CellValue]) -> bool:
    return all(isinstance(cell, str) and not cell.strip() for cell in cells)


def _fit(record: GridRow, width: int, place: Place, problems: Problems, *, typed: bool) -> tuple[CellValue, ...] | None:
    cells = record.cells
    if len(cells) > width and not _is_blank(cells[width:]):
        kind = ROW_TOO_LONG
    elif len(cells) < width and not typed:
        kind = ROW_TOO_SHORT
    else:
        return (*cells[:width], *("",) * (width - len(cells)))
    row_place = Place(place.file, record.number, "", place.sheet)
    problems.error(kind, row_place, found=len(trim(cells)), expected=width)
    return None


def _skip_remarks(lines: io.StringIO) -> tuple[int, str | None]:
    """How many lines stand before the header, and the header's first line."""
    skipped = 0
    for line in lines:
        stripped = line.strip()
        if stripped.strip(',;\t" ') and not stripped.lstrip('"').startswith("#"):
            return skipped, line
        skipped += 1
    return skipped, None


_DELIMITERS = {
    ";": N_("semicolons"),
    "\t": N_("tabs"),
    "|": N_("vertical bars"),
    "，": N_("full-width commas"),
}


def _other_delimiter(header_line: str) -> Term | None:
    bare = re.sub(r'"[^"]*"', "", header_line)
    commas = bare.count(",")
    return next((Term(name) for sign, name in _DELIMITERS.items() if bare.count(sign) > commas), None)


def _records(lines: Iterator[str], skipped: int, name: str, problems: Problems) -> Iterator[GridRow]:
    """Records with the number of the line each begins on. A quoting fault ends the reading: what follows is unsure."""
    reader = csv.reader(lines, strict=True)
    begins = skipped + 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.error(TABLE_QUOTES, Place(name, begins), reason=error)
            return
        yield GridRow(begins, tuple(cells))
        begins = skipped + reader.line_num + 1
