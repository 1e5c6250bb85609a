"""Registers that count up: the energy of an interval is the difference of the readings at its ends.

    energy = later − earlier                       where the register rose
    energy = later + 10^digits · unit − earlier    where it fell because it was full (rollover)

A fall is a rollover only where the number of digits is declared and the energy is below half the range; any other fall
means that the register was reset or exchanged, and what was used meanwhile is not known. Between readings that are
further apart than an interval the advance is known and its course is not: the rule ``linear`` divides it evenly, to
the last quantum, so that nothing is gained or lost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fourfold.core.intervals import spell_instant
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import Ints
from fourfold.electricity.integers import INT64_MOST, decimal_of
from fourfold.electricity.metering.amounts import Amounts
from fourfold.electricity.metering.qualities import Flags, Quality
from fourfold.electricity.reading.interval_table import IntervalTable
from fourfold.electricity.specs import MeterSpec

REGISTER_FELL = MessageKind(
    "register-fell",
    N_("the register falls from {before} to {found} at {time}"),
    N_("a register that rises, or falls from its largest number to zero with register_digits declared"),
    N_(
        "if it was reset or the meter exchanged, give the energies of the intervals (reading = interval), with the"
        " advance of both registers in the interval of the exchange; if it was full, declare register_digits in"
        " {declared}"
    ),
)
REGISTER_BEYOND = MessageKind(
    "register-beyond-digits",
    N_("the register shows {found}, more than {digits} digits before the point"),
    N_("readings below {most}"),
    N_("correct the reading, or the column register_digits in {declared}"),
)
DIGITS_TOO_MANY = MessageKind(
    "register-digits",
    N_("a register of {found} digits in {unit} counts further than can be kept"),
    N_("digits before the point as the meter shows them"),
    N_("correct the column register_digits"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Advances:
    """What a register advanced, interval by interval.

    Attributes:
        table: the intervals by their start.
        amounts: energy of each ``[interval]``.
        flags: estimated where one of the readings was, or where an advance was divided ``[interval]``.
        divided: intervals whose energy is part of a longer advance ``[interval]``.
    """

    table: IntervalTable
    amounts: Amounts
    flags: Flags
    divided: NDArray[np.bool_]


def advances(
    table: IntervalTable, readings: Amounts, flags: Flags, spec: MeterSpec, unit_exponent: int, problems: Problems
) -> Advances | None:
    """The energy of each interval between readings; nothing after reporting a fall that is no rollover.

    Args:
        table: readings by the moment at which the register was read.
        readings: what it showed ``[reading]``.
        flags: their quality ``[reading]``; missing ones are left out.
        spec: digits of the register, and how many intervals ``linear`` may fill.
        unit_exponent: power of ten of the register's unit in Wh.
        problems: receives what is wrong.
    """
    there = flags != Quality.MISSING
    moments, shown, marks, rows = table.starts[there], readings.quanta[there], flags[there], table.rows[there]
    known = replace(table, starts=moments, rows=rows)
    full = _full(spec, unit_exponent - readings.exponent, problems)
    if full is None or not _within(known, shown, full, readings.exponent, spec, problems):
        return None
    rise = _rises(known, shown, full, readings.exponent, spec, problems)
    if rise is None:
        return None
    step_s = spec.resolution_minutes * 60
    spans = np.diff(moments) // step_s
    most = (spec.substitution_most or 0) + 1 if spec.substitution == "linear" else 1
    whole = np.flatnonzero(spans <= most)
    count = spans[whole]
    of = np.repeat(whole, count)  # the advance each interval is part of
    place = np.arange(of.size) - np.repeat(np.cumsum(count) - count, count)
    quanta = _part(rise[of], place + 1, spans[of]) - _part(rise[of], place, spans[of])
    divided = spans[of] > 1
    quality = np.maximum(marks[:-1], marks[1:])[of]
    starts = moments[of] + place * step_s
    result = replace(table, starts=starts, rows=rows[of])
    return Advances(result, Amounts(quanta, readings.exponent), quality, divided)


def _full(spec: MeterSpec, power: int, problems: Problems) -> int | None:
    """What the register counts in quanta until it is full; 0 where no digits are declared."""
    if spec.register_digits is None:
        return 0
    digits = spec.register_digits + power
    full: int = 10 ** max(digits, 0)
    if digits < 0 or full > INT64_MOST:
        params = {"found": spec.register_digits, "unit": spec.energy_unit or "Wh"}
        problems.error(DIGITS_TOO_MANY, spec.place.at("register_digits"), **params)
        return None
    return full


def _within(table: IntervalTable, shown: Ints, full: int, exponent: int, spec: MeterSpec, problems: Problems) -> bool:
    beyond = np.flatnonzero(shown >= full) if full else np.zeros(0, np.int64)

    def describe(at: int) -> tuple[Place, dict[str, object]]:
        found, most = (f"{decimal_of(number, exponent):f} Wh" for number in (int(shown[at]), full))
        params: dict[str, object] = {"found": found, "digits": spec.register_digits, "most": most}
        params["declared"] = spec.place
        return table.place(int(table.rows[at]), spec.energy_column), params

    problems.add_all(REGISTER_BEYOND, beyond.tolist(), describe)
    return not beyond.size


def _rises(
    table: IntervalTable, shown: Ints, full: int, exponent: int, spec: MeterSpec, problems: Problems
) -> Ints | None:
    """Advance from each reading to the next."""
    rise: Ints = np.diff(shown)
    turned = rise + full
    fell = rise < 0
    wrong = np.flatnonzero(fell & (turned >= full - full // 2) if full else fell)

    def describe(at: int) -> tuple[Place, dict[str, object]]:
        before, found = (f"{decimal_of(int(shown[one]), exponent):f} Wh" for one in (at, at + 1))
        time = spell_instant(int(table.starts[at + 1]), spec.time_zone)
        params: dict[str, object] = {"before": before, "found": found, "time": time, "declared": spec.place}
        return table.place(int(table.rows[at + 1]), spec.energy_column), params

    problems.add_all(REGISTER_FELL, wrong.tolist(), describe)
    return None if wrong.size else np.where(fell, turned, rise)


def _part(total: Ints, number: Ints, count: Ints) -> Ints:
    """``total · number / count`` rounded down, without passing int64."""
    return total // count * number + total % count * number // count
