"""Flows between areas, borders, balances, losses and stores: refused with what and where, or repaired as asked."""

from __future__ import annotations

import numpy as np
import pytest

from support.dirty_grids import (
    DEMAND,
    EXCHANGES,
    GENERATION,
    HOURS,
    LOSSES,
    STORAGE,
    Rows,
    exchange,
    generation,
    refused,
    repaired,
    run,
    state,
    told,
)
from support.tidy_tables import codes


def test_one_sided_flows() -> None:
    both = [*exchange(5.0), *exchange(3.0, ("B", "A"), [0, 1, 2, 4, 5])]
    rows = {GENERATION: generation(), EXCHANGES: both}
    (problem,) = refused(rows, "grid-one-sided", nets_gross=True)
    assert problem.params["count"] == "1"
    grid, block = state(rows, repaired(one_sided="as-reported"), nets_gross=True)
    assert block.exchange_mwh[:, 0].tolist() == [2, 2, 2, 5, 2, 2]
    assert "grid-one-sided-taken" in told(grid)
    only_one = {GENERATION: generation(), EXCHANGES: exchange()}
    (problem,) = refused(only_one, "grid-one-sided", nets_gross=True)
    assert problem.params["count"] == "6"


def test_only_the_direction_that_flows_is_listed() -> None:
    """In tidy files a tie has data when either direction has; without durations too."""
    rows = [*exchange(5.0, hours=[0, 1, 3, 4]), *exchange(3.0, ("B", "A"), [2, 5])]
    undated = [row | {"step_s": 0} for row in rows]
    for some in (rows, undated):
        _, block = state({GENERATION: generation(), EXCHANGES: some})
        assert block.exchange_mwh[:, 0].tolist() == [5, 5, -3, 5, 5, -3]
    refused({GENERATION: generation(), EXCHANGES: rows[1:]}, "grid-gap")


def test_self_tie_and_blank_names() -> None:
    refused({GENERATION: generation(), EXCHANGES: exchange(ends=("A", "A"))}, "grid-self-tie")
    rows = generation()
    rows[2] |= {"area": " "}
    _, problems = run({GENERATION: rows})
    assert "grid-name-blank" in codes(problems)


def test_boundary_areas() -> None:
    rows = {GENERATION: generation(), EXCHANGES: [*exchange(4.0, ("X", "A")), *exchange(1.0, ("Y", "B"))]}
    (problem,) = refused(rows, "grid-boundary-without-factor")
    assert problem.params["areas"] == "Y"
    del rows[EXCHANGES][len(HOURS) :]
    grid, block = state(rows)
    assert [border.outside for border in grid.frame.borders] == ["X"]
    assert block.border_mwh[:, 0].tolist() == [4.0] * 6
    assert block.demand_mwh[0].tolist() == [14.0, 10.0]


def test_an_area_beyond_that_only_receives_needs_no_factor() -> None:
    """Until a single row brings something from there, or reconciling might; where it is declared what lies within."""
    within = {"areas": [{"code": "A"}, {"code": "B"}]}
    out, back = exchange(2.0, ("B", "Y")), exchange(-2.0, ("Y", "B"))
    for flows in (out, back):
        grid, block = state({GENERATION: generation(), EXCHANGES: flows}, within)
        assert block.border_mwh[:, 0].tolist() == [-2.0] * 6
        assert "grid-boundary-only-receives" in told(grid)
        assert "grid-boundary-areas" not in told(grid)
        refused(
            {GENERATION: generation(), EXCHANGES: [*flows[:-1], flows[-1] | {"energy_mwh": -flows[0]["energy_mwh"]}]},
            "grid-boundary-without-factor",
            declaration=within,
        )
    balanced = repaired(imbalance="reconcile") | within
    refused({GENERATION: generation(), EXCHANGES: out}, "grid-boundary-without-factor", declaration=balanced)


def test_declared_areas_of_a_publisher_leave_out_others() -> None:
    rows = {GENERATION: generation(("A", "B", "C")), EXCHANGES: [*exchange(), *exchange(1.0, ("C", "B"))]}
    rows[GENERATION][2] |= {"energy_mwh": -5.0}  # of an area that is not traced
    declared = {"areas": [{"code": "B"}, {"code": "A"}, {"code": "X"}]}
    _, problems = run(rows, declared, holds_others=True)
    assert codes(problems) == ["grid-boundary-without-factor", "grid-area-without-rows"]
    rows[EXCHANGES] = [*exchange(), *exchange(1.0, ("B", "X")), *exchange(9.0, ("C", "Y"))]
    listed = {"areas": [{"code": "B", "names": {"zh": "乙"}}, {"code": "A"}]}
    grid, block = state(rows, listed, holds_others=True)
    assert [area.code for area in grid.frame.areas] == ["B", "A"]
    assert block.exchange_mwh[0, 0] == -2.0
    assert "grid-areas-left-out" in told(grid)


def test_two_reports_of_one_flow_are_suspected() -> None:
    """A to B 2 and B to A -2 in every row are netted to 4, and that is told; two directions that differ are not."""
    mirrored = [*exchange(2.0), *exchange(-2.0, ("B", "A"))]
    grid, block = state({GENERATION: generation(), EXCHANGES: mirrored})
    assert block.exchange_mwh[:, 0].tolist() == [4.0] * 6
    (note,) = [one.note for one in grid.findings if one.note.kind.code == "grid-reported-twice"]
    assert note.params == {"ties": "A → B"}
    for other in ([*exchange(2.0), *exchange(2.0, ("B", "A"))], [*mirrored[:-1], mirrored[-1] | {"energy_mwh": -1.0}]):
        assert "grid-reported-twice" not in told(state({GENERATION: generation(), EXCHANGES: other})[0])


def test_parallel_lines_stay_apart() -> None:
    lines = [row | {"tie": name} for name in ("one", "two") for row in exchange(2.0)]
    grid, _ = state({GENERATION: generation(), EXCHANGES: lines})
    assert [tie.name for tie in grid.frame.ties] == ["one", "two"]


def test_given_demand_that_misses_the_balance() -> None:
    demand: Rows = [{"at": at, "area": "A", "energy_mwh": 8.0 + at + (0.1 if at == 3 else 0.0)} for at in HOURS]
    rows = {GENERATION: generation(), EXCHANGES: exchange(), DEMAND: demand}
    (problem,) = refused(rows, "grid-demand-misses")
    assert problem.params["area"] == "A"
    assert problem.params["start"] == "2024-01-01T03:00+00:00"
    grid, block = state(rows, {"tolerance": {"relative": "0.05"}})
    assert block.demand_mwh[3, 0] == 11.0
    assert "grid-demand-settled" in told(grid)
    _, block = state(rows, repaired(imbalance="reconcile"))
    assert block.demand_mwh[3, 0] == pytest.approx(11.1)


def test_derived_demand_below_nothing() -> None:
    rows = {GENERATION: generation(), EXCHANGES: exchange(12.5)}
    problems = refused(rows, "grid-demand-negative")
    assert [problem.params["miss"] for problem in problems] == ["2.5", "1.5", "0.5"]
    _, block = state(rows, repaired(imbalance="reconcile"))
    assert block.demand_mwh[0, 0] == -2.5
    grid, block = state({GENERATION: generation(), EXCHANGES: exchange(10.0 + 1e-9)})
    assert block.demand_mwh[0, 0] == 0.0
    assert "grid-dust-removed" in told(grid)


def test_idle_area_with_demand_is_refused() -> None:
    """I16: an area that nothing supplies has no factor, so it must have no demand."""
    demand: Rows = [{"at": at, "area": area, "energy_mwh": 0.0} for at in HOURS for area in ("A", "B", "C")]
    rows = generation()
    for row, wanted in zip(rows, [row for row in demand if row["area"] != "C"], strict=True):
        wanted["energy_mwh"] = row["energy_mwh"]
    state({GENERATION: rows, DEMAND: demand})
    demand[2]["energy_mwh"] = 1.0
    (problem,) = refused({GENERATION: rows, DEMAND: demand}, "grid-idle-with-demand")
    assert problem.params["area"] == "C"


def test_losses() -> None:
    rows = {GENERATION: generation(), EXCHANGES: exchange(-2.0)}
    share: Rows = [{"at": at, "from_area": "A", "to_area": "B", "loss_share": 0.1} for at in HOURS]
    _, block = state(rows | {LOSSES: share})
    np.testing.assert_allclose(block.tie_loss_mwh[:, 0], 0.2)
    np.testing.assert_allclose(block.demand_mwh[0], [11.8, 8.0])
    energy: Rows = [{"at": at, "from_area": "B", "to_area": "A", "loss_mwh": 0.5} for at in HOURS]
    np.testing.assert_allclose(state(rows | {LOSSES: energy})[1].demand_mwh[0], [11.5, 8.0])
    area: Rows = [{"at": at, "area": "A", "loss_mwh": 0.5} for at in HOURS]
    _, block = state(rows | {LOSSES: area})
    np.testing.assert_allclose(block.demand_mwh[0], [11.5, 8.0])
    np.testing.assert_allclose(block.area_loss_mwh[:, 0], 0.5)
    refused(rows | {LOSSES: [row | {"loss_mwh": 2.5} for row in energy]}, "grid-loss-exceeds-flow")
    refused(rows | {LOSSES: [row | {"loss_share": 0.1} for row in energy]}, "grid-loss-amount")
    refused(rows | {LOSSES: [row | {"to_area": "X"} for row in energy]}, "grid-loss-without-tie")


def test_stores() -> None:
    stored: Rows = [{"at": at, "area": "A", "store": "S", "charge_mwh": 1.0, "discharge_mwh": 0.5} for at in HOURS]
    rows = {GENERATION: generation(), STORAGE: stored}
    grid, block = state(rows)
    assert told(grid).count("grid-store-assumed") == 4
    assert block.demand_mwh[0].tolist() == [9.5, 10.0]
    one = {"area": "A", "store": "S", "charge_efficiency": "0.9", "initial_mwh": "5"}
    refused(rows, "grid-stock-without-factor", declaration={"stores": [one]})
    refused(
        rows,
        "grid-stock-twice",
        declaration={"stores": [one | {"closes": "cyclic"}]},
    )
    _, problems = run(rows, {"stores": [{"area": "A", "store": "T"}]})
    assert codes(problems) == ["grid-store-without-rows"]
    grid, _ = state(rows, {"stores": [{"area": "A", "store": "S", "closes": "cyclic", "charge_efficiency": "0.9"}]})
    (store,) = grid.frame.stores
    assert np.isnan(store.initial_mwh)
    assert store.charge_efficiency == 0.9


def test_shares_of_loss_do_not_add() -> None:
    quarters: Rows = [
        {"at": at / 4, "step_s": 900, "from_area": "A", "to_area": "B", "loss_share": 0.1} for at in range(24)
    ]
    refused({GENERATION: generation(), EXCHANGES: exchange(), LOSSES: quarters}, "grid-share-finer")


def test_losses_of_an_area_that_is_not_there() -> None:
    losses: Rows = [{"at": at, "area": "Q", "loss_mwh": 0.5} for at in HOURS]
    refused({GENERATION: generation(), LOSSES: losses}, "grid-loss-without-area")


def test_area_inside_and_outside() -> None:
    boundary = {"boundary": {"areas": {"B": {"per_mwh": {"kg_co2e_per_mwh": "1"}}}}}
    refused({GENERATION: generation()}, "grid-area-inside-and-outside", declaration=boundary)


def test_flows_beyond_are_told() -> None:
    rows = {GENERATION: generation(), EXCHANGES: [*exchange(4.0, ("X", "A")), *exchange(1.0, ("X", "Y"))]}
    grid, _ = state(rows, holds_others=True)
    assert "grid-flows-beyond" in told(grid)


def test_an_area_that_sends_no_more_than_it_receives_needs_no_declaration() -> None:
    """Bus 7 of the 14-bus case only passes power on; a pure importer (I5) only takes it: no factor is needed."""
    rows = generation(("A", "B"))
    flows = [
        {"at": at, "from_area": start, "to_area": end, "energy_mwh": 1.5 if end == "T" else 1.0}
        for at in range(6)
        for start, end in (("A", "T"), ("T", "B"))
    ]
    grid, block = state({GENERATION: rows, EXCHANGES: flows}, {})
    assert [area.code for area in grid.frame.areas] == ["A", "B", "T"]
    assert not grid.frame.borders
    assert block.demand_mwh[:, 2].tolist() == [0.5] * 6
    assert "grid-transit-taken" in [note.kind.code for note in grid.assumptions]
    flows[1]["energy_mwh"] = 1.6
    _, problems = run({GENERATION: rows, EXCHANGES: flows})
    assert "grid-boundary-without-factor" in codes(problems)
