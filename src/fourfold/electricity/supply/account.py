"""Energy times factor, interval by interval, and what the same energy would come to at one factor for the whole year.

The product of energy quanta and mg CO2e/kWh is an integer; sums of them are exact (law 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from fourfold.core.intervals import ranges, spell_range
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import Ints
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.integers import Exact, decimal_of, decimal_of_fraction, exact_sum, product
from fourfold.electricity.series.factor_series import MG_PER_KG_EXPONENT, FactorLabel, FactorSeries

SERIES_FINER = MessageKind(
    "series-finer-than-energy",
    N_("the series {series} has intervals of {found} minutes, the energy of {subject} only {energy_minutes}"),
    N_("energy at the resolution of the factors or finer"),
    N_("take a series of {energy_minutes} minutes, or readings of {found} minutes"),
)
SERIES_STRADDLED = MessageKind(
    "series-straddled",
    N_("intervals of {subject} begin at {found} and lie across two intervals of the series {series}"),
    N_("intervals that lie inside one interval of the series"),
    N_("take readings and factors whose intervals begin at the same minutes"),
)
FACTOR_MISSING = MessageKind(
    "series-gap",
    N_("the series {series} has no factor from {found}, where {subject} has energy"),
    N_("a factor for every interval of the period"),
    N_("add the factors: nothing is filled in; or declare a rule for re-dating"),
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same energy at another factor.

    Attributes:
        kg_co2e_per_kwh: the factor.
        kg_co2e: emissions at it; exact where they end within 50 digits.
        difference_kg_co2e: hourly result less this one.
        difference_share: the difference as share of this one, nothing where this one is zero.
    """

    kg_co2e_per_kwh: Decimal
    kg_co2e: Decimal
    difference_kg_co2e: Decimal
    difference_share: Decimal | None


@dataclass(frozen=True, slots=True, eq=False)
class HourlyAccount:
    """Energy accounted with the factor of its interval.

    Attributes:
        energy: the energy.
        series: the factor series.
        mg_co2e_per_kwh: factor of each interval ``[interval]``.
        emissions: energy quanta times mg CO2e/kWh ``[interval]``; in units of `unit_exponent`.
    """

    energy: EnergySeries
    series: FactorSeries
    mg_co2e_per_kwh: Ints
    emissions: Exact

    @property
    def unit_exponent(self) -> int:
        """One unit of `emissions` is ten to this power, in kg CO2e."""
        return self.energy.quantum_exponent - 3 - MG_PER_KG_EXPONENT

    @property
    def kg_co2e(self) -> Decimal:
        """Emissions of all intervals, exact."""
        return decimal_of(exact_sum(self.emissions), self.unit_exponent)

    @property
    def load_weighted_kg_co2e_per_kwh(self) -> Fraction | None:
        """Emissions per kWh of this energy, exact; nothing where there is no energy."""
        kwh = Fraction(self.energy.total_kwh)
        return Fraction(self.kg_co2e) / kwh if kwh else None

    def kwh_by_label(self) -> dict[FactorLabel, Decimal]:
        """The energy by the label of the factor it met, exact; empty where the series has no labels."""
        labels = self.series.labels
        if labels is None:
            return {}
        grid, factors = self.energy.grid, self.series.grid
        held = labels.position[(grid.starts() - factors.start_s) // factors.step_s]
        exponent = self.energy.quantum_exponent - 3
        return {
            label: decimal_of(exact_sum(self.energy.energy[held == at]), exponent)
            for at, label in enumerate(labels.names)
        }

    def at_annual_mean(self) -> Comparison:
        """The same energy at the series' own annual mean."""
        return self._at(self.series.annual_mean().kg_co2e_per_kwh)

    def at_factor(self, kg_co2e_per_kwh: Decimal) -> Comparison:
        """The same energy at a given factor."""
        return self._at(Fraction(kg_co2e_per_kwh))

    def _at(self, factor: Fraction) -> Comparison:
        other = Fraction(self.energy.total_kwh) * factor
        difference = Fraction(self.kg_co2e) - other
        return Comparison(
            decimal_of_fraction(factor),
            decimal_of_fraction(other),
            decimal_of_fraction(difference),
            decimal_of_fraction(difference / other) if other else None,
        )


def account(
    energy: EnergySeries, series: FactorSeries, subject: str, place: Place, problems: Problems
) -> HourlyAccount | None:
    """Multiply each interval's energy by the factor of the interval of the series that contains it.

    Args:
        energy: the energy.
        series: factors at the same resolution or coarser.
        subject: what the energy is of, for messages.
        place: the row that joins them.
        problems: receives an error where an interval has no factor or cannot be assigned to one.
    """
    grid, factors = energy.grid, series.grid
    if factors.step_minutes % grid.step_minutes:
        problems.error(
            SERIES_FINER,
            place,
            series=series.id,
            subject=subject,
            found=factors.step_minutes,
            energy_minutes=grid.step_minutes,
        )
        return None
    if (grid.start_s - factors.start_s) % grid.step_s:
        found = grid.start_utc.isoformat(timespec="minutes")
        problems.error(SERIES_STRADDLED, place, subject=subject, found=found, series=series.id)
        return None
    starts = grid.starts()
    position = (starts - factors.start_s) // factors.step_s
    outside = (position < 0) | (position >= factors.count)
    if outside.any():
        for start, end in ranges(outside, starts, grid.step_s):
            found = spell_range(start, end, "UTC")
            problems.error(FACTOR_MISSING, place, series=series.id, subject=subject, found=found)
        return None
    mg = series.mg_co2e_per_kwh[position]
    return HourlyAccount(energy, series, mg, product(energy.energy, mg))
