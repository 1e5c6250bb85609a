"""Electricity under a method: loads are covered, energy meets factors, and both become items of the inventory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fourfold.accounting.conversion import UNIT_DOES_NOT_FIT
from fourfold.accounting.footprint import Footprint
from fourfold.accounting.inventory import Item
from fourfold.accounting.method import ElectricityResolution
from fourfold.accounting.notes import Notes
from fourfold.accounting.power.choice import (
    OFFICIAL_PLACE,
    factor_places,
    official_factor_for,
    series_for,
    series_is_suitable,
    used_series,
)
from fourfold.accounting.power.items import Parts, item_of, parts_by_factor, parts_by_series
from fourfold.accounting.power.reading import Load, PowerBook
from fourfold.accounting.power.site import note_supply, site_is_read
from fourfold.accounting.sourcing import Sourcing
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.rows import ElectricityRow, GenerationRow, SeriesRow
from fourfold.accounting.suitability import Setting, factor_is_suitable
from fourfold.accounting.traced import CellBook, Traced, exact
from fourfold.core.problems import N_, MessageKind, Place
from fourfold.core.quantities import Unit
from fourfold.data.factor import Factor
from fourfold.data.library import OfficialFactor
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.integers import decimal_of
from fourfold.electricity.series.factor_series import FactorSeries
from fourfold.electricity.supply.account import HourlyAccount, account
from fourfold.electricity.supply.rule import Covered, SupplyKind, cover

OFFICIAL_MISSING = MessageKind(
    "official-factor-missing",
    N_("the method {method} values grid electricity by the official factor, and none is known for {area}"),
    N_("an official life-cycle factor of the area"),
    N_("name one under electricity.official_factor in study.yaml, or use another method"),
)
LOAD_BEYOND_MEASURE = MessageKind(
    "load-beyond-measure",
    N_("the electricity of {found} emits more than 100,000 t CO2e in one of its intervals, as no site does"),
    N_("an energy that a site can use"),
    N_("check amounts and units of the row and its meter, and the unit of the factor series"),
)
_MOST_KG_CO2E = 10**8


@dataclass(frozen=True, slots=True)
class LoadAccount:
    """One electricity row under a method.

    Attributes:
        load: the row and its energy.
        covered: what the grid and on-site generation cover.
        hourly: grid energy with the factor of each interval, and the comparisons.
        official: the official factor beside it.
        official_kg_co2e_per_kwh: its value under the method; ``None`` where there is none.
    """

    load: Load
    covered: Covered
    hourly: HourlyAccount
    official: OfficialFactor
    official_kg_co2e_per_kwh: Decimal | None

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
class ElectricityAccount:
    """The electricity of a study under a method: its rows, and the items they became."""

    rows: tuple[LoadAccount, ...]
    items: tuple[Item, ...]

    @exact
    def totals(self, footprint: Footprint, quantum: Decimal) -> Totals:
        """Per declared unit, every row rounded once to the quantum."""

        def per_unit(row: LoadAccount, value: Decimal) -> Decimal:
            return (footprint.runs[row.load.row.process].value * value).quantize(quantum)

        kwh = sum((per_unit(r, r.hourly.energy.total_kwh) for r in self.rows), Decimal(0))
        hourly = sum((per_unit(r, r.hourly.kg_co2e) for r in self.rows), Decimal(0))
        mean = sum((per_unit(r, r.hourly.at_annual_mean().kg_co2e) for r in self.rows), Decimal(0))
        official = [(r, r.official_kg_co2e) for r in self.rows]
        known = [per_unit(r, value) for r, value in official if value is not None]
        complete = len(known) == len(official)
        lacking = next((r.official for r, value in official if value is None), None)
        return Totals(
            kwh,
            hourly,
            mean,
            sum(known, Decimal(0)) if complete and known else None,
            lacking or (self.rows[0].official if self.rows else None),
            self.rows[0].official_kg_co2e_per_kwh if complete and known else None,
        )


@dataclass(frozen=True, slots=True)
class _Choice:
    """What values the grid energy of a row."""

    row: SeriesRow
    series: FactorSeries
    official: OfficialFactor


def account_for_power(
    study: Study, at: Setting, power: PowerBook, sourcing: Sourcing, book: CellBook, notes: Notes
) -> ElectricityAccount | None:
    """Cover and value every load; ``None`` after reporting what prevents it."""
    return _Accounting(study, at, power, sourcing, book, notes).run()


class _Accounting:
    def __init__(
        self, study: Study, at: Setting, power: PowerBook, sourcing: Sourcing, book: CellBook, notes: Notes
    ) -> None:
        self._study, self._at, self._power = study, at, power
        self._sourcing, self._book, self._notes = sourcing, book, notes
        self._stages = {row.process: row.stage for row in study.tables.processes}
        self._areas = {site.id: site.area for site in study.declarations.sites}
        self._zones = {site.id: site.time_zone for site in study.declarations.sites}
        self._official: dict[str, OfficialFactor | None] = {}
        self._suitable: dict[str, bool] = {}

    def run(self) -> ElectricityAccount | None:
        # what values the energy is judged for every row, also where a meter cannot be read: all faults at once
        choices = {row.electricity: self._choose(row) for row in self._study.tables.electricity}
        generators = self._generators()
        rows: list[LoadAccount] = []
        items: list[Item] = []
        for site in dict.fromkeys(load.site for load in self._power.loads.values()):
            loads = {name: load for name, load in self._power.loads.items() if load.site == site}
            on_site = {n: o for n, o in self._power.on_site.items() if o.row.site == site}
            energies = {name: load.energy for name, load in loads.items()}
            generation = [o.generation for o in on_site.values()]
            if not site_is_read(site, loads, on_site, self._study, self._power):
                continue  # its fault is told; what it would have covered is not known
            supply = cover(site, energies, generation, self._at.method.supply, self._notes.problems, self._zones[site])
            if supply is None:
                continue
            note_supply(site, supply, on_site, self._notes)
            shared = [c for load in loads.values() for c in load.cells] + [c for o in on_site.values() for c in o.cells]
            for name, load in loads.items():
                covered, choice = supply.loads[name], choices[name]
                account_row = self._value(load, covered, choice) if choice is not None else None
                if choice is None or account_row is None:
                    continue
                rows.append(account_row)
                items += self._grid_items(account_row, choice, shared)
                for generation_id, energy in covered.on_site.items():
                    items += self._on_site_items(load, generation_id, energy, generators[generation_id], shared)
        complete = len(rows) == len(self._study.tables.electricity)
        return ElectricityAccount(tuple(rows), tuple(items)) if complete else None

    def _cells(self, places: Sequence[Place]) -> int:
        cells = 0
        for place in places:
            cells |= self._book.cell(place)
        return cells

    def _choose(self, row: ElectricityRow) -> _Choice | None:
        site = self._power.sites[row.electricity]
        chosen = series_for(row.series, row.place, site, self._study, self._at, self._notes)
        series = self._power.series.get(chosen.series) if chosen else None
        official = self._official_of(self._areas[site])
        if series is not None and series.id not in self._suitable:
            self._suitable[series.id] = series_is_suitable(series, self._at, self._notes)
        if chosen is None or series is None or official is None or not self._suitable[series.id]:
            return None
        return _Choice(chosen, series, official)

    def _official_of(self, area: str) -> OfficialFactor | None:
        if area not in self._official:
            found = official_factor_for(area, self._study, self._at, self._notes)
            decides = self._at.method.electricity is ElectricityResolution.OFFICIAL_NATIONAL
            self._official[area] = found if found is None or not decides else self._official_in_total(found, area)
        return self._official[area]

    def _official_in_total(self, found: OfficialFactor, area: str) -> OfficialFactor | None:
        """The official factor where it makes the total: it has to be there, and to be what the method accepts."""
        if found.factor is None:
            self._notes.problems.error(OFFICIAL_MISSING, OFFICIAL_PLACE, method=self._at.method.id, area=area)
            return None
        suitable = factor_is_suitable(found.factor, "electricity", "", OFFICIAL_PLACE, self._at, self._notes)
        return found if suitable else None

    def _generators(self) -> dict[str, Factor | None]:
        """The factor of each generation that covers loads of its site."""
        if SupplyKind.ON_SITE not in self._at.method.supply.order:
            return {}
        sites = set(self._power.sites.values())
        rows = self._study.tables.generation
        return {row.generation: self._generator(row) for row in rows if row.attributes == "kept" and row.site in sites}

    def _generator(self, row: GenerationRow) -> Factor | None:
        place = row.place.at("factor")
        factor = self._sourcing.find_factor(row.factor, place)
        if factor is None or not factor_is_suitable(factor, "generation", "", place, self._at, self._notes):
            return None
        if not Unit("kWh").measures_same_as(factor.per):
            params = {"found": "kWh", "wanted": factor.per.text, "source": factor.id}
            self._notes.problems.error(UNIT_DOES_NOT_FIT, place, **params)
            return None
        return factor

    def _value(self, load: Load, covered: Covered, choice: _Choice) -> LoadAccount | None:
        row, series, official = load.row, choice.series, choice.official
        hourly = account(covered.grid, series, row.electricity, row.place, self._notes.problems)
        if hourly is None:
            return None
        if decimal_of(int(hourly.emissions.max()), hourly.unit_exponent) > _MOST_KG_CO2E:
            self._notes.problems.error(LOAD_BEYOND_MEASURE, row.place, found=row.electricity)
            return None
        return LoadAccount(load, covered, hourly, official, self._per_kwh(official.factor))

    def _per_kwh(self, factor: Factor | None) -> Decimal | None:
        if factor is None:
            return None
        per_unit = sum(factor.total(self._at.method.gwp_set).values(), Decimal(0))
        return per_unit * Unit("kWh").factor_to(factor.per)

    def _grid_items(self, account_row: LoadAccount, choice: _Choice, shared: list[Place]) -> list[Item]:
        load, hourly, resolution = account_row.load, account_row.hourly, self._at.method.electricity
        by_hour = resolution is ElectricityResolution.HOURLY
        cells = shared if account_row.covered.on_site else load.cells if by_hour else load.total_cells
        digest = self._study.files[choice.row.file].digest if choice.row.file in self._study.files else ""
        series = choice.series
        self._notes.show("series", series.id, lambda: used_series(series, digest))
        if resolution is ElectricityResolution.OFFICIAL_NATIONAL and choice.official.factor is not None:
            return self._factor_items(load, "", hourly.energy, choice.official.factor, cells, OFFICIAL_PLACE)
        self._notes.use("series", series.id, load.row.electricity, lambda: used_series(series, digest))
        kg = hourly.kg_co2e if by_hour else hourly.at_annual_mean().kg_co2e
        factor_cells = factor_places(choice.row, with_demand=not by_hour and series.demand is not None)
        traced = Traced(kg, self._cells([*cells, *factor_cells]))
        parts = parts_by_series(traced, hourly.energy, series, load.cells[0], factor_cells[0])
        return [item_of(load, "", self._stages[load.row.process], hourly.energy, parts, choice.row.place)]

    def _on_site_items(
        self, load: Load, generation_id: str, energy: EnergySeries, factor: Factor | None, shared: list[Place]
    ) -> list[Item]:
        declared = self._power.on_site[generation_id].row.place
        return [] if factor is None else self._factor_items(load, generation_id, energy, factor, shared, declared)

    def _factor_items(
        self,
        load: Load,
        generation_id: str,
        energy: EnergySeries,
        factor: Factor,
        cells: Sequence[Place],
        declared: Place,
    ) -> list[Item]:
        """The item of energy valued by one factor; none where a gas of it has no potential, which is then reported."""
        row = load.row
        item_id = f"{row.electricity}/{generation_id}" if generation_id else row.electricity
        emissions = self._sourcing.factor_emissions(factor, item_id, row.place)
        if emissions is None:
            return []
        self._sourcing.use_factor(factor, item_id)
        from_cell = self._power.on_site[generation_id].cells[0] if generation_id else load.cells[0]
        parts: Parts = parts_by_factor(factor, emissions, energy, self._cells(cells), from_cell)
        return [item_of(load, generation_id, self._stages[row.process], energy, parts, declared)]
