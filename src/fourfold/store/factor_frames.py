"""Factors of a database as a table and back: one row a part, with the place each was read from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import polars as pl

from fourfold.core.problems import Place, Problems
from fourfold.data.assembling import factors_from_rows
from fourfold.data.factor import Factor, FactorPart
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
    rows = [_row(factor, part) for factor in factors.values() for part in factor.parts]
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


def _row(factor: Factor, part: FactorPart) -> dict[str, object]:
    place = part.place if part.place.file else factor.place
    basis, source = factor.basis, factor.source
    return {
        "factor": factor.id,
        "name": factor.names.get("en", ""),
        "name_zh": factor.names.get("zh", ""),
        "family": factor.family,
        "gas": part.gas,
        "line": str(part.line),
        "kind": str(part.kind or ""),
        "value": str(part.value),
        "low": None if part.low is None else str(part.low),
        "high": None if part.high is None else str(part.high),
        "per_unit": factor.per.text,
        "area": factor.area,
        "valid_from": factor.valid_from,
        "valid_to": factor.valid_to,
        "technology": factor.technology,
        "quantity": str(basis.quantity),
        "claim": str(basis.claim),
        "averaging": str(basis.averaging),
        "losses": str(basis.losses),
        "gwp_set": str(basis.gwp_set),
        "heating_basis": factor.heating_basis,
        "status": str(factor.status),
        **{name: getattr(source, name) for name in ("publisher", "document", "published", "url", "licence")},
        "quality": factor.quality,
        "note": factor.note,
        "file": place.file,
        "row": place.row,
        "sheet": place.sheet,
    }


def _rows(frame: pl.DataFrame) -> Iterator[FactorRow]:
    for cells in frame.iter_rows(named=True):
        place = Place(cells.pop("file"), cells.pop("row"), "", cells.pop("sheet"))
        numbers = {name: _decimal(cells[name]) for name in ("value", "low", "high")}
        yield FactorRow(place=place, **{**cells, **numbers})


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
