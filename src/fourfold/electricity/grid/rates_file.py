"""``factors.csv`` (or ``.csv.gz``, ``.parquet``) of a grid: what a MWh carries, by technology, area and first day.

Columns: ``technology``, optional ``area`` and ``valid_from`` (a local day), the total and further attributes in columns
whose names end in ``_per_mwh``, or instead of the total ``factor``, the id of a factor of the library; optional
``source`` (an id declared in ``grid.yaml``), ``status``, ``note``. A blank attribute is missing data, not zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.core.reading import TABLE_MOST_BYTES, read_bounded
from fourfold.core.zones import utc_second, zone
from fourfold.data.basis import Quantity
from fourfold.data.source import Status
from fourfold.electricity.grid.attributes import SHARE_OUT, is_share_out
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.rates import ANY_TIME_S, Editions, Rate
from fourfold.electricity.grid.rates_header import parquet_grid, rate_attributes
from fourfold.electricity.grid.rates_sources import Documents, kg_per_mwh, library_factor
from fourfold.electricity.grid.state import Attribute
from fourfold.electricity.grid.tidy_rows import GRID_CELL_BLANK
from fourfold.electricity.reading.columns import NO_ROWS
from fourfold.formats.dates import DATE_WRONG, read_date
from fourfold.formats.numbers import MOST_DIGITS, NumberFault, read_number
from fourfold.formats.tables import GridRow, read_csv

RATE_BLANK = MessageKind(
    "grid-rate-blank",
    N_("{technology} has no {column}"),
    N_("a number in every row: a blank is missing data, not zero"),
    N_("fill the cell (0 where it is known to be nothing), or remove the column"),
)
RATE_TWICE = MessageKind(
    "grid-rate-twice",
    N_("{technology} has two factors for the same area and day; first in row {row}"),
    N_("one row for each technology, area and valid_from"),
    N_("remove one of the two, or correct its area or valid_from"),
)
RATE_NEGATIVE = MessageKind(
    "grid-rate-negative",
    N_("{found} is below zero"),
    N_("what a MWh carries, at least zero"),
    N_("correct the number; removals are not credited to electricity"),
)
RATE_BOTH = MessageKind(
    "grid-rate-both",
    N_("the row gives factor and also {found}"),
    N_("with factor, the total, source and status left blank: they are those of the library"),
    N_("keep either the factor or the others"),
)
RATE_STATUS = MessageKind(
    "grid-rate-status",
    N_("{found} is no status"),
    N_("one of: {choices}"),
    N_("write one of them, or leave the cell blank for unconfirmed"),
)
RATES_UNSOURCED = MessageKind(
    "grid-rates-unsourced",
    N_("{count} factors in {file} name no source: the file itself stands as their source, and they are unconfirmed"),
)
_NAMES = ("technology", "area")


@dataclass(frozen=True, slots=True)
class RatesFile:
    """What a factors file holds.

    Attributes:
        attributes: the total first, then the others in the order of the file.
        rows: by technology and area (``""`` for any).
        assumptions: rows without a source.
    """

    attributes: tuple[Attribute, ...]
    rows: Mapping[tuple[str, str], Editions]
    assumptions: tuple[Assumption, ...]


@dataclass(slots=True)
class _Reader:
    """Reads the rows of one file."""

    declaration: GridDeclaration
    documents: Documents
    attributes: tuple[Attribute, ...]
    header: tuple[str, ...]
    problems: Problems
    unsourced: list[Place] = field(default_factory=list)

    def cells(self, row: GridRow) -> dict[str, str]:
        """Cells of a row by column, blanks around removed except from names, which are taken as written."""
        cells = {name: str(cell) for name, cell in zip(self.header, row.cells, strict=True)}
        return {name: cell if name in _NAMES and cell.strip() else cell.strip() for name, cell in cells.items()}

    def rate(self, cells: Mapping[str, str], place: Place) -> Rate:
        """The rate of a row; where something is wrong, that is reported and stands as 0."""
        given = {name: self._number(cells, name, place) for name in self._own(cells)}
        if not cells.get("factor"):
            source, status = self._source(cells, place)
            return Rate(tuple(given[one.name] for one in self.attributes), source, status, place)
        total = self.attributes[0].name
        for name in (total, "source", "status"):
            if cells.get(name):
                self.problems.error(RATE_BOTH, place.at(name), found=name)
        factor = library_factor(cells["factor"], self.declaration.basis, place.at("factor"), self.problems)
        if factor is None:
            return Rate((), 0, Status.UNCONFIRMED, place)
        value = kg_per_mwh(factor, self.declaration.basis)
        if value < 0:
            self.problems.error(RATE_NEGATIVE, place.at("factor"), found=value)
        per_mwh = (float(value), *(given[one.name] for one in self.attributes[1:]))
        return Rate(per_mwh, self.documents.index_of(factor.source), factor.status, place)

    def from_s(self, cells: Mapping[str, str], place: Place) -> int:
        """UTC second from which a row holds."""
        text = cells.get("valid_from", "")
        if not text:
            return ANY_TIME_S
        day = read_date(text)
        if day is None:
            self.problems.error(DATE_WRONG, place.at("valid_from"), found=text)
            return ANY_TIME_S
        return first_second(day, self.declaration.time_zone)

    def _own(self, cells: Mapping[str, str]) -> list[str]:
        """Attributes that stand in the row itself."""
        return [one.name for one in self.attributes[1 if cells.get("factor") else 0 :]]

    def _number(self, cells: Mapping[str, str], column: str, place: Place) -> float:
        text = cells.get(column, "")
        if not text:
            self.problems.error(RATE_BLANK, place.at(column), technology=cells.get("technology", ""), column=column)
            return 0.0
        number = read_number(text)
        if isinstance(number, NumberFault):
            self.problems.error(number.kind, place.at(column), found=text, offer=number.offer, most=MOST_DIGITS)
            return 0.0
        if number < 0:
            self.problems.error(RATE_NEGATIVE, place.at(column), found=text)
        elif is_share_out(column, number):
            self.problems.error(SHARE_OUT, place.at(column), column=column, found=text)
        return float(number)

    def _source(self, cells: Mapping[str, str], place: Place) -> tuple[int, Status]:
        text = cells.get("status", "")
        status = Status.UNCONFIRMED
        if text in list(Status):
            status = Status(text)
        elif text:
            self.problems.error(RATE_STATUS, place.at("status"), found=text, choices=", ".join(Status))
        if cells.get("source"):
            return self.documents.index_of_id(cells["source"], place.at("source"), self.problems), status
        self.unsourced.append(place)
        return self.documents.index_of_file(place.file), Status.UNCONFIRMED


def read_rates_file(
    folder: Path, name: str, declaration: GridDeclaration, documents: Documents, problems: Problems
) -> RatesFile | None:
    """Read a factors file; nothing when it has no usable header. Every other fault is reported as well.

    Args:
        folder: the folder of ``grid.yaml``.
        name: the file in it.
        declaration: basis, sources and time zone.
        documents: receives the documents the rates are from.
        problems: receives what is wrong.
    """
    data = read_bounded(folder, name, Place(name), problems, TABLE_MOST_BYTES)
    if data is None:
        return None
    grid = parquet_grid(data, name, problems) if name.endswith(".parquet") else read_csv(data, name, problems)
    if grid is None:
        return None
    attributes = rate_attributes(grid, Quantity(declaration.basis.quantity), problems)
    if not attributes:
        return None
    if not grid.rows and grid.complete:
        problems.error(NO_ROWS, grid.place)
    reader = _Reader(declaration, documents, attributes, grid.header, problems)
    editions: dict[tuple[str, str], dict[int, Rate]] = {}
    for row in grid.rows:
        cells, place = reader.cells(row), grid.place_of(row)
        technology = cells["technology"]
        if not technology:
            problems.error(GRID_CELL_BLANK, place.at("technology"), column="technology")
            continue
        rate, from_s = reader.rate(cells, place), reader.from_s(cells, place)
        known = editions.setdefault((technology, cells.get("area", "")), {})
        if from_s in known:
            problems.error(RATE_TWICE, place, technology=technology, row=known[from_s].place.row)
        known[from_s] = rate
    rows = {key: _in_order(known) for key, known in editions.items()}
    return RatesFile(attributes, rows, _unsourced(name, reader.unsourced))


def first_second(day: date, time_zone: str) -> int:
    """UTC second at which a day begins in a time zone; blank is UTC."""
    return utc_second(datetime.combine(day, time(), tzinfo=zone(time_zone or "UTC")))


def _unsourced(name: str, places: list[Place]) -> tuple[Assumption, ...]:
    if not places:
        return ()
    return (Assumption(RATES_UNSOURCED, {"count": str(len(places)), "file": name}, tuple(places)),)


def _in_order(known: Mapping[int, Rate]) -> Editions:
    starts = sorted(known)
    return Editions(tuple(starts), tuple(known[start] for start in starts))
