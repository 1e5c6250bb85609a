"""How several products share the burdens of a process: a rule, a reason, and what the rule works from.

Allocation after ISO 14044:2006 4.3.4 (clause number from memory): shares of a process sum to exactly 1.
"""

from __future__ import annotations

from decimal import Decimal

from fourfold.accounting.allocation.data import Shared, burdens_of
from fourfold.accounting.allocation.divide import division
from fourfold.accounting.allocation.weights import VALUE_MISSING, VALUE_SOME
from fourfold.accounting.study.checks.inputs import check_dataset_id
from fourfold.accounting.study.checks.names import unknown_reference
from fourfold.accounting.study.reading import Reading
from fourfold.accounting.study.rows import OutputRow, ProcessRow
from fourfold.accounting.traced import CellBook
from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, MessageKind
from fourfold.core.quantities import Unit, UnitError
from fourfold.formats.vocabulary import ID_PATTERN, ID_WRONG

ALLOCATION_RULE_MISSING = MessageKind(
    "allocation-rule-missing",
    N_("the process {found} makes several products ({flows}) and has no allocation rule"),
    N_("substitution, causal, energy, exergy, physical, economic or shares"),
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
PRICE_AND_VALUE = MessageKind(
    "allocation-price-and-value",
    N_("the process {process} is divided by price, and its product {found} has both a price and an allocation value"),
    N_("the price in one place"),
    N_("clear allocation_value, or price"),
)

_ANY_SURROUNDINGS_K = Decimal("1e-9")
"""Which temperature the surroundings have where a row leaves it to the method is not known here."""
_BURDENS = ("inputs", "emissions", "electricity", "end_of_life", "allocation")


def check_allocation(reading: Reading, process: ProcessRow, outputs: list[OutputRow]) -> None:
    """The rule of a process with several products, and the data the rule works from."""
    _check_displaced(reading, outputs)
    _check_prices(reading, process, outputs)
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
    if rule in ("physical", "economic", "shares"):
        _check_values(reading, process, outputs)
    elif all(reading.settled(table, "process", process.process) for table in _BURDENS):
        burdens = burdens_of(reading.tables, process.process)
        given = [row for row in reading.tables.allocation if row.process == process.process]
        shared = Shared(process, outputs, burdens, given, _ANY_SURROUNDINGS_K)
        division(rule, shared, _used(reading), CellBook(), reading.problems)


def _used(reading: Reading) -> dict[str, str]:
    used = {row.source_id: str(row.place) for row in reading.tables.inputs if row.source == "process"}
    unit = reading.parts.unit
    return used if unit is None else {unit.flow: str(reading.declared_at("unit", "flow")), **used}


def _check_displaced(reading: Reading, outputs: list[OutputRow]) -> None:
    """What co-products displace exists, whatever the rule: other rules are compared with it."""
    for output in outputs:
        place = output.place.at("displaces_id")
        source = output.displaces_source
        what = {"process": "flow", "supplier": "supplier"}.get(source)
        if what is not None:
            unknown_reference(reading, what, output.displaces_id, place, "displaces_id")
        elif source == "dataset" and output.displaces_id:
            check_dataset_id(reading, output.displaces_id, place)
        elif source == "factor" and output.displaces_id and not ID_PATTERN.fullmatch(output.displaces_id):
            reading.problems.error(ID_WRONG, place, found=output.displaces_id)


def _check_prices(reading: Reading, process: ProcessRow, outputs: list[OutputRow]) -> None:
    """Prices of the products of a process are in one currency per unit of amount, whatever the rule."""
    if all(output.price is not None for output in outputs):
        measures = {_measure(output, output.price_unit) for output in outputs}
        if len(measures) > 1:
            found = ", ".join(dict.fromkeys(output.price_unit or "–" for output in outputs))
            place = outputs[0].place.at("price_unit")
            reading.problems.error(ALLOCATION_UNITS_DIFFER, place, process=process.process, found=found)
    for output in outputs:
        if process.allocation == "economic" and output.price is not None and output.allocation_value is not None:
            place = output.place.at("price")
            reading.problems.error(PRICE_AND_VALUE, place, process=process.process, found=output.flow)


def _check_values(reading: Reading, process: ProcessRow, outputs: list[OutputRow]) -> None:
    rule = process.allocation
    if rule == "economic" and any(output.price is not None for output in outputs):
        division(rule, Shared(process, outputs, {}, (), None), {}, CellBook(), reading.problems)
        return
    if rule == "physical" and all(output.allocation_value is None for output in outputs):
        _check_amounts_alike(reading, process, outputs)
        return
    missing = [output for output in outputs if output.allocation_value is None]
    kind = VALUE_SOME if rule == "physical" else VALUE_MISSING
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
    measures = {_measure(output, output.allocation_unit) for output in outputs}
    if len(measures) > 1:
        found = ", ".join(dict.fromkeys(output.allocation_unit or "–" for output in outputs))
        place = outputs[0].place.at("allocation_unit")
        reading.problems.error(ALLOCATION_UNITS_DIFFER, place, process=process.process, found=found)


def _measure(output: OutputRow, unit: str) -> str:
    """What value × amount counts, such as ``MJ`` for ``MJ/kg`` on an amount in kg; else the units as written.

    The numerator is compared as text, so MJ and kWh differ; the denominator must be the unit of the amount itself.
    """
    numerator, slash, denominator = unit.partition("/")
    try:
        same = bool(slash) and Unit(denominator.strip()).factor_to(Unit(output.unit)) == 1
    except UnitError:
        same = False
    return numerator.strip() if same else f"{unit} × {output.unit}"
