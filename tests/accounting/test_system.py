"""The linear system: chains, loops, faults, and agreement with a dense floating-point solve."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.accounting.system import LoopFault, System
from fourfold.accounting.traced import Traced, exact


def plain(value: str) -> Traced:
    return Traced(Decimal(value))


def test_a_chain_is_substitution() -> None:
    system = System({"cell": {"paste": plain("0.4")}, "paste": {"powder": plain("0.87")}, "powder": {}})
    x = system.amounts({"cell": plain("5")})
    assert [x[f].value for f in ("cell", "paste", "powder")] == [Decimal(5), Decimal("2.0"), Decimal("1.740")]
    assert system.loops == []


def test_a_loop_has_its_closed_form() -> None:
    # electricity needs 0.1 coal, coal needs 0.02 electricity: x_e = 1 / (1 - 0.1 * 0.02)
    system = System({"electricity": {"coal": plain("0.1")}, "coal": {"electricity": plain("0.02")}})
    x = exact(system.amounts)({"electricity": plain("1")})
    assert abs(x["electricity"].value * Decimal("0.998") - 1) < Decimal("1e-45")
    assert system.loops == [("coal", "electricity")] or system.loops == [("electricity", "coal")]


def test_own_use_is_a_loop_of_one() -> None:
    system = System({"power": {"power": plain("0.05")}})
    assert exact(system.amounts)({"power": plain("19")})["power"].value == Decimal(20)


def test_a_loop_that_makes_as_much_as_it_uses_is_named() -> None:
    system = System({"a": {"b": plain("2")}, "b": {"a": plain("0.5")}, "c": {"a": plain("1")}})
    with pytest.raises(LoopFault) as caught:
        exact(system.amounts)({"c": plain("1")})
    assert caught.value.singular
    assert set(caught.value.flows) == {"a", "b"}


def test_a_loop_that_uses_more_than_it_makes_is_named() -> None:
    system = System({"a": {"b": plain("2")}, "b": {"a": plain("0.6")}})
    with pytest.raises(LoopFault) as caught:
        exact(system.amounts)({"a": plain("1")})
    assert not caught.value.singular


coefficients = st.integers(0, 30).map(lambda n: Decimal(n) / 1000)


@st.composite
def systems(draw: st.DrawFn) -> tuple[list[list[Decimal]], list[Decimal], list[Decimal]]:
    size = draw(st.integers(1, 8))
    matrix = [[draw(coefficients) for _ in range(size)] for _ in range(size)]
    demand = [draw(st.integers(0, 9).map(Decimal)) for _ in range(size)]
    burdens = [draw(st.integers(0, 9).map(Decimal)) for _ in range(size)]
    return matrix, demand, burdens


@given(systems())
def test_amounts_and_intensities_agree_with_a_dense_solve_and_with_each_other(
    case: tuple[list[list[Decimal]], list[Decimal], list[Decimal]],
) -> None:
    matrix, demand, burdens = case
    names = [f"f{i}" for i in range(len(matrix))]
    needs = {p: {f: Traced(matrix[i][j]) for i, f in enumerate(names) if matrix[i][j]} for j, p in enumerate(names)}
    system = System(needs)
    x = exact(system.amounts)({n: Traced(d) for n, d in zip(names, demand, strict=True)})
    y = exact(system.intensities)({n: Traced(b) for n, b in zip(names, burdens, strict=True)})

    dense = np.eye(len(names)) - np.array([[float(v) for v in row] for row in matrix])
    np.testing.assert_allclose(
        [float(x[n].value) for n in names], np.linalg.solve(dense, [float(d) for d in demand]), rtol=1e-12, atol=1e-12
    )
    # the score of a demand is the same both ways: yᵀ d = bᵀ x
    forward = sum((b * x[n].value for n, b in zip(names, burdens, strict=True)), Decimal(0))
    adjoint = sum((d * y[n].value for n, d in zip(names, demand, strict=True)), Decimal(0))
    assert abs(forward - adjoint) <= Decimal("1e-24") * max(Decimal(1), abs(forward))


@given(systems())
def test_the_system_is_balanced(case: tuple[list[list[Decimal]], list[Decimal], list[Decimal]]) -> None:
    """What is made equals what is used plus what is delivered, for every flow."""
    matrix, demand, _ = case
    names = [f"f{i}" for i in range(len(matrix))]
    needs = {p: {f: Traced(matrix[i][j]) for i, f in enumerate(names)} for j, p in enumerate(names)}
    x = exact(System(needs).amounts)({n: Traced(d) for n, d in zip(names, demand, strict=True)})
    for i, name in enumerate(names):
        used = sum((matrix[i][j] * x[p].value for j, p in enumerate(names)), Decimal(0))
        assert abs(x[name].value - used - demand[i]) < Decimal("1e-24")
