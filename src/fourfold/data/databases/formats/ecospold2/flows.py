"""The flows that exchanges name, with the properties they agree on, collected while datasets are read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from fourfold.core.problems import Place
from fourfold.data.databases.formats.ecospold import messages as shared
from fourfold.data.databases.formats.ecospold.values import Spot, read_cas, stated
from fourfold.data.databases.formats.ecospold2 import messages as m
from fourfold.data.databases.formats.ecospold2.elements import (
    ELEMENTARY,
    id_in,
    names_beside,
    text_in,
)
from fourfold.data.databases.formats.ecospold2.index import flow_id, made_id
from fourfold.data.databases.formats.ecospold2.masterdata import MasterData
from fourfold.data.databases.records import (
    FlowKind,
    FlowPropertyRecord,
    FlowRecord,
    PropertyOfFlow,
    Record,
    UnitGroupRecord,
    UnitRecord,
)
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.formats.xml_text import child, children, local_name, text_of

_SAME = 1e-9
_BY_PRODUCT = "by-product classification"
_WASTE = "waste"


@dataclass(slots=True)
class _Amounts:
    """Amounts of a property over the exchanges of a flow."""

    low: float
    high: float
    place: Place
    count: int = 1

    @property
    def agree(self) -> bool:
        return math.isclose(self.low, self.high, rel_tol=_SAME, abs_tol=0.0)


@dataclass(slots=True)
class _Draft:
    name: str
    unit: str
    categories: tuple[str, ...]
    is_elementary: bool
    place: Place
    is_waste: bool = False
    cas: str = ""
    formula: str = ""
    names: dict[str, str] = field(default_factory=dict)
    synonyms: dict[str, None] = field(default_factory=dict)
    properties: dict[str, _Amounts] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)


class Flows:
    """Flows by id.

    Args:
        master: names and units that exchanges may leave out.
    """

    def __init__(self, master: MasterData) -> None:
        self._master = master
        self._drafts: dict[str, _Draft] = {}
        self._properties: dict[str, FlowPropertyRecord] = {}
        self._groups: dict[str, UnitGroupRecord] = {}

    def take(self, spot: Spot, group: str) -> tuple[str, str]:
        """Take in what an exchange says of its flow.

        Returns:
            Id of the flow and name of the unit; the unit is empty where neither exchange nor master data name one.
        """
        element, tag = spot.element, local_name(spot.element)
        key, name = flow_id(element, tag), text_in(element, "name")
        if not id_in(element, f"{tag}Id"):
            spot.note(Effect.REPAIRED, m.ID_MADE, f"{tag}Id", name=name or tag)
        unit = text_in(element, "unitName")
        if not unit:
            unit = self._master.units.get(id_in(element, "unitId"), "") or self._master.unit_of_flow.get(key, "")
            if unit:
                spot.note(Effect.REPAIRED, m.UNIT_OF_MASTER, "unitName", name=name, found=unit)
        categories = _compartment(spot) if tag == ELEMENTARY else _classification(spot)
        draft = self._drafts.get(key)
        if draft is not None and draft.is_elementary != (tag == ELEMENTARY):
            spot.note(Effect.REPAIRED, m.ID_OF_BOTH, f"{tag}Id", name=name, found=key)
            key = made_id(tag, key)
            draft = self._drafts.get(key)
        if draft is None:
            draft = self._drafts[key] = _Draft(name or key, unit, categories, tag == ELEMENTARY, spot.place())
        self._add(spot, draft, key, (name, unit, categories), group)
        return key, unit

    def records(self, report: ImportReport) -> Iterator[Record]:
        """Units and properties, then all flows in the order in which they were met."""
        yield from self._groups.values()
        yield from self._properties.values()
        for key, draft in self._drafts.items():
            kind = (
                FlowKind.ELEMENTARY if draft.is_elementary else FlowKind.WASTE if draft.is_waste else FlowKind.PRODUCT
            )
            yield FlowRecord(
                id=key,
                name=draft.name,
                kind=kind,
                categories=draft.categories,
                properties=tuple(self._agreed(draft, report)),
                unit=draft.unit,
                cas=draft.cas,
                formula=draft.formula,
                names=draft.names,
                synonyms=tuple(draft.synonyms),
                place=draft.place,
            )

    def _agreed(self, draft: _Draft, report: ImportReport) -> Iterator[PropertyOfFlow]:
        for key, amounts in draft.properties.items():
            if amounts.agree:
                yield PropertyOfFlow(key, amounts.low)
                continue
            report.note(
                Effect.NOTED,
                m.PROPERTY_DIFFERS,
                amounts.place,
                property=self._properties[key].name,
                name=draft.name,
                low=f"{amounts.low:g}",
                high=f"{amounts.high:g}",
                count=amounts.count,
            )

    def _add(self, spot: Spot, draft: _Draft, key: str, said: tuple[str, str, tuple[str, ...]], group: str) -> None:
        name, unit, categories = said
        shown = ", ".join((name, unit, *(categories if draft.is_elementary else ())))
        first = ", ".join((draft.name, draft.unit, *(draft.categories if draft.is_elementary else ())))
        if shown != first and name and unit and shown not in draft.told:
            draft.told.add(shown)
            spot.note(Effect.NOTED, m.FLOW_DIFFERS, id=key, found=shown, name=first)
        draft.is_waste |= group == "o3" or _is_waste(spot)
        cas = read_cas(spot, "casNumber")
        if cas and draft.cas and cas != draft.cas and cas not in draft.told:
            draft.told.add(cas)
            spot.note(Effect.NOTED, shared.CAS_DIFFERS, "casNumber", name=draft.name, found=cas, first=draft.cas)
        draft.cas = draft.cas or cas
        draft.formula = draft.formula or stated(spot.text("formula"))
        draft.names = {**names_beside(spot.element, "name"), **draft.names}
        spoken = (text_of(one) for one in children(spot.element, "synonym"))
        draft.synonyms.update(dict.fromkeys(text for text in (*spoken, *self._master.synonyms.get(key, ())) if text))
        for element in children(spot.element, "property"):
            self._property(spot.of(element), draft)

    def _property(self, spot: Spot, draft: _Draft) -> None:
        amount = spot.number("amount", Effect.NOT_READ)
        if amount is None:
            return
        name, unit = text_in(spot.element, "name"), text_in(spot.element, "unitName")
        unit = unit or self._master.units.get(id_in(spot.element, "unitId"), "")
        key = id_in(spot.element, "propertyId") or made_id("property", name, unit)
        group = made_id("unit", unit)
        if group not in self._groups:
            self._groups[group] = UnitGroupRecord(group, unit, unit, (UnitRecord(unit, 1.0),), spot.place())
        self._properties.setdefault(key, FlowPropertyRecord(key, name or key, group, spot.place()))
        amounts = draft.properties.get(key)
        if amounts is None:
            draft.properties[key] = _Amounts(amount, amount, spot.place())
            return
        amounts.count += 1
        amounts.low, amounts.high = min(amounts.low, amount), max(amounts.high, amount)


def _compartment(spot: Spot) -> tuple[str, ...]:
    compartment = child(spot.element, "compartment")
    parts = (text_in(compartment, "compartment"), text_in(compartment, "subcompartment"))
    return tuple(part for part in parts if part)


def _classifications(spot: Spot) -> dict[str, str]:
    return {
        text_in(one, "classificationSystem").casefold(): text_in(one, "classificationValue")
        for one in children(spot.element, "classification")
    }


def _classification(spot: Spot) -> tuple[str, ...]:
    """Class of a product, such as that of the CPC; what kind of by-product it is, is none."""
    values = (value for system, value in _classifications(spot).items() if system != _BY_PRODUCT and value)
    return tuple(value for value in values)[:1]


def _is_waste(spot: Spot) -> bool:
    return _classifications(spot).get(_BY_PRODUCT, "").casefold() == _WASTE
