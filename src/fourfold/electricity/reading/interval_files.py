"""Files of one row per interval: stamps resolved, order and spacing checked, every fault reported with its row.

A file that is in order passes through whole-column operations only; rows are looked at one by one where a check failed.
Rows that stand in falling order throughout are read from the end, and that is said. Rows out of order are an error: to
sort them would hide the commonest cause, stamps of midnight with the wrong date.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fourfold.core.intervals import MINUTE_S, ranges, spell_instant, spell_range
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import DAY_S, Ints
from fourfold.electricity.reading.clocks import interval_starts, report_clock_faults
from fourfold.electricity.reading.columns import FIRST_ROW, Cells, read_columns
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
OFF_PERIOD = MessageKind(
    "intervals-off-period",
    N_("the intervals begin at {found}, which does not fit the start of the period at {start}"),
    N_("intervals of {step} minutes counted from the start of the period"),
    N_("correct the time zone or the column stamp in {declared}"),
)
MISSING = MessageKind(
    "interval-missing",
    N_("no data between {start} and {end} ({count} intervals)"),
    N_("every interval of the period once"),
    N_(
        "add the readings: nothing is filled in; if data of another year are to stand for the period, declare"
        " redate_rule in {declared}"
    ),
)


@dataclass(frozen=True, slots=True)
class IntervalFileSpec:
    """How a file of intervals is to be read; the fields mean what they mean in the tables."""

    declared: Place
    file: str
    time_column: str
    value_columns: tuple[str, ...]
    step_minutes: int
    time_zone: str
    stamp: str
    time_format: str
    same_day: bool


@dataclass(frozen=True, slots=True)
class IntervalTable:
    """The rows of a file by the instant at which their interval begins.

    Attributes:
        spec: what was declared.
        starts: UTC seconds, rising ``[interval]``.
        rows: position of each interval's row among the file's rows ``[interval]``, 0 for the first below the header.
        columns: the value columns as text, in file order ``[row]``.
        excused: UTC ranges with a fault already reported.
        faulty_rows: positions of rows without a usable stamp.
        is_sound: whether no error was found.
    """

    spec: IntervalFileSpec
    starts: Ints
    rows: Ints
    columns: dict[str, pl.Series]
    excused: tuple[tuple[int, int], ...]
    faulty_rows: Ints
    is_sound: bool

    def place(self, row: int, column: str) -> Place:
        """Where the row at a position stands."""
        return Place(self.spec.file, row + FIRST_ROW, column)

    def pick(self, wanted: Ints, problems: Problems) -> Ints | None:
        """Positions of the rows of wanted intervals, or nothing when one is not there.

        Args:
            wanted: UTC seconds at which the intervals begin ``[interval]``, in any order.
            problems: receives the missing ranges.
        """
        spec, step_s = self.spec, self.spec.step_minutes * MINUTE_S
        if not self.starts.size:
            return None
        if (self.starts[0] - wanted[0]) % step_s:
            found, start = (spell_instant(int(at), spec.time_zone) for at in (self.starts[0], wanted[0]))
            place = self.place(int(self.rows[0]), spec.time_column)
            problems.error(OFF_PERIOD, place, found=found, start=start, step=spec.step_minutes, declared=spec.declared)
            return None
        first, last = int(self.starts[0]), int(self.starts[-1])
        if last - first == (self.starts.size - 1) * step_s:
            at = np.clip((wanted - first) // step_s, 0, self.starts.size - 1)
        else:
            at = np.minimum(np.searchsorted(self.starts, wanted), self.starts.size - 1)
        there = self.starts[at] == wanted
        if there.all():
            return self.rows[at]
        absent = np.unique(wanted[~there])
        gaps = list(ranges(np.ones(absent.size, np.bool_), absent, step_s))
        problems.add_all(MISSING, [gap for gap in gaps if not self._is_explained(*gap)], self._describe_gap)
        return None

    def _is_explained(self, start: int, end: int) -> bool:
        """Whether a gap follows from a fault already reported: rows without stamp, or a clock change."""
        low, high = sorted(self._neighbours(start))
        first, last = np.searchsorted(self.faulty_rows, (low + 1, high))
        count = (end - start) // (self.spec.step_minutes * MINUTE_S)
        return last - first >= count or any(low_s <= start and end <= high_s for low_s, high_s in self.excused)

    def _describe_gap(self, gap: tuple[int, int]) -> tuple[Place, dict[str, object]]:
        spec, (start, end) = self.spec, gap
        _, after = self._neighbours(start)
        has_next = start < self.starts[-1]
        place = self.place(after, spec.time_column) if has_next else Place(spec.file, 0, spec.time_column)
        return place, {
            "found": spell_range(start, end, spec.time_zone),
            "start": spell_instant(start, spec.time_zone),
            "end": spell_instant(end, spec.time_zone),
            "count": (end - start) // (spec.step_minutes * MINUTE_S),
            "declared": spec.declared,
        }

    def _neighbours(self, start: int) -> tuple[int, int]:
        """Positions of the rows before and after a gap; −1 and the count of rows beyond the ends."""
        after = int(np.searchsorted(self.starts, start))
        before = int(self.rows[after - 1]) if after else -1
        count = len(next(iter(self.columns.values())))
        return before, int(self.rows[after]) if after < self.rows.size else count


def read_intervals(folder: Path, spec: IntervalFileSpec, problems: Problems) -> IntervalTable | None:
    """Read and check a file of intervals; nothing when it is no table or its stamps cannot be read at all."""
    columns = read_columns(folder, spec.file, (spec.time_column, *spec.value_columns), spec.declared, problems)
    if columns is None:
        return None
    try:
        stamps = read_stamps(columns[spec.time_column], spec.time_format)
    except TimeFormatError:
        problems.error(TIME_FORMAT_UNUSABLE, spec.declared.at("time_format"), found=spec.time_format)
        return None
    if stamps.are_instants and spec.same_day:
        problems.error(MIDNIGHT_WITH_OFFSET, spec.declared.at("midnight"), declared=spec.declared)
        return None
    _report_stamps(stamps, spec, problems)
    faulty = np.array(sorted([*stamps.blank, *stamps.unreadable]), np.int64)
    rows = np.delete(np.arange(stamps.seconds.size), faulty)
    if not rows.size:
        return None
    return _Rows(spec, columns, problems, faulty).ordered(rows, stamps)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The checks on a file whose stamps were read."""

    spec: IntervalFileSpec
    columns: dict[str, pl.Series]
    problems: Problems
    unread: Ints

    def ordered(self, rows: Ints, stamps: Stamps) -> IntervalTable:
        spec, step_s = self.spec, self.spec.step_minutes * MINUTE_S
        seconds = stamps.seconds[rows]
        if seconds[0] > seconds[-1] and 2 * int((np.diff(seconds) < 0).sum()) > seconds.size - 1:
            rows, seconds = rows[::-1], seconds[::-1]
            self.problems.warn(ROWS_REVERSED, Place(spec.file, 0, spec.time_column))
        starts = interval_starts(seconds, stamps.are_instants, step_s, spec.stamp, spec.same_day, spec.time_zone)
        place = Place(spec.file, 0, spec.time_column)
        excused = report_clock_faults(
            starts, rows + FIRST_ROW, step_s, spec.time_zone, place, spec.declared, self.problems
        )
        sound = ~starts.faulty
        instants, rows = starts.instants[sound], rows[sound]
        is_sound = not excused and not self.unread.size
        if not (np.diff(instants) == step_s).all():
            instants, rows, is_even = self._evened(instants, rows, seconds[sound], step_s)
            is_sound = is_sound and is_even
        return IntervalTable(spec, instants, rows, self.columns, tuple(excused), self.unread, is_sound)

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
        firsts = rows[np.searchsorted(instants, instants[again])] + FIRST_ROW
        self._errors(DUPLICATE, rows[again], instants[again], firsts)

    def _errors(self, kind: MessageKind, rows: Ints, instants: Ints, firsts: Ints | None = None) -> None:
        """Report rows by their instants, and where given the row in which each stood first."""

        def describe(at: int) -> tuple[Place, dict[str, object]]:
            place = Place(self.spec.file, int(rows[at]) + FIRST_ROW, self.spec.time_column)
            first = "" if firsts is None else int(firsts[at])
            found = spell_instant(int(instants[at]), self.spec.time_zone)
            return place, {"found": found, "first": first, "step": self.spec.step_minutes}

        self.problems.add_all(kind, range(rows.size), describe)

    def _error(self, kind: MessageKind, row: int, **params: object) -> None:
        place = Place(self.spec.file, row + FIRST_ROW, self.spec.time_column)
        self.problems.error(kind, place, declared=self.spec.declared, **params)


def _report_stamps(stamps: Stamps, spec: IntervalFileSpec, problems: Problems) -> None:
    cells = Cells(spec.file, spec.time_column, stamps.unreadable)
    form = spec.time_format or "ISO 8601"
    cells.report(STAMP_UNREADABLE, list(stamps.unreadable), problems, form=form, declared=spec.declared)
    cells.report(STAMP_BLANK, stamps.blank, problems)
