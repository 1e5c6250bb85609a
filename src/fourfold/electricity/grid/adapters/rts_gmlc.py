"""RTS-GMLC folders as a grid of buses, zones or areas, every unit with rates of its own.

Energy is the scheduled mean power times an hour. The load of a bus is its share, by ``MW Load``, of the load of its
area; flows are the schedule's own, without losses; parallel circuits and the DC line keep their names. Out of scope:
real-time schedules, reserves, outages, storage that runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl

from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems, params_of
from fourfold.core.zones import HOUR_S
from fourfold.electricity.grid.adapters.foreign import Column, check_areas, check_options, choice, finding, unfold
from fourfold.electricity.grid.adapters.rts_files import (
    BUSES,
    DC_LINES,
    FIXED,
    FLOWS,
    GENERATION,
    LINES,
    LOADS,
    UNITS,
    Case,
    Schedule,
    read_case,
)
from fourfold.electricity.grid.adapters.rts_rates import unit_rates
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.state import Finding
from fourfold.electricity.grid.tables import GridTables, TableKind
from fourfold.electricity.reading.columns import FIRST_ROW

LEVELS: Mapping[str, str] = {"bus": "Bus ID", "zone": "Zone", "area": "Area"}
_OPTIONS = ("level", "time_zone")
_FILES = (*FIXED, GENERATION, FLOWS, LOADS)

CLOCK_ASSUMED = MessageKind("rts-clock-assumed", N_("the files do not name the zone of their clock; {zone} is taken"))
NOT_SCHEDULED = MessageKind("rts-not-scheduled", N_("{count} units are not in the schedule: {names}"))
COLUMN_UNKNOWN = MessageKind(
    "rts-column-unknown",
    N_("the schedule has a column {found} that {file} does not know"),
    N_("a name from {file}; a DC line as its two buses and a number, such as 113_316_1"),
    N_("correct the name"),
)
BUS_UNKNOWN = MessageKind(
    "rts-bus-unknown", N_("there is no bus {found}"), N_("a bus of bus.csv"), N_("correct the bus")
)
LOAD_NOT_SHARED = MessageKind(
    "rts-load-not-shared",
    N_("the load of area {found} cannot be shared among its buses"),
    N_("a column of loads for the area, and MW Load above zero at one of its buses"),
    N_("correct the area or the loads"),
)
STORAGE_RUNS = MessageKind(
    "rts-storage-runs",
    N_("the storage unit {found} runs in the schedule"),
    N_("storage without output: what it charges is not in these files"),
    N_("hand over the grid as tidy tables with storage.csv"),
)


class RtsGmlcAdapter:
    """Reads the day-ahead schedule of the RTS-GMLC test system.

    Options: ``level`` (``bus``, ``zone`` or ``area``: what the areas of the grid are; default bus), ``time_zone`` (the
    zone of the files' clock; default UTC, which is listed as an assumption).
    """

    name = "rts-gmlc"

    def recognises(self, folder: Path) -> bool:
        """Whether the units and the schedule lie in the folder."""
        return all((folder / file).is_file() for file in (UNITS, GENERATION, FLOWS))

    def open(self, folder: Path, declaration: GridDeclaration, problems: Problems) -> GridTables | None:
        """The tables of a folder; nothing after reporting what is wrong with it."""
        before = len(problems.errors)
        check_options(declaration, _OPTIONS, problems)
        level = choice(declaration, "level", tuple(LEVELS), "bus", problems)
        zone = declaration.files.options.get("time_zone", "UTC")
        case = read_case(folder, zone, problems)
        if case is None or len(problems.errors) > before:
            return None
        place_of = _areas_of_buses(case, level)
        units = _units(case, place_of, problems)
        lines = _lines(case, place_of, problems)
        demand = _demand(case, place_of, problems)
        check_areas(declaration, set(place_of.values()), problems)
        largest = {unit: _largest(values) for unit, values in case.generation.values.items()}
        _check_storage(case, largest, problems)
        rates = unit_rates(case.fixed[UNITS], largest, declaration.basis, problems)
        if rates is None or len(problems.errors) > before:
            return None
        streams = {
            TableKind.GENERATION: unfold(
                TableKind.GENERATION, "energy_mwh", case.generation.values, units, _where(case.generation, GENERATION)
            ),
            TableKind.EXCHANGES: unfold(
                TableKind.EXCHANGES, "energy_mwh", case.flows.values, lines, _where(case.flows, FLOWS)
            ),
            TableKind.DEMAND: unfold(
                TableKind.DEMAND,
                "energy_mwh",
                demand,
                {area: {"area": area} for area in demand},
                _where(case.generation, LOADS) | {"row": case.load_rows},
            ),
        }
        assumed = () if "time_zone" in declaration.files.options else (_assumed(zone),)
        read = {**case.fixed, GENERATION: case.generation.table, FLOWS: case.flows.table, LOADS: case.load_table}
        return GridTables(
            tables=streams,
            files=tuple(read[file].file for file in _FILES),
            columns={kind: {"start_s": "time"} for kind in (TableKind.GENERATION, TableKind.EXCHANGES)},
            unit_rates={unit: rates.rates[unit] for unit in units if unit in rates.rates},
            findings=(*_unscheduled(case), *rates.findings),
            step_minutes=60,
            area_type=level,
            attributes=rates.attributes,
            area_names=_names(case) if level == "bus" else {},
            assumptions=(*assumed, *rates.assumptions),
            holds_others=True,
        )


def _assumed(zone: str) -> Assumption:
    return Assumption(CLOCK_ASSUMED, params_of({"zone": zone}), (Place(GENERATION, 0, "time"),))


def _where(schedule: Schedule, file: str) -> dict[str, Column]:
    """File, row, start and step of the rows of a schedule."""
    rows = np.arange(FIRST_ROW, FIRST_ROW + schedule.starts_s.size)
    return {"file": _FILES.index(file), "row": rows, "start_s": schedule.starts_s, "step_s": HOUR_S}


def _largest(values: pl.Series) -> float:
    largest = values.max()
    return float(largest) if isinstance(largest, float) else 0.0


def _areas_of_buses(case: Case, level: str) -> dict[str, str]:
    """The area of the grid in which each bus lies; zones are numbers in the file, ``11.0`` goes by ``11``."""
    table = case.fixed[BUSES]
    places = table.text(LEVELS[level]).str.strip_suffix(".0")
    return dict(zip(table.text("Bus ID").to_list(), places.to_list(), strict=True))


def _names(case: Case) -> dict[str, str]:
    table = case.fixed[BUSES]
    return dict(zip(table.text("Bus ID").to_list(), table.text("Bus Name").to_list(), strict=True))


def _units(case: Case, place_of: Mapping[str, str], problems: Problems) -> dict[str, dict[str, str]]:
    """Area, technology and name of every unit in the schedule."""
    table = case.fixed[UNITS]
    cells = [table.text(name).to_list() for name in ("GEN UID", "Bus ID", "Category")]
    known = {}
    for row, (unit, bus, category) in enumerate(zip(*cells, strict=True), start=FIRST_ROW):
        if bus not in place_of:
            problems.error(BUS_UNKNOWN, Place(UNITS, row, "Bus ID"), found=bus)
        known[unit] = {"area": place_of.get(bus, ""), "technology": category, "unit": unit}
    _check_columns(case.generation, known, UNITS, problems)
    return {unit: known[unit] for unit in case.generation.values if unit in known}


def _lines(case: Case, place_of: Mapping[str, str], problems: Problems) -> dict[str, dict[str, str]]:
    """The two areas and the name of every line in the schedule; lines within an area carry nothing across."""
    ends: dict[str, tuple[str, str]] = {}
    counts: dict[tuple[str, str], int] = {}
    for file in (LINES, DC_LINES):
        table = case.fixed[file]
        cells = [table.text(name).to_list() for name in ("UID", "From Bus", "To Bus")]
        for row, (line, start, end) in enumerate(zip(*cells, strict=True), start=FIRST_ROW):
            for column, bus in (("From Bus", start), ("To Bus", end)):
                if bus not in place_of:
                    problems.error(BUS_UNKNOWN, Place(file, row, column), found=bus)
            ends[line] = start, end
            if file == DC_LINES:
                # The schedule calls a DC line by its buses and a number: DC1 is 113_316_1.
                counts[start, end] = counts.get((start, end), 0) + 1
                ends[f"{start}_{end}_{counts[start, end]}"] = start, end
    _check_columns(case.flows, ends, f"{LINES}, {DC_LINES}", problems)
    found = {}
    for line in case.flows.values:
        start, end = (place_of.get(bus, "") for bus in ends.get(line, ("", "")))
        if start != end:
            found[line] = {"from_area": start, "to_area": end, "tie": line}
    return found


def _check_columns(schedule: Schedule, known: Mapping[str, object], file: str, problems: Problems) -> None:
    for name in schedule.values:
        if name not in known:
            problems.error(COLUMN_UNKNOWN, Place(schedule.table.file.path, 1, name), found=name, file=file)


def _demand(case: Case, place_of: Mapping[str, str], problems: Problems) -> dict[str, pl.Series]:
    """Load of each area of the grid in MW ``[hour]``: the shares of its buses in the loads published by area."""
    table = case.fixed[BUSES]
    loads = pl.DataFrame(
        {"bus": table.text("Bus ID"), "area": table.text("Area"), "mw": table.numbers("MW Load", problems)}
    )
    wholes = dict(loads.group_by("area").agg(pl.col("mw").sum()).iter_rows())
    for area, whole in wholes.items():
        if area not in case.load_mw or not whole:
            problems.error(LOAD_NOT_SHARED, Place(BUSES, 0, "MW Load"), found=area)
    demand: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]] = {}
    for bus, area, mw in loads.iter_rows():
        if mw is not None and wholes[area] and area in case.load_mw:
            load = case.load_mw[area] * (mw / wholes[area])
            demand[place_of[bus]] = demand.get(place_of[bus], np.zeros_like(load)) + load
    return {area: pl.Series(load) for area, load in demand.items()}


def _check_storage(case: Case, largest: Mapping[str, float], problems: Problems) -> None:
    table = case.fixed[UNITS]
    cells = [table.text(name).to_list() for name in ("GEN UID", "Unit Type")]
    for row, (unit, kind) in enumerate(zip(*cells, strict=True), start=FIRST_ROW):
        if kind == "STORAGE" and largest.get(unit):
            problems.error(STORAGE_RUNS, Place(UNITS, row), found=unit)


def _unscheduled(case: Case) -> list[Finding]:
    """Units that the schedule leaves out."""
    units = [unit for unit in case.fixed[UNITS].text("GEN UID").to_list() if unit not in case.generation.values]
    return [finding(NOT_SCHEDULED, len(units), names=", ".join(units))] if units else []


ADAPTER = RtsGmlcAdapter()
