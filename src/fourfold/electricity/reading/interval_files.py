"""Files of one row per interval: stamps resolved, order and spacing checked, every fault reported with its row.

A file that is in order passes through whole-column operations only; rows are looked at one by one where a check failed.
Rows that stand in falling order throughout are read from the end, and that is said. Rows out of order are an error: to
sort them would hide the commonest cause, stamps of midnight with the wrong date.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fourfold.core.intervals import MINUTE_S, spell_instant
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import DAY_S, Ints
from fourfold.electricity.reading.clocks import interval_starts, report_clock_faults
from fourfold.electricity.reading.columns import TextTable, read_columns
from fourfold.electricity.reading.interval_table import IntervalFileSpec, IntervalTable
from fourfold.electricity.reading.stamps import Stamps, TimeFormatError, read_stamps

TIME_FORMAT_UNUSABLE = MessageKind(
    "time-format-unusable",
    N_("the time format {found} does not say a full date and time"),
    N_("strptime directives such as %d/%m/%Y %H:%M; blank for ISO 8601"),
    N_("correct the column time_format"),
)
STAMP_UNREADABLE = MessageKind(
    "stamp-unreadable",
    N_("{found} is not a time stamp of the form {form}"),
    N_("a stamp of the years 1970 to 2199, all with a UTC offset or all without"),
    N_("correct the stamp, or the column time_format in {declared}"),
)
STAMP_BLANK = MessageKind(
    "stamp-blank", N_("the time stamp is empty"), N_("a time stamp"), N_("fill the cell or remove the row")
)
MIDNIGHT_WITH_OFFSET = MessageKind(
    "midnight-with-offset",
    N_("midnight = same-day is declared, but the stamps carry an offset and so say their day themselves"),
    N_("the column midnight empty"),
    N_("clear the column midnight in {declared}"),
)
MIDNIGHT_WRONG_DAY = MessageKind(
    "midnight-wrong-day",
    N_("the stamps go back in time at 00:00 ({count} times, first here): the last interval of a day names its own day"),
    N_("rows in the order of time"),
    N_("write same-day into the column midnight in {declared}"),
)
OUT_OF_ORDER = MessageKind(
    "stamp-out-of-order",
    N_("{found} stands after a later stamp"),
    N_("rows in the order of time"),
    N_("put the rows in order, after making sure that the stamps are right"),
)
ROWS_REVERSED = MessageKind(
    "rows-reversed", N_("the rows stand in falling order of time; they were read from the last to the first")
)
DUPLICATE = MessageKind(
    "interval-duplicate",
    N_("{found} stands in the file again (first in row {first})"),
    N_("each interval once"),
    N_("remove one of the rows"),
)
OFF_GRID = MessageKind(
    "interval-overlap",
    N_("the interval that begins at {found} overlaps its neighbours"),
    N_("stamps {step} minutes apart, like the others of the file"),
    N_("correct the stamp"),
)
WRONG_RESOLUTION = MessageKind(
    "wrong-resolution",
    N_("the rows are {found} minutes apart"),
    N_("{step} minutes, as declared"),
    N_("correct the column resolution_minutes in {declared}, or give data of that resolution"),
)
RESOLUTION_UNFIT = MessageKind(
    "resolution-unfit",
    N_("intervals of {found} minutes do not fill the period"),
    N_("15, 30 or 60"),
    N_("correct the column resolution_minutes"),
)


def read_intervals(folder: Path, spec: IntervalFileSpec, problems: Problems) -> IntervalTable | None:
    """Read and check a file of intervals; nothing when it is no table or its stamps cannot be read at all."""
    columns = read_columns(folder, spec.file, (spec.time_column, *spec.value_columns), spec.declared, problems)
    return None if columns is None else order_intervals(TextTable(spec.file, columns), spec, problems)


def order_intervals(text: TextTable, spec: IntervalFileSpec, problems: Problems) -> IntervalTable | None:
    """Resolve and check the stamps of a table; nothing when they cannot be read at all.

    Args:
        text: columns under the names of the declaration.
        spec: how they are to be read.
        problems: receives what is wrong.
    """
    time_format = "" if text.has_typed_times else spec.time_format
    try:
        stamps = read_stamps(text.columns[spec.time_column], time_format)
    except TimeFormatError:
        problems.error(TIME_FORMAT_UNUSABLE, spec.declared.at("time_format"), found=spec.time_format)
        return None
    if stamps.are_instants and spec.same_day:
        problems.error(MIDNIGHT_WITH_OFFSET, spec.declared.at("midnight"), declared=spec.declared)
        return None
    _report_stamps(stamps, text, time_format, spec, problems)
    faulty = np.array(sorted([*stamps.blank, *stamps.unreadable]), np.int64)
    rows = np.delete(np.arange(stamps.seconds.size), faulty)
    if not rows.size:
        return None
    return _Rows(spec, text, problems, faulty).ordered(rows, stamps)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The checks on a file whose stamps were read."""

    spec: IntervalFileSpec
    text: TextTable
    problems: Problems
    unread: Ints

    def ordered(self, rows: Ints, stamps: Stamps) -> IntervalTable:
        spec, step_s = self.spec, self.spec.step_minutes * MINUTE_S
        seconds = stamps.seconds[rows]
        if seconds[0] > seconds[-1] and 2 * int((np.diff(seconds) < 0).sum()) > seconds.size - 1:
            rows, seconds = rows[::-1], seconds[::-1]
            self.problems.warn(ROWS_REVERSED, self.text.whole(spec.time_column))
        starts = interval_starts(seconds, stamps.are_instants, step_s, spec.stamp, spec.same_day, spec.time_zone)
        place, lines = self.text.whole(spec.time_column), self.text.lines_of(rows)
        excused = report_clock_faults(starts, lines, step_s, spec.time_zone, place, spec.declared, self.problems)
        sound = ~starts.faulty
        instants, rows = starts.instants[sound], rows[sound]
        is_sound = not excused and not self.unread.size
        if not (np.diff(instants) == step_s).all():
            instants, rows, is_even = self._evened(instants, rows, seconds[sound], step_s)
            is_sound = is_sound and is_even
        return IntervalTable(spec, instants, rows, self.text, tuple(excused), self.unread, is_sound)

    def _evened(self, instants: Ints, rows: Ints, seconds: Ints, step_s: int) -> tuple[Ints, Ints, bool]:
        """Report what is not evenly spaced; return what remains in order, and whether nothing but gaps was found."""
        gaps = np.diff(instants)
        sizes, counts = np.unique(gaps[gaps > 0], return_counts=True)
        usual = int(sizes[np.argmax(counts)]) if sizes.size else step_s
        if usual != step_s:
            self._error(WRONG_RESOLUTION, int(rows[0]), found=f"{usual / MINUTE_S:g}", step=self.spec.step_minutes)
            return instants[:0], rows[:0], False
        backward = np.flatnonzero(gaps < 0) + 1
        if backward.size:
            if self._is_midnight(seconds, backward):
                self._error(MIDNIGHT_WRONG_DAY, int(rows[backward[0]]), count=backward.size)
                return instants[:0], rows[:0], False
            self._errors(OUT_OF_ORDER, rows[backward], instants[backward])
            order = np.argsort(instants, kind="stable")
            instants, rows = instants[order], rows[order]
        phases, counts = np.unique(instants % step_s, return_counts=True)
        off = instants % step_s != phases[np.argmax(counts)]
        self._errors(OFF_GRID, rows[off], instants[off])
        instants, rows = instants[~off], rows[~off]
        again = np.concatenate([np.zeros(1, np.bool_), np.diff(instants) == 0])
        self._report_duplicates(instants, rows, again)
        return instants[~again], rows[~again], not (backward.size or off.any() or again.any())

    def _is_midnight(self, seconds: Ints, backward: Ints) -> bool:
        """Whether time goes back exactly where an interval's end is stamped 00:00."""
        return self.spec.stamp == "end" and not self.spec.same_day and not (seconds[backward] % DAY_S).any()

    def _report_duplicates(self, instants: Ints, rows: Ints, again: NDArray[np.bool_]) -> None:
        firsts = self.text.lines_of(rows[np.searchsorted(instants, instants[again])])
        self._errors(DUPLICATE, rows[again], instants[again], firsts)

    def _errors(self, kind: MessageKind, rows: Ints, instants: Ints, firsts: Ints | None = None) -> None:
        """Report rows by their instants, and where given the row in which each stood first."""

        def describe(at: int) -> tuple[Place, dict[str, object]]:
            place = self.text.place(int(rows[at]), self.spec.time_column)
            first = "" if firsts is None else int(firsts[at])
            found = spell_instant(int(instants[at]), self.spec.time_zone)
            return place, {"found": found, "first": first, "step": self.spec.step_minutes}

        self.problems.add_all(kind, range(rows.size), describe)

    def _error(self, kind: MessageKind, row: int, **params: object) -> None:
        place = self.text.place(row, self.spec.time_column)
        self.problems.error(kind, place, declared=self.spec.declared, **params)


def _report_stamps(
    stamps: Stamps, text: TextTable, time_format: str, spec: IntervalFileSpec, problems: Problems
) -> None:
    cells = text.cells(spec.time_column, stamps.unreadable)
    form = time_format or "ISO 8601"
    cells.report(STAMP_UNREADABLE, list(stamps.unreadable), problems, form=form, declared=spec.declared)
    cells.report(STAMP_BLANK, stamps.blank, problems)
