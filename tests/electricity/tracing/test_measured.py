"""The measured share: exactly 1 where nothing estimated can stand behind a factor, below it where something does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fourfold.electricity.grid.memory import GridInMemory
from fourfold.electricity.grid.state import Floats, GridStore
from fourfold.electricity.tracing.options import LossRule, StorageRule, TraceOptions
from support.grids import GridShape, random_grid
from support.small_grids import small_grid
from support.tracing_runs import traced


def grid_with(estimated: Floats) -> GridInMemory:
    """Six random areas and twelve intervals in blocks of four, fully measured but for a share by interval."""
    grid = random_grid(7, GridShape(6, 3, 9, 1, 0, 12, 0.05))
    return GridInMemory(replace(grid.state, estimated_mwh=grid.state.generation_mwh * estimated[:, None]), 4)


def measured(grid: GridInMemory, options: TraceOptions) -> Floats:
    run = traced(grid, options)
    return run.x[:, :, run.column("measured_mwh_per_mwh")]


@pytest.mark.parametrize("losses", LossRule)
def test_what_is_measured_is_not_rounded(losses: LossRule) -> None:
    found = measured(grid_with(np.zeros(12)), TraceOptions(losses=losses))
    assert np.unique(found[~np.isnan(found)]).tolist() == [1.0]


@pytest.mark.parametrize("losses", LossRule)
def test_only_intervals_without_estimates_are_whole(losses: LossRule) -> None:
    estimated = np.zeros(12)
    estimated[5] = 0.25
    found = measured(grid_with(estimated), TraceOptions(losses=losses))
    assert (np.delete(found, 5, axis=0) == 1.0).all()
    assert found[5].max() < 1.0


@pytest.mark.parametrize("storage", [StorageRule.TANK, StorageRule.FIFO, StorageRule.LIFO])
def test_stores_hand_on_what_was_estimated(storage: StorageRule) -> None:
    """A store that begins empty: what it gives is whole until something estimated was stored."""
    store = GridStore(0, "pumped", 0.9, 0.9, 0.0, 0.0, (0.0,))
    charge, discharge = [3.0, 0, 3.1, 0, 0, 0], [0, 1.3, 0, 0, 1.7, 0]
    grid = small_grid(
        "AB", {("A", "pv"): (40.0, [30.7] * 6)}, {("A", "B"): [9.3] * 6}, stores={store: (charge, discharge)}
    )
    options = TraceOptions(storage=storage)
    assert (measured(grid, options) == 1.0).all()
    estimated = grid.state.generation_mwh * (np.arange(6) == 2)[:, None] * 0.5
    found = measured(GridInMemory(replace(grid.state, estimated_mwh=estimated), 2), options)
    assert (found[:2] == 1.0).all()
    assert found[2] == pytest.approx([0.5, 0.5])
    assert (found[4] < 1.0).all()
    assert found[5] == pytest.approx([1.0, 1.0])
