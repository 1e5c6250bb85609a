"""Laws of whole runs on random grids, under every coupling, convention of losses and rule of storage."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fourfold.core.problems import InputError
from fourfold.electricity.grid.memory import GridInMemory
from fourfold.electricity.grid.state import Floats, GridState
from fourfold.electricity.tracing.mixer import mixer
from fourfold.electricity.tracing.network import Flows, Network
from fourfold.electricity.tracing.options import Coupling, LossRule, StorageRule, TraceOptions
from fourfold.electricity.tracing.result import BalanceError, Reason, Reasons
from support.grids import GridShape, grids, random_grid
from support.tracing_runs import ALL_RULES, traced

NO_STORES = [options for options in ALL_RULES if options.storage is StorageRule.TANK]
SHAPE = GridShape(areas=4, technologies=2, ties=6, borders=2, stores=2, intervals=5, loss_share=0.1, idle_share=0.3)
PLAIN = GridShape(areas=5, technologies=2, ties=7, borders=1, stores=0, intervals=3, idle_share=0.3)
few = settings(max_examples=30)
SEEDS = st.integers(0, 2**32 - 1)


@few
@given(st.sampled_from(ALL_RULES), grids(stores=2, most_loss=0.2))
def test_i1_i13_carbon_and_every_other_attribute_are_conserved(options: TraceOptions, grid: GridInMemory) -> None:
    """I1, I13: what came in is consumed, exported, lost or in stock, and the consumption in the books is Σ x d."""
    run = traced(grid, options)
    for index, balance in enumerate(run.balances[:-1]):
        came = balance.generated + balance.imported + balance.initial_stock
        went = balance.consumed + balance.exported + balance.lost + balance.final_stock
        assert came == pytest.approx(went, rel=1e-12, abs=1e-9)
        assert balance.relative_error <= 1e-12
        weighted = np.where(run.reason == 0, run.x[:, :, index] * run.demand, 0.0).sum()
        assert balance.consumed == pytest.approx(weighted, rel=1e-12, abs=1e-9)
    state = grid.state
    emitted = float((state.generation_mwh * state.per_mwh[:, :, 0]).sum())
    assert run.balances[0].generated == pytest.approx(emitted, rel=1e-12, abs=1e-9)


@few
@given(st.sampled_from([o for o in NO_STORES if o.losses is not LossRule.CARRIED]), grids(most_loss=0.3))
def test_i2_factors_stay_within_what_is_put_in(options: TraceOptions, grid: GridInMemory) -> None:
    """I2: min e ≤ x ≤ max e under L0 and L1 without storage, for every attribute by its own bounds."""
    run, state = traced(grid, options), grid.state
    put_in = np.concatenate([state.per_mwh[0], state.frame.border_per_mwh])
    for index in range(put_in.shape[1]):
        x = run.x[:, :, index][run.reason == 0]
        assert (x >= put_in[:, index].min() * (1 - 1e-12)).all()
        assert (x <= put_in[:, index].max() * (1 + 1e-12)).all()


@few
@given(SEEDS, st.sampled_from(ALL_RULES), st.integers(0, 7), st.floats(0.0, 500.0))
def test_i3_factors_are_linear_and_never_fall_when_emissions_rise(
    seed: int, options: TraceOptions, source: int, more: float
) -> None:
    """I3: more emitted by one source raises no factor's fall, and twice the rise is twice the change."""
    grid = random_grid(seed, SHAPE)
    base = traced(grid, options).x[:, :, 0]
    rises = []
    for times in (1.0, 2.0):
        rates = grid.state.per_mwh.copy()
        rates[:, source, 0] += times * more
        rises.append(traced(_with(grid, per_mwh=rates), options).x[:, :, 0] - base)
    assert np.nanmin(rises[0], initial=0.0) >= -1e-9
    np.testing.assert_allclose(rises[1], 2 * rises[0], rtol=1e-9, atol=1e-8)


@few
@given(SEEDS, st.sampled_from(ALL_RULES))
@example(614, TraceOptions(coupling=Coupling.AGGREGATED, losses=LossRule.SENDER, storage=StorageRule.TANK, mix=True))
def test_i8_relabelling_areas_changes_nothing(seed: int, options: TraceOptions) -> None:
    """I8: areas in another order have the same factors."""
    grid = random_grid(seed, SHAPE)
    order = np.random.default_rng(seed).permutation(4)
    place = np.argsort(order)
    frame = grid.frame
    moved = replace(
        frame,
        areas=tuple(frame.areas[index] for index in order),
        sources=tuple(replace(each, area=int(place[each.area])) for each in frame.sources),
        ties=tuple(replace(e, from_area=int(place[e.from_area]), to_area=int(place[e.to_area])) for e in frame.ties),
        borders=tuple(replace(each, area=int(place[each.area])) for each in frame.borders),
        stores=tuple(replace(each, area=int(place[each.area])) for each in frame.stores),
    )
    state = grid.state
    by_area = {name: getattr(state, name)[:, order] for name in ("demand_mwh", "area_loss_mwh", "missing")}
    again = traced(GridInMemory(replace(state, frame=moved, **by_area), 4), options)
    np.testing.assert_allclose(again.x, traced(grid, options).x[:, order], rtol=1e-9, atol=1e-9)


@few
@given(SEEDS, st.sampled_from(ALL_RULES), st.floats(0.01, 100.0))
def test_i9_scaling(seed: int, options: TraceOptions, times: float) -> None:
    """I9: all energies times c leave factors; all emissions times c scale them."""
    grid = random_grid(seed, SHAPE)
    base = traced(grid, options).x[:, :, 0]
    state = grid.state
    stores = tuple(replace(store, initial_mwh=store.initial_mwh * times) for store in state.frame.stores)
    energies = (
        "generation",
        "exchange",
        "tie_loss",
        "border",
        "demand",
        "area_loss",
        "charge",
        "discharge",
        "estimated",
    )
    larger = {f"{name}_mwh": getattr(state, f"{name}_mwh") * times for name in energies}
    scaled = replace(state, frame=replace(state.frame, stores=stores), **larger)
    np.testing.assert_allclose(traced(GridInMemory(scaled), options).x[:, :, 0], base, rtol=1e-9, atol=1e-9)
    stores = tuple(replace(s, initial_per_mwh=tuple(v * times for v in s.initial_per_mwh)) for s in state.frame.stores)
    frame = replace(state.frame, stores=stores, border_per_mwh=state.frame.border_per_mwh * times)
    dirtier = replace(state, frame=frame, per_mwh=state.per_mwh * times)
    np.testing.assert_allclose(traced(GridInMemory(dirtier), options).x[:, :, 0], base * times, rtol=1e-9, atol=1e-9)


@few
@given(SEEDS, st.sampled_from([o for o in ALL_RULES if o.losses is not LossRule.CARRIED]))
def test_i10_shares_sum_to_one_and_give_the_factor(seed: int, options: TraceOptions) -> None:
    """I10: without lossy paths shares sum to 1; with one factor for each technology, mix · factors = factor."""
    grid = random_grid(seed, replace(PLAIN, technologies=3))
    rates = grid.state.per_mwh.copy()
    by_technology = np.array([float(source.technology[-1]) * 100 for source in grid.frame.sources])
    rates[0, :, 0] = by_technology
    frame = replace(grid.frame, border_per_mwh=np.full(grid.frame.border_per_mwh.shape, 700.0))
    run = traced(GridInMemory(replace(grid.state, frame=frame, per_mwh=rates)), options)
    names = ["tech_0", "tech_1", "tech_2", "imports"]
    mix = run.x[:, :, [run.column(f"{name}_mwh_per_mwh") for name in names]][run.reason == 0]
    np.testing.assert_allclose(mix.sum(axis=1), 1.0, rtol=1e-12)
    np.testing.assert_allclose(mix @ [0.0, 100.0, 200.0, 700.0], run.x[run.reason == 0][:, 0], rtol=1e-9, atol=1e-9)


@few
@given(SEEDS, st.sampled_from([options for options in ALL_RULES if options.storage is not StorageRule.FREE]))
def test_i10_mix_gives_the_factor_where_losses_are_carried_and_stored(seed: int, options: TraceOptions) -> None:
    """I10: also where shares sum to more than 1; what is in stock at the start is a share of its own."""
    grid = random_grid(seed, replace(SHAPE, technologies=2))
    rates = grid.state.per_mwh.copy()
    rates[0, :, 0] = [300.0 if source.technology == "tech 0" else 0.0 for source in grid.frame.sources]
    stores = tuple(replace(store, initial_per_mwh=(50.0, 0.0)) for store in grid.frame.stores)
    frame = replace(grid.frame, stores=stores, border_per_mwh=np.full(grid.frame.border_per_mwh.shape, 700.0))
    run = traced(GridInMemory(replace(grid.state, frame=frame, per_mwh=rates)), options)
    mix = run.x[:, :, [run.column(f"{name}_mwh_per_mwh") for name in ("tech_0", "tech_1", "imports", "stored")]]
    np.testing.assert_allclose(mix @ [300.0, 0.0, 700.0, 50.0], run.x[:, :, 0], rtol=1e-9, atol=1e-9)


@few
@given(SEEDS, st.sampled_from(ALL_RULES))
def test_i11_sign_of_a_tie(seed: int, options: TraceOptions) -> None:
    """I11: a tie named from the other end, with the other sign, is the same tie."""
    grid = random_grid(seed, SHAPE)
    ties = tuple(replace(tie, from_area=tie.to_area, to_area=tie.from_area) for tie in grid.frame.ties)
    turned = replace(grid.state, frame=replace(grid.frame, ties=ties), exchange_mwh=-grid.state.exchange_mwh)
    np.testing.assert_allclose(traced(GridInMemory(turned), options).x, traced(grid, options).x, rtol=1e-12, atol=1e-12)


@few
@given(SEEDS)
def test_i12_couplings_agree_where_no_area_both_imports_and_exports(seed: int) -> None:
    """I12: aggregated = direct between areas that only give and areas that only take."""
    rng = np.random.default_rng(seed)
    grid = random_grid(seed, PLAIN)
    ties = tuple(replace(t, from_area=int(rng.integers(2)), to_area=2 + int(rng.integers(3))) for t in grid.frame.ties)
    balanced = _rebalanced(replace(grid.state, frame=replace(grid.frame, ties=ties, borders=grid.frame.borders[:0],
        border_per_mwh=grid.frame.border_per_mwh[:0]), exchange_mwh=np.abs(grid.state.exchange_mwh),
        border_mwh=grid.state.border_mwh[:, :0]))  # fmt: skip
    direct, aggregated = (traced(balanced, TraceOptions(coupling)) for coupling in Coupling)
    np.testing.assert_allclose(direct.x, aggregated.x, rtol=1e-12)
    np.testing.assert_array_equal(direct.reason, aggregated.reason)


@few
@given(SEEDS, st.sampled_from(list(Coupling)))
def test_i12_couplings_carry_the_same_emissions(seed: int, coupling: Coupling) -> None:
    """I12: the split differs, the sum does not."""
    grid = random_grid(seed, replace(PLAIN, borders=0))
    balance = traced(grid, TraceOptions(coupling)).balances[0]
    emitted = float((grid.state.generation_mwh * grid.state.per_mwh[:, :, 0]).sum())
    assert balance.consumed == pytest.approx(emitted, rel=1e-12)


@few
@given(SEEDS, st.sampled_from(list(Coupling)), st.sampled_from([LossRule.SENDER, LossRule.CARRIED]))
def test_i18_losses_tending_to_nothing_give_the_factors_without(
    seed: int, coupling: Coupling, losses: LossRule
) -> None:
    """I18: L1 and L2 tend to L0, about in proportion to the loss."""
    gaps = []
    for share in (1e-3, 1e-6):
        grid = random_grid(seed, replace(PLAIN, loss_share=share, idle_share=0.0))
        without = traced(grid, TraceOptions(coupling, LossRule.IGNORED)).x[:, :, 0]
        gaps.append(np.nanmax(np.abs(traced(grid, TraceOptions(coupling, losses)).x[:, :, 0] - without), initial=0.0))
    assert gaps[0] < 20.0
    assert gaps[1] < 0.02


@settings(max_examples=15)
@given(SEEDS, st.sampled_from(ALL_RULES))
def test_i17_the_fast_mixer_gives_what_the_obvious_one_gives(seed: int, options: TraceOptions) -> None:
    """I17: also through stores and pools, reasons included."""
    grid = random_grid(seed, SHAPE)
    fast, slow = traced(grid, options, mixer("batched")), traced(grid, options, mixer("dense"))
    np.testing.assert_allclose(fast.x, slow.x, rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(fast.reason, slow.reason)


@few
@given(SEEDS, st.sampled_from(ALL_RULES), st.integers(1, 5))
def test_blocks_of_any_length_give_the_same_factors(seed: int, options: TraceOptions, length: int) -> None:
    """Law 4: what is in memory at once changes nothing."""
    grid = random_grid(seed, SHAPE)
    parts = traced(GridInMemory(grid.state, length), options)
    whole = traced(GridInMemory(grid.state, 100), options)
    np.testing.assert_array_equal(parts.x, whole.x)


def test_i16_idle_areas_have_no_factor_and_demand_there_is_refused() -> None:
    """I16: NaN with its reason; demand that nothing feeds is an error that says where."""
    grid = random_grid(3, GridShape(areas=2, technologies=1, ties=0, intervals=2))
    state = grid.state
    generation, demand = state.generation_mwh.copy(), state.demand_mwh.copy()
    generation[1, 0] = demand[1, 0] = 0.0
    run = traced(
        _with(grid, generation_mwh=generation, demand_mwh=demand, estimated_mwh=0 * generation), TraceOptions()
    )
    assert np.isnan(run.x[1, 0]).all()
    assert run.reason[1, 0] == Reason.ZERO_THROUGHPUT
    assert run.reason[0, 0] == Reason.NONE
    demand[1, 0] = 5.0
    with pytest.raises(InputError) as refused:
        traced(_with(grid, generation_mwh=generation, demand_mwh=demand), TraceOptions())
    (problem,) = refused.value.problems
    assert problem.kind.code == "area-unbalanced"
    assert problem.params["area"] == "A0"
    assert problem.params["start"] == "2024-01-01T01:00+00:00"


def test_a_solver_that_errs_is_found_by_the_books() -> None:
    """Law 3: a factor wrong by 1e-9 raises, it is never written."""

    def careless(network: Network, flows: Flows) -> tuple[Floats, Reasons]:
        x, reason = mixer("dense")(network, flows)
        return x * (1 + 1e-9), reason

    grid = random_grid(1, PLAIN)
    with pytest.raises(BalanceError):
        traced(grid, TraceOptions(), careless)


def _with(grid: GridInMemory, **arrays: Floats) -> GridInMemory:
    return GridInMemory(replace(grid.state, **arrays), grid.block_intervals)  # type: ignore[arg-type]


def _rebalanced(state: GridState) -> GridInMemory:
    """Generation raised and demand set so that every area balances; no losses, borders or stores."""
    net = np.zeros(state.demand_mwh.shape)
    for index, tie in enumerate(state.frame.ties):
        net[:, tie.from_area] -= state.exchange_mwh[:, index]
        net[:, tie.to_area] += state.exchange_mwh[:, index]
    generation, put_in = state.generation_mwh.copy(), np.zeros(net.shape)
    for index, source in enumerate(state.frame.sources):
        put_in[:, source.area] += generation[:, index]
    for area in range(len(state.frame.areas)):
        first = next(index for index, source in enumerate(state.frame.sources) if source.area == area)
        short = np.maximum(-(put_in + net)[:, area], 0.0) * 1.5
        generation[:, first] += short
        put_in[:, area] += short
    return GridInMemory(replace(state, generation_mwh=generation, demand_mwh=put_in + net))
