"""Tidy tables in memory, and the grid assembled of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from fourfold.core.problems import Place, Problems
from fourfold.core.progress import no_tick
from fourfold.data.source import Source, Status
from fourfold.electricity.grid.assemble import assemble
from fourfold.electricity.grid.assembly.assembled import AssembledGrid
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.rates import ANY_TIME_S, DeclaredRates, Editions, Rate, RateBook
from fourfold.electricity.grid.state import Attribute, AttributeKind, InputFile
from fourfold.electricity.grid.tables import COLUMNS, Batches, GridTables, TableKind, UnitRate

START_S = 1_704_067_200
"""2024-01-01T00:00Z."""
TOTAL = Attribute("kg_co2e_per_mwh", AttributeKind.TOTAL)
DOCUMENTS = (Source("", "made up for a test"),)
Row = Mapping[str, Any]


def table(kind: TableKind, rows: Sequence[Row], file: int = 0) -> pl.DataFrame:
    """Tidy rows of a table; what a row leaves out is blank, ``at`` counts hours from `START_S`."""
    full = []
    for number, row in enumerate(rows):
        start = START_S + round(3600 * row.get("at", 0))
        filled: dict[str, Any] = {"file": file, "row": number + 2, "start_s": start, "step_s": 3600}
        for column, sort in COLUMNS[kind].items():
            filled.setdefault(column, "" if sort is pl.String else None)
        full.append(filled | {name: value for name, value in row.items() if name != "at"})
    return pl.DataFrame(full, schema=COLUMNS[kind], orient="row")


def tables_of(
    frames: Mapping[TableKind, pl.DataFrame],
    nets_gross: bool = False,
    batch_rows: int = 7,
    unit_rates: Mapping[str, UnitRate] | None = None,
    step_minutes: int = 0,
    holds_others: bool = False,
) -> GridTables:
    """Tables that stream in small batches."""

    def opener(frame: pl.DataFrame) -> Callable[[], Batches]:
        def batches() -> Iterator[pl.DataFrame]:
            yield from frame.iter_slices(batch_rows)

        return batches

    return GridTables(
        tables={kind: opener(frame) for kind, frame in frames.items()},
        files=tuple(InputFile(f"{kind}.csv", "", frame.height) for kind, frame in frames.items()),
        columns={kind: {name: name for name in COLUMNS[kind]} for kind in frames},
        unit_rates=unit_rates or {},
        nets_gross=nets_gross,
        step_minutes=step_minutes,
        holds_others=holds_others,
    )


def rate(*per_mwh: float, is_default: bool = False) -> Rate:
    """A made-up rate."""
    return Rate(per_mwh, 0, Status.ILLUSTRATIVE, Place("factors.csv", 2), is_default)


def book(
    rates: Mapping[str, float],
    borders: Mapping[str, float] | None = None,
    default: float | None = None,
    attributes: tuple[Attribute, ...] = (TOTAL,),
) -> RateBook:
    """Rates by technology and boundary area."""
    return RateBook(
        attributes=attributes,
        editions_s=(),
        documents=DOCUMENTS,
        rows={(name, ""): Editions((ANY_TIME_S,), (rate(value),)) for name, value in rates.items()},
        declared_rates=DeclaredRates(
            technology=None if default is None else rate(default, is_default=True),
            borders={name: rate(value) for name, value in (borders or {}).items()},
        ),
    )


def assembled(
    tables: GridTables, rates: RateBook, declaration: Mapping[str, object] | None = None, **more: Any
) -> tuple[AssembledGrid | None, Problems]:
    """The grid, or nothing, and the problems."""
    problems = Problems()
    declared = GridDeclaration.model_validate(declaration or {})
    return assemble(tables, rates, declared, None, problems, no_tick, **more), problems


def codes(problems: Problems) -> list[str]:
    """Codes of the problems, each once, in order."""
    return list(dict.fromkeys(problem.kind.code for problem in problems.sorted()))
