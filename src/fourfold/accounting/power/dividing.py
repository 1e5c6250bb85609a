"""The rule ``least-emissions`` of a study: factors by which its limited instruments are divided, and what that changed.

An instrument counts at the factor of its technology; what else would cover a load is the first kind of the method's
order that takes all that is left, at the factor of each interval where the method goes by the hour. Standard supply is
taken for it where it covers all that is left; where it covers a share, the rule goes by the kind behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from fourfold.accounting.counting import is_biogenic_co2
from fourfold.accounting.method import BiogenicTreatment, ElectricityResolution
from fourfold.accounting.notes import Notes
from fourfold.accounting.power.choice import Choice, factor_places
from fourfold.accounting.power.reading import Load
from fourfold.accounting.power.rest import ResidualSeries, Rest, RestBook
from fourfold.accounting.study.rows import ElectricityRow
from fourfold.accounting.suitability import Setting
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.quantities import Unit
from fourfold.data.factor import Factor
from fourfold.data.gwp import GasError
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.integers import decimal_of_fraction
from fourfold.electricity.series.factor_series import FactorSeries
from fourfold.electricity.supply.account import account
from fourfold.electricity.supply.beyond import TAKING_ALL
from fourfold.electricity.supply.dividing import Alternative, Levels
from fourfold.electricity.supply.division import Division, LoadDivision
from fourfold.electricity.supply.rule import SiteSupply, SupplyKind

ALLOCATION_PLACE = Place("study.yaml", 0, "supply.allocation")
DIVIDED_FOR_LEAST = MessageKind(
    "instruments-divided-for-least",
    N_(
        "limited instruments of the site {site} cover what would otherwise emit most, not every load in proportion:"
        " {moved_kwh} kWh of cover moved, {saved_kg} kg CO2e less under method {method}"
    ),
)
RestFactor: TypeAlias = Fraction | FactorSeries
"""mg CO2e per kWh, or a series by whose hours the energy is valued."""
_MG_PER_KG = 10**6
_QUANTUM = Decimal("1e-6")


@dataclass(frozen=True, slots=True)
class SiteDivision:
    """How limited instruments of a site were divided under a method."""

    site: str
    division: Division


class Alternatives:
    """Makes the factors by which instruments are divided."""

    def __init__(self, at: Setting, rest: RestBook, notes: Notes) -> None:
        self._at, self._rest, self._notes = at, rest, notes

    def of(
        self,
        area: str,
        order: Sequence[SupplyKind],
        supply: SiteSupply,
        loads: Mapping[str, Load],
        choices: Mapping[str, Choice | None],
        instruments: Mapping[str, Factor],
        standard_share: Decimal,
    ) -> Alternative | None:
        """Factors of a site's loads and instruments; ``None`` where one cannot serve: it is reported where it is used.

        Args:
            area: of the site.
            order: kinds of supply of which something is known.
            supply: its loads after on-site generation.
            loads: its rows.
            choices: what values the grid energy of each.
            instruments: the factor of each that counts.
            standard_share: share that standard supply covers at most.
        """
        levels: dict[str, Levels] = {}
        for name, covered in supply.loads.items():
            choice = choices[name]
            rest = None if choice is None else self.rest(area, order, choice, standard_share)
            found = None if rest is None else levels_of(rest, covered.grid, loads[name].row)
            if found is None:
                return None
            levels[name] = found
        factors = {name: self._mg(factor) for name, factor in instruments.items()}
        known = {name: factor for name, factor in factors.items() if factor is not None}
        return Alternative(levels, known) if len(known) == len(factors) else None

    def rest(
        self, area: str, order: Sequence[SupplyKind], choice: Choice, standard_share: Decimal
    ) -> RestFactor | None:
        """What else would cover a load; ``None`` where it cannot serve: it is reported where it is used.

        Args:
            area: of the site.
            order: kinds of supply of which something is known.
            choice: what values the grid energy of the load.
            standard_share: share that standard supply covers at most.
        """
        taking = (*TAKING_ALL, SupplyKind.STANDARD_SUPPLY) if standard_share == 1 else TAKING_ALL
        kind = next((one for one in order if one in taking), SupplyKind.GRID)
        rest: Rest | FactorSeries = choice.series if kind is SupplyKind.GRID else self._rest.of(kind, area)
        if kind is SupplyKind.GRID and self._at.method.electricity is ElectricityResolution.OFFICIAL_NATIONAL:
            if choice.official.factor is None:
                return None
            rest = choice.official.factor
        if isinstance(rest, Factor):
            return self._mg(rest)
        series = rest.series if isinstance(rest, ResidualSeries) else rest
        if self._at.method.electricity is not ElectricityResolution.HOURLY:
            return series.annual_mean().kg_co2e_per_kwh * _MG_PER_KG
        return series

    def _mg(self, factor: Factor) -> Fraction | None:
        """mg CO2e per kWh as the method counts them; nothing where it knows no potential of a gas."""
        without = self._at.method.biogenic is BiogenicTreatment.ZERO
        try:
            parts = factor.weighted(self._at.method.gwp_set)
        except GasError:
            return None
        counted = (one.kg_co2e for one in parts if not (without and is_biogenic_co2(one.part.line, one.part.gas)))
        per_kwh = Fraction(Unit("kWh").factor_to(factor.per)) * _MG_PER_KG
        return sum((Fraction(kg) for kg in counted), Fraction(0)) * per_kwh


def levels_of(rest: RestFactor, energy: EnergySeries, row: ElectricityRow) -> Levels | None:
    """The factor of each interval of a load's energy; ``None`` where a series does not hold for all of it, which is
    reported where it is used."""
    if isinstance(rest, Fraction):
        return Levels.even(rest, energy.grid.count)
    hourly = account(energy, rest, row.electricity, row.place, Problems())
    return None if hourly is None else Levels.of(hourly.mg_co2e_per_kwh)


def cells_of_division(supply: SiteSupply, choices: Mapping[str, Choice | None]) -> list[Place]:
    """Cells on which it depends who gets limited instruments, where that hangs on the factors of the hours."""
    if supply.division is None:
        return []
    places = [place for one in choices.values() if one for place in factor_places(one.row, with_demand=False)]
    return [ALLOCATION_PLACE, *dict.fromkeys(places)]


def note_division(site: str, division: Division, at: Setting, notes: Notes) -> None:
    """Tell that instruments were not divided in proportion, and what that changed."""
    moved = sum((max(one.covered_kwh - one.proportional_kwh, Decimal(0)) for one in division.loads), Decimal(0))
    params = {
        "site": site,
        "moved_kwh": decimal_text(moved),
        "saved_kg": _kg(division.saved_kg_co2e),
        "method": at.method.id,
    }
    notes.assume(DIVIDED_FOR_LEAST, ALLOCATION_PLACE, **params)


def divisions_document(divisions: Sequence[SiteDivision], loads: Mapping[str, Load]) -> list[JSON]:
    """Site by site how limited instruments were divided, in the study period, for the result."""
    return [
        {
            "site": one.site,
            "rule": "least-emissions",
            "saved_kg_co2e": _kg(one.division.saved_kg_co2e),
            "loads": [_load(load, loads[load.load]) for load in one.division.loads],
            "instruments": [
                {
                    "instrument": offer.instrument,
                    "offered_kwh": decimal_text(offer.offered_kwh),
                    "used_kwh": decimal_text(offer.used_kwh),
                    "proportional_kwh": decimal_text(offer.proportional_kwh),
                    "worth_kg_co2e_per_kwh": _kg(offer.worth_kg_co2e_per_kwh),
                }
                for offer in one.division.offers
            ],
        }
        for one in divisions
    ]


def _load(load: LoadDivision, row: Load) -> dict[str, JSON]:
    return {
        "electricity": load.load,
        "process": row.row.process,
        "covered_kwh": decimal_text(load.covered_kwh),
        "proportional_kwh": decimal_text(load.proportional_kwh),
        "outbid_kwh": decimal_text(load.outbid_kwh),
        "without_offer_kwh": decimal_text(load.alone_kwh),
        "kg_co2e": _kg(load.kg_co2e),
        "difference_kwh": decimal_text(load.covered_kwh - load.proportional_kwh),
        "difference_kg_co2e": _kg(load.kg_co2e - load.proportional_kg_co2e),
    }


def _kg(value: Fraction) -> str:
    return decimal_text(decimal_of_fraction(value).quantize(_QUANTUM))
