"""The tables of a grid, streamed once into an intake."""

from __future__ import annotations

from collections.abc import Sequence

from fourfold.core.problems import N_, Assumption, MessageKind, Problems
from fourfold.core.progress import Tick
from fourfold.electricity.grid.assembly.intake import Intake
from fourfold.electricity.grid.assembly.table_rows import TableRows, Traced
from fourfold.electricity.grid.declaration import RepairsDeclaration
from fourfold.electricity.grid.state import Finding
from fourfold.electricity.grid.tables import GridTables, TableKind

OUTSIDE_DROPPED = MessageKind(
    "grid-outside-dropped", N_("{count} rows of the table {table} outside the declared periods left out, as declared")
)
AREAS_LEFT_OUT = MessageKind(
    "grid-areas-left-out",
    N_("{count} rows of the table {table} concern only areas that are not traced and were left out: {areas}"),
)
ROWS_READ = MessageKind("grid-rows-read", N_("{count} rows read from the table {table}"))


def take_in(
    tables: GridTables,
    intake: Intake,
    traced: Traced | None,
    periods: Sequence[tuple[int, int]],
    repairs: RepairsDeclaration,
    time_zone: str,
    problems: Problems,
    tick: Tick,
) -> None:
    """Stream every table into an intake.

    Args:
        tables: what the adapter found.
        intake: receives series, rows and findings.
        traced: the declared areas; rows that concern none of them are refused or left out; ``None`` for all.
        periods: UTC seconds of the declared periods, ascending; empty for no limit.
        repairs: what may be repaired.
        time_zone: on whose clock messages show times.
        problems: receives what is wrong.
        tick: told of progress in rows.
    """
    expected = sum(file.rows for file in tables.files)
    done = 0
    for kind in TableKind:
        if kind not in tables.tables:
            continue
        reader = TableRows(kind, tables, traced, periods, repairs, time_zone, intake, problems)
        known = len(problems.errors)
        for batch in tables.tables[kind]():
            intake.is_whole &= len(problems.errors) == known
            reader.take(batch)
            known = len(problems.errors)
            done += batch.height
            tick(N_("Reading the tables of the grid"), done, max(expected, done))
        intake.is_whole &= len(problems.errors) == known
        reader.report()
        intake.findings.extend(_told(kind, reader, repairs))
    intake.grow()


def _told(kind: TableKind, reader: TableRows, repairs: RepairsDeclaration) -> list[Finding]:
    found: list[tuple[MessageKind, int, dict[str, str]]] = [(ROWS_READ, reader.read, {})]
    if reader.outside and repairs.outside_period == "drop":
        found.append((OUTSIDE_DROPPED, reader.outside, {}))
    if reader.foreign:
        found.append((AREAS_LEFT_OUT, reader.foreign, {"areas": ", ".join(sorted(reader.foreign_areas))}))
    return [
        Finding(Assumption(message, {"count": str(count), "table": kind.value, **params}), count)
        for message, count, params in found
    ]
