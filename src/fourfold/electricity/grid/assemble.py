"""From tidy tables to a grid: checked, repaired where the declaration asks for it, brought to one resolution, netted.

The rows stream past once and are laid aside by time (`assembly.spool`); all further looks are at one block of intervals
after another, so that memory does not grow with the file. A first pass over the blocks finds everything that is wrong;
only a grid that passes is handed out, and it makes its blocks anew whenever it is asked for them.

What this room does not do: reading files (the adapters), filling in what is not in the data beyond the declared
repairs, and making balances hold (`fourfold.electricity.reconciliation`).
"""

from __future__ import annotations

import numpy as np

from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.core.progress import Tick
from fourfold.electricity.grid.assembly.assembled import AssembledGrid, BlockMaker, Chunk, chunks
from fourfold.electricity.grid.assembly.balance import Balances
from fourfold.electricity.grid.assembly.carrying import Carrying
from fourfold.electricity.grid.assembly.cells import CellReader
from fourfold.electricity.grid.assembly.columns import Columns, make_columns
from fourfold.electricity.grid.assembly.framing import Framed, Framer, flows_beyond, traced_areas
from fourfold.electricity.grid.assembly.gaps import ColumnReader, Seen
from fourfold.electricity.grid.assembly.intake import Intake
from fourfold.electricity.grid.assembly.known_names import (
    add_names_of_rates,
    declared_spellings,
    respelled,
    unused_rates,
)
from fourfold.electricity.grid.assembly.names import AREA, Spellings
from fourfold.electricity.grid.assembly.netting import Netter
from fourfold.electricity.grid.assembly.series import Series, SeriesBook
from fourfold.electricity.grid.assembly.spool import ROWS_IN_MEMORY, Spool
from fourfold.electricity.grid.assembly.streaming import take_in
from fourfold.electricity.grid.assembly.table_rows import Traced
from fourfold.electricity.grid.assembly.telling import Teller, names_told
from fourfold.electricity.grid.assembly.timeline import (
    RESOLUTION_ASSUMED,
    Timeline,
    declared_periods,
    make_timeline,
    resolutions,
)
from fourfold.electricity.grid.assembly.totals import Totals
from fourfold.electricity.grid.assembly.transit import only_receiving, transit_areas, transit_note
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.memory import BLOCK_INTERVALS
from fourfold.electricity.grid.rates import RateBook
from fourfold.electricity.grid.state import Finding
from fourfold.electricity.grid.tables import GridTables
from fourfold.formats.yaml_text import YamlText

NO_ROWS = MessageKind(
    "grid-no-rows",
    N_("the tables of the grid hold no rows"),
    N_("rows to trace"),
    N_("check the files and the periods"),
)
GAPS_MOST_MISSING = MessageKind(
    "grid-gaps-most-missing",
    N_("gaps are to be interpolated, and the longest gap to fill is not declared"),
    N_("gaps_most_intervals beside gaps: interpolate"),
    N_("declare repairs: gaps_most_intervals: a small whole number; or give --repair gaps_most_intervals=N"),
)


def assemble(
    tables: GridTables,
    rates: RateBook,
    declaration: GridDeclaration,
    yaml: YamlText | None,
    problems: Problems,
    tick: Tick,
    rows_in_memory: int = ROWS_IN_MEMORY,
) -> AssembledGrid | None:
    """The grid of tidy tables, or nothing after reporting everything that is wrong with it.

    Args:
        tables: streams of tidy rows.
        rates: what generation and imports carry.
        declaration: areas, resolution, periods, stores, repairs, tolerance.
        yaml: where the declaration stands, for places; ``None`` when there is no file.
        problems: receives what is wrong.
        tick: told of progress.
        rows_in_memory: how many rows are kept in memory before they go to a temporary folder.
    """
    spool = Spool(BLOCK_INTERVALS * 60 * _likely_minutes(tables, declaration), rows_in_memory)
    assembly = _Assembly(tables, rates, declaration, yaml, problems, tick)
    try:
        grid = assembly.run(spool)
    except BaseException:
        spool.close()
        raise
    if grid is None:
        spool.close()
    return grid


class _Assembly:
    """One run: what all its steps need."""

    def __init__(
        self,
        tables: GridTables,
        rates: RateBook,
        declaration: GridDeclaration,
        yaml: YamlText | None,
        problems: Problems,
        tick: Tick,
    ) -> None:
        self._tables, self._rates, self._declaration, self._yaml = tables, rates, declaration, yaml
        self._problems, self._tick = problems, tick
        self._before = len(problems.errors)
        self._zone = declaration.time_zone or "UTC"
        self._transit: tuple[str, ...] = ()

    def run(self, spool: Spool) -> AssembledGrid | None:
        """Stream, frame, check; each step reports all it can before the next needs its outcome."""
        declaration, problems = self._declaration, self._problems
        periods = declared_periods(declaration, self._yaml, problems)
        repairs = declaration.repairs
        if repairs.gaps == "interpolate" and repairs.gaps_most_intervals is None:
            problems.error(GAPS_MOST_MISSING, self._place("repairs", "gaps"))
        spellings = declared_spellings(declaration, self._place)
        intake = Intake(SeriesBook(spellings), spool)
        traced = self._traced(spellings[AREA])
        take_in(self._tables, intake, traced, periods, repairs, self._zone, problems, self._tick)
        if intake.is_whole:
            intake.findings += add_names_of_rates(self._rates, spellings, self._tables.holds_others, problems)
        for one in spellings.values():
            one.report(problems)
        # Refused names are one as well from here on, so that nothing is said to lack a factor for its spelling.
        self._rates = respelled(self._rates, spellings, problems if repairs.names == "trim" else Problems())
        series = intake.book.series(intake.rows.tolist())
        if not spool.rows:
            if not self._failed:
                problems.error(NO_ROWS, Place(self._tables.files[0].path if self._tables.files else ""))
            return None
        areas = traced_areas(series, declaration, problems, self._yaml)
        if not self._tables.holds_others:
            self._transit = transit_areas(spool, series, areas, declaration, self._rates)
        areas = tuple(sorted({*areas, *self._transit})) if self._transit else areas
        columns = make_columns(series, areas, problems)
        timeline = make_timeline(intake, series, declaration, self._tables.step_minutes, periods, self._yaml, problems)
        if timeline is None or not areas:
            return None
        framed = self._framed(spool, series, areas, columns, timeline)
        reader = self._reader(spool, timeline, series, columns)
        parts = chunks(
            timeline.starts_s, timeline.stretches, self._rates.editions_s, len(series) + len(columns.columns)
        )
        teller = Teller(self._tables, series, columns, repairs, self._zone)
        if framed is None or self._failed:
            if not intake.is_whole:
                return None
            seen = Seen()
            for chunk in parts:
                reader.read(chunk.first, chunk.last, chunk.stretch, seen)
            self._tell(teller, seen, timeline)
            return None
        findings = [*self._tables.findings, *intake.findings, *resolutions(intake, series, timeline)]
        findings += [*flows_beyond(series, areas), *names_told(spellings), *unused_rates(self._rates, series)]
        return self._checked(reader, framed, series, parts, teller, findings)

    def _checked(
        self,
        reader: ColumnReader,
        framed: Framed,
        series: tuple[Series, ...],
        parts: list[Chunk],
        teller: Teller,
        findings: list[Finding],
    ) -> AssembledGrid | None:
        """Look at every block once; hand out the grid if nothing is wrong."""
        frame, declaration = framed.frame, self._declaration
        to_storage = declaration.repairs.negative_generation == "to-storage"
        maker = BlockMaker(
            reader,
            Netter.of(framed, reader.columns, to_storage),
            Carrying.of(frame, self._rates, self._tables),
            Balances(
                frame,
                declaration.tolerance,
                declaration.repairs.imbalance == "reconcile",
                _area_places(series, [area.code for area in frame.areas]),
            ),
        )
        seen, totals, balance_problems = Seen(), Totals(maker, self._tables, to_storage), Problems()
        for done, chunk in enumerate(parts, 1):
            measured = maker.measure(chunk, seen)
            arrays = maker.netter(measured)
            starts = reader.cells.timeline.starts_s[chunk.first : chunk.last]
            totals.add(measured, arrays, starts, self._problems)
            maker.balances.check(arrays, starts, balance_problems)
            self._tick(N_("Checking the intervals of the grid"), done, len(parts))
        totals.report(self._problems)
        self._tell(teller, seen, reader.cells.timeline)
        if not self._failed:  # balances of incomplete data would only repeat what is missing
            self._problems.absorb(balance_problems)
        if self._failed:
            return None
        findings += [*teller.findings(seen), *totals.findings(), *maker.balances.findings()]
        assumptions: list[Assumption] = [*self._tables.assumptions, *self._rates.assumptions, *framed.assumptions]
        assumptions += [*maker.balances.assumptions(), *teller.assumptions(seen)]
        assumptions += [*totals.assumptions(framed.default_rated), *transit_note(self._transit)]
        if reader.cells.timeline.is_assumed:
            assumptions.append(Assumption(RESOLUTION_ASSUMED, {"minutes": str(frame.step_minutes)}))
        return AssembledGrid(maker, tuple(parts), self._tables.files, tuple(findings), tuple(assumptions))

    def _framed(
        self,
        spool: Spool,
        series: tuple[Series, ...],
        areas: tuple[str, ...],
        columns: Columns,
        timeline: Timeline,
    ) -> Framed | None:
        starts = timeline.starts_s
        cuts = np.searchsorted(starts, np.array(self._rates.editions_s, np.int64))
        asked = sorted({int(starts[0]), *(int(starts[at]) for at in cuts.tolist() if at < starts.size)})
        unrated = {line.outside for line in columns.columns[columns.lines] if not self._rates.boundary(line.outside)}
        if self._declaration.repairs.imbalance == "reconcile":  # which may turn a flow round
            unrated = set()
        receiving = only_receiving(spool, series, frozenset(unrated))
        framer = Framer(self._tables, self._rates, self._declaration, self._yaml, series, self._problems, receiving)
        return framer.frame(areas, columns, timeline.step_s, asked)

    def _reader(self, spool: Spool, timeline: Timeline, series: tuple[Series, ...], columns: Columns) -> ColumnReader:
        repairs = self._declaration.repairs
        cells = CellReader.of(spool, timeline, series, repairs.duplicates)
        most = int(repairs.gaps_most_intervals or 0)
        return ColumnReader(cells, columns, self._tables.nets_gross, repairs.one_sided, repairs.gaps, most)

    def _tell(self, teller: Teller, seen: Seen, timeline: Timeline) -> None:
        starts = timeline.starts_s
        teller.report(seen, int(starts[0]), int(starts[-1]), self._problems)

    def _traced(self, spellings: Spellings) -> Traced | None:
        """Which areas the declaration knows."""
        declared, beyond = self._declaration.areas, self._declaration.boundary.areas
        if not declared:
            return None
        return Traced(
            frozenset(spellings.key(area.code, Place("grid.yaml")) for area in declared),
            frozenset(spellings.key(code, Place("grid.yaml")) for code in beyond),
            self._tables.holds_others,
        )

    def _place(self, *path: str | int) -> Place:
        return self._yaml.place(path) if self._yaml else Place("grid.yaml", 0, ".".join(str(step) for step in path))

    @property
    def _failed(self) -> bool:
        return len(self._problems.errors) > self._before


def _likely_minutes(tables: GridTables, declaration: GridDeclaration) -> int:
    return int(declaration.resolution_minutes or tables.step_minutes or 60)


def _area_places(series: tuple[Series, ...], areas: list[str]) -> tuple[Place, ...]:
    """The file to name when an area does not balance: that of its demand, else of its first series ``[area]``."""
    found: dict[str, tuple[bool, Place]] = {}
    for one in series:
        for name in one.names[:2]:
            rank = (one.role.name != "DEMAND", Place(one.place.file, 0, one.place.column))
            if name not in found or rank < found[name]:
                found[name] = rank
    return tuple(found[area][1] if area in found else Place("") for area in areas)
