"""Where consumed power came from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.problems import InputError
from fourfold.electricity.grid.state import GridStore
from fourfold.electricity.tracing import origins as module
from fourfold.electricity.tracing.options import LossRule, TraceOptions
from fourfold.electricity.tracing.origins import Origin, OriginKind, origins
from support.grids import GridShape, random_grid
from support.small_grids import small_grid
from support.tracing_runs import ALL_RULES, traced

SHAPE = GridShape(areas=3, technologies=2, ties=4, borders=1, stores=1, intervals=4, loss_share=0.1, idle_share=0.3)


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.sampled_from(ALL_RULES))
def test_i10_emissions_of_origins_are_those_of_the_consumption(seed: int, options: TraceOptions) -> None:
    """I10: Q e = x, summed over the run, under every rule."""
    grid = random_grid(seed, SHAPE)
    found = origins(grid, options)
    run = traced(grid, options)
    consumed = np.where(run.reason == 0, run.x[:, :, 0] * run.demand, 0.0).sum(axis=0)
    np.testing.assert_allclose(found.emissions[0].sum(axis=1), consumed, rtol=1e-9, atol=1e-6)
    assert (found.energy_mwh >= -1e-9).all()


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.sampled_from([o for o in ALL_RULES if o.losses is not LossRule.CARRIED]))
def test_i10_rows_sum_to_the_consumption(seed: int, options: TraceOptions) -> None:
    """I10: where nothing is lost on the way, energies of origins sum to the demand."""
    grid = random_grid(seed, replace(SHAPE, stores=0))
    found = origins(grid, options)
    np.testing.assert_allclose(found.energy_mwh.sum(axis=2), found.demand_mwh, rtol=1e-12, atol=1e-9)
    total = found.demand_mwh + found.without_factor_mwh
    np.testing.assert_allclose(total[0], grid.state.demand_mwh.sum(axis=0), rtol=1e-12)


def test_origins_of_a_chain_by_hour() -> None:
    """B takes 40 from A and has 60 of its own, C has what B has; imports and hours told apart."""
    grid = small_grid(
        "ABC",
        {("A", "coal"): (900.0, [40, 0]), ("B", "hydro"): (20.0, [60, 10])},
        {("A", "B"): [40, 0], ("B", "C"): [30, 0]},
        borders={("X", "C"): (500.0, [10, 5])},
    )
    found = origins(grid, TraceOptions(), ["C", "B"], groups=np.array([7, 3]))
    assert found.consumers == ("C", "B")
    assert found.groups.tolist() == [3, 7]
    assert found.origins == (
        Origin(OriginKind.GENERATION, "A", "coal"),
        Origin(OriginKind.GENERATION, "B", "hydro"),
        Origin(OriginKind.IMPORT, "X", name="C"),
    )
    assert found.energy_mwh[0] == pytest.approx(np.array([[0, 0, 5], [0, 10, 0]]))
    assert found.energy_mwh[1] == pytest.approx(np.array([[12, 18, 10], [28, 42, 0]]))
    assert found.emissions[1, 0] == pytest.approx([12 * 900, 18 * 20, 10 * 500])


def test_through_a_store_the_origin_is_what_was_charged() -> None:
    """Charged from wind, discharged when coal runs; 2 of 10 were in stock before."""
    store = GridStore(0, "S", 1.0, 1.0, 0.0, 2.0, (70.0,))
    grid = small_grid(
        "A", {("A", "coal"): (900.0, [0, 30]), ("A", "wind"): (10.0, [8, 0])}, stores={store: ([8, 0], [0, 10])}
    )
    found = origins(grid, TraceOptions())
    assert [origin.kind for origin in found.origins] == ["generation", "generation", "store"]
    assert found.shares()[0, 0] == pytest.approx([0.75, 0.2, 0.05])
    assert found.energy_mwh[0, 0] == pytest.approx([30, 8, 2])
    assert found.emissions[0, 0] == pytest.approx([27_000, 80, 140])


def test_chunks_of_origins_give_what_one_pass_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded by following some origins at a time; nothing else changes."""
    grid = random_grid(5, SHAPE)
    whole = origins(grid, TraceOptions())
    monkeypatch.setattr(module, "_MOST_VALUES", 1)
    parts = origins(grid, TraceOptions())
    np.testing.assert_allclose(parts.energy_mwh, whole.energy_mwh, rtol=1e-12)
    np.testing.assert_allclose(parts.emissions, whole.emissions, rtol=1e-12)
    np.testing.assert_array_equal(parts.demand_mwh, whole.demand_mwh)


def test_unknown_consumers_are_all_named() -> None:
    with pytest.raises(InputError) as refused:
        origins(random_grid(5, SHAPE), TraceOptions(), ["A0", "北京", "X"])
    assert [problem.found for problem in refused.value.problems] == ["北京", "X"]


@pytest.mark.parametrize("losses", list(LossRule))
def test_shares_of_origins_sum_to_one_where_more_is_behind_than_was_taken(losses: LossRule) -> None:
    """A store gives 8.1 of 10 MWh, a tie 27 of 30: energies exceed the demand, shares do not exceed 1."""
    store = GridStore(0, "S", 0.9, 0.9, 0.0, 0.0, (0.0,))
    grid = small_grid(
        "AB",
        {("A", "coal"): (900.0, [100, 100]), ("B", "wind"): (10.0, [10, 10])},
        ties={("A", "B"): [30, 30]},
        lost={("A", "B"): [3, 3]},
        stores={store: ([10, 0], [0, 8.1])},
    )
    found = origins(grid, TraceOptions(losses=losses))
    assert found.energy_mwh[0, 0].sum() > found.demand_mwh[0, 0] * 1.001
    np.testing.assert_allclose(found.shares().sum(axis=2), 1.0, rtol=1e-15)
