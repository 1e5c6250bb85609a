"""What values electricity that neither a site's own plants nor an instrument covers, where a method does not take the
grid for it: the supplier's figure, standard supply, the residual mix, fossil generation.

A study names a factor for each; the residual mix may also be a series of the site's area. Where a method asks for a
kind of which the study knows nothing, the next kind of the method's order stands in, and the result says so. That is a
fallback from a published ladder (law 2); where the order has no further kind there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from fourfold.accounting.conversion import UNIT_DOES_NOT_FIT
from fourfold.accounting.notes import Notes
from fourfold.accounting.power.choice import series_is_suitable
from fourfold.accounting.power.reading import PowerBook
from fourfold.accounting.sourcing import Sourcing
from fourfold.accounting.study.declarations import ElectricityDeclaration
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.rows import SeriesRow
from fourfold.accounting.suitability import Setting, factor_is_suitable
from fourfold.core.problems import N_, MessageKind, Place
from fourfold.core.quantities import Unit
from fourfold.data.basis import Claim
from fourfold.data.factor import Factor
from fourfold.electricity.series.factor_series import FactorSeries
from fourfold.electricity.supply.beyond import TAKING_ALL
from fourfold.electricity.supply.rule import SupplyKind

SUPPLY_FACTOR_MISSING = MessageKind(
    "supply-factor-missing",
    N_("the method {method} values what is left of electricity in {area} as {supply}; the study has no factor for it"),
    N_("a factor named in study.yaml, or a kind of supply after it in the order of the method"),
    N_("name one under {key}"),
)
SUPPLY_KIND_UNKNOWN = MessageKind(
    "supply-kind-unknown",
    N_(
        "the method {method} values electricity in {area} as {supply} next; the study has no factor for that, so"
        " {instead} stands in, which comes after it in the method's order"
    ),
)
SUPPLY_OTHER_AREA = MessageKind(
    "supply-factor-other-area",
    N_("the factor {found} of {supply} holds for {factor_area}, a site lies in {area}"),
    N_("a factor of {area} or of an area that contains it"),
    N_("name another factor"),
)

KEYS: Mapping[SupplyKind, str] = {
    SupplyKind.SUPPLIER_PRODUCT: "supplier_factor",
    SupplyKind.STANDARD_SUPPLY: "standard_supply_factor",
    SupplyKind.RESIDUAL: "residual_factor",
    SupplyKind.FOSSIL: "fossil_factor",
}
"""Key under ``electricity`` in ``study.yaml`` that names the factor of a kind."""


@dataclass(frozen=True, slots=True)
class ResidualSeries:
    """A series of the residual mix."""

    row: SeriesRow
    series: FactorSeries


Rest: TypeAlias = Factor | ResidualSeries


def place_of(kind: SupplyKind) -> Place:
    """Where a study names the factor of a kind."""
    return Place("study.yaml", 0, f"electricity.{KEYS[kind]}")


class RestBook:
    """What values each kind of supply in each area, looked up once."""

    def __init__(self, study: Study, at: Setting, power: PowerBook, sourcing: Sourcing, notes: Notes) -> None:
        self._study, self._at, self._power, self._sourcing, self._notes = study, at, power, sourcing, notes
        self._orders: dict[str, tuple[SupplyKind, ...] | None] = {}
        self._found: dict[tuple[SupplyKind, str], Rest | None] = {}

    def order(self, area: str) -> tuple[SupplyKind, ...] | None:
        """The order of the method without the kinds of which nothing is known; ``None`` after reporting a problem."""
        if area not in self._orders:
            self._orders[area] = self._order(area)
        return self._orders[area]

    def of(self, kind: SupplyKind, area: str) -> Rest:
        """What values a kind that is in `order`."""
        found = self._found[kind, area]
        if found is None:  # such a kind is not in the order
            raise AssertionError(kind)
        return found

    def _order(self, area: str) -> tuple[SupplyKind, ...] | None:
        order = self._at.method.supply.order
        kept: list[SupplyKind] = []
        sound = True
        for number, kind in enumerate(order):
            if kind not in KEYS:
                kept.append(kind)
                continue
            if not self._is_known(kind, area):
                sound &= self._stand_in(kind, order[number + 1 :], area)
                continue
            self._found[kind, area] = found = self._find(kind, area)
            sound &= found is not None
            kept.append(kind)
        return tuple(kept) if sound else None

    def _stand_in(self, kind: SupplyKind, later: tuple[SupplyKind, ...], area: str) -> bool:
        params = {"method": self._at.method.id, "area": area, "supply": kind}
        if not any(one in TAKING_ALL for one in later):
            key = f"electricity.{KEYS[kind]}"
            self._notes.problems.error(SUPPLY_FACTOR_MISSING, place_of(kind), **params, key=key)
            return False
        self._notes.assume(SUPPLY_KIND_UNKNOWN, place_of(kind), **params, instead=later[0])
        return True

    def _is_known(self, kind: SupplyKind, area: str) -> bool:
        return bool(self._named(kind)) or (kind is SupplyKind.RESIDUAL and self._residual_row(area) is not None)

    def _named(self, kind: SupplyKind) -> str:
        declared: ElectricityDeclaration = self._study.declarations.electricity
        name: str = getattr(declared, KEYS[kind])
        return name

    def _residual_row(self, area: str) -> SeriesRow | None:
        """The series of the residual mix of the nearest area that has one; nothing where that area has several."""
        for one in self._at.library.areas.chain(area):
            rows = [row for row in self._study.tables.series if row.area == one and row.claim == Claim.RESIDUAL]
            if rows:
                return rows[0] if len(rows) == 1 else None
        return None

    def _find(self, kind: SupplyKind, area: str) -> Rest | None:
        named = self._named(kind)
        if named:
            return self._factor(named, kind, area)
        row = self._residual_row(area)
        series = self._power.series.get(row.series) if row else None
        if row is None or series is None or not series_is_suitable(series, self._at, self._notes):
            return None  # a series that cannot be read or used was reported
        return ResidualSeries(row, series)

    def _factor(self, named: str, kind: SupplyKind, area: str) -> Factor | None:
        place, problems = place_of(kind), self._notes.problems
        factor = self._sourcing.find_factor(named, place)
        if factor is None or not factor_is_suitable(factor, "electricity", "", place, self._at, self._notes):
            return None
        if factor.area and factor.area not in self._at.library.areas.chain(area):
            params = {"found": named, "supply": kind, "factor_area": factor.area, "area": area}
            problems.error(SUPPLY_OTHER_AREA, place, **params)
            return None
        if not Unit("kWh").measures_same_as(factor.per):
            params = {"found": "kWh", "wanted": factor.per.text, "source": factor.id}
            problems.error(UNIT_DOES_NOT_FIT, place, **params)
            return None
        return factor
