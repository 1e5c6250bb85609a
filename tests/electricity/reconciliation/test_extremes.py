"""Reconciling data that are off by powers of ten: balanced, or refused with area and hour; nothing in between."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.problems import InputError, Problem
from fourfold.electricity.grid.memory import GridInMemory
from fourfold.electricity.grid.state import Floats
from fourfold.electricity.reconciliation.quantities import Quantities
from fourfold.electricity.reconciliation.reconcile import Reconciled, reconcile
from fourfold.electricity.reconciliation.settings import ReconcileSettings, WeightRule
from support.grids import GridShape, random_grid


def off(seed: int, powers: float) -> GridInMemory:
    """A random grid of which generation, demand and border exchange are off by up to some powers of ten."""
    rng = np.random.default_rng(seed)
    shape = GridShape(int(rng.integers(1, 7)), 2, int(rng.integers(0, 9)), int(rng.integers(0, 3)), intervals=3)
    grid = random_grid(seed, replace(shape, loss_share=float(rng.choice([0.0, 0.1])), idle_share=0.4))

    def scaled(values: Floats) -> Floats:
        return np.asarray(values * 10.0 ** rng.uniform(-powers, powers, values.shape))

    state = grid.state
    state = replace(
        state,
        generation_mwh=scaled(state.generation_mwh),
        demand_mwh=scaled(state.demand_mwh),
        border_mwh=scaled(state.border_mwh),
        estimated_mwh=np.zeros(state.estimated_mwh.shape),
    )
    return replace(grid, state=state)


def misses(grid: Reconciled) -> float:
    """The worst imbalance relative to the throughput of its area."""
    quantities, worst = Quantities.of(grid.frame), 0.0
    for state in grid.blocks():
        values, lost = quantities.stack(state), quantities.losses(state)
        through = 0.5 * (np.abs(values) @ abs(quantities.signs).T + lost)
        excess = np.abs(values @ quantities.signs.T - lost)
        worst = max(worst, float((excess / np.maximum(through, 1e-300)).max()))
    return worst


@given(st.integers(0, 10_000), st.sampled_from([3.0, 9.0]), st.sampled_from(WeightRule))
@settings(max_examples=60, deadline=None)
def test_balanced_or_refused_by_name(seed: int, powers: float, weights: WeightRule) -> None:
    refused: tuple[Problem, ...] = ()
    try:
        assert misses(reconcile(off(seed, powers), ReconcileSettings(weights))) <= 1e-9
    except InputError as error:
        refused = tuple(error.problems)
    assert all(problem.params["area"] and problem.params["start"] for problem in refused)
