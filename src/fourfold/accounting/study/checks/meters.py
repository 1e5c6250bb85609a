"""Meters, factor series and production records: how files are to be read is stated fully and without contradiction.

What the files hold is checked by the electricity room when it reads them.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time

from fourfold.accounting.study.reading import Reading
from fourfold.accounting.study.rows import MeterRow, ProductionRow, SeriesRow
from fourfold.accounting.study.schema import tables
from fourfold.core.moments import moment_of
from fourfold.core.problems import N_, MessageKind, Named
from fourfold.core.quantities import Unit
from fourfold.core.zones import known_zones, zone
from fourfold.electricity.reading.redate import REDATE_INCOMPLETE
from fourfold.electricity.series.table_files import COLUMN_UNDECLARED
from fourfold.formats.cell_values import VALUE_MISSING

METER_UNIT = MessageKind(
    "meter-unit",
    N_("{found} is not a unit of energy"),
    N_("a unit such as kWh; power in kW must be turned into energy per interval first"),
    N_("correct the unit"),
)
KNOWN_AT = MessageKind(
    "known-at",
    N_("{found} is no moment"),
    N_("a moment in UTC such as 2026-03-01T08:00:00Z"),
    N_("correct known_at"),
)
MIDNIGHT_NEEDS_END = MessageKind(
    "midnight-needs-end",
    N_("midnight is declared, but the stamps mark the {found} of their intervals"),
    N_("midnight only where stamp = end"),
    N_("clear midnight, or correct stamp"),
)
REDATE_YEAR_OUTSIDE = MessageKind(
    "redate-year-outside",
    N_("the readings are to stand for {found}, the period of the study is {period}"),
    N_("a year that the period touches"),
    N_("correct redate_to_year"),
)
COLUMN_NOT_OF_FORM = MessageKind(
    "series-column-not-of-form",
    N_("{column} is filled, but a series of the form {form} does not use it"),
    N_("only the columns that the form uses"),
    N_("clear the cell, or correct form"),
)
RECORD_EMPTY = MessageKind(
    "production-record-empty",
    N_("the record ends at {found}, not after its start {start}"),
    N_("an end after the start"),
    N_("correct the times"),
)
RECORD_OUTSIDE = MessageKind(
    "production-outside-period",
    N_("the record from {start} to {found} reaches beyond the period of the study"),
    N_("records within the period {period_start} to {period_end}"),
    N_("cut the record at the period, or correct the times"),
)
RECORDS_OVERLAP = MessageKind(
    "production-overlap",
    N_("the record begins at {found}, before the record of the same process in row {row} ends at {end}"),
    N_("records of one process on one meter that do not overlap"),
    N_("correct the times, or join the records"),
)
IDLE_PROCESS_UNFIT = MessageKind(
    "meter-idle-process",
    N_("the rule for idle energy is {found}, and it does not fit the column idle_process"),
    N_("idle_process where idle = process, and only there"),
    N_("fill or clear idle_process"),
)
IDLE_PROCESS_WITHOUT_ROW = MessageKind(
    "meter-idle-process-without-row",
    N_("idle energy of the meter {meter} belongs to the process {found}, which has no share of the meter"),
    N_("a row in electricity with how = meter-share for that process and meter"),
    N_("add the row, or name another process"),
)
RECORD_UNITS = MessageKind(
    "production-units",
    N_("production on the meter {meter} is given in {found} here and in {first} in row {row}"),
    N_("one unit for each meter"),
    N_("convert the amounts into one unit"),
)

_REDATE = ("redate_rule", "redate_from_year", "redate_to_year")
_SAID = (
    "value_column",
    "value_unit",
    "time_zone",
    "quantity",
    "claim",
    "averaging",
    "losses",
    "gwp_set",
    "status",
    "publisher",
    "document",
)
_STAMPS = ("time_column", "stamp", "time_format")
_FORM_NEEDS = {
    "intervals": ("resolution_minutes",),
    "typical-day": ("hour_column",),
    "sealed": (),
}
_FORM_WITHOUT = {
    "intervals": ("month_column", "hour_column"),
    "typical-day": (*_STAMPS, "resolution_minutes", *_REDATE),
    "sealed": ("month_column", "hour_column", "value_column", "value_unit", "demand_column", *_STAMPS, *_REDATE),
}


def check_meters(reading: Reading) -> None:
    """Tables meters, series and production, and the moment as known at which readings are taken."""
    _check_known_at(reading)
    for meter in reading.tables.meters:
        _check_meter(reading, meter)
        _check_redating(reading, meter)
        _check_idle(reading, meter)
    for series in reading.tables.series:
        _check_form(reading, series)
        if series.form == "intervals":
            _check_redating(reading, series)
    _check_production(reading)


def _check_meter(reading: Reading, row: MeterRow) -> None:
    if row.energy_unit and Unit(row.energy_unit).dimension != Unit("kWh").dimension:
        reading.problems.error(METER_UNIT, row.place.at("energy_unit"), found=row.energy_unit)
    if row.midnight and row.stamp != "end":
        reading.problems.error(MIDNIGHT_NEEDS_END, row.place.at("midnight"), found=row.stamp)
    if row.redate_time_zone and not row.redate_rule:
        reading.problems.error(REDATE_INCOMPLETE, row.place.at("redate_rule"))


def _check_known_at(reading: Reading) -> None:
    known_at = reading.parts.supply.known_at if reading.parts.supply else None
    if known_at is not None and moment_of(known_at) is None:
        reading.problems.error(KNOWN_AT, reading.declared_at("supply", "known_at"), found=known_at)


def _check_redating(reading: Reading, row: MeterRow | SeriesRow) -> None:
    filled = [column for column in _REDATE if getattr(row, column) not in ("", None)]
    if filled and len(filled) < len(_REDATE):
        missing = next(column for column in _REDATE if column not in filled)
        reading.problems.error(REDATE_INCOMPLETE, row.place.at(missing))
    period = reading.parts.period
    if row.redate_to_year is None or period is None:
        return
    if not date(row.redate_to_year, 1, 1) < period.end or not period.start <= date(row.redate_to_year, 12, 31):
        place = row.place.at("redate_to_year")
        spelled = f"{period.start} … {period.end}"
        reading.problems.error(REDATE_YEAR_OUTSIDE, place, found=row.redate_to_year, period=spelled)


def _check_form(reading: Reading, row: SeriesRow) -> None:
    for column in _SAID if row.form != "sealed" else ():
        if not getattr(row, column):
            meaning = Named.of(next(one.help for one in tables()["series"].columns if one.name == column))
            reading.problems.error(VALUE_MISSING, row.place.at(column), column=column, help=meaning)
    for column in _FORM_NEEDS[row.form]:
        if getattr(row, column) in ("", None):
            reading.problems.error(COLUMN_UNDECLARED, row.place.at(column), form=row.form, found=column)
    for column in _FORM_WITHOUT[row.form]:
        if getattr(row, column) not in ("", None):
            reading.problems.error(COLUMN_NOT_OF_FORM, row.place.at(column), form=row.form, column=column)


def _check_production(reading: Reading) -> None:
    by_process: dict[tuple[str, str, str], list[ProductionRow]] = defaultdict(list)
    first_of_meter: dict[str, ProductionRow] = {}
    for row in reading.tables.production:
        first = first_of_meter.setdefault(row.meter, row)
        if row.unit != first.unit and first.key in ("", "output"):
            params = {"meter": row.meter, "found": row.unit, "first": first.unit, "row": first.place.row}
            reading.problems.error(RECORD_UNITS, row.place.at("unit"), **params)
        start, end = _span(reading, row)
        if end <= start:
            reading.problems.error(RECORD_EMPTY, row.place.at("end"), found=row.end, start=row.start)
            continue
        _check_within(reading, row)
        by_process[row.meter, row.process, row.batch].append(row)
    for rows in by_process.values():
        _check_overlaps(reading, rows)


def _check_idle(reading: Reading, row: MeterRow) -> None:
    """A process that takes idle energy is named where the rule asks for it, and has a row that takes it."""
    if (row.idle == "process") != bool(row.idle_process):
        reading.problems.error(IDLE_PROCESS_UNFIT, row.place.at("idle_process"), found=row.idle or "–")
        return
    takes = {(one.meter, one.process) for one in reading.tables.electricity if one.how == "meter-share"}
    unused = row.idle_process and (row.meter, row.idle_process) not in takes
    if unused and reading.settled("electricity", "meter", row.meter):
        params = {"found": row.idle_process, "meter": row.meter}
        reading.problems.error(IDLE_PROCESS_WITHOUT_ROW, row.place.at("idle_process"), **params)


def _check_overlaps(reading: Reading, rows: list[ProductionRow]) -> None:
    spans = {row.place: _span(reading, row) for row in rows}
    ordered = sorted(rows, key=lambda row: (spans[row.place], row.place.row))
    latest = ordered[0]
    for row in ordered[1:]:
        if spans[row.place][0] < spans[latest.place][1]:
            params = {"found": row.start, "row": latest.place.row, "end": latest.end}
            reading.problems.error(RECORDS_OVERLAP, row.place.at("start"), **params)
        latest = max(latest, row, key=lambda one: spans[one.place][1])


def _check_within(reading: Reading, row: ProductionRow) -> None:
    period = reading.parts.period
    if row.meter not in reading.meter_of or period is None or period.time_zone not in known_zones():
        return
    start, end = _span(reading, row)
    first, last = _midnight(period.start, period.time_zone), _midnight(period.end, period.time_zone)
    if start < first or end > last:
        params = {"found": row.end, "start": row.start, "period_start": period.start, "period_end": period.end}
        reading.problems.error(RECORD_OUTSIDE, row.place.at("start" if start < first else "end"), **params)


def _span(reading: Reading, row: ProductionRow) -> tuple[datetime, datetime]:
    """Start and end in UTC; of a time that the clock showed twice the earlier one, which is refused where it counts."""
    meter = reading.meter_of.get(row.meter)
    clock = "UTC" if meter is None else meter.time_zone
    if meter is not None and meter.redate_rule:
        clock = meter.redate_time_zone or clock
    return _instant(row.start, clock), _instant(row.end, clock)


def _instant(moment: datetime, zone_name: str) -> datetime:
    return (moment.replace(tzinfo=zone(zone_name)) if moment.tzinfo is None else moment).astimezone(UTC)


def _midnight(day: date, zone_name: str) -> datetime:
    return _instant(datetime.combine(day, time()), zone_name)
