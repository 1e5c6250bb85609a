"""Books where far more circulates than is put in; reasons that do not depend on conventions; errors with instants."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.electricity.grid.memory import GridInMemory
from fourfold.electricity.grid.state import Floats
from fourfold.electricity.tracing.arrays import trace_arrays
from fourfold.electricity.tracing.by_sums import solve_by_sums
from fourfold.electricity.tracing.mixer import MIXERS, mixer
from fourfold.electricity.tracing.network import Flows, Network
from fourfold.electricity.tracing.options import Coupling, LossRule, TraceOptions
from fourfold.electricity.tracing.result import BalanceError, Reason, Reasons, UnsolvedError
from fourfold.electricity.tracing.sums import exact_sum_onto
from support.small_grids import small_grid
from support.tracing_runs import traced

UNCOMPILED = [name for name in MIXERS if name in ("batched", "sparse")]
CONVENTIONS = [TraceOptions(coupling, losses) for coupling in Coupling for losses in LossRule]


def ring(circulating: float) -> Floats:
    """Energy from 0 to 1, 1 to 2, 2 to 0 ``[1, from, to]``."""
    flows = np.zeros((1, 3, 3))
    flows[0, [0, 1, 2], [1, 2, 0]] = circulating
    return flows


@pytest.mark.parametrize("name", UNCOMPILED)
@pytest.mark.parametrize("ratio", [1e3, 1e6, 1e9, 1e12])
@given(share=st.floats(0.3, 1.0))
@settings(max_examples=15)
def test_a_ring_may_carry_any_multiple_of_what_is_put_in(name: str, ratio: float, share: float) -> None:
    """Sources 1 and 0.7 MWh, used where they are; by symmetry of a fast ring all factors tend to 900 + 3.5 over 1.7."""
    found = trace_arrays(
        [[1.0, 0.7, 0.0]], [[900.0, 3.5, 0.0]], ring(ratio * share), demand_mwh=[[1.0, 0.7, 0.0]], mixer=mixer(name)
    )
    assert found.per_mwh[0, :, 0] == pytest.approx([903.5 / 1.7] * 3, rel=3 / (ratio * share))


@pytest.mark.parametrize("name", UNCOMPILED)
@given(seed=st.integers(0, 2**32 - 1), feed=st.sampled_from([20, 30, 34]))
@settings(max_examples=25)
def test_what_a_state_may_miss_by_does_not_make_right_factors_an_error(name: str, seed: int, feed: int) -> None:
    """Ties that miss by 3e-10 of what circulates, far more than is put in: factors lie within what is put in."""
    rng = np.random.default_rng(seed)
    put_in = 2.0**-feed
    flows = ring(1.0)
    flows[0, 0, 1] += put_in
    flows *= 1 + rng.uniform(-3e-10, 3e-10, (1, 3, 3))
    found = trace_arrays([[put_in, 0.0, 0.0]], [[300.0 * put_in, 0, 0]], flows, demand_mwh=[[0, put_in, 0]],
                         mixer=mixer(name))  # fmt: skip
    np.testing.assert_allclose(found.per_mwh, 300.0, rtol=1e-9)


def test_sums_of_what_cancels_are_exact() -> None:
    terms = np.array([[1e16, 1.0, -1e16, 0.25, 3.0]])
    assert exact_sum_onto(np.array([0, 0, 0, 0, 2], np.int32), terms, 3).tolist() == [[1.25, 0.0, 3.0]]


def test_solving_by_sums_is_exact_where_a_ring_is_too_fast_for_solving() -> None:
    """Node 0 is fed 2^-60 MWh at 300; a ring of 1 MWh makes the matrix singular in double precision."""
    links = np.roll(np.eye(3), 1, axis=0)
    x = solve_by_sums(np.array([2.0**-60, 0.0, 0.0]), links, np.array([[300 * 2.0**-60], [0.0], [0.0]]))
    np.testing.assert_allclose(x, 300.0, rtol=1e-15)


@pytest.mark.parametrize("options", CONVENTIONS)
def test_a_loop_without_source_is_one_under_every_convention(options: TraceOptions) -> None:
    """C and D send each other 10 MWh over two ties and nothing feeds them; E does nothing at all."""
    grid = small_grid(
        "ABCDE",
        {("A", "gas"): (100.0, [100.0])},
        ties={("A", "B"): [5.0], ("C", "D"): [10.0], ("D", "C"): [10.0]},
    )
    loop, idle = Reason.LOOP_WITHOUT_SOURCE, Reason.ZERO_THROUGHPUT
    assert traced(grid, options).reason[0].tolist() == [Reason.NONE, Reason.NONE, loop, loop, idle]


@pytest.mark.parametrize("options", CONVENTIONS)
def test_what_is_missing_stays_missing_where_only_transit_comes(options: TraceOptions) -> None:
    """A's data are missing; B only passes its energy on to C: neither has a factor, for the same reason."""
    grid = small_grid(
        "ABC",
        {("A", "gas"): (100.0, [100.0])},
        ties={("A", "B"): [5.0], ("B", "C"): [5.0]},
        missing={"A": [True]},
    )
    assert traced(grid, options).reason[0].tolist() == [Reason.MISSING_INPUT] * 3


@pytest.mark.parametrize("coupling", list(Coupling))
def test_energy_that_only_losses_use_has_no_factor_under_l2(coupling: Coupling) -> None:
    """A sends B 1 MWh; B and C pass 10 and 9.5 back and forth until 1 MWh is lost: a loop that nobody's use ends."""
    grid = small_grid(
        "ABC",
        {("A", "gas"): (100.0, [100.0])},
        ties={("A", "B"): [1.0], ("B", "C"): [10.0], ("C", "B"): [9.5]},
        lost={("B", "C"): [0.5], ("C", "B"): [0.5]},
    )
    loop = Reason.LOOP_WITHOUT_SOURCE
    assert traced(grid, TraceOptions(coupling, LossRule.CARRIED)).reason[0].tolist() == [Reason.NONE, loop, loop]
    assert not traced(grid, TraceOptions(coupling)).reason.any()


def two_hours() -> GridInMemory:
    return small_grid(
        "AB", {("A", "gas"): (100.0, [100.0] * 2), ("B", "oil"): (700.0, [50.0] * 2)}, {("A", "B"): [5, 5]}
    )


def test_books_that_do_not_close_say_when_and_of_what() -> None:
    def careless(network: Network, flows: Flows) -> tuple[Floats, Reasons]:
        x, reason = mixer("dense")(network, flows)
        x[1, :, 0] *= 1 + 1e-9
        return x, reason

    with pytest.raises(BalanceError) as found:
        traced(two_hours(), TraceOptions(), careless)
    error = found.value
    assert (error.start, error.attribute) == ("2024-01-01T01:00+00:00", "kg_co2e_per_mwh")
    assert (error.came, error.went) == pytest.approx((45_000, 45_000 * (1 + 1e-9)), rel=1e-12)
    assert "np.float64" not in str(error)
    assert error.problem.kind.code == "books-do-not-close"


def test_mixing_that_cannot_be_solved_says_when_and_where() -> None:
    def stuck(network: Network, flows: Flows) -> tuple[Floats, Reasons]:
        raise UnsolvedError(1, 1)

    with pytest.raises(BalanceError, match="in B at 2024-01-01T01:00") as found:
        traced(two_hours(), TraceOptions(), stuck)
    assert found.value.problem.kind.code == "mixing-unsolved-at"
    assert (found.value.area, found.value.start) == ("B", "2024-01-01T01:00+00:00")


def test_the_command_ends_in_words_where_numbers_are_beyond_double_precision(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from fourfold.cli import main, verbs

    app = typer.Typer()

    @app.command()
    def trace() -> None:
        raise BalanceError("2024-01-01T01:00+08:00", attribute="kg_co2e_per_mwh", came=1.0, went=2.0)

    monkeypatch.setattr(verbs, "app", app)
    monkeypatch.setattr(sys, "argv", ["fourfold"])
    with pytest.raises(SystemExit) as ended:
        main.run()
    assert ended.value.code == 2
    told = "".join(capsys.readouterr())
    assert "2024-01-01T01:00+08:00" in told
    assert "Traceback" not in told


def test_arrays_of_no_hours_give_no_factors() -> None:
    found = trace_arrays(np.zeros((0, 2)), np.zeros((0, 2, 3)), np.zeros((0, 2, 2)))
    assert found.per_mwh.shape == (0, 2, 3)
    assert found.reason.shape == (0, 2)


def test_arrays_refuse_what_they_cannot_mean() -> None:
    generation, emissions, flows = [[100.0, 50.0]], [[900.0, 5.0]], np.zeros((1, 2, 2))
    flows[0, 0, 1] = -5.0
    with pytest.raises(ValueError, match="negative"):
        trace_arrays(generation, emissions, flows)
    with pytest.raises(ValueError, match="beyond"):
        trace_arrays([[1e308, 1.0]], emissions, np.zeros((1, 2, 2)))
    with pytest.raises(ValueError, match="losses is one of L0, L1, L2"):
        trace_arrays(generation, emissions, np.zeros((1, 2, 2)), losses="l1")


def test_prices_below_zero_are_carried_like_anything_else() -> None:
    flows = np.zeros((1, 2, 2))
    flows[0, 0, 1] = 30.0
    found = trace_arrays([[100.0, 50.0]], [[-2000.0, 500.0]], flows)
    assert found.per_mwh[0, :, 0] == pytest.approx([-20.0, (500 - 600) / 80])
