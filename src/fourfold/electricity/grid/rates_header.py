"""The columns of ``factors.csv``: which attributes they hold, and the same table in Parquet."""

from __future__ import annotations

import io
from decimal import Decimal

import polars as pl

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.data.basis import Quantity
from fourfold.electricity.grid.attributes import (
    TOTAL_MISSING,
    TOTALS,
    UNLIKE_TOTAL,
    attribute_of,
    total_name,
)
from fourfold.electricity.grid.state import Attribute
from fourfold.electricity.grid.tidy_parquet import GRID_PARQUET_BROKEN
from fourfold.electricity.reading.columns import COLUMN_REPEATED
from fourfold.formats.tables import Grid, GridRow
from fourfold.formats.vocabulary import closest

WORDS = ("technology", "area", "valid_from", "factor", "source", "status", "note")

RATE_COLUMN_MISSING = MessageKind(
    "grid-rate-column-missing",
    N_("the column technology is missing"),
    N_("the columns technology and {total}; where they apply: area, valid_from, factor, source, status, note"),
    N_("add the column"),
)
RATE_COLUMN_UNKNOWN = MessageKind(
    "grid-rate-column-unknown",
    N_("the column {found} is not known here"),
    N_("{words}, and attributes in columns whose names end in _per_mwh"),
    N_("correct the name or remove the column; similar: {similar}"),
)


def rate_attributes(grid: Grid, quantity: Quantity, problems: Problems) -> tuple[Attribute, ...]:
    """The attributes of a header, the total first; nothing when the header cannot be used (reported)."""
    before, total, header = len(problems), total_name(quantity), grid.header
    if "technology" not in header:
        problems.error(RATE_COLUMN_MISSING, grid.place.at("technology"), total=total)
    found: list[Attribute] = []
    for column in dict.fromkeys(header):
        place = grid.place.at(column)
        if header.count(column) > 1:
            problems.error(COLUMN_REPEATED, place, found=column or "“”", count=header.count(column))
        elif column in WORDS or column == total:
            continue
        elif not column.endswith("_per_mwh"):
            similar, words = closest(column, [*WORDS, total]), ", ".join([*WORDS, total])
            problems.error(RATE_COLUMN_UNKNOWN, place, found=column or "“”", words=words, similar=similar)
        elif (attribute := attribute_of(column, quantity)) is None:
            problems.error(UNLIKE_TOTAL, place, found=column, quantity=quantity.value, total=total)
        else:
            found.append(attribute)
    if total not in header and ("factor" not in header or TOTALS & set(header)):
        problems.error(TOTAL_MISSING, grid.place, total=total, quantity=quantity.value)
    whole = attribute_of(total, quantity)
    return (whole, *found) if whole and len(problems) == before else ()


def parquet_grid(data: bytes, name: str, problems: Problems) -> Grid | None:
    """A Parquet table as the cells a person would have written."""
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        problems.error(GRID_PARQUET_BROKEN, Place(name), reason=str(error).partition("\n")[0])
        return None
    rows = [GridRow(number, tuple(map(_spelled, cells))) for number, cells in enumerate(frame.iter_rows(), start=1)]
    return Grid(Place(name), tuple(frame.columns), tuple(rows))


def _spelled(cell: object) -> str:
    if cell is None:
        return ""
    return str(Decimal(repr(cell))) if isinstance(cell, float) else str(cell)
