"""What the electricity of a study comes to under a method: its rows, what covers them, and totals per declared unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fourfold.accounting.footprint import Footprint
from fourfold.accounting.inventory import Item
from fourfold.accounting.method import ElectricityResolution, Method
from fourfold.accounting.power.beyond import InstrumentUse
from fourfold.accounting.power.dividing import RestFactor, SiteDivision
from fourfold.accounting.power.reading import Load, OnSite
from fourfold.accounting.traced import exact
from fourfold.data.library import OfficialFactor
from fourfold.electricity.supply.account import HourlyAccount
from fourfold.electricity.supply.rule import Covered, SupplyKind
from fourfold.electricity.supply.sharing_keys import BatchEnergy


@dataclass(frozen=True, slots=True)
class LoadAccount:
    """One electricity row under a method.

    Attributes:
        load: the row and its energy.
        covered: what the grid and on-site generation cover.
        hourly: grid energy with the factor of each interval, and the comparisons.
        official: the official factor beside it.
        official_kg_co2e_per_kwh: its value under the method; ``None`` where there is none.
        through_grid: everything that reaches the load through the public grid, under an instrument or not, with the
            grid's factor of each interval.
        rest: what the method takes for energy that no instrument covers; ``None`` where the study knows no factor.
    """

    load: Load
    covered: Covered
    hourly: HourlyAccount
    official: OfficialFactor
    official_kg_co2e_per_kwh: Decimal | None
    through_grid: HourlyAccount
    rest: RestFactor | None = None

    @property
    def official_kg_co2e(self) -> Decimal | None:
        """The grid energy of the period at the official factor."""
        value = self.official_kg_co2e_per_kwh
        return None if value is None else self.hourly.at_factor(value).kg_co2e


@dataclass(frozen=True, slots=True)
class Totals:
    """Grid electricity of one declared unit, three ways.

    Attributes:
        kwh: grid energy.
        hourly_kg_co2e, annual_mean_kg_co2e: by the hour, and at the series' annual mean.
        official_kg_co2e: at the official factor; ``None`` where one of the loads has none.
        official: the official factor of the first load; that of the first load without one where one has none, and
            then it holds the reason.
        official_kg_co2e_per_kwh: its value; ``None`` where there is none.
    """

    kwh: Decimal
    hourly_kg_co2e: Decimal
    annual_mean_kg_co2e: Decimal
    official_kg_co2e: Decimal | None
    official: OfficialFactor | None
    official_kg_co2e_per_kwh: Decimal | None


@dataclass(frozen=True, slots=True)
class Supplied:
    """The kind of supply behind an item.

    Attributes:
        item: id of the item.
        kind: the kind of supply.
        energy_kwh: its energy per run of its process.
    """

    item: str
    kind: SupplyKind
    energy_kwh: Decimal


@dataclass(frozen=True, slots=True)
class CoveredPart:
    """What one kind of supply covers, per declared unit.

    Attributes:
        kind: the kind.
        energy_kwh: its energy.
        kg_co2e: what that emits.
        share: of the electricity; ``None`` where there is none.
    """

    kind: SupplyKind
    energy_kwh: Decimal
    kg_co2e: Decimal
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class SupplySummary:
    """The electricity of one declared unit by what covers it.

    Attributes:
        covered: every kind that there is an item of, in the order of the method's rule.
        grid_mix_kg_co2e: what the same electricity would come to with the grid's own factor for everything that comes
            through the grid: on-site generation and direct lines as they are, no instruments and no other mix. ``None``
            where the method values the grid by an official factor and none is known.
    """

    covered: tuple[CoveredPart, ...]
    grid_mix_kg_co2e: Decimal | None

    @property
    def energy_kwh(self) -> Decimal:
        """All electricity."""
        return sum((part.energy_kwh for part in self.covered), Decimal(0))

    @property
    def total_kg_co2e(self) -> Decimal:
        """What it emits by the method."""
        return sum((part.kg_co2e for part in self.covered), Decimal(0))

    def kwh_of(self, *kinds: SupplyKind) -> Decimal:
        """Energy of some kinds."""
        return sum((part.energy_kwh for part in self.covered if part.kind in kinds), Decimal(0))


@dataclass(frozen=True, slots=True)
class ElectricityAccount:
    """The electricity of a study under a method.

    Attributes:
        rows: its rows.
        items: the items they became.
        supplied: the kind of supply behind each item, with its energy.
        instruments: what became of every instrument of the study.
        generation: every plant on site that could be read, whether its attributes were kept or sold.
        divisions: how limited instruments were divided, where that was not in proportion.
        batches: energy by batch of the meters that records with batches divide.
    """

    rows: tuple[LoadAccount, ...]
    items: tuple[Item, ...]
    supplied: tuple[Supplied, ...] = ()
    instruments: tuple[InstrumentUse, ...] = ()
    generation: tuple[OnSite, ...] = ()
    divisions: tuple[SiteDivision, ...] = ()
    batches: tuple[BatchEnergy, ...] = ()

    @exact
    def totals(self, footprint: Footprint, quantum: Decimal) -> Totals:
        """Per declared unit, every row rounded once to the quantum; rows of stages that do not count are left out."""

        def per_unit(row: LoadAccount, value: Decimal) -> Decimal:
            return (footprint.runs[row.load.row.process].value * value).quantize(quantum)

        rows = counted_rows(self.rows, footprint)
        kwh = sum((per_unit(r, r.hourly.energy.total_kwh) for r in rows), Decimal(0))
        hourly = sum((per_unit(r, r.hourly.kg_co2e) for r in rows), Decimal(0))
        mean = sum((per_unit(r, r.hourly.at_annual_mean().kg_co2e) for r in rows), Decimal(0))
        official = [(r, r.official_kg_co2e) for r in rows]
        known = [per_unit(r, value) for r, value in official if value is not None]
        complete = len(known) == len(official)
        lacking = next((r.official for r, value in official if value is None), None)
        return Totals(
            kwh,
            hourly,
            mean,
            sum(known, Decimal(0)) if complete and known else None,
            lacking or (rows[0].official if rows else None),
            rows[0].official_kg_co2e_per_kwh if complete and known else None,
        )

    @exact
    def summary(self, footprint: Footprint, method: Method) -> SupplySummary:
        """Per declared unit, by kind of supply; what belongs to stages that do not count is left out."""
        quantum = method.rounding.quantum_kg_co2e
        emitted = footprint.by(lambda cell: cell.item.id)
        kwh: dict[SupplyKind, Decimal] = {}
        kg: dict[SupplyKind, Decimal] = {}
        for one in self.supplied:
            runs = footprint.item_runs.get(one.item)
            if runs is None:
                continue
            kwh[one.kind] = kwh.get(one.kind, Decimal(0)) + (runs.value * one.energy_kwh).quantize(quantum)
            emits = emitted[one.item].value if one.item in emitted else Decimal(0)
            kg[one.kind] = kg.get(one.kind, Decimal(0)) + emits
        whole = sum(kwh.values(), Decimal(0))
        covered = tuple(
            CoveredPart(kind, kwh[kind], kg[kind], kwh[kind] / whole if whole else None)
            for kind in dict.fromkeys((*method.supply.order, SupplyKind.GRID))
            if kind in kwh
        )
        own = sum((kg.get(kind, Decimal(0)) for kind in NOT_THROUGH_THE_GRID), Decimal(0))
        grid = self._at_the_grid(footprint, method)
        return SupplySummary(covered, None if grid is None else own + grid)

    def _at_the_grid(self, footprint: Footprint, method: Method) -> Decimal | None:
        """Everything that comes through the grid at the grid's factor, as the method values grid electricity."""
        found = Decimal(0)
        for row in counted_rows(self.rows, footprint):
            value = grid_value(row, method.electricity)
            if value is None:
                return None
            runs = footprint.item_runs[row.load.row.electricity].value
            found += (runs * value).quantize(method.rounding.quantum_kg_co2e)
        return found


NOT_THROUGH_THE_GRID = (SupplyKind.ON_SITE, SupplyKind.DIRECT_LINE)
"""Kinds of supply that never pass the public grid."""


def counted_rows(rows: Sequence[LoadAccount], footprint: Footprint) -> list[LoadAccount]:
    """Rows of stages that count under the method of a footprint."""
    return [row for row in rows if row.load.row.electricity in footprint.item_runs]


def grid_value(row: LoadAccount, how: ElectricityResolution) -> Decimal | None:
    """What comes through the grid at the grid's own factor, kg CO2e; ``None`` where the official one is not known."""
    through = row.through_grid
    if how is ElectricityResolution.HOURLY:
        return through.kg_co2e
    if how is ElectricityResolution.ANNUAL_MEAN:
        return through.at_annual_mean().kg_co2e
    value = row.official_kg_co2e_per_kwh
    return None if value is None else through.at_factor(value).kg_co2e
