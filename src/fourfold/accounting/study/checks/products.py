"""Products: what the unit of analysis measures, what each process makes, and how several products share its burdens.

Allocation after ISO 14044:2006 4.3.4 (clause number from memory): a rule, a reason, and shares that sum to exactly 1.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from fourfold.accounting.study.checks.names import unknown_reference
from fourfold.accounting.study.declarations import UnitOfAnalysis
from fourfold.accounting.study.reading import Reading
from fourfold.accounting.study.rows import OutputRow, ProcessRow
from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, MessageKind
from fourfold.core.quantities import Unit, UnitError
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
ALLOCATION_RULE_MISSING = MessageKind(
    "allocation-rule-missing",
    N_("the process {found} makes several products ({flows}) and has no allocation rule"),
    N_("physical, economic or shares"),
    N_("choose a rule and give its reason"),
)
ALLOCATION_REASON_MISSING = MessageKind(
    "allocation-reason-missing",
    N_("no reason is given for allocating the process {found} by {rule}"),
    N_("why this rule, and why not one earlier in the order"),
    N_("fill allocation_reason, or allocation.reason in study.yaml"),
)
ALLOCATION_NOT_DECLARED = MessageKind(
    "allocation-not-in-order",
    N_("the rule {found} is not in the order declared in study.yaml"),
    N_("one of: {order}"),
    N_("add the rule to allocation.order, or use a declared one"),
)
ALLOCATION_VALUE_MISSING = MessageKind(
    "allocation-value-missing",
    N_("the rule {rule} needs a value for the product {found}"),
    N_("a price per unit (economic) or a share (shares) for every product of the process"),
    N_("fill allocation_value"),
)
ALLOCATION_VALUE_SOME = MessageKind(
    "allocation-value-some",
    N_("some products of the process {process} have an allocation value and {found} has none"),
    N_("a value for every product, or for none if their amounts themselves are compared"),
    N_("fill allocation_value"),
)
SHARES_NOT_ONE = MessageKind(
    "shares-not-one",
    N_("the allocation shares of the process {process} sum to {found}"),
    N_("exactly 1"),
    N_("correct the shares; three equal ones are for instance 0.3333, 0.3333 and 0.3334"),
)
ALLOCATION_UNITS_DIFFER = MessageKind(
    "allocation-units-differ",
    N_("the allocation values of the process {process} are given in {found}, which cannot be compared"),
    N_("one measure per unit of amount, such as MJ/kg for products in kg and MJ/m3 for products in m3"),
    N_("give the values of all products in the same measure"),
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
            _check_allocation(reading, process, outputs)
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


def _check_allocation(reading: Reading, process: ProcessRow, outputs: list[OutputRow]) -> None:
    declared = reading.parts.allocation
    rule, place = process.allocation, process.place.at("allocation")
    if not rule:
        flows = ", ".join(output.flow for output in outputs)
        reading.problems.error(ALLOCATION_RULE_MISSING, place, found=process.process, flows=flows)
        return
    if declared is not None and not process.allocation_reason and not declared.reason.strip():
        where = process.place.at("allocation_reason")
        reading.problems.error(ALLOCATION_REASON_MISSING, where, found=process.process, rule=rule)
    if declared is not None and declared.order and rule not in declared.order:
        reading.problems.error(ALLOCATION_NOT_DECLARED, place, found=rule, order=", ".join(declared.order))
    if rule == "physical" and all(output.allocation_value is None for output in outputs):
        _check_amounts_alike(reading, process, outputs)
        return
    missing = [output for output in outputs if output.allocation_value is None]
    kind = ALLOCATION_VALUE_SOME if rule == "physical" else ALLOCATION_VALUE_MISSING
    for output in missing:
        where = output.place.at("allocation_value")
        reading.problems.error(kind, where, found=output.flow, rule=rule, process=process.process)
    if missing:
        return
    if rule == "shares":
        _check_sum(reading, process, outputs)
    else:
        _check_measures(reading, process, outputs)


def _check_sum(reading: Reading, process: ProcessRow, outputs: list[OutputRow]) -> None:
    total = sum((output.allocation_value or Decimal(0) for output in outputs), Decimal(0))
    if total != 1:
        place = outputs[0].place.at("allocation_value")
        reading.problems.error(SHARES_NOT_ONE, place, process=process.process, found=decimal_text(total))


def _check_amounts_alike(reading: Reading, process: ProcessRow, outputs: list[OutputRow]) -> None:
    if len({Unit(output.unit).dimension for output in outputs}) > 1:
        found = ", ".join(dict.fromkeys(output.unit for output in outputs))
        place = outputs[0].place.at("unit")
        reading.problems.error(ALLOCATION_UNITS_DIFFER, place, process=process.process, found=found)


def _check_measures(reading: Reading, process: ProcessRow, outputs: list[OutputRow]) -> None:
    """Value times amount must be in one and the same unit for all products, because no factor converts it later."""
    measures = {_measure(output) for output in outputs}
    if len(measures) > 1:
        found = ", ".join(dict.fromkeys(output.allocation_unit or "–" for output in outputs))
        place = outputs[0].place.at("allocation_unit")
        reading.problems.error(ALLOCATION_UNITS_DIFFER, place, process=process.process, found=found)


def _measure(output: OutputRow) -> str:
    """What value × amount counts, such as ``MJ`` for ``MJ/kg`` on an amount in kg; else the units as written.

    The numerator is compared as text, so MJ and kWh differ; the denominator must be the unit of the amount itself.
    """
    numerator, slash, denominator = output.allocation_unit.partition("/")
    try:
        same = bool(slash) and Unit(denominator.strip()).factor_to(Unit(output.unit)) == 1
    except UnitError:
        same = False
    return numerator.strip() if same else f"{output.allocation_unit} × {output.unit}"
