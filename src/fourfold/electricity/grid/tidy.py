"""The adapter ``tidy``: a folder with generation, exchanges, demand, storage and losses in Fourfold's own columns.

Each table is one file, ``.csv``, ``.csv.gz`` or ``.parquet``, read as a stream. Memory stays bounded by blocks of a CSV
file and by the row groups of a Parquet file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from fourfold.core.canonical import digest_of_file
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.core.reading import FILE_MISSING, FILE_UNREADABLE, MIB, locate
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.folder import GRID_YAML, one_spelling
from fourfold.electricity.grid.state import InputFile
from fourfold.electricity.grid.tables import Batches, GridTables, TableKind
from fourfold.electricity.grid.tidy_csv import CsvTable, csv_frames, open_csv
from fourfold.electricity.grid.tidy_parquet import ParquetTable, open_parquet, parquet_frames
from fourfold.electricity.grid.tidy_rows import tidy_batch
from fourfold.electricity.grid.tidy_schema import SPELLINGS

ENDINGS = (".csv", ".csv.gz", ".parquet")
MOST_BYTES = 256 * 1024 * MIB

GRID_OPTION_UNKNOWN = MessageKind(
    "grid-option-unknown",
    N_("the format {format} has no option {found}"),
    N_("one of: {known}"),
    N_("correct the option under files: options, or remove it"),
)
GRID_UNCONNECTED = MessageKind(
    "grid-unconnected", N_("there is no file of exchanges: no area is connected with another")
)


@dataclass(slots=True)
class _Stream:
    """A table that can be read again; what is wrong with its cells is reported on the first reading only."""

    table: CsvTable | ParquetTable
    kind: TableKind
    file: int
    problems: Problems
    is_told: bool = field(default=False, init=False)

    def __call__(self) -> Batches:
        problems = Problems() if self.is_told else self.problems
        self.is_told = True
        for frame in _frames(self.table, problems):
            yield tidy_batch(frame, self.kind, self.file, self.table.name, problems)


@dataclass(frozen=True, slots=True)
class TidyAdapter:
    """Reads Fourfold's own tables. Problems with cells are reported while the tables are streamed."""

    name: str = "tidy"

    def recognises(self, folder: Path) -> bool:
        """Whether there is a table of generation."""
        return any(os.path.lexists(folder / f"{TableKind.GENERATION}{ending}") for ending in ENDINGS)

    def open(self, folder: Path, declaration: GridDeclaration, problems: Problems) -> GridTables | None:
        """The tables of a folder; nothing after reporting what is wrong with their headers and encodings."""
        before = len(problems.errors)
        for option in declaration.files.options:
            problems.error(GRID_OPTION_UNKNOWN, Place(GRID_YAML), format=self.name, found=option, known="–")
        names = {kind: name for kind in TableKind if (name := one_spelling(folder, kind, ENDINGS, problems))}
        if TableKind.GENERATION not in names:
            problems.error(FILE_MISSING, Place("generation.csv"), found="generation.csv")
        tables: dict[TableKind, Callable[[], Batches]] = {}
        files: list[InputFile] = []
        found_tables: list[CsvTable | ParquetTable] = []
        for kind, name in names.items():
            shown = name if declaration.files.path == "." else f"{declaration.files.path.rstrip('/')}/{name}"
            found = _table(folder, name, shown, kind, problems)
            if found:
                table, digest = found
                found_tables.append(table)
                tables[kind] = _Stream(table, kind, len(files), problems)
                files.append(InputFile(shown, digest, table.rows))
        if len(problems.errors) > before:
            return None
        columns = {kind: {"start_s": "start", "step_s": "duration"} for kind in TableKind}
        for kind, spelling in SPELLINGS.items():
            columns[kind] |= {column: column for column in (*spelling.names, *spelling.amounts)}
        islands = () if TableKind.EXCHANGES in names else (Assumption(GRID_UNCONNECTED),)
        offset = _offset(found_tables)
        return GridTables(tables, tuple(files), columns, {}, assumptions=islands, offset=offset)


ADAPTER = TidyAdapter()


def _frames(table: CsvTable | ParquetTable, problems: Problems) -> Iterator[pl.DataFrame]:
    return csv_frames(table, problems) if isinstance(table, CsvTable) else parquet_frames(table, problems)


def _offset(tables: Sequence[CsvTable | ParquetTable]) -> str:
    """The offset of the first stamps of every table, where they have one and the same."""
    found: set[str] = set()
    for table in tables:
        starts = next(_frames(table, Problems()), pl.DataFrame({"start": []}))["start"]
        if starts.dtype != pl.String:
            return ""
        found |= set(starts.str.strip_chars().str.extract(r"(Z|[+-]\d{2}:\d{2})$").unique())
    return next(iter(found)) or "" if len(found) == 1 else ""


def _table(
    folder: Path, name: str, shown: str, kind: TableKind, problems: Problems
) -> tuple[CsvTable | ParquetTable, str] | None:
    """A table of a folder and the digest of its file."""
    path = locate(folder, name, Place(shown), problems, MOST_BYTES)
    if path is None:
        return None
    table: CsvTable | ParquetTable | None
    if name.endswith(".parquet"):
        table = open_parquet(path, shown, kind, problems)
    else:
        table = open_csv(path, shown, kind, problems)
    try:
        return (table, digest_of_file(path)) if table else None
    except OSError as error:
        problems.error(FILE_UNREADABLE, Place(shown), found=shown, reason=error.strerror or error)
        return None
