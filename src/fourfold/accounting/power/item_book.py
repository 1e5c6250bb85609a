"""The items that loads become: one for each generation, instrument and kind of supply that covers part of them."""

from __future__ import annotations

from collections.abc import Iterable

from fourfold.accounting.inventory import Item
from fourfold.accounting.method import ElectricityResolution
from fourfold.accounting.notes import Notes
from fourfold.accounting.power.accounts import LoadAccount, Supplied
from fourfold.accounting.power.beyond import SHARE_PLACE, Beyond
from fourfold.accounting.power.choice import OFFICIAL_PLACE, Choice, factor_places, used_series
from fourfold.accounting.power.held import used_instrument
from fourfold.accounting.power.items import Parts, Portion, item_of, parts_by_factor, parts_by_series
from fourfold.accounting.power.reading import Load, PowerBook
from fourfold.accounting.power.rest import place_of
from fourfold.accounting.sourcing import Sourcing
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.rows import InstrumentRow, SeriesRow
from fourfold.accounting.suitability import Setting
from fourfold.accounting.traced import CellBook, Traced
from fourfold.core.problems import Place
from fourfold.data.factor import Factor
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.series.factor_series import FactorSeries
from fourfold.electricity.supply.account import HourlyAccount, account
from fourfold.electricity.supply.beyond import TAKING_ALL
from fourfold.electricity.supply.criteria import InstrumentKind
from fourfold.electricity.supply.rule import SupplyKind


class ItemBook:
    """Items as they are made, with the kind of supply behind each.

    Attributes:
        items: the items.
        supplied: the kind of supply and the energy of each.
    """

    def __init__(
        self,
        study: Study,
        at: Setting,
        power: PowerBook,
        sourcing: Sourcing,
        book: CellBook,
        notes: Notes,
        beyond: Beyond,
    ) -> None:
        self._study, self._at, self._power = study, at, power
        self._sourcing, self._book, self._notes, self._beyond = sourcing, book, notes, beyond
        self._stages = {row.process: row.stage for row in study.tables.processes}
        self._areas = {site.id: site.area for site in study.declarations.sites}
        self.items: list[Item] = []
        self.supplied: list[Supplied] = []

    def add_left(self, row: LoadAccount, choice: Choice, shared: int | None) -> None:
        """The item of what is left at last: of the grid, or of the kind that takes all in its place."""
        kind = next((one for one in row.covered.others if one in TAKING_ALL), SupplyKind.GRID)
        self._show_series(choice.row, choice.series)
        if kind is SupplyKind.GRID:
            self._add_grid(row, choice, shared)
        else:
            self._add_rest(row, kind, row.covered.others[kind], "", shared)

    def add_on_site(
        self, load: Load, generation_id: str, energy: EnergySeries, factor: Factor | None, shared: int
    ) -> None:
        """The item of what a generation on site covers; none where its factor was refused."""
        on_site = self._power.on_site[generation_id]
        portion = Portion(SupplyKind.ON_SITE, generation_id, energy.total_kwh, on_site.row.place, on_site.cells[0])
        if factor is not None:
            self._add_by_factor(load, portion, factor, shared)

    def add_others(self, row: LoadAccount, shared: int | None) -> None:
        """Items of instruments and direct lines, and of standard supply."""
        for name, kwh in row.covered.instruments.items():
            held, factor = self._power.instruments[name], self._beyond.factors[name]
            is_line = held.instrument.kind is InstrumentKind.DIRECT_LINE
            kind = SupplyKind.DIRECT_LINE if is_line else SupplyKind.INSTRUMENTS
            if factor is None:
                continue
            made = held.made(factor)
            portion = Portion(kind, name, kwh, held.row.place, held.row.place.at("amount"), made)
            cells = (shared or 0) | self.cells([step.place for step in made])
            if self._add_by_factor(row.load, portion, factor, cells):
                self._use_instrument(held.row, portion.name_of(row.load.row))
        standard = row.covered.others.get(SupplyKind.STANDARD_SUPPLY)
        if standard is not None:
            self._add_rest(row, SupplyKind.STANDARD_SUPPLY, standard, SupplyKind.STANDARD_SUPPLY, shared)

    def _add_grid(self, row: LoadAccount, choice: Choice, shared: int | None) -> None:
        official, kwh, read_from = choice.official.factor, row.hourly.energy.total_kwh, row.load.cells[0]
        if self._at.method.electricity is ElectricityResolution.OFFICIAL_NATIONAL and official is not None:
            portion = Portion(SupplyKind.GRID, "", kwh, OFFICIAL_PLACE, read_from)
            self._add_by_factor(row.load, portion, official, self._cells_of(row, shared, by_hour=False))
        else:
            portion = Portion(SupplyKind.GRID, "", kwh, choice.row.place, read_from)
            self._add_by_series(row, portion, row.hourly, choice.row, shared)

    def _add_rest(
        self, row: LoadAccount, kind: SupplyKind, energy: EnergySeries, suffix: str, shared: int | None
    ) -> None:
        """The item of energy valued by a factor of the study, or by a series of the residual mix."""
        load, rest = row.load, self._beyond.rest.of(kind, self._areas[row.load.site])
        if isinstance(rest, Factor):
            portion = Portion(kind, suffix, energy.total_kwh, place_of(kind), load.cells[0])
            self._add_by_factor(load, portion, rest, self._cells_of(row, shared, by_hour=False))
            return
        hourly = account(energy, rest.series, load.row.electricity, load.row.place, self._notes.problems)
        if hourly is not None:
            portion = Portion(kind, suffix, energy.total_kwh, rest.row.place, load.cells[0])
            self._add_by_series(row, portion, hourly, rest.row, shared)

    def _use_instrument(self, row: InstrumentRow, item: str) -> None:
        self._notes.use("instrument", row.instrument, item, lambda: used_instrument(row))

    def _cells_of(self, row: LoadAccount, shared: int | None, *, by_hour: bool) -> int:
        """Cells that a portion of a load depends on: those of the whole site where its loads share something.

        A total does not depend on the hours it falls into, unless a share of each interval was rounded down before.
        """
        parted = SupplyKind.STANDARD_SUPPLY in row.covered.others
        own = row.load.cells if by_hour or parted else row.load.total_cells
        return (self.cells(own) if shared is None else shared) | self.cells([SHARE_PLACE] if parted else [])

    def _show_series(self, row: SeriesRow, series: FactorSeries) -> None:
        self._notes.show("series", series.id, lambda: used_series(series, self._digest(row)))

    def _digest(self, row: SeriesRow) -> str:
        return self._study.files[row.file].digest if row.file in self._study.files else ""

    def _add_by_series(
        self, row: LoadAccount, portion: Portion, hourly: HourlyAccount, declared: SeriesRow, shared: int | None
    ) -> None:
        load, series = row.load, hourly.series
        by_hour = self._at.method.electricity is ElectricityResolution.HOURLY
        cells = self._cells_of(row, shared, by_hour=by_hour)
        item = portion.name_of(load.row)
        self._notes.use("series", series.id, item, lambda: used_series(series, self._digest(declared)))
        kg = hourly.kg_co2e if by_hour else hourly.at_annual_mean().kg_co2e
        factor_cells = factor_places(declared, with_demand=not by_hour and series.demand is not None)
        traced = Traced(kg, cells | self.cells(factor_cells))
        self._add(load, portion, parts_by_series(traced, portion, series, factor_cells[0]))

    def _add_by_factor(self, load: Load, portion: Portion, factor: Factor, cells: int) -> bool:
        """Add the item of energy valued by one factor; none where a gas of it has no potential, which is reported."""
        item = portion.name_of(load.row)
        emissions = self._sourcing.factor_emissions(factor, item, load.row.place)
        if emissions is None:
            return False
        self._sourcing.use_factor(factor, item)
        self._add(load, portion, parts_by_factor(factor, emissions, portion, cells))
        return True

    def _add(self, load: Load, portion: Portion, parts: Parts) -> None:
        item = item_of(load, self._stages[load.row.process], portion, parts)
        self.items.append(item)
        self.supplied.append(Supplied(item.id, portion.kind, portion.energy_kwh))

    def cells(self, places: Iterable[Place]) -> int:
        """The bit set of cells, see `Traced`."""
        cells = 0
        for place in places:
            cells |= self._book.cell(place)
        return cells
