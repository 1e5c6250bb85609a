"""Records into columns as they come: what refers to what is settled when all are there.

Exchanges go into polars frames in pieces, so that a database of millions of rows needs no object for each.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import polars as pl

from fourfold.core.problems import N_, MessageKind, Place
from fourfold.data.databases.assembly.distributions import (
    BASE_BEYOND,
    DISTRIBUTION_BEYOND,
    is_calculable,
    is_calculable_base,
    spelled,
)
from fourfold.data.databases.assembly.spelling import trimmed
from fourfold.data.databases.records import (
    AllocationRecord,
    DocumentRecord,
    ExchangeRecord,
    FlowPropertyRecord,
    FlowRecord,
    LocationRecord,
    ParameterRecord,
    ProcessRecord,
    Record,
    ResultRecord,
    Uncertainty,
    UnitGroupRecord,
)
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.data.databases.tables import DOCUMENTS, EXCHANGES, PARAMETERS, PROCESSES
from fourfold.data.factor_rows import FactorRow

_PIECE = 100_000
_RAW_EXCHANGES = pl.Schema([(name, pl.String() if name == "flow" else kind) for name, kind in EXCHANGES.items()])

RECORD_TWICE = MessageKind(
    "dataset-twice",
    N_("{what} {id} stands there twice; the first was taken, from {first}"),
    N_("every id once"),
    N_("remove one of the two, or give it another id"),
)
AMOUNT_NOT_FINITE = MessageKind(
    "amount-not-finite",
    N_("the amount of an exchange of process {process} is not a number"),
    N_("a finite number"),
    N_("correct the amount; the row is kept but does not count"),
)


class Collected:
    """What the records say, by kind.

    Attributes:
        unit_groups, properties, flows, locations: records by id, in order of appearance.
        processes: frame of `PROCESSES`; `area` is still empty.
        allocations: allocation records with the row number of their process.
        results, parameters, documents, factor_rows: as given.
    """

    def __init__(self, report: ImportReport) -> None:
        self._report = report
        self.unit_groups: dict[str, UnitGroupRecord] = {}
        self.properties: dict[str, FlowPropertyRecord] = {}
        self.flows: dict[str, FlowRecord] = {}
        self.locations: dict[str, LocationRecord] = {}
        self.process_rows: dict[str, int] = {}
        self.allocations: list[tuple[int, AllocationRecord]] = []
        self.results: list[ResultRecord] = []
        self.factor_rows: list[FactorRow] = []
        self._first: dict[tuple[str, str], Place] = {}
        self._processes: dict[str, list[Any]] = {name: [] for name in PROCESSES}
        self._exchanges: list[tuple[Any, ...]] = []
        self._parameters: dict[str, list[Any]] = {name: [] for name in PARAMETERS}
        self._documents: dict[str, list[Any]] = {name: [] for name in DOCUMENTS}
        self._pieces: list[pl.DataFrame] = []
        self._refused: set[tuple[str, int, str]] = set()
        self._looked_at = 0

    def take(self, records: Iterable[Record]) -> None:
        """Take in every record; a second one of an id is refused and reported."""
        for record in records:
            if isinstance(record, ProcessRecord):
                self._take_process(record)
            elif isinstance(record, FlowRecord):
                self._keep(self.flows, record.id, record, "flow", record.place)
            elif isinstance(record, UnitGroupRecord):
                self._keep(self.unit_groups, record.id, record, "unit group", record.place)
            elif isinstance(record, FlowPropertyRecord):
                self._keep(self.properties, record.id, record, "flow property", record.place)
            elif isinstance(record, LocationRecord):
                self._keep(self.locations, record.id, record, "location", record.place)
            elif isinstance(record, ParameterRecord):
                self._take_parameter(None, record)
            elif isinstance(record, ResultRecord):
                self.results.append(record)
            elif isinstance(record, DocumentRecord):
                _append(self._documents, id=record.id, type=record.type, name=record.name)
            else:
                self.factor_rows.append(record)
        self._flush()

    def processes(self) -> pl.DataFrame:
        """Columns of `PROCESSES`."""
        return pl.DataFrame(self._processes, schema=PROCESSES)

    def exchanges(self) -> pl.DataFrame:
        """Columns of `EXCHANGES`, with the id of the flow in place of its row number and nothing converted."""
        return pl.concat(self._pieces) if self._pieces else pl.DataFrame(schema=_RAW_EXCHANGES)

    def parameters(self) -> pl.DataFrame:
        """Columns of `PARAMETERS`."""
        return pl.DataFrame(self._parameters, schema=PARAMETERS)

    def documents(self) -> pl.DataFrame:
        """Columns of `DOCUMENTS`."""
        return pl.DataFrame(self._documents, schema=DOCUMENTS)

    def _keep(self, where: dict[str, Any], key: str, record: Any, what: str, place: Place) -> None:
        if self._is_new(what, key, place):
            where[key] = record

    def _is_new(self, what: str, key: str, place: Place) -> bool:
        first = self._first.get((what, key))
        if first is not None:
            self._report.note(Effect.REFUSED, RECORD_TWICE, place, what=what, id=key, first=first, found=key)
            return False
        self._first[what, key] = place
        return True

    def _take_process(self, record: ProcessRecord) -> None:
        if not self._is_new("process", record.id, record.place):
            return
        row = self.process_rows[record.id] = len(self.process_rows)
        _append(
            self._processes,
            id=record.id,
            name=trimmed(record.name),
            name_zh=record.names.get("zh", ""),
            location=record.location.strip(),
            area="",
            category=" / ".join(record.categories),
            is_result=record.is_result,
            is_infrastructure=record.is_infrastructure,
            version=record.version,
            valid_from=record.valid_from,
            valid_to=record.valid_to,
            technology=record.technology,
            geography=record.geography,
            time=record.time,
            comment=record.comment,
            default_allocation="" if record.default_allocation is None else str(record.default_allocation),
            quality=record.quality,
            sources=list(record.sources),
            licence=record.licence,
            file=record.place.file,
            row=record.place.row,
        )
        for exchange in record.exchanges:
            self._take_exchange(row, record, exchange)
        self.allocations.extend((row, allocation) for allocation in record.allocations)
        for parameter in record.parameters:
            self._take_parameter(row, parameter)
        if len(self._exchanges) >= _PIECE:
            self._flush()

    def _take_exchange(self, row: int, process: ProcessRecord, e: ExchangeRecord) -> None:
        place = e.place
        if not math.isfinite(e.amount) and not self._is_refused(place):
            self._report.note(Effect.REFUSED, AMOUNT_NOT_FINITE, place, process=process.name, found=e.amount)
        u, base = e.uncertainty, e.base_uncertainty
        if u is not None and not is_calculable(u):
            self._report.note(Effect.REPAIRED, DISTRIBUTION_BEYOND, place, process=process.name, found=spelled(u))
            u = None
        if base is not None and not is_calculable_base(base):
            self._report.note(Effect.REPAIRED, BASE_BEYOND, place, process=process.name, found=f"{base:g}")
            base = None
        self._exchanges.append(  # in the order of the columns: a tuple a row is what millions of rows allow
            (
                row,
                e.flow,
                e.internal_id,
                e.direction.value,
                e.amount,
                e.unit,
                e.property,
                None,
                e.is_reference,
                e.is_avoided,
                e.provider,
                *(_NO_UNCERTAINTY if u is None else _spelled(u)),
                e.pedigree,
                base,
                e.formula,
                e.location.strip(),
                e.comment,
                place.file,
                place.row,
            )
        )

    def _is_refused(self, place: Place) -> bool:
        """Whether the reader has already said what is wrong with a row."""
        findings = self._report.findings
        for finding in findings[self._looked_at :]:
            if finding.effect is Effect.REFUSED:
                self._refused.add(_row(finding.problem.place))
        self._looked_at = len(findings)
        return _row(place) in self._refused

    def _take_parameter(self, row: int | None, parameter: ParameterRecord) -> None:
        _append(
            self._parameters,
            process=row if row is not None else self.process_rows.get(parameter.process),
            name=parameter.name,
            value=parameter.value,
            formula=parameter.formula,
            comment=parameter.comment,
        )

    def _flush(self) -> None:
        if self._exchanges:
            columns = dict(zip(EXCHANGES, map(list, zip(*self._exchanges, strict=True)), strict=True))
            self._pieces.append(pl.DataFrame(columns, schema=_RAW_EXCHANGES))
            self._exchanges = []


_NO_UNCERTAINTY = ("", None, None, None, None, None)


def _spelled(u: Uncertainty) -> tuple[Any, ...]:
    """Distribution and its parameters as the table holds them: null where there is none."""
    numbers = (None if math.isnan(value) else value for value in (u.a, u.b, u.c))
    return (u.distribution.value, *numbers, list(u.values) or None, list(u.weights) or None)


def _row(place: Place) -> tuple[str, int, str]:
    """File, row, and the list or element it stands in."""
    return place.file, place.row, place.column.partition(".")[0]


def _append(columns: dict[str, list[Any]], **cells: Any) -> None:
    for name, column in columns.items():
        column.append(cells[name])
