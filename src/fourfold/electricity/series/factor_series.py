"""Factor series: what a kWh of an area carries, interval by interval, as integers in mg CO2e/kWh.

Factors are rounded once, when a series is read (half to even, from exact decimals), so that every product with an
energy is integer arithmetic afterwards (law 4). A gap is never filled (law 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from fourfold.core.intervals import Grid
from fourfold.core.problems import NOWHERE, Assumption, Place
from fourfold.core.zones import Ints
from fourfold.data.factor import Basis, Source, Status
from fourfold.electricity.integers import Exact, decimal_of, exact_sum, product

MG_PER_KG_EXPONENT = 6
Weighting = Literal["demand", "time"]


@dataclass(frozen=True, slots=True)
class MeanFactor:
    """A mean of a series.

    Attributes:
        kg_co2e_per_kwh: exact.
        weighting: ``demand`` when weighted by the area's demand in each interval, ``time`` when each interval counts
            alike.
        over_whole_years: whether it covers whole calendar years, or only the study period.
    """

    kg_co2e_per_kwh: Fraction
    weighting: Weighting
    over_whole_years: bool


@dataclass(frozen=True, slots=True)
class FactorLabel:
    """From which rung of the ladder of fallbacks a factor is, such as ``AREA_HOUR``, and of which area it is."""

    label: str
    area: str


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """Labels of the factors of a series.

    Attributes:
        names: the labels there are.
        position: which of them holds ``[interval]``.
    """

    names: tuple[FactorLabel, ...]
    position: Ints


@dataclass(frozen=True, slots=True, eq=False)
class FactorSeries:
    """Emissions per kWh of an area's electricity in each interval.

    Attributes:
        id: short name.
        names: display names by language.
        area: area code.
        basis: what kind of number the factors are.
        status: how far they are confirmed; illustrative series are labelled wherever they show.
        source: where they were published.
        form: ``intervals``, ``typical-day`` or ``sealed``.
        grid: the intervals, at least those of the study period.
        mg_co2e_per_kwh: factors ``[interval]``, int64, never negative.
        demand: the area's demand in proportion ``[interval]``, or nothing when the source gives none.
        over_whole_years: whether the grid covers the calendar years of the period, or only the period.
        assumptions: what the series rests on beside its file.
        labels: of the factors, where the publisher of the series labelled them.
        place: the row that declares it.
    """

    id: str
    names: Mapping[str, str]
    area: str
    basis: Basis
    status: Status
    source: Source
    form: str
    grid: Grid
    mg_co2e_per_kwh: Ints
    demand: Exact | None = None
    over_whole_years: bool = True
    assumptions: tuple[Assumption, ...] = ()
    labels: Labels | None = None
    place: Place = field(default=NOWHERE)

    @property
    def start_utc(self) -> datetime:
        """Moment at which the first interval begins."""
        return self.grid.start_utc

    @property
    def step_minutes(self) -> int:
        """Length of an interval."""
        return self.grid.step_minutes

    @property
    def minimum_kg_co2e_per_kwh(self) -> Decimal:
        """Lowest factor."""
        return decimal_of(int(self.mg_co2e_per_kwh.min()), -MG_PER_KG_EXPONENT)

    @property
    def maximum_kg_co2e_per_kwh(self) -> Decimal:
        """Highest factor."""
        return decimal_of(int(self.mg_co2e_per_kwh.max()), -MG_PER_KG_EXPONENT)

    def annual_mean(self) -> MeanFactor:
        """Mean over the series: weighted by demand where the source gives it, else by time; exact, and says which.

        The mean of rates that carries the same total as the intervals is the one weighted by energy, so demand goes
        first.
        """
        if self.demand is None:
            return self._mean(exact_sum(self.mg_co2e_per_kwh), self.grid.count, "time")
        return self._mean(exact_sum(product(self.mg_co2e_per_kwh, self.demand)), exact_sum(self.demand), "demand")

    def _mean(self, total: int, weight: int, weighting: Weighting) -> MeanFactor:
        value = Fraction(total, weight * 10**MG_PER_KG_EXPONENT)
        return MeanFactor(value, weighting, self.over_whole_years)
