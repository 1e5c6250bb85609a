"""Electricity under a method: loads are covered, energy meets factors, and both become items of the inventory."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import chain

from fourfold.accounting.conversion import UNIT_DOES_NOT_FIT
from fourfold.accounting.method import ElectricityResolution
from fourfold.accounting.notes import Notes
from fourfold.accounting.power.accounts import ElectricityAccount as ElectricityAccount
from fourfold.accounting.power.accounts import LoadAccount as LoadAccount
from fourfold.accounting.power.accounts import Totals as Totals
from fourfold.accounting.power.beyond import Beyond
from fourfold.accounting.power.choice import (
    OFFICIAL_PLACE,
    Choice,
    official_factor_for,
    series_for,
    series_is_suitable,
)
from fourfold.accounting.power.dividing import cells_of_division
from fourfold.accounting.power.item_book import ItemBook
from fourfold.accounting.power.reading import Load, OnSite, PowerBook
from fourfold.accounting.power.site import note_supply, site_is_read
from fourfold.accounting.sourcing import Sourcing
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.rows import ElectricityRow, GenerationRow
from fourfold.accounting.suitability import Setting, factor_is_suitable
from fourfold.accounting.traced import CellBook
from fourfold.core.problems import N_, MessageKind
from fourfold.core.quantities import Unit
from fourfold.data.factor import Factor
from fourfold.data.library import OfficialFactor
from fourfold.electricity.integers import decimal_of
from fourfold.electricity.supply.account import account
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
        self._sourcing, self._notes = sourcing, notes
        self._areas = {site.id: site.area for site in study.declarations.sites}
        self._zones = {site.id: site.time_zone for site in study.declarations.sites}
        self._official: dict[str, OfficialFactor | None] = {}
        self._suitable: dict[str, bool] = {}
        self._beyond = Beyond(study, at, power, sourcing, notes)
        self._rows: list[LoadAccount] = []
        self._items = ItemBook(study, at, power, sourcing, book, notes, self._beyond)

    def run(self) -> ElectricityAccount | None:
        # what values the energy is judged for every row, also where a meter cannot be read: all faults at once
        choices = {row.electricity: self._choose(row) for row in self._study.tables.electricity}
        generators = self._generators()
        for site in dict.fromkeys(load.site for load in self._power.loads.values()):
            self._account_site(site, choices, generators)
        if len(self._rows) != len(self._study.tables.electricity):
            return None
        items, supplied = tuple(self._items.items), tuple(self._items.supplied)
        uses, plants = self._beyond.uses(), tuple(self._power.on_site.values())
        divided, batches = tuple(self._beyond.divisions), tuple(self._power.batches)
        return ElectricityAccount(tuple(self._rows), items, supplied, uses, plants, divided, batches)

    def _account_site(
        self, site: str, choices: Mapping[str, Choice | None], generators: Mapping[str, Factor | None]
    ) -> None:
        """Cover and value the loads of a site. Where a meter of it is faulty, what covers them is not known."""
        loads = {name: load for name, load in self._power.loads.items() if load.site == site}
        on_site = {n: o for n, o in self._power.on_site.items() if o.row.site == site}
        is_read = site_is_read(site, loads, on_site, self._study, self._power)
        supply = self._cover(site, loads, on_site, choices) if is_read else None
        if supply is None:
            return
        chosen = {name: choices[name] for name in loads}
        contracted, made = [*self._beyond.cells(site), *cells_of_division(supply, chosen)], self._items
        of_loads = [load.cells for load in loads.values()]
        of_plants = [one.cells for one in on_site.values() if one.generation.attributes_kept]
        is_shared = bool(contracted) or any(one.on_site for one in supply.loads.values())
        shared = made.cells([*chain(*of_loads, *of_plants), *contracted]) if is_shared else 0
        for name, load in loads.items():
            covered, choice = supply.loads[name], choices[name]
            account_row = self._value(load, covered, choice) if choice is not None else None
            if choice is None or account_row is None:
                continue
            self._rows.append(account_row)
            cells = shared if covered.on_site or contracted else None
            made.add_left(account_row, choice, cells)
            for generation_id, energy in covered.on_site.items():
                made.add_on_site(load, generation_id, energy, generators[generation_id], shared)
            made.add_others(account_row, cells)

    def _cover(
        self,
        site: str,
        loads: Mapping[str, Load],
        on_site: Mapping[str, OnSite],
        choices: Mapping[str, Choice | None],
    ) -> SiteSupply | None:
        energies = {name: load.energy for name, load in loads.items()}
        generation = [o.generation for o in on_site.values()]
        rule, zone = self._at.method.supply, self._zones[site]
        supply = cover(site, energies, generation, rule, self._notes.problems, zone)
        if supply is None:
            return None
        note_supply(site, supply, on_site, self._notes)
        return self._beyond.cover(site, supply, loads, choices)

    def _choose(self, row: ElectricityRow) -> Choice | None:
        site = self._power.sites[row.electricity]
        chosen = series_for(row.series, row.place, site, self._study, self._at, self._notes)
        series = self._power.series.get(chosen.series) if chosen else None
        official = self._official_of(self._areas[site])
        if series is not None and series.id not in self._suitable:
            self._suitable[series.id] = series_is_suitable(series, self._at, self._notes)
        if chosen is None or series is None or official is None or not self._suitable[series.id]:
            return None
        return Choice(chosen, series, official)

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

    def _value(self, load: Load, covered: Covered, choice: Choice) -> LoadAccount | None:
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
        rest = self._beyond.left_at(load.site, choice)
        return LoadAccount(load, covered, hourly, official, self._per_kwh(official.factor), whole, rest)

    def _per_kwh(self, factor: Factor | None) -> Decimal | None:
        if factor is None:
            return None
        per_unit = sum(factor.total(self._at.method.gwp_set).values(), Decimal(0))
        return per_unit * Unit("kWh").factor_to(factor.per)
