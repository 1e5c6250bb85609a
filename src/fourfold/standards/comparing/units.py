"""The unit a scheme states its result in, related to the study's declared unit by what the study says.

Every result is calculated per declared unit. A scheme's own unit is a stated amount of some quantity that one declared
unit stands for: its mass, or the energy it delivers over its life (capacity × cycles per year × years, the functional
unit of the draft rules for traction batteries). Where the study does not give that amount there is no such figure, and
nothing is assumed in its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from fourfold.accounting.method import ResultUnit
from fourfold.accounting.study.model import Study
from fourfold.accounting.traced import exact
from fourfold.core.problems import N_, MessageKind, Place, Problem
from fourfold.core.quantities import Unit

DECLARED, MASS, ENERGY_DELIVERED = "declared", "mass", "energy-delivered"
QUANTITY_NAMES: Mapping[str, str] = {
    DECLARED: N_("declared unit"),
    MASS: N_("mass of the product"),
    ENERGY_DELIVERED: N_("energy delivered over the life"),
}

UNIT_WITHOUT_MASS = MessageKind(
    "unit-without-mass",
    N_(
        "the scheme states its result per {unit} of product, and the study does not say how much its declared unit "
        "({declared}) weighs"
    ),
    N_("the mass of one declared unit"),
    N_("give product.mass_per_unit in study.yaml"),
)
UNIT_WITHOUT_SERVICE = MessageKind(
    "unit-without-service",
    N_(
        "the scheme states its result per {unit} of energy delivered over the life, and the study does not say how "
        "much its declared unit ({declared}) delivers"
    ),
    N_("energy capacity, cycles per year and years of service of one declared unit"),
    N_("give service.energy_capacity_kwh, service.cycles_per_year and service.years in study.yaml"),
)


@dataclass(frozen=True, slots=True)
class UnitOfResult:
    """A unit results are stated in.

    Attributes:
        quantity: ``declared``, ``mass`` or ``energy-delivered``.
        text: the unit as people read it, such as ``1 kWh`` or ``kg``.
        amount: how many of it one declared unit of the study is; positive.
        places: where the study says so.
    """

    quantity: str
    text: str
    amount: Decimal
    places: tuple[Place, ...] = ()

    @exact
    def stated(self, kg_co2e: Decimal, quantum: Decimal) -> Decimal:
        """A figure per declared unit as kg CO2e per one of this unit, rounded half even to the quantum."""
        return (kg_co2e / self.amount).quantize(quantum)


@exact
def unit_of(study: Study, wanted: ResultUnit) -> UnitOfResult | Problem:
    """The unit a method states its result in, or why the study does not allow it."""
    if wanted.quantity == MASS:
        return _mass(study, wanted.unit or "kg")
    if wanted.quantity == ENERGY_DELIVERED:
        return _energy_delivered(study, wanted.unit or "kWh")
    return UnitOfResult(DECLARED, _declared(study), Decimal(1), (study.declared_at("unit"),))


def _declared(study: Study) -> str:
    unit = study.declarations.unit
    return f"{unit.amount.normalize():f} {unit.unit}"


def _mass(study: Study, unit: str) -> UnitOfResult | Problem:
    declared, target = study.declarations.unit, Unit(unit)
    if Unit(declared.unit).measures_same_as(target):
        amount = declared.amount * Unit(declared.unit).factor_to(target)
        return UnitOfResult(MASS, unit, amount, (study.declared_at("unit", "amount"),))
    mass, place = study.declarations.product.mass_per_unit, study.declared_at("product", "mass_per_unit")
    if mass is None:
        return Problem(UNIT_WITHOUT_MASS, place, {"unit": unit, "declared": _declared(study)})
    return UnitOfResult(MASS, unit, mass.amount * Unit(mass.unit).factor_to(target), (place,))


def _energy_delivered(study: Study, unit: str) -> UnitOfResult | Problem:
    service, place = study.declarations.service, study.declared_at("service")
    parts = (service.energy_capacity_kwh, service.cycles_per_year, service.years) if service else (None,)
    amount = Unit("kWh").factor_to(Unit(unit))
    for part in parts:
        if part is None:
            return Problem(UNIT_WITHOUT_SERVICE, place, {"unit": unit, "declared": _declared(study)})
        amount *= part
    return UnitOfResult(ENERGY_DELIVERED, unit, amount, (place,))
