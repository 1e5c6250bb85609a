"""Small tables of a grid, dirty or not, and what the assembly says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fourfold.core.problems import Problems
from fourfold.core.words import words
from fourfold.electricity.grid.assembly.assembled import AssembledGrid
from fourfold.electricity.grid.state import GridState
from fourfold.electricity.grid.tables import TableKind
from support.tidy_tables import assembled, book, codes, table, tables_of

RATES = book({"coal": 1000.0, "wind": 10.0, "pump": 0.0}, {"X": 400.0})
HOURS = range(6)
Rows = list[dict[str, Any]]


def generation(areas: Sequence[str] = ("A", "B"), hours: Sequence[float] = HOURS) -> Rows:
    return [{"at": at, "area": area, "technology": "coal", "energy_mwh": 10.0 + at} for at in hours for area in areas]


def exchange(mwh: float = 2.0, ends: tuple[str, str] = ("A", "B"), hours: Sequence[float] = HOURS) -> Rows:
    return [{"at": at, "from_area": ends[0], "to_area": ends[1], "energy_mwh": mwh} for at in hours]


def run(
    rows: Mapping[TableKind, Rows], declaration: Mapping[str, object] | None = None, **more: Any
) -> tuple[AssembledGrid | None, Problems]:
    frames = {kind: table(kind, some, file) for file, (kind, some) in enumerate(rows.items())}
    return assembled(tables_of(frames, **more), RATES, declaration)


def state(
    rows: Mapping[TableKind, Rows], declaration: Mapping[str, object] | None = None, **more: Any
) -> tuple[AssembledGrid, GridState]:
    grid, problems = run(rows, declaration, **more)
    assert grid is not None, [words("en").problem(problem) for problem in problems]
    return grid, next(iter(grid.blocks()))


def told(grid: AssembledGrid) -> list[str]:
    return [finding.note.kind.code for finding in grid.findings] + [note.kind.code for note in grid.assumptions]


def refused(rows: Mapping[TableKind, Rows], *expected: str, **more: Any) -> Problems:
    grid, problems = run(rows, **more)
    assert grid is None
    assert codes(problems) == list(expected)
    for problem in problems:
        assert "{" not in words("en").problem(problem) + words("en").expected(problem) + words("en").repair(problem)
    return problems


def repaired(**repairs: object) -> dict[str, object]:
    return {"repairs": repairs}


GENERATION, EXCHANGES, DEMAND = TableKind.GENERATION, TableKind.EXCHANGES, TableKind.DEMAND
STORAGE, LOSSES = TableKind.STORAGE, TableKind.LOSSES
