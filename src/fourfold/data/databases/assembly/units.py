"""Amounts into the reference unit of their flow.

    amount in reference units = amount × unit factor ÷ factor of the flow property of that flow

The unit factor is what one of the unit is in reference units of its group; the property factor is how much of the
property goes with one reference unit of the flow. Where a format has no unit groups, the units Fourfold knows convert.
Between groups nothing converts without a property of the flow itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from fourfold.core.problems import N_, MessageKind, Place
from fourfold.core.quantities import Unit, UnitError
from fourfold.data.databases.records import FlowPropertyRecord, FlowRecord, UnitGroupRecord
from fourfold.data.databases.report import Effect, ImportReport

UNIT_UNKNOWN = MessageKind(
    "unit-does-not-convert",
    N_("the unit {found} does not convert into {unit}, in which flow {flow} is counted"),
    N_("a unit of the property the flow is counted by, or of another property the flow has"),
    N_("add the unit to its group or the property to the flow; the rows are kept but do not count"),
)
PROPERTY_MISSING = MessageKind(
    "property-missing-on-flow",
    N_("an amount of flow {flow} is given in {found}, which the flow does not have"),
    N_("a property of the flow, with its factor"),
    N_("add the property to the flow; the rows are kept but do not count"),
)
PROPERTY_TAKEN = MessageKind(
    "property-taken-by-unit",
    N_("the unit {found} does not measure {property}; it was read as a unit of {taken}, which flow {flow} has too"),
    N_("a unit of the property that is named"),
    N_("correct the property or the unit in the source"),
)
UNIT_BY_NAME = MessageKind(
    "unit-by-name",
    N_("the unit {found} is not in the source's units; it was converted into {unit} as the unit of that name"),
    N_("a unit of the source"),
    N_("add the unit to its group"),
)
GROUP_MISSING = MessageKind(
    "unit-group-missing",
    N_("the property {found} has no unit group in the source"),
    N_("a unit group for every property"),
    N_("add the unit group; units convert by their names where that is possible"),
)


class UnitBook:
    """Converts amounts of flows.

    Args:
        groups, properties: of the source, by id.
        report: receives what does not convert and what was repaired.
    """

    def __init__(
        self,
        groups: Mapping[str, UnitGroupRecord],
        properties: Mapping[str, FlowPropertyRecord],
        report: ImportReport,
    ) -> None:
        self._properties, self._groups, self._report = properties, groups, report
        self._factors = {key: _spellings(group) for key, group in groups.items()}
        for record in properties.values():
            if record.unit_group not in groups:
                report.note(Effect.UNLINKED, GROUP_MISSING, record.place, found=record.name)

    def reference_unit(self, flow: FlowRecord) -> str:
        """Name of the unit the flow is counted in; empty where the source does not hold it."""
        group = self._group_of(flow.reference_property)
        return group.reference_unit if group is not None else flow.unit.strip()

    def to_reference(self, flow: FlowRecord, unit: str, of_property: str, place: Place) -> float | None:
        """How many reference units of the flow one `unit` is; ``None`` after reporting that it does not convert.

        Args:
            flow: what is measured.
            unit: name of the unit; empty: the reference unit of the property.
            of_property: id of the property measured; empty: the flow's reference property.
            place: a row in which it stands.
        """
        wanted = unit.strip()
        if not flow.reference_property:
            return self._by_name(flow, wanted, flow.unit.strip(), place)
        by = of_property or flow.reference_property
        factors = {p.property: p.factor for p in flow.properties} | {flow.reference_property: 1.0}
        per = factors.get(by)
        if not per:
            name = self._properties[by].name if by in self._properties else by
            self._report.note(Effect.UNIT, PROPERTY_MISSING, place, flow=flow.name, found=name)
            return None
        group = self._group_of(by)
        if not wanted or (group is not None and wanted == group.reference_unit):
            return 1.0 / per
        known = self._factors.get(group.id, {}) if group is not None else {}
        if wanted in known:
            return known[wanted] / per
        other = self._other_property(flow, wanted, factors, by, place)
        if other is not None:
            return other
        plain = self._by_name(flow, wanted, group.reference_unit if group is not None else flow.unit, place)
        return None if plain is None else plain / per

    def _group_of(self, of_property: str) -> UnitGroupRecord | None:
        record = self._properties.get(of_property)
        return self._groups.get(record.unit_group) if record is not None else None

    def _other_property(
        self, flow: FlowRecord, unit: str, factors: Mapping[str, float], named: str, place: Place
    ) -> float | None:
        """The factor by the one other property of the flow whose group has this unit."""
        found: list[tuple[str, float]] = []
        for key, per in factors.items():
            group = self._group_of(key)
            if group is not None and per and key != named and unit in self._factors[group.id]:
                found.append((key, self._factors[group.id][unit] / per))
        if len(found) != 1:
            return None
        names = {"property": self._name(named), "taken": self._name(found[0][0])}
        self._report.note(Effect.REPAIRED, PROPERTY_TAKEN, place, found=unit, flow=flow.name, **names)
        return found[0][1]

    def _name(self, of_property: str) -> str:
        record = self._properties.get(of_property)
        return of_property if record is None else record.name

    def _by_name(self, flow: FlowRecord, unit: str, reference: str, place: Place) -> float | None:
        """The factor between two units by what they are called."""
        if not unit or unit == reference:
            return 1.0
        try:
            factor = float(Unit(unit).factor_to(Unit(reference)))
        except UnitError:
            self._report.note(Effect.UNIT, UNIT_UNKNOWN, place, found=unit, unit=reference or "–", flow=flow.name)
            return None
        if flow.reference_property:
            self._report.note(Effect.REPAIRED, UNIT_BY_NAME, place, found=unit, unit=reference)
        return factor


def _spellings(group: UnitGroupRecord) -> dict[str, float]:
    """Factor by name and synonym; a name goes before a synonym of another unit."""
    synonyms = {spelling: unit.factor for unit in group.units for spelling in unit.synonyms}
    return synonyms | {unit.name.strip(): unit.factor for unit in group.units}
