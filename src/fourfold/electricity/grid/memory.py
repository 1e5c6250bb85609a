"""A grid state that is in memory already, as a `GridData`: for arrays made in Python, and for tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from fourfold.core.problems import Assumption
from fourfold.core.zones import Ints
from fourfold.electricity.grid.state import Finding, GridFrame, GridState, InputFile

BLOCK_INTERVALS = 192


@dataclass(frozen=True, slots=True, eq=False)
class GridInMemory:
    """All intervals of a grid in one state.

    Attributes:
        state: the whole of it.
        block_intervals: at most how many intervals a block holds.
        files, findings, assumptions: what it was read from and what reading told, if anything.
    """

    state: GridState
    block_intervals: int = BLOCK_INTERVALS
    files: tuple[InputFile, ...] = ()
    findings: tuple[Finding, ...] = ()
    assumptions: tuple[Assumption, ...] = ()

    @property
    def frame(self) -> GridFrame:
        """What the axes mean."""
        return self.state.frame

    @property
    def starts_s(self) -> Ints:
        """UTC seconds at which all intervals begin ``[interval]``."""
        return self.state.starts_s

    def blocks(self) -> Iterator[GridState]:
        """The intervals in order, in blocks."""
        for start in range(0, self.state.starts_s.size, self.block_intervals):
            yield part_of(self.state, slice(start, start + self.block_intervals))


def part_of(state: GridState, intervals: slice) -> GridState:
    """Some intervals of a state, as views."""
    parts = {
        part.name: getattr(state, part.name)[intervals]
        for part in fields(state)
        if part.name not in ("frame", "per_mwh")
    }
    rates = state.per_mwh if state.per_mwh.shape[0] == 1 else state.per_mwh[intervals]
    return replace(state, per_mwh=rates, **parts)
