"""The noun Factor: emissions per reference unit, with a basis that says what kind of number it is.

Unlike bases refuse to add (DESIGN, nouns): a direct CO2 factor of a grid and a life-cycle CO2e factor of the same grid
are different quantities, and `Factor.plus` raises where a spreadsheet would sum.

Laws: `plus` is commutative and associative; `scaled` distributes over it; `total` sums its parts line by line. All
arithmetic is exact decimal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, localcontext

from fourfold.core.canonical import JSON, decimal_text, digest_of
from fourfold.core.lines import CO2E, LINE_OF_ORIGIN, EmissionKind, Line
from fourfold.core.problems import NOWHERE, Place
from fourfold.core.quantities import Unit
from fourfold.data.basis import BASIS_FIELDS, Averaging, Basis, Claim, GwpSet, Losses, Quantity
from fourfold.data.gwp import Gwp, gwp
from fourfold.data.source import WEAKENING_STATUS, Source, Status

__all__ = [
    "Factor",
    "FactorPart",
    "WeightedPart",
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

_PRECISION = 60
_ORIGIN_OF_LINE = {line: origin for origin, line in LINE_OF_ORIGIN.items()}


class BasisMismatchError(ValueError):
    """Two factors of unlike basis were about to be added or compared.

    Attributes:
        left, right: the two factors.
        fields: what they differ in: fields of the basis, ``per`` or ``heating_basis``.
    """

    def __init__(self, left: Factor, right: Factor) -> None:
        self.left, self.right = left, right
        self.fields = left.differences(right)
        spelled = ", ".join(f"{name}: {_trait(left, name)} / {_trait(right, name)}" for name in self.fields)
        super().__init__(f"{left.id} and {right.id} differ in {spelled}")


@dataclass(frozen=True, slots=True)
class FactorPart:
    """One row of a factor.

    Attributes:
        gas: canonical name of a gas of the warming-potential table, or ``CO2e`` where the source gives only the
            weighted sum.
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

    def content(self) -> JSON:
        """The part as canonical JSON holds it."""
        return {
            "gas": self.gas,
            "line": self.line.value,
            "kind": self.kind.value if self.kind else None,
            "value": decimal_text(self.value),
            "low": None if self.low is None else decimal_text(self.low),
            "high": None if self.high is None else decimal_text(self.high),
        }


@dataclass(frozen=True, slots=True)
class WeightedPart:
    """A part and its weight.

    Attributes:
        part: the part.
        potential: warming potential used; ``None`` where the part is CO2e under the factor's own GWP set.
        kg_co2e: per reference unit.
    """

    part: FactorPart
    potential: Gwp | None
    kg_co2e: Decimal


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

    def weighted(self, gwp_set: GwpSet) -> tuple[WeightedPart, ...]:
        """Each part in kg CO2e per reference unit.

        Parts that are gases are weighted by `gwp_set`; parts given as CO2e are taken as they are, under the factor's
        own set (`basis.gwp_set`): a weighted sum cannot be weighted again.

        Args:
            gwp_set: AR4, AR5 or AR6.

        Raises:
            GasError: the set does not list a gas of the factor.
        """
        with localcontext() as context:
            context.prec = _PRECISION
            return tuple(_weigh(part, gwp_set) for part in self.parts)

    def total(self, gwp_set: GwpSet) -> dict[Line, Decimal]:
        """kg CO2e per reference unit on each line the factor has, as in `weighted`."""
        totals: dict[Line, Decimal] = {}
        with localcontext() as context:
            context.prec = _PRECISION
            for item in self.weighted(gwp_set):
                totals[item.part.line] = totals.get(item.part.line, Decimal(0)) + item.kg_co2e
        return totals

    def scaled(self, by: Decimal, per: Unit | None = None) -> Factor:
        """The factor times a number, for another reference unit where one is given. The id stays; the digest does not.

        Raises:
            ValueError: `by` is negative or not finite: scaling turns no burden into a credit.
        """
        if not by.is_finite() or by < 0:
            raise ValueError(f"a factor is scaled by a number of at least 0, not {by}")
        with localcontext() as context:
            context.prec = _PRECISION
            parts = tuple(
                replace(part, value=part.value * by, low=_times(part.low, by), high=_times(part.high, by))
                for part in self.parts
            )
        return replace(self, parts=parts, per=per or self.per)

    def plus(self, other: Factor) -> Factor:
        """The sum of two factors of the same basis and reference unit; it names everything both name.

        The sum is as well confirmed as its weakest term, and spans the periods of both.

        Raises:
            BasisMismatchError: the two are different kinds of number.
        """
        if self.differences(other):
            raise BasisMismatchError(self, other)
        return Factor(
            id="+".join(sorted([*self.id.split("+"), *other.id.split("+")])),
            names={lang: _union(self._name(lang), other._name(lang), " + ") for lang in ("en", "zh")},
            family=_union(self.family, other.family, "+"),
            per=self.per,
            parts=_summed([*self.parts, *other.parts]),
            basis=self.basis,
            area=_union(self.area, other.area, "+"),
            valid_from=min(self.valid_from, other.valid_from),
            valid_to=max(self.valid_to, other.valid_to),
            status=max(self.status, other.status, key=WEAKENING_STATUS.index),
            source=Source(
                *(_union(getattr(self.source, name), getattr(other.source, name), " + ") for name in _SOURCE_FIELDS)
            ),
            technology=_union(self.technology, other.technology, "+"),
            heating_basis=self.heating_basis,
            note=_union(self.note, other.note, " + "),
        )

    def differences(self, other: Factor) -> tuple[str, ...]:
        """What keeps the two from being added: fields of the basis, ``per``, ``heating_basis``."""
        unlike = tuple(name for name in ("per", "heating_basis") if getattr(self, name) != getattr(other, name))
        return self.basis.differences(other.basis) + unlike

    def content(self) -> dict[str, JSON]:
        """Everything the factor says, as canonical JSON holds it; not where it was read from."""
        parts = sorted(self.parts, key=_part_order)
        return {
            "id": self.id,
            "names": dict(self.names.items()),
            "family": self.family,
            "per": self.per.text,
            "parts": [part.content() for part in parts],
            "basis": {name: str(getattr(self.basis, name)) for name in BASIS_FIELDS},
            "area": self.area,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": self.valid_to.isoformat(),
            "technology": self.technology,
            "heating_basis": self.heating_basis,
            "status": self.status.value,
            "source": {name: getattr(self.source, name) for name in _SOURCE_FIELDS},
            "quality": self.quality,
            "note": self.note,
        }

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON of `content`: the order of rows and their place do not matter."""
        return digest_of(self.content())

    def _name(self, lang: str) -> str:
        return self.names.get(lang) or next(iter(self.names.values()), self.id)


_SOURCE_FIELDS = ("publisher", "document", "published", "url", "licence")


def _weigh(part: FactorPart, gwp_set: GwpSet) -> WeightedPart:
    if part.gas == CO2E:
        return WeightedPart(part, None, part.value)
    potential = gwp(gwp_set, part.gas, _ORIGIN_OF_LINE[part.line], part.kind)
    return WeightedPart(part, potential, part.value * potential.value)


def _summed(parts: Iterable[FactorPart]) -> tuple[FactorPart, ...]:
    sums: dict[tuple[str, str, str], FactorPart] = {}
    with localcontext() as context:
        context.prec = _PRECISION
        for part in parts:
            key = _part_order(part)
            before = sums.get(key)
            sums[key] = part if before is None else _added(before, part)
    return tuple(sums[key] for key in sorted(sums))


def _added(left: FactorPart, right: FactorPart) -> FactorPart:
    low = None if left.low is None or right.low is None else left.low + right.low
    high = None if left.high is None or right.high is None else left.high + right.high
    return FactorPart(left.gas, left.line, left.value + right.value, left.kind, low, high)


def _part_order(part: FactorPart) -> tuple[str, str, str]:
    return part.gas, part.line, part.kind or ""


def _times(value: Decimal | None, by: Decimal) -> Decimal | None:
    return None if value is None else value * by


def _union(left: str, right: str, joint: str) -> str:
    members = {member for text in (left, right) for member in text.split(joint) if member}
    return joint.join(sorted(members))


def _trait(factor: Factor, name: str) -> str:
    value = getattr(factor.basis if name in BASIS_FIELDS else factor, name)
    return value.text if isinstance(value, Unit) else str(value)
