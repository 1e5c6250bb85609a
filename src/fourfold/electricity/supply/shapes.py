"""Load shapes: an amount of a whole period spread over its intervals, summing exactly to the amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from fourfold.core.intervals import Grid, Period
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.core.zones import Ints
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.integers import apportion, exact_sum, narrow, whole_weights
from fourfold.electricity.reading.calendar_tables import CalendarTable, TypicalHour, calendar_table, hour_grid
from fourfold.electricity.specs import ShapeHour

SHAPE_NEGATIVE = MessageKind(
    "shape-negative", N_("the weight {found} is negative"), N_("zero or more"), N_("correct the weight")
)
SHAPE_ZERO = MessageKind(
    "shape-zero",
    N_("the load shape {shape} is zero throughout the period, so it cannot spread an amount"),
    N_("a weight above zero in at least one hour of the period"),
    N_("correct the weights"),
)
SPREAD_BY_SHAPE = MessageKind(
    "spread-by-shape",
    N_("The amount of {subject} was spread over the hours by the load shape {shape}; it was not metered by the hour."),
)
_TOTAL_DIGITS = 13
_MOST_DIGITS = 17


@dataclass(frozen=True, slots=True)
class LoadShape:
    """A load shape.

    Attributes:
        shape: its short name.
        table: which row holds when.
        weights: whole numbers in the proportion of the rows' weights ``[row]``.
        place: its first row.
    """

    shape: str
    table: CalendarTable
    weights: tuple[int, ...]
    place: Place

    def over(self, grid: Grid, time_zone: str, problems: Problems) -> Ints | None:
        """Weight of each interval ``[interval]``, or nothing when the shape has no row for one."""
        rows = self.table.over(grid, time_zone, problems)
        if rows is None:
            return None
        kind = np.int64 if max(self.weights) < 2**62 else object
        return np.array(self.weights, kind)[rows]


def load_shape(hours: Sequence[ShapeHour], problems: Problems) -> LoadShape | None:
    """The shape the rows of one short name describe, or nothing when they contradict each other or leave hours out."""
    first = hours[0]
    negative = [hour for hour in hours if hour.weight < 0]
    for hour in negative:
        problems.error(SHAPE_NEGATIVE, hour.place.at("weight"), found=hour.weight)
    typical = [TypicalHour(hour.month, hour.day_type, hour.hour, hour.place) for hour in hours]
    table = calendar_table(typical, first.shape, first.place, problems)
    if table is None or negative:
        return None
    return LoadShape(first.shape, table, tuple(whole_weights([Fraction(hour.weight) for hour in hours])), first.place)


def spread(
    amount_wh: Decimal | Fraction, shape: LoadShape, period: Period, time_zone: str, problems: Problems
) -> EnergySeries | None:
    """Spread an amount over the hours of a period in proportion to a load shape.

    The quantum is the power of ten that gives the amount 13 digits, finer where the amount has more; an amount that
    does not end within 17 digits is rounded to that many. The energies sum to the amount exactly (largest remainder).

    Args:
        amount_wh: the energy of the whole period in Wh, not negative.
        shape: the load shape.
        period: the study period.
        time_zone: zone of the site, on whose clock and calendar the shape stands.
        problems: receives an error when the shape has no weight in the period.
    """
    grid = hour_grid(period, time_zone)
    weights = shape.over(grid, time_zone, problems)
    if weights is None:
        return None
    if exact_sum(weights) == 0:
        problems.error(SHAPE_ZERO, shape.place, shape=shape.shape)
        return None
    total, exponent = _in_quanta(Fraction(amount_wh))
    return EnergySeries(grid, narrow(apportion(total, weights)), exponent)


def spread_assumption(subject: str, shape: LoadShape) -> Assumption:
    """That an amount was spread, for the result."""
    return Assumption(SPREAD_BY_SHAPE, {"subject": subject, "shape": shape.shape}, (shape.place,))


def _in_quanta(amount_wh: Fraction) -> tuple[int, int]:
    """The amount as a whole number of quanta, and the quantum's power of ten in Wh."""
    if amount_wh == 0:
        return 0, 0
    digits = 0
    while amount_wh >= Fraction(10) ** digits:
        digits += 1
    while amount_wh < Fraction(10) ** (digits - 1):
        digits -= 1
    for wanted in range(_TOTAL_DIGITS, _MOST_DIGITS + 1):
        quanta = amount_wh / Fraction(10) ** (digits - wanted)
        if quanta.denominator == 1:
            break
    return round(quanta), digits - wanted
