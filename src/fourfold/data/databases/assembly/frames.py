"""Frames of flows, units, properties, results and allocations, with every reference settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from fourfold.core.areas import AreaBook
from fourfold.core.problems import N_, MessageKind, Place
from fourfold.data.databases.assembly.collecting import Collected
from fourfold.data.databases.assembly.spelling import trimmed
from fourfold.data.databases.assembly.units import UnitBook
from fourfold.data.databases.records import AllocationBasis, AllocationRecord, FlowKind, FlowRecord
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.data.databases.tables import ALLOCATIONS, FLOW_PROPERTIES, FLOWS, PROPERTIES, RESULTS, UNITS

FLOW_MISSING = MessageKind(
    "flow-missing",
    N_("{count} exchanges name the flow {found}, which the source does not hold"),
    N_("every flow that an exchange names"),
    N_("add the flow to the source; it stands as a product of unknown name, without a unit"),
)
PROCESS_OF_RESULT_MISSING = MessageKind(
    "process-of-result-missing",
    N_("a declared result names the process {found}, which is not there"),
    N_("results of processes of the source"),
    N_("the result is left out"),
)
ALLOCATION_FLOW_MISSING = MessageKind(
    "allocation-product-missing",
    N_("an allocation factor of process {process} is for {found}, which the process does not make"),
    N_("a product of the process"),
    N_("the factor is left out"),
)
ALLOCATION_ROW_MISSING = MessageKind(
    "allocation-exchange-missing",
    N_("an allocation factor of process {process} is for exchange {found}, which the process does not have"),
    N_("the number or flow of one of its exchanges"),
    N_("the factor is left out"),
)
ALLOCATION_TWICE = MessageKind(
    "allocation-twice",
    N_("process {process} has a second allocation factor of the same kind for {found}: {second}; the first is {first}"),
    N_("one factor for each product, or for each product and exchange"),
    N_("the second is left out; correct it in the source"),
)


def with_missing_flows(
    flows: Mapping[str, FlowRecord], exchanges: pl.DataFrame, report: ImportReport
) -> dict[str, FlowRecord]:
    """The flows, and one of unknown kind for every id that exchanges name and the source does not hold."""
    named = exchanges.group_by("flow", maintain_order=True).agg(pl.len(), pl.col("file").first(), pl.col("row").first())
    whole = dict(flows)
    for flow, count, file, row in named.iter_rows():
        if flow not in whole:
            place = Place(file, row)
            report.note(Effect.UNLINKED, FLOW_MISSING, place, found=flow, count=count)
            whole[flow] = FlowRecord(flow, flow, FlowKind.PRODUCT, place=place)
    return whole


def flow_frame(flows: Mapping[str, FlowRecord], units: UnitBook) -> pl.DataFrame:
    """Columns of `FLOWS`."""
    rows = [
        (
            flow.id,
            trimmed(flow.name),
            flow.names.get("zh", ""),
            str(flow.kind),
            " / ".join(flow.categories),
            units.reference_unit(flow),
            flow.reference_property,
            flow.cas,
            flow.formula,
            flow.location,
            list(flow.synonyms),
            flow.place.file,
            flow.place.row,
        )
        for flow in flows.values()
    ]
    return pl.DataFrame(rows, schema=FLOWS, orient="row")


def property_frame(flows: Mapping[str, FlowRecord]) -> pl.DataFrame:
    """Columns of `FLOW_PROPERTIES`."""
    rows = [(row, p.property, p.factor) for row, flow in enumerate(flows.values()) for p in flow.properties]
    return pl.DataFrame(rows, schema=FLOW_PROPERTIES, orient="row")


def unit_frames(collected: Collected) -> dict[str, pl.DataFrame]:
    """The frames `UNITS` and `PROPERTIES`."""
    units = [
        (group.id, group.name, unit.name, unit.factor, unit.id, unit.name == group.reference_unit)
        for group in collected.unit_groups.values()
        for unit in group.units
    ]
    properties = [(p.id, p.name, p.unit_group) for p in collected.properties.values()]
    return {
        "units": pl.DataFrame(units, schema=UNITS, orient="row"),
        "properties": pl.DataFrame(properties, schema=PROPERTIES, orient="row"),
    }


def area_codes(locations: Sequence[str], collected: Collected, book: AreaBook) -> list[str]:
    """The code of the area each location is, by code or name; empty where Fourfold knows none."""
    names = {record.code: record.name for record in collected.locations.values()}
    known: dict[str, str] = {"": ""}
    for location in locations:
        if location not in known:
            area = book.get(location) or book.get(location.upper()) or book.find(names.get(location, location))
            known[location] = "" if area is None else area.code
    return [known[location] for location in locations]


def result_frame(collected: Collected, report: ImportReport) -> pl.DataFrame:
    """Columns of `RESULTS`."""
    rows = []
    for result in collected.results:
        process = collected.process_rows.get(result.process)
        if process is None:
            report.note(Effect.REFUSED, PROCESS_OF_RESULT_MISSING, result.place, found=result.process)
            continue
        place = (result.place.file, result.place.row)
        texts = (result.indicator, result.name, result.unit, result.module, result.scenario)
        rows.append((process, *texts, result.value, *place))
    return pl.DataFrame(rows, schema=RESULTS, orient="row")


def allocation_frame(
    allocations: Sequence[tuple[int, AllocationRecord]],
    exchanges: pl.DataFrame,
    flow_rows: Mapping[str, int],
    names: Sequence[str],
    report: ImportReport,
) -> pl.DataFrame:
    """Columns of `ALLOCATIONS`; a factor whose product or exchange is not there is left out and reported."""
    wanted = sorted({row for row, _ in allocations})
    of_process = exchanges.with_row_index("number").filter(pl.col("process").is_in(wanted))
    made: set[tuple[int, int]] = set()
    numbers: dict[tuple[int, str], int] = {}
    columns = of_process.select("number", "process", "flow", "internal_id", pl.col("direction"))
    for number, process, flow, internal, _ in columns.iter_rows():
        made.add((process, flow))
        if internal:
            numbers.setdefault((process, internal), number)
    taken: dict[tuple[int, AllocationBasis, int, int | None], AllocationRecord] = {}
    rows = []
    for process, record in allocations:
        flow_row = flow_rows.get(record.product)
        if flow_row is None or (process, flow_row) not in made:
            params = {"process": names[process], "found": record.product}
            report.note(Effect.REFUSED, ALLOCATION_FLOW_MISSING, record.place, **params)
            continue
        exchange = numbers.get((process, record.exchange)) if record.exchange else None
        if record.exchange and exchange is None:
            params = {"process": names[process], "found": record.exchange}
            report.note(Effect.REFUSED, ALLOCATION_ROW_MISSING, record.place, **params)
            continue
        first = taken.setdefault((process, record.basis, flow_row, exchange), record)
        if first is not record:
            params = {"process": names[process], "found": record.product}
            values = {"first": first.value, "second": record.value}
            report.note(Effect.REFUSED, ALLOCATION_TWICE, record.place, **params, **values)
            continue
        place = (record.place.file, record.place.row)
        rows.append((process, str(record.basis), flow_row, exchange, record.value, *place))
    return pl.DataFrame(rows, schema=ALLOCATIONS, orient="row")
