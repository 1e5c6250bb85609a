"""Electricity under a method: loads are covered, energy meets factors, and both become items of the inventory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from fourfold.accounting.footprint import Footprint
from fourfold.accounting.inventory import Emission, Item, Step
from fourfold.accounting.method import ElectricityResolution
from fourfold.accounting.notes import Notes
from fourfold.accounting.power.choice import official_factor_for, series_for, series_is_suitable, used_series
from fourfold.accounting.power.reading import Load, PowerBook
from fourfold.accounting.sourcing import Sourcing
from fourfold.accounting.study.model import Study
from fourfold.accounting.suitability import Setting, factor_is_suitable
from fourfold.accounting.traced import CellBook, Traced, exact
from fourfold.core.lines import CO2E, Line
from fourfold.core.problems import N_, NOWHERE, MessageKind, Place
from fourfold.core.quantities import Unit
from fourfold.data.factor import Factor
from fourfold.data.library import OfficialFactor
from fourfold.electricity.account import HourlyAccount, account
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.supply import Covered, cover

OFFICIAL_MISSING = MessageKind(
    "official-factor-missing",
    N_("the method {method} values grid electricity by the official factor, and none is known for {area}"),
    N_("an official life-cycle factor of the area"),
    N_("name one under electricity.official_factor in study.yaml, or use another method"),
)


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
        self._sites = {site.id: site for site in study.declarations.sites}
        self._official: dict[str, OfficialFactor | None] = {}
        self._suitable: dict[str, bool] = {}

    def run(self) -> ElectricityAccount | None:
        rows: list[LoadAccount] = []
        items: list[Item] = []
        for site in dict.fromkeys(load.site for load in self._power.loads.values()):
            loads = {name: load for name, load in self._power.loads.items() if load.site == site}
            on_site = {n: o for n, o in self._power.on_site.items() if o.row.site == site}
            energies = {name: load.energy for name, load in loads.items()}
            generation = [o.generation for o in on_site.values()]
            supply = cover(site, energies, generation, self._at.method.supply, self._notes.problems)
            if supply is None:
                continue
            shared = [c for load in loads.values() for c in load.cells] + [c for o in on_site.values() for c in o.cells]
            for name, load in loads.items():
                covered = supply.loads[name]
                cells = shared if covered.on_site else load.cells
                account_row = self._value(load, covered)
                if account_row is not None:
                    rows.append(account_row)
                    items.append(self._grid_item(account_row, self._cells(cells)))
                for generation_id, energy in covered.on_site.items():
                    item = self._on_site_item(load, generation_id, energy, self._cells(cells))
                    items += [] if item is None else [item]
        complete = len(rows) == len(self._study.tables.electricity)
        return ElectricityAccount(tuple(rows), tuple(items)) if complete else None

    def _cells(self, places: list[Place] | tuple[Place, ...]) -> int:
        cells = 0
        for place in places:
            cells |= self._book.cell(place)
        return cells

    def _value(self, load: Load, covered: Covered) -> LoadAccount | None:
        row = load.row
        chosen = series_for(row.series, row.place, load.site, self._study, self._at, self._notes)
        series = self._power.series.get(chosen.series) if chosen else None
        official = self._official_of(load.site)
        if chosen is None or series is None or official is None:
            return None
        if series.id not in self._suitable:
            self._suitable[series.id] = series_is_suitable(series, self._at, self._notes)
        hourly = account(covered.grid, series, row.electricity, row.place, self._notes.problems)
        if hourly is None or not self._suitable[series.id]:
            return None
        digest = self._study.files[chosen.file].digest if chosen.file in self._study.files else ""
        self._notes.use("series", series.id, row.electricity, lambda: used_series(series, digest))
        return LoadAccount(load, covered, hourly, official, self._per_kwh(official.factor))

    def _official_of(self, site: str) -> OfficialFactor | None:
        if site not in self._official:
            area = self._sites[site].area
            found = official_factor_for(area, self._study, self._at, self._notes)
            if (
                found is not None
                and found.factor is None
                and self._at.method.electricity is ElectricityResolution.OFFICIAL_NATIONAL
            ):
                place = Place("study.yaml", 0, "electricity.official_factor")
                self._notes.problems.error(OFFICIAL_MISSING, place, method=self._at.method.id, area=area)
                found = None
            self._official[site] = found
        return self._official[site]

    def _per_kwh(self, factor: Factor | None) -> Decimal | None:
        if factor is None:
            return None
        per_unit = sum(factor.total(self._at.method.gwp_set).values(), Decimal(0))
        return per_unit * Unit("kWh").factor_to(factor.per)

    def _grid_item(self, account_row: LoadAccount, energy_cells: int) -> Item:
        row, hourly = account_row.load.row, account_row.hourly
        factor_cell = self._factor_place(account_row)
        cells = energy_cells | self._book.cell(factor_cell)
        resolution = self._at.method.electricity
        if resolution is ElectricityResolution.HOURLY:
            kg, source, names = hourly.kg_co2e, hourly.series.id, hourly.series.names
        elif resolution is ElectricityResolution.ANNUAL_MEAN:
            kg, source, names = hourly.at_annual_mean().kg_co2e, hourly.series.id, hourly.series.names
        else:
            factor = account_row.official.factor
            if factor is None:  # reported as an error before a row gets here
                raise AssertionError(row.electricity)
            kg = hourly.at_factor(account_row.official_kg_co2e_per_kwh or Decimal(0)).kg_co2e
            source, names = factor.id, factor.names
            self._sourcing.use_factor(factor, row.electricity)
        kwh = hourly.energy.total_kwh
        steps = [Step(N_("grid energy of the period"), kwh, "kWh", account_row.load.cells[0])]
        if kwh:
            steps.append(Step(N_("factor, weighted by this load"), kg / kwh, "kg CO2e/kWh", factor_cell, source))
        kind = "series" if resolution is not ElectricityResolution.OFFICIAL_NATIONAL else "factor"
        emission = Emission(Line.UNSPLIT, CO2E, None, Traced(kg, cells))
        return self._item(account_row.load, "electricity", "", kwh, (emission,), (kind, source, names), tuple(steps))

    def _factor_place(self, account_row: LoadAccount) -> Place:
        """The cell that holds the factor: the series' value column, or the official factor's row."""
        if self._at.method.electricity is ElectricityResolution.OFFICIAL_NATIONAL:
            factor = account_row.official.factor
            return factor.parts[0].place.at("value") if factor else NOWHERE
        series_id = account_row.hourly.series.id
        row = next(row for row in self._study.tables.series if row.series == series_id)
        return Place(row.file, 0, row.value_column)

    def _on_site_item(self, load: Load, generation_id: str, energy: EnergySeries, cells: int) -> Item | None:
        on_site = self._power.on_site[generation_id].row
        place = on_site.place.at("factor")
        factor = self._sourcing.find_factor(on_site.factor, place)
        if factor is None or not factor_is_suitable(factor, "generation", "", place, self._at, self._notes):
            return None
        item_id = f"{load.row.electricity}/{generation_id}"
        emissions = self._sourcing.factor_emissions(factor, item_id, load.row.place)
        if emissions is None:
            return None
        self._sourcing.use_factor(factor, item_id)
        units = energy.total_kwh * Unit("kWh").factor_to(factor.per)
        amount = Traced(units, cells)
        scaled = tuple(
            Emission(e.line, e.gas, None if e.kg_gas is None else e.kg_gas * amount, e.kg_co2e * amount)
            for e in emissions
        )
        steps = (
            Step(
                N_("on-site energy of the period"), energy.total_kwh, "kWh", self._power.on_site[generation_id].cells[0]
            ),
            *(
                Step(N_("factor"), e.kg_co2e.value, f"kg CO2e/{factor.per.text}", p.place.at("value"), factor.id)
                for e, p in zip(emissions, factor.parts, strict=True)
            ),
        )
        source = ("factor", factor.id, factor.names)
        return self._item(load, "generation", generation_id, energy.total_kwh, scaled, source, steps)

    def _item(
        self,
        load: Load,
        kind: str,
        generation_id: str,
        kwh: Decimal,
        emissions: tuple[Emission, ...],
        source: tuple[str, str, Mapping[str, str]],
        steps: tuple[Step, ...],
    ) -> Item:
        row = load.row
        english = row.name or row.electricity
        chinese = row.name_zh or row.name or row.electricity
        suffix = f" ({generation_id})" if generation_id else ""
        return Item(
            id=f"{row.electricity}/{generation_id}" if generation_id else row.electricity,
            kind=kind,
            process=row.process,
            stage=self._stages[row.process],
            names={"en": english + suffix, "zh": chinese + suffix},
            amount=kwh,
            unit="kWh",
            emissions=emissions,
            source_kind=source[0],
            source_id=source[1],
            source_names=source[2],
            data_kind=row.data_kind,
            quality=row.quality,
            place=row.place,
            steps=steps,
        )
