"""Electricity under a method: loads are covered, energy meets factors, and both become items of the inventory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fourfold.accounting.conversion import UNIT_DOES_NOT_FIT
from fourfold.accounting.inventory import Item
from fourfold.accounting.method import ElectricityResolution
from fourfold.accounting.notes import Notes
from fourfold.accounting.power.accounts import ElectricityAccount as ElectricityAccount
from fourfold.accounting.power.accounts import LoadAccount as LoadAccount
from fourfold.accounting.power.accounts import Supplied
from fourfold.accounting.power.accounts import Totals as Totals
from fourfold.accounting.power.beyond import SHARE_PLACE, Beyond
from fourfold.accounting.power.choice import (
    OFFICIAL_PLACE,
    factor_places,
    official_factor_for,
    series_for,
    series_is_suitable,
    used_series,
)
from fourfold.accounting.power.held import used_instrument
from fourfold.accounting.power.items import Parts, Portion, item_of, parts_by_factor, parts_by_series
from fourfold.accounting.power.reading import Load, OnSite, PowerBook
from fourfold.accounting.power.rest import place_of
from fourfold.accounting.power.site import note_supply, site_is_read
from fourfold.accounting.sourcing import Sourcing
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.rows import ElectricityRow, GenerationRow, InstrumentRow, SeriesRow
from fourfold.accounting.suitability import Setting, factor_is_suitable
from fourfold.accounting.traced import CellBook, Traced
from fourfold.core.problems import N_, MessageKind, Place
from fourfold.core.quantities import Unit
from fourfold.data.factor import Factor
from fourfold.data.library import OfficialFactor
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.integers import decimal_of
from fourfold.electricity.series.factor_series import FactorSeries
from fourfold.electricity.supply.account import HourlyAccount, account
from fourfold.electricity.supply.beyond import TAKING_ALL
from fourfold.electricity.supply.criteria import InstrumentKind
from fourfold.electricity.supply.rule import Covered, SiteSupply, SupplyKind, cover

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
        self._beyond = Beyond(study, at, power, sourcing, notes)
        self._rows: list[LoadAccount] = []
        self._items: list[Item] = []
        self._supplied: list[Supplied] = []

    def run(self) -> ElectricityAccount | None:
        # what values the energy is judged for every row, also where a meter cannot be read: all faults at once
        choices = {row.electricity: self._choose(row) for row in self._study.tables.electricity}
        generators = self._generators()
        for site in dict.fromkeys(load.site for load in self._power.loads.values()):
            loads = {name: load for name, load in self._power.loads.items() if load.site == site}
            on_site = {n: o for n, o in self._power.on_site.items() if o.row.site == site}
            if not site_is_read(site, loads, on_site, self._study, self._power):
                continue  # its fault is told; what it would have covered is not known
            supply = self._cover(site, loads, on_site)
            if supply is None:
                continue
            contracted = self._beyond.cells(site)
            shared = [
                *(c for load in loads.values() for c in load.cells),
                *(c for o in on_site.values() for c in o.cells),
            ]
            for name, load in loads.items():
                covered, choice = supply.loads[name], choices[name]
                account_row = self._value(load, covered, choice) if choice is not None else None
                if choice is None or account_row is None:
                    continue
                self._rows.append(account_row)
                shares = bool(covered.on_site or contracted)
                cells = [*shared, *contracted] if shares else None
                self._add_left(account_row, choice, cells)
                for generation_id, energy in covered.on_site.items():
                    self._add_on_site(load, generation_id, energy, generators[generation_id], [*shared, *contracted])
                self._add_others(account_row, [*shared, *contracted])
        complete = len(self._rows) == len(self._study.tables.electricity)
        if not complete:
            return None
        return ElectricityAccount(tuple(self._rows), tuple(self._items), tuple(self._supplied), self._beyond.uses())

    def _cover(self, site: str, loads: Mapping[str, Load], on_site: Mapping[str, OnSite]) -> SiteSupply | None:
        energies = {name: load.energy for name, load in loads.items()}
        generation = [o.generation for o in on_site.values()]
        rule, zone = self._at.method.supply, self._zones[site]
        supply = cover(site, energies, generation, rule, self._notes.problems, zone)
        if supply is None:
            return None
        note_supply(site, supply, on_site, self._notes)
        return self._beyond.cover(site, supply)

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
        through = covered.through_grid if covered.others else covered.grid
        whole = account(through, series, row.electricity, row.place, self._notes.problems) if covered.others else hourly
        if whole is None:
            return None
        if decimal_of(int(whole.emissions.max()), whole.unit_exponent) > _MOST_KG_CO2E:
            self._notes.problems.error(LOAD_BEYOND_MEASURE, row.place, found=row.electricity)
            return None
        return LoadAccount(load, covered, hourly, official, self._per_kwh(official.factor), whole)

    def _per_kwh(self, factor: Factor | None) -> Decimal | None:
        if factor is None:
            return None
        per_unit = sum(factor.total(self._at.method.gwp_set).values(), Decimal(0))
        return per_unit * Unit("kWh").factor_to(factor.per)

    def _add_left(self, row: LoadAccount, choice: _Choice, shared: list[Place] | None) -> None:
        """The item of what is left at last: of the grid, or of the kind that takes all in its place."""
        kind = next((one for one in row.covered.others if one in TAKING_ALL), SupplyKind.GRID)
        self._show_series(choice.row, choice.series)
        if kind is SupplyKind.GRID:
            self._add_grid(row, choice, shared)
        else:
            self._add_rest(row, kind, row.covered.others[kind], "", shared)

    def _add_grid(self, row: LoadAccount, choice: _Choice, shared: list[Place] | None) -> None:
        energy = row.hourly.energy
        if (
            self._at.method.electricity is ElectricityResolution.OFFICIAL_NATIONAL
            and choice.official.factor is not None
        ):
            cells = self._cells_of_left(row, shared, by_hour=False)
            self._add_by_factor(
                row.load, self._left(row, SupplyKind.GRID, energy, OFFICIAL_PLACE), choice.official.factor, cells
            )
            return
        portion = self._left(row, SupplyKind.GRID, energy, choice.row.place)
        self._add_by_series(row, portion, row.hourly, choice.row, shared)

    def _add_rest(
        self, row: LoadAccount, kind: SupplyKind, energy: EnergySeries, suffix: str, shared: list[Place] | None
    ) -> None:
        rest = self._beyond.rest.of(kind, self._areas[row.load.site])
        load = row.load
        if isinstance(rest, Factor):
            portion = Portion(kind, suffix, energy.total_kwh, place_of(kind), load.cells[0])
            parted = SupplyKind.STANDARD_SUPPLY in row.covered.others
            cells = [*self._cells_of_left(row, shared, by_hour=parted), *([SHARE_PLACE] if parted else [])]
            self._add_by_factor(load, portion, rest, cells)
            return
        hourly = account(energy, rest.series, load.row.electricity, load.row.place, self._notes.problems)
        if hourly is not None:
            self._show_series(rest.row, rest.series)
            portion = Portion(kind, suffix, energy.total_kwh, rest.row.place, load.cells[0])
            self._add_by_series(row, portion, hourly, rest.row, shared)

    def _add_others(self, row: LoadAccount, shared: list[Place]) -> None:
        """Items of instruments and direct lines, and of standard supply."""
        for name, kwh in row.covered.instruments.items():
            held, factor = self._power.instruments[name], self._beyond.factors[name]
            is_line = held.instrument.kind is InstrumentKind.DIRECT_LINE
            kind = SupplyKind.DIRECT_LINE if is_line else SupplyKind.INSTRUMENTS
            portion = Portion(kind, name, kwh, held.row.place, held.row.place.at("amount"))
            if factor is not None and self._add_by_factor(row.load, portion, factor, shared):
                self._use_instrument(held.row, portion.name_of(row.load.row))
        standard = row.covered.others.get(SupplyKind.STANDARD_SUPPLY)
        if standard is not None:
            self._add_rest(row, SupplyKind.STANDARD_SUPPLY, standard, SupplyKind.STANDARD_SUPPLY, shared)

    def _use_instrument(self, row: InstrumentRow, item: str) -> None:
        self._notes.use("instrument", row.instrument, item, lambda: used_instrument(row))

    def _left(self, row: LoadAccount, kind: SupplyKind, energy: EnergySeries, declared: Place) -> Portion:
        return Portion(kind, "", energy.total_kwh, declared, row.load.cells[0])

    def _cells_of_left(self, row: LoadAccount, shared: list[Place] | None, *, by_hour: bool) -> Sequence[Place]:
        """Cells that what is left of a load depends on: of the whole site where the site's loads share something."""
        if shared is not None:
            return shared
        return row.load.cells if by_hour else row.load.total_cells

    def _show_series(self, row: SeriesRow, series: FactorSeries) -> None:
        self._notes.show("series", series.id, lambda: used_series(series, self._digest(row)))

    def _digest(self, row: SeriesRow) -> str:
        return self._study.files[row.file].digest if row.file in self._study.files else ""

    def _add_by_series(
        self, row: LoadAccount, portion: Portion, hourly: HourlyAccount, declared: SeriesRow, shared: list[Place] | None
    ) -> None:
        load, series = row.load, hourly.series
        by_hour = self._at.method.electricity is ElectricityResolution.HOURLY
        parted = SupplyKind.STANDARD_SUPPLY in row.covered.others
        cells = [*self._cells_of_left(row, shared, by_hour=by_hour or parted), *([SHARE_PLACE] if parted else [])]
        item = portion.name_of(load.row)
        self._notes.use("series", series.id, item, lambda: used_series(series, self._digest(declared)))
        kg = hourly.kg_co2e if by_hour else hourly.at_annual_mean().kg_co2e
        factor_cells = factor_places(declared, with_demand=not by_hour and series.demand is not None)
        traced = Traced(kg, self._cells([*cells, *factor_cells]))
        self._add(load, portion, parts_by_series(traced, portion, series, factor_cells[0]))

    def _add_on_site(
        self, load: Load, generation_id: str, energy: EnergySeries, factor: Factor | None, shared: list[Place]
    ) -> None:
        on_site = self._power.on_site[generation_id]
        portion = Portion(SupplyKind.ON_SITE, generation_id, energy.total_kwh, on_site.row.place, on_site.cells[0])
        if factor is not None:
            self._add_by_factor(load, portion, factor, shared)

    def _add_by_factor(self, load: Load, portion: Portion, factor: Factor, cells: Sequence[Place]) -> bool:
        """Add the item of energy valued by one factor; none where a gas of it has no potential, which is reported."""
        item = portion.name_of(load.row)
        emissions = self._sourcing.factor_emissions(factor, item, load.row.place)
        if emissions is None:
            return False
        self._sourcing.use_factor(factor, item)
        self._add(load, portion, parts_by_factor(factor, emissions, portion, self._cells(cells)))
        return True

    def _add(self, load: Load, portion: Portion, parts: Parts) -> None:
        item = item_of(load, self._stages[load.row.process], portion, parts)
        self._items.append(item)
        self._supplied.append(Supplied(item.id, portion.kind, portion.energy_kwh))
