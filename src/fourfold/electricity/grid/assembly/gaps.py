"""Cells without data: which they are, and what is put into them where the declaration asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from fourfold.core.zones import Ints
from fourfold.electricity.grid.assembly.cells import CellReader, Cells, RowFaults
from fourfold.electricity.grid.assembly.columns import Columns
from fourfold.electricity.grid.assembly.series import Role
from fourfold.electricity.grid.state import Flags, Floats

GapRule = Literal["refuse", "interpolate", "zero", "no-factor"]
MOST_RUNS = 10_000


@dataclass(slots=True)
class Runs:
    """Stretches of intervals by column, joined across blocks; beyond `MOST_RUNS` they are only counted.

    Attributes:
        runs: column, first second, second after the last, cells.
        cells: cells by column.
        energy_mwh: what was put into them, by column.
    """

    runs: list[tuple[int, int, int, int]] = field(default_factory=list)
    cells: dict[int, int] = field(default_factory=dict)
    energy_mwh: dict[int, float] = field(default_factory=dict)
    _open: dict[int, int] = field(default_factory=dict)

    def add(self, marked: Flags, starts_s: Ints, step_s: int, energy: Floats | None = None) -> None:
        """Take in the marked cells ``[interval, column]`` of a block; blocks come in order."""
        for column in np.flatnonzero(marked.any(axis=0)).tolist():
            here = np.flatnonzero(marked[:, column])
            self.cells[column] = self.cells.get(column, 0) + here.size
            if energy is not None:
                put = float(np.abs(energy[here, column]).sum())
                self.energy_mwh[column] = self.energy_mwh.get(column, 0.0) + put
            stamps = starts_s[here]
            cuts = np.flatnonzero(np.diff(stamps) != step_s) + 1
            for part in np.split(stamps, cuts):
                self._join(column, int(part[0]), int(part[-1]) + step_s, part.size)

    def _join(self, column: int, start: int, end: int, cells: int) -> None:
        at = self._open.get(column)
        if at is not None and self.runs[at][2] == start:
            _, begun, _, before = self.runs[at]
            self.runs[at] = (column, begun, end, before + cells)
        elif len(self.runs) < MOST_RUNS:
            self._open[column] = len(self.runs)
            self.runs.append((column, start, end, cells))


@dataclass(slots=True)
class Seen:
    """What reading the cells of all intervals showed.

    Attributes:
        rows: rows that cannot stand.
        gaps: cells without data that nothing repairs.
        filled: cells that were filled, or excused from having data.
        one_sided: flows of which one direction is there and the other is not.
        stated_mwh: generation that the tables themselves call estimated.
        unlike: columns of which the two directions are not always equal and opposite.
        opposite: columns of which they ever are opposite.
    """

    rows: RowFaults = field(default_factory=RowFaults)
    gaps: Runs = field(default_factory=Runs)
    filled: Runs = field(default_factory=Runs)
    one_sided: Runs = field(default_factory=Runs)
    stated_mwh: float = 0.0
    unlike: set[int] = field(default_factory=set)
    opposite: set[int] = field(default_factory=set)

    def compare(self, forward: Floats, backward: Floats) -> None:
        """Take in the rows of both directions of every column of a block ``[interval, column]``."""
        self.unlike.update(np.flatnonzero((forward != -backward).any(axis=0)).tolist())
        self.opposite.update(np.flatnonzero((forward * backward < 0).any(axis=0)).tolist())


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Columns of a block of intervals, whole.

    Attributes:
        first: index of the first interval.
        value: ``[interval, column]``, MWh or shares; 0 where data are missing.
        estimated: of the value, spread or filled in ``[interval, column]``.
        own_use: magnitude of negative generation ``[interval, column]``, or one row of zeros.
        missing: cells without data that the declaration excuses ``[interval, column]``.
    """

    first: int
    value: Floats
    estimated: Floats
    own_use: Floats
    missing: Flags


@dataclass(frozen=True, slots=True, eq=False)
class ColumnReader:
    """Reads blocks of intervals as columns.

    Attributes:
        cells: reads cells of series.
        columns: the columns.
        gross: whether both directions of a flow must be there.
        one_sided: ``refuse`` or ``as-reported``.
        rule: what is done with gaps.
        most_intervals: the longest gap that is interpolated.
    """

    cells: CellReader
    columns: Columns
    gross: bool
    one_sided: Literal["refuse", "as-reported"]
    rule: GapRule
    most_intervals: int

    def read(self, first: int, last: int, stretch: tuple[int, int], seen: Seen) -> Measured:
        """The columns of intervals ``[first, last)``, all in one stretch."""
        margin = self.most_intervals + 1 if self.rule == "interpolate" else 0
        low, high = max(stretch[0], first - margin), min(stretch[1], last + margin)
        if margin:
            around = self.cells.read(low, high, stretch, RowFaults())
            self.cells.read(first, last, stretch, seen.rows)
        else:
            around = self.cells.read(low, high, stretch, seen.rows)
        inner = slice(first - low, last - low)
        value, whole, alone = self._join(around)
        starts, step_s = self.cells.timeline.starts_s[first:last], self.cells.timeline.step_s
        seen.one_sided.add(alone[inner], starts, step_s)
        filled, gaps = self._fill(value, whole)
        seen.gaps.add(gaps[inner], starts, step_s)
        if self.rule != "refuse":
            put = filled[inner] if self.rule == "interpolate" else None
            seen.filled.add((~whole & ~gaps)[inner], starts, step_s, put)
        estimated = np.abs(self._taken(around.estimated))
        if estimated.shape[0] > 1:
            estimated = estimated[inner]
        estimated = np.broadcast_to(estimated, filled[inner].shape)
        if self.rule == "interpolate":
            estimated = np.where(whole[inner], estimated, np.abs(filled[inner]))
        stated = around.energy[inner][:, self.columns.estimated]
        seen.stated_mwh += float(stated.sum())
        seen.compare(around.energy[inner][:, self.columns.plus], around.energy[inner][:, self.columns.minus])
        estimated = estimated + stated
        own_use = self._taken(around.own_use)
        own_use = own_use[inner] if own_use.shape[0] > 1 else own_use
        missing = ~whole[inner] if self.rule == "no-factor" else np.zeros(filled[inner].shape, np.bool_)
        return Measured(first, filled[inner], estimated, own_use, missing)

    def _taken(self, cells: Floats) -> Floats:
        """Plus less minus; the series that is `NONE` is the empty one at the end."""
        taken: Floats = cells[:, self.columns.plus] - cells[:, self.columns.minus]
        return taken

    def _join(self, cells: Cells) -> tuple[Floats, Flags, Flags]:
        """Values, whether they are whole, and where a gross flow has one direction only ``[interval, column]``."""
        plus, minus = self.columns.plus, self.columns.minus
        cover_plus, cover_minus = cells.cover[:, plus], cells.cover[:, minus]
        blank = cells.blank[:, plus] | cells.blank[:, minus]
        whole = ((cover_plus | cover_minus) == cells.full) & ~blank
        alone = np.zeros(whole.shape, np.bool_)
        if self.gross:
            flows = slice(self.columns.parts[Role.EXCHANGE].start, self.columns.lines.stop)
            both = ((cover_plus == cells.full) & (cover_minus == cells.full))[:, flows]
            alone[:, flows] = whole[:, flows] & ~both
        return self._taken(cells.energy), whole, alone

    def _fill(self, value: Floats, whole: Flags) -> tuple[Floats, Flags]:
        """Values with gaps filled by the rule, and the gaps that remain."""
        if whole.all():
            return value, np.zeros(whole.shape, np.bool_)
        filled = np.where(whole, value, 0.0)
        if self.rule == "refuse":
            return filled, ~whole
        if self.rule == "zero":  # what is there of a cell stays
            return value, np.zeros(whole.shape, np.bool_)
        gaps = np.zeros(whole.shape, np.bool_)
        if self.rule == "interpolate":
            for column in np.flatnonzero(~whole.all(axis=0)).tolist():
                filled[:, column], gaps[:, column] = interpolate(
                    value[:, column], whole[:, column], self.most_intervals
                )
        return filled, gaps


def interpolate(value: Floats, whole: Flags, most: int) -> tuple[Floats, Flags]:
    """Straight lines across gaps of at most `most` intervals that have a neighbour on both sides.

    Returns:
        Values, 0 where a gap remains, and the gaps that remain, both ``[interval]``.
    """
    known = np.flatnonzero(whole)
    at = np.arange(value.size)
    after = np.searchsorted(known, at)
    inner = (after > 0) & (after < known.size) & ~whole
    gaps = ~whole & ~inner
    left, right = known[after[inner] - 1], known[after[inner]]
    near = right - left - 1 <= most
    gaps[np.flatnonzero(inner)[~near]] = True
    filled = np.where(whole, value, 0.0)
    here = np.flatnonzero(inner)[near]
    left, right = left[near], right[near]
    filled[here] = value[left] + (value[right] - value[left]) * ((here - left) / (right - left))
    return filled, gaps
