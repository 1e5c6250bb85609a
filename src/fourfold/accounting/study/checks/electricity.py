"""Electricity of processes: each way of stating it has what it needs, and no meter is counted twice (law 8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from fourfold.accounting.study.grid_series import of_the_grid
from fourfold.accounting.study.reading import Reading
from fourfold.accounting.study.rows import ElectricityRow, GenerationRow, MeterRow
from fourfold.core.problems import N_, MessageKind
from fourfold.core.quantities import Unit

HOW_NEEDS = MessageKind(
    "electricity-needs",
    N_("electricity stated as {how} needs {found}"),
    N_(
        "how = meter or meter-rest: a meter; meter-share: a meter with production records; annual: amount, unit and"
        " shape"
    ),
    N_("fill {found}, or choose another how"),
)
HOW_WITHOUT = MessageKind(
    "electricity-without",
    N_("{column} is filled, but electricity stated as {how} does not use it"),
    N_("only the columns that how = {how} uses"),
    N_("clear the cell, or choose another how"),
)
ELECTRICITY_UNIT = MessageKind(
    "electricity-unit", N_("{found} is not a unit of energy"), N_("a unit such as kWh or MWh"), N_("correct the unit")
)
METER_ROLE = MessageKind(
    "meter-role",
    N_("the meter {found} has the role {role}"),
    N_("a meter with the role {wanted}"),
    N_("name another meter, or correct its role"),
)
METER_COUNTED_TWICE = MessageKind(
    "meter-counted-twice",
    N_("the meter {found} is already used as a whole in {first}"),
    N_("every kilowatt-hour in one row"),
    N_("divide the meter by production records: how = meter-share in both rows"),
)
SHARE_TWICE = MessageKind(
    "meter-share-twice",
    N_("the share of the process {process} in the meter {found} is already used in {first}"),
    N_("one row for each meter and process"),
    N_("delete one of the rows"),
)
NO_PRODUCTION = MessageKind(
    "production-missing",
    N_("there are no production records of the process {process} on the meter {found}"),
    N_("rows in the table production for every process that shares the meter"),
    N_("add the records, or use the whole meter: how = meter"),
)
ELECTRICITY_NEEDS_SITE = MessageKind(
    "electricity-needs-site",
    N_("the process {process} has no site, so the local hours of its electricity are not known"),
    N_("a site for every process that uses electricity stated as annual"),
    N_("fill the column site of the process"),
)
SITES_DIFFER = MessageKind(
    "sites-differ",
    N_("the meter {found} hangs at the site {meter_site}, this row belongs to the site {site}"),
    N_("a meter of the same site"),
    N_("correct the site of the meter or of the process"),
)
SERIES_NOT_ONE = MessageKind(
    "series-not-one",
    N_("no factor series is named, and the area {area} has {count} in the table series ({found})"),
    N_("exactly one series of the area, or the name of one"),
    N_("fill the column series, or add a series of the area"),
)

_USES: Mapping[str, tuple[str, ...]] = {
    "meter": ("meter",),
    "meter-share": ("meter",),
    "meter-rest": ("meter",),
    "annual": ("amount", "unit", "shape"),
}
_DEPENDING = ("meter", "amount", "unit", "shape")


def check_electricity(reading: Reading) -> None:
    """Tables electricity and generation."""
    recorded = {(record.meter, record.process) for record in reading.tables.production}
    for row in reading.tables.electricity:
        _check_how(reading, row)
        _check_meter(reading, row, recorded)
        _check_site_and_series(reading, row)
    _check_counted_once(reading)
    for generation in reading.tables.generation:
        _check_generation(reading, generation)


def _check_how(reading: Reading, row: ElectricityRow) -> None:
    needed = _USES[row.how]
    for column in _DEPENDING:
        filled = getattr(row, column) not in ("", None)
        if column in needed and not filled:
            reading.problems.error(HOW_NEEDS, row.place.at(column), how=row.how, found=column)
        elif filled and column not in needed:
            reading.problems.error(HOW_WITHOUT, row.place.at(column), how=row.how, column=column)
    if row.unit and Unit(row.unit).dimension != Unit("kWh").dimension:
        reading.problems.error(ELECTRICITY_UNIT, row.place.at("unit"), found=row.unit)


def _check_meter(reading: Reading, row: ElectricityRow, recorded: Collection[tuple[str, str]]) -> None:
    meter = reading.meter_of.get(row.meter)
    if meter is None:
        return
    _check_role(reading, row, "meter", meter, "load")
    missing = row.how == "meter-share" and row.process != meter.idle_process
    missing = missing and (row.meter, row.process) not in recorded
    if missing and reading.settled("production", "meter", row.meter):
        reading.problems.error(NO_PRODUCTION, row.place.at("meter"), found=row.meter, process=row.process)


def _check_role(
    reading: Reading, row: ElectricityRow | GenerationRow, column: str, meter: MeterRow, wanted: str
) -> None:
    if meter.role != wanted:
        place = row.place.at(column)
        reading.problems.error(METER_ROLE, place, found=meter.meter, role=meter.role, wanted=wanted)


def _check_site_and_series(reading: Reading, row: ElectricityRow) -> None:
    process, meter = reading.process_of.get(row.process), reading.meter_of.get(row.meter)
    if process is None:
        return
    if not process.site and row.how == "annual":
        reading.problems.error(ELECTRICITY_NEEDS_SITE, row.place.at("process"), process=row.process)
    if meter is not None and process.site and meter.site != process.site:
        params = {"found": meter.meter, "meter_site": meter.site, "site": process.site}
        reading.problems.error(SITES_DIFFER, row.place.at("meter"), **params)
    site = meter.site if meter is not None else process.site
    if site and not row.series:
        _check_one_series(reading, row, site)


def _check_one_series(reading: Reading, row: ElectricityRow, site: str) -> None:
    area = next((one.area for one in reading.parts.sites if one.id == site), "")
    chain = reading.areas.chain(area)
    if not chain or not all(reading.settled("series", "area", one) for one in chain):
        return
    by_area = ([series for series in reading.tables.series if series.area == one] for one in chain)
    found = [one.series for one in of_the_grid(next((rows for rows in by_area if rows), []))]
    if len(found) != 1:
        place = row.place.at("series")
        reading.problems.error(SERIES_NOT_ONE, place, area=area, count=len(found), found=", ".join(found) or "–")


def _check_counted_once(reading: Reading) -> None:
    by_meter: dict[str, list[ElectricityRow]] = defaultdict(list)
    for row in reading.tables.electricity:
        if row.meter and row.how != "annual":
            by_meter[row.meter].append(row)
    for meter, rows in by_meter.items():
        whole = next((row for row in rows if row.how in ("meter", "meter-rest")), None)
        shares: dict[str, ElectricityRow] = {}
        for row in rows:
            if whole is not None and row is not whole:
                reading.problems.error(METER_COUNTED_TWICE, row.place.at("meter"), found=meter, first=whole.place)
            elif row.how == "meter-share":
                earlier = shares.setdefault(row.process, row)
                if earlier is not row:
                    params = {"found": meter, "process": row.process, "first": earlier.place}
                    reading.problems.error(SHARE_TWICE, row.place.at("meter"), **params)


def _check_generation(reading: Reading, row: GenerationRow) -> None:
    for column, wanted in (("meter", "generation"), ("export_meter", "export")):
        meter = reading.meter_of.get(getattr(row, column))
        if meter is None:
            continue
        _check_role(reading, row, column, meter, wanted)
        if meter.site != row.site:
            params = {"found": meter.meter, "meter_site": meter.site, "site": row.site}
            reading.problems.error(SITES_DIFFER, row.place.at(column), **params)
