"""What does not depend on a method: meters, shapes and factor series are read, loads and generation become energy."""

from __future__ import annotations

from dataclasses import dataclass, field

from fourfold.accounting.power.held import Held, InstrumentTerms, read_instruments
from fourfold.accounting.power.meters import MeterBook
from fourfold.accounting.power.specs import (
    idle_rule,
    meter_spec,
    production_records,
    record_cells,
    series_spec,
    shape_hours,
)
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.rows import ElectricityRow, GenerationRow
from fourfold.core.intervals import Period
from fourfold.core.problems import N_, Assumption, Place, Problems
from fourfold.core.progress import Tick, no_tick
from fourfold.core.quantities import Unit
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.series.factor_series import FactorSeries
from fourfold.electricity.series.table_files import read_series
from fourfold.electricity.supply.rule import SiteGeneration
from fourfold.electricity.supply.shapes import LoadShape, load_shape, spread, spread_assumption
from fourfold.electricity.supply.sharing import share_meter
from fourfold.electricity.supply.sharing_keys import BatchEnergy, MeterShares


@dataclass(frozen=True, slots=True)
class Load:
    """The energy of one electricity row.

    Attributes:
        row: the row.
        site: where it is used.
        energy: over the study period.
        cells: input cells its hours depend on.
        total_cells: those of them that its total depends on: a shape moves energy between hours and adds none.
        declared: rows that say how it is to be read.
    """

    row: ElectricityRow
    site: str
    energy: EnergySeries
    cells: tuple[Place, ...]
    total_cells: tuple[Place, ...]
    declared: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class OnSite:
    """One on-site generation: its row, its energy, the input cells it depends on."""

    row: GenerationRow
    generation: SiteGeneration
    cells: tuple[Place, ...]


@dataclass(slots=True)
class PowerBook:
    """Everything about a study's electricity that does not depend on a method.

    Attributes:
        period: the study period.
        series: factor series by id.
        sites: site of each electricity row: that of its meter, else of its process.
        loads: by electricity row.
        on_site: by generation row.
        instruments: contractual instruments and direct lines, by row.
        batches: energy by batch of the meters that records with batches divide.
        problems, assumptions: found on the way.
    """

    period: Period
    series: dict[str, FactorSeries] = field(default_factory=dict)
    sites: dict[str, str] = field(default_factory=dict)
    loads: dict[str, Load] = field(default_factory=dict)
    on_site: dict[str, OnSite] = field(default_factory=dict)
    instruments: dict[str, Held] = field(default_factory=dict)
    batches: list[BatchEnergy] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    assumptions: list[Assumption] = field(default_factory=list)


def read_power(study: Study, tick: Tick = no_tick) -> PowerBook:
    """Read every meter and series the study names; what is wrong is in the book's problems."""
    declared = study.declarations.period
    book = PowerBook(Period.of_days(declared.start, declared.end, declared.time_zone))
    reader = _Reader(study, book, tick)
    reader.read_series()
    reader.read_loads()
    reader.read_generation()
    reader.meters.check_trees()
    zones = {site.id: site.time_zone for site in study.declarations.sites}
    terms = InstrumentTerms(zones, study.declarations.supply.delivery_loss_share, study.proven)
    book.instruments = read_instruments(study.tables.instruments, terms, book.problems, book.assumptions)
    return book


class _Reader:
    def __init__(self, study: Study, book: PowerBook, tick: Tick) -> None:
        self._study, self._book, self._tick = study, book, tick
        self.meters = MeterBook(study, book.period, book.problems, book.assumptions)
        self._shapes: dict[str, LoadShape | None] = {}
        self._shares: dict[str, MeterShares | None] = {}
        self._sites = {site.id: site for site in study.declarations.sites}
        self._site_of = {row.process: row.site for row in study.tables.processes}
        self._ways = {
            "meter": self._metered,
            "meter-share": self._shared,
            "meter-rest": self._rest,
            "annual": self._spread,
        }

    def read_series(self) -> None:
        rows, book = self._study.tables.series, self._book
        for number, row in enumerate(rows):
            self._tick(N_("reading factor series"), number, len(rows))
            series = read_series(self._study.folder, series_spec(row), book.period, book.problems)
            if series is not None:
                book.series[row.series] = series
                book.assumptions.extend(series.assumptions)

    def read_loads(self) -> None:
        rows = self._study.tables.electricity
        for number, row in enumerate(rows):
            self._tick(N_("reading meters"), number, len(rows))
            read = self._ways[row.how]
            meter = self.meters.rows.get(row.meter)
            site = self._book.sites[row.electricity] = meter.site if meter else self._site_of[row.process]
            load = read(row, site)
            if load is not None:
                self._book.loads[row.electricity] = load

    def read_generation(self) -> None:
        for row in self._study.tables.generation:
            generated = self.meters.energy(row.meter)
            exported = self.meters.energy(row.export_meter) if row.export_meter else None
            if generated is None or (row.export_meter and exported is None):
                continue
            cells = [*self.meters.cells(row.meter)]
            if row.export_meter:
                cells += self.meters.cells(row.export_meter)
            kept = row.attributes == "kept"
            generation = SiteGeneration(row.generation, generated, exported, kept, row.place)
            self._book.on_site[row.generation] = OnSite(row, generation, tuple(cells))

    def _metered(self, row: ElectricityRow, site: str) -> Load | None:
        energy = self.meters.energy(row.meter)
        cells = self.meters.cells(row.meter)
        declared = (self.meters.rows[row.meter].place,)
        return None if energy is None else Load(row, site, energy, cells, cells, declared)

    def _rest(self, row: ElectricityRow, site: str) -> Load | None:
        energy = self.meters.rest(row.meter)
        taken = (row.meter, *self.meters.counted_below(row.meter))
        cells = tuple(dict.fromkeys(cell for name in taken for cell in self.meters.cells(name)))
        declared = tuple(self.meters.rows[name].place for name in taken)
        return None if energy is None else Load(row, site, energy, cells, cells, declared)

    def _shared(self, row: ElectricityRow, site: str) -> Load | None:
        if row.meter not in self._shares:
            self._shares[row.meter] = self._share(row)
        shares = self._shares[row.meter]
        if shares is None or row.process not in shares.processes:
            return None
        records = record_cells(self._study.tables.production, row.meter)
        divided = records if len(shares.processes) > 1 else []
        cells = (*self.meters.cells(row.meter), *divided)
        return Load(row, site, shares.processes[row.process], cells, cells, (self.meters.rows[row.meter].place,))

    def _share(self, row: ElectricityRow) -> MeterShares | None:
        energy = self.meters.energy(row.meter)
        if energy is None:
            return None
        spec = meter_spec(self.meters.rows[row.meter])
        records = production_records(self._study.tables.production).get(row.meter, [])
        place = row.place.at("meter")
        idle, zone = idle_rule(self.meters.rows[row.meter]), spec.clock_zone
        shares = share_meter(row.meter, energy, records, zone, place, self._book.problems, idle)
        if shares is not None:
            self._book.assumptions.extend(shares.assumptions)
            self._book.batches.extend(shares.batches)
        return shares

    def _spread(self, row: ElectricityRow, site: str) -> Load | None:
        shape = self._shape(row.shape)
        if shape is None or row.amount is None:
            return None
        amount_wh = row.amount * Unit(row.unit).factor_to(Unit("Wh"))
        energy = spread(amount_wh, shape, self._book.period, self._sites[site].time_zone, self._book.problems)
        if energy is None:
            return None
        self._book.assumptions.append(spread_assumption(row.electricity, shape))
        weights = [r.place.at("weight") for r in self._study.tables.shapes if r.shape == row.shape]
        amount = row.place.at("amount")
        return Load(row, site, energy, (amount, *weights), (amount,), (shape.place,))

    def _shape(self, name: str) -> LoadShape | None:
        if name not in self._shapes:
            hours = shape_hours(self._study.tables.shapes).get(name)
            self._shapes[name] = load_shape(hours, self._book.problems) if hours else None
        return self._shapes[name]
