"""Every kilowatt-hour in one place (law 8): data that two rows would count, and meters that no row counts."""

from __future__ import annotations

from collections.abc import Collection
from posixpath import normpath

from fourfold.accounting.study.checks.sub_meters import above
from fourfold.accounting.study.reading import Reading
from fourfold.accounting.study.rows import GenerationRow, MeterRow
from fourfold.core.problems import N_, MessageKind

METER_DATA_TWICE = MessageKind(
    "meter-data-twice",
    N_("the column {column} of {found} is already the meter {other} in {first}"),
    N_("each column of readings declared as one meter, so that no energy is counted twice"),
    N_("remove one of the meters, or name the file and column with the other meter's own readings"),
)
GENERATION_METER_TWICE = MessageKind(
    "generation-meter-twice",
    N_("the meter {found} is already the {column} of {other} in {first}"),
    N_("each meter in one row of generation"),
    N_("join the rows, or name the other plant's own meter"),
)
METER_UNUSED = MessageKind(
    "meter-unused",
    N_("the meter {found} with the role {role} is used by no row of the table {table}, so its energy does not count"),
    N_("every meter used, or not in the study"),
    N_("add a row to {table} that names it, or remove the meter"),
)
NO_ELECTRICITY = MessageKind(
    "no-electricity",
    N_("the study has processes with a site, such as {found}, and no row of electricity"),
    N_("the electricity of every process that uses any"),
    N_("fill the table electricity; if no process uses electricity, nothing needs to be done"),
)

_USED_IN = {
    "load": ("electricity", "meter"),
    "generation": ("generation", "meter"),
    "export": ("generation", "export_meter"),
    "check": ("meters", "check_meter"),
}


def check_once(reading: Reading) -> None:
    """Tables meters, generation and electricity."""
    _check_data(reading)
    for column in ("meter", "export_meter"):
        _check_generation(reading, column)
    for meter in reading.tables.meters:
        _check_used(reading, meter)
    _check_any(reading)


def _check_data(reading: Reading) -> None:
    first: dict[tuple[str, ...], MeterRow] = {}
    for meter in reading.tables.meters:
        data = (normpath(meter.file), meter.energy_column, meter.sheet, meter.channel)
        earlier = first.setdefault(data, meter)
        if earlier.meter != meter.meter:  # a name given twice is reported as such
            column = meter.energy_column or meter.channel or "–"
            params = {"found": meter.file, "column": column, "other": earlier.meter}
            reading.problems.error(METER_DATA_TWICE, meter.place.at("energy_column"), **params, first=earlier.place)


def _check_generation(reading: Reading, column: str) -> None:
    first: dict[str, GenerationRow] = {}
    for row in reading.tables.generation:
        name = getattr(row, column)
        earlier = first.setdefault(name, row)
        if name and earlier is not row:
            params = {"found": name, "column": column, "other": earlier.generation, "first": earlier.place}
            reading.problems.error(GENERATION_METER_TWICE, row.place.at(column), **params)


def _check_used(reading: Reading, meter: MeterRow) -> None:
    table, column = _USED_IN[meter.role]
    users = reading.drafts.get(table, [])
    unknown = table in reading.incomplete or any(draft.text(column) is None for draft in users)
    named = {draft.text(column) for draft in users}
    if not unknown and meter.meter not in named and not _is_counted_in_tree(reading, meter, named):
        place = meter.place.at("meter")
        reading.problems.warn(METER_UNUSED, place, found=meter.meter, role=meter.role, table=table)


def _is_counted_in_tree(reading: Reading, meter: MeterRow, named: Collection[str | None]) -> bool:
    """Whether the energy counts through a meter before it, or through one behind it; the rest is told by the result."""
    below = {name for name in named if name and meter.meter in above(reading.meter_of, name)}
    return bool(below) or any(name in named for name in above(reading.meter_of, meter.meter))


def _check_any(reading: Reading) -> None:
    sited = next((row for row in reading.tables.processes if row.site), None)
    if sited is not None and not reading.drafts.get("electricity") and "electricity" not in reading.incomplete:
        reading.problems.warn(NO_ELECTRICITY, reading.declared_at("tables"), found=sited.process)
