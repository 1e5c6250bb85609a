"""The tables of an RTS-GMLC folder: buses, units, lines, the day-ahead schedule and the load of its areas.

Published by the Grid Modernization Laboratory Consortium: units with heat rates, a solved schedule with the output of
every unit and the flow on every line in MW by hour. Stamps are of a local clock that the files do not name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import DAY_S, HOUR_S, Ints, known_zones, resolve_local
from fourfold.electricity.grid.adapters.foreign import ForeignTable, header_of, read_foreign
from fourfold.electricity.grid.adapters.rts_rates import CURVE, EMISSIONS
from fourfold.electricity.grid.state import Floats
from fourfold.electricity.reading.columns import FIRST_ROW

BUSES, UNITS = "bus.csv", "gen.csv"
LINES, DC_LINES = "branch.csv", "dc_branch.csv"
GENERATION, FLOWS = "PLEXOS_DA_solution_generation.csv", "PLEXOS_DA_solution_flow.csv"
LOADS = "DAY_AHEAD_regional_Load.csv"
FIXED: Mapping[str, tuple[str, ...]] = {
    BUSES: ("Bus ID", "Bus Name", "MW Load", "Area", "Zone"),
    UNITS: ("GEN UID", "Bus ID", "Unit Type", "Category", *CURVE, *EMISSIONS.values()),
    LINES: ("UID", "From Bus", "To Bus"),
    DC_LINES: ("UID", "From Bus", "To Bus"),
}
_CALENDAR = ("Year", "Month", "Day", "Period")

ZONE_UNKNOWN = MessageKind(
    "rts-zone-unknown",
    N_("{found} is not a time zone"),
    N_("an IANA name such as America/Phoenix"),
    N_("correct files.options.time_zone in grid.yaml"),
)
HOUR_UNCLEAR = MessageKind(
    "rts-hour-unclear",
    N_("the clock of {zone} does not show {found}, or shows it twice"),
    N_("an hour that occurs once"),
    N_("choose the time zone of the data as files.options.time_zone; UTC has every hour once"),
)
LOAD_MISSING = MessageKind(
    "rts-load-missing",
    N_("{count} hours of the schedule have no load, the first {found}"),
    N_("a row for every hour of the schedule"),
    N_("add the hours"),
)
CALENDAR_WRONG = MessageKind(
    "rts-calendar-wrong",
    N_("the row is no hour of a day"),
    N_("year, month, day and a period from 1 to 24"),
    N_("correct the row"),
)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A wide table of the schedule.

    Attributes:
        table: as read.
        starts_s: UTC second of each row ``[hour]``.
        clock_s: the same on the local clock.
        values: MW by column ``[hour]``.
    """

    table: ForeignTable
    starts_s: Ints
    clock_s: Ints
    values: Mapping[str, pl.Series]


@dataclass(frozen=True, slots=True)
class Case:
    """Everything read from a folder.

    Attributes:
        fixed: buses, units and lines by file name.
        generation, flows: the schedule.
        load_table: the load file.
        load_mw: load of each area in the hours of the generation table ``[hour]``, by area.
        load_rows: row of the load file for each of these hours.
    """

    fixed: Mapping[str, ForeignTable]
    generation: Schedule
    flows: Schedule
    load_table: ForeignTable
    load_mw: Mapping[str, Floats]
    load_rows: Ints


def read_case(folder: Path, time_zone: str, problems: Problems) -> Case | None:
    """All tables of a folder; nothing after reporting everything that is wrong with them."""
    before = len(problems.errors)
    if time_zone not in known_zones():
        problems.error(ZONE_UNKNOWN, Place("grid.yaml", 0, "files.options.time_zone"), found=time_zone)
        return None
    fixed = {
        file: table
        for file, columns in FIXED.items()
        if (table := read_foreign(folder, file, {name: name for name in columns}, problems)) is not None
    }
    generation, flows = (_schedule(folder, file, time_zone, problems) for file in (GENERATION, FLOWS))
    loads = _all_columns(folder, LOADS, problems)
    if len(fixed) < len(FIXED) or generation is None or flows is None or loads is None:
        return None
    found = _loads(loads, generation.clock_s, problems)
    return Case(fixed, generation, flows, loads, *found) if found and len(problems.errors) == before else None


def _all_columns(folder: Path, file: str, problems: Problems) -> ForeignTable | None:
    names = header_of(folder / file) or ["time"]
    return read_foreign(folder, file, {name: name for name in names}, problems)


def _schedule(folder: Path, file: str, time_zone: str, problems: Problems) -> Schedule | None:
    table = _all_columns(folder, file, problems)
    if table is None:
        return None
    clock_s = table.starts_s("time", problems)
    resolved = resolve_local(time_zone, clock_s)
    unclear = np.flatnonzero(resolved.absent | resolved.lone).tolist()
    texts = table.text("time")

    def describe(row: int) -> tuple[Place, dict[str, object]]:
        return Place(file, row + FIRST_ROW, "time"), {"found": texts[row], "zone": time_zone}

    problems.add_all(HOUR_UNCLEAR, unclear, describe)
    values = {name: table.numbers(name, problems) for name in table.columns if name != "time"}
    return Schedule(table, resolved.instants, clock_s, values)


def _loads(table: ForeignTable, clock_s: Ints, problems: Problems) -> tuple[dict[str, Floats], Ints] | None:
    """Load of each area in the hours of the schedule, and the rows they stand in; period 1 begins at midnight."""
    parts = [table.numbers(name, problems) for name in _CALENDAR if name in table.columns]
    areas = {name: table.numbers(name, problems) for name in table.columns if name not in _CALENDAR}
    if len(parts) < len(_CALENDAR):
        problems.error(CALENDAR_WRONG, Place(LOADS, 1))
        return None
    year, month, day, period = (part.cast(pl.Int64, strict=False) for part in parts)
    frame = pl.DataFrame({"year": year, "month": month, "day": day})
    dates = frame.select(pl.date("year", "month", "day").cast(pl.Int64)).to_series()
    at = dates * DAY_S + (period - 1) * HOUR_S
    wrong = (at.is_null() | ~period.is_between(1, 24)).fill_null(True).arg_true().to_list()
    problems.add_all(CALENDAR_WRONG, wrong, lambda row: (Place(LOADS, row + FIRST_ROW), {}))
    if wrong:
        return None
    rows = {second: row for row, second in enumerate(at.to_list())}
    missing = [second for second in clock_s.tolist() if second not in rows]
    if missing:
        first = str(np.datetime64(missing[0], "s"))
        problems.error(LOAD_MISSING, Place(LOADS), count=len(missing), found=first)
        return None
    order = np.array([rows[second] for second in clock_s.tolist()], np.int64)
    return {area: load.cast(pl.Float64).to_numpy()[order] for area, load in areas.items()}, order + FIRST_ROW
