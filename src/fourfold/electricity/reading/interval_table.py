"""The rows of a file of intervals by the instant at which each begins, and which wanted intervals are not there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fourfold.core.intervals import MINUTE_S, ranges, spell_instant, spell_range
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import Ints
from fourfold.electricity.reading.columns import TextTable

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
        text: the columns as text, in file order ``[row]``.
        excused: UTC ranges with a fault already reported.
        faulty_rows: positions of rows without a usable stamp.
        is_sound: whether no error was found.
    """

    spec: IntervalFileSpec
    starts: Ints
    rows: Ints
    text: TextTable
    excused: tuple[tuple[int, int], ...]
    faulty_rows: Ints
    is_sound: bool

    @property
    def columns(self) -> dict[str, pl.Series]:
        """The columns as text, in file order ``[row]``."""
        return self.text.columns

    def place(self, row: int, column: str) -> Place:
        """Where the row at a position stands."""
        return self.text.place(row, column)

    def pick(self, wanted: Ints, problems: Problems) -> Ints | None:
        """Positions of the rows of wanted intervals, or nothing when one is not there.

        Args:
            wanted: UTC seconds at which the intervals begin ``[interval]``, in any order.
            problems: receives the missing ranges.
        """
        if not self.fits(wanted, problems):
            return None
        at, there = self.find(wanted)
        if there.all():
            return self.rows[at]
        self.report_missing(wanted[~there], problems)
        return None

    def fits(self, wanted: Ints, problems: Problems) -> bool:
        """Whether there are intervals, and they lie on the grid of the wanted ones; reported where they do not."""
        spec, step_s = self.spec, self.spec.step_minutes * MINUTE_S
        if not self.starts.size:
            return False
        if (self.starts[0] - wanted[0]) % step_s:
            found, start = (spell_instant(int(at), spec.time_zone) for at in (self.starts[0], wanted[0]))
            place = self.place(int(self.rows[0]), spec.time_column)
            problems.error(OFF_PERIOD, place, found=found, start=start, step=spec.step_minutes, declared=spec.declared)
            return False
        return True

    def find(self, wanted: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        """Positions among `starts` of wanted intervals, and which are there ``[interval]``; others have any position.

        There must be intervals.
        """
        step_s = self.spec.step_minutes * MINUTE_S
        first, last = int(self.starts[0]), int(self.starts[-1])
        if last - first == (self.starts.size - 1) * step_s:
            at = np.clip((wanted - first) // step_s, 0, self.starts.size - 1)
        else:
            at = np.minimum(np.searchsorted(self.starts, wanted), self.starts.size - 1)
        return at, self.starts[at] == wanted

    def report_missing(self, starts: Ints, problems: Problems) -> None:
        """Report intervals that are not there by ranges, but those that another fault explains.

        Args:
            starts: UTC seconds at which they begin, in any order.
            problems: receives the ranges.
        """
        step_s = self.spec.step_minutes * MINUTE_S
        absent = np.unique(starts)
        gaps = list(ranges(np.ones(absent.size, np.bool_), absent, step_s))
        problems.add_all(MISSING, [gap for gap in gaps if not self._is_explained(*gap)], self._describe_gap)

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
        place = self.place(after, spec.time_column) if has_next else self.text.whole(spec.time_column)
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
        return before, int(self.rows[after]) if after < self.rows.size else self.text.count
