"""The noun Factor: emissions per reference unit, with a basis that says what kind of number it is.

Unlike bases refuse to add (DESIGN, nouns): a direct CO2 factor of a grid and a life-cycle CO2e factor of the same grid
are different quantities, and `Factor.plus` raises where a spreadsheet would sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from fourfold.core.lines import EmissionKind, Line
from fourfold.core.problems import NOWHERE, Place
from fourfold.core.quantities import Unit
from fourfold.data.basis import Averaging, Basis, Claim, GwpSet, Losses, Quantity
from fourfold.data.source import Source, Status

__all__ = [
    "Factor",
    "FactorPart",
    "BasisMismatchError",
    "Basis",
    "Quantity",
    "Claim",
    "Averaging",
    "Losses",
    "GwpSet",
    "Source",
    "Status",
]


class BasisMismatchError(ValueError):
    """Two factors of unlike basis were about to be added or compared."""

    def __init__(self, left: Factor, right: Factor) -> None:
        self.left, self.right = left, right
        self.fields = left.basis.differences(right.basis)
        spelled = ", ".join(f"{f}: {getattr(left.basis, f)} / {getattr(right.basis, f)}" for f in self.fields)
        super().__init__(f"{left.id} and {right.id} differ in {spelled or 'reference unit'}")


@dataclass(frozen=True, slots=True)
class FactorPart:
    """One row of a factor.

    Attributes:
        gas: a gas of the warming-potential table, or ``CO2e`` where the source gives only the weighted sum.
        line: the result line the part belongs to.
        value: kg of the gas (or kg CO2e) per reference unit; negative on the line of removals.
        kind: how the gas arises, where that decides its warming potential.
        low, high: lowest and highest value the source gives, where it gives a range.
        place: the table row.
    """

    gas: str
    line: Line
    value: Decimal
    kind: EmissionKind | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Factor:
    """Emissions per reference unit, with everything needed to judge whether it may be used.

    Attributes:
        id: stable name, lower case, such as ``cn-electricity-footprint-2024``.
        names: display names by language (``en``, ``zh``).
        family: ``electricity``, ``heat``, ``fuel``, ``material``, ``transport``, ``treatment`` or ``service``.
        per: reference unit.
        parts: emissions by gas and line; they sum to the factor.
        basis: what kind of number it is.
        area: area code, empty when it holds anywhere.
        valid_from, valid_to: half-open period the data describe.
        technology: technology, empty for a mix.
        status: how far it is confirmed.
        source: where it was published.
        heating_basis: ``net`` or ``gross`` for factors per unit of fuel energy, else empty.
        quality: five ratings, empty when not rated.
        note: what a user should know.
        place: first table row it was read from.
    """

    id: str
    names: Mapping[str, str]
    family: str
    per: Unit
    parts: tuple[FactorPart, ...]
    basis: Basis
    area: str
    valid_from: date
    valid_to: date
    status: Status
    source: Source
    technology: str = ""
    heating_basis: str = ""
    quality: str = ""
    note: str = ""
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def is_electricity(self) -> bool:
        """Whether it describes electricity."""
        return self.family == "electricity"
