"""Exchanges of a process: rows of the inventory, or declared indicators of an environmental product declaration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from fourfold.data.databases.formats.ilcd.messages import (
    AMOUNT_MISSING,
    DIRECTION_MISSING,
    FLOW_UNNAMED,
    INTERNAL_ID_TWICE,
    REFERENCE_AS_OUTPUT,
    REFERENCE_UNKNOWN,
    REMINDER_FLOW,
    RESULTING_MISSING,
    SEVERAL_REFERENCES,
)
from fourfold.data.databases.formats.ilcd.names import reference
from fourfold.data.databases.formats.ilcd.numbers import number
from fourfold.data.databases.formats.ilcd.tree import Node, preferred
from fourfold.data.databases.formats.ilcd.uncertainty import uncertainty_of
from fourfold.data.databases.records import Direction, ExchangeRecord
from fourfold.data.databases.report import Effect, ImportReport


@dataclass(slots=True)
class Known:
    """What other datasets say that the rows of a process need.

    Attributes:
        links: providers that life-cycle models name, by using process and flow.
        scales: what amounts of a flow are multiplied by, where that is not 1.
    """

    links: dict[tuple[str, str], str] = field(default_factory=dict)
    scales: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Rows:
    """What the exchanges of a process give.

    Attributes:
        inventory: its rows, the reference first marked.
        indicators: exchanges that only carry declared values by module.
        flows: flow of each row by internal id.
    """

    inventory: list[ExchangeRecord] = field(default_factory=list)
    indicators: list[Node] = field(default_factory=list)
    flows: dict[str, str] = field(default_factory=dict)


def rows_of(process: Node, process_id: str, known: Known, report: ImportReport) -> Rows:
    """Read the exchanges of a process.

    Args:
        process: the dataset.
        process_id: its id.
        known: what other datasets say.
        report: receives what was repaired or left out.
    """
    references = [node.text for node in process.all("processInformation", "quantitativeReference", _REFERENCE)]
    rows = Rows()
    for node in process.all("exchanges", "exchange"):
        if is_indicator(node) and node.attribute("dataSetInternalID") not in references:
            rows.indicators.append(node)
            continue
        internal = node.attribute("dataSetInternalID")
        is_reference = bool(references) and internal == references[0] and internal not in rows.flows
        row = _row(node, internal in references, is_reference, known.scales, report)
        if row is None:
            continue
        if internal in rows.flows:
            report.note(Effect.NOTED, INTERNAL_ID_TWICE, node.place, found=internal)
        rows.flows.setdefault(internal, row.flow)
        provider = node.attribute("defaultProvider").casefold() or known.links.get((process_id, row.flow), "")
        rows.inventory.append(replace(row, provider=provider) if provider and not is_reference else row)
    _check_references(process, references, rows, report)
    return rows


_REFERENCE = "referenceToReferenceFlow"


def is_indicator(node: Node) -> bool:
    """Whether an exchange holds declared values by module instead of an amount."""
    return any(amount.attribute("module") for amount in node.all("other", "amount"))


def _row(
    node: Node, is_product: bool, is_reference: bool, scales: Mapping[str, float], report: ImportReport
) -> ExchangeRecord | None:
    function = node.get("functionType")
    if "reminder" in function.casefold() and not is_product:
        report.note(Effect.NOT_READ, REMINDER_FLOW, node.place, found=function)
        return None
    flow, _ = reference(node.first("referenceToFlowDataSet"))
    if not flow:
        report.note(Effect.REFUSED, FLOW_UNNAMED, node.place)
        return None
    direction = _direction(node, is_product, report)
    amount = _amount(node, report)
    if direction is None or amount is None:
        return None
    variable, mean = node.get("referenceToVariable"), node.get("meanAmount")
    scale = scales.get(flow, 1.0)
    return ExchangeRecord(
        flow=flow,
        direction=direction,
        amount=amount * scale,
        is_reference=is_reference,
        is_avoided=node.attribute("avoidedProduct").casefold() == "true",
        internal_id=node.attribute("dataSetInternalID"),
        uncertainty=uncertainty_of(node, amount, scale, report),
        formula=f"{mean} * {variable}" if variable and mean else variable,
        location=node.get("location"),
        comment=preferred(node.by_language("generalComment")),
        place=node.place,
    )


def _direction(node: Node, is_product: bool, report: ImportReport) -> Direction | None:
    text = node.get("exchangeDirection")
    found = {"input": Direction.INPUT, "output": Direction.OUTPUT}.get(text.casefold())
    if found is None and is_product and not text:
        report.note(Effect.REPAIRED, REFERENCE_AS_OUTPUT, node.place)
        return Direction.OUTPUT
    if found is None:
        report.note(Effect.REFUSED, DIRECTION_MISSING, node.place, found=text or "–")
    return found


def _amount(node: Node, report: ImportReport) -> float | None:
    resulting = node.get("resultingAmount")
    if resulting:
        return number(resulting, "resultingAmount", node.place, report)
    mean = node.get("meanAmount")
    if not mean:
        report.note(Effect.REFUSED, AMOUNT_MISSING, node.place)
        return None
    value = number(mean, "meanAmount", node.place, report)
    if value is not None:
        report.note(Effect.REPAIRED, RESULTING_MISSING, node.place, found=mean)
    return value


def _check_references(process: Node, references: list[str], rows: Rows, report: ImportReport) -> None:
    for internal in references:
        if internal not in rows.flows:
            report.note(Effect.UNLINKED, REFERENCE_UNKNOWN, process.place, found=internal or "–")
    if len(references) > 1:
        report.note(Effect.MULTI_OUTPUT, SEVERAL_REFERENCES, process.place, count=len(references))
