"""Meters: a file of interval readings becomes the energy of the study period, complete, exact and checked (law 2)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fourfold.core.intervals import Period, spell_range
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.core.quantities import Unit, UnitError
from fourfold.core.zones import Ints
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.integers import decimal_of, exact_sum
from fourfold.electricity.reading.columns import Cells
from fourfold.electricity.reading.interval_files import RESOLUTION_UNFIT, read_intervals
from fourfold.electricity.reading.interval_table import IntervalFileSpec, IntervalTable
from fourfold.electricity.reading.numerals import Numbers, exact_quanta, negative_rows, read_numbers
from fourfold.electricity.reading.redate import redate, redate_spec, within_recorded
from fourfold.electricity.specs import MeterSpec

FINEST_EXPONENT = -3
"""Readings are kept to 0.001 Wh at the finest, as power of ten in Wh."""

ENERGY_BLANK = MessageKind(
    "energy-blank",
    N_("the energy of an interval is empty"),
    N_("a number; 0 where nothing was used"),
    N_("fill the cell from the meter's record: an empty cell is not taken for zero"),
)
ENERGY_UNREADABLE = MessageKind(
    "energy-unreadable",
    N_("{found} is not a number"),
    N_("a decimal number with a point, without thousands separators"),
    N_("correct the cell"),
)
ENERGY_NEGATIVE = MessageKind(
    "energy-negative",
    N_("the energy {found} is negative"),
    N_("zero or more: power sent to the grid has a meter of its own with role = export"),
    N_("correct the cell, or split the readings into a load meter and an export meter"),
)
ENERGY_TOO_FINE = MessageKind(
    "energy-too-fine",
    N_("{found} cannot be kept exactly: finer than 0.001 Wh, or larger than can be"),
    N_("energies in whole multiples of 0.001 Wh"),
    N_("export the readings with the digits the meter recorded; long rows of digits come from binary fractions"),
)
ENERGY_UNIT = MessageKind(
    "energy-unit",
    N_("readings in {found} are not exact in Wh"),
    N_("Wh, kWh, MWh or GWh"),
    N_("convert the readings and correct the column energy_unit"),
)
BEYOND_PERIOD = MessageKind(
    "readings-beyond-period",
    N_("{count} intervals ({energy_kwh} kWh) lie outside the period and were not used; the file holds {found}"),
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


def read_meter(folder: Path, spec: MeterSpec, period: Period, problems: Problems) -> MeterReading | None:
    """Read a meter's file and bring it to the study period, re-dated where declared.

    Args:
        folder: the study folder.
        spec: the meter's row.
        period: the study period; every interval of it must be there once.
        problems: receives everything that is wrong with file and declaration, and a warning for readings not used.

    Returns:
        The energy of the period, or nothing when an error was found.
    """
    unit_exponent = _unit_exponent(spec, problems)
    if (period.end_s - period.start_s) % (spec.resolution_minutes * 60):
        problems.error(RESOLUTION_UNFIT, spec.place.at("resolution_minutes"), found=spec.resolution_minutes)
        return None
    table = read_intervals(folder, _file_spec(spec), problems)
    if table is None or unit_exponent is None:
        return None
    numbers = read_numbers(table.columns[spec.energy_column])
    quanta, exponent, unfit = exact_quanta(numbers, unit_exponent, FINEST_EXPONENT)
    readable = _report_numbers(table, numbers, unfit, problems)
    picked = _pick(table, spec, period, problems)
    if picked is None or not readable or not table.is_sound:
        return None
    rows, assumptions = picked
    series = EnergySeries(period.grid(spec.resolution_minutes), quanta[rows], exponent)
    _warn_unused(table, spec, quanta, series, problems)
    return MeterReading(spec.meter, series, assumptions)


def _file_spec(spec: MeterSpec) -> IntervalFileSpec:
    return IntervalFileSpec(
        declared=spec.place,
        file=spec.file,
        time_column=spec.time_column,
        value_columns=(spec.energy_column,),
        step_minutes=spec.resolution_minutes,
        time_zone=spec.time_zone,
        stamp=spec.stamp,
        time_format=spec.time_format,
        same_day=spec.stamp == "end" and spec.midnight == "same-day",
    )


def _unit_exponent(spec: MeterSpec, problems: Problems) -> int | None:
    """Power of ten, in Wh, of the unit of the readings."""
    try:
        factor = Unit(spec.energy_unit).factor_to(Unit("Wh"))
    except UnitError:
        factor = decimal_of(0, 0)
    _, digits, exponent = factor.normalize().as_tuple()
    if digits != (1,) or not 0 <= int(exponent) <= 12:
        problems.error(ENERGY_UNIT, spec.place.at("energy_unit"), found=spec.energy_unit)
        return None
    return int(exponent)


def _report_numbers(table: IntervalTable, numbers: Numbers, unfit: list[int], problems: Problems) -> bool:
    (name,) = table.spec.value_columns
    cells = Cells(table.spec.file, name, table.columns[name])
    negative = negative_rows(numbers)
    cells.report(ENERGY_UNREADABLE, list(numbers.unreadable), problems)
    cells.report(ENERGY_BLANK, numbers.blank, problems)
    cells.report(ENERGY_NEGATIVE, negative, problems)
    cells.report(ENERGY_TOO_FINE, unfit, problems)
    return not (numbers.unreadable or numbers.blank or negative or unfit)


def _pick(
    table: IntervalTable, spec: MeterSpec, period: Period, problems: Problems
) -> tuple[Ints, tuple[Assumption, ...]] | None:
    """Rows of the file that stand for the intervals of the period ``[interval]``."""
    grid = period.grid(spec.resolution_minutes)
    if not spec.redate_rule and spec.redate_from_year is None and spec.redate_to_year is None:
        rows = table.pick(grid.starts(), problems)
        return None if rows is None else (rows, ())
    zones = (spec.time_zone, spec.redate_time_zone or spec.time_zone)
    rule = redate_spec(spec.redate_rule, spec.redate_from_year, spec.redate_to_year, zones, spec.place, problems)
    redating = None if rule is None else redate(grid, rule, spec.meter, spec.place, problems)
    if rule is None or redating is None:
        return None
    rows = table.pick(within_recorded(redating.sources, rule, table.starts), problems)
    return None if rows is None else (rows, (redating.assumption,))


def _warn_unused(table: IntervalTable, spec: MeterSpec, quanta: Ints, used: EnergySeries, problems: Problems) -> None:
    count = table.starts.size - used.grid.count
    if count <= 0:
        return
    left = exact_sum(quanta) - used.total_quanta
    step_s = np.int64(used.grid.step_s)
    problems.warn(
        BEYOND_PERIOD,
        Place(spec.file, 0, spec.time_column),
        count=count,
        energy_kwh=decimal_of(left, used.quantum_exponent - 3),
        found=spell_range(int(table.starts[0]), int(table.starts[-1] + step_s), spec.time_zone),
    )
