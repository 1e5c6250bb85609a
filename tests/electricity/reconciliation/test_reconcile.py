"""Reconciliation: the smallest weighted change, its optimality, and what it refuses (reference 1.11)."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.problems import InputError
from fourfold.data.source import Status
from fourfold.electricity.grid.memory import GridInMemory
from fourfold.electricity.grid.state import Floats, GridState
from fourfold.electricity.reconciliation.quantities import Quantities
from fourfold.electricity.reconciliation.reconcile import Reconciled, reconcile
from fourfold.electricity.reconciliation.settings import Adjusted, ReconcileSettings, WeightRule
from support.grids import GridShape, grids, random_grid

SEEDS = st.integers(0, 2**32 - 1)


def disturbed(grid: GridInMemory, seed: int, by: float = 0.8) -> GridInMemory:
    """A grid measured badly: some values gone up, some down, zeros kept."""
    rng = np.random.default_rng(seed)
    state = grid.state

    def off(values: Floats) -> Floats:
        return np.asarray(values * rng.uniform(1.0 - by, 1.0 + by, values.shape))

    return replace(
        grid,
        state=replace(
            state,
            generation_mwh=off(state.generation_mwh),
            estimated_mwh=np.zeros_like(state.estimated_mwh),
            exchange_mwh=state.exchange_mwh * rng.uniform(1.0, 1.0 + by, state.exchange_mwh.shape),
            demand_mwh=off(state.demand_mwh),
            border_mwh=off(state.border_mwh),
        ),
    )


def whole(grid: Reconciled) -> Floats:
    """All quantities after ``[interval, quantity]``."""
    quantities = Quantities.of(grid.frame)
    return np.concatenate([quantities.stack(state) for state in grid.blocks()])


def excess(state: GridState) -> Floats:
    """What enters an area beyond what leaves it, one tie after the other ``[interval, area]``."""
    frame = state.frame
    total = -state.demand_mwh - state.area_loss_mwh
    for at, source in enumerate(frame.sources):
        total[:, source.area] += state.generation_mwh[:, at]
    for at, tie in enumerate(frame.ties):
        for interval in range(len(total)):
            sent, lost = state.exchange_mwh[interval, at], state.tie_loss_mwh[interval, at]
            total[interval, tie.from_area] -= sent if sent > 0 else sent + lost
            total[interval, tie.to_area] += sent - lost if sent > 0 else sent
    for at, border in enumerate(frame.borders):
        total[:, border.area] += state.border_mwh[:, at]
    for at, store in enumerate(frame.stores):
        total[:, store.area] += state.discharge_mwh[:, at] - state.charge_mwh[:, at]
    return total


def smallest_change(signs: Floats, lost: Floats, x0: Floats, weight: Floats, bounded: Floats) -> Floats:
    """The projection by trying every set of quantities at zero; quantities that are zero are held."""
    moves = np.flatnonzero(x0 != 0)
    best, least = x0, math.inf
    for at_zero in product(*([False, True] if bounded[at] else [False] for at in moves)):
        free = moves[~np.array(at_zero, bool)]
        x = np.where(np.isin(np.arange(x0.size), moves[np.array(at_zero, bool)]), 0.0, x0)
        a, give = signs[:, free], 1.0 / weight[free]
        target = lost - signs @ x
        x[free] += give * (a.T @ (np.linalg.pinv((a * give) @ a.T) @ target))
        feasible = np.abs(signs @ x - lost).max() < 1e-7 and (x[bounded.astype(bool)] > -1e-9).all()
        cost = float(((x - x0) ** 2 * weight).sum())
        if feasible and cost < least:
            best, least = x, cost
    assert least < math.inf
    return best


@given(SEEDS, st.sampled_from(list(WeightRule)))
@settings(max_examples=25, deadline=None)
def test_equals_trying_every_active_set(seed: int, rule: WeightRule) -> None:
    grid = disturbed(random_grid(seed, GridShape(areas=2, technologies=1, ties=1, borders=1, intervals=2)), seed, 1.0)
    done = reconcile(grid, ReconcileSettings(rule))
    quantities = Quantities.of(grid.frame)
    before, after = quantities.stack(grid.state), whole(done)
    weight = 1.0 / np.abs(before).mean(axis=0) if rule is WeightRule.RELATIVE else np.ones(quantities.count)
    signs, bounded = quantities.signs.toarray(), quantities.bounded.astype(float)
    for x0, x in zip(before, after, strict=True):
        wanted = smallest_change(signs, np.zeros(2), x0, weight, bounded)
        np.testing.assert_allclose(x, wanted, rtol=1e-7, atol=1e-7)


@given(grids(most_areas=4, borders=1, stores=1, most_loss=0.2), SEEDS)
@settings(max_examples=40, deadline=None)
def test_optimal_and_balanced(grid: GridInMemory, seed: int) -> None:
    """Karush–Kuhn–Tucker: primal feasibility, stationarity, multipliers of the right sign, complementarity."""
    bad = disturbed(grid, seed)
    try:
        done = reconcile(bad)
    except InputError as error:
        refused = {problem.kind.code for problem in error.problems}
    else:
        check_optimal(bad, done)
        return
    assert refused <= {"reconcile-empties-area", "reconcile-cannot-balance"}


def check_optimal(bad: GridInMemory, done: Reconciled) -> None:
    quantities = Quantities.of(bad.frame)
    mean = np.abs(quantities.stack(bad.state)).mean(axis=0)
    signs = quantities.signs.toarray()
    states = [(one, before) for one, before in zip(done.blocks(), bad.blocks(), strict=True)]
    multipliers = np.concatenate(done._multipliers)
    row = 0
    for state, was in states:
        x, x0 = quantities.stack(state), quantities.stack(was)
        scale = np.abs(x) @ np.abs(signs).T + state.area_loss_mwh
        assert (np.abs(excess(state)) <= 1e-12 * scale).all()
        assert (x[:, quantities.bounded] >= 0).all()
        assert ((x == 0) | (x0 != 0)).all()
        ties = quantities.parts[Adjusted.EXCHANGE]
        assert (np.abs(x[:, ties]) >= state.tie_loss_mwh).all()
        np.testing.assert_array_equal(
            state.estimated_mwh,
            np.minimum(np.abs(x - x0)[:, : len(mean[quantities.parts[Adjusted.GENERATION]])], state.generation_mwh),
        )
        for interval in range(len(x)):
            moves = x0[interval] != 0
            slope = (x - x0)[interval, moves] / mean[moves] - (multipliers[row] @ signs)[moves]
            low = np.where(quantities.bounded, 0.0, -np.inf)
            high = np.full(low.shape, np.inf)
            lossy, sent = was.tie_loss_mwh[interval], was.exchange_mwh[interval]
            low[ties] = np.where((lossy > 0) & (sent > 0), lossy, low[ties])
            high[ties] = np.where((lossy > 0) & (sent < 0), -lossy, high[ties])
            at_low, at_high = (x[interval] <= low)[moves], (x[interval] >= high)[moves]
            assert (np.abs(slope[~at_low & ~at_high]) <= 1e-8).all()
            assert (slope[at_low] >= -1e-8).all()
            assert (slope[at_high] <= 1e-8).all()
            row += 1


@given(grids(most_areas=5, borders=2, stores=2, most_loss=0.1))
@settings(max_examples=25, deadline=None)
def test_balanced_grid_comes_back_bit_for_bit(grid: GridInMemory) -> None:
    done = reconcile(grid)
    assert done.intervals == 0
    assert done.summary == ()
    assert done.assumptions == ()
    assert all(rows.is_empty() for rows in done.adjustments())
    for state, given_state in zip(done.blocks(), grid.blocks(), strict=True):
        for name in ("generation_mwh", "exchange_mwh", "demand_mwh", "charge_mwh", "estimated_mwh"):
            np.testing.assert_array_equal(getattr(state, name), getattr(given_state, name))


@given(SEEDS, st.sampled_from(list(WeightRule)))
@settings(max_examples=20, deadline=None)
def test_second_time_changes_nothing(seed: int, rule: WeightRule) -> None:
    grid = disturbed(random_grid(seed, GridShape(idle_share=0.2)), seed, 0.5)
    once = reconcile(grid, ReconcileSettings(rule))
    again = reconcile(once, ReconcileSettings(rule))
    assert again.intervals == 0
    np.testing.assert_array_equal(whole(again), whole(once))


@given(SEEDS, st.floats(1e-3, 1e3), st.sampled_from(list(WeightRule)))
@settings(max_examples=20, deadline=None)
def test_scaling_all_energy_scales_the_result(seed: int, by: float, rule: WeightRule) -> None:
    """I9, before tracing."""
    grid = disturbed(random_grid(seed), seed, 0.5)
    state = grid.state
    larger = replace(
        grid,
        state=replace(
            state,
            generation_mwh=by * state.generation_mwh,
            exchange_mwh=by * state.exchange_mwh,
            demand_mwh=by * state.demand_mwh,
        ),
    )
    np.testing.assert_allclose(
        whole(reconcile(larger, ReconcileSettings(rule))),
        by * whole(reconcile(grid, ReconcileSettings(rule))),
        rtol=1e-9,
        atol=1e-9 * by,
    )


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_order_of_areas_and_sign_of_ties_do_not_matter(seed: int) -> None:
    """I8 and I11, before tracing."""
    grid = disturbed(random_grid(seed), seed, 0.5)
    frame, state = grid.frame, grid.state
    order = np.random.default_rng(seed).permutation(len(frame.areas))
    place = np.argsort(order)
    turned = replace(
        frame,
        areas=tuple(frame.areas[at] for at in order),
        sources=tuple(replace(one, area=int(place[one.area])) for one in frame.sources),
        ties=tuple(replace(t, from_area=int(place[t.to_area]), to_area=int(place[t.from_area])) for t in frame.ties),
    )
    other = replace(
        grid,
        state=replace(state, frame=turned, exchange_mwh=-state.exchange_mwh, demand_mwh=state.demand_mwh[:, order]),
    )
    ours, theirs = (list(reconcile(one).blocks()) for one in (grid, other))
    for one, two in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one.generation_mwh, two.generation_mwh, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(one.exchange_mwh, -two.exchange_mwh, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(one.demand_mwh[:, order], two.demand_mwh, rtol=1e-9, atol=1e-9)


def one_area(generation: list[float], demand: float) -> GridInMemory:
    shape = GridShape(areas=1, technologies=len(generation), ties=0, intervals=1)
    grid = random_grid(1, shape)
    state = replace(
        grid.state,
        generation_mwh=np.array([generation]),
        estimated_mwh=np.zeros((1, len(generation))),
        demand_mwh=np.array([[demand]]),
    )
    return replace(grid, state=state)


def test_closed_form_by_hand() -> None:
    """Generation 90, demand 110, uniform weights: both give half. Relative weights 1/90 and 1/110: 9 and 11."""
    uniform = reconcile(one_area([90.0], 110.0), ReconcileSettings(WeightRule.UNIFORM))
    assert whole(uniform).tolist() == [[100.0, 100.0]]
    np.testing.assert_allclose(whole(reconcile(one_area([90.0], 110.0))), [[99.0, 99.0]], rtol=1e-14)


def test_bound_is_hit_and_released() -> None:
    """Surplus of 30 shared by two plants of 2 and 50 and a demand of 22: the small plant stops at zero."""
    done = reconcile(one_area([2.0, 50.0], 22.0), ReconcileSettings(WeightRule.UNIFORM))
    np.testing.assert_allclose(whole(done), [[0.0, 36.0, 36.0]], rtol=1e-14)


def test_held_kinds_stay() -> None:
    settings = ReconcileSettings(WeightRule.UNIFORM, {Adjusted.DEMAND: math.inf})
    done = reconcile(one_area([90.0], 110.0), settings)
    assert whole(done).tolist() == [[110.0, 110.0]]
    assert [(one.series.kind, one.largest_mwh) for one in done.summary] == [(Adjusted.GENERATION, 20.0)]
    rows = next(done.adjustments()).to_dicts()
    assert [(row["quantity"], row["area"], row["before_mwh"], row["after_mwh"]) for row in rows] == [
        ("generation", "A0", 90.0, 110.0)
    ]
    state = next(done.blocks())
    assert state.estimated_mwh.tolist() == [[20.0]]


def test_true_zero_is_not_lifted() -> None:
    done = reconcile(one_area([0.0, 90.0], 110.0), ReconcileSettings(WeightRule.UNIFORM))
    assert whole(done).tolist() == [[0.0, 100.0, 100.0]]


def test_negative_derived_demand_is_mended() -> None:
    done = reconcile(one_area([10.0], -4.0), ReconcileSettings(WeightRule.UNIFORM))
    np.testing.assert_allclose(whole(done), [[3.0, 3.0]], rtol=1e-14)


def test_demand_without_any_input_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        reconcile(one_area([0.0], 110.0))
    problem = caught.value.problems[0]
    assert problem.kind.code == "reconcile-empties-area"
    assert problem.params["area"] == "A0"
    assert problem.params["start"] == "2024-01-01T00:00Z"


def test_unmeetable_balance_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        reconcile(one_area([0.0], 110.0), ReconcileSettings(trust={Adjusted.DEMAND: math.inf}))
    problem = caught.value.problems[0]
    assert problem.kind.code == "reconcile-cannot-balance"
    assert problem.params["missing_mwh"] == "110"


def test_held_value_below_zero_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        reconcile(one_area([10.0], -1.0), ReconcileSettings(trust={Adjusted.DEMAND: math.inf}))
    assert [p.kind.code for p in caught.value.problems] == ["reconcile-held-below-zero"]


def test_missing_area_has_no_balance() -> None:
    grid = disturbed(random_grid(3, GridShape(areas=3, ties=3, intervals=2)), 3)
    missing = np.zeros((2, 3), bool)
    missing[0, 1] = True
    done = reconcile(replace(grid, state=replace(grid.state, missing=missing)))
    state = next(done.blocks())
    assert np.abs(excess(state)[~missing]).max() < 1e-10
    assert state.demand_mwh[0, 1] == grid.state.demand_mwh[0, 1]


@pytest.mark.parametrize("trust", [0.0, -1.0, math.nan])
def test_trust_must_be_positive(trust: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        ReconcileSettings(trust={Adjusted.DEMAND: trust})


def test_changed_data_are_at_best_derived() -> None:
    """What was measured and official is neither once it was changed; data that balance keep their status."""
    grid = random_grid(7)
    frame = replace(grid.state.frame, status=Status.OFFICIAL)
    balanced = replace(grid.state, frame=frame)
    assert reconcile(GridInMemory(balanced)).frame.status is Status.OFFICIAL
    off = replace(balanced, demand_mwh=balanced.demand_mwh * 1.01)
    assert reconcile(GridInMemory(off)).frame.status is Status.DERIVED
