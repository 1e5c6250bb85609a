"""What stands for missing readings by a declared rule, in integers; a rule that cannot fill is an error (law 2).

    linear       a + (b − a) · m / (n + 1)     the m-th of n readings missing between a and b, rounded half up
    last-week    the reading at the same time of the local clock seven days before
    weeks-mean   (before + after) / 2          seven days before and after, rounded half up
    check-meter  the check meter's energy of the interval

Neighbours and other weeks are readings themselves, never substitutes. A time that the local clock of the other week
skipped or showed twice gives nothing, so no rule reaches wrongly over a clock change; ``linear`` counts intervals and
does not look at a clock.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fourfold.core.canonical import decimal_text
from fourfold.core.intervals import Grid, ranges, spell_range
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems, Term
from fourfold.core.zones import DAY_S, Ints, offsets_s, resolve_local
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.integers import Exact, decimal_of, exact_sum
from fourfold.electricity.metering.amounts import Amounts, alike
from fourfold.electricity.metering.qualities import Flags, Quality
from fourfold.electricity.reading.interval_table import IntervalTable
from fourfold.electricity.specs import MeterSpec

READING_MISSING = MessageKind(
    "reading-missing",
    N_("the readings of {found} are marked missing ({count} intervals)"),
    N_("a reading for every interval, or a declared rule of substitution"),
    N_("add corrected readings (corrections_file), or declare substitution in {declared}"),
)
SUBSTITUTION_FAILS = MessageKind(
    "substitution-fails",
    N_("the rule {rule} gives nothing for {found} ({count} intervals): {reason}"),
    N_("{needs}"),
    N_("add the readings, or declare another rule of substitution in {declared}"),
)
SUBSTITUTED = MessageKind(
    "readings-substituted",
    N_(
        "Readings of the meter {meter} are missing for {found} ({count} intervals): {energy_kwh} kWh stand for them by"
        " the rule {rule}."
    ),
)
CHECK_UNFIT = MessageKind(
    "check-meter-unfit",
    N_("the check meter {found} has intervals of {minutes} minutes, too long for those of {meter}"),
    N_("a check meter with intervals of {step} minutes or shorter"),
    N_("name another check meter, or declare another rule of substitution"),
)

_WEEK_S = 7 * DAY_S
_NEEDS = {
    "linear": Term(N_("a reading before and after, at most substitution_most intervals apart")),
    "last-week": Term(N_("a reading at the same time of the local clock a week before")),
    "weeks-mean": Term(N_("readings at the same time of the local clock a week before and after")),
    "check-meter": Term(N_("readings of the check meter")),
}
_REASONS = {
    "linear": Term(N_("there is no reading on one side, or too many are missing in a row")),
    "last-week": Term(N_("that reading is missing, or the clock skipped or repeated the time")),
    "weeks-mean": Term(N_("one of the readings is missing, or the clock skipped or repeated the time")),
    "check-meter": Term(N_("the check meter has none")),
}


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """The energies a meter recorded, whatever file they came from.

    Attributes:
        table: the intervals by their start.
        amounts: energy ``[interval]``.
        flags: their quality ``[interval]``.
        divided: intervals whose energy is part of a longer advance of a register ``[interval]``.
    """

    table: IntervalTable
    amounts: Amounts
    flags: Flags
    divided: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """Energies of wanted intervals, complete.

    Attributes:
        amounts: ``[interval]``.
        estimated: recorded as estimates ``[interval]``.
        substituted: by a rule ``[interval]``.
        used: positions among the recorded intervals of those that are wanted.
    """

    amounts: Amounts
    estimated: NDArray[np.bool_]
    substituted: NDArray[np.bool_]
    used: Ints


def fill(
    recorded: Recorded, wanted: Ints, grid: Grid, spec: MeterSpec, check: EnergySeries | None, problems: Problems
) -> Filled | None:
    """The energy of every wanted interval, missing ones by the declared rule; nothing after reporting what is missing.

    Args:
        recorded: what the meter recorded.
        wanted: UTC seconds at which recorded intervals begin that stand for the grid's ``[interval]``.
        grid: the study period in the meter's intervals.
        spec: the meter's row with the rule.
        check: energy of the check meter in the study period.
        problems: receives what is missing.
    """
    table = recorded.table
    if not table.fits(wanted, problems):
        return None
    at, there = table.find(wanted)
    sound = there & (recorded.flags[at] != Quality.MISSING)
    quanta, exponent = recorded.amounts.quanta[at], recorded.amounts.exponent
    lacking = ~sound
    if lacking.any():
        if spec.substitution in ("", "none"):
            table.report_missing(wanted[~there], problems)
            _report_marked(table, wanted[there & lacking], spec, problems)
            return None
        found = _by_rule(recorded, wanted, lacking, grid, spec, check, problems)
        if found is None:
            return None
        both = alike(Amounts(quanta, exponent), found, spec.place.at("substitution"), problems)
        if both is None:
            return None
        quanta, filled, exponent = both
        quanta[lacking] = filled
    estimated = sound & (recorded.flags[at] == Quality.ESTIMATED)
    substituted = lacking | (sound & recorded.divided[at])
    return Filled(Amounts(quanta, exponent), estimated & ~substituted, substituted, np.unique(at[there]))


def substitution_assumptions(spec: MeterSpec, series: EnergySeries, substituted: NDArray[np.bool_]) -> list[Assumption]:
    """Every run of substituted intervals with its energy."""
    grid = series.grid
    found = []
    for start, end in ranges(substituted, grid.starts(), grid.step_s):
        first, last = ((at - grid.start_s) // grid.step_s for at in (start, end))
        energy = decimal_of(exact_sum(series.energy[first:last]), series.quantum_exponent - 3)
        params = {
            "meter": spec.meter,
            "found": spell_range(start, end, spec.clock_zone),
            "count": str(last - first),
            "energy_kwh": decimal_text(energy),
            "rule": spec.substitution,
        }
        found.append(Assumption(SUBSTITUTED, dict(params), (spec.place.at("substitution"),)))
    return found


def _report_marked(table: IntervalTable, starts: Ints, spec: MeterSpec, problems: Problems) -> None:
    step_s = spec.resolution_minutes * 60
    absent = np.unique(starts)
    gaps = list(ranges(np.ones(absent.size, np.bool_), absent, step_s))

    def describe(gap: tuple[int, int]) -> tuple[Place, dict[str, object]]:
        row = int(table.rows[np.searchsorted(table.starts, gap[0])])
        found = spell_range(*gap, spec.time_zone)
        params = {"found": found, "count": (gap[1] - gap[0]) // step_s, "declared": spec.place}
        return table.place(row, spec.quality_column), params

    problems.add_all(READING_MISSING, gaps, describe)


def _by_rule(
    recorded: Recorded,
    wanted: Ints,
    lacking: NDArray[np.bool_],
    grid: Grid,
    spec: MeterSpec,
    check: EnergySeries | None,
    problems: Problems,
) -> Amounts | None:
    """Energies of the lacking intervals in their order."""
    if spec.substitution == "check-meter":
        return _of_check_meter(lacking, grid, spec, check, problems)
    known = recorded.flags != Quality.MISSING
    source = _Source(recorded.table.starts[known], recorded.amounts.quanta[known].astype(object))
    starts = wanted[lacking]
    if spec.substitution == "linear":
        values, sound = _linear(source, starts, spec)
    else:
        before, sound = _week_away(source, starts, -_WEEK_S, spec.time_zone)
        values = before
        if spec.substitution == "weeks-mean":
            after, is_there = _week_away(source, starts, _WEEK_S, spec.time_zone)
            values, sound = (before + after + 1) // 2, sound & is_there
    if not sound.all():
        _report_failure(starts[~sound], spec, problems)
        return None
    return Amounts(np.array(values.tolist(), np.int64), recorded.amounts.exponent)


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """Readings that are there: where they begin, rising, and their quanta as Python integers ``[interval]``."""

    starts: Ints
    quanta: Exact

    def at(self, starts: Ints) -> tuple[Exact, NDArray[np.bool_]]:
        """Quanta of intervals, and which are there."""
        if not self.starts.size:
            return np.zeros(starts.size, object), np.zeros(starts.size, np.bool_)
        place = np.minimum(np.searchsorted(self.starts, starts), self.starts.size - 1)
        return self.quanta[place], self.starts[place] == starts


def _linear(source: _Source, starts: Ints, spec: MeterSpec) -> tuple[Exact, NDArray[np.bool_]]:
    step_s, size = spec.resolution_minutes * 60, source.starts.size
    after = np.searchsorted(source.starts, starts)
    sound = (after > 0) & (after < size)
    if not sound.any():
        return np.zeros(starts.size, object), sound
    later, earlier = np.minimum(after, size - 1), np.maximum(after - 1, 0)
    whole = ((source.starts[later] - source.starts[earlier]) // step_s).astype(object)
    place = ((starts - source.starts[earlier]) // step_s).astype(object)
    sound &= (whole - 1 <= (spec.substitution_most or 0)).astype(np.bool_)
    whole = np.where(whole == 0, 1, whole)
    summed = source.quanta[earlier] * (whole - place) + source.quanta[later] * place
    return (2 * summed + whole) // (2 * whole), sound


def _week_away(source: _Source, starts: Ints, shift_s: int, zone: str) -> tuple[Exact, NDArray[np.bool_]]:
    """Readings at the same time of the local clock in another week, and which there are."""
    local, back = np.unique(starts + offsets_s(zone, starts) + shift_s, return_inverse=True)
    resolved = resolve_local(zone, local)
    single = ~(resolved.absent | resolved.lone)
    values, there = source.at(resolved.instants[back])
    return values, there & single[back]


def _of_check_meter(
    lacking: NDArray[np.bool_], grid: Grid, spec: MeterSpec, check: EnergySeries | None, problems: Problems
) -> Amounts | None:
    if check is None:
        if not problems.errors:
            _report_failure(grid.starts()[lacking], spec, problems)
        return None
    if grid.step_minutes % check.step_minutes:
        params = {"found": spec.check_meter, "minutes": check.step_minutes, "meter": spec.meter}
        problems.error(CHECK_UNFIT, spec.place.at("check_meter"), **params, step=grid.step_minutes)
        return None
    there = check.resampled(grid.step_minutes)
    return Amounts(there.energy[lacking], there.quantum_exponent)


def _report_failure(starts: Ints, spec: MeterSpec, problems: Problems) -> None:
    step_s = spec.resolution_minutes * 60
    absent = np.unique(starts)
    gaps = list(ranges(np.ones(absent.size, np.bool_), absent, step_s))
    rule = spec.substitution

    def describe(gap: tuple[int, int]) -> tuple[Place, dict[str, object]]:
        params: dict[str, object] = {"found": spell_range(*gap, spec.time_zone), "count": (gap[1] - gap[0]) // step_s}
        params |= {"rule": rule, "reason": _REASONS[rule], "needs": _NEEDS[rule], "declared": spec.place}
        return spec.place.at("substitution"), params

    problems.add_all(SUBSTITUTION_FAILS, gaps, describe)
