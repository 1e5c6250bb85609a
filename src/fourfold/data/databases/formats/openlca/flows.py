"""Flows and the properties they are counted in."""

from __future__ import annotations

from fourfold.core.problems import MessageKind
from fourfold.data.databases.formats.cas import CAS_WITHOUT_HYPHENS, cas_of
from fourfold.data.databases.formats.openlca import messages as m
from fourfold.data.databases.formats.openlca.basics import ROOT, Categories, Locations
from fourfold.data.databases.formats.openlca.fields import Entry
from fourfold.data.databases.records import FlowKind, FlowRecord, PropertyOfFlow
from fourfold.data.databases.report import Effect

KINDS = {
    "ELEMENTARY_FLOW": FlowKind.ELEMENTARY,
    "PRODUCT_FLOW": FlowKind.PRODUCT,
    "WASTE_FLOW": FlowKind.WASTE,
}
_FLOW = ROOT | {
    *("flowType", "flowProperties", "cas", "formula", "location", "synonyms"),
    *("isInfrastructureFlow", "infrastructureFlow"),
}
_FACTOR = frozenset({"@type", "flowProperty", "conversionFactor", "isRefFlowProperty", "referenceFlowProperty"})


def read_flow(dataset: Entry, key: str, categories: Categories, locations: Locations) -> FlowRecord | None:
    """A flow; ``None`` after reporting that its kind cannot be told."""
    dataset.count_unread("Flow", _FLOW)
    word = dataset.text("flowType")
    if word not in KINDS:
        dataset.note(Effect.REFUSED, m.CHOICE_UNKNOWN, "flowType", found=word, choices=", ".join(KINDS))
        return None
    reference, properties = _properties(dataset)
    return FlowRecord(
        key,
        dataset.text("name"),
        KINDS[word],
        categories.path(dataset),
        reference,
        properties,
        cas=_cas(dataset),
        formula=dataset.text("formula"),
        location=locations.code(dataset),
        synonyms=dataset.texts("synonyms"),
        place=dataset.place,
    )


def _cas(dataset: Entry) -> str:
    """The CAS number as the source spells it; one without hyphens gets them, one that is none is left out."""
    raw = dataset.text("cas").strip()
    has_hyphens = "-" in raw
    found = cas_of(raw, bare=not has_hyphens) if raw else ""
    if isinstance(found, MessageKind):
        dataset.note(Effect.NOT_READ, found, "cas", found=raw)
        return ""
    if has_hyphens or not raw:
        return raw
    dataset.note(Effect.REPAIRED, CAS_WITHOUT_HYPHENS, "cas", found=raw, taken=found)
    return found


def flow_of_reference(reference: Entry, key: str, of_property: str, unit: str) -> FlowRecord | None:
    """A flow that the source does not hold, as a reference to it describes it; ``None`` where it does not.

    Args:
        reference: the reference in an exchange.
        key: id of the flow.
        of_property, unit: in which the exchange counts it: id of a property the source holds, or else empty, and the
            name of the unit.
    """
    kind = KINDS.get(reference.text("flowType"))
    name = reference.text("name")
    if kind is None or not name:
        return None
    reference.note(Effect.UNLINKED, m.FLOW_OF_REFERENCE, found=name)
    place = reference.place
    if of_property:
        return FlowRecord(key, name, kind, (), of_property, (PropertyOfFlow(of_property, 1.0),), place=place)
    return FlowRecord(key, name, kind, unit=reference.text("refUnit") or unit, place=place)


def _properties(dataset: Entry) -> tuple[str, tuple[PropertyOfFlow, ...]]:
    """Id of the reference property and all properties, the factor of the reference made 1."""
    name = dataset.text("name")
    factors: dict[str, float] = {}
    marked: list[str] = []
    for entry in dataset.entries("flowProperties"):
        entry.count_unread("FlowPropertyFactor", _FACTOR)
        key, factor = entry.ref_id("flowProperty"), entry.number("conversionFactor")
        is_reference = entry.flag("isRefFlowProperty", "referenceFlowProperty")
        if is_reference and factor is None:
            factor = 1.0
        if not key:
            entry.note(Effect.REFUSED, m.PROPERTY_UNNAMED, "flowProperty", flow=name)
            continue
        if factor is None or (is_reference and factor == 0):
            entry.note(Effect.REFUSED, m.PROPERTY_FACTOR, "conversionFactor", flow=name, found=factor)
            continue
        if is_reference:
            marked.append(key)
        if key in factors:
            first = factors[key]
            entry.note(Effect.REPAIRED, m.PROPERTY_TWICE, flow=name, found=key, first=first, second=factor)
        factors.setdefault(key, factor)
    candidates = marked or [key for key, factor in factors.items() if factor == 1]
    candidates = candidates or [key for key, factor in factors.items() if factor]
    if not candidates:
        return "", ()
    reference = candidates[0]
    if len(marked) != 1:
        dataset.note(Effect.REPAIRED, m.REFERENCE_PROPERTY_TAKEN, flow=name, count=len(marked), found=reference)
    scale = factors[reference]
    if scale != 1:
        dataset.note(Effect.REPAIRED, m.PROPERTY_SCALE, flow=name, found=scale)
    return reference, tuple(PropertyOfFlow(key, factor / scale) for key, factor in factors.items())
