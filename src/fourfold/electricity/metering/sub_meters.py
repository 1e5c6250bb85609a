"""Meters behind meters: what the sub-meters of a meter measure together against what it measures itself.

In every interval the energy behind a meter is at least that of its sub-meters; what is left has no meter of its own.

    rest   = max(meter − Σ sub-meters, 0)
    excess = max(Σ sub-meters − meter, 0)          meter = Σ sub-meters + rest − excess

Meters are not exact, so a declared share of the meter's energy in the period may be in excess, over all intervals
together; more means that one of them is wrong, or hangs elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from fourfold.core.canonical import decimal_text
from fourfold.core.intervals import ranges, spell_range
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.core.zones import Ints
from fourfold.electricity.energy import EnergySeries, add
from fourfold.electricity.integers import decimal_of, exact_sum

SUB_METERS_EXCEED = MessageKind(
    "sub-meters-exceed",
    N_("the sub-meters of {meter} ({children}) show {excess_kwh} kWh more than it in {found} ({count} intervals)"),
    N_("together at most {allowed_kwh} kWh more over the period, the declared tolerance of {tolerance}"),
    N_("correct the readings or the column parent; supply.sub_meter_tolerance in study.yaml allows for inexact meters"),
)
SUB_METERS = MessageKind(
    "sub-meters",
    N_(
        "The sub-meters of the meter {meter} ({children}) measure {measured_kwh} of its {energy_kwh} kWh; {rest_kwh}"
        " kWh behind it have no meter of their own."
    ),
)
SUB_METERS_WITHIN = MessageKind(
    "sub-meters-within-tolerance",
    N_(
        "In {count} intervals the sub-meters of the meter {meter} show {excess_kwh} kWh more than it, within the"
        " declared tolerance of {allowed_kwh} kWh."
    ),
)


def check_sub_meters(
    meter: str,
    whole: EnergySeries,
    parts: Mapping[str, EnergySeries],
    tolerance: Decimal,
    time_zone: str,
    place: Place,
    problems: Problems,
) -> list[Assumption]:
    """Compare a meter with its sub-meters interval by interval, on the longest of their intervals.

    Args:
        meter: its short name.
        whole: its energy in the study period.
        parts: energy of its sub-meters by name, in the same period; at least one.
        tolerance: share of the meter's energy by which they may exceed it.
        time_zone: for messages.
        place: the meter's row.
        problems: receives every stretch of time in which they exceed it, where that is more than the tolerance.

    Returns:
        What is left without a meter, and what is in excess within the tolerance.
    """
    step = max(series.step_minutes for series in (whole, *parts.values()))
    coarse = whole.resampled(step)
    summed = add([series.resampled(step) for series in parts.values()])
    exponent = min(coarse.quantum_exponent, summed.quantum_exponent)
    left: Ints = coarse.refined(exponent).energy - summed.refined(exponent).energy
    excess = np.maximum(-left, 0)
    total, allowed = exact_sum(excess), Fraction(tolerance) * coarse.refined(exponent).total_quanta

    def kwh(quanta: int) -> str:
        return decimal_text(decimal_of(quanta, exponent - 3))

    named = {"meter": meter, "children": ", ".join(parts), "allowed_kwh": kwh(int(allowed))}
    if total > allowed:
        starts = coarse.grid.starts()

        def describe(span: tuple[int, int]) -> tuple[Place, dict[str, object]]:
            first, last = ((at - coarse.grid.start_s) // coarse.grid.step_s for at in span)
            found = {"found": spell_range(*span, time_zone), "excess_kwh": kwh(exact_sum(excess[first:last]))}
            return place.at("meter"), named | found | {"count": last - first, "tolerance": tolerance}

        problems.add_all(SUB_METERS_EXCEED, list(ranges(excess > 0, starts, coarse.grid.step_s)), describe)
        return []
    rest = kwh(exact_sum(np.maximum(left, 0)))
    said = named | {
        "measured_kwh": decimal_text(summed.total_kwh),
        "energy_kwh": decimal_text(whole.total_kwh),
        "rest_kwh": rest,
    }
    told = [Assumption(SUB_METERS, dict(said), (place,))]
    if total:
        count = {"count": str(int((excess > 0).sum())), "excess_kwh": kwh(total)}
        told.append(Assumption(SUB_METERS_WITHIN, dict(named | count), (place,)))
    return told


def rest_of(whole: EnergySeries, parts: Sequence[EnergySeries]) -> EnergySeries:
    """What a meter measures beyond some of its sub-meters; zero where these show more.

    Args:
        whole: the meter's energy.
        parts: that of the sub-meters, on intervals that fill the meter's.

    Raises:
        ValueError: the intervals of one are longer than the meter's.
    """
    if not parts:
        return whole
    summed = add([part.resampled(whole.step_minutes) for part in parts])
    exponent = min(whole.quantum_exponent, summed.quantum_exponent)
    left: Ints = whole.refined(exponent).energy - summed.refined(exponent).energy
    return EnergySeries(whole.grid, np.maximum(left, 0), exponent)
