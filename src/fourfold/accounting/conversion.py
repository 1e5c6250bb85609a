"""From the amount a row gives to the unit its source counts in, by unit, distance or heating value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fourfold.accounting.study.rows import InputRow
from fourfold.core.problems import N_, MessageKind
from fourfold.core.quantities import Unit, product_factor

UNIT_DOES_NOT_FIT = MessageKind(
    "unit-does-not-fit",
    N_("{found} cannot become {wanted}, the unit of {source}"),
    N_("an amount that measures the same as {wanted}, or a distance or heating value that leads there"),
    N_("give the amount in a unit such as {wanted}, or fill heating_value and heating_value_unit"),
)


@dataclass(frozen=True, slots=True)
class Conversion:
    """A constant, and the column of the row whose value also multiplies (none, ``distance_km``, ``heating_value``)."""

    factor: Decimal
    by_column: str = ""


def conversion_to(row: InputRow, target: str) -> Conversion | None:
    """How the amount of an input row becomes an amount in the unit of its source.

    A distance turns mass into tonne-kilometres and always applies when given; a heating value applies only where the
    source counts energy and the amount does not. ``None`` when the row does not hold what is needed.

    Raises:
        UnitError: a unit is unknown.
    """
    have, want = Unit(row.unit), Unit(target)
    if row.distance_km is not None:
        by_distance = product_factor(have, Unit("km"), want)
        return None if by_distance is None else Conversion(by_distance, "distance_km")
    if have.measures_same_as(want):
        return Conversion(have.factor_to(want))
    if row.heating_value is not None and row.heating_value_unit:
        by_heat = product_factor(have, Unit(row.heating_value_unit), want)
        return None if by_heat is None else Conversion(by_heat, "heating_value")
    return None
