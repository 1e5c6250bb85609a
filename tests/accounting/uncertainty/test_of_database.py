"""What a database says of the uncertainty of its rows, and what is made of its pedigrees."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fourfold.accounting.background.characterise import characterise
from fourfold.accounting.background.compile import build_system
from fourfold.accounting.uncertainty.montecarlo import simulate
from fourfold.accounting.uncertainty.of_database import by_flow, uncertain_of
from fourfold.accounting.uncertainty.uncertain import State
from fourfold.accounting.uncertainty.weighing import by_line, in_total
from fourfold.data.basis import GwpSet
from fourfold.data.databases.database import Database
from fourfold.data.databases.records import AllocationBasis, AllocationRecord, Distribution, Uncertainty
from support.databases import Rows, database

LOG = Uncertainty(Distribution.LOGNORMAL, 2.0, 1.2)
DISCRETE = Uncertainty(Distribution.DISCRETE, values=(1.0, 3.0), weights=(0.5, 0.5))


def steel() -> Database:
    return database(
        [
            Rows("steel")
            .makes("steel")
            .takes("ore", 2.0, uncertainty=LOG)
            .gives("co2", 2.0, uncertainty=DISCRETE)
            .takes("coal", 0.5, pedigree="(1;3;2;n.a.;4)", base_uncertainty=1.05)
            .takes("lime", 0.1, pedigree="(1;3;2;1;4)")
            .takes("gas", 0.1, pedigree="(1;9)", base_uncertainty=1.05)
            .takes("air", 0.1, uncertainty=Uncertainty(Distribution.UNIFORM, 0.2, 0.1)),
            *(Rows(name).makes(name).gives("co2", 1.0) for name in ("ore", "coal", "lime", "gas", "air")),
        ]
    )


def test_states_of_rows() -> None:
    found = uncertain_of(steel())
    expected = [State.NOT_GIVEN, State.GIVEN, State.GIVEN, State.FROM_PEDIGREE]
    expected += [State.NOT_GIVEN, State.NOT_GIVEN, State.REFUSED]
    assert found.states[:7].tolist() == expected
    assert found.exchanges.tolist() == [1, 2, 3]
    assert (found.missing_scores, found.without_base) == (1, 1)
    assert sorted(problem.kind.code for problem in found.problems) == [
        "pedigree-unreadable",
        "uncertainty-ends-reversed",
    ]
    assert all(problem.severity == "warning" for problem in found.problems)


def test_pedigree_by_hand() -> None:
    """Basic GSD² 1.05; U: 1, 1.05, 1.03, none, 1.5."""
    found = uncertain_of(steel())
    variance = sum((math.log(u) / 2) ** 2 for u in (1.05, 1.05, 1.03, 1.5))
    assert found.distributions.b[2] == pytest.approx(math.exp(math.sqrt(variance)))
    assert found.distributions.a[2] == 0.5


def test_a_basic_uncertainty_can_be_assumed() -> None:
    found = uncertain_of(steel(), basic=1.1)
    assert found.without_base == 0
    assert found.states[4] == State.FROM_PEDIGREE
    assert found.exchanges.tolist() == [1, 2, 3, 4]


def test_scores_are_drawn_from_the_database() -> None:
    """Steel: 2 from ore, 1 or 3 of its own, 0.5 + 0.1 + 0.1 + 0.1 from the rest."""
    data = steel()
    of = build_system(data)
    found = simulate(of, uncertain_of(data), in_total(characterise(data, GwpSet.AR6)), draws=400, products=[0])
    assert found.point[0, 0] == pytest.approx(4.8)
    mean = 2 * math.exp(math.log(1.2) ** 2 / 2) + 2 + 0.8
    assert found.mean[0, 0] == pytest.approx(mean, abs=0.3)
    assert found.scores.min() > 1


def test_lines_add_up_to_the_total() -> None:
    data = steel()
    of, weighing = build_system(data), by_line(characterise(data, GwpSet.AR6))
    found = simulate(of, uncertain_of(data), weighing, draws=20)
    np.testing.assert_allclose(found.scores[:, :, 0], found.scores[:, :, 1:].sum(axis=2))


def test_exchanges_of_one_flow_move_together() -> None:
    rows = [Rows(name).makes(name).gives("co2", 2.0, uncertainty=LOG) for name in ("a", "b")]
    data = database(rows)
    found = uncertain_of(data)
    assert len(set(found.groups.tolist())) == 2
    assert len(set(found.grouped(by_flow(data)).groups.tolist())) == 1


def test_co_products_share_the_draws_of_their_process() -> None:
    """Half of the burdens each, by given shares: both scores are the same in every draw."""
    rows = Rows("joint").makes("a").gives("b", 1.0).gives("co2", 2.0, uncertainty=LOG)
    rows.allocations.extend(AllocationRecord(AllocationBasis.GIVEN, name, 0.5) for name in ("a", "b"))
    data = database([rows])
    found = simulate(build_system(data), uncertain_of(data), in_total(characterise(data, GwpSet.AR6)), draws=20)
    np.testing.assert_allclose(found.scores[:, 0], found.scores[:, 1])
    assert found.sd.min() > 0


def test_a_database_that_gives_no_uncertainty() -> None:
    data = database([Rows("a").makes("a").takes("b", 2.0), Rows("b").makes("b").gives("co2", 3.0)])
    found = uncertain_of(data)
    assert (found.count, found.states.tolist()) == (0, [State.NOT_GIVEN] * 4)
    drawn = simulate(build_system(data), found, by_line(characterise(data, GwpSet.AR6)), draws=3)
    assert drawn.drawn == 0
    assert not drawn.sd.any()
    assert (drawn.scores == drawn.point).all()


def test_a_database_without_processes() -> None:
    data = database([])
    found = uncertain_of(data)
    assert found.count == 0
    drawn = simulate(build_system(data), found, in_total(characterise(data, GwpSet.AR6)), draws=3)
    assert drawn.scores.shape == (3, 0, 1)


def test_an_amount_outside_of_its_distribution_is_told_and_drawn() -> None:
    wide = Uncertainty(Distribution.TRIANGULAR, 1.0, 2.0, 3.0)
    data = database([Rows("a").makes("a").gives("co2", 5.0, uncertainty=wide)])
    found = uncertain_of(data)
    assert [problem.kind.code for problem in found.problems] == ["uncertainty-beside-amount"]
    drawn = simulate(build_system(data), found, in_total(characterise(data, GwpSet.AR6)), draws=50)
    assert drawn.scores.min() >= 1
    assert drawn.scores.max() <= 3
