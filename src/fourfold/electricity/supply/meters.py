"""Meters: a file of readings becomes the energy of the study period, complete, exact and checked (law 2).

The steps, each with a module of its own in `fourfold.electricity.metering`: the file is opened whatever its form, its
stamps are resolved, quality and numbers read, corrections known at the moment asked for put in their places, a register
turned into energies, multiplied, and brought to the period, with missing readings filled by the declared rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fourfold.core.canonical import decimal_text
from fourfold.core.intervals import Grid, Period, spell_range
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.core.zones import Ints
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.integers import decimal_of, exact_sum
from fourfold.electricity.metering.amounts import (
    ENERGY_TOO_FINE,
    Amounts,
    finest_before,
    multiplied,
    read_amounts,
)
from fourfold.electricity.metering.correction_files import read_corrections
from fourfold.electricity.metering.corrections import Corrected, Corrections, corrected, correction_assumptions
from fourfold.electricity.metering.declared import is_declared_well
from fourfold.electricity.metering.forms import Opened, open_readings
from fourfold.electricity.metering.qualities import Flags, Quality, read_qualities, read_quality_words
from fourfold.electricity.metering.registers import advances
from fourfold.electricity.metering.substitution import Filled, Recorded, fill, substitution_assumptions
from fourfold.electricity.reading.interval_files import RESOLUTION_UNFIT, order_intervals
from fourfold.electricity.reading.interval_table import IntervalFileSpec, IntervalTable
from fourfold.electricity.reading.redate import redate, redate_spec, within_recorded
from fourfold.electricity.specs import MeterSpec

BEYOND_PERIOD = MessageKind(
    "readings-beyond-period",
    N_("{count} intervals ({energy_kwh} kWh) lie outside the period and were not used; the file holds {found}"),
)
READINGS_QUALITY = MessageKind(
    "readings-quality",
    N_(
        "Of the {intervals} intervals of the meter {meter}, {estimated} ({energy_kwh} kWh) are marked as estimates and"
        " {missing} were missing."
    ),
)


@dataclass(frozen=True, slots=True)
class MeterReading:
    """What a meter says about the study period.

    Attributes:
        meter: its short name.
        series: energy of every interval of the period.
        assumptions: what the reading rests on beside the file.
    """

    meter: str
    series: EnergySeries
    assumptions: tuple[Assumption, ...] = ()


def read_meter(
    folder: Path,
    spec: MeterSpec,
    period: Period,
    problems: Problems,
    known_at_s: int | None = None,
    check: EnergySeries | None = None,
) -> MeterReading | None:
    """Read a meter's file and bring it to the study period, re-dated where declared.

    Args:
        folder: the study folder.
        spec: the meter's row.
        period: the study period; every interval of it must be there once, or be filled by a declared rule.
        problems: receives everything that is wrong with file and declaration, and a warning for readings not used.
        known_at_s: corrections received after this UTC second do not count; ``None`` takes all.
        check: energy of the check meter over the period, where the rule takes it.

    Returns:
        The energy of the period, or nothing when an error was found.
    """
    is_sound = is_declared_well(spec, problems)
    if (period.end_s - period.start_s) % (spec.resolution_minutes * 60):
        problems.error(RESOLUTION_UNFIT, spec.place.at("resolution_minutes"), found=spec.resolution_minutes)
        return None
    source = _open(folder, spec, problems)
    if source is None or not source.table.starts.size:
        return None
    made = _record(folder, source, spec, known_at_s, problems)
    recorded = _unread(source) if made is None else made.recorded
    grid = period.grid(spec.resolution_minutes)
    wanted = _wanted(recorded.table, grid, spec, problems)
    if wanted is None or (made is None and spec.substitution not in ("", "none")):
        return None
    filled = fill(recorded, wanted.starts, grid, spec, check, problems)
    if filled is None or made is None or not (is_sound and source.table.is_sound):
        return None
    series = EnergySeries(grid, filled.amounts.quanta, filled.amounts.exponent)
    _warn_unused(recorded, filled, spec, problems)
    span = (int(wanted.starts.min()), int(wanted.starts.max()) + grid.step_s * (1 + (spec.reading == "register")))
    told = (*wanted.assumptions, *_told(spec, made, series, filled, span))
    return MeterReading(spec.meter, series, told)


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """A file whose stamps and marks of quality were read."""

    opened: Opened
    table: IntervalTable
    flags: Flags
    words: Mapping[str, Quality]


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """Energies with what was put in place of readings."""

    recorded: Recorded
    corrections: Corrections | None = None
    corrected: Corrected | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Wanted:
    """Recorded intervals that stand for those of the period ``[interval]``."""

    starts: Ints
    assumptions: tuple[Assumption, ...] = ()


def _open(folder: Path, spec: MeterSpec, problems: Problems) -> _Source | None:
    words = read_quality_words(spec.quality_words, spec.place.at("quality_words"), problems)
    opened = open_readings(folder, spec, problems)
    if opened is None:
        return None
    table = order_intervals(opened.text, _file_spec(spec, opened), problems)
    flags: Flags | None = np.zeros(opened.text.count, np.int8)
    if opened.quality_column and words is not None:
        column, code = opened.quality_column, opened.quality_code
        flags = read_qualities(opened.text, column, words, code, spec.place, problems)
    if table is None or flags is None or words is None:
        return None
    return _Source(opened, table, flags, words)


def _file_spec(spec: MeterSpec, opened: Opened) -> IntervalFileSpec:
    is_register = spec.reading == "register"  # its stamps are moments, not intervals
    return IntervalFileSpec(
        declared=spec.place,
        file=spec.file,
        time_column=opened.time_column,
        value_columns=(opened.energy_column,),
        step_minutes=spec.resolution_minutes,
        time_zone=spec.time_zone,
        stamp="start" if is_register else spec.stamp,
        time_format=spec.time_format,
        same_day=spec.stamp == "end" and spec.midnight == "same-day" and not is_register,
    )


def _record(folder: Path, source: _Source, spec: MeterSpec, known_at_s: int | None, problems: Problems) -> _Made | None:
    """The energies recorded: numbers read, corrections put in, a register turned into energies, all multiplied."""
    opened, table = source.opened, source.table
    scale = (opened.unit_exponent, finest_before(spec.multiplier))
    fills = spec.substitution not in ("", "none")
    read = read_amounts(opened.text, opened.energy_column, source.flags, scale, fills, problems)
    corrections = None
    if spec.corrections_file:
        corrections = read_corrections(folder, spec, known_at_s, scale, source.words, problems)
        if corrections is None:
            return None
    if read is None:
        return None
    amounts, flags = Amounts(read[0].quanta[table.rows], read[0].exponent), read[1][table.rows]
    replaced = None if corrections is None else corrected(table, amounts, flags, corrections, spec, problems)
    if replaced is not None:
        table, amounts, flags = replaced.table, replaced.amounts, replaced.flags
    elif corrections is not None:
        return None
    recorded: Recorded | None = Recorded(table, amounts, flags, np.zeros(flags.size, np.bool_))
    if spec.reading == "register":
        recorded = _of_register(table, amounts, flags, spec, opened.unit_exponent, problems)
    recorded = None if recorded is None else _multiplied(recorded, spec, problems)
    return None if recorded is None else _Made(recorded, corrections, replaced)


def _of_register(
    table: IntervalTable, amounts: Amounts, flags: Flags, spec: MeterSpec, unit_exponent: int, problems: Problems
) -> Recorded | None:
    found = advances(table, amounts, flags, spec, unit_exponent, problems)
    return None if found is None else Recorded(found.table, found.amounts, found.flags, found.divided)


def _multiplied(recorded: Recorded, spec: MeterSpec, problems: Problems) -> Recorded | None:
    if spec.multiplier is None:
        return recorded
    multiplier, before, table = spec.multiplier, recorded.amounts, recorded.table
    amounts, unfit = multiplied(before, multiplier)

    def describe(at: int) -> tuple[Place, dict[str, object]]:
        found = f"{decimal_of(int(before.quanta[at]), before.exponent):f} Wh × {multiplier}"
        return table.place(int(table.rows[at]), table.spec.value_columns[0]), {"found": found}

    problems.add_all(ENERGY_TOO_FINE, unfit, describe)
    return None if unfit else Recorded(table, amounts, recorded.flags, recorded.divided)


def _unread(source: _Source) -> Recorded:
    """Intervals whose numbers could not be used: enough to say which are missing beside."""
    table = source.table
    nothing: Ints = np.zeros(table.starts.size, np.int64)
    return Recorded(table, Amounts(nothing, 0), source.flags[table.rows], nothing.astype(np.bool_))


def _wanted(table: IntervalTable, grid: Grid, spec: MeterSpec, problems: Problems) -> _Wanted | None:
    """Which recorded intervals stand for those of the period."""
    if not spec.redate_rule and spec.redate_from_year is None and spec.redate_to_year is None:
        return _Wanted(grid.starts())
    zones = (spec.time_zone, spec.redate_time_zone or spec.time_zone)
    rule = redate_spec(spec.redate_rule, spec.redate_from_year, spec.redate_to_year, zones, spec.place, problems)
    redating = None if rule is None else redate(grid, rule, spec.meter, spec.place, problems)
    if rule is None or redating is None:
        return None
    return _Wanted(within_recorded(redating.sources, rule, table.starts), (redating.assumption,))


def _told(
    spec: MeterSpec, made: _Made, series: EnergySeries, filled: Filled, span: tuple[int, int]
) -> list[Assumption]:
    """What the energies rest on: corrections, estimates, substitutes."""
    found = []
    if made.corrections is not None and made.corrected is not None:
        found += correction_assumptions(spec, made.corrections, made.corrected, span)
    if filled.estimated.any() or filled.substituted.any():
        energy = decimal_of(exact_sum(series.energy[filled.estimated]), series.quantum_exponent - 3)
        params = {
            "meter": spec.meter,
            "intervals": str(series.grid.count),
            "estimated": str(int(filled.estimated.sum())),
            "energy_kwh": decimal_text(energy),
            "missing": str(int(filled.substituted.sum())),
        }
        found.append(Assumption(READINGS_QUALITY, dict(params), (spec.place,)))
    return [*found, *substitution_assumptions(spec, series, filled.substituted)]


def _warn_unused(recorded: Recorded, filled: Filled, spec: MeterSpec, problems: Problems) -> None:
    table, amounts = recorded.table, recorded.amounts
    unused = np.ones(table.starts.size, np.bool_)
    unused[filled.used] = False
    if not unused.any():
        return
    step_s = spec.resolution_minutes * 60
    problems.warn(
        BEYOND_PERIOD,
        table.text.whole(table.spec.time_column),
        count=int(unused.sum()),
        energy_kwh=decimal_of(exact_sum(amounts.quanta[unused]), amounts.exponent - 3),
        found=spell_range(int(table.starts[0]), int(table.starts[-1]) + step_s, spec.time_zone),
    )
