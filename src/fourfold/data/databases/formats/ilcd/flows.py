"""Flows, flow properties and unit groups.

An amount of a flow counts units of the flow; one of them is `meanValue` of the reference property, which is nearly
always 1. Where it is not (one radiator, 18.3 kg), amounts of the flow are multiplied by it: they are then in the
reference unit of the property, as everywhere else.
"""

from __future__ import annotations

from fourfold.core.problems import MessageKind
from fourfold.data.databases.formats.cas import cas_of
from fourfold.data.databases.formats.ilcd.messages import (
    FLOW_TYPE_TAKEN,
    REFERENCE_PROPERTY_MISSING,
    REFERENCE_PROPERTY_NOT_ONE,
    REFERENCE_UNIT_MISSING,
    REFERENCE_UNIT_NOT_ONE,
)
from fourfold.data.databases.formats.ilcd.names import categories, dataset_names, reference
from fourfold.data.databases.formats.ilcd.numbers import number
from fourfold.data.databases.formats.ilcd.tree import Node, preferred
from fourfold.data.databases.records import (
    FlowKind,
    FlowPropertyRecord,
    FlowRecord,
    PropertyOfFlow,
    UnitGroupRecord,
    UnitRecord,
)
from fourfold.data.databases.report import Effect, ImportReport

_KINDS = {
    "elementary flow": FlowKind.ELEMENTARY,
    "product flow": FlowKind.PRODUCT,
    "waste flow": FlowKind.WASTE,
}


def flow_record(root: Node, key: str, scales: dict[str, float], report: ImportReport) -> FlowRecord:
    """A flow, its properties with factors per reference unit.

    Args:
        root: the dataset.
        key: its id.
        scales: receives what amounts of the flow are multiplied by, where that is not 1.
        report: receives what was repaired or left out.
    """
    information = root.first("flowInformation") or Node("flowInformation")
    about = information.first("dataSetInformation")
    names = dataset_names(about)
    reference_property, properties, one = _properties(root, information, report)
    if one != 1:
        scales[key] = one
    location = information.first("geography", "locationOfSupply")
    return FlowRecord(
        id=key,
        name=preferred(names) or key,
        kind=_kind(root, about, report),
        categories=categories(about),
        reference_property=reference_property,
        properties=properties,
        cas=_cas(root, about, report),
        formula=about.get("sumFormula") if about else "",
        location=location.text if location else "",
        names=names,
        synonyms=_synonyms(about),
        place=root.place,
    )


def _kind(root: Node, about: Node | None, report: ImportReport) -> FlowKind:
    text = root.get("modellingAndValidation", "LCIMethod", "typeOfDataSet") or root.get(
        "modellingAndValidation", "LCIMethodAndAllocation", "typeOfDataSet"
    )
    kind = _KINDS.get(text.casefold())
    if kind is None:
        compartment = about.first("classificationInformation", "elementaryFlowCategorization") if about else None
        kind = FlowKind.PRODUCT if compartment is None else FlowKind.ELEMENTARY
        report.note(Effect.NOTED, FLOW_TYPE_TAKEN, root.place, found=text or "–", taken=kind)
    return kind


def _cas(root: Node, about: Node | None, report: ImportReport) -> str:
    """The CAS number as the source spells it; what is none is reported and left out."""
    raw = about.get("CASNumber") if about else ""
    found = cas_of(raw) if raw else ""
    if isinstance(found, MessageKind):
        report.note(Effect.NOT_READ, found, root.place.at("CASNumber"), found=raw)
        return ""
    return raw


def _synonyms(about: Node | None) -> tuple[str, ...]:
    texts = about.by_language("synonyms").values() if about else ()
    return tuple(dict.fromkeys(part.strip() for text in texts for part in text.split(";") if part.strip()))


def _properties(root: Node, information: Node, report: ImportReport) -> tuple[str, tuple[PropertyOfFlow, ...], float]:
    """The reference property, all factors per unit of it, and how much of it one of the flow is."""
    wanted = information.get("quantitativeReference", "referenceToReferenceFlowProperty")
    values: dict[str, float] = {}
    reference_property = ""
    for node in root.all("flowProperties", "flowProperty"):
        key, _ = reference(node.first("referenceToFlowPropertyDataSet"))
        value = number(node.get("meanValue"), "meanValue", node.place, report)
        if not key or not value:
            continue
        values.setdefault(key, value)
        if node.attribute("dataSetInternalID") == wanted and not reference_property:
            reference_property = key
    if not reference_property:
        if values or wanted:
            report.note(Effect.UNIT, REFERENCE_PROPERTY_MISSING, root.place, found=wanted or "–")
        return "", (), 1.0
    one = values[reference_property]
    if one != 1:
        report.note(Effect.REPAIRED, REFERENCE_PROPERTY_NOT_ONE, root.place, found=one)
    return reference_property, tuple(PropertyOfFlow(key, value / one) for key, value in values.items()), one


def property_record(root: Node, key: str) -> FlowPropertyRecord:
    """A flow property."""
    information = root.first("flowPropertiesInformation") or Node("flowPropertiesInformation")
    group, _ = reference(information.first("quantitativeReference", "referenceToReferenceUnitGroup"))
    names = information.by_language("dataSetInformation", "name")
    return FlowPropertyRecord(key, preferred(names) or key, group, root.place)


def unit_group_record(root: Node, key: str, report: ImportReport) -> UnitGroupRecord | None:
    """A unit group; ``None`` where it has no reference unit (reported)."""
    information = root.first("unitGroupInformation") or Node("unitGroupInformation")
    name = preferred(information.by_language("dataSetInformation", "name")) or key
    wanted = information.get("quantitativeReference", "referenceToReferenceUnit")
    units: dict[str, tuple[str, float, str]] = {}
    for node in root.all("units", "unit"):
        factor = number(node.get("meanValue"), "meanValue", node.place, report)
        if factor and node.get("name"):
            units.setdefault(node.attribute("dataSetInternalID"), (node.get("name"), factor, node.attribute("unitId")))
    if wanted not in units:
        report.note(Effect.REFUSED, REFERENCE_UNIT_MISSING, root.place, found=name)
        return None
    one = units[wanted][1]
    if one != 1:
        report.note(Effect.REPAIRED, REFERENCE_UNIT_NOT_ONE, root.place, found=one)
    records = tuple(UnitRecord(unit, factor / one, unit_id) for unit, factor, unit_id in units.values())
    return UnitGroupRecord(key, name, units[wanted][0], records, root.place)
