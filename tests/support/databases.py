"""Small databases for tests: processes in a few words, through the same assembly as imported ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fourfold.data.databases.assemble import assemble
from fourfold.data.databases.database import Database, DatabaseInfo
from fourfold.data.databases.records import (
    AllocationRecord,
    Direction,
    ExchangeRecord,
    FlowKind,
    FlowPropertyRecord,
    FlowRecord,
    ProcessRecord,
    PropertyOfFlow,
    Record,
    Uncertainty,
    UnitGroupRecord,
    UnitRecord,
)
from fourfold.data.databases.report import ImportReport

MASS, ENERGY = "p-mass", "p-energy"
BASE: tuple[Record, ...] = (
    UnitGroupRecord(
        "g-mass", "Units of mass", "kg", (UnitRecord("kg", 1.0), UnitRecord("t", 1000.0), UnitRecord("g", 0.001))
    ),
    UnitGroupRecord("g-energy", "Units of energy", "MJ", (UnitRecord("MJ", 1.0), UnitRecord("kWh", 3.6))),
    FlowPropertyRecord(MASS, "Mass", "g-mass"),
    FlowPropertyRecord(ENERGY, "Energy", "g-energy"),
)
"""Units of mass and energy, and the two properties counted in them."""


def flow(
    id: str,  # noqa: A002 - the word of the records
    name: str = "",
    kind: FlowKind = FlowKind.PRODUCT,
    reference: str = MASS,
    properties: Mapping[str, float] | None = None,
    categories: tuple[str, ...] = (),
) -> FlowRecord:
    """A flow counted by mass, or by another property; `properties` adds further ones with their factors."""
    factors = {reference: 1.0, **(properties or {})}
    held = tuple(PropertyOfFlow(key, factor) for key, factor in factors.items())
    return FlowRecord(id, name or id, kind, categories, reference, held)


def emission(id: str, name: str, compartment: str = "air") -> FlowRecord:  # noqa: A002 - the word of the records
    """An elementary flow in kg."""
    return flow(id, name, FlowKind.ELEMENTARY, categories=("Elementary flows", compartment, "unspecified"))


CO2 = emission("co2", "Carbon dioxide, fossil")
CH4 = emission("ch4", "Methane, biogenic")
UPTAKE = emission("uptake", "Carbon dioxide, in air", "resource")


@dataclass
class Rows:
    """The rows of one process, added one after another.

    Attributes:
        id, location: of the process.
    """

    id: str
    location: str = ""
    exchanges: list[ExchangeRecord] = field(default_factory=list)
    allocations: list[AllocationRecord] = field(default_factory=list)

    def makes(self, of: str, amount: float = 1.0, unit: str = "", **more: object) -> Rows:
        """The reference product."""
        return self._add(of, Direction.OUTPUT, amount, unit, is_reference=True, **more)

    def treats(self, of: str, amount: float = 1.0, unit: str = "") -> Rows:
        """The reference is a waste that goes in."""
        return self._add(of, Direction.INPUT, amount, unit, is_reference=True)

    def takes(self, of: str, amount: float, unit: str = "", **more: object) -> Rows:
        """An input, of a product or from nature."""
        return self._add(of, Direction.INPUT, amount, unit, **more)

    def gives(self, of: str, amount: float, unit: str = "", **more: object) -> Rows:
        """An output: a co-product, a waste or an emission."""
        return self._add(of, Direction.OUTPUT, amount, unit, **more)

    def _add(self, of: str, direction: Direction, amount: float, unit: str, **more: object) -> Rows:
        number = str(len(self.exchanges) + 1)
        self.exchanges.append(ExchangeRecord(of, direction, amount, unit, internal_id=number, **more))  # type: ignore[arg-type]
        return self

    def record(self) -> ProcessRecord:
        """As a record; it is called like its id."""
        return ProcessRecord(
            self.id,
            self.id,
            location=self.location,
            exchanges=tuple(self.exchanges),
            allocations=tuple(self.allocations),
        )


def database(
    processes: Iterable[Rows],
    flows: Sequence[FlowRecord] = (),
    report: ImportReport | None = None,
    choices: Mapping[tuple[str, str], str] | None = None,
    more: Sequence[Record] = (),
) -> Database:
    """A database of these processes. Flows that are not given are products counted in kg, called like their id."""
    made = [rows.record() for rows in processes]
    given = {f.id: f for f in (*flows, CO2, CH4, UPTAKE)}
    named = dict.fromkeys(e.flow for process in made for e in process.exchanges)
    whole = [given.get(id, flow(id)) for id in named]  # noqa: A001 - the word of the records
    told = report if report is not None else ImportReport()
    assembled = assemble([*BASE, *whole, *more, *made], told)
    digest = "sha256:" + "0" * 64
    info = DatabaseInfo("small", "0" * 12, digest, "small", digest, "test", "1", "2026-01-01", dict(told.counts))
    return Database(info, assembled.tables, assembled.factors, told, dict(choices or {}))


__all__ = ["BASE", "CH4", "CO2", "ENERGY", "MASS", "UPTAKE", "Rows", "Uncertainty", "database", "emission", "flow"]
