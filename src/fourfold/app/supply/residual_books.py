"""The books of a residual mix, held against the emissions of the grid summed apart from the engine (I14)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourfold.electricity.grid.state import Floats, GridData
from fourfold.electricity.tracing.residual import ResidualBlock
from fourfold.electricity.tracing.sums import nodes_of, sum_onto

MOST_GAP = 1e-12
"""Share of the emissions by which the books of an interval may miss them (I14)."""


@dataclass(slots=True)
class Books:
    """Emissions of generation held against claims and residual, interval by interval: r (E − Σ q) + Σ q e = F (I14).

    Attributes:
        generated_kg, claimed_kg, residual_kg: over all areas and intervals.
        worst: the largest gap of an area and interval, as a share of F.
    """

    generated_kg: float = 0.0
    claimed_kg: float = 0.0
    residual_kg: float = 0.0
    worst: float = 0.0

    def add(self, block: ResidualBlock, emitted: Floats) -> None:
        """Take in a block, and the emissions of its generation ``[interval, area]`` summed apart from the engine."""
        rest = np.nan_to_num(block.generation_per_mwh) * block.generation_mwh
        counted = ~np.isnan(block.generation_per_mwh) | (block.claimed_mwh > 0)
        gap = np.abs(rest + block.claimed - emitted)[counted]
        share = np.divide(gap, emitted[counted], out=np.where(gap > 0, np.inf, 0.0), where=emitted[counted] > 0)
        self.worst = max(self.worst, float(share.max(initial=0.0)))
        self.generated_kg += float(emitted[counted].sum())
        self.claimed_kg += float(block.claimed[counted].sum())
        self.residual_kg += float(rest[counted].sum())


def emissions(grid: GridData) -> dict[int, Floats]:
    """Emissions of all generation by interval, kg ``[area]``, straight from the grid."""
    frame = grid.frame
    areas = nodes_of([source.area for source in frame.sources])
    found: dict[int, Floats] = {}
    for state in grid.blocks():
        kg = sum_onto(areas, state.generation_mwh * state.per_mwh[:, :, 0], len(frame.areas))
        found |= dict(zip(state.starts_s.tolist(), kg, strict=True))
    return found
