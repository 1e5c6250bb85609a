"""Unit groups, flow properties, categories, locations, parameters and documents."""

from __future__ import annotations

from collections.abc import Sequence

from fourfold.data.databases.formats.openlca import messages as m
from fourfold.data.databases.formats.openlca.fields import Entry
from fourfold.data.databases.formats.openlca.uncertainty import read_uncertainty
from fourfold.data.databases.records import (
    DocumentRecord,
    FlowPropertyRecord,
    LocationRecord,
    ParameterRecord,
    UnitGroupRecord,
    UnitRecord,
)
from fourfold.data.databases.report import Effect

ROOT = frozenset(
    {"@context", "@type", "@id", "name", "category", "version", "lastChange", "internalId", "library", "tags"}
)
"""Fields every dataset has; those of them that hold no content of their own are passed over."""
_GROUP = ROOT | {"units", "defaultFlowProperty"}
_UNIT = ROOT | {"conversionFactor", "isRefUnit", "referenceUnit", "synonyms"}
_PROPERTY = ROOT | {"unitGroup", "flowPropertyType"}
_LOCATION = ROOT | {"code", "latitude", "longitude"}
_PARAMETER = ROOT | {
    *("value", "formula", "description", "uncertainty"),
    *("isInputParameter", "inputParameter", "parameterScope"),
}


class Categories:
    """Paths of categories: datasets in version 1, texts in version 2."""

    def __init__(self) -> None:
        self._names: dict[str, tuple[str, str]] = {}
        self._missing: set[str] = set()

    def take(self, dataset: Entry, key: str) -> None:
        """Remember a category dataset."""
        self._names.setdefault(key, (dataset.text("name"), dataset.ref_id("category")))

    def path(self, dataset: Entry) -> tuple[str, ...]:
        """The path of the category of a dataset, outermost first; what is missing of it is reported once."""
        value = dataset.fields.get("category")
        if isinstance(value, str):
            return tuple(part for part in (p.strip() for p in value.split("/")) if part)
        reference = dataset.entry("category")
        if reference is None:
            return ()
        key, path = reference.text("@id"), []
        if key not in self._names:
            self._note_missing(dataset, key)
            return tuple(name for name in (reference.text("name").strip(),) if name)
        seen: set[str] = set()
        while key and key not in seen:
            seen.add(key)
            if key not in self._names:
                self._note_missing(dataset, key)
                break
            name, key = self._names[key]
            path.append(name.strip())
        return tuple(reversed([name for name in path if name]))

    def _note_missing(self, dataset: Entry, key: str) -> None:
        if key not in self._missing:
            self._missing.add(key)
            dataset.note(Effect.UNLINKED, m.CATEGORY_MISSING, "category", found=key)


class Locations:
    """Codes of locations."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}

    def take(self, dataset: Entry, key: str) -> LocationRecord:
        """Remember a location dataset."""
        dataset.count_unread("Location", _LOCATION)
        name = dataset.text("name")
        code = dataset.text("code").strip() or name.strip()
        self._codes.setdefault(key, code)
        return LocationRecord(key, code, name, dataset.place)

    def code(self, holder: Entry, name: str = "location") -> str:
        """The code of the location an object refers to; empty where it refers to none."""
        key = holder.ref_id(name)
        if not key or key in self._codes:
            return self._codes.get(key, "")
        reference = holder.entry(name)
        code = reference.text("name").strip() if reference is not None else ""
        holder.note(Effect.UNLINKED, m.LOCATION_MISSING, name, found=code or key)
        return code


def read_group(dataset: Entry, key: str) -> UnitGroupRecord:
    """A unit group; the factor of its reference unit is made 1."""
    dataset.count_unread("UnitGroup", _GROUP)
    units: list[UnitRecord] = []
    marked: list[str] = []
    for entry in dataset.entries("units"):
        entry.count_unread("Unit", _UNIT | {"description"})
        name = entry.text("name").strip()
        factor = entry.number("conversionFactor")
        if entry.flag("isRefUnit", "referenceUnit"):
            marked.append(name)
            factor = 1.0 if factor is None else factor
        if factor is None or factor <= 0:
            entry.note(Effect.REFUSED, m.UNIT_FACTOR, "conversionFactor", unit=name, found=factor)
            continue
        units.append(UnitRecord(_own_name(entry, name, factor, units, dataset), factor, *_rest_of_unit(entry)))
    return _scaled(dataset, key, units, marked)


def _rest_of_unit(entry: Entry) -> tuple[str, tuple[str, ...]]:
    return entry.text("@id"), entry.texts("synonyms")


def _own_name(entry: Entry, name: str, factor: float, units: Sequence[UnitRecord], group: Entry) -> str:
    """The name of a unit, told apart from another unit of that name and another factor."""
    first = next((unit.factor for unit in units if unit.name == name), factor)
    if first == factor:
        return name
    own = f"{name} ({factor:g})"
    what = {"group": group.text("name"), "unit": name, "name": own}
    entry.notes.report.note(Effect.REPAIRED, m.UNIT_TWICE, entry.place, first=first, second=factor, **what)
    return own


def _scaled(dataset: Entry, key: str, units: list[UnitRecord], marked: list[str]) -> UnitGroupRecord:
    name = dataset.text("name")
    by_name = {unit.name: unit for unit in units}
    ones = [unit.name for unit in units if unit.factor == 1]
    candidates = [unit for unit in marked if unit in by_name] or ones or list(by_name)
    reference = candidates[0] if candidates else ""
    if len(marked) != 1 and units:
        dataset.note(Effect.REPAIRED, m.REFERENCE_UNIT_TAKEN, group=name, count=len(marked), found=reference)
    scale = by_name[reference].factor if reference else 1.0
    if scale != 1:
        dataset.note(Effect.REPAIRED, m.UNIT_SCALE, unit=reference, found=scale)
        units = [UnitRecord(unit.name, unit.factor / scale, unit.id, unit.synonyms) for unit in units]
    return UnitGroupRecord(key, name, reference, tuple(units), dataset.place)


def read_property(dataset: Entry, key: str) -> FlowPropertyRecord:
    """A flow property."""
    dataset.count_unread("FlowProperty", _PROPERTY)
    return FlowPropertyRecord(key, dataset.text("name"), dataset.ref_id("unitGroup"), dataset.place)


def read_document(dataset: Entry, key: str, kind: str) -> DocumentRecord:
    """A source or an actor: kept by name, with the text of its reference where it has one."""
    texts = [dataset.text("name").strip()]
    reference = dataset.text("textReference").strip() if kind == "source" else ""
    if reference and reference != texts[0]:
        texts.append(reference)
    dataset.count_unread("Source" if kind == "source" else "Actor", ROOT | {"textReference"})
    return DocumentRecord(key, kind, ": ".join(text for text in texts if text), dataset.place)


def read_parameter(entry: Entry, process: str = "") -> ParameterRecord | None:
    """A parameter of a process or of the whole source; ``None`` after reporting that it has no value."""
    entry.count_unread("Parameter", _PARAMETER)
    name, value = entry.text("name"), entry.number("value")
    if value is None:
        shown = entry.fields.get("value")
        entry.note(Effect.REFUSED, m.PARAMETER_UNREADABLE, "value", name=name, found="–" if shown is None else shown)
        return None
    is_input = entry.flag("isInputParameter", "inputParameter")
    formula = "" if is_input else entry.text("formula")
    uncertainty = read_uncertainty(entry, value)
    return ParameterRecord(name, value, formula, entry.text("description"), uncertainty, process, entry.place)
