"""Products: what the unit of analysis measures, and what each process makes."""

from __future__ import annotations

from collections import defaultdict

from fourfold.accounting.study.checks.allocation import check_allocation
from fourfold.accounting.study.checks.names import unknown_reference
from fourfold.accounting.study.declarations import UnitOfAnalysis
from fourfold.accounting.study.reading import Reading
from fourfold.accounting.study.rows import OutputRow
from fourfold.core.problems import N_, MessageKind
from fourfold.core.quantities import Unit
from fourfold.formats.vocabulary import unit_is_known

UNIT_UNLIKE_FLOW = MessageKind(
    "unit-unlike-flow",
    N_("the unit {found} does not measure the flow {flow}, which is given in {unit}"),
    N_("a unit that converts into {unit}, or flow_amount and flow_unit that say how much of the flow one unit takes"),
    N_("add flow_amount and flow_unit under unit, or correct the unit"),
)
FLOW_AMOUNT_HALF = MessageKind(
    "flow-amount-half",
    N_("only one of flow_amount and flow_unit is given"),
    N_("both, or neither"),
    N_("add {found}"),
)
PROCESS_WITHOUT_OUTPUT = MessageKind(
    "process-without-output",
    N_("the process {found} makes nothing"),
    N_("a row in the table outputs for every process"),
    N_("add its product to outputs; a treatment process makes the treatment, in units of waste treated"),
)
NO_PROCESS = MessageKind(
    "no-process", N_("the study has no process"), N_("at least one row in processes"), N_("add a process")
)


def check_products(reading: Reading) -> None:
    """Outputs of processes, their allocation, and the flow that delivers the unit of analysis."""
    made: dict[str, list[OutputRow]] = defaultdict(list)
    for row in reading.tables.outputs:
        made[row.process].append(row)
    if reading.names("process") == frozenset():
        reading.problems.error(NO_PROCESS, reading.declared_at("tables"))
    for process in reading.tables.processes:
        if not reading.settled("outputs", "process", process.process):
            continue
        outputs = made[process.process]
        if not outputs:
            reading.problems.error(PROCESS_WITHOUT_OUTPUT, process.place.at("process"), found=process.process)
        elif len(outputs) > 1:
            check_allocation(reading, process, outputs)
    if reading.parts.unit is not None:
        _check_unit(reading, reading.parts.unit)


def _check_unit(reading: Reading, unit: UnitOfAnalysis) -> None:
    place = reading.declared_at("unit", "unit")
    known = unit_is_known(unit.unit, place, reading.problems)
    flow_place = reading.declared_at("unit", "flow_unit")
    if (unit.flow_amount is None) != (not unit.flow_unit):
        missing = "flow_amount" if unit.flow_amount is None else "flow_unit"
        reading.problems.error(FLOW_AMOUNT_HALF, reading.declared_at("unit", missing), found=missing)
    if unit.flow_unit:
        known = unit_is_known(unit.flow_unit, flow_place, reading.problems)
    if unknown_reference(reading, "flow", unit.flow, reading.declared_at("unit", "flow")) or not known:
        return
    output = reading.output_of.get(unit.flow)
    text = unit.flow_unit or unit.unit
    if output is not None and not Unit(text).measures_same_as(Unit(output.unit)):
        where = flow_place if unit.flow_unit else place
        reading.problems.error(UNIT_UNLIKE_FLOW, where, found=text, flow=unit.flow, unit=output.unit)
