"""Where a loop uses what it makes, the products that need nothing of it still have scores; the others have none."""

from __future__ import annotations

import numpy as np
import pytest

from fourfold.accounting.background.compile import build_system
from fourfold.accounting.background.solving import Solver
from fourfold.accounting.background.solving_part import PartSolver
from fourfold.core.problems import InputError
from support.databases import Rows, database


def greedy() -> list[Rows]:
    """Sorting and collecting need more than one of each other; cans need sorting; coal needs neither."""
    return [
        Rows("coal").makes("coal").gives("co2", 2),
        Rows("sorting").makes("sorting").takes("collecting", 1.1).takes("coal", 1),
        Rows("collecting").makes("collecting").takes("sorting", 1.0),
        Rows("cans").makes("cans").takes("sorting", 0.1),
        Rows("steel").makes("steel").takes("coal", 3),
    ]


def test_what_needs_no_faulty_loop_is_solved() -> None:
    of = database(greedy())
    system = build_system(of)
    solver = PartSolver(system.coefficients, lambda number: system.products[number].name)
    burdens = np.asarray(system.burdens.todense())[of.flow_rows["co2"]].reshape(-1, 1)
    scores = solver.adjoint(burdens).values[:, 0]
    by_id = dict(zip([product.id for product in system.products], scores.tolist(), strict=True))
    assert by_id["coal"] == pytest.approx(2)
    assert by_id["steel"] == pytest.approx(6)
    assert [key for key, value in by_id.items() if np.isnan(value)] == ["sorting", "collecting", "cans"]
    (fault,) = solver.faults
    assert "sorting" in fault.problem.in_english
    assert "collecting" in fault.problem.in_english


def test_a_sound_system_is_solved_whole() -> None:
    system = build_system(database([greedy()[0], greedy()[4]]))
    solver = PartSolver(system.coefficients)
    assert np.isfinite(solver.adjoint(np.ones((2, 1))).values).all()
    assert solver.faults == []


def test_of_a_faulty_loop_alone_nothing_has_a_score() -> None:
    system = build_system(database(greedy()[1:3]))
    assert np.isnan(PartSolver(system.coefficients).adjoint(np.ones((2, 1))).values).all()


def test_demands_beside_a_faulty_loop_are_delivered() -> None:
    system = build_system(database(greedy()))
    solver = PartSolver(system.coefficients, lambda number: system.products[number].name)
    wanted = np.zeros((5, 1))
    wanted[4] = 1.0
    assert solver.forward(wanted).values[:, 0].tolist() == pytest.approx([3, 0, 0, 0, 1])
    with pytest.raises(InputError):
        solver.forward(np.ones((5, 1)))
    assert solver.faults_behind(4) == []
    assert len(solver.faults_behind(3)) == 1


def test_a_credit_does_not_excuse_a_loop_that_uses_more_than_it_makes() -> None:
    rows = [
        Rows("a").makes("a").takes("b", 2),
        Rows("b").makes("b").takes("a", 1).takes("a", 1e-9, is_avoided=True).gives("co2", 1),
    ]
    system = build_system(database(rows))
    with pytest.raises(InputError):
        Solver(system.coefficients).adjoint(np.ones((2, 1)))
