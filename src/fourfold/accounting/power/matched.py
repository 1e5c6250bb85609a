"""How much of a study's electricity is matched under a method: by hour, month and year, and what the rest is.

A result per method, so that schemes stand side by side. Energies are those of the study period, not of a declared unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from fourfold.accounting.method import ElectricityResolution
from fourfold.core.intervals import Grid
from fourfold.core.zones import Ints
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.supply.criteria import Criterion, InstrumentKind, MatchWindow
from fourfold.electricity.supply.rule import SupplyKind


@dataclass(frozen=True, slots=True)
class MatchedShare:
    """What instruments, direct lines and on-site generation cover when energy counts within a window.

    Attributes:
        window: hour, month or year.
        energy_kwh: covered.
        share: of all load; ``None`` where there is no load.
    """

    window: MatchWindow
    energy_kwh: Decimal
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class SourceUse:
    """A plant or instrument, and what it gives.

    Attributes:
        source: short name of the generation or instrument.
        supply: as what it covers load.
        kind: of an instrument; ``None`` for on-site generation.
        area, technology: of the plant; may be empty.
        offered_kwh, used_kwh: what there was of it at the plant, and what covers load.
        kg_co2e_per_kwh: its factor under the method, weighted with what of it is used; ``None`` where nothing is.
        failed: criteria of the method it fails; none where it counts.
        clauses: for each failed criterion the clause that asks for it.
        lost_kwh: what is lost between plant and meter.
    """

    source: str
    supply: SupplyKind
    kind: InstrumentKind | None
    area: str
    technology: str
    offered_kwh: Decimal
    used_kwh: Decimal
    kg_co2e_per_kwh: Decimal | None
    failed: tuple[Criterion, ...] = ()
    clauses: tuple[str, ...] = ()
    lost_kwh: Decimal = Decimal(0)

    @property
    def surplus_kwh(self) -> Decimal:
        """What covers nothing: lost, refused, or idle."""
        return self.offered_kwh - self.used_kwh

    @property
    def refused_kwh(self) -> Decimal:
        """What would arrive and does not count, because a criterion is failed."""
        return self.surplus_kwh - self.lost_kwh if self.failed else Decimal(0)

    @property
    def idle_kwh(self) -> Decimal:
        """What counts and meets no load in its window."""
        return Decimal(0) if self.failed else self.surplus_kwh - self.lost_kwh


@dataclass(frozen=True, slots=True, eq=False)
class SiteMatch:
    """A site interval by interval.

    Attributes:
        site: its short name.
        time_zone: of its clock.
        grid: the intervals.
        load_wh: all loads ``[interval]``, to the nearest Wh.
        covered_wh: by kind of supply ``[interval]``; they sum to the load.
        exact: by kind of supply as the account counts it, in quanta that may be finer than a Wh; empty where only whole
            Wh are known.
    """

    site: str
    time_zone: str
    grid: Grid
    load_wh: Ints
    covered_wh: Mapping[SupplyKind, Ints]
    exact: Mapping[SupplyKind, EnergySeries] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class SchemeMatch:
    """The electricity of a study under a method.

    Attributes:
        method: its id.
        names: its names by language.
        window: within which the method itself matches; ``None`` where it accepts no instruments.
        load_kwh: all electricity.
        covered: kWh and kg CO2e by kind of supply, in the order of the method.
        shares: matched by hour, month and year, whatever the method itself asks.
        unmatched_kwh: what neither on-site generation, direct lines nor instruments cover under the method.
        unmatched_kg_co2e_per_kwh: its mean factor, weighted with energy; ``None`` where there is none.
        location_kg_co2e: all electricity by location: everything that comes through the grid at the grid's own factor.
        market_kg_co2e: by the method.
        sources: where power came from, and what was refused.
        sites: interval by interval.
        grid: which factor of the grid counts, by location and by market.
        location_per_unit, market_per_unit: kg CO2e of the electricity of one declared unit, every part of
            every row that a kind of supply covers rounded once to the quantum of the method, so that the last digit may
            differ from that of the sum; without stages that do not count. ``None`` where no footprint was calculated.
    """

    method: str
    names: Mapping[str, str]
    window: MatchWindow | None
    load_kwh: Decimal
    covered: Mapping[SupplyKind, tuple[Decimal, Decimal]]
    shares: tuple[MatchedShare, ...]
    unmatched_kwh: Decimal
    unmatched_kg_co2e_per_kwh: Decimal | None
    location_kg_co2e: Decimal
    market_kg_co2e: Decimal
    sources: tuple[SourceUse, ...]
    sites: tuple[SiteMatch, ...]
    location_per_unit: Decimal | None = None
    market_per_unit: Decimal | None = None
    grid: ElectricityResolution = ElectricityResolution.HOURLY


MATCHED = (SupplyKind.ON_SITE, SupplyKind.DIRECT_LINE, SupplyKind.INSTRUMENTS)
"""Kinds of supply that name a plant; every other is a mix."""
