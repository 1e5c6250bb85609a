"""Where the tables of a study are: a folder of CSV files or one workbook, and the grids they hold."""

from __future__ import annotations

import stat
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from fourfold.accounting.study.model import FileRecord
from fourfold.accounting.study.schema import tables
from fourfold.core.canonical import digest_of_bytes
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import FILE_MISSING, FILE_OUTSIDE, FILE_UNREADABLE, TABLE_MOST_BYTES, read_bounded
from fourfold.formats.tables import Grid, read_csv
from fourfold.formats.vocabulary import closest
from fourfold.formats.workbook import read_workbook

TABLES_FOLDER = "tables"
WORKBOOK = "study.xlsx"

TABLES_AMBIGUOUS = MessageKind(
    "tables-ambiguous",
    N_("there are both a folder tables and a workbook study.xlsx"),
    N_("tables in one place"),
    N_("name the one that counts in study.yaml: tables: tables, or tables: study.xlsx"),
)
TABLES_MISSING = MessageKind(
    "tables-missing",
    N_("the study has no tables"),
    N_("a folder tables with CSV files, or a workbook study.xlsx"),
    N_("add them; fourfold new writes both"),
)
TABLE_UNKNOWN = MessageKind(
    "table-unknown",
    N_("{found} is not the name of a table"),
    N_("one of: {choices}"),
    N_("correct the name, or begin it with # if it holds remarks; similar: {similar}"),
)
TABLE_MISSING = MessageKind(
    "table-missing",
    N_("the table {found} is missing"),
    N_("the tables processes and outputs in every study"),
    N_("add the table; fourfold new writes every table with its header"),
)
TABLE_IGNORED = MessageKind(
    "table-ignored",
    N_("{found} is not a table and was not read"),
    N_("one of: {choices}"),
    N_("begin its name with # to say that it holds remarks, or remove it"),
)


@dataclass(frozen=True, slots=True)
class FoundTables:
    """Tables as they stand in the files.

    Attributes:
        grids: by table; those that are absent are left out.
        unread: tables that are there but could not be read; all of them when it is not known which there are.
        files: what was read.
    """

    grids: Mapping[str, Grid]
    unread: frozenset[str]
    files: tuple[FileRecord, ...]


NO_TABLES = FoundTables({}, frozenset(tables()), ())
"""Where it is not known which tables there are."""

_REQUIRED = ("processes", "outputs")


def find_tables(folder: Path, named: str, place: Place, problems: Problems) -> FoundTables:
    """Read the tables of a study.

    Args:
        folder: the study folder.
        named: folder or workbook as declared; blank takes the one that is there.
        place: where it is declared.
        problems: receives what is wrong.
    """
    name = named or _only_one(folder, place, problems)
    if not name:
        return NO_TABLES
    suffix = PurePosixPath(name).suffix.casefold()
    if suffix in (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".et"):
        return _from_workbook(folder, name, place, problems)
    return _from_folder(folder, name, place, problems)


def _only_one(folder: Path, place: Place, problems: Problems) -> str:
    there = [name for name in (TABLES_FOLDER, WORKBOOK) if (folder / name).exists()]
    if len(there) == 1:
        return there[0]
    problems.error(TABLES_AMBIGUOUS if there else TABLES_MISSING, place)
    return ""


def _from_workbook(folder: Path, name: str, place: Place, problems: Problems) -> FoundTables:
    data = read_bounded(folder, name, place, problems, TABLE_MOST_BYTES)
    columns = {table.name: table.names for table in tables().values()}
    workbook = read_workbook(data, name, tables(), problems, columns) if data is not None else None
    if data is None or workbook is None:
        return NO_TABLES
    grids = {table: grid for table, grid in workbook.grids.items() if grid is not None}
    unread = {table for table, grid in workbook.grids.items() if grid is None or not grid.complete}
    for sheet in workbook.others:
        unread |= _report_other(sheet, Place(name, 0, "", sheet), problems)
    for table in _missing(grids, unread):
        problems.error(TABLE_MISSING, Place(name, 0, "", table), found=table)
        unread.add(table)
    return FoundTables(grids, frozenset(unread), (FileRecord(name, digest_of_bytes(data), len(data), "table"),))


def _from_folder(folder: Path, name: str, place: Place, problems: Problems) -> FoundTables:
    files = _files_in(folder, name, place, problems)
    if files is None:
        return NO_TABLES
    grids: dict[str, Grid] = {}
    unread: set[str] = set()
    records: list[FileRecord] = []
    for file in files:
        path = f"{name.rstrip('/')}/{file}"
        table = file.removesuffix(".csv")
        if table not in tables() or not file.endswith(".csv"):
            unread |= _report_other(file, Place(path), problems)
            continue
        data = read_bounded(folder, path, Place(path), problems, TABLE_MOST_BYTES)
        grid = read_csv(data, path, problems, tables()[table].names) if data is not None else None
        if data is not None:
            records.append(FileRecord(path, digest_of_bytes(data), len(data), "table"))
        if grid is not None:
            grids[table] = grid
        if grid is None or not grid.complete:
            unread.add(table)
    for table in _missing(grids, unread):
        problems.error(TABLE_MISSING, Place(f"{name.rstrip('/')}/{table}.csv"), found=table)
        unread.add(table)
    return FoundTables(grids, frozenset(unread), tuple(records))


def _missing(grids: Mapping[str, Grid], unread: Collection[str]) -> list[str]:
    """Required tables that are not there, not even under a name that was reported."""
    return [table for table in _REQUIRED if table not in grids and table not in unread]


def _files_in(folder: Path, name: str, place: Place, problems: Problems) -> list[str] | None:
    """Names in the tables folder, hidden files left out; ``None`` when it may not be read (reported)."""
    pure = PurePosixPath(name)
    path = folder.joinpath(*pure.parts)
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
        if pure.is_absolute() or ".." in pure.parts or not inside:
            problems.error(FILE_OUTSIDE, place, found=name)
            return None
        if not stat.S_ISDIR(path.stat().st_mode):
            problems.error(FILE_MISSING, place, found=f"{name}/")
            return None
        return sorted(entry.name for entry in path.iterdir() if not entry.name.startswith((".", "~", "#")))
    except (FileNotFoundError, NotADirectoryError):
        problems.error(FILE_MISSING, place, found=f"{name}/")
    except (OSError, RuntimeError, ValueError) as error:
        problems.error(FILE_UNREADABLE, place, found=name, reason=getattr(error, "strerror", None) or error)
    return None


def _report_other(name: str, place: Place, problems: Problems) -> set[str]:
    """A name that resembles tables is an error, because their rows would be missed; any other is said.

    Returns:
        The tables it resembles, which therefore cannot be said to be read.
    """
    if name.startswith(("#", "~", ".")):
        return set()
    choices = ", ".join(tables())
    similar = closest(name.removesuffix(".csv").removesuffix(".xlsx"), list(tables()))
    if similar == "–":
        problems.warn(TABLE_IGNORED, place, found=name, choices=choices)
        return set()
    problems.error(TABLE_UNKNOWN, place, found=name, choices=choices, similar=similar)
    return set(similar.split(", "))
