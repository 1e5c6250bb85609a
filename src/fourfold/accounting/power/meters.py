"""The meters of a study: each read once, with the check meter it leans on; trees of sub-meters checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from fourfold.accounting.power.specs import meter_spec
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.rows import MeterRow
from fourfold.core.intervals import Period
from fourfold.core.moments import moment_of
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.core.zones import utc_second
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.metering.sub_meters import check_sub_meters, rest_of
from fourfold.electricity.supply.meters import read_meter

REST_INTERVALS = MessageKind(
    "meter-rest-intervals",
    N_("the sub-meter {child} has intervals of {found} minutes, longer than the {minutes} minutes of {meter}"),
    N_("sub-meters with intervals as short as those of the meter whose rest is taken"),
    N_("give readings of the sub-meter in shorter intervals, or of the meter in longer ones"),
)


class MeterBook:
    """Energies of meters over the study period, read when they are asked for.

    Args:
        study: rows and declarations.
        period: the study period.
        problems: receives what is wrong with files and declarations.
        assumptions: receives what readings rest on.
    """

    def __init__(self, study: Study, period: Period, problems: Problems, assumptions: list[Assumption]) -> None:
        self._study, self._period, self._problems, self._assumptions = study, period, problems, assumptions
        self.rows: Mapping[str, MeterRow] = {row.meter: row for row in study.tables.meters}
        self._read: dict[str, EnergySeries | None] = {}
        self._used = {row.meter for row in study.tables.electricity if row.meter and row.how != "annual"}
        known_at = moment_of(study.declarations.supply.known_at)
        self._known_at_s = None if known_at is None else utc_second(known_at)

    def energy(self, name: str) -> EnergySeries | None:
        """Energy of a meter; nothing where it could not be read (reported) or its row is not there."""
        if name not in self._read:
            self._read[name] = None  # a meter that is its own check meter finds nothing there
            row = self.rows.get(name)
            if row is not None:
                self._read[name] = self._energy(row)
        return self._read[name]

    def rest(self, name: str) -> EnergySeries | None:
        """Energy of a meter less that of the sub-meters in rows of their own; nothing where one could not be read."""
        whole = self.energy(name)
        parts = {child: self.energy(child) for child in self.counted_below(name)}
        longer = {n: p.step_minutes for n, p in parts.items() if p and whole and p.step_minutes > whole.step_minutes}
        for child, minutes in longer.items():
            params = {"child": child, "found": minutes, "meter": name, "minutes": self.rows[name].resolution_minutes}
            self._problems.error(REST_INTERVALS, self.rows[child].place.at("resolution_minutes"), **params)
        read = [part for part in parts.values() if part is not None]
        return None if whole is None or longer or len(read) < len(parts) else rest_of(whole, read)

    def counted_below(self, name: str) -> Iterator[str]:
        """The nearest sub-meters of a meter, on each branch, that rows of electricity use."""
        for row in self.children(name):
            if row.meter in self._used:
                yield row.meter
            else:
                yield from self.counted_below(row.meter)

    def children(self, name: str) -> list[MeterRow]:
        """Rows of the sub-meters directly behind a meter."""
        return [row for row in self._study.tables.meters if row.parent == name]

    def check_trees(self) -> None:
        """Compare every meter that has sub-meters with their sum."""
        tolerance = self._study.declarations.supply.sub_meter_tolerance or Decimal(0)
        for parent in dict.fromkeys(row.parent for row in self._study.tables.meters if row.parent):
            whole = self.energy(parent)
            read = {row.meter: self.energy(row.meter) for row in self.children(parent)}
            parts = {name: series for name, series in read.items() if series is not None}
            if whole is None or len(parts) < len(read):
                continue
            row, zone = self.rows[parent], self._period.time_zone
            told = check_sub_meters(parent, whole, parts, tolerance, zone, row.place, self._problems)
            self._assumptions.extend(told)

    def cells(self, name: str) -> tuple[Place, ...]:
        """The columns of a meter's files, each standing for all its rows, those of its check meter included."""
        row = self.rows[name]
        own = (Place(row.file, 0, row.energy_column),)
        corrected = (Place(row.corrections_file, 0, "energy"),) if row.corrections_file else ()
        check = self.rows.get(row.check_meter)
        return (*own, *corrected, *((Place(check.file, 0, check.energy_column),) if check else ()))

    def _energy(self, row: MeterRow) -> EnergySeries | None:
        check = self.energy(row.check_meter) if row.check_meter else None
        reading = read_meter(self._study.folder, meter_spec(row), self._period, self._problems, self._known_at_s, check)
        if reading is None:
            return None
        self._assumptions.extend(reading.assumptions)
        return reading.series
