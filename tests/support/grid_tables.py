"""What tests of grid adapters share: open a folder, collect its tidy rows, words of findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from fourfold.core.problems import Problems
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.tables import COLUMNS, GridAdapter, GridTables, TableKind


def declare(format_name: str, options: dict[str, str] | None = None, **declared: Any) -> GridDeclaration:
    """A declaration for one adapter with its options."""
    files = {"format": format_name, "options": options or {}}
    return GridDeclaration.model_validate({"files": files, **declared})


def open_tables(adapter: GridAdapter, folder: Path, declaration: GridDeclaration) -> GridTables:
    """The tables of a folder that is in order."""
    problems = Problems()
    tables = adapter.open(folder, declaration, problems)
    assert [(problem.kind.code, str(problem.place), dict(problem.params)) for problem in problems] == []
    assert tables is not None
    for kind, opened in tables.tables.items():
        for batch in opened():
            assert dict(batch.schema) == {name: dtype() for name, dtype in COLUMNS[kind].items()}
    return tables


def refused(adapter: GridAdapter, folder: Path, declaration: GridDeclaration) -> list[tuple[str, int, str]]:
    """Code, row and column of everything a folder is refused for."""
    problems = Problems()
    assert adapter.open(folder, declaration, problems) is None
    return [(problem.kind.code, problem.place.row, problem.place.column) for problem in problems.errors]


def rows(tables: GridTables, kind: TableKind) -> pl.DataFrame:
    """All rows of a table."""
    schema = {name: dtype() for name, dtype in COLUMNS[kind].items()}
    return pl.concat([pl.DataFrame(schema=schema), *tables.tables[kind]()])


def told(tables: GridTables) -> dict[str, int]:
    """How often each finding counts, by its code."""
    return {finding.note.kind.code: finding.count for finding in tables.findings}
