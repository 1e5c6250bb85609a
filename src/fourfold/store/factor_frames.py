"""Factors of a database as a table and back: one row a part, with the place each was read from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from fourfold.core.problems import Problems
from fourfold.data.assembling import factors_from_rows
from fourfold.data.factor import Factor
from fourfold.data.factor_cells import cells_of, row_of
from fourfold.data.factor_rows import COLUMNS, FactorRow

SCHEMA = pl.Schema(
    {
        **dict.fromkeys(COLUMNS, pl.String),
        "valid_from": pl.Date,
        "valid_to": pl.Date,
        "file": pl.String,
        "row": pl.UInt32,
        "sheet": pl.String,
    }
)
"""The columns of table ``factors``, numbers as text so that every digit stays, and the place."""


def factors_frame(factors: Mapping[str, Factor]) -> pl.DataFrame:
    """One row a part."""
    rows = [cells_of(factor, part) for factor in factors.values() for part in factor.parts]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def factors_from(frame: pl.DataFrame) -> dict[str, Factor]:
    """The factors that `factors_frame` was made of.

    Raises:
        InputError: they no longer pass the checks of factors.
    """
    problems = Problems()
    factors = factors_from_rows(_rows(frame), problems)
    problems.raise_if_errors()
    return factors


def _rows(frame: pl.DataFrame) -> Iterator[FactorRow]:
    for cells in frame.iter_rows(named=True):
        yield row_of(cells)
