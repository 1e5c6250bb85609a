"""Reading factor series: files with a value per interval, typical days by month and hour, and sealed series."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from fourfold.core.intervals import MINUTE_S, Grid, Period
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.core.zones import Ints
from fourfold.data.factor import Averaging, Basis, Claim, GwpSet, Losses, Quantity, Source, Status
from fourfold.electricity.integers import Exact, exact_sum
from fourfold.electricity.reading.calendar_tables import TypicalHour, calendar_table, hour_grid
from fourfold.electricity.reading.columns import FIRST_ROW, Cells, read_columns
from fourfold.electricity.reading.interval_files import RESOLUTION_UNFIT, read_intervals
from fourfold.electricity.reading.interval_table import IntervalFileSpec, IntervalTable
from fourfold.electricity.reading.numerals import Numbers, negative_rows, read_numbers, rounded_quanta, whole_numbers
from fourfold.electricity.reading.redate import redate, redate_spec, within_recorded
from fourfold.electricity.series.factor_series import FactorSeries
from fourfold.electricity.series.sealed_files import read_sealed
from fourfold.electricity.specs import RedateSpec, SeriesSpec

FACTOR_BLANK = MessageKind(
    "series-value-blank",
    N_("the value is empty"),
    N_("a number in every row"),
    N_("add the value from the source: gaps are not filled"),
)
FACTOR_UNREADABLE = MessageKind(
    "series-value-unreadable",
    N_("{found} is not a number that can be used"),
    N_("a decimal number with a point"),
    N_("correct the cell"),
)
FACTOR_NEGATIVE = MessageKind(
    "series-value-negative",
    N_("the value {found} is negative"),
    N_("zero or more"),
    N_("correct the cell, or use another series: negative values are not clipped"),
)
DEMAND_ZERO = MessageKind(
    "series-demand-zero",
    N_("the demand is zero throughout, so it cannot weight a mean"),
    N_("the area's demand in each interval"),
    N_("correct the column, or clear demand_column in {declared}"),
)
COLUMN_UNDECLARED = MessageKind(
    "series-column-undeclared",
    N_("a series of the form {form} needs the column {found}"),
    N_("the name of the column, or the minutes"),
    N_("fill the cell"),
)
VALUE_UNIT_UNKNOWN = MessageKind(
    "series-unit-unknown",
    N_("{found} is not a unit of factors"),
    N_("kg CO2e/kWh, g CO2e/kWh or kg CO2e/MWh"),
    N_("correct the column value_unit"),
)
TYPICAL_DAYS = MessageKind(
    "typical-days",
    N_(
        "The factors of the series {series} are typical days: every day of a month is taken to be like its typical day."
    ),
)
MG_EXPONENT = {"kg CO2e/kWh": 6, "g CO2e/kWh": 3, "kg CO2e/MWh": 3}


@dataclass(frozen=True, slots=True)
class _Values:
    """Factors and demand of a file, by row."""

    mg_co2e_per_kwh: Ints
    demand: Exact | None


def read_series(folder: Path, spec: SeriesSpec, period: Period, problems: Problems) -> FactorSeries | None:
    """Read a factor series for the calendar years of the study period, or for the period where the file ends there.

    Args:
        folder: the study folder.
        spec: the series' row.
        period: the study period; every interval of it must have a factor.
        problems: receives everything that is wrong with file and declaration.

    Returns:
        The series, or nothing when an error was found.
    """
    if spec.form == "sealed":
        return read_sealed(folder, spec, period, problems)
    if spec.value_unit not in MG_EXPONENT:
        problems.error(VALUE_UNIT_UNKNOWN, spec.place.at("value_unit"), found=spec.value_unit)
        return None
    if spec.form == "typical-day":
        return _read_typical_days(folder, spec, period, problems)
    return _read_intervals(folder, spec, period, problems)


def _read_intervals(folder: Path, spec: SeriesSpec, period: Period, problems: Problems) -> FactorSeries | None:
    step = spec.resolution_minutes
    if step is None:
        problems.error(
            COLUMN_UNDECLARED, spec.place.at("resolution_minutes"), form=spec.form, found="resolution_minutes"
        )
        return None
    if (period.end_s - period.start_s) % (step * MINUTE_S):
        problems.error(RESOLUTION_UNFIT, spec.place.at("resolution_minutes"), found=step)
        return None
    names = tuple(name for name in (spec.value_column, spec.demand_column) if name)
    file_spec = IntervalFileSpec(
        spec.place,
        spec.file,
        spec.time_column,
        names,
        step,
        spec.time_zone,
        spec.stamp or "start",
        spec.time_format,
        False,
    )
    table = read_intervals(folder, file_spec, problems)
    if table is None:
        return None
    values = _values(table.columns, spec, problems)
    rule, sound = _rule(spec, problems)
    if not sound:
        return None
    whole = period.whole_years()
    picked = None
    if (whole.end_s - whole.start_s) % (step * MINUTE_S) == 0:
        picked = _pick(table, whole.grid(step), rule, spec, Problems())
    over_whole_years = picked is not None or whole == period
    picked = picked or _pick(table, period.grid(step), rule, spec, problems)
    if picked is None or values is None or not table.is_sound:
        return None
    grid, rows, assumptions = picked
    return _series(spec, grid, rows, values, over_whole_years, assumptions, problems)


def _pick(
    table: IntervalTable, grid: Grid, rule: RedateSpec | None, spec: SeriesSpec, problems: Problems
) -> tuple[Grid, Ints, tuple[Assumption, ...]] | None:
    """Rows of the file that stand for the intervals of a grid ``[interval]``."""
    if rule is None:
        rows = table.pick(grid.starts(), problems)
        return None if rows is None else (grid, rows, ())
    redating = redate(grid, rule, spec.series, spec.place, problems)
    if redating is None:
        return None
    rows = table.pick(within_recorded(redating.sources, rule, table.starts), problems)
    return None if rows is None else (grid, rows, (redating.assumption,))


def _rule(spec: SeriesSpec, problems: Problems) -> tuple[RedateSpec | None, bool]:
    """The rule for re-dating if there is one, and whether what is declared can be used."""
    declared = (spec.redate_rule, spec.redate_from_year, spec.redate_to_year)
    rule = redate_spec(*declared, (spec.time_zone, spec.time_zone), spec.place, problems)
    return rule, rule is not None or declared == ("", None, None)


def _read_typical_days(folder: Path, spec: SeriesSpec, period: Period, problems: Problems) -> FactorSeries | None:
    if not spec.hour_column:
        problems.error(COLUMN_UNDECLARED, spec.place.at("hour_column"), form=spec.form, found="hour_column")
        return None
    names = [name for name in (spec.hour_column, spec.month_column, spec.value_column, spec.demand_column) if name]
    columns = read_columns(folder, spec.file, names, spec.place, problems)
    if columns is None:
        return None
    values = _values(columns, spec, problems)
    hours = _whole_column(columns[spec.hour_column], spec, spec.hour_column, problems)
    months = _whole_column(columns[spec.month_column], spec, spec.month_column, problems) if spec.month_column else None
    if hours is None or (spec.month_column and months is None):
        return None
    places = [Place(spec.file, row + FIRST_ROW, spec.hour_column) for row in range(hours.size)]
    of_month = [None] * hours.size if months is None else months.tolist()
    typical = [
        TypicalHour(month, "", hour, place) for month, hour, place in zip(of_month, hours.tolist(), places, strict=True)
    ]
    table = calendar_table(typical, spec.series, Place(spec.file), problems)
    grid = hour_grid(period.whole_years(), spec.time_zone)
    rows = None if table is None else table.over(grid, spec.time_zone, problems)
    if rows is None or values is None:
        return None
    assumption = Assumption(TYPICAL_DAYS, {"series": spec.series}, (spec.place,))
    return _series(spec, grid, rows, values, True, (assumption,), problems)


def _whole_column(column: pl.Series, spec: SeriesSpec, name: str, problems: Problems) -> Ints | None:
    """Whole numbers of a column ``[row]``, or nothing when a cell holds something else."""
    read = column.str.strip_chars().cast(pl.Int64, strict=False)
    unread = np.flatnonzero(read.is_null().to_numpy()).tolist()
    Cells(spec.file, name, column).report(FACTOR_UNREADABLE, unread, problems)
    return None if read.null_count() else read.to_numpy()


def _values(columns: dict[str, pl.Series], spec: SeriesSpec, problems: Problems) -> _Values | None:
    numbers = read_numbers(columns[spec.value_column])
    sound = _report(columns[spec.value_column], numbers, spec, spec.value_column, problems)
    factors, too_large = rounded_quanta(numbers, MG_EXPONENT[spec.value_unit])
    Cells(spec.file, spec.value_column, columns[spec.value_column]).report(FACTOR_UNREADABLE, too_large, problems)
    if not spec.demand_column:
        return _Values(factors, None) if sound and not too_large else None
    demand = read_numbers(columns[spec.demand_column])
    sound = _report(columns[spec.demand_column], demand, spec, spec.demand_column, problems) and sound
    return _Values(factors, whole_numbers(demand)) if sound and not too_large else None


def _report(column: pl.Series, numbers: Numbers, spec: SeriesSpec, name: str, problems: Problems) -> bool:
    negative = negative_rows(numbers)
    cells = Cells(spec.file, name, column)
    cells.report(FACTOR_BLANK, numbers.blank, problems)
    cells.report(FACTOR_UNREADABLE, list(numbers.unreadable), problems)
    cells.report(FACTOR_NEGATIVE, negative, problems)
    return not (numbers.blank or numbers.unreadable or negative)


def _series(
    spec: SeriesSpec,
    grid: Grid,
    rows: Ints,
    values: _Values,
    over_whole_years: bool,
    assumptions: tuple[Assumption, ...],
    problems: Problems,
) -> FactorSeries | None:
    demand = None if values.demand is None else values.demand[rows]
    if demand is not None and exact_sum(demand) == 0:
        problems.error(DEMAND_ZERO, Place(spec.file, 0, spec.demand_column), declared=spec.place)
        return None
    return FactorSeries(
        id=spec.series,
        names=spec.names,
        area=spec.area,
        basis=Basis(
            Quantity(spec.quantity),
            Claim(spec.claim),
            Averaging(spec.averaging),
            Losses(spec.losses),
            GwpSet(spec.gwp_set),
        ),
        status=Status(spec.status),
        source=Source(spec.publisher, spec.document, url=spec.url),
        form=spec.form,
        grid=grid,
        mg_co2e_per_kwh=values.mg_co2e_per_kwh[rows],
        demand=demand,
        over_whole_years=over_whole_years,
        assumptions=assumptions,
        place=spec.place,
    )
