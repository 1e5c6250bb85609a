"""Mass into and out of each process, as far as its rows are measured by mass.

In goes what is material or packaging, whatever supplies it, and material whose making the table ``end_of_life`` counts
(`virgin` or `recycled` filled; otherwise it stands among the inputs). Energy, fuel that is burnt, transport and
services are no part of the product. Out go products and the waste that is sent to treatment. What leaves to the air is
not weighed here, nor is air that goes in. A row counts by its mass if its unit is one of mass, or if it is the flow of
the declared unit and the study gives the mass of one unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from fourfold.accounting.study.model import Study
from fourfold.core.problems import Place
from fourfold.core.quantities import Unit
from fourfold.standards.facts.making import Cell, list_of, plain_row
from fourfold.standards.language.values import Value

_MATERIAL = ("material", "packaging")
_WASTE = "waste"
_KG = Unit("kg")


@dataclass(slots=True)
class _Weighed:
    """What was weighed of one process; a mass is ``None`` where a row has none."""

    into: list[Decimal | None] = field(default_factory=list)
    out: list[Decimal | None] = field(default_factory=list)
    waste: list[Decimal | None] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        return None not in (*self.into, *self.out, *self.waste)


def balances(study: Study, name: str) -> Value:
    """The mass balance of each process, in the order of the table."""
    weighed = {row.process: _Weighed() for row in study.tables.processes}
    scale = _Scale(study)
    for output in study.tables.outputs:
        if output.process in weighed:
            weighed[output.process].out.append(scale.kg(output.amount, output.unit, output.flow))
    for row in study.tables.inputs:
        if row.process in weighed and row.kind in (*_MATERIAL, _WASTE):
            flow = row.source_id if row.source == "process" else ""
            kg = scale.kg(row.amount, row.unit, flow)
            (weighed[row.process].waste if row.kind == _WASTE else weighed[row.process].into).append(kg)
    for material in study.tables.end_of_life:
        if material.process in weighed and (material.virgin or material.recycled):
            weighed[material.process].into.append(scale.kg(material.amount, material.unit, ""))
    rows = [_row(name, row.process, row.place, weighed[row.process]) for row in study.tables.processes]
    return list_of(name, rows, rows[0].place.at("process") if rows else Place("tables"))


def _row(name: str, process: str, place: Place, found: _Weighed) -> Value:
    cells: dict[str, Cell] = {
        "process": (process, place.at("process")),
        "mass_in_kg": (_sum(found.into), place),
        "mass_out_kg": (_sum(found.out), place),
        "waste_out_kg": (_sum(found.waste), place),
        "complete": (found.complete, place),
    }
    return plain_row(name, place, cells)


def _sum(masses: Iterable[Decimal | None]) -> Decimal:
    return sum((mass for mass in masses if mass is not None), Decimal(0))


class _Scale:
    """Tells masses: by the unit, or of the flow of the declared unit by the mass the study gives."""

    def __init__(self, study: Study) -> None:
        unit, mass = study.declarations.unit, study.declarations.product.mass_per_unit
        self._flow = unit.flow if mass is not None else ""
        self._kg = Decimal(0) if mass is None else mass.amount * Unit(mass.unit).factor_to(_KG)
        flow_unit = next((row.unit for row in study.tables.outputs if row.flow == unit.flow), unit.unit)
        given = (
            (unit.amount, unit.unit) if unit.flow_amount is None else (unit.flow_amount, unit.flow_unit or flow_unit)
        )
        self._amount, self._unit = given[0], Unit(given[1])

    def kg(self, amount: Decimal, unit: str, flow: str) -> Decimal | None:
        """Mass of an amount, ``None`` where it is not known."""
        measured = Unit(unit)
        if measured.measures_same_as(_KG):
            return amount * measured.factor_to(_KG)
        if flow and flow == self._flow and measured.measures_same_as(self._unit):
            return amount * measured.factor_to(self._unit) / self._amount * self._kg
        return None
