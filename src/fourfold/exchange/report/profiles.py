"""Hourly profiles of a result, summed for tables and thinned for heat maps.

Sums are sums of integers. Means over hours leave out the hours without a factor.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from fourfold.core.canonical import JSON
from fourfold.exchange.report.document import (
    Object,
    ResultShapeError,
    decimal_at,
    integer_at,
    integers_at,
    names_at,
    text_at,
)
from fourfold.exchange.report.numbers import Numbers

_LEVELS = 99_999


@dataclass(frozen=True, slots=True)
class Slot:
    """Sums over some hours: those of one month, or the same hour of every day.

    Attributes:
        key: month 1 to 12, or hour 0 to 23.
        hours: how many steps were summed.
        energy_wh: energy.
        mg_co2e: emissions.
        factor_mg_per_kwh: mean of the factor over the steps that have one, each counted alike.
    """

    key: int
    hours: int
    energy_wh: Decimal
    mg_co2e: int
    factor_mg_per_kwh: Decimal | None


@dataclass(frozen=True, slots=True)
class Profile:
    """One site's year under one series, on the site's standard clock.

    Arrays are `[step]`, whole days from `start`; energy is in quanta of `quantum_wh`. Energy and emissions are ``None``
    in the steps of the first and last day that lie outside the period.
    """

    site: str
    names: dict[str, str]
    series: str
    time_zone: str
    start: datetime
    step_minutes: int
    quantum_wh: Decimal
    energy: list[int | None]
    factor_mg_per_kwh: list[int | None]
    emissions_mg: list[int | None]

    @property
    def days(self) -> int:
        """Whole days covered."""
        return len(self.energy) * self.step_minutes // 1440

    @property
    def offset(self) -> str:
        """The standard clock, such as ``UTC+08:00``."""
        return f"UTC{self.start.isoformat()[-6:]}"

    def at(self, step: int) -> str:
        """Start of a step on the standard clock."""
        return f"{self.start + timedelta(minutes=step * self.step_minutes):%Y-%m-%d %H:%M}"

    @property
    def by_hour(self) -> list[Slot]:
        """The typical day."""
        return self._slots([(step * self.step_minutes // 60) % 24 for step in range(len(self.energy))])

    @property
    def by_month(self) -> list[Slot]:
        """The months."""
        months = [(self.start + timedelta(days=day)).month for day in range(self.days)]
        slots = self._slots([months[step * self.step_minutes // 1440] for step in range(len(self.energy))])
        return [slot for slot in slots if slot.hours]

    def _slots(self, keys: list[int]) -> list[Slot]:
        slots = []
        for key in sorted(set(keys)):
            steps = [step for step, other in enumerate(keys) if other == key and self.energy[step] is not None]
            factors = [f for step in steps if (f := self.factor_mg_per_kwh[step]) is not None]
            slots.append(
                Slot(
                    key,
                    len(steps),
                    self.quantum_wh * sum(self.energy[step] or 0 for step in steps),
                    sum(self.emissions_mg[step] or 0 for step in steps),
                    Decimal(sum(factors)) / len(factors) if factors else None,
                )
            )
        return slots


def read_profile(profile: Object) -> Profile:
    """A profile of the result.

    Raises:
        ResultShapeError: arrays of unlike length, not of whole days, or with holes where there may be none.
    """
    energy = integers_at(profile, "energy")
    factor = integers_at(profile, "factor_mg_co2e_per_kwh")
    emissions = integers_at(profile, "emissions_mg_co2e")
    step_minutes = integer_at(profile, "step_minutes")
    whole = step_minutes > 0 and 1440 % step_minutes == 0 and len(energy) * step_minutes % 1440 == 0
    outside = [value is None for value in energy]
    if all(outside) or not whole or len(energy) != len(factor) or outside != [value is None for value in emissions]:
        raise ResultShapeError("electricity.profiles: arrays must cover the same whole days")
    return Profile(
        text_at(profile, "site"),
        names_at(profile),
        text_at(profile, "series"),
        text_at(profile, "time_zone"),
        datetime.fromisoformat(text_at(profile, "start")),
        step_minutes,
        decimal_at(profile, "quantum_wh"),
        energy,
        factor,
        emissions,
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """What a reader should know of a profile without seeing the picture; texts are rounded for display."""

    energy: str
    emissions: str
    load_weighted: str
    peak_energy: str
    peak_at: str
    lowest_factor: str
    highest_factor: str
    peak_emissions: str
    peak_emissions_at: str
    hours_without_factor: int


def facts(profile: Profile, numbers: Numbers) -> Facts:
    """Sums and extremes of a profile."""
    known = [value for value in profile.factor_mg_per_kwh if value is not None]
    quanta, mg = _inside(profile.energy), _inside(profile.emissions_mg)
    energy_wh, emissions = sum(quanta) * profile.quantum_wh, sum(mg)
    peak, worst = max(quanta), max(mg)
    return Facts(
        numbers.energy(energy_wh),
        numbers.mass(emissions),
        numbers.amount(emissions / energy_wh / 1000 if energy_wh else None),
        numbers.energy(peak * profile.quantum_wh),
        profile.at(profile.energy.index(peak)),
        numbers.amount(Decimal(min(known)).scaleb(-6) if known else None),
        numbers.amount(Decimal(max(known)).scaleb(-6) if known else None),
        numbers.mass(worst),
        profile.at(profile.emissions_mg.index(worst)),
        len(quanta) - len(known),
    )


def _inside(values: list[int | None]) -> list[int]:
    """The values of the steps inside the period."""
    return [value for value in values if value is not None]


def chart(profile: Profile) -> dict[str, JSON]:
    """What the heat maps and the typical day are drawn from: small integers times a scale, for the eye only."""
    energy_power, energy_unit = (
        (6, "MWh") if max(_inside(profile.energy)) * profile.quantum_wh >= 10_000_000 else (3, "kWh")
    )
    mass_power, mass_unit = (
        (9, "t CO₂e") if max(map(abs, _inside(profile.emissions_mg))) >= 10_000_000_000 else (6, "kg CO₂e")
    )
    hours = profile.by_hour
    days = profile.days
    typical: dict[str, JSON] = {
        "energy": [_mean(slot.energy_wh.scaleb(-energy_power), slot) for slot in hours],
        "factor": [None if (f := slot.factor_mg_per_kwh) is None else str(f.scaleb(-6)) for slot in hours],
        "emissions": [_mean(Decimal(slot.mg_co2e).scaleb(-mass_power), slot) for slot in hours],
    }
    return {
        "start": f"{profile.start:%Y-%m-%d}",
        "days": days,
        "steps": 1440 // profile.step_minutes,
        "stepMinutes": profile.step_minutes,
        "energy": _levels(profile.energy, profile.quantum_wh.scaleb(-energy_power), energy_unit),
        "factor": _levels(profile.factor_mg_per_kwh, Decimal("1e-6"), "kg CO₂e/kWh"),
        "emissions": _levels(profile.emissions_mg, Decimal(1).scaleb(-mass_power), mass_unit),
        "typical": typical,
    }


def _mean(total: Decimal, slot: Slot) -> str | None:
    """Per step of the slot; nothing where the period has none of its hours."""
    return str(total / slot.hours) if slot.hours else None


def _levels(values: list[int | None], quantum: Decimal, unit: str) -> JSON:
    largest = max((abs(value) for value in values if value is not None), default=0) or 1
    levels: list[JSON] = [None if value is None else round(value * _LEVELS / largest) for value in values]
    return {"unit": unit, "scale": str(largest * quantum / _LEVELS), "levels": levels}
