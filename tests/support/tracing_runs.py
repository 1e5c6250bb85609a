"""Whole tracing runs in one value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourfold.core.problems import Assumption
from fourfold.electricity.grid.state import Attribute, Floats, GridData
from fourfold.electricity.tracing.network import Mixer
from fourfold.electricity.tracing.options import Coupling, LossRule, StorageRule, TraceOptions
from fourfold.electricity.tracing.result import Balance, Reasons
from fourfold.electricity.tracing.trace import trace

ALL_RULES = [
    TraceOptions(coupling, losses, storage, mix=True)
    for coupling in Coupling
    for losses in LossRule
    for storage in StorageRule
]


@dataclass(frozen=True)
class Run:
    """All blocks of a run."""

    x: Floats
    reason: Reasons
    demand: Floats
    stores: Floats
    attributes: tuple[Attribute, ...]
    balances: tuple[Balance, ...]
    assumptions: tuple[Assumption, ...]

    def column(self, name: str) -> int:
        """Position of an attribute."""
        return [attribute.name for attribute in self.attributes].index(name)


def traced(grid: GridData, options: TraceOptions, mixer: Mixer | None = None) -> Run:
    """Draw all blocks of a run, mixed as by default where nothing else is asked for."""
    result = trace(grid, options, mixer=mixer)
    blocks = list(result.blocks())
    return Run(
        np.concatenate([block.per_mwh for block in blocks]),
        np.concatenate([block.reason for block in blocks]),
        np.concatenate([block.demand_mwh for block in blocks]),
        np.concatenate([block.store_per_mwh for block in blocks]),
        result.attributes,
        result.balances(),
        result.assumptions(),
    )
