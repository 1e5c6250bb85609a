"""What the mapping leaves open in a database, as findings: unmapped gases, odd directions, names that need a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fourfold.core.problems import N_, MessageKind, Named, Place
from fourfold.data.databases.mapping.match import NOTHING, Match, Remark, match_flow
from fourfold.data.databases.mapping.table import Verdict
from fourfold.data.databases.records import Direction, FlowKind
from fourfold.data.databases.report import Effect, ImportReport

FLOW_UNMAPPED = MessageKind(
    "flow-unmapped",
    N_("{found} ({category}) may matter to the climate and counts for nothing: {reason}; exchanges: {count}"),
    N_("a name of the table of elementary flows"),
    N_("look at its amounts in the results; name the flow as the table does where the source can be corrected"),
)
FLOW_LEFT_OUT = MessageKind(
    "flow-left-out", N_("{found} ({category}) counts for nothing: {reason}; exchanges: {count}")
)
EMISSION_AS_INPUT = MessageKind(
    "emission-as-input",
    N_("{found} ({category}) is an emission and stands {count} times as an input; there it counts for nothing"),
    N_("an output, or a flow that is taken from nature"),
    N_("look at the exchanges: an emission written as an input usually has the wrong direction"),
)
UPTAKE_AS_OUTPUT = MessageKind(
    "uptake-as-output",
    N_("{found} ({category}) is an uptake and stands {count} times as an output; there it counts for nothing"),
    N_("an input from nature"),
    N_("look at the exchanges: added as an emission it would count twice what it removes"),
)
FLOW_BY_CAS = MessageKind(
    "flow-by-cas", N_("{found} ({category}) is not a known name; it counts as {gas} by its registry number {cas}")
)
FLOW_CAS_CONFLICT = MessageKind(
    "flow-cas-conflict",
    N_("{found} ({category}) counts as {gas} by its name, but its registry number {cas} is of another substance"),
    N_("the registry number {expected}"),
    N_("see which of the two the source means"),
)
FLOW_MEDIUM_ASSUMED = MessageKind(
    "flow-medium-assumed", N_("the category {category} of {found} does not say where it is emitted to: taken as air")
)
FLOW_MAY_BE_AIRCRAFT = MessageKind(
    "flow-may-be-aircraft",
    N_("{found} ({category}) is emitted at the height of aircraft; it counts as {line}, as its name says"),
)
_OF_REMARK = {
    Remark.BY_CAS: FLOW_BY_CAS,
    Remark.CAS_CONFLICT: FLOW_CAS_CONFLICT,
    Remark.MEDIUM_ASSUMED: FLOW_MEDIUM_ASSUMED,
    Remark.MAY_BE_AIRCRAFT: FLOW_MAY_BE_AIRCRAFT,
}


@dataclass(frozen=True, eq=False)
class FlowMap:
    """The flows of a database with what they count for.

    Attributes:
        matches: by row of the table of flows; `NOTHING` for products and wastes.
        outputs, inputs: how many exchanges have the flow as output and as input [flow].
    """

    matches: Sequence[Match]
    outputs: NDArray[np.int64]
    inputs: NDArray[np.int64]

    @property
    def unmapped(self) -> list[int]:
        """Rows of flows that some exchange has, that matter to the climate and count for nothing."""
        used = self.outputs + self.inputs
        return [row for row, match in enumerate(self.matches) if match.verdict is Verdict.UNMAPPED and used[row]]


def map_flows(flows: pl.DataFrame, exchanges: pl.DataFrame) -> FlowMap:
    """Match every elementary flow of a database.

    Args:
        flows, exchanges: its tables, with the columns of `fourfold.data.databases.tables`.
    """
    columns = [flows[name].fill_null("") for name in ("kind", "name", "cas", "category", "name_zh")]
    matches = [
        match_flow(name, cas, category, name_zh) if kind == FlowKind.ELEMENTARY else NOTHING
        for kind, name, cas, category, name_zh in zip(*columns, strict=True)
    ]
    outgoing = exchanges["direction"] == Direction.OUTPUT
    counts = [
        np.bincount(exchanges.filter(mask)["flow"].to_numpy(), minlength=flows.height) for mask in (outgoing, ~outgoing)
    ]
    return FlowMap(matches, *counts)


def note_flows(
    flows: pl.DataFrame, exchanges: pl.DataFrame, report: ImportReport, found: FlowMap | None = None
) -> None:
    """Put into the report what the mapping leaves open of the flows that some exchange has.

    Args:
        flows, exchanges: tables of the database.
        report: receives one finding a flow and matter.
        found: what the flows count for, where it is known already.
    """
    found = found or map_flows(flows, exchanges)
    for number in np.flatnonzero(found.outputs + found.inputs).tolist():
        match = found.matches[number]
        if match is not NOTHING:
            _note(flows.row(number, named=True), match, int(found.outputs[number]), int(found.inputs[number]), report)


def _note(flow: dict[str, str], match: Match, outputs: int, inputs: int, report: ImportReport) -> None:
    place = Place(flow["file"] or "", int(flow["row"] or 0))
    named = {"found": flow["name"], "category": flow["category"] or "–"}
    reason = Named.of({"en": match.reason, "zh": match.reason_zh})
    if match.verdict is Verdict.UNMAPPED:
        report.note(Effect.NOTED, FLOW_UNMAPPED, place, **named, reason=reason, count=outputs + inputs)
    elif match.verdict is Verdict.LEFT_OUT:
        report.note(Effect.NOTED, FLOW_LEFT_OUT, place, **named, reason=reason, count=outputs + inputs)
    if match.emitted and not match.taken_up and inputs:
        report.note(Effect.NOTED, EMISSION_AS_INPUT, place, **named, count=inputs)
    if match.taken_up and not match.emitted and outputs:
        report.note(Effect.NOTED, UPTAKE_AS_OUTPUT, place, **named, count=outputs)
    row = match.emitted or match.taken_up
    for remark in match.remarks if row else ():
        kind = _OF_REMARK[remark]
        details = {"gas": row.gas, "line": row.line, "cas": flow["cas"], "expected": row.cas} if row else {}
        report.note(Effect.NOTED, kind, place, **named, **details)
