"""DuckDB for one account: in memory, bounded, spilling into a folder of its own that goes with it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from fourfold.electricity.kernels.kernels import kernel
from fourfold.electricity.kernels.tables import Column, Table

if TYPE_CHECKING:
    import duckdb

FILE, ROW = "filename", "file_row_number"
"""Columns DuckDB adds to a Parquet file it reads, where asked."""
_GLOB = str.maketrans({"[": "[[]", "*": "[*]", "?": "[?]"})


@dataclass(slots=True)
class Engine:
    """A connection, and the tables that stand in it.

    Attributes:
        connection: to a database in memory.
        sources: Parquet files by table.
    """

    connection: duckdb.DuckDBPyConnection
    sources: dict[str, Sequence[Path]] = field(default_factory=dict)

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """What a query yields."""
        return self.connection.execute(query, list(parameters)).fetchall()

    def number(self, query: str) -> int:
        """The one whole number a query yields; 0 for none."""
        return int(self.rows(query)[0][0] or 0)

    def first(self, name: str, *columns: str, most: int) -> list[tuple[Any, ...]]:
        """The first rows of a table by the columns named, in their order."""
        listed = ", ".join(columns)
        return self.rows(f"SELECT {listed} FROM {name} ORDER BY {listed} LIMIT {most}")  # noqa: S608

    def view(self, table: Table, files: Sequence[Path]) -> None:
        """Give files the name and the types of a table; no file at all makes an empty one."""
        self.sources[table.name] = files
        cells = ", ".join(f"CAST({_typed(one, bool(files))}) AS {one.name}" for one in table.columns)
        source = f" FROM {parquet(files)}" if files else " WHERE FALSE"
        self.connection.execute(f"CREATE OR REPLACE VIEW {table.name} AS SELECT {cells}{source}")

    def keep(self, name: str, query: str) -> None:
        """Keep what a query yields as a table, in place of whatever had the name."""
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM ({query}) AS made")  # noqa: S608

    def run(self, *names: str) -> None:
        """Run kernels, each of which becomes the table of its name."""
        for name in names:
            self.keep(name, kernel(name))

    def table(self, name: str, columns: Mapping[str, NDArray[Any]]) -> None:
        """Make a table of arrays of one length, whole numbers or text ``[row]``."""
        made = {key: np.ascontiguousarray(values) for key, values in columns.items()}
        self.connection.register("arrays", made)
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM arrays")  # noqa: S608
        self.connection.unregister("arrays")


@contextmanager
def engine(memory_mb: int, threads: int | None = None, spill: Path | None = None) -> Iterator[Engine]:
    """An engine, and no trace of it afterwards.

    Args:
        memory_mb: memory DuckDB may use; beyond it spills to disk.
        threads: how many; all of the machine where not given.
        spill: folder in which the passing folder is made; the system's own where not given.
    """
    import duckdb

    with tempfile.TemporaryDirectory(prefix="fourfold-", dir=spill) as passing:
        settings: dict[str, Any] = {
            "memory_limit": f"{memory_mb}MB",
            "temp_directory": passing,
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        connection = duckdb.connect(":memory:", config=settings | ({"threads": threads} if threads else {}))
        try:
            yield Engine(connection)
        finally:
            connection.close()


def parquet(files: Sequence[Path], where: bool = False) -> str:
    """Parquet files as a table of SQL; with the file and the row of each row where asked."""
    names = ", ".join(f"'{_quoted(path)}'" for path in files)
    extra = f", {FILE} = true, {ROW} = true" if where else ""
    return f"read_parquet([{names}]{extra}, hive_partitioning = false)"


def _quoted(path: Path) -> str:
    return str(path).translate(_GLOB).replace("'", "''")


def _typed(column: Column, is_there: bool) -> str:
    """What is cast to what; ids and hours are 32 bits wide, amounts 64."""
    width = "VARCHAR" if column.is_text else "INTEGER" if column.most < 2**31 else "BIGINT"
    if column.name in ("mg_co2e_per_kwh", "share_ppm"):
        width = "BIGINT"  # factors of products that need 64 bits
    return f"{column.name if is_there else 'NULL'} AS {width}"
