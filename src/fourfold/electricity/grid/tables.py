"""Tidy tables: the one form in which every adapter hands over a grid, before it is checked and assembled.

A table is a stream of polars frames with fixed columns, so that a file of a hundred million rows passes through without
being in memory. Checks, repairs, resampling and netting happen once, on these tables, whatever the files looked like.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeAlias

import polars as pl

from fourfold.core.problems import Assumption, Place, Problems
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.state import Finding, InputFile


class TableKind(StrEnum):
    """The tables of a grid."""

    GENERATION = "generation"
    EXCHANGES = "exchanges"
    DEMAND = "demand"
    STORAGE = "storage"
    LOSSES = "losses"


_WHERE: dict[str, type[pl.DataType]] = {"file": pl.UInt16, "row": pl.UInt32, "start_s": pl.Int64, "step_s": pl.Int32}
COLUMNS: Mapping[TableKind, dict[str, type[pl.DataType]]] = {
    TableKind.GENERATION: {
        **_WHERE,
        "area": pl.String,
        "technology": pl.String,
        "unit": pl.String,
        "energy_mwh": pl.Float64,
        "estimated_mwh": pl.Float64,
    },
    TableKind.EXCHANGES: {
        **_WHERE,
        "from_area": pl.String,
        "to_area": pl.String,
        "tie": pl.String,
        "energy_mwh": pl.Float64,
    },
    TableKind.DEMAND: {**_WHERE, "area": pl.String, "energy_mwh": pl.Float64},
    TableKind.STORAGE: {
        **_WHERE,
        "area": pl.String,
        "store": pl.String,
        "charge_mwh": pl.Float64,
        "discharge_mwh": pl.Float64,
    },
    TableKind.LOSSES: {
        **_WHERE,
        "area": pl.String,
        "from_area": pl.String,
        "to_area": pl.String,
        "loss_mwh": pl.Float64,
        "loss_share": pl.Float64,
    },
}
"""Columns of each tidy table, in order.

``file``: index into `GridTables.files`. ``row``: 1-based row as an editor shows it. ``start_s``: UTC second.
``step_s``: length of the interval, 0 where the file does not say. Texts are as written, never null (``""`` when
blank). A null number is a blank cell; NaN and infinite numbers are kept for the checks to refuse. ``tie`` names one of
several parallel lines, else ``""``. ``estimated_mwh`` is how much of ``energy_mwh`` was filled in or adjusted before,
null or 0 for none. In losses either ``area`` or the pair is given, and one of the two amounts.
"""

Batches: TypeAlias = Iterator[pl.DataFrame]


@dataclass(frozen=True, slots=True)
class UnitRate:
    """What a MWh of one generating unit carries at an output, for units whose files give heat rates and emission rates.

    Attributes:
        output_mw: break points, ascending ``[point]``.
        per_hour: what an hour at each output carries, by attribute name ``[point]``; linear in between.
        place: the row it is from.
        source: index into the declaration's sources, -1 for the file itself.
    """

    output_mw: tuple[float, ...]
    per_hour: Mapping[str, tuple[float, ...]]
    place: Place
    source: int = -1


@dataclass(frozen=True, slots=True, eq=False)
class GridTables:
    """What an adapter found: streams of tidy rows that can be opened again, and what it has to tell.

    Attributes:
        tables: opens each table that exists; each call reads from the start.
        files: what is read, for places and digests.
        columns: how the file calls each tidy column, for places: ``columns[kind][tidy name]``.
        unit_rates: by unit name, where units have rates of their own; they go before factors by technology.
        findings: resolutions, area types, rows left out.
        step_minutes: the resolution the adapter proposes where the declaration names none; 0 for none.
        area_type: what the areas are, such as ``bus`` or ``nation``.
        nets_gross: whether rows of both directions are the two gross parts of one flow, each needed
            (a missing direction is missing data, not zero).
        attributes: names of the attributes that `unit_rates` carry, in order, the total first; none without rates.
        area_names: display names of areas where the files give them, by code.
        assumptions: what the adapter had to assume where the files do not say.
        offset: how the stamps of the data are spelled where all are alike, such as ``+08:00`` or ``Z``; blank else.
        holds_others: whether the files hold whatever their publisher covers, so that rows of areas that are not
            declared are left out and told; else they are refused.
    """

    tables: Mapping[TableKind, Callable[[], Batches]]
    files: tuple[InputFile, ...]
    columns: Mapping[TableKind, Mapping[str, str]]
    unit_rates: Mapping[str, UnitRate]
    findings: tuple[Finding, ...] = ()
    step_minutes: int = 0
    area_type: str = "zone"
    nets_gross: bool = False
    attributes: tuple[str, ...] = ()
    area_names: Mapping[str, str] = field(default_factory=dict)
    assumptions: tuple[Assumption, ...] = ()
    offset: str = ""
    holds_others: bool = False


class GridAdapter(Protocol):
    """The door for grid data of a publisher, found through the entry points ``fourfold.grid_adapters``."""

    @property
    def name(self) -> str:
        """As the declaration names it under ``source: format``."""

    def recognises(self, folder: Path) -> bool:
        """Whether the files of a folder look like this adapter's."""

    def open(self, folder: Path, declaration: GridDeclaration, problems: Problems) -> GridTables | None:
        """The tables of a folder, or nothing after reporting everything that is wrong with it."""
