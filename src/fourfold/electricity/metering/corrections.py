"""Readings that were corrected later: which of them are known at a moment, and what they replace.

A correction says what the meter's file should say at a time: the same unit, the same register or interval. Of several
corrections of one reading the one received last counts; two received at the same moment contradict each other. Those
received after the moment a result is asked for are not looked at, so that a result as known at an earlier moment stays
the same whatever arrives later.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from fourfold.core.canonical import decimal_text
from fourfold.core.intervals import spell_instant, spell_range
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.core.zones import Ints, utc_datetime
from fourfold.electricity.integers import decimal_of, exact_sum
from fourfold.electricity.metering.amounts import Amounts, alike
from fourfold.electricity.metering.qualities import Flags, Quality
from fourfold.electricity.reading.interval_table import IntervalTable
from fourfold.electricity.specs import MeterSpec

CORRECTION_OFF_GRID = MessageKind(
    "correction-off-grid",
    N_("the correction for {found} meets no reading of the meter's file"),
    N_("times {step} minutes apart, like those of the file"),
    N_("correct the time"),
)
AS_KNOWN_AT = MessageKind(
    "readings-as-known-at",
    N_("Readings of the meter {meter} are taken as known at {moment}: {count} corrected readings in the period."),
)
CORRECTED = MessageKind(
    "readings-corrected",
    N_(
        "Readings of the meter {meter} for {found} ({count}, {added} of them not there before) were replaced by"
        " corrections received at {moment}: {old_kwh} kWh by {new_kwh} kWh, before any multiplier."
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class Corrections:
    """Corrections that count, one for a reading, in the order of time.

    Attributes:
        starts: UTC seconds of the readings ``[correction]``.
        amounts: what they should say ``[correction]``.
        flags: their quality ``[correction]``.
        received: UTC seconds ``[correction]``.
        moment: the moment as known at which the readings are taken, as a text.
        place: the file.
    """

    starts: Ints
    amounts: Amounts
    flags: Flags
    received: Ints
    moment: str
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class Corrected:
    """Readings with their corrections.

    Attributes:
        table: the readings by their time, corrected ones that were not in the file included.
        amounts, flags: of each ``[reading]``.
        replaced: positions of corrected readings among them ``[correction]``.
        old: what they were; 0 where `added` ``[correction]``.
        added: which were not there or marked missing ``[correction]``.
    """

    table: IntervalTable
    amounts: Amounts
    flags: Flags
    replaced: Ints
    old: Ints
    added: Ints


def corrected(
    table: IntervalTable, amounts: Amounts, flags: Flags, corrections: Corrections, spec: MeterSpec, problems: Problems
) -> Corrected | None:
    """Put corrections in the place of readings; nothing after reporting one that fits none.

    Args:
        table: the readings of the file, at least one.
        amounts, flags: of each ``[reading]``.
        corrections: those that count.
        spec: the meter's row.
        problems: receives what is wrong.
    """
    starts, step_s = corrections.starts, spec.resolution_minutes * 60
    off = starts[(starts - table.starts[0]) % step_s != 0]

    def describe(start: int) -> tuple[Place, dict[str, object]]:
        return corrections.place, {"found": spell_instant(start, spec.time_zone), "step": spec.resolution_minutes}

    problems.add_all(CORRECTION_OFF_GRID, off.tolist(), describe)
    both = alike(amounts, corrections.amounts, corrections.place, problems)
    if off.size or both is None:
        return None
    before, values, exponent = both
    whole = np.union1d(table.starts, starts)
    own, theirs = np.searchsorted(whole, table.starts), np.searchsorted(whole, starts)
    quanta: Ints = np.zeros(whole.size, np.int64)
    marks: Flags = np.full(whole.size, Quality.MISSING, np.int8)
    quanta[own], marks[own] = before, flags
    old, added = quanta[theirs], (marks[theirs] == Quality.MISSING).astype(np.int64)
    quanta[theirs], marks[theirs] = values, corrections.flags
    nearest = np.minimum(np.searchsorted(table.starts, whole), table.starts.size - 1)
    merged = replace(table, starts=whole, rows=table.rows[nearest])
    return Corrected(merged, Amounts(quanta, exponent), marks, theirs, old, added)


def correction_assumptions(
    spec: MeterSpec, corrections: Corrections, made: Corrected, span: tuple[int, int]
) -> list[Assumption]:
    """What the readings of a stretch of time rest on: the moment, and every run of replaced readings.

    Args:
        spec: the meter's row.
        corrections: those that count.
        made: what they replaced.
        span: UTC seconds from the first reading used to the end of the last.
    """
    inside = np.flatnonzero((corrections.starts >= span[0]) & (corrections.starts < span[1]))
    place = (spec.place.at("corrections_file"),)
    said = {"meter": spec.meter, "moment": corrections.moment, "count": str(inside.size)}
    found = [Assumption(AS_KNOWN_AT, dict(said), place)]
    step_s = spec.resolution_minutes * 60
    follows = (np.diff(corrections.starts[inside]) == step_s) & (np.diff(corrections.received[inside]) == 0)
    is_register = spec.reading == "register"  # sums of what a register shows mean nothing
    for run in np.split(inside, np.flatnonzero(~follows | is_register) + 1) if inside.size else ():
        new = made.amounts.quanta[made.replaced[run]]
        start, end = int(corrections.starts[run[0]]), int(corrections.starts[run[-1]]) + step_s
        old_kwh, new_kwh = (
            decimal_text(decimal_of(exact_sum(quanta), made.amounts.exponent - 3)) for quanta in (made.old[run], new)
        )
        params = {
            "meter": spec.meter,
            "found": spell_instant(start, spec.time_zone) if is_register else spell_range(start, end, spec.time_zone),
            "count": str(run.size),
            "added": str(int(made.added[run].sum())),
            "moment": moment_text(utc_datetime(int(corrections.received[run[0]]))),
            "old_kwh": old_kwh,
            "new_kwh": new_kwh,
        }
        found.append(Assumption(CORRECTED, dict(params), place))
    return found
