"""A grid that has been checked, giving its intervals block by block from the rows laid aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from fourfold.core.problems import Assumption
from fourfold.core.zones import Ints
from fourfold.electricity.grid.assembly.balance import Balances
from fourfold.electricity.grid.assembly.carrying import Carrying
from fourfold.electricity.grid.assembly.gaps import ColumnReader, Measured, Seen
from fourfold.electricity.grid.assembly.netting import Arrays, Netter
from fourfold.electricity.grid.memory import BLOCK_INTERVALS
from fourfold.electricity.grid.state import Finding, GridFrame, GridState, InputFile

MOST_CELLS = 4_000_000
"""Cells of series in a block: what bounds the memory of grids of very many series."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Intervals ``[first, last)`` that are read together, inside one unbroken stretch."""

    first: int
    last: int
    stretch: tuple[int, int]


def chunks(
    starts_s: Ints, stretches: tuple[tuple[int, int], ...], editions_s: tuple[int, ...], series: int
) -> list[Chunk]:
    """The intervals in order, cut where a stretch ends and where rates change."""
    most = max(1, min(BLOCK_INTERVALS, MOST_CELLS // max(series, 1)))
    made: list[Chunk] = []
    for start, end in stretches:
        cuts = {start + int(at) for at in np.searchsorted(starts_s[start:end], editions_s)}
        edges = sorted({start, end, *cuts})
        for low, high in pairwise(edges):
            made.extend(Chunk(first, min(first + most, high), (start, end)) for first in range(low, high, most))
    return made


@dataclass(frozen=True, slots=True, eq=False)
class BlockMaker:
    """Makes the state of a block of intervals.

    Attributes:
        reader: reads columns.
        netter: makes arrays of them.
        carrying: what generation carries.
        balances: settles demand.
    """

    reader: ColumnReader
    netter: Netter
    carrying: Carrying
    balances: Balances

    def measure(self, chunk: Chunk, seen: Seen) -> Measured:
        """The columns of a block."""
        return self.reader.read(chunk.first, chunk.last, chunk.stretch, seen)

    def state(self, chunk: Chunk, arrays: Arrays) -> GridState:
        """The state of a block from its arrays."""
        starts = self.reader.cells.timeline.starts_s[chunk.first : chunk.last]
        return GridState(
            frame=self.netter.frame,
            starts_s=starts,
            generation_mwh=arrays.generation,
            per_mwh=self.carrying(arrays.generation, int(starts[0]))[0],
            exchange_mwh=arrays.exchange,
            tie_loss_mwh=arrays.tie_loss,
            border_mwh=arrays.border,
            demand_mwh=self.balances.demand(arrays),
            area_loss_mwh=arrays.area_loss,
            charge_mwh=arrays.charge,
            discharge_mwh=arrays.discharge,
            estimated_mwh=np.minimum(arrays.estimated, arrays.generation),
            missing=arrays.missing,
        )


@dataclass(frozen=True, slots=True, eq=False)
class AssembledGrid:
    """A `GridData` whose rows are laid aside by time.

    Attributes:
        maker: makes its blocks.
        parts: its blocks.
        files, findings, assumptions: as in `GridData`.
    """

    maker: BlockMaker
    parts: tuple[Chunk, ...]
    files: tuple[InputFile, ...]
    findings: tuple[Finding, ...]
    assumptions: tuple[Assumption, ...]

    @property
    def frame(self) -> GridFrame:
        """What the axes mean."""
        return self.maker.netter.frame

    @property
    def starts_s(self) -> Ints:
        """UTC seconds at which all intervals begin ``[interval]``."""
        return self.maker.reader.cells.timeline.starts_s

    def blocks(self) -> Iterator[GridState]:
        """The intervals in order, in blocks."""
        for chunk in self.parts:
            yield self.maker.state(chunk, self.maker.netter(self.maker.measure(chunk, Seen())))
