"""Tables of a portfolio found in a folder, with their columns and types checked before anything is counted."""

from __future__ import annotations

from pathlib import Path

from fourfold.core.problems import N_, Place, Problems, Term
from fourfold.electricity.kernels import faults
from fourfold.electricity.kernels.engine import Engine, parquet
from fourfold.electricity.kernels.tables import TABLES, Column, Table

_WHOLE = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"})
_SHARING = ("shares", "hourly_shares")


def open_tables(engine: Engine, folder: Path, problems: Problems) -> None:
    """Make every table of a folder one of the engine.

    Args:
        engine: receives them.
        folder: of the portfolio.
        problems: told what is missing, unreadable or of another type; then the engine must not be used.
    """
    found = {name: _files(folder, table, problems) for name, table in TABLES.items()}
    if not any(found[name] for name in _SHARING) and len(problems) == 0:
        problems.error(faults.TABLE_MISSING, Place("shares"), found="shares", table="shares")
    for name, files in found.items():
        for path in files:
            _check_file(engine, TABLES[name], path, place_of(folder, path), problems)
    if not problems.errors:
        for name, files in found.items():
            engine.view(TABLES[name], files)


def place_of(folder: Path, path: Path) -> Place:
    """A file of the folder."""
    return Place(path.relative_to(folder).as_posix())


def _files(folder: Path, table: Table, problems: Problems) -> list[Path]:
    single, many = folder / f"{table.name}.parquet", folder / table.name
    if single.is_file() and many.is_dir():
        problems.error(faults.TABLE_TWICE, Place(table.name), table=table.name)
        return []
    files = [single] if single.is_file() else sorted(many.rglob("*.parquet")) if many.is_dir() else []
    if not files and not table.optional:
        problems.error(faults.TABLE_MISSING, Place(table.name), found=table.name, table=table.name)
    return files


def _check_file(engine: Engine, table: Table, path: Path, place: Place, problems: Problems) -> None:
    """Columns and types of one file."""
    import duckdb

    try:
        described = engine.rows(f"DESCRIBE SELECT * FROM {parquet([path])}")  # noqa: S608 - a quoted path
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        problems.error(faults.TABLE_UNREADABLE, place, found=path.name, reason=reason)
        return
    types = {str(row[0]): str(row[1]) for row in described}
    for column in table.columns:
        if column.name not in types:
            known = ", ".join(one.name for one in table.columns)
            problems.error(faults.COLUMN_MISSING, place.at(column.name), found=column.name, known=known)
        elif not _fits(column, types[column.name]):
            wanted = Term(N_("text") if column.is_text else N_("a whole number of up to 64 bits"))
            problems.error(faults.COLUMN_TYPE, place.at(column.name), found=types[column.name], wanted=wanted)


def _fits(column: Column, found: str) -> bool:
    return found == "VARCHAR" if column.is_text else found in _WHOLE
