"""What reading all cells showed, as problems at their rows and as findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from fourfold.core.intervals import spell_instant, spell_range
from fourfold.core.problems import N_, Assumption, MessageKind, Param, Place, Problems
from fourfold.electricity.grid.assembly.columns import Column, Columns
from fourfold.electricity.grid.assembly.gaps import Runs, Seen
from fourfold.electricity.grid.assembly.names import NAMES_UNIFIED, Spellings, quoted, some_of
from fourfold.electricity.grid.assembly.series import LAYOUTS, ROLE_TERMS, Role, Series
from fourfold.electricity.grid.declaration import RepairsDeclaration
from fourfold.electricity.grid.state import Finding
from fourfold.electricity.grid.tables import GridTables

MOST_RANGES = 5
"""Ranges of time spelled in one finding."""

STAMP_OFF_GRID = MessageKind(
    "grid-stamp-off-grid",
    N_("{series}: {start} does not begin an interval of {minutes} minutes as the other rows do"),
    N_("starts a whole number of intervals apart"),
    N_("correct the stamp or the duration"),
)
ROW_CROSSES_PERIOD = MessageKind(
    "grid-row-crosses-period",
    N_("{series}: the interval from {start} ({minutes} minutes) reaches beyond the end of its period"),
    N_("intervals inside the declared periods"),
    N_("correct the periods or the row"),
)
ROW_TWICE = MessageKind(
    "grid-row-twice",
    N_("{series} at {start} stands twice: {found} here, {other} in {first}"),
    N_("one row for each series and interval"),
    N_("remove one; or set repairs: duplicates: drop-identical (first and last also take rows that differ)"),
)
ROWS_OVERLAP = MessageKind(
    "grid-rows-overlap",
    N_("{series}: the interval from {start} ({minutes} minutes) overlaps another row of unlike length"),
    N_("each time in one row only"),
    N_("remove the rows of one of the two lengths"),
)
GAP = MessageKind(
    "grid-gap",
    N_("{series} ({role}) has no data for {range} ({count} intervals)"),
    N_("data for every interval from {first} to {last}"),
    N_("add the rows; or set repairs: gaps: interpolate (with gaps_most_intervals), zero or no-factor"),
)
GAP_TOO_LONG = MessageKind(
    "grid-gap-too-long",
    N_("{series} ({role}) has no data for {range} ({count} intervals): too long, or at an end, to be interpolated"),
    N_("gaps of at most {most} intervals with data before and after"),
    N_("add the rows, or raise repairs: gaps_most_intervals if that can be answered for"),
)
ONE_SIDED = MessageKind(
    "grid-one-sided",
    N_("{series} ({role}): only one direction is there for {range} ({count} intervals)"),
    N_("both gross directions of every flow"),
    N_("add the missing direction; or set repairs: one_sided: as-reported to count it as nothing"),
)
ONE_SIDED_TAKEN = MessageKind(
    "grid-one-sided-taken",
    N_("flows of which one direction is not reported, and counts as nothing (in how many intervals): {ties}"),
)
GAPS_FILLED = MessageKind(
    "grid-gaps-interpolated", N_("{series} ({role}): {count} intervals interpolated ({ranges}), {energy_mwh} MWh")
)
GAPS_ZERO = MessageKind(
    "grid-gaps-zero", N_("{series} ({role}): missing data count as nothing in {count} intervals ({ranges})")
)
GAPS_NO_FACTOR = MessageKind(
    "grid-gaps-no-factor",
    N_("{series} ({role}): {count} intervals without data ({ranges}); its areas have no factor then"),
)
DUPLICATES_DROPPED = MessageKind(
    "grid-duplicates-dropped",
    N_("{series} ({role}): {count} rows that stand twice left out ({rule}), {energy_mwh} MWh"),
)
SPREAD = MessageKind(
    "grid-spread",
    N_("{series} ({role}): {energy_mwh} MWh in intervals longer than the grid's spread evenly, as an estimate"),
)

ESTIMATED_STATED = MessageKind(
    "grid-estimated-stated", N_("the tables call {energy_mwh} MWh of the generation estimated: filled in or adjusted")
)
REPORTED_TWICE = MessageKind(
    "grid-reported-twice",
    N_(
        "exchanges in both directions are equal and opposite in every interval, possibly two reports of one flow, which"
        " counts twice: {ties}; one report is enough"
    ),
)


class Teller:
    """Spells what was seen."""

    def __init__(
        self, tables: GridTables, series: Sequence[Series], columns: Columns, repairs: RepairsDeclaration, zone: str
    ) -> None:
        self._files = [file.path for file in tables.files]
        self._names = tables.columns
        self._series, self._columns = series, columns
        self._repairs, self._zone = repairs, zone

    def report(self, seen: Seen, first_s: int, last_s: int, problems: Problems) -> None:
        """Everything that is not repaired, as errors."""
        self._report_rows(seen, problems)
        ends = {"first": spell_instant(first_s, self._zone), "last": spell_instant(last_s, self._zone)}
        most = self._repairs.gaps_most_intervals
        if self._repairs.gaps == "interpolate" and most is not None:  # without it, that alone was refused
            self._report_runs(GAP_TOO_LONG, seen.gaps, seen, {"most": str(most)}, problems)
        elif self._repairs.gaps != "interpolate":
            self._report_runs(GAP, seen.gaps, seen, ends, problems)
        if self._repairs.one_sided == "refuse":
            self._report_runs(ONE_SIDED, seen.one_sided, seen, {}, problems)

    def findings(self, seen: Seen) -> list[Finding]:
        """Repairs that were made and rest on the data."""
        found = []
        kind = {"interpolate": GAPS_FILLED, "no-factor": GAPS_NO_FACTOR}.get(self._repairs.gaps)
        if kind is not None:
            found += [Finding(note, count) for note, count in self._filled(kind, seen.filled)]
        for index, count in sorted(seen.rows.dropped.items()):
            one = self._series[index]
            energy = f"{seen.rows.dropped_mwh[index]:.6g}"
            params: dict[str, Param] = {
                **_named(one),
                "count": str(count),
                "rule": self._repairs.duplicates,
                "energy_mwh": energy,
            }
            found.append(Finding(Assumption(DUPLICATES_DROPPED, params, (Place(one.place.file),)), count))
        if seen.stated_mwh:
            found.append(Finding(Assumption(ESTIMATED_STATED, {"energy_mwh": f"{seen.stated_mwh:.6g}"}), 1))
        mirrored = [str(self._column(index)["series"]) for index in sorted(seen.opposite - seen.unlike)]
        if mirrored:
            found.append(Finding(Assumption(REPORTED_TWICE, {"ties": some_of(mirrored)}), len(mirrored)))
        return found

    def assumptions(self, seen: Seen) -> list[Assumption]:
        """Repairs that suppose something the data do not say."""
        supposed = []
        if self._repairs.gaps == "zero":
            supposed += [note for note, _ in self._filled(GAPS_ZERO, seen.filled)]
        for index, energy in sorted(seen.rows.spread_mwh.items()):
            if self._series[index].role is Role.ESTIMATED:
                continue
            params: dict[str, Param] = {**_named(self._series[index]), "energy_mwh": f"{energy:.6g}"}
            supposed.append(Assumption(SPREAD, params, (Place(self._series[index].place.file),)))
        alone = sorted(seen.one_sided.cells.items())
        if alone:
            ties = ", ".join(f"{self._column(index)['series']} ({count})" for index, count in alone)
            places = tuple(sorted({self._place(index) for index, _ in alone}))
            supposed.append(Assumption(ONE_SIDED_TAKEN, {"ties": ties}, places))
        return supposed

    def _filled(self, kind: MessageKind, runs: Runs) -> list[tuple[Assumption, int]]:
        told = []
        for index, count in sorted(runs.cells.items()):
            ranges = [run for run in runs.runs if run[0] == index]
            spelled = [spell_range(start, end, self._zone) for _, start, end, _ in ranges[:MOST_RANGES]]
            more = ["…"] if len(ranges) > MOST_RANGES else []
            params: dict[str, Param] = {
                **self._column(index),
                "count": str(count),
                "ranges": ", ".join(spelled + more),
                "energy_mwh": f"{runs.energy_mwh.get(index, 0.0):.6g}",
            }
            told.append((Assumption(kind, params, (self._place(index),)), count))
        return told

    def _misplaced(self, column: int, seen: Seen) -> bool:
        """Whether rows of a column were refused for their stamp: that they are missed where they belong is no news."""
        one = self._columns.columns[column]
        return not seen.rows.off_grid.series.isdisjoint((one.plus, one.minus))

    def _report_runs(
        self, kind: MessageKind, runs: Runs, seen: Seen, params: Mapping[str, str], problems: Problems
    ) -> None:
        by_file: dict[str, list[tuple[int, int, int, int]]] = {}
        for run in runs.runs:
            if self._misplaced(run[0], seen):
                continue
            by_file.setdefault(self._place(run[0]).file, []).append(run)

        def describe(run: tuple[int, int, int, int]) -> tuple[Place, dict[str, object]]:
            column, start, end, count = run
            shown = {"range": spell_range(start, end, self._zone), "count": count, **params}
            return self._place(column), {**self._column(column), **shown}

        for found in by_file.values():
            problems.add_all(kind, found, describe)

    def _report_rows(self, seen: Seen, problems: Problems) -> None:
        faults = seen.rows
        for kind, refused in (
            (STAMP_OFF_GRID, faults.off_grid),
            (ROW_CROSSES_PERIOD, faults.crossing),
            (ROWS_OVERLAP, faults.overlaps),
            (ROW_TWICE, faults.duplicates),
        ):
            for file, shown in sorted(refused.rows.items()):
                found = range(refused.counts[file])  # only those shown are described
                problems.add_all(kind, found, partial(self._row, shown))

    def _row(self, shown: Sequence[tuple[Any, Any]], at: int) -> tuple[Place, dict[str, object]]:
        row, other = shown[at]
        return self._row_place(row), {
            "series": self._series[row["series"]].text,
            "start": spell_instant(int(row["start_s"]), self._zone),
            "minutes": f"{int(row['step_s']) / 60:g}",
            "found": repr(float(row["value"])),
            "other": repr(float(other["value"])),
            "first": self._row_place(other),
        }

    def _row_place(self, row: Any) -> Place:
        role = self._series[int(row["series"])].role
        kind, column = next(
            (kind, number.column)
            for kind, layout in LAYOUTS.items()
            for number in layout.numbers
            if number.role is role or (role is Role.AREA_LOSS and number.role is Role.TIE_LOSS)
        )
        return Place(self._files[int(row["file"])], int(row["row"]), self._names.get(kind, {}).get(column, column))

    def _place(self, column: int) -> Place:
        one: Column = self._columns.columns[column]
        place = self._series[one.plus if one.plus >= 0 else one.minus].place
        return Place(place.file, 0, place.column)

    def _column(self, column: int) -> dict[str, Param]:
        one = self._columns.columns[column]
        return _named(self._series[one.plus if one.plus >= 0 else one.minus])


def names_told(spellings: Mapping[str, Spellings]) -> list[Finding]:
    """Names read as one."""
    return [
        Finding(
            Assumption(
                NAMES_UNIFIED,
                {"kept": quoted(kept), "others": ", ".join(map(quoted, others)), "what": one.what},
                places,
            ),
            len(others),
        )
        for one in spellings.values()
        for kept, others, places in one.unified()
    ]


def _named(series: Series) -> dict[str, Param]:
    return {"series": series.text, "role": ROLE_TERMS[series.role]}
