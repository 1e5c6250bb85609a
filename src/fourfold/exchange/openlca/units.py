"""Units and properties, complete: groups are made for formats without them, and units added that a group lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from fourfold.data.databases.database import Database
from fourfold.exchange.openlca.archive import Archive
from fourfold.exchange.openlca.ids import made_id, reference, written_id


@dataclass
class Group:
    """A unit group.

    Attributes:
        id, name: as written.
        reference: name of the reference unit.
        units: factor and id by name.
    """

    id: str
    name: str
    reference: str
    units: dict[str, tuple[float, str]] = field(default_factory=dict)

    def add(self, name: str, factor: float) -> str:
        """The id of a unit, added where the group lacks it."""
        if name not in self.units:
            self.units[name] = (factor, made_id("Unit", self.id, name))
        return self.units[name][1]


class Measures:
    """Properties and their unit groups, of the source and made up.

    Args:
        database: what is written.

    Attributes:
        added: how many units were added to groups of the source.
        unnamed: how many kinds of exchanges have a unit that does not convert: it is written by its name alone.
    """

    def __init__(self, database: Database) -> None:
        self.added = self.unnamed = 0
        self._groups = dict(_groups(database.tables["units"]))
        self._properties: dict[str, tuple[str, str]] = {
            key: (name, group) for key, name, group in database.tables["properties"].iter_rows()
        }
        self._of_flow: dict[int, dict[str, float]] = {}
        for flow, key, factor in database.tables["flow_properties"].iter_rows():
            self._of_flow.setdefault(flow, {})[key] = factor
        self._reference = database.flows["property"].to_list()
        for row, (key, unit) in enumerate(database.flows.select("property", "unit").iter_rows()):
            if not key and unit:
                self._reference[row] = self._make(unit)
        self._written: dict[tuple[int, str, str, float | None], tuple[str, dict[str, object] | None]] = {}

    def of_flow(self, flow: int) -> list[dict[str, object]]:
        """The properties of a flow, as written."""
        reference_id = self._reference[flow]
        factors = {reference_id: 1.0, **self._of_flow.get(flow, {})} if reference_id else {}
        return [
            {
                "@type": "FlowPropertyFactor",
                "conversionFactor": factor,
                "flowProperty": self._property(key),
                "isRefFlowProperty": key == reference_id,
            }
            for key, factor in factors.items()
        ]

    def of_exchange(
        self, flow: int, unit: str, of_property: str, to_reference: float | None
    ) -> tuple[dict[str, object] | None, dict[str, object] | None]:
        """References to the property and the unit of an exchange, as written.

        Args:
            flow, unit, of_property, to_reference: cells of the exchange.
        """
        key = (flow, unit, of_property, to_reference)
        if key not in self._written:
            self._written[key] = self._measured(*key)
        of, written = self._written[key]
        return (self._property(of) if of else None), written

    def write(self, archive: Archive) -> None:
        """Write all groups and properties."""
        for group in self._groups.values():
            units = [
                {
                    **reference("Unit", key, name),
                    "conversionFactor": factor,
                    "isRefUnit": name == group.reference,
                }
                for name, (factor, key) in group.units.items()
            ]
            archive.add("UnitGroup", written_id("UnitGroup", group.id), {"name": group.name, "units": units})
        for key, (name, group_id) in self._properties.items():
            held = self._groups.get(group_id)
            of = reference("UnitGroup", written_id("UnitGroup", group_id), held.name if held else "")
            fields = {"name": name, "flowPropertyType": "PHYSICAL_QUANTITY", "unitGroup": of if group_id else None}
            archive.add("FlowProperty", written_id("FlowProperty", key), fields)

    def _measured(
        self, flow: int, unit: str, of_property: str, to_reference: float | None
    ) -> tuple[str, dict[str, object] | None]:
        by = of_property or self._reference[flow]
        group = self._groups.get(self._properties.get(by, ("", ""))[1])
        if not unit:
            return of_property, None
        name = unit.strip()
        if group is not None and name in group.units:
            return by, reference("Unit", group.units[name][1], name)
        if group is None or to_reference is None:
            self.unnamed += 1
            return of_property, {"@type": "Unit", "name": unit}
        return self._elsewhere(flow, name, by, group, to_reference)

    def _elsewhere(
        self, flow: int, name: str, by: str, group: Group, to_reference: float
    ) -> tuple[str, dict[str, object]]:
        """A unit that the group of the named property lacks: of another property of the flow, or added."""
        for key, per in self._of_flow.get(flow, {}).items():
            other = self._groups.get(self._properties.get(key, ("", ""))[1])
            if other is not None and per and name in other.units:
                factor, unit_id = other.units[name]
                if factor / per == to_reference:
                    return key, reference("Unit", unit_id, name)
        per = 1.0 if by == self._reference[flow] else self._of_flow.get(flow, {}).get(by, 1.0)
        self.added += 1
        return by, reference("Unit", group.add(name, to_reference * per), name)

    def _property(self, key: str) -> dict[str, object]:
        return reference("FlowProperty", written_id("FlowProperty", key), self._properties.get(key, ("", ""))[0])

    def _make(self, unit: str) -> str:
        """Id of the property made for flows that are counted in a unit of no group."""
        key, group_id = made_id("FlowProperty", unit), made_id("UnitGroup", unit)
        if key not in self._properties:
            self._properties[key] = (f"Amount in {unit}", group_id)
            group = self._groups[group_id] = Group(group_id, f"Units of {unit}", unit)
            group.add(unit, 1.0)
        return key


def _groups(units: pl.DataFrame) -> Iterator[tuple[str, Group]]:
    """Groups of the source by id."""
    found: dict[str, Group] = {}
    for group_id, group_name, unit, factor, key, is_reference in units.iter_rows():
        group = found.setdefault(group_id, Group(group_id, group_name, ""))
        group.units.setdefault(unit, (factor, written_id("Unit", key) if key else made_id("Unit", group_id, unit)))
        if is_reference:
            group.reference = unit
    yield from found.items()


def category(path: str) -> str:
    """A category as version 2 spells it: names joined by slashes."""
    return path.replace(" / ", "/")


def location(code: str, names: Mapping[str, str]) -> dict[str, object] | None:
    """A reference to a location by its code; ``None`` without one."""
    return reference("Location", made_id("Location", code), names.get(code, code)) if code else None
