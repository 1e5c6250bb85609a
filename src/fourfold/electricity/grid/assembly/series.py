"""Series of a grid: every combination of names that has rows becomes a small number, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fourfold.core.problems import N_, Place, Term
from fourfold.electricity.grid.assembly.names import AREA, STORE, TECHNOLOGY, Spellings
from fourfold.electricity.grid.tables import TableKind


class Role(IntEnum):
    """What a series measures."""

    GENERATION = 0
    EXCHANGE = 1
    DEMAND = 2
    CHARGE = 3
    DISCHARGE = 4
    AREA_LOSS = 5
    TIE_LOSS = 6
    TIE_LOSS_SHARE = 7
    ESTIMATED = 8


ROLE_TERMS: Mapping[Role, Term] = {
    Role.GENERATION: Term(N_("generation")),
    Role.EXCHANGE: Term(N_("exchange")),
    Role.DEMAND: Term(N_("demand")),
    Role.CHARGE: Term(N_("charging")),
    Role.DISCHARGE: Term(N_("discharging")),
    Role.AREA_LOSS: Term(N_("losses")),
    Role.TIE_LOSS: Term(N_("losses")),
    Role.TIE_LOSS_SHARE: Term(N_("loss shares")),
    Role.ESTIMATED: Term(N_("estimated generation")),
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number column of a table and the role of what it holds."""

    column: str
    role: Role


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns of a table name a series, of what sort each name is, and which hold numbers.

    Attributes:
        names: name columns and the sort of name in each; blank for names that are taken as they stand.
        numbers: number columns.
    """

    names: tuple[tuple[str, str], ...]
    numbers: tuple[Number, ...]

    @property
    def name_columns(self) -> list[str]:
        """The columns that name a series."""
        return [column for column, _ in self.names]


LAYOUTS: Mapping[TableKind, Layout] = {
    TableKind.GENERATION: Layout(
        (("area", AREA), ("technology", TECHNOLOGY), ("unit", "")),
        (Number("energy_mwh", Role.GENERATION), Number("estimated_mwh", Role.ESTIMATED)),
    ),
    TableKind.EXCHANGES: Layout(
        (("from_area", AREA), ("to_area", AREA), ("tie", "")), (Number("energy_mwh", Role.EXCHANGE),)
    ),
    TableKind.DEMAND: Layout((("area", AREA),), (Number("energy_mwh", Role.DEMAND),)),
    TableKind.STORAGE: Layout(
        (("area", AREA), ("store", STORE)), (Number("charge_mwh", Role.CHARGE), Number("discharge_mwh", Role.DISCHARGE))
    ),
    TableKind.LOSSES: Layout(
        (("area", AREA), ("from_area", AREA), ("to_area", AREA)),
        (Number("loss_mwh", Role.TIE_LOSS), Number("loss_share", Role.TIE_LOSS_SHARE)),
    ),
}

Key = tuple[Role, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Series:
    """A series of the data.

    Attributes:
        role: what it measures.
        names: what names it, as `Layout.names` of its table; losses have the area, or the pair of a tie.
        place: the first row seen of it, at its number column.
        rows: how many rows it has; a loss given as a share has none in MWh.
    """

    role: Role
    names: tuple[str, ...]
    place: Place
    rows: int

    @property
    def text(self) -> str:
        """The names as a person reads them."""
        if self.role in (Role.EXCHANGE, Role.TIE_LOSS, Role.TIE_LOSS_SHARE):
            rest = f" ({self.names[2]})" if len(self.names) > 2 and self.names[2] else ""
            return f"{self.names[0]} → {self.names[1]}{rest}"
        return " / ".join(name for name in self.names if name)


@dataclass(slots=True)
class SeriesBook:
    """Numbers the series as they turn up.

    Attributes:
        spellings: names by sort.
        ids: number of each series.
        places: of each series, the first row seen.
    """

    spellings: Mapping[str, Spellings]
    ids: dict[Key, int] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    _seen: dict[tuple[TableKind, int, tuple[str, ...]], tuple[int, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.places)

    def codes(
        self,
        kind: TableKind,
        batch: pl.DataFrame,
        numbers: tuple[Number, ...],
        place: Mapping[str, str],
        files: list[str],
    ) -> NDArray[np.int64]:
        """Number of the series of each row and number column ``[row, number]``.

        Args:
            kind: the table.
            batch: tidy rows of it.
            numbers: those of its number columns that hold anything.
            place: how the file calls each column.
            files: paths by number.
        """
        layout = LAYOUTS[kind]
        columns = layout.name_columns
        distinct = batch.select([*columns, "file", "row"]).unique(subset=columns, keep="first")
        coded = []
        for *names, file, row in distinct.iter_rows():
            key = (kind, len(numbers), tuple(names))
            known = self._seen.get(key)
            if known is None:
                at = Place(files[file], row)
                known = self._seen[key] = self._new(layout, numbers, tuple(names), at, place)
            coded.append(known)
        lookup = distinct.select(columns).with_columns(
            pl.Series(f"#{at}", [codes[at] for codes in coded], pl.Int64) for at in range(len(numbers))
        )
        joined = batch.select(columns).join(lookup, on=columns, how="left", maintain_order="left")
        return np.stack([joined[f"#{at}"].to_numpy() for at in range(len(numbers))], axis=1)

    def series(self, rows: Sequence[int]) -> tuple[Series, ...]:
        """All series with their names as they are to be written, and how many rows each has."""
        return tuple(
            Series(role, self._spell(role, names), place, count)
            for (role, names), place, count in zip(self.ids, self.places, rows, strict=True)
        )

    def _new(
        self,
        layout: Layout,
        numbers: tuple[Number, ...],
        names: tuple[str, ...],
        at: Place,
        columns: Mapping[str, str],
    ) -> tuple[int, ...]:
        keys = tuple(
            self.spellings[sort].key(name, at.at(columns.get(column, column))) if sort and name else name
            for (column, sort), name in zip(layout.names, names, strict=True)
        )
        return tuple(self._id(number, keys, at.at(columns.get(number.column, number.column))) for number in numbers)

    def _id(self, number: Number, keys: tuple[str, ...], place: Place) -> int:
        role = number.role
        if role in (Role.TIE_LOSS, Role.TIE_LOSS_SHARE):
            area, *pair = keys
            role, keys = (Role.AREA_LOSS, (area,)) if area else (role, tuple(pair))
        key = (role, keys)
        if key not in self.ids:
            self.ids[key] = len(self.places)
            self.places.append(place)
        return self.ids[key]

    def _spell(self, role: Role, keys: tuple[str, ...]) -> tuple[str, ...]:
        sorts = {
            Role.GENERATION: (AREA, TECHNOLOGY, ""),
            Role.ESTIMATED: (AREA, TECHNOLOGY, ""),
            Role.EXCHANGE: (AREA, AREA, ""),
            Role.CHARGE: (AREA, STORE),
            Role.DISCHARGE: (AREA, STORE),
        }.get(role, (AREA,) * len(keys))
        return tuple(self.spellings[sort].spelling(key) if sort else key for sort, key in zip(sorts, keys, strict=True))
