"""Storage on examples worked by hand: the mixed tank, layers, free discharge, cyclic closing, faults of the input."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fourfold.core.problems import InputError
from fourfold.electricity.grid.memory import GridInMemory
from fourfold.electricity.grid.state import GridStore
from fourfold.electricity.tracing.options import Coupling, StorageRule, TraceOptions
from fourfold.electricity.tracing.result import Reason
from support.small_grids import small_grid
from support.tracing_runs import Run, traced

TANK = TraceOptions()


def one_store(
    charge: list[float],
    discharge: list[float],
    factors: tuple[float, float] = (0.1, 0.1),
    wind: list[float] | None = None,
    initial: float = 0.0,
    content: float = 0.0,
    efficiencies: tuple[float, float] = (1.0, 1.0),
    self_discharge: float = 0.0,
) -> GridInMemory:
    """An area with coal at the first factor, wind at the second, and a store; 100 MWh of coal unless there is wind."""
    wind = wind or [0.0] * len(charge)
    coal = [0.0 if w else 100.0 for w in wind]
    store = GridStore(0, "S", *efficiencies, self_discharge, initial, (content,))
    sources = {("A", "coal"): (factors[0], coal), ("A", "wind"): (factors[1], wind)}
    return small_grid("A", sources, stores={store: (charge, discharge)})


def test_the_example_that_drives_the_explicit_rule_below_nothing() -> None:
    """Reference 1.7: S = 1, C = 0.5, charge = discharge = 10 at about 0.1 gives C = −3.5 by the explicit rule.

    As a node: (1 + 10) y = 0.5 + 10 x and (100 + 10) x = 100 · 0.1 + 10 y, so y = 0.5 + 10 x over 11.
    """
    run = traced(one_store([10.0], [10.0], initial=1.0, content=0.5), TANK)
    x, y = np.linalg.solve([[110.0, -10.0], [-10.0, 11.0]], [10.0, 0.5])
    assert run.x[0, 0, 0] == pytest.approx(x, rel=1e-14)
    assert run.stores[0, 0, 0] == pytest.approx(y, rel=1e-14)
    assert run.balances[0].final_stock == pytest.approx(1.0 * y, rel=1e-13)
    assert run.balances[0].final_stock > 0


def test_i13_loss_free_round_trip_at_constant_factor() -> None:
    """I13: charged at 300, discharged at 300."""
    run = traced(one_store([10, 20, 0, 0], [0, 0, 25, 5], factors=(300.0, 0.0)), TANK)
    assert run.x[:, 0, 0] == pytest.approx([300.0] * 4, rel=1e-14)
    assert run.stores[2:, 0, 0] == pytest.approx([300.0, 300.0], rel=1e-14)
    assert run.balances[0].final_stock == pytest.approx(0.0, abs=1e-9)
    assert np.isnan(run.stores[:2]).all(), "nothing was discharged"


def test_discharge_carries_what_efficiencies_leave() -> None:
    """w = x / (η_c η_d) after charging an empty store at x."""
    run = traced(one_store([10, 0], [0, 7.2], factors=(300.0, 0.0), efficiencies=(0.9, 0.8)), TANK)
    assert run.stores[1, 0, 0] == pytest.approx(300 / (0.9 * 0.8), rel=1e-14)
    assert run.x[1, 0, 0] == pytest.approx((100 * 300 + 10 * 300) / 107.2, rel=1e-14)


def test_tank_mixes_what_it_holds() -> None:
    """10 MWh at 300, then 30 at 0: what is discharged carries 75 per MWh, whichever was first."""
    grid = one_store([10, 30, 0], [0, 0, 20], factors=(300.0, 0.0), wind=[0, 100, 0])
    assert traced(grid, TANK).stores[2, 0, 0] == pytest.approx(75.0, rel=1e-14)


def test_first_and_last_in_first_out() -> None:
    """Layers of 10 at 300 and 30 at 0. FIFO gives (10 · 300 + 10 · 0)/20, LIFO 0; both ledgers close."""
    grid = one_store([10, 30, 0, 0], [0, 0, 20, 20], factors=(300.0, 0.0), wind=[0, 100, 0, 0])
    first, last = (traced(grid, TraceOptions(storage=rule)) for rule in (StorageRule.FIFO, StorageRule.LIFO))
    assert first.stores[2:, 0, 0] == pytest.approx([150.0, 0.0], abs=1e-12)
    assert last.stores[2:, 0, 0] == pytest.approx([0.0, 150.0], abs=1e-12)
    for run in (first, last):
        assert run.balances[0].final_stock == pytest.approx(0.0, abs=1e-9)
        assert [note.kind.code for note in run.assumptions] == ["storage-rule-layers"]


def test_what_is_charged_in_the_interval_goes_through_layers_too() -> None:
    """4 in stock at 50 per MWh; charge 10 and discharge 6 at once. Worked by hand with one area of 100 MWh at 300.

    FIFO: 4 of the stock, 2 of what comes in: 104 x = 30000 + 200 + 0 x is solved as (100 + 6) x = 30000 + 200 + 2 x.
    LIFO: all 6 of what comes in: (100 + 6) x = 30000 + 6 x.
    """
    grid = one_store([10], [6], factors=(300.0, 0.0), initial=4.0, content=50.0)
    first, last = (traced(grid, TraceOptions(storage=rule)) for rule in (StorageRule.FIFO, StorageRule.LIFO))
    assert first.x[0, 0, 0] == pytest.approx(30_200 / 104, rel=1e-14)
    assert last.x[0, 0, 0] == pytest.approx(300.0, rel=1e-14)
    assert first.balances[0].final_stock == pytest.approx(8 * 30_200 / 104, rel=1e-13)
    assert last.balances[0].final_stock == pytest.approx(4 * 50 + 4 * 300.0, rel=1e-13)


def test_free_discharge_carries_nothing_and_charging_pays() -> None:
    """What is charged is lost at x, what is discharged carries 0, and neither stock nor emptiness is looked at."""
    run = traced(one_store([10, 0], [0, 50], factors=(300.0, 0.0)), TraceOptions(storage=StorageRule.FREE, mix=True))
    assert run.x[:, 0, 0] == pytest.approx([300.0, 30_000 / 150])
    assert run.balances[0].lost == pytest.approx(3000.0)
    assert run.x[1, 0, run.column("stored_mwh_per_mwh")] == pytest.approx(1 / 3)
    assert [note.kind.code for note in run.assumptions] == ["storage-rule-free"]


def test_self_discharge_keeps_what_is_stored() -> None:
    """Half is gone in an hour, what is left carries it all: 10 at 300, an idle hour, 2.5 given.

    The hour of discharge loses half of 5, so 2.5 empties the store, which gives all it carries: 3000/2.5.
    """
    run = traced(one_store([10, 0, 0], [0, 0, 2.5], factors=(300.0, 0.0), self_discharge=0.5), TANK)
    assert run.stores[2, 0, 0] == pytest.approx(3000 / 2.5, rel=1e-14)
    assert run.balances[0].final_stock == 0.0
    assert run.balances[0].lost == pytest.approx(0.0, abs=1e-9)


def test_what_strands_in_a_store_that_empties_by_itself_is_lost() -> None:
    """Everything discharges itself within the hour: 10 MWh at 300 are charged, all that they carry goes to losses."""
    run = traced(one_store([10, 0, 0], [0, 0, 0], factors=(300.0, 0.0), self_discharge=1.0), TANK)
    assert run.balances[0].lost == pytest.approx(3000.0)
    assert run.balances[0].final_stock == 0.0


def test_self_discharge_counts_by_the_hour_whatever_the_step() -> None:
    """Four quarters keep as much as an hour: 10 MWh at the start, after three quarters 10 · 0.5^(3/4)."""
    store = GridStore(0, "S", 1.0, 1.0, 0.5, 10.0, (100.0,))
    quarters = small_grid(
        "A", {("A", "coal"): (300.0, [100] * 3)}, stores={store: ([0.0] * 3, [0.0, 0.0, 1.0])}, step_minutes=15
    )
    assert traced(quarters, TANK).stores[2, 0, 0] == pytest.approx(1000 / (10 * 0.5**0.75), rel=1e-14)


def test_stock_stands_still_between_periods_and_that_is_said() -> None:
    """A gap of a day loses nothing and is an assumption."""
    store = GridStore(0, "S", 1.0, 1.0, 0.0, 0.0, (0.0,))
    grid = small_grid(
        "A", {("A", "coal"): (300.0, [100] * 2)}, stores={store: ([10.0, 0.0], [0.0, 10.0])}, starts_s=[0, 86_400]
    )
    run = traced(grid, TANK)
    assert run.stores[1, 0, 0] == pytest.approx(300.0)
    assert [note.kind.code for note in run.assumptions] == ["stock-carried-over"]


def test_discharging_more_than_the_stock_is_refused_with_what_is_missing() -> None:
    """Store, area, interval, how much, and what to declare."""
    with pytest.raises(InputError) as refused:
        traced(one_store([10, 0], [0, 16.5], efficiencies=(0.9, 1.0)), TANK)
    (problem,) = refused.value.problems
    assert problem.kind.code == "store-overdrawn"
    assert dict(problem.params) == {
        "store": "S",
        "area": "A",
        "start": "2024-01-01T01:00+00:00",
        "found": "7.5",
        "needed": "7.5",
    }


@pytest.mark.parametrize("rule", [StorageRule.TANK, StorageRule.FIFO, StorageRule.LIFO])
@pytest.mark.parametrize("coupling", list(Coupling))
def test_cyclic_stores_end_as_they_began(rule: StorageRule, coupling: Coupling) -> None:
    """Discharging comes first: the stock at the start is 18 / 0.9, the smallest, and carries what it ends with."""
    store = GridStore(0, "S", 0.8, 0.9, 0.0, math.nan, (0.0,))
    grid = small_grid(
        "AB",
        {
            ("A", "coal"): (900.0, [50.0] * 3),
            ("A", "wind"): (0.0, [0.0, 30.0, 10.0]),
            ("B", "gas"): (400.0, [50.0] * 3),
        },
        {("A", "B"): [5.0, -3.0, 10.0]},
        stores={store: ([0.0, 15.0, 10.0], [18.0, 0.0, 0.0])},
    )
    run = traced(grid, TraceOptions(coupling, storage=rule))
    balance = run.balances[0]
    assert balance.initial_stock == pytest.approx(balance.final_stock, rel=1e-12)
    assert balance.initial_stock == pytest.approx(run.stores[0, 0, 0] * 18.0, rel=1e-12), "all of it is discharged"
    codes = [note.kind.code for note in run.assumptions]
    assert "store-closes-cyclically" in codes
    assert "stock-at-start" in codes


def test_cyclic_store_with_self_discharge_finds_the_one_stock_that_closes() -> None:
    """S_0 = s_T / (1 − kept^T): from nothing 3, then 3 · 0.5 − 0.5 = 1 would be left, so S_0 = 1 / (1 − 0.25)."""
    store = GridStore(0, "S", 1.0, 1.0, 0.5, math.nan, (0.0,))
    grid = small_grid("A", {("A", "coal"): (300.0, [100.0, 100.0])}, stores={store: ([3.0, 0.0], [0.0, 0.5])})
    run = traced(grid, TANK)
    (note, *_) = run.assumptions
    assert note.params["mwh"] == f"{4 / 3:.6g}"
    assert run.balances[0].initial_stock == pytest.approx(run.balances[0].final_stock, rel=1e-12)


def test_cyclic_store_whose_energy_does_not_close_says_so() -> None:
    """It ends with more than it began with; what a stored MWh carries still closes."""
    store = GridStore(0, "S", 1.0, 1.0, 0.0, math.nan, (0.0,))
    sources = {("A", "coal"): (300.0, [100.0, 0.0]), ("A", "wind"): (0.0, [0.0, 100.0])}
    run = traced(small_grid("A", sources, stores={store: ([0.0, 30.0], [20.0, 0.0])}), TANK)
    balance = run.balances[0]
    assert balance.initial_stock / 20 == pytest.approx(balance.final_stock / 30, rel=1e-12)
    assert "store-closes-in-content-only" in [note.kind.code for note in run.assumptions]


@pytest.mark.parametrize(
    ("charge", "discharge", "code"),
    [([0.0, 0.0], [20.0, 0.0], "store-not-cyclic"), ([3.0, 0.0], [0.0, 0.0], "store-never-drawn")],
)
def test_cyclic_stores_that_cannot_close_are_refused(charge: list[float], discharge: list[float], code: str) -> None:
    """No cycle carries anything for a store that only gives, nor for one that takes and only leaks."""
    store = GridStore(0, "S", 1.0, 1.0, 0.1 if sum(charge) else 0.0, math.nan, (0.0,))
    grid = small_grid("A", {("A", "coal"): (300.0, [100.0, 100.0])}, stores={store: (charge, discharge)})
    with pytest.raises(InputError) as refused:
        traced(grid, TANK)
    assert [problem.kind.code for problem in refused.value.problems] == [code]


@pytest.mark.parametrize("rule", [StorageRule.TANK, StorageRule.FIFO, StorageRule.LIFO])
def test_store_charged_where_there_is_no_factor_gives_none_until_it_is_empty(rule: StorageRule) -> None:
    """Hour 0 missing: discharging in hour 1 has no factor; emptied in hour 2, charged and known again from hour 3."""
    store = GridStore(0, "S", 1.0, 1.0, 0.0, 0.0, (0.0,))
    grid = small_grid(
        "A",
        {("A", "coal"): (300.0, [100.0] * 5)},
        stores={store: ([10.0, 0.0, 0.0, 8.0, 0.0], [0.0, 4.0, 6.0, 0.0, 8.0])},
        missing={"A": [True, False, False, False, False]},
    )
    run: Run = traced(grid, TraceOptions(storage=rule))
    missing = Reason.MISSING_INPUT
    assert run.reason[:, 0].tolist() == [missing, missing, missing, Reason.NONE, Reason.NONE]
    assert run.x[3:, 0, 0] == pytest.approx([300.0, 300.0])
    assert run.balances[0].relative_error <= 1e-12


def test_rounded_discharge_that_empties_the_store_takes_no_more_than_it_carries() -> None:
    """Energies that miss the stock by less than 1e-9 of it are no fault; 1e-8 MWh at 300 are spread over 2e-8."""
    run = traced(one_store([30.0, 0, 0], [0, 30 - 1e-8, 2e-8], factors=(300.0, 0.0)), TANK)
    assert run.stores[2, 0, 0] == pytest.approx(150.0, rel=1e-6)
    assert run.balances[0].relative_error <= 1e-12
    assert run.balances[0].final_stock == 0.0


def test_self_discharge_thins_layers_alike() -> None:
    """10 at 300, then 10 at 0, half gone every hour: 2.5 and 5 are left for a discharge of 4, FIFO or LIFO."""
    grid = one_store([10, 10, 0], [0, 0, 4], factors=(300.0, 0.0), wind=[0, 100, 0], self_discharge=0.5)
    first, last = (traced(grid, TraceOptions(storage=rule)) for rule in (StorageRule.FIFO, StorageRule.LIFO))
    assert first.stores[2, 0, 0] == pytest.approx(3000 / 4, rel=1e-14)
    assert last.stores[2, 0, 0] == pytest.approx(0.0, abs=1e-12)
    assert last.balances[0].final_stock == pytest.approx(3000.0)


@pytest.mark.parametrize("rule", [StorageRule.TANK, StorageRule.FIFO])
@pytest.mark.parametrize("left", [0.0, 1e-9, 1e-6, 1e-3])
def test_a_nearly_empty_store_gives_what_one_that_is_emptied_gives(rule: StorageRule, left: float) -> None:
    """100 MWh with 50 000 kg, of which 1 MWh is lost and 99 less a little are drawn: (10 000 + 50 000) / 199 = 301.5.

    What is left, so little, carries its share of the 50 000 kg: 505.05 kg/MWh, and 505.05 / 0.99² after two hours.
    """
    store = GridStore(0, "S", 1.0, 1.0, 0.01, 100.0, (500.0,))
    discharge = [99.0 - left, 0.0, left * 0.99**2]
    grid = small_grid("A", {("A", "gas"): (100.0, [100.0] * 3)}, stores={store: ([0.0] * 3, discharge)})
    run = traced(grid, TraceOptions(storage=rule))
    assert run.x[0, 0, 0] == pytest.approx(60_000 / 199, rel=1e-4)
    assert run.stores[0, 0, 0] == pytest.approx(50_000 / 99, rel=1e-9)
    if left:
        assert run.stores[2, 0, 0] == pytest.approx(50_000 / 99 / 0.99**2, rel=1e-4)


def test_stock_that_is_never_drawn_cannot_close_cyclically_under_lifo() -> None:
    """Self-discharge empties the bottom layer of energy, never of what it carries: no start ends as it began."""
    store = GridStore(0, "S", 0.9, 0.8, 0.01, math.nan, (0.0,))
    charge, discharge = [10.0] * 3 + [0.0] * 3, [0.0] * 4 + [5.0] * 2
    grid = small_grid("A", {("A", "coal"): (900.0, [100.0] * 6)}, stores={store: (charge, discharge)})
    with pytest.raises(InputError) as refused:
        traced(grid, TraceOptions(storage=StorageRule.LIFO))
    (problem,) = refused.value.problems
    assert problem.kind.code == "store-cycle-undrawn"
    assert dict(problem.params) == {"store": "S", "area": "A", "rule": "lifo"}
    tank = traced(grid, TANK)
    assert tank.balances[0].initial_stock == pytest.approx(tank.balances[0].final_stock, rel=1e-12)
