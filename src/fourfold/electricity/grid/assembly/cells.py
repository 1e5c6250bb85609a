"""From rows to cells: the energy of every series in every interval of a stretch, and which cells are whole.

Every row covers one or more units of time of its interval, as bits. Bits of the rows of a cell are added, not joined:
a sum of powers of two has as many bits set as powers were added exactly when no two are the same. So two sums per cell
tell a whole cell from one with a part missing, a part listed twice, or both, without sorting anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np

from fourfold.core.problems import Problems
from fourfold.core.zones import Ints
from fourfold.electricity.grid.assembly.series import Role, Series
from fourfold.electricity.grid.assembly.spool import Rows, Spool
from fourfold.electricity.grid.assembly.timeline import Timeline
from fourfold.electricity.grid.state import Flags, Floats

Duplicates: TypeAlias = Literal["refuse", "drop-identical", "first", "last"]


@dataclass(slots=True)
class Refused:
    """Rows refused for one reason: of each file those that are shown, and how many there are.

    Attributes:
        rows: by file, the first of them, each with another row it stands against.
        counts: by file.
        series: all series concerned.
    """

    rows: dict[int, list[tuple[Any, Any]]] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    series: set[int] = field(default_factory=set)

    def add(self, rows: Rows, others: Rows | None = None) -> None:
        """Take in rows."""
        others = rows if others is None else others
        self.series.update(np.unique(rows["series"]).tolist())
        for file in np.unique(rows["file"]).tolist():
            mine = rows["file"] == file
            shown = self.rows.setdefault(file, [])
            room = Problems.SHOWN_PER_KIND - len(shown)
            shown.extend(zip(rows[mine][:room], others[mine][:room], strict=True))
            self.counts[file] = self.counts.get(file, 0) + int(mine.sum())


@dataclass(slots=True)
class RowFaults:
    """Rows that cannot stand as they are, seen while cells are made.

    Attributes:
        off_grid: rows that begin inside an interval of their length.
        crossing: rows that reach beyond the end of a declared period.
        duplicates: rows that stand again, each with the first of its kind.
        overlaps: rows of unlike lengths for the same time.
        dropped: rows left out as duplicates, as declared, by series.
        dropped_mwh: their energy by series.
        spread_mwh: energy of coarser rows spread evenly, by series.
    """

    off_grid: Refused = field(default_factory=Refused)
    crossing: Refused = field(default_factory=Refused)
    duplicates: Refused = field(default_factory=Refused)
    overlaps: Refused = field(default_factory=Refused)
    dropped: dict[int, int] = field(default_factory=dict)
    dropped_mwh: dict[int, float] = field(default_factory=dict)
    spread_mwh: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The rows of a stretch of intervals, summed; one further series at the end has no rows.

    Attributes:
        energy: ``[interval, series]``, of what is there; shares of loss stand as they are.
        cover: units of the interval that rows cover, as bits ``[interval, series]``.
        blank: whether a cell of the table was blank ``[interval, series]``.
        estimated: of the energy, spread from coarser rows ``[interval, series]``; one row of zeros when nothing was.
        own_use: magnitude of negative generation ``[interval, series]``; one row of zeros when there is none.
        full: bits of a whole cell.
    """

    energy: Floats
    cover: Ints
    blank: Flags
    estimated: Floats
    own_use: Floats
    full: int


@dataclass(frozen=True, slots=True, eq=False)
class CellReader:
    """Makes cells of the rows laid aside.

    Attributes:
        spool: the rows.
        timeline: the intervals.
        generation, share: which series are generation, and which are shares ``[series]``.
        duplicates: what is done with rows that stand twice.
    """

    spool: Spool
    timeline: Timeline
    generation: Flags
    share: Flags
    duplicates: Duplicates

    @classmethod
    def of(cls, spool: Spool, timeline: Timeline, series: Sequence[Series], duplicates: Duplicates) -> CellReader:
        """A reader of these series."""
        roles = np.array([one.role for one in series], np.int64)
        return cls(spool, timeline, roles == Role.GENERATION, roles == Role.TIE_LOSS_SHARE, duplicates)

    def read(self, first: int, last: int, stretch: tuple[int, int], faults: RowFaults) -> Cells:
        """The cells of intervals ``[first, last)`` of one stretch; what is wrong with rows is added to `faults`."""
        time = self.timeline
        starts = time.starts_s
        begin, end = int(starts[first]), int(starts[last - 1]) + time.step_s
        opening, closing = int(starts[stretch[0]]), int(starts[stretch[1] - 1]) + time.step_s
        rows = self.spool.between(max(opening, begin - time.longest_s + time.step_s), end)
        steps = time.steps_of(rows)
        rows, steps = self._on_grid(rows, steps, begin, faults)
        crossing = rows["start_s"] + steps > closing
        if crossing.any():
            faults.crossing.add(_lasting(rows, steps, crossing & (rows["start_s"] >= begin)))
        if (steps > time.step_s).any():
            rows, steps, spread = self._spread(rows, steps, begin, end, faults)
        else:
            spread = np.zeros(0, np.bool_)
            if time.longest_s > time.step_s:
                inside = rows["start_s"] >= begin
                rows, steps = rows[inside], steps[inside]
        return self._sum(rows, steps, spread, begin, last - first, faults)

    def _on_grid(self, rows: Rows, steps: Ints, begin: int, faults: RowFaults) -> tuple[Rows, Ints]:
        time = self.timeline
        off = (rows["start_s"] - time.phase_s) % np.minimum(steps, time.step_s) != 0
        if not off.any():
            return rows, steps
        faults.off_grid.add(_lasting(rows, steps, off & (rows["start_s"] >= begin)))
        return rows[~off], steps[~off]

    def _spread(self, rows: Rows, steps: Ints, begin: int, end: int, faults: RowFaults) -> tuple[Rows, Ints, Flags]:
        """Coarser rows as equal parts, one for each interval inside ``[begin, end)``."""
        step_s = self.timeline.step_s
        times = np.maximum(steps // step_s, 1)
        own = (times > 1) & (rows["start_s"] >= begin)
        for series in np.unique(rows["series"][own]).tolist():
            energy = float(np.nansum(np.abs(rows["value"][own & (rows["series"] == series)])))
            faults.spread_mwh[series] = faults.spread_mwh.get(series, 0.0) + energy
        parts = np.repeat(rows, times)
        within = np.arange(parts.size) - np.repeat(np.cumsum(times) - times, times)
        many = np.repeat(times, times)
        parts["start_s"] += within * step_s
        whole = self.share[parts["series"]]
        parts["value"] = np.where(whole, parts["value"], parts["value"] / many)
        inside = (parts["start_s"] >= begin) & (parts["start_s"] < end)
        return parts[inside], np.minimum(np.repeat(steps, times), step_s)[inside], many[inside] > 1

    def _sum(self, rows: Rows, steps: Ints, spread: Flags, begin: int, count: int, faults: RowFaults) -> Cells:
        time = self.timeline
        width = self.generation.size + 1
        units = time.step_s // time.unit_s
        if units > 1:  # parts are added in the order of time, whatever the order of the rows, to the last bit
            order = np.argsort(rows["start_s"], kind="stable")
            rows, steps, spread = rows[order], steps[order], spread[order] if spread.size else spread
        cell, bits = self._cells(rows, steps, begin, width)
        size = count * width
        cover = np.bincount(cell, bits, size).astype(np.int64)
        length = np.bincount(cell, steps // time.unit_s, size).astype(np.int64)
        twice = np.bitwise_count(cover) != length
        if twice.any():
            keep = self._resolve(rows, steps, twice[cell], faults)
            rows, steps, spread = rows[keep], steps[keep], spread[keep] if spread.size else spread
            cell, bits = self._cells(rows, steps, begin, width)
            cover = np.bincount(cell, bits, size).astype(np.int64)
            length = np.bincount(cell, steps // time.unit_s, size).astype(np.int64)
            unlike = np.bitwise_count(cover) != length
            if unlike.any():
                faults.overlaps.add(_lasting(rows, steps, unlike[cell]))
                cover[unlike] = (1 << units) - 1
        value = rows["value"]
        blank = np.isnan(value)
        value = np.where(blank, 0.0, value)
        negative = self.generation[rows["series"]] & (value < 0)
        none = np.zeros((1, width))
        own_use, estimated = none, none
        if negative.any():
            own_use = _weighed(cell[negative], -value[negative], size).reshape(count, width)
            value = np.where(negative, 0.0, value)
        if spread.size and spread.any():
            estimated = _weighed(cell[spread], np.abs(value[spread]), size).reshape(count, width)
        return Cells(
            _weighed(cell, value, size).reshape(count, width),
            cover.reshape(count, width),
            (np.bincount(cell[blank], minlength=size) > 0).reshape(count, width),
            estimated,
            own_use,
            (1 << units) - 1,
        )

    def _cells(self, rows: Rows, steps: Ints, begin: int, width: int) -> tuple[Ints, Floats]:
        time = self.timeline
        at, within = np.divmod(rows["start_s"] - begin, time.step_s)
        units = steps // time.unit_s
        bits = ((np.int64(1) << units) - 1) << (within // time.unit_s)
        return at * width + rows["series"], bits.astype(np.float64)

    def _resolve(self, rows: Rows, steps: Ints, suspect: Flags, faults: RowFaults) -> Flags:
        """Which rows stay, of those whose cell holds a time twice; equal starts and lengths make a duplicate."""
        keep = np.ones(rows.size, np.bool_)
        index = np.flatnonzero(suspect)
        some, length = rows[index], steps[index]
        order = np.lexsort((some["row"], some["file"], length, some["start_s"], some["series"]))
        index, some, length = index[order], some[order], length[order]
        same = np.concatenate(
            [
                [False],
                (some["series"][1:] == some["series"][:-1])
                & (some["start_s"][1:] == some["start_s"][:-1])
                & (length[1:] == length[:-1]),
            ]
        )
        head = np.maximum.accumulate(np.where(same, 0, np.arange(same.size)))
        value, first = some["value"], some["value"][head]
        equal = (value == first) | (np.isnan(value) & np.isnan(first))
        refused = same & (~equal | (self.duplicates == "refuse"))
        if self.duplicates in ("first", "last"):
            refused[:] = False
        if refused.any():
            faults.duplicates.add(some[refused], some[head[refused]])
        drop = same.copy()
        if self.duplicates == "last":
            drop = np.concatenate([same[1:], [False]])
        for series in np.unique(some["series"][drop & ~refused]).tolist():
            mine = drop & ~refused & (some["series"] == series)
            faults.dropped[series] = faults.dropped.get(series, 0) + int(mine.sum())
            energy = float(np.nansum(np.abs(some["value"][mine])))
            faults.dropped_mwh[series] = faults.dropped_mwh.get(series, 0.0) + energy
        keep[index[drop]] = False
        return keep


def _weighed(cell: Ints, weight: Floats, size: int) -> Floats:
    """Sums of weights by cell; of no rows, numpy would give whole numbers."""
    return np.bincount(cell, weight, size).astype(np.float64, copy=False)


def _lasting(rows: Rows, steps: Ints, which: Flags) -> Rows:
    """Some rows, each with how long it lasts, said or not."""
    some = rows[which]
    some["step_s"] = steps[which]
    return some
