"""Rows of a process, and the shares of its burdens that its products carry."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fourfold.data.databases.formats.openlca import messages as m
from fourfold.data.databases.formats.openlca.basics import Locations
from fourfold.data.databases.formats.openlca.fields import Entry
from fourfold.data.databases.formats.openlca.flows import flow_of_reference
from fourfold.data.databases.formats.openlca.uncertainty import read_pedigree, read_uncertainty
from fourfold.data.databases.records import (
    AllocationBasis,
    AllocationRecord,
    Direction,
    ExchangeRecord,
    FlowRecord,
    UnitGroupRecord,
)
from fourfold.data.databases.report import Effect

BASES: Mapping[str, AllocationBasis] = {
    "PHYSICAL_ALLOCATION": AllocationBasis.PHYSICAL,
    "ECONOMIC_ALLOCATION": AllocationBasis.ECONOMIC,
    "CAUSAL_ALLOCATION": AllocationBasis.CAUSAL,
}
_EXCHANGE = frozenset(
    {
        *("@type", "@id", "internalId", "flow", "flowProperty", "unit", "amount", "amountFormula", "location"),
        *("isInput", "input", "isAvoidedProduct", "avoidedProduct", "isQuantitativeReference", "quantitativeReference"),
        *("defaultProvider", "uncertainty", "baseUncertainty", "dqEntry", "pedigreeUncertainty", "description"),
    }
)
_FACTOR = frozenset({"@type", "allocationType", "product", "exchange", "value"})


@dataclass
class Known:
    """What was read before the processes, for their rows to refer to.

    Attributes:
        locations: codes by id.
        units: id of its group and name, of each unit by id.
        groups: unit group of each flow property by id; empty where the source does not hold the property.
        flows: by id.
        made: flows made from references to them, by id.
    """

    locations: Locations = field(default_factory=Locations)
    units: dict[str, tuple[str, str]] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    flows: dict[str, FlowRecord] = field(default_factory=dict)
    made: dict[str, FlowRecord] = field(default_factory=dict)

    def take_group(self, group: UnitGroupRecord) -> None:
        """Remember the units of a group."""
        for unit in group.units:
            if unit.id:
                self.units.setdefault(unit.id, (group.id, unit.name))


def read_exchanges(dataset: Entry, process: str, known: Known) -> tuple[list[Entry], list[ExchangeRecord]]:
    """The rows of a process and the objects they were read from, in the same order."""
    read: list[Entry] = []
    rows: list[ExchangeRecord] = []
    ids: set[str] = set()
    for entry in dataset.entries("exchanges"):
        row = _exchange(entry, process, known, ids)
        if row is not None:
            read.append(entry)
            rows.append(row)
    return read, rows


def _exchange(entry: Entry, process: str, known: Known, ids: set[str]) -> ExchangeRecord | None:
    entry.count_unread("Exchange", _EXCHANGE)
    flow = entry.ref_id("flow")
    if not flow:
        entry.note(Effect.REFUSED, m.EXCHANGE_WITHOUT_FLOW, "flow", process=process)
        return None
    amount = _amount(entry, process)
    unit, of_property = _unit(entry, flow, known)
    if flow not in known.flows and flow not in known.made:
        _make(entry, flow, of_property, unit, known)
    is_input = entry.flag("isInput", "input")
    if is_input is None:
        entry.note(Effect.REPAIRED, m.NO_DIRECTION)
    return ExchangeRecord(
        flow,
        Direction.INPUT if is_input else Direction.OUTPUT,
        amount,
        unit,
        of_property,
        bool(entry.flag("isQuantitativeReference", "quantitativeReference")),
        bool(entry.flag("isAvoidedProduct", "avoidedProduct")),
        entry.ref_id("defaultProvider"),
        _internal_id(entry, process, ids),
        read_uncertainty(entry, amount),
        read_pedigree(entry, "dqEntry", "pedigreeUncertainty"),
        entry.number("baseUncertainty"),
        entry.text("amountFormula"),
        known.locations.code(entry),
        entry.text("description"),
        entry.place,
    )


def _amount(entry: Entry, process: str) -> float:
    """The amount; NaN where it cannot be read: the row stays and does not count."""
    amount = entry.number("amount")
    if amount is None:
        found = entry.fields.get("amount")
        entry.note(Effect.REFUSED, m.AMOUNT_MISSING, "amount", process=process, found="–" if found is None else found)
    return math.nan if amount is None else amount


def _unit(entry: Entry, flow: str, known: Known) -> tuple[str, str]:
    """Name of the unit and id of the property it measures; both empty for the reference unit of the flow."""
    of_property = entry.ref_id("flowProperty")
    reference = entry.entry("unit")
    if reference is None:
        return "", of_property
    group, name = known.units.get(reference.text("@id"), ("", reference.text("name").strip()))
    held = known.flows.get(flow)
    if not of_property and group and held is not None and known.groups.get(held.reference_property) != group:
        others = (p.property for p in held.properties if known.groups.get(p.property) == group)
        of_property = next(others, "")
    return name, of_property


def _make(entry: Entry, flow: str, of_property: str, unit: str, known: Known) -> None:
    reference = entry.entry("flow")
    if reference is None:
        return
    made = flow_of_reference(reference, flow, of_property if of_property in known.groups else "", unit)
    if made is not None:
        known.made[flow] = made


def _internal_id(entry: Entry, process: str, ids: set[str]) -> str:
    """What the row is called inside its process: its number, its id, or its place in the list; each once."""
    names = (entry.text("internalId"), entry.text("@id"), f"#{entry.place.row}")
    name = next(name for name in names if name and name not in ids)
    if names[0] in ids:
        entry.note(Effect.REPAIRED, m.INTERNAL_ID_TWICE, "internalId", process=process, found=names[0], taken=name)
    ids.add(name)
    return name


def read_allocations(
    dataset: Entry, process: str, read: Sequence[Entry], rows: Sequence[ExchangeRecord]
) -> Iterator[AllocationRecord]:
    """The shares of burdens; a causal one names its exchange by number, by id, or by flow.

    Args:
        dataset: the process.
        process: its name, for messages.
        read, rows: what `read_exchanges` gave.
    """
    by_number: dict[str, str] = {}
    by_flow: dict[str, list[str]] = {}
    for entry, row in zip(read, rows, strict=True):
        for name in (entry.text("internalId"), entry.text("@id")):
            if name:
                by_number.setdefault(name, row.internal_id)
        by_flow.setdefault(row.flow, []).append(row.internal_id)
    for entry in dataset.entries("allocationFactors"):
        entry.count_unread("AllocationFactor", _FACTOR)
        factor = _factor(entry, process)
        if factor is None:
            continue
        basis, product, value = factor
        for exchange in _exchanges_of(entry, process, by_number, by_flow):
            yield AllocationRecord(basis, product, value, exchange, entry.place)


def _factor(entry: Entry, process: str) -> tuple[AllocationBasis, str, float] | None:
    word = entry.text("allocationType")
    if word not in BASES:
        entry.note(Effect.REFUSED, m.CHOICE_UNKNOWN, "allocationType", found=word, choices=", ".join(BASES))
        return None
    product = entry.ref_id("product")
    if not product:
        entry.note(Effect.REFUSED, m.FACTOR_WITHOUT_PRODUCT, "product", process=process)
        return None
    value = entry.number("value")
    if value is None:
        found = entry.fields.get("value")
        entry.note(Effect.REFUSED, m.FACTOR_UNREADABLE, "value", process=process, found="–" if found is None else found)
        return None
    return BASES[word], product, value


def _exchanges_of(
    entry: Entry, process: str, by_number: Mapping[str, str], by_flow: Mapping[str, Sequence[str]]
) -> Sequence[str]:
    """Internal ids of the rows a factor holds for; one empty text for the whole process.

    A row the process does not have keeps its name: the assembly reports it.
    """
    if entry.fields.get("exchange") is None:
        return ("",)
    reference = entry.entry("exchange")
    if reference is None:
        return ("?",)
    for name in (reference.text("internalId"), reference.text("@id")):
        if name in by_number:
            return (by_number[name],)
    flow = reference.ref_id("flow")
    rows = by_flow.get(flow, ())
    if len(rows) > 1:
        entry.note(Effect.AMBIGUOUS, m.FACTOR_OF_ALL, "exchange", process=process, found=flow, count=len(rows))
    return rows or (flow or reference.text("internalId") or "?",)
