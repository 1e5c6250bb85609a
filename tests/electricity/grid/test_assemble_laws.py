"""Laws of assembling: what the rows say is what the arrays hold, however the rows are written."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.electricity.grid.state import Floats, GridState
from fourfold.electricity.grid.tables import TableKind
from support.grids import GridShape, random_grid
from support.tidy_tables import assembled, book, table, tables_of

SEEDS = st.integers(0, 2**32 - 1)
SHAPES = st.builds(
    GridShape,
    areas=st.integers(2, 5),
    technologies=st.integers(1, 3),
    ties=st.integers(0, 7),
    borders=st.integers(0, 2),
    stores=st.integers(0, 2),
    intervals=st.integers(1, 6),
    loss_share=st.sampled_from([0.0, 0.1]),
    idle_share=st.floats(0.0, 0.4),
)
Frames = dict[TableKind, pl.DataFrame]


def rows_of(state: GridState, with_demand: bool = True) -> Frames:
    """A state as tidy tables; losses of ties are left out."""
    frame = state.frame
    rows: dict[TableKind, list[dict[str, Any]]] = {kind: [] for kind in TableKind}
    codes = [area.code for area in frame.areas]
    for at in range(state.starts_s.size):
        for index, source in enumerate(frame.sources):
            named = {"area": codes[source.area], "technology": source.technology}
            rows[TableKind.GENERATION].append({"at": at, **named, "energy_mwh": state.generation_mwh[at, index]})
        for index, tie in enumerate(frame.ties):
            ends = {"from_area": codes[tie.from_area], "to_area": codes[tie.to_area], "tie": tie.name}
            rows[TableKind.EXCHANGES].append({"at": at, **ends, "energy_mwh": state.exchange_mwh[at, index]})
        for index, border in enumerate(frame.borders):
            ends = {"from_area": border.outside, "to_area": codes[border.area]}
            rows[TableKind.EXCHANGES].append({"at": at, **ends, "energy_mwh": state.border_mwh[at, index]})
        for index, store in enumerate(frame.stores):
            amounts = {"charge_mwh": state.charge_mwh[at, index], "discharge_mwh": state.discharge_mwh[at, index]}
            rows[TableKind.STORAGE].append({"at": at, "area": codes[store.area], "store": store.name, **amounts})
        for index, code in enumerate(codes):
            if with_demand:
                demand = {"area": code, "energy_mwh": state.demand_mwh[at, index]}
                rows[TableKind.DEMAND].append({"at": at, **demand})
            loss = {"area": code, "loss_mwh": state.area_loss_mwh[at, index]}
            rows[TableKind.LOSSES].append({"at": at, **loss})
    return {kind: table(kind, some, file) for file, (kind, some) in enumerate(rows.items())}


def grid_rows(seed: int, shape: GridShape, with_demand: bool = True) -> tuple[GridState, Frames]:
    """A random grid without losses on ties, and its rows."""
    state = random_grid(seed, shape).state
    frame = state.frame
    if state.tie_loss_mwh.any():  # what ties lose is booked in the area that would receive it
        loss = state.area_loss_mwh.copy()
        for index, tie in enumerate(frame.ties):
            forward = state.exchange_mwh[:, index] > 0
            loss[forward, tie.to_area] += state.tie_loss_mwh[forward, index]
            loss[~forward, tie.from_area] += state.tie_loss_mwh[~forward, index]
        parts = {part.name: getattr(state, part.name) for part in fields(state)}
        state = GridState(**(parts | {"area_loss_mwh": loss, "tie_loss_mwh": 0.0 * state.tie_loss_mwh}))
    return state, rows_of(state, with_demand)


def read(frames: Frames, **more: Any) -> GridState:
    """The one block assembled of tables."""
    rates = book({f"tech {k}": 100.0 * k for k in range(3)}, {f"X{i}": 50.0 * i for i in range(2)})
    grid, problems = assembled(tables_of(frames, **more), rates)
    assert grid is not None, list(problems)
    blocks = list(grid.blocks())
    assert len(blocks) == 1
    return blocks[0]


def same(first: GridState, second: GridState) -> None:
    """Equal to the last bit."""
    assert first.frame.areas == second.frame.areas
    assert first.frame.sources == second.frame.sources
    assert first.frame.ties == second.frame.ties
    for part in fields(first):
        if part.name != "frame":
            np.testing.assert_array_equal(getattr(first, part.name), getattr(second, part.name), part.name)


def tie_matrix(state: GridState) -> dict[tuple[int, int, str], Floats]:
    """Energy over ties by ends, from the lower to the higher area."""
    flows = {}
    for index, tie in enumerate(state.frame.ties):
        ends, sign = (tie.from_area, tie.to_area), 1.0
        if ends[0] > ends[1]:
            ends, sign = ends[::-1], -1.0
        flows[*ends, tie.name] = sign * state.exchange_mwh[:, index]
    return flows


@settings(max_examples=20, deadline=None)
@given(SEEDS, SHAPES, st.booleans())
def test_round_trip(seed: int, shape: GridShape, with_demand: bool) -> None:
    """A balanced grid written out as rows and assembled has the same arrays."""
    state, frames = grid_rows(seed, shape, with_demand)
    again = read(frames)
    assert [area.code for area in again.frame.areas] == [area.code for area in state.frame.areas]
    assert [(one.area, one.technology) for one in again.frame.sources] == [
        (one.area, one.technology) for one in state.frame.sources
    ]
    np.testing.assert_array_equal(again.starts_s, state.starts_s)
    np.testing.assert_array_equal(again.generation_mwh, state.generation_mwh)
    np.testing.assert_array_equal(again.area_loss_mwh, state.area_loss_mwh)
    np.testing.assert_allclose(again.demand_mwh, state.demand_mwh, rtol=1e-9, atol=1e-9)
    assert tie_matrix(again).keys() == tie_matrix(state).keys()
    for ends, flow in tie_matrix(state).items():
        np.testing.assert_array_equal(tie_matrix(again)[ends], flow)
    order = [[store.name for store in again.frame.stores].index(store.name) for store in state.frame.stores]
    np.testing.assert_array_equal(again.charge_mwh[:, order], state.charge_mwh)
    np.testing.assert_array_equal(again.discharge_mwh[:, order], state.discharge_mwh)
    imports = {(border.outside, border.area): again.border_mwh[:, i] for i, border in enumerate(again.frame.borders)}
    for index, border in enumerate(state.frame.borders):
        np.testing.assert_array_equal(imports[border.outside, border.area], state.border_mwh[:, index])
    assert not again.missing.any()
    assert not again.estimated_mwh.any()


@settings(max_examples=10, deadline=None)
@given(SEEDS, SHAPES)
def test_order_of_rows(seed: int, shape: GridShape) -> None:
    """Permuting rows changes nothing, to the last bit."""
    _, frames = grid_rows(seed, shape)
    halves = quarters(frames, np.random.default_rng(seed))
    shuffled = {kind: frame.sample(fraction=1.0, shuffle=True, seed=seed % 1000) for kind, frame in halves.items()}
    more = {"step_minutes": 60}
    same(read(halves, **more), read(shuffled, batch_rows=3, **more))


def quarters(frames: Frames, rng: np.random.Generator) -> Frames:
    """Hours of generation and exchange in four unlike parts each."""
    split = dict(frames)
    for kind in (TableKind.GENERATION, TableKind.EXCHANGES):
        parts = []
        shares = rng.dirichlet(np.ones(4), frames[kind].height)
        for quarter in range(4):
            share = pl.Series(shares[:, quarter])
            moved = (pl.col("start_s") + 900 * quarter, pl.lit(900, pl.Int32).alias("step_s"))
            parts.append(frames[kind].with_columns(*moved, pl.col("energy_mwh") * share))
        split[kind] = pl.concat(parts) if frames[kind].height else frames[kind]
    return split


@settings(max_examples=10, deadline=None)
@given(SEEDS, SHAPES)
def test_quarters_of_hours(seed: int, shape: GridShape) -> None:
    """Splitting hours into quarters changes nothing beyond rounding; all parts of an hour are summed."""
    _, frames = grid_rows(seed, shape, with_demand=False)
    whole, split = read(frames), read(quarters(frames, np.random.default_rng(seed)), step_minutes=60)
    assert split.frame.step_minutes == 60
    np.testing.assert_allclose(split.generation_mwh, whole.generation_mwh, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(split.exchange_mwh, whole.exchange_mwh, rtol=1e-12, atol=1e-10)
    np.testing.assert_allclose(split.demand_mwh, whole.demand_mwh, rtol=1e-9, atol=1e-9)


@settings(max_examples=10, deadline=None)
@given(SEEDS, SHAPES)
def test_sign_of_ties(seed: int, shape: GridShape) -> None:
    """I11: a flow from A to B, minus one from B to A, or two gross rows: the same net flow."""
    _, frames = grid_rows(seed, shape)
    flows = frames[TableKind.EXCHANGES]
    turned = flows.select(
        "file",
        pl.col("row") + 10_000,
        "start_s",
        "step_s",
        pl.col("to_area").alias("from_area"),
        pl.col("from_area").alias("to_area"),
        "tie",
        -pl.col("energy_mwh"),
    )
    rng = np.random.default_rng(seed)
    some = pl.Series(rng.random(flows.height) < 0.5, dtype=pl.Boolean)
    mixed = pl.concat([flows.filter(some), turned.filter(~some)])
    back = pl.Series(2.0 ** rng.integers(0, 8, flows.height), dtype=pl.Float64)
    forth = turned.with_columns(energy_mwh=back)
    gross = pl.concat([flows.with_columns(pl.col("energy_mwh") + back), forth])
    plain = read(frames)
    same(plain, read(frames | {TableKind.EXCHANGES: turned}))
    same(plain, read(frames | {TableKind.EXCHANGES: mixed}))
    apart = read(frames | {TableKind.EXCHANGES: gross}, nets_gross=True)
    np.testing.assert_allclose(apart.exchange_mwh, plain.exchange_mwh, rtol=0, atol=1e-10)
    np.testing.assert_allclose(apart.border_mwh, plain.border_mwh, rtol=0, atol=1e-10)


def test_on_disk_as_in_memory() -> None:
    """Rows beyond the budget go to disk and come back; blocks may be asked for again."""
    _, frames = grid_rows(1, GridShape(intervals=400, stores=1, borders=1))
    rates = book({f"tech {k}": 1.0 for k in range(3)}, {"X0": 1.0})
    memory, _ = assembled(tables_of(frames, batch_rows=500), rates)
    disk, _ = assembled(tables_of(frames, batch_rows=500), rates, rows_in_memory=700)
    assert memory is not None
    assert disk is not None
    first = list(memory.blocks())
    assert [block.starts_s.size for block in first] == [192, 192, 16]
    for _ in range(2):
        for one, other in zip(first, disk.blocks(), strict=True):
            same(one, other)
