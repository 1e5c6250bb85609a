"""Parquet tables of a grid folder as a stream of typed columns with row numbers, checked for form only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from fourfold.core.problems import N_, MessageKind, Place, Problems, Term
from fourfold.electricity.grid.tables import TableKind
from fourfold.electricity.grid.tidy_rows import ROW
from fourfold.electricity.grid.tidy_schema import SPELLINGS, Spelling, header_is_sound
from fourfold.electricity.reading.columns import NO_ROWS

BATCH_ROWS = 400_000

GRID_PARQUET_BROKEN = MessageKind(
    "grid-parquet-broken",
    N_("the file is not a readable Parquet file: {reason}"),
    N_("a Parquet table"),
    N_("write the table again; the file may be damaged or incomplete"),
)
GRID_COLUMN_TYPE = MessageKind(
    "grid-column-type",
    N_("the column {column} holds values of type {found}"),
    N_("{wanted}"),
    N_("write the column with this type"),
)

_TIME = Term(N_("times with a time zone, or text such as 2024-07-01T05:00Z"))
_TEXT = Term(N_("text"))
_NUMBER = Term(N_("numbers"))
_LENGTH = Term(N_("durations, whole minutes, or text such as PT15M"))


@dataclass(frozen=True, slots=True)
class ParquetTable:
    """A Parquet file whose columns are sound.

    Attributes:
        path: where it is.
        name: path for messages.
        rows: how many.
    """

    path: Path
    name: str
    rows: int


def open_parquet(path: Path, name: str, kind: TableKind, problems: Problems) -> ParquetTable | None:
    """Look at the columns of a file; nothing when it cannot be used (reported)."""
    try:
        table = pl.scan_parquet(path, glob=False)
        schema = dict(table.collect_schema())
        rows = int(table.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        problems.error(GRID_PARQUET_BROKEN, Place(name), reason=str(error).partition("\n")[0])
        return None
    if not header_is_sound(list(schema), kind, name, 0, problems):
        return None
    faults = [(column, of, wanted) for column, of in schema.items() if (wanted := _wanted(column, of, SPELLINGS[kind]))]
    for column, of, wanted in faults:
        problems.error(GRID_COLUMN_TYPE, Place(name, 0, column), column=column, found=of, wanted=wanted)
    if not rows and kind is TableKind.GENERATION:  # of the other tables, no rows say that there is nothing
        problems.error(NO_ROWS, Place(name))
        return None
    return None if faults else ParquetTable(path, name, rows)


def parquet_frames(table: ParquetTable, problems: Problems) -> Iterator[pl.DataFrame]:
    """The rows of a file, batch by batch: `ROW`, counted from 1, and the columns of the file.

    A file that turns out to be damaged is reported, and the rows end.
    """
    rows = pl.scan_parquet(table.path, glob=False, low_memory=True).with_row_index(ROW, 1)
    try:
        yield from rows.collect_batches(chunk_size=BATCH_ROWS, maintain_order=True, lazy=True)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        problems.error(GRID_PARQUET_BROKEN, Place(table.name), reason=str(error).partition("\n")[0])


def _wanted(column: str, of: pl.DataType, spelling: Spelling) -> Term | None:
    """What a column should hold; nothing when it does."""
    if column == "start":
        return None if of == pl.String or (isinstance(of, pl.Datetime) and of.time_zone) else _TIME
    if column == "duration":
        return None if of == pl.String or of.is_integer() or isinstance(of, pl.Duration) else _LENGTH
    if column in spelling.names:
        return None if of.is_integer() or of in (pl.String, pl.Categorical, pl.Enum) else _TEXT
    return None if of.is_numeric() or of == pl.String else _NUMBER
