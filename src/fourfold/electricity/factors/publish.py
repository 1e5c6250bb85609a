"""Publishing: factors of one area for a period, quantised once, labelled, sealed.

Values are whole mg CO2e/kWh (equal to g per MWh), rounded half to even from the exact float; demand whole Wh. After
that all arithmetic on them is integer arithmetic (law 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from fourfold.core.canonical import JSON
from fourfold.core.intervals import Grid, Period, ranges, spell_range
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.core.zones import utc_datetime
from fourfold.data.basis import Basis, Quantity
from fourfold.data.source import WEAKENING_STATUS, Source, Status
from fourfold.electricity.factors.aggregate import covers
from fourfold.electricity.factors.bare import clock_is_known
from fourfold.electricity.factors.calendars import Calendar, LocalTimes
from fourfold.electricity.factors.faults import (
    PUBLISH_AREA,
    PUBLISH_BLANK,
    PUBLISH_DIFFERS,
    PUBLISH_GAP,
    PUBLISH_NAME,
    PUBLISH_NEGATIVE,
    PUBLISH_PERIOD,
    PUBLISH_UNKNOWN,
)
from fourfold.electricity.factors.ladder import AreaRecord, Chosen, Fallback, Where, at_instants, climb
from fourfold.electricity.factors.records import areas_around, record_of
from fourfold.electricity.factors.sealed import SEALED_FORMAT, SealedSeries, seal
from fourfold.electricity.factors.sealing import (
    delivery_document,
    inputs_document,
    label_runs,
    label_shares,
    measured_share,
    method_document,
    note_document,
    rounded_share,
    source_document,
    sources_document,
)
from fourfold.electricity.factors.table import FactorTable
from fourfold.electricity.grid.state import Floats, GridArea
from fourfold.formats.vocabulary import ID_PATTERN

FALLBACK_USED = MessageKind(
    "factor-fallback",
    N_(
        "In the series {series}, {count} of {of} intervals have no factor of their own; they hold the value {label} of"
        " {area}."
    ),
)
DEMAND_NOT_KNOWN = MessageKind(
    "series-demand-unknown",
    N_("The demand of {area} is not known for all of the series {series}, so it is left out of it."),
)
_GRAMS_PER_KG, _WH_PER_MWH = 1000, 10**6


@dataclass(frozen=True, slots=True)
class Publication:
    """What is to be published, and what only its publisher knows.

    Attributes:
        series: short name of the series, as studies name it: letters of English, digits, ``.``, ``-``, ``_``.
        area: code of the area.
        source: who publishes it, as what.
        period: the time it covers; nothing for all of the first file.
        fallback: how far down the ladder to go.
        default_area: area whose factors may stand in where `fallback` reaches ``default``.
        basis, status: of files that came without their meta.
    """

    series: str
    area: str
    source: Source
    period: Period | None = None
    fallback: Fallback = Fallback.NONE
    default_area: str = ""
    basis: Basis | None = None
    status: Status | None = None


def publish(
    tables: Sequence[FactorTable], wanted: Publication, calendar: Calendar, engine: str, problems: Problems
) -> SealedSeries | None:
    """One area's factors as a sealed series, or nothing after reporting what prevents it.

    Args:
        tables: factor files, read; further ones may hold other years or the areas around.
        wanted: what is to be published.
        calendar: kinds of day of the typical hour, such as the shipped ``weekdays``.
        engine: name and version of the program, for the record.
        problems: receives what prevents it.
    """
    found = Problems()
    series = _Publishing(tables, wanted, calendar, engine, found).run()
    problems.extend(found)
    return series


def quantised(values: Floats, per_unit: int) -> list[int]:
    """Whole numbers of ``1/per_unit``, rounded half to even from the exact value of each float ``[interval]``."""
    return [round(Fraction(value) * per_unit) for value in values.tolist()]


@dataclass(frozen=True, slots=True)
class _Publishing:
    tables: Sequence[FactorTable]
    wanted: Publication
    calendar: Calendar
    engine: str
    problems: Problems

    @property
    def _place(self) -> Place:
        return Place(self.tables[0].file)

    def run(self) -> SealedSeries | None:
        self._names()
        area = self._area()
        basis, status = self._basis(), self._status()
        self._same("resolution", [table.meta.step_minutes for table in self.tables])
        self._same("attributes", [table.meta.attributes[0].name for table in self.tables])
        self._same("method", [table.meta.options for table in self.tables if table.meta.options])
        if self.problems.errors or area is None or basis is None or status is None:
            return None
        grid = self._grid()
        records = self._records(area)
        if grid is None or records is None:
            return None
        zone = self.wanted.period.time_zone if self.wanted.period else self.tables[0].meta.time_zone
        if not clock_is_known(zone, self.tables[0], self.problems):
            return None
        starts = grid.starts()
        all_starts = np.concatenate([starts, *(record.starts_s for _, record in records)])
        if not covers(self.calendar, LocalTimes.of(all_starts, zone), self.problems):
            return None
        chosen = climb(starts, records, self.wanted.fallback, self.calendar, zone)
        if not self._is_whole(grid, chosen, zone):
            return None
        return seal(self._document(area, basis, status, grid, zone, chosen, records[0][1]))

    def _names(self) -> None:
        """Whether it is said who publishes what, and under a name that a study can use."""
        source = self.wanted.source
        for what, text in (("publisher", source.publisher), ("document", source.document)):
            if not text.strip():
                self.problems.error(PUBLISH_BLANK, Place(f"--{what}"), what=what)
        if not ID_PATTERN.fullmatch(self.wanted.series):
            self.problems.error(PUBLISH_NAME, Place("--series"), found=self.wanted.series or "–")

    def _area(self) -> GridArea | None:
        known = {area.code: area for table in reversed(self.tables) for area in table.meta.areas}
        for code in filter(None, (self.wanted.area, self.wanted.default_area)):
            if code not in known:
                self.problems.error(PUBLISH_AREA, self._place, found=code, choices=", ".join(sorted(known)))
        return known.get(self.wanted.area)

    def _basis(self) -> Basis | None:
        found = [table.meta.basis or self.wanted.basis for table in self.tables]
        if None in found:
            self.problems.error(PUBLISH_UNKNOWN, self._place, found="basis")
            return None
        if self.wanted.basis is not None:
            found.append(self.wanted.basis)
        self._same("basis", found)
        first = found[0]
        unit = "kg_co2_per_mwh" if first and first.quantity is Quantity.CO2_DIRECT else "kg_co2e_per_mwh"
        for table in self.tables:
            self._same("quantity", [unit, table.meta.attributes[0].name])
        return first

    def _status(self) -> Status | None:
        found = [table.meta.status or self.wanted.status for table in self.tables]
        if None in found:
            self.problems.error(PUBLISH_UNKNOWN, self._place, found="status")
            return None
        return max((status for status in found if status), key=WEAKENING_STATUS.index)

    def _same(self, what: str, values: Sequence[object]) -> None:
        for other in values[1:]:
            if other != values[0]:
                params = {"found": _spell(values[0]), "other": _spell(other)}
                self.problems.error(PUBLISH_DIFFERS, self._place, what=what, **params)

    def _grid(self) -> Grid | None:
        first = self.tables[0]
        step_s = first.meta.step_minutes * 60
        start, end = int(first.starts_s[0]), int(first.starts_s[-1]) + step_s
        if self.wanted.period is not None:
            start, end = self.wanted.period.start_s, self.wanted.period.end_s
        if not step_s or (end - start) % step_s or (start - int(first.starts_s[0])) % step_s:
            spelled = {"start": utc_datetime(start).isoformat(), "end": utc_datetime(end).isoformat()}
            self.problems.error(PUBLISH_PERIOD, self._place, step=first.meta.step_minutes, **spelled)
            return None
        return Grid(start, first.meta.step_minutes, (end - start) // step_s)

    def _records(self, area: GridArea) -> list[tuple[Where, AreaRecord]] | None:
        """The area, those around it as far as they are asked for and known, and the default."""
        wanted = [(Where.AREA, area.code)]
        if self.wanted.fallback.allows(Fallback.PARENT):
            wanted += [(Where.PARENT, code) for code in areas_around(self.tables, area.code)]
        if self.wanted.fallback.allows(Fallback.DEFAULT) and self.wanted.default_area:
            wanted.append((Where.DEFAULT, self.wanted.default_area))
        records = [(where, record_of(self.tables, code, self.problems)) for where, code in wanted]
        return None if self.problems.errors else [(where, record) for where, record in records if record.starts_s.size]

    def _is_whole(self, grid: Grid, chosen: Chosen, zone: str) -> bool:
        step_s, code = grid.step_s, self.wanted.area
        lacking = np.isnan(chosen.per_mwh)
        for start, end in ranges(lacking, grid.starts(), step_s):
            count = (end - start) // step_s
            self.problems.error(PUBLISH_GAP, self._place, area=code, found=spell_range(start, end, zone), count=count)
        for start, end in ranges(chosen.per_mwh < 0, grid.starts(), step_s):
            self.problems.error(PUBLISH_NEGATIVE, self._place, area=code, found=spell_range(start, end, zone))
        return not self.problems.errors

    def _document(
        self, area: GridArea, basis: Basis, status: Status, grid: Grid, zone: str, chosen: Chosen, own: AreaRecord
    ) -> dict[str, JSON]:
        demand = at_instants(grid.starts(), own, own.demand_mwh)
        is_known = own.area == area.code and not np.isnan(demand).any() and bool(demand.sum() > 0)
        assumptions = self._assumptions() + self._fallbacks(chosen)
        if not is_known:
            params = {"area": area.code, "series": self.wanted.series}
            assumptions.append(note_document(Assumption(DEMAND_NOT_KNOWN, params)))
        weights = demand if is_known else None
        measured = measured_share(chosen, at_instants(grid.starts(), own, own.measured), weights)
        meta = self.tables[0].meta
        return {
            "format": SEALED_FORMAT,
            "series": self.wanted.series,
            "area": {"code": area.code, "names": dict(area.names), "parent": area.parent, "type": area.type},
            "basis": {name: str(getattr(basis, name)) for name in Basis.__dataclass_fields__},
            "status": str(status),
            "source": source_document(self.wanted.source),
            "unit": "mg/kWh",
            "start": grid.start_utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "resolution_minutes": grid.step_minutes,
            "time_zone": zone,
            "values": list[JSON](quantised(chosen.per_mwh, _GRAMS_PER_KG)),
            "demand_wh": list[JSON](quantised(demand, _WH_PER_MWH)) if is_known else None,
            "fallback": str(self.wanted.fallback),
            "labels": label_runs(chosen),
            "shares": label_shares(chosen, weights),
            "measured_share": None if measured is None else rounded_share(measured),
            "estimated_share": None if measured is None else rounded_share(1 - measured),
            "method": None if meta.options is None else method_document(meta.options),
            "delivery": delivery_document(meta.delivery.get(area.code)),
            "sources": sources_document(self.tables),
            "factor_files": [table.digest for table in self.tables if table.digest],
            "inputs": inputs_document(self.tables),
            "assumptions": list[JSON](assumptions),
            "findings": [note_document(one.note, one.count) for table in self.tables for one in table.meta.findings],
            "engine": self.engine,
        }

    def _assumptions(self) -> list[JSON]:
        """What the factors rest on, each once."""
        notes: list[JSON] = []
        for table in self.tables:
            for one in table.meta.assumptions:
                note = note_document(one)
                if note not in notes:
                    notes.append(note)
        return notes

    def _fallbacks(self, chosen: Chosen) -> list[JSON]:
        notes: list[JSON] = []
        for at, label in enumerate(chosen.labels):
            if label.label != "AREA_HOUR":
                count = int((chosen.label_of == at).sum())
                params = {"series": self.wanted.series, "count": str(count), "of": str(chosen.label_of.size)}
                params |= {"label": label.label, "area": label.area}
                notes.append(note_document(Assumption(FALLBACK_USED, params)))
        return notes


def _spell(value: object) -> str:
    """A value of the meta as a person reads it."""
    fields = getattr(value, "__dataclass_fields__", None)
    return ", ".join(f"{name} {getattr(value, name)}" for name in fields) if fields else str(value)
