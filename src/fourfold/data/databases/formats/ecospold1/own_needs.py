"""Datasets that ask for as much of their own product as they make.

The format links by names. Where a program exports a supplier under the name of its user, the dataset seems to feed on
itself, and no amount of it could ever be supplied. Such a row is given a flow of its own, without a supplier.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from fourfold.core.quantities import Unit, UnitError
from fourfold.data.databases.formats.ecospold.values import Spot
from fourfold.data.databases.formats.ecospold1 import messages as m
from fourfold.data.databases.formats.ecospold1.exchanges import Rows
from fourfold.data.databases.formats.ecospold1.flows import Flows
from fourfold.data.databases.formats.ecospold1.index import Index
from fourfold.data.databases.records import Direction, ExchangeRecord
from fourfold.data.databases.report import Effect

_SAME = 1e-9


def part_own_needs(dataset: Spot, process: str, name: str, rows: Rows, index: Index, flows: Flows) -> None:
    """Take needs of a dataset's own product from the flow where it alone makes that and makes no more than it needs.

    Args:
        dataset: for the place of findings.
        process, name: of the dataset.
        rows: its exchanges; replaced where a need is parted.
        index: who makes what.
        flows: receives the flows of their own.
    """
    made, needed = defaultdict[str, float](float), defaultdict[str, float](float)
    for record in rows.records:
        if record.direction is Direction.OUTPUT and not record.is_avoided:
            made[record.flow] += _in_flow_unit(record, flows)
        elif record.direction is Direction.INPUT:
            needed[record.flow] += _in_flow_unit(record, flows)
    for at, record in enumerate(rows.records):
        flow = record.flow
        parts = record.direction is Direction.INPUT and index.makers(flow) == {process}
        if parts and made[flow] > 0 and needed[flow] >= made[flow] * (1 - _SAME):
            found, taken = f"{record.amount:g} {record.unit}", f"{made[flow]:g} {flows.unit_of(flow)}"
            dataset.report.note(Effect.UNLINKED, m.OWN_NEED, record.place, name=name, found=found, taken=taken)
            rows.records[at] = replace(record, flow=flows.apart(flow), provider="")


def _in_flow_unit(record: ExchangeRecord, flows: Flows) -> float:
    """The amount in the unit of its flow; nothing where the unit does not convert."""
    unit = flows.unit_of(record.flow)
    if record.unit == unit:
        return record.amount
    try:
        return record.amount * float(Unit(record.unit).factor_to(Unit(unit)))
    except UnitError:
        return 0.0
