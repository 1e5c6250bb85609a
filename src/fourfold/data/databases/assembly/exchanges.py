"""Exchanges with their flows numbered and their units converted, and the reference of every process settled."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from fourfold.core.problems import N_, MessageKind, Place
from fourfold.data.databases.assembly.units import UnitBook
from fourfold.data.databases.records import FlowRecord
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.data.databases.tables import EXCHANGES

NO_REFERENCE = MessageKind(
    "reference-missing",
    N_("process {process} names no quantitative reference and has {count} outputs that could be it"),
    N_("one exchange marked as the reference"),
    N_("mark the reference in the source; the process is kept but is no product of the system"),
)
PROCESS_EMPTY = MessageKind(
    "process-without-exchanges",
    N_("process {process} holds no exchange that can be read"),
    N_("a product and what is needed for it"),
    N_("add its exchanges in the source; the process is kept but is no product of the system"),
)
REFERENCE_TAKEN = MessageKind(
    "reference-taken",
    N_("process {process} names no quantitative reference; its only product {flow} was taken"),
    N_("one exchange marked as the reference"),
    N_("mark the reference in the source"),
)
SEVERAL_REFERENCES = MessageKind(
    "several-references",
    N_(
        "process {process} names {count} quantitative references; the first, {flow}, was taken, the others are products"
    ),
    N_("one exchange marked as the reference"),
    N_("leave one reference in the source"),
)
REFERENCE_ELEMENTARY = MessageKind(
    "reference-elementary",
    N_("the reference of process {process}, {flow}, is exchanged with nature"),
    N_("a product or waste as the reference"),
    N_("mark a product as the reference in the source; the row stays, but makes no product"),
)
REFERENCE_ZERO = MessageKind(
    "reference-zero",
    N_("the reference of process {process}, {flow}, has the amount 0"),
    N_("an amount other than 0"),
    N_("correct the amount; the process is kept but is no product of the system"),
)


def converted(
    raw: pl.DataFrame, flows: Mapping[str, FlowRecord], flow_rows: Mapping[str, int], units: UnitBook
) -> pl.DataFrame:
    """Columns of `EXCHANGES`: flows by row number, `to_reference` filled where the unit converts."""
    kinds = raw.group_by(["flow", "unit", "property"], maintain_order=True).agg(
        pl.col("file").first(), pl.col("row").first()
    )
    factors = [
        units.to_reference(flows[flow], unit, of_property, Place(file, row))
        for flow, unit, of_property, file, row in kinds.iter_rows()
    ]
    by_kind = kinds.select("flow", "unit", "property", pl.Series("factor", factors, dtype=pl.Float64)).with_columns(
        pl.Series("number", [flow_rows[flow] for flow in kinds["flow"]], dtype=pl.UInt32)
    )
    joined = raw.join(by_kind, on=["flow", "unit", "property"], how="left", maintain_order="left")
    finite = pl.when(pl.col("amount").is_finite()).then(pl.col("factor"))
    return joined.with_columns(flow=pl.col("number"), to_reference=finite).select(list(EXCHANGES))


def with_references(
    exchanges: pl.DataFrame,
    flows: pl.DataFrame,
    processes: pl.DataFrame,
    report: ImportReport,
    declared: Collection[int],
) -> pl.DataFrame:
    """Exchanges with exactly one reference for each process that has one; what was settled is reported.

    Args:
        exchanges, flows, processes: tables of the database.
        report: receives what was settled.
        declared: processes with declared results, which need no exchanges [row number].
    """
    numbered = exchanges.with_row_index("number").with_columns(kind=flows["kind"].gather(exchanges["flow"]))
    _note_elementary(
        numbered.filter(pl.col("is_reference") & (pl.col("kind") == "elementary")), flows, processes, report
    )
    marked = (
        numbered.filter(pl.col("is_reference") & (pl.col("kind") != "elementary"))
        .group_by("process", maintain_order=True)
        .agg("number")
    )
    references: dict[int, int] = {}
    for process, numbers in marked.iter_rows():
        references[process] = numbers[0]
        if len(numbers) > 1:
            _note(report, Effect.REPAIRED, SEVERAL_REFERENCES, exchanges, flows, processes, numbers[0], len(numbers))
    without = numbered.filter(
        ~pl.col("process").is_in(list(references)) & (pl.col("kind") == "product") & ~pl.col("is_avoided")
    ).filter((pl.col("direction") == "output") & (pl.col("amount") > 0))
    candidates: dict[int, list[int]] = {row: [] for row in range(processes.height) if row not in references}
    for process, number in without.select("process", "number").iter_rows():
        candidates[process].append(number)
    _settle(candidates, references, exchanges, flows, processes, report)
    _note_empty(exchanges, processes, declared, report)
    for number in references.values():
        if exchanges["amount"][number] == 0:
            _note(report, Effect.REFUSED, REFERENCE_ZERO, exchanges, flows, processes, number)
    chosen = pl.Series(sorted(references.values()), dtype=pl.UInt32)
    return numbered.with_columns(is_reference=pl.col("number").is_in(chosen.implode())).select(list(EXCHANGES))


def _note_elementary(marked: pl.DataFrame, flows: pl.DataFrame, processes: pl.DataFrame, report: ImportReport) -> None:
    """References that are exchanged with nature make no product; they stay rows of their process."""
    for process, flow, file, row in marked.select("process", "flow", "file", "row").iter_rows():
        params = {"process": processes["name"][process], "flow": flows["name"][flow]}
        report.note(Effect.REFUSED, REFERENCE_ELEMENTARY, Place(file, row), **params)


def _settle(
    candidates: Mapping[int, list[int]],
    references: dict[int, int],
    exchanges: pl.DataFrame,
    flows: pl.DataFrame,
    processes: pl.DataFrame,
    report: ImportReport,
) -> None:
    """Take the only product of a process as its reference; a process without exchanges only holds declared results."""
    held = set(exchanges["process"].unique())
    for process, numbers in candidates.items():
        if len(numbers) == 1:
            references[process] = numbers[0]
            _note(report, Effect.REPAIRED, REFERENCE_TAKEN, exchanges, flows, processes, numbers[0])
        elif process in held:
            place = Place(processes["file"][process], processes["row"][process])
            name = processes["name"][process]
            report.note(Effect.REFUSED, NO_REFERENCE, place, process=name, count=len(numbers))


def _note_empty(
    exchanges: pl.DataFrame, processes: pl.DataFrame, declared: Collection[int], report: ImportReport
) -> None:
    """Processes without any row make nothing and burden nothing."""
    held = {*exchanges["process"].unique(), *declared}
    for process, (name, file, row) in enumerate(processes.select("name", "file", "row").iter_rows()):
        if process not in held:
            report.note(Effect.REFUSED, PROCESS_EMPTY, Place(file, row), process=name)


def _note(
    report: ImportReport,
    effect: Effect,
    kind: MessageKind,
    exchanges: pl.DataFrame,
    flows: pl.DataFrame,
    processes: pl.DataFrame,
    number: int,
    count: int = 1,
) -> None:
    flow, process = flows["name"][exchanges["flow"][number]], processes["name"][exchanges["process"][number]]
    place = Place(exchanges["file"][number], exchanges["row"][number])
    report.note(effect, kind, place, process=process, flow=flow, count=count)
