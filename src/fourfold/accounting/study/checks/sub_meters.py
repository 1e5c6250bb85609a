"""Meters behind meters: a tree on one site, no kilowatt-hour used through a meter and one behind it (law 8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fourfold.accounting.study.reading import Reading
from fourfold.accounting.study.rows import ElectricityRow, GenerationRow, MeterRow
from fourfold.core.problems import N_, MessageKind

METER_CYCLE = MessageKind(
    "meter-cycle",
    N_("the meter {found} refers to itself through the column {column}: {path}"),
    N_("meters that lead to one that names no other"),
    N_("correct the column {column}"),
)
PARENT_UNLIKE = MessageKind(
    "meter-parent-unlike",
    N_("the meter {found} has the {column} {own}, the meter before it, {parent}, has {other}"),
    N_("a sub-meter at the site and with the role of the meter before it"),
    N_("correct the {column} of one of them, or the column parent"),
)
COUNTED_WITH_PARENT = MessageKind(
    "meter-counted-with-parent",
    N_("the meter {found} lies behind {parent}, whose energy is already used as a whole in {first}"),
    N_("every kilowatt-hour in one row"),
    N_("write how = meter-rest into the electricity row of {parent}, or leave out one of the meters"),
)
REST_WITHOUT_PARTS = MessageKind(
    "meter-rest-without-parts",
    N_("the rest of the meter {found} is asked for, and no sub-meter of it is used by another row"),
    N_("sub-meters (column parent of the table meters) with rows of electricity of their own"),
    N_("write how = meter, or name its sub-meters in the rows that use them"),
)

_LINKS = ("parent", "check_meter")
_WHOLE = ("meter", "meter-share")


def check_sub_meters(reading: Reading) -> None:
    """Columns parent and check_meter, and what uses meters that lie behind others."""
    sound = True
    for column in _LINKS:
        for meter in reading.tables.meters:
            sound &= _check_cycle(reading, meter, column)
    for meter in reading.tables.meters:
        _check_like(reading, meter)
    if sound:
        _check_electricity(reading)
        _check_generation(reading)


def above(meters: Mapping[str, MeterRow], name: str) -> Iterator[str]:
    """The meters before a meter, the nearest first; ends where one repeats."""
    seen = {name}
    row = meters.get(name)
    while row is not None and row.parent and row.parent not in seen:
        yield row.parent
        seen.add(row.parent)
        row = meters.get(row.parent)


def _check_cycle(reading: Reading, meter: MeterRow, column: str) -> bool:
    path = [meter.meter]
    while (row := reading.meter_of.get(path[-1])) is not None and (onward := getattr(row, column)):
        path.append(onward)
        if onward == meter.meter:
            params = {"found": meter.meter, "column": column, "path": " → ".join(path)}
            reading.problems.error(METER_CYCLE, meter.place.at(column), **params)
            return False
        if onward in path[:-1]:
            return False  # a circle that this meter only leads into
    return True


def _check_like(reading: Reading, meter: MeterRow) -> None:
    parent = reading.meter_of.get(meter.parent)
    if parent is None:
        return
    for column in ("site", "role"):
        own, other = getattr(meter, column), getattr(parent, column)
        if own != other:
            params = {"found": meter.meter, "column": column, "own": own, "parent": parent.meter, "other": other}
            reading.problems.error(PARENT_UNLIKE, meter.place.at(column), **params)


def _check_electricity(reading: Reading) -> None:
    rows = [row for row in reading.tables.electricity if row.meter and row.how != "annual"]
    whole = {row.meter: row for row in reversed(rows) if row.how in _WHOLE}
    _check_behind(reading, rows, whole, "meter")
    parents = {name for row in rows for name in above(reading.meter_of, row.meter)}
    for row in rows:
        is_known = reading.settled("electricity", "how", "meter") and reading.names("meter") is not None
        if row.how == "meter-rest" and row.meter not in parents and is_known:
            reading.problems.error(REST_WITHOUT_PARTS, row.place.at("how"), found=row.meter)


def _check_generation(reading: Reading) -> None:
    rows = reading.tables.generation
    for column in ("meter", "export_meter"):
        used = [row for row in rows if getattr(row, column)]
        _check_behind(reading, used, {getattr(row, column): row for row in reversed(used)}, column)


def _check_behind(
    reading: Reading,
    rows: Sequence[ElectricityRow | GenerationRow],
    whole: Mapping[str, ElectricityRow | GenerationRow],
    column: str,
) -> None:
    for row in rows:
        name = getattr(row, column)
        parent = next((one for one in above(reading.meter_of, name) if one in whole), "")
        if parent:
            params = {"found": name, "parent": parent, "first": whole[parent].place}
            reading.problems.error(COUNTED_WITH_PARENT, row.place.at(column), **params)
