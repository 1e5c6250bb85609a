"""Systems whose figures no number holds are refused by naming the process, without a warning of the machine."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import scipy.sparse as sp

from fourfold.accounting.background.solving import Solver
from fourfold.core.problems import InputError


def codes(needs: list[list[float]], burdens: list[float]) -> list[tuple[str, str]]:
    """Codes and products of the refusal."""
    solver = Solver(sp.csc_array(np.array(needs)), lambda product: "abcdefgh"[product])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(InputError) as caught:
            solver.adjoint(np.array(burdens)[:, None])
    return [(problem.kind.code, str(problem.params.get("product", ""))) for problem in caught.value.problems]


@pytest.mark.parametrize("amount", [1e300, float("inf"), float("nan"), -1e300])
def test_a_need_that_no_calculation_holds(amount: float) -> None:
    assert codes([[0, 0], [amount, 0]], [1, 3]) == [("background-need-too-large", "a")]


@pytest.mark.parametrize("amount", [1e300, float("inf"), float("nan")])
def test_a_burden_that_no_calculation_holds(amount: float) -> None:
    assert codes([[0, 0], [2, 0]], [1, amount]) == [("background-burden-too-large", "b")]


def test_amounts_that_grow_along_a_chain() -> None:
    needs = np.zeros((6, 6))
    for product in range(5):
        needs[product + 1, product] = 1e120
    ((code, named),) = codes(needs.tolist(), [0, 0, 0, 0, 0, 1])
    assert code == "background-chain-too-large"
    assert named in "abcd"


def test_a_loop_too_close_to_singular_is_no_set_of_processes_that_run_freely() -> None:
    assert codes([[0, 1 - 1e-11], [1, 0]], [1, 1]) == [("background-inexact", "")]


@pytest.mark.parametrize("left", [1e-6, 1e-9])
def test_a_loop_that_leaves_little_is_solved(left: float) -> None:
    solved = Solver(sp.csc_array(np.array([[0, 1 - left], [1, 0]]))).adjoint(np.array([[1.0], [1.0]]))
    assert solved.values[0, 0] == pytest.approx(2 / left, rel=1e-6)
    assert solved.forward_error < 1e-4
