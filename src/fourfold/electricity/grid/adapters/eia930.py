"""Wide tables of hourly EIA-930 data as a grid: demand, net generation by fuel and interchange of balancing areas.

The first column is the UTC stamp, every other column a series in MWh per hour. The published series label an hour by
its end and the cleaned tables by its start: so the public pipelines that clean these data read them; the publisher's
own words were not at hand, and single areas have differed for years at a time, so that the option ``stamp`` exists and
its default is told. Measured data of this kind rarely balance; they are handed over as they are, for the checks to
refuse or the reconciliation to mend. Out of scope: forecasts, local-time series, subregions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import cast

import numpy as np
import polars as pl

from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems, Term, params_of
from fourfold.core.zones import HOUR_S
from fourfold.electricity.grid.adapters.eia_columns import REGIONS, EiaField, EiaSeries, series_of
from fourfold.electricity.grid.adapters.eia_files import STAMP, EiaFile, candidates, missed_totals, read_files
from fourfold.electricity.grid.adapters.eia_interchange import Pair, Reports, Rule, net_flows
from fourfold.electricity.grid.adapters.foreign import (
    FILES_MISSING,
    Column,
    check_areas,
    check_options,
    choice,
    finding,
    header_of,
    unfold,
)
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.state import Finding
from fourfold.electricity.grid.tables import Batches, GridTables, TableKind
from fourfold.electricity.reading.columns import FIRST_ROW

_OPTIONS = ("stamp", "interchange")
_ALL_FUELS = "all"

SPELLINGS_MIXED = MessageKind(
    "eia-spellings-mixed",
    N_("the files mix the spellings EBA.… and E_…, whose stamps mean different ends of the hour"),
    N_("one spelling"),
    N_("keep the two in folders of their own, or say files.options.stamp"),
)
STAMP_ASSUMED = MessageKind("eia-stamp-assumed", N_("stamps are taken for the {end} of their hour, as usual in {what}"))
COLUMNS_LEFT_OUT = MessageKind(
    "eia-columns-left-out", N_("{count} columns are of no use for a grid and were left out, such as {names}")
)
AREAS_LEFT_OUT = MessageKind(
    "eia-areas-left-out", N_("{count} areas that are not declared, or are sums of areas, were left out: {names}")
)
_ENDS = {"start": Term(N_("start")), "end": Term(N_("end"))}


class Eia930Adapter:
    """Reads wide hourly tables of balancing areas.

    Options: ``stamp`` (``start`` or ``end`` of the hour; by default the end in the spelling ``EBA.…`` and the start in
    the spelling ``E_…``, listed as an assumption), ``interchange`` (where two neighbours report different flows:
    ``refuse`` by default, ``first`` takes the report of the code that sorts first, ``mean`` the mean of both).
    """

    name = "eia-930"

    def recognises(self, folder: Path) -> bool:
        """Whether a file below the folder has columns of net generation."""
        return any(
            item is not None and item.field is EiaField.GENERATION
            for path in candidates(folder)
            for item in map(series_of, header_of(path))
        )

    def open(self, folder: Path, declaration: GridDeclaration, problems: Problems) -> GridTables | None:
        """The tables of all files below a folder; nothing after reporting what is wrong with them."""
        before = len(problems.errors)
        check_options(declaration, _OPTIONS, problems)
        rule = cast(Rule, choice(declaration, "interchange", ("refuse", "first", "mean"), "refuse", problems))
        headers = {path.relative_to(folder).as_posix(): header_of(path) for path in candidates(folder)}
        known = {
            file: {name: item for name in names[1:] if (item := series_of(name)) is not None}
            for file, names in headers.items()
        }
        known = {file: series for file, series in known.items() if series}
        if not known:
            problems.error(
                FILES_MISSING, Place(""), format=self.name, what="NG", columns="EBA.AREA-ALL.NG.FUEL.H, E_AREA_NG_FUEL"
            )
            return None
        end, assumed = _hour_end(known, declaration, problems)
        unused = [name for file in known for name in headers[file][1:] if name not in known[file]]
        notes = [finding(COLUMNS_LEFT_OUT, len(unused), names=", ".join(unused[:3]))] if unused else []
        areas = _areas(known, declaration, problems, notes)
        files = read_files(folder, known, headers, end, notes, problems)
        if len(problems.errors) > before:
            return None
        return _tables(files, areas, rule, assumed, notes, problems)


def _hour_end(
    known: Mapping[str, Mapping[str, EiaSeries]], declaration: GridDeclaration, problems: Problems
) -> tuple[bool, tuple[Assumption, ...]]:
    """Whether stamps are ends of hours, and what had to be assumed for it."""
    cleaned = {item.cleaned for series in known.values() for item in series.values()}
    usual = "start" if cleaned == {True} else "end"
    stamp = choice(declaration, "stamp", ("start", "end"), usual, problems)
    if "stamp" in declaration.files.options:
        return stamp == "end", ()
    if len(cleaned) > 1:
        problems.error(SPELLINGS_MIXED, Place("grid.yaml", 0, "files.options.stamp"))
    what = "E_AREA_NG_FUEL" if cleaned == {True} else "EBA.AREA-ALL.NG.FUEL.H"
    place = Place(next(iter(known)))
    return stamp == "end", (Assumption(STAMP_ASSUMED, params_of({"end": _ENDS[usual], "what": what}), (place,)),)


def _areas(
    known: Mapping[str, Mapping[str, EiaSeries]],
    declaration: GridDeclaration,
    problems: Problems,
    notes: list[Finding],
) -> set[str]:
    """The areas of the grid: those declared, or all with generation or demand that are no sums of others."""
    reporting = {
        item.area
        for series in known.values()
        for item in series.values()
        if item.field in (EiaField.GENERATION, EiaField.DEMAND)
    }
    check_areas(declaration, reporting, problems)
    inside = {area.code for area in declaration.areas} or reporting - REGIONS
    others = sorted(reporting - inside)
    if others:
        notes.append(finding(AREAS_LEFT_OUT, len(others), names=", ".join(others)))
    return inside


def _tables(
    files: Sequence[EiaFile],
    areas: set[str],
    rule: Rule,
    assumed: tuple[Assumption, ...],
    notes: list[Finding],
    problems: Problems,
) -> GridTables | None:
    before = len(problems.errors)
    streams: dict[TableKind, list[Callable[[], Batches]]] = {kind: [] for kind in _KINDS}
    for file in files:
        where: dict[str, Column] = {
            "file": file.number,
            "row": np.arange(FIRST_ROW, FIRST_ROW + file.starts_s.size),
            "start_s": file.starts_s,
            "step_s": HOUR_S,
        }
        flows = _flows(file, areas, rule, notes, problems)
        notes += missed_totals(file, areas, flows)
        generation = {name: _source(item) for name, item in _generation(file, areas).items()}
        demand = {name: {"area": item.area} for name, item in file.of(EiaField.DEMAND, areas).items()}
        ties = {"–".join(pair): {"from_area": pair[0], "to_area": pair[1], "tie": ""} for pair in flows}
        amounts = {"–".join(pair): values for pair, values in flows.items()}
        for kind, values, series in (
            (TableKind.GENERATION, file.values, generation),
            (TableKind.DEMAND, file.values, demand),
            (TableKind.EXCHANGES, amounts, ties),
        ):
            if series:
                streams[kind].append(unfold(kind, "energy_mwh", values, series, where))
    if len(problems.errors) > before:
        return None
    return GridTables(
        tables={kind: _chained(some) for kind, some in streams.items() if some},
        files=tuple(file.table.file for file in files),
        columns={kind: {"start_s": files[0].table.spelled[STAMP]} for kind in _KINDS},
        unit_rates={},
        findings=tuple(notes),
        step_minutes=60,
        area_type="balancing area",
        assumptions=assumed,
        holds_others=True,
    )


_KINDS = (TableKind.GENERATION, TableKind.DEMAND, TableKind.EXCHANGES)


def _chained(streams: Sequence[Callable[[], Batches]]) -> Callable[[], Batches]:
    def stream() -> Batches:
        return chain.from_iterable(opened() for opened in streams)

    return stream


def _generation(file: EiaFile, areas: set[str]) -> dict[str, EiaSeries]:
    """Generation by fuel; the total only of areas without any fuel."""
    series = file.of(EiaField.GENERATION, areas)
    by_fuel = {item.area for item in series.values() if item.fuel}
    return {name: item for name, item in series.items() if item.fuel or item.area not in by_fuel}


def _source(item: EiaSeries) -> dict[str, str]:
    return {"area": item.area, "technology": item.fuel or _ALL_FUELS, "unit": ""}


def _flows(
    file: EiaFile, areas: set[str], rule: Rule, notes: list[Finding], problems: Problems
) -> dict[Pair, pl.Series]:
    """Net flow of each pair with an area of the grid at one of its ends."""
    headers: dict[Pair, str] = {}
    for name, item in file.series.items():
        ends = {item.area, item.other}
        if item.field is EiaField.INTERCHANGE and ends & areas and not (ends - areas) & REGIONS:
            headers[item.area, item.other] = name
    values = {pair: file.values[name] for pair, name in headers.items()}
    flows, settled = net_flows(Reports(file.table.file.path, values, headers), rule, problems)
    notes += settled
    return flows


ADAPTER = Eia930Adapter()
