"""Grid states as arrays: what every area generated, exchanged, stored and consumed in each interval.

Energies are MWh per interval as float64, emissions kg per MWh. `GridFrame` says what the axes mean and is the same for
all intervals; `GridState` holds a block of intervals, so that a year of many areas never has to be in memory at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from fourfold.core.problems import Assumption
from fourfold.core.zones import Ints
from fourfold.data.basis import Basis
from fourfold.data.source import Source, Status

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]


class AttributeKind(StrEnum):
    """What an attribute is.

    ``total``: the whole of the emissions in the quantity of the basis, ``kg_co2e_per_mwh`` or ``kg_co2_per_mwh``.
    ``part``: a gas or a part of the life cycle. ``share``: MWh of something per MWh, such as a technology.
    ``price``: money per MWh. ``measured``: share of the energy that was measured rather than estimated.
    """

    TOTAL = "total"
    PART = "part"
    SHARE = "share"
    PRICE = "price"
    MEASURED = "measured"


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something a MWh carries with it.

    Attributes:
        name: column name; ends in its unit, such as ``kg_co2e_per_mwh`` or ``coal_mwh_per_mwh``.
        kind: what it is.
    """

    name: str
    kind: AttributeKind


@dataclass(frozen=True, slots=True)
class GridArea:
    """An area or bus of the grid.

    Attributes:
        code: as in the tables.
        names: display names by language; at least one.
        parent: code of the enclosing area, empty for none.
        type: ``bus``, ``city``, ``province``, ``zone``, ``region``, ``nation`` or whatever the declaration says.
    """

    code: str
    names: tuple[tuple[str, str], ...] = ()
    parent: str = ""
    type: str = "zone"


@dataclass(frozen=True, slots=True)
class GenerationSource:
    """A technology, or a unit of it, in an area.

    Attributes:
        area: index into the frame's areas.
        technology: name as in the tables.
        unit: name of the generating unit, empty where generation is by technology.
    """

    area: int
    technology: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """A connection of two areas; energy counts positive from `from_area` to `to_area` (indices of areas)."""

    from_area: int
    to_area: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Border:
    """A connection with an area beyond the data. Energy counts positive into `area`.

    Attributes:
        outside: code of the boundary area.
        area: index of the area it touches.
        source: where its declared factor comes from; index into the frame's documents; -1 where it
            has none, because nothing is ever imported from there.
        status: how far that factor is confirmed.
    """

    outside: str
    area: int
    source: int
    status: Status


@dataclass(frozen=True, slots=True)
class GridStore:
    """A store of electricity.

    Attributes:
        area: index of the area it stands in.
        name: as in the tables.
        charge_efficiency, discharge_efficiency: 0 to 1 (above 0).
        self_discharge_per_hour: share of the stock lost per hour.
        initial_mwh: stock at the start of the first interval; NaN where the stock is to close cyclically.
        initial_per_mwh: what the initial stock carries per MWh stored ``[attribute]``.
    """

    area: int
    name: str
    charge_efficiency: float
    discharge_efficiency: float
    self_discharge_per_hour: float
    initial_mwh: float
    initial_per_mwh: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class GridFrame:
    """What the axes of a grid state mean, the same for every interval.

    Attributes:
        areas: axis ``area``.
        sources: axis ``source``.
        ties: axis ``tie``.
        borders: axis ``border``.
        border_per_mwh: what imports carry per MWh ``[border, attribute]``.
        stores: axis ``store``.
        attributes: axis ``attribute``; the first is the total.
        step_minutes: length of an interval.
        basis: what kind of number the total is.
        time_zone: zone whose calendar counts for people; ``UTC`` where none is declared.
        documents: the sources named by factors and data; what indices of sources point to.
        status: the weakest status of any factor used; illustrative grids are labelled wherever they show.
    """

    areas: tuple[GridArea, ...]
    sources: tuple[GenerationSource, ...]
    ties: tuple[Tie, ...]
    borders: tuple[Border, ...]
    border_per_mwh: Floats
    stores: tuple[GridStore, ...]
    attributes: tuple[Attribute, ...]
    step_minutes: int
    basis: Basis
    time_zone: str
    documents: tuple[Source, ...]
    status: Status


@dataclass(frozen=True, slots=True, eq=False)
class GridState:
    """A block of intervals of a grid.

    In every area and interval, unless `missing`: generation + imports received + discharge = demand + exports sent +
    charge + losses in the area. Under the rule that a tie's loss is carried on, what is received is what was sent less
    the loss of the tie.

    Attributes:
        frame: what the axes mean.
        starts_s: UTC second at which each interval begins ``[interval]``, ascending.
        generation_mwh: ``[interval, source]``, not negative.
        per_mwh: what a generated MWh carries ``[interval or 1, source, attribute]``; broadcasts over intervals.
        exchange_mwh: energy sent over each tie ``[interval, tie]``, positive from `from_area`, at the sending end.
        tie_loss_mwh: of what was sent, lost on the way ``[interval, tie]``, between 0 and the energy sent.
        border_mwh: net import over each border ``[interval, border]``; negative is export.
        demand_mwh: ``[interval, area]``, not negative; without losses of the area.
        area_loss_mwh: losses inside the area ``[interval, area]``.
        charge_mwh: taken from the area ``[interval, store]``, at the area's side.
        discharge_mwh: given to the area ``[interval, store]``, at the area's side.
        estimated_mwh: of the generation, energy that was filled in or adjusted rather than measured
            ``[interval, source]``.
        missing: areas whose input is missing in an interval ``[interval, area]``, where the declaration allows that;
            such an area and everything downstream of it has no factor in that interval.
    """

    frame: GridFrame
    starts_s: Ints
    generation_mwh: Floats
    per_mwh: Floats
    exchange_mwh: Floats
    tie_loss_mwh: Floats
    border_mwh: Floats
    demand_mwh: Floats
    area_loss_mwh: Floats
    charge_mwh: Floats
    discharge_mwh: Floats
    estimated_mwh: Floats
    missing: Flags


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file a grid was read from: its path as declared, its digest (``sha256:…``) and the data rows in it."""

    path: str
    digest: str
    rows: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something reading tells about the data: a stable code, a count, and the words for it.

    Resolutions found, area types found, rows left out and why, repairs made.
    """

    note: Assumption
    count: int


class GridData(Protocol):
    """A grid that has been read and checked: its frame, and its intervals block by block."""

    @property
    def frame(self) -> GridFrame:
        """What the axes mean."""

    @property
    def starts_s(self) -> Ints:
        """UTC seconds at which all intervals begin ``[interval]``, ascending."""

    @property
    def files(self) -> tuple[InputFile, ...]:
        """What it was read from."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What reading tells, with every repair made."""

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What the grid rests on that the data did not say."""

    def blocks(self) -> Iterator[GridState]:
        """The intervals in order, in blocks of at most a few hundred. May be called again."""
