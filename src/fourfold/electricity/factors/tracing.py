"""A grid traced into a table in memory: the arrays of a year for those who work in Python."""

from __future__ import annotations

import numpy as np

from fourfold.core.progress import Tick, no_tick
from fourfold.core.version import __version__
from fourfold.electricity.factors.describe import meta_of
from fourfold.electricity.factors.table import FactorTable
from fourfold.electricity.grid.open import OpenedGrid
from fourfold.electricity.grid.state import GridData
from fourfold.electricity.tracing.options import TraceOptions
from fourfold.electricity.tracing.trace import trace


def trace_table(grid: GridData | OpenedGrid, options: TraceOptions | None = None, tick: Tick = no_tick) -> FactorTable:
    """Consumption-based factors of a grid, all intervals at once.

    Args:
        grid: the grid, such as ``open_grid(path)``.
        options: coupling, losses, storage, attributes; direct coupling, L0 and the mixed tank where none are given.
        tick: told of progress.

    Returns:
        A table whose ``per_mwh`` is ``[interval, area, attribute]`` in the units that the names of
        ``table.meta.attributes`` end in, NaN where an area has no factor, with the reason in ``reason``.

    Raises:
        InputError: the grid cannot be traced as asked.
        BalanceError: carbon is not conserved to 1e-12.
    """
    data = grid.data if isinstance(grid, OpenedGrid) else grid
    traced = trace(data, options or TraceOptions(), tick)
    blocks = list(traced.blocks())
    return FactorTable(
        meta_of(data, traced, __version__),
        np.concatenate([block.starts_s for block in blocks]),
        np.concatenate([block.per_mwh for block in blocks]),
        np.concatenate([block.reason for block in blocks]),
        np.concatenate([block.demand_mwh for block in blocks]),
    )
