"""Records become the tables of a database: every row kept, units converted, references settled, all of it reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from fourfold.core.areas import areas
from fourfold.core.problems import Problems
from fourfold.data.assembling import factors_from_rows
from fourfold.data.databases.assembly.collecting import Collected
from fourfold.data.databases.assembly.exchanges import converted, with_references
from fourfold.data.databases.assembly.frames import (
    allocation_frame,
    area_codes,
    flow_frame,
    property_frame,
    result_frame,
    unit_frames,
    with_missing_flows,
)
from fourfold.data.databases.assembly.spelling import note_spellings
from fourfold.data.databases.assembly.units import UnitBook
from fourfold.data.databases.records import Record
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.data.factor import Factor

ASSEMBLY = 2
"""Raised whenever the same records give other tables."""


@dataclass(frozen=True)
class Assembled:
    """What a source holds.

    Attributes:
        tables: frames by name, as `fourfold.data.databases.tables` describes them.
        factors: by id.
    """

    tables: Mapping[str, pl.DataFrame]
    factors: Mapping[str, Factor]

    @property
    def is_empty(self) -> bool:
        """Whether nothing in it can be used: no process, flow, factor or result."""
        return not self.factors and all(self.tables[name].is_empty() for name in ("processes", "flows"))


def assemble(records: Iterable[Record], report: ImportReport) -> Assembled:
    """The tables of a database.

    Providers are not chosen here: that depends on a profile, see `fourfold.data.databases.linking`. An import calls
    `fourfold.data.databases.examine.examine` on the database afterwards, which reports what a calculation makes of it.

    Args:
        records: what a reader gives, in any order.
        report: receives counts and findings.
    """
    collected = Collected(report)
    collected.take(records)
    raw = collected.exchanges()
    note_spellings(collected.flows.values(), report)
    flows = with_missing_flows(collected.flows, raw, report)
    flow_rows = {key: row for row, key in enumerate(flows)}
    units = UnitBook(collected.unit_groups, collected.properties, report)
    processes = collected.processes()
    processes = processes.with_columns(
        area=pl.Series(area_codes(processes["location"].to_list(), collected, areas()), dtype=pl.String)
    )
    flow_table = flow_frame(flows, units)
    declared = {collected.process_rows[r.process] for r in collected.results if r.process in collected.process_rows}
    exchanges = with_references(converted(raw, flows, flow_rows, units), flow_table, processes, report, declared)
    tables = {
        "processes": processes,
        "flows": flow_table,
        "exchanges": exchanges,
        "allocations": allocation_frame(
            collected.allocations, exchanges, flow_rows, processes["name"].to_list(), report
        ),
        "parameters": collected.parameters(),
        "flow_properties": property_frame(flows),
        "results": result_frame(collected, report),
        "documents": collected.documents(),
        **unit_frames(collected),
    }
    factors = _factors(collected, report)
    for name, frame in tables.items():
        report.counts[name] = frame.height
    report.counts["factors"] = len(factors)
    return Assembled(tables, factors)


def _factors(collected: Collected, report: ImportReport) -> Mapping[str, Factor]:
    """Factors of the rows; those that contradict each other are refused and reported."""
    problems = Problems()
    factors = factors_from_rows(collected.factor_rows, problems)
    report.note_problems(Effect.REFUSED, problems.errors)
    report.note_problems(Effect.NOTED, problems.warnings)
    return factors
