"""Files of instruments, read as the orders they come to: everything wrong in all of them is told at once.

A file is a CSV table, or a workbook. In a workbook every sheet that is named after a table is read; where none is, the
first one. Which table a sheet or file holds is told by its header, or by whoever gives the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fourfold.core.canonical import digest_of_bytes
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problem, Problems
from fourfold.core.progress import Tick, no_tick
from fourfold.core.reading import TABLE_MOST_BYTES, read_bounded
from fourfold.electricity.instruments.issuing import Issuing
from fourfold.electricity.instruments.registering import REGISTERING
from fourfold.electricity.instruments.rows import ROW_CLASSES
from fourfold.electricity.instruments.schema import column_names, known, tables, tables_with
from fourfold.electricity.instruments.telling import Desk, Told
from fourfold.electricity.instruments.together import check_together
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.formats.table_rows import Draft, read_rows
from fourfold.formats.tables import Grid, read_csv
from fourfold.formats.workbook import read_rows as read_sheet
from fourfold.formats.workbook import read_workbook

_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".et")

TABLE_KIND_UNKNOWN = MessageKind(
    "instrument-table-unknown",
    N_("the columns of {found} are those of no table of instruments"),
    N_("all required columns of one of: {choices}"),
    N_("correct the header; the reference of the tables of instruments lists every column"),
)
TABLE_KIND_OPEN = MessageKind(
    "instrument-table-open",
    N_("the columns of {found} fit several tables: {choices}"),
    N_("columns of one table"),
    N_("say which it is with --as"),
)
TABLE_EMPTY = MessageKind(
    "instrument-table-empty",
    N_("the table {table} has a header and no rows"),
    N_("a row for each thing to be recorded"),
    N_("leave the file out, or fill it"),
)
FILE_TWICE = MessageKind(
    "instrument-file-twice",
    N_("the file {found} is named twice"),
    N_("each file once"),
    N_("name it once"),
)


@dataclass(frozen=True, slots=True)
class ToldFiles:
    """What files tell a ledger.

    Attributes:
        told: orders, in an order in which each rests on those before it.
        rows: rows read, by table.
        assumptions: what they rest on.
        warnings: what is said beside it.
    """

    told: tuple[Told, ...]
    rows: Mapping[str, int]
    assumptions: tuple[Assumption, ...]
    warnings: tuple[Problem, ...]


def read_instruments(
    paths: Sequence[Path], ledger: Ledger | None = None, table: str = "", tick: Tick = no_tick
) -> ToldFiles:
    """Read files of instruments.

    Args:
        paths: the files, as messages shall name them.
        ledger: that will be told, for the names it knows; without it no name is said to be unknown.
        table: which table they hold; empty: their headers say it.
        tick: told how far it is.

    Raises:
        InputError: everything that is wrong with any of them, each with file, row and column.
    """
    problems = Problems()
    read = _Read({name: [] for name in ROW_CLASSES})
    for number, path in enumerate(paths):
        tick(N_("reading files"), number, len(paths))
        read.file(path, table, problems)
    desk = Desk(read.drafts, read.digests, frozenset(read.incomplete), ledger, problems)
    for step in REGISTERING:
        step(desk)
    issuing = Issuing(desk)
    issuing.read()
    check_together(issuing.issued, desk)
    problems.raise_if_errors()
    issuing.tell()
    rows = {name: len(found) for name, found in read.drafts.items() if found}
    return ToldFiles(tuple(desk.told), rows, tuple(desk.assumptions), tuple(problems.sorted()))


@dataclass
class _Read:
    """What was read of the files so far.

    Attributes:
        drafts: rows by table.
        digests: of the files, by name.
        incomplete: tables of which rows may be missing.
    """

    drafts: dict[str, list[Draft]]
    digests: dict[str, str] = field(default_factory=dict)
    incomplete: set[str] = field(default_factory=set)

    def file(self, path: Path, table: str, problems: Problems) -> None:
        """Read a file; of one that cannot be read it is not known which tables it would have held."""
        name = path.as_posix()
        if name in self.digests:
            problems.error(FILE_TWICE, Place(name), found=name)
            return
        self.digests[name] = ""
        data = read_bounded(path.parent, path.name, Place(name), problems, TABLE_MOST_BYTES)
        grids: Sequence[Grid | None] = [None]
        if data is not None:
            self.digests[name] = digest_of_bytes(data)
            is_workbook = path.suffix.casefold() in _WORKBOOKS
            csv_grid = None if is_workbook else read_csv(data, name, problems, column_names())
            grids = _sheets(data, name, table, problems) if is_workbook else [csv_grid]
        for grid in grids:
            self._grid(grid, table, problems)

    def _grid(self, grid: Grid | None, table: str, problems: Problems) -> None:
        name = "" if grid is None else table or _table_of(grid, problems)
        if grid is None or not name:
            self.incomplete |= set(tables())
            return
        rows, whole = read_rows(grid, tables()[name], ROW_CLASSES[name], known(), problems)
        self.drafts[name].extend(rows)
        if not rows and whole and grid.complete:
            problems.warn(TABLE_EMPTY, grid.place, table=name)
        if not whole or not grid.complete:
            self.incomplete.add(name)


def _sheets(data: bytes, name: str, table: str, problems: Problems) -> Sequence[Grid | None]:
    """Sheets of a workbook that are named after a table; where none is, or the table is given, the first sheet."""
    columns = {sheet: column_names() for sheet in tables()}
    book = None if table else read_workbook(data, name, tables(), problems, columns)
    if not table and book is None:
        return [None]
    if book is not None and book.grids:
        return list(book.grids.values())
    first = read_sheet(data, name, "", Problems())
    if first is None:
        read_workbook(data, name, (), problems)
        return [None]
    columns = {first.sheet: column_names()}
    alone = read_workbook(data, name, (first.sheet,), problems, columns)
    return [None] if alone is None else list(alone.grids.values())


def _table_of(grid: Grid, problems: Problems) -> str:
    """The table a grid holds: that of its sheet's name, else that of its header; empty after reporting neither is."""
    if grid.place.sheet in tables():
        return grid.place.sheet
    found = tables_with(grid.header)
    if len(found) == 1:
        return found[0]
    shown = grid.place.sheet or grid.place.file
    kind = TABLE_KIND_OPEN if found else TABLE_KIND_UNKNOWN
    problems.error(kind, grid.place, found=shown, choices=", ".join(found or tables()))
    return ""
