"""A pack as text: every cell of its tables with its place, the one form of folder, archive and workbook.

Cells are normalised and nothing else: blanks around a cell do not count, line breaks are LF, blank cells and blank rows
are left out. The digest of a pack is that of its text, so a pack is the same pack wherever it is kept. Unknown columns
and keys are part of the text; unknown sheets and files are not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from fourfold.core.canonical import JSON, digest_of
from fourfold.core.problems import N_, NOWHERE, MessageKind, Place, Problems, harmless
from fourfold.formats.sheet_scan import column_letters
from fourfold.formats.table_rows import COLUMN_DUPLICATE, COLUMN_UNNAMED
from fourfold.formats.tables import Grid, RefusedCell
from fourfold.formats.vocabulary import closest
from fourfold.standards.pack.sheets import PACK_SHEET, SHEETS

MOST_CELL = 16_000
"""Characters of a cell; Excel holds twice as many UTF-16 units."""
MOST_ROWS = 20_000
"""Rows of a pack, all tables together."""

CELL_TOO_LONG = MessageKind(
    "pack-cell-too-long",
    N_("the text has {count} characters"),
    N_("at most {most} characters in a cell"),
    N_("shorten it, or split it over several rows; a pack does not hold the text of a standard"),
)
CELL_UNSEEN = MessageKind(
    "pack-cell-unseen",
    N_("the text contains signs that cannot be seen or that turn the direction of writing: {found}"),
    N_("text that reads as it is"),
    N_("type the text again by hand"),
)
COLUMN_KEPT = MessageKind(
    "pack-column-unknown",
    N_("the table {table} of a pack has no column {found}; it is kept and not used"),
    N_("columns of the table; similar: {similar}"),
    N_("correct the name, or remove the column"),
)
COLUMN_NAME_WRONG = MessageKind(
    "pack-column-name",
    N_("{found} cannot be the name of a column"),
    N_("up to 64 letters, digits, blanks, hyphens, dots, underscores and brackets"),
    N_("rename the column, or remove it"),
)
PACK_TOO_LONG = MessageKind(
    "pack-too-long",
    N_("the pack has more than {most} rows"),
    N_("at most {most} rows in all tables together"),
    N_("split the pack; a child may derive from several parents"),
)
_COLUMN = re.compile(r"\w[\w .()/%-]{0,63}")


@dataclass(frozen=True, slots=True)
class TextRow:
    """A row: the cells that are not blank, by column."""

    cells: Mapping[str, str]
    place: Place = NOWHERE

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table: its columns as they stand, unknown ones included, and its rows in order."""

    columns: tuple[str, ...]
    rows: tuple[TextRow, ...]


@dataclass(frozen=True)
class PackText:
    """A pack as text.

    Attributes:
        name: how messages call it: the name of its folder or file.
        keys: of the sheet ``pack``, dotted; lists count from 1.
        places: where each key stands.
        tables: the other sheets that are there.
        unread: sheets that are there and whose rows are not all known, because of a fault that was reported; what
            follows from that is no fault of its own.
    """

    name: str
    keys: dict[str, str]
    places: Mapping[str, Place] = field(default_factory=dict)
    tables: Mapping[str, TextTable] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """Its id; empty where none is given."""
        return self.keys.get("id", "")

    @cached_property
    def content(self) -> dict[str, JSON]:
        """Everything it says, in canonical form: what the digest is of. Tables without rows do not count."""
        tables: dict[str, JSON] = {
            name: [dict(row.cells) for row in table.rows] for name, table in self.tables.items() if table.rows
        }
        return {PACK_SHEET: dict(self.keys), **tables}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical form."""
        return digest_of(self.content)

    def rows(self, sheet: str) -> tuple[TextRow, ...]:
        """The rows of a sheet; none where it is not there."""
        return self.tables[sheet].rows if sheet in self.tables else ()

    def place(self, key: str) -> Place:
        """Where a key stands, or would stand."""
        known = self.places.get(key)
        return known or next(iter(self.places.values()), Place(self.name)).at(key)


def clean(text: str, place: Place, problems: Problems) -> str:
    """A cell in normal form; what may not stand in one is reported."""
    plain = _normal(text)
    if len(plain) > MOST_CELL:
        problems.error(CELL_TOO_LONG, place, count=len(plain), most=MOST_CELL)
        return ""
    if harmless(plain, "\n\t") != plain:
        problems.error(CELL_UNSEEN, place, found=plain)
        return ""
    return plain


def _normal(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def table_of(sheet: str, grid: Grid, problems: Problems) -> TextTable:
    """The text of a table from its grid, whose cells are text already; refused cells count as blank."""
    used = _named_columns(sheet, grid, problems)
    rows = []
    for row in grid.rows:
        place = grid.place_of(row)
        cells: dict[str, str] = {}
        for index, name in used.items():
            cell = row.cells[index]
            text = "" if isinstance(cell, RefusedCell) else _normal(str(cell))
            if len(text) > MOST_CELL or not text.isprintable():
                text = clean(text, place.at(name), problems)
            if text:
                cells[name] = text
        if cells:
            rows.append(TextRow(cells, place))
    return TextTable(tuple(used.values()), tuple(rows))


def check_length(text: PackText, problems: Problems) -> bool:
    """Whether a pack has no more rows than are accepted; else that is reported."""
    if sum(len(table.rows) for table in text.tables.values()) <= MOST_ROWS:
        return True
    problems.error(PACK_TOO_LONG, Place(text.name), most=MOST_ROWS)
    return False


def _named_columns(sheet: str, grid: Grid, problems: Problems) -> dict[int, str]:
    """Names of the columns by position: each once; those without a name hold nothing."""
    used: dict[int, str] = {}
    for index, written in enumerate(grid.header):
        name = clean(written, grid.place, problems)
        if not name:
            filled = next((row for row in grid.rows if str(row.cells[index]).strip()), None)
            if filled is not None:
                problems.error(COLUMN_UNNAMED, grid.place_of(filled), found=column_letters(index + 1))
        elif name in used.values():
            problems.error(COLUMN_DUPLICATE, grid.place.at(name), found=name)
        elif not _COLUMN.fullmatch(name):
            problems.error(COLUMN_NAME_WRONG, grid.place, found=name)
        else:
            if name not in SHEETS[sheet]:
                similar = closest(name, [known for known in SHEETS[sheet] if known not in grid.header])
                problems.warn(COLUMN_KEPT, grid.place.at(name), found=name, table=sheet, similar=similar)
            used[index] = name
    return used
