"""The noun Factor: emissions per reference unit, with a basis that says what kind of number it is.

Unlike bases refuse to add (DESIGN, nouns): a direct CO2 factor of a grid and a life-cycle CO2e factor of the same grid
are different quantities, and `Factor.plus` raises where a spreadsheet would sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from fourfold.core.lines import EmissionKind, Line
from fourfold.core.problems import NOWHERE, Place
from fourfold.core.quantities import Unit


class Quantity(StrEnum):
    """Which emissions a factor counts."""

    CO2_DIRECT = "co2_direct"
    CO2E_DIRECT = "co2e_direct"
    CO2E_LIFECYCLE = "co2e_lifecycle"


class Claim(StrEnum):
    """On which view of the grid an electricity factor stands."""

    LOCATION = "location"
    MARKET = "market"
    RESIDUAL = "residual"
    NOT_APPLICABLE = "not_applicable"


class Averaging(StrEnum):
    """Average factors conserve carbon; marginal ones do not and never enter a footprint."""

    AVERAGE = "average"
    MARGINAL = "marginal"


class Losses(StrEnum):
    """Whether network losses up to the consumer are in the factor."""

    INCLUDED = "included"
    EXCLUDED = "excluded"
    UNSTATED = "unstated"
    NOT_APPLICABLE = "not_applicable"


class GwpSet(StrEnum):
    """Under which global warming potentials a CO2e figure was weighted."""

    AR4 = "AR4"
    AR5 = "AR5"
    AR6 = "AR6"
    UNSTATED = "unstated"
    NOT_WEIGHTED = "not_weighted"


class Status(StrEnum):
    """How far a value has been confirmed against the document it is said to come from."""

    OFFICIAL = "official"
    SECONDARY = "secondary"
    DERIVED = "derived"
    UNCONFIRMED = "unconfirmed"
    ILLUSTRATIVE = "illustrative"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Basis:
    """What kind of number a factor is. Two factors add only when their bases are equal.

    Attributes:
        quantity: direct CO2, direct CO2e or life-cycle CO2e.
        claim: location, market or residual; ``not_applicable`` outside electricity.
        averaging: average or marginal.
        losses: whether network losses are included.
        gwp_set: the weighting of parts given as CO2e; ``not_weighted`` when every part is a gas.
    """

    quantity: Quantity
    claim: Claim = Claim.NOT_APPLICABLE
    averaging: Averaging = Averaging.AVERAGE
    losses: Losses = Losses.NOT_APPLICABLE
    gwp_set: GwpSet = GwpSet.UNSTATED

    def differences(self, other: Basis) -> tuple[str, ...]:
        """Names of the fields in which the two differ."""
        names = ("quantity", "claim", "averaging", "losses", "gwp_set")
        return tuple(name for name in names if getattr(self, name) != getattr(other, name))


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
        value: kg of the gas (or kg CO2e) per reference unit.
        kind: how the gas arises, where that decides its warming potential.
        place: the table row.
    """

    gas: str
    line: Line
    value: Decimal
    kind: EmissionKind | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number was published.

    Attributes:
        publisher: who.
        document: title and number of the notice, report or paper.
        published: date, month or year of publication, as text.
        url: where it can be read.
        licence: terms of reuse, as far as known.
    """

    publisher: str
    document: str
    published: str = ""
    url: str = ""
    licence: str = ""


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
