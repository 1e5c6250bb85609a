"""Couplings and conventions of losses on examples worked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fourfold.electricity.tracing.coupling import surplus_mwh
from fourfold.electricity.tracing.losses import tie_energy
from fourfold.electricity.tracing.options import Coupling, LossRule, TraceOptions
from fourfold.electricity.tracing.result import Reason
from support.small_grids import small_grid
from support.tracing_runs import traced

DIRECT, AGGREGATED = TraceOptions(Coupling.DIRECT), TraceOptions(Coupling.AGGREGATED)


def test_i4_i5_i6_island_pure_importer_and_chain() -> None:
    """I4: x = F/g. I5: fed by one area, its factor. I6: the closed form along a chain."""
    grid = small_grid(
        "ABCD",
        {("A", "coal"): (900.0, [100]), ("B", "hydro"): (20.0, [60]), ("D", "gas"): (400.0, [7])},
        {("A", "B"): [40], ("B", "C"): [30]},
    )
    x = traced(grid, DIRECT).x[0, :, 0]
    mixed = (60 * 20 + 40 * 900) / 100
    assert x == pytest.approx([900.0, mixed, mixed, 400.0], rel=1e-14)


def test_i7_gross_flows_both_ways() -> None:
    """I7: the 2 × 2 solution. 130 a − 20 b = 81000, 70 b − 30 a = 2500 with g = (110, 40)."""
    grid = small_grid(
        "AB", {("A", "coal"): (900.0, [90]), ("B", "wind"): (50.0, [50])}, {("A", "B"): [30], ("B", "A"): [20]}
    )
    x = traced(grid, DIRECT).x[0, :, 0]
    expected = np.linalg.solve([[110, -20], [-30, 80]], [81000, 2500])
    assert x == pytest.approx(expected, rel=1e-13)


def test_transit_does_not_colour_the_own_load_under_aggregated_coupling() -> None:
    """A sends 50 through B to C; B generates 40 and uses 40. Worked by hand.

    Direct: B mixes 40 MWh at 10 with 50 at 900. Aggregated: B's load takes B's own, C takes what A sent.
    """
    grid = small_grid(
        "ABC",
        {("A", "coal"): (900.0, [120]), ("B", "hydro"): (10.0, [40])},
        {("A", "B"): [50], ("B", "C"): [50]},
    )
    mixed = (40 * 10 + 50 * 900) / 90
    assert traced(grid, DIRECT).x[0, :, 0] == pytest.approx([900.0, mixed, mixed], rel=1e-14)
    assert traced(grid, AGGREGATED).x[0, :, 0] == pytest.approx([900.0, 10.0, 900.0], rel=1e-14)


def test_aggregated_deficit_is_own_generation_and_pool() -> None:
    """B uses 60: 40 of its own at 10 and 20 from the pool at 900."""
    grid = small_grid(
        "ABC",
        {("A", "coal"): (900.0, [120]), ("B", "hydro"): (10.0, [40])},
        {("A", "B"): [70], ("B", "C"): [50]},
    )
    x = traced(grid, AGGREGATED).x[0, :, 0]
    assert x[1] == pytest.approx((40 * 10 + 20 * 900) / 60, rel=1e-14)


def test_aggregated_area_of_pure_transit_has_the_factor_of_its_pool() -> None:
    """Nothing put in, nothing used: what the first MWh used would carry."""
    grid = small_grid("ABC", {("A", "coal"): (900.0, [120])}, {("A", "B"): [50], ("B", "C"): [50]})
    run = traced(grid, AGGREGATED)
    assert run.x[0, :, 0] == pytest.approx([900.0, 900.0, 900.0], rel=1e-14)
    assert (run.reason == Reason.NONE).all()


def test_aggregated_self_sufficient_area_has_a_factor_beside_a_loop_that_circulates() -> None:
    """Flows that circulate among pools with no surplus colour nobody's load."""
    grid = small_grid(
        "ABC",
        {("A", "coal"): (900.0, [10]), ("B", "hydro"): (10.0, [20]), ("C", "gas"): (400.0, [30])},
        {("A", "B"): [5], ("B", "C"): [5], ("C", "A"): [5]},
    )
    run = traced(grid, AGGREGATED)
    assert run.x[0, :, 0] == pytest.approx([900.0, 10.0, 400.0], rel=1e-14)
    assert run.balances[0].consumed == pytest.approx(9000 + 200 + 12000)


def test_surplus_is_nothing_where_flows_differ_by_rounding_and_never_more_than_is_put_in() -> None:
    """A self-sufficient area passes 0.1 + 0.2 on and receives 0.3: rounding is no trade. An idle one gives nothing."""
    ties = {("A", "B"): [0.3], ("B", "C"): [0.1], ("B", "D"): [0.2]}
    state = small_grid("ABCD", {("A", "coal"): (900.0, [10.0])}, ties).state
    carried = tie_energy(state, LossRule.IGNORED)
    surplus = surplus_mwh(state, carried, np.array([[10.0, 5.0, 0.0, 0.0]]))
    assert surplus[0].tolist() == [0.3, 0.0, -0.1, -0.2]
    wider = replace(state, exchange_mwh=np.array([[0.3, 0.2, 0.2]]))
    surplus = surplus_mwh(wider, tie_energy(wider, LossRule.IGNORED), np.array([[10.0, 0.0, 0.0, 0.0]]))
    assert surplus[0, 1] == 0.0


def test_border_imports_enter_the_pool_and_exports_leave_it() -> None:
    """A imports 30 at 500 from beyond and exports 10 to elsewhere beyond; its load of 60 uses its own 40 first."""
    grid = small_grid(
        "A",
        {("A", "hydro"): (10.0, [40])},
        borders={("X", "A"): (500.0, [30]), ("Y", "A"): (0.0, [-10])},
    )
    direct, aggregated = traced(grid, DIRECT), traced(grid, AGGREGATED)
    mixed = (40 * 10 + 30 * 500) / 70
    assert direct.x[0, 0, 0] == pytest.approx(mixed)
    assert direct.balances[0].exported == pytest.approx(10 * mixed)
    assert aggregated.x[0, 0, 0] == pytest.approx((40 * 10 + 20 * 500) / 60)
    assert aggregated.balances[0].exported == pytest.approx(10 * 500)
    assert aggregated.balances[0].imported == pytest.approx(30 * 500)


@pytest.mark.parametrize(
    ("rule", "at_b", "lost"),
    [
        (LossRule.IGNORED, (100 * 900 + 50 * 10) / 150, 10 * (100 * 900 + 50 * 10) / 150),
        (LossRule.SENDER, (90 * 900 + 50 * 10) / 140, 10 * 900),
        (LossRule.CARRIED, (100 * 900 + 50 * 10) / 140, 0.0),
    ],
)
@pytest.mark.parametrize("coupling", list(Coupling))
def test_who_bears_the_loss_of_a_tie(rule: LossRule, at_b: float, lost: float, coupling: Coupling) -> None:
    """A sends 100 at 900, 10 are lost, B has 50 at 10 of its own and uses all; each rule's x and books, worked by hand.

    B's demand is 140. Under aggregated coupling B is a pure importer beside its own 50, so the factors are the same.
    """
    grid = small_grid(
        "AB",
        {("A", "coal"): (900.0, [150]), ("B", "hydro"): (10.0, [50])},
        {("A", "B"): [100]},
        lost={("A", "B"): [10]},
    )
    run = traced(grid, TraceOptions(coupling, rule))
    assert run.demand[0] == pytest.approx([50.0, 140.0])
    assert run.x[0, :, 0] == pytest.approx([900.0, at_b], rel=1e-14)
    assert run.balances[0].lost == pytest.approx(lost, rel=1e-12, abs=1e-9)
    assert run.balances[0].consumed + lost == pytest.approx(150 * 900 + 50 * 10)


def test_loss_of_a_tie_is_the_senders_whichever_way_it_flows() -> None:
    """L1 with a negative flow: the second end sends."""
    grid = small_grid(
        "AB",
        {("A", "hydro"): (10.0, [50]), ("B", "coal"): (900.0, [150])},
        {("A", "B"): [-100]},
        lost={("A", "B"): [10]},
    )
    run = traced(grid, TraceOptions(losses=LossRule.SENDER))
    assert run.x[0, :, 0] == pytest.approx([(90 * 900 + 50 * 10) / 140, 900.0])
    assert run.balances[0].lost == pytest.approx(9000.0)


def test_carried_losses_multiply_along_the_path() -> None:
    """L2: x_C = e / ((1 − 0.1)(1 − 0.2)): the product over the path, the bound of the reference, is reached."""
    grid = small_grid(
        "ABC",
        {("A", "coal"): (900.0, [100])},
        {("A", "B"): [100], ("B", "C"): [90]},
        lost={("A", "B"): [10], ("B", "C"): [18]},
    )
    run = traced(grid, TraceOptions(losses=LossRule.CARRIED))
    assert run.x[0, :, 0] == pytest.approx([900.0, 900 / 0.9, 900 / (0.9 * 0.8)], rel=1e-14)
    assert run.balances[0].consumed == pytest.approx(90_000.0, rel=1e-14)
    measured = run.x[0, :, run.column("measured_mwh_per_mwh")]
    assert measured == pytest.approx([1.0, 1.0, 1.0]), "a share of all energy behind, not of what arrives"


def test_circulation_that_only_losses_use_up_has_nobody_to_carry_them_on_to() -> None:
    """L2, aggregated: A's surplus of 2 only feeds the losses of a flow to B and back; it is lost, factors stand."""
    grid = small_grid(
        "AB",
        {("A", "coal"): (900.0, [12]), ("B", "hydro"): (10.0, [5])},
        {("A", "B"): [10], ("B", "A"): [9]},
        lost={("A", "B"): [1], ("B", "A"): [1]},
    )
    run = traced(grid, TraceOptions(Coupling.AGGREGATED, LossRule.CARRIED))
    assert run.x[0, :, 0] == pytest.approx([900.0, 10.0])
    assert run.balances[0].lost == pytest.approx(1800.0)
    assert run.balances[0].exported == 0.0
    assert run.balances[0].relative_error <= 1e-12


@pytest.mark.parametrize("coupling", list(Coupling))
@pytest.mark.parametrize("rule", list(LossRule))
def test_loss_inside_an_area_is_a_load_at_its_factor(coupling: Coupling, rule: LossRule) -> None:
    """Under every rule: x unchanged, lost = x · loss."""
    grid = small_grid(
        "AB",
        {("A", "coal"): (900.0, [100])},
        {("A", "B"): [60]},
        area_loss={"A": [4], "B": [6]},
    )
    run = traced(grid, TraceOptions(coupling, rule))
    assert run.demand[0] == pytest.approx([36.0, 54.0])
    assert run.x[0, :, 0] == pytest.approx([900.0, 900.0])
    assert run.balances[0].lost == pytest.approx(9000.0)


def test_areas_downstream_of_missing_input_have_no_factor_and_stay_out_of_the_books() -> None:
    """B is missing in the second hour: B and C have no factor, what A sends there counts as exported."""
    grid = small_grid(
        "ABC",
        {("A", "coal"): (900.0, [100, 100]), ("B", "hydro"): (10.0, [40, 40])},
        {("A", "B"): [50, 50], ("B", "C"): [30, 30]},
        missing={"B": [False, True]},
    )
    run = traced(grid, DIRECT)
    assert run.reason[1].tolist() == [Reason.NONE, Reason.MISSING_INPUT, Reason.MISSING_INPUT]
    assert np.isnan(run.x[1, 1:]).all()
    balance = run.balances[0]
    assert balance.exported == pytest.approx(50 * 900.0)
    assert balance.generated == pytest.approx(2 * 90_000 + 400), "B's generation of the second hour is on neither side"


def test_attributes_wanted_and_shares_of_technologies_in_any_script() -> None:
    """Names are slugs of technologies; clashes are numbered; the measured share is last."""
    grid = small_grid("A", {("A", "光伏 PV"): (40.0, [30]), ("A", "光伏-PV"): (50.0, [70])})
    run = traced(grid, TraceOptions(mix=True, attributes=()))
    names = [attribute.name for attribute in run.attributes]
    assert names == ["kg_co2e_per_mwh", "光伏_pv_mwh_per_mwh", "光伏_pv_2_mwh_per_mwh", "measured_mwh_per_mwh"]
    assert run.x[0, 0] == pytest.approx([47.0, 0.3, 0.7, 1.0])
