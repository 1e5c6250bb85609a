"""Pedigree scores of exchanges, rolled up through the chain by what they contribute."""

from __future__ import annotations

import math

import pytest

from fourfold.accounting.background.characterise import characterise
from fourfold.accounting.background.compile import build_system
from fourfold.accounting.background.inventory import assess_demand
from fourfold.accounting.background.rated import MeanScore, rated
from fourfold.accounting.background.solving import Solver
from fourfold.data.basis import GwpSet
from fourfold.data.quality import Indicator
from support.databases import Rows, database


def scores_of(demand: str) -> dict[Indicator, MeanScore]:
    """1 kg of CO2 rated 1 in reliability, 3 kg of a supplier rated 5, and 4 kg of another that is not rated."""
    of = database(
        [
            Rows("a").makes("a").takes("b", 1).takes("c", 2).gives("co2", 1, pedigree="(1;2;n.a.;1;1)"),
            Rows("b").makes("b").gives("co2", 3, pedigree="(5;2;n.a.;1;1)"),
            Rows("c").makes("c").gives("co2", 2),
        ]
    )
    system = build_system(of)
    assessed = assess_demand(
        system, characterise(of, GwpSet.AR6), Solver(system.coefficients), {system.rows_by_id[demand]: 1.0}
    )
    return dict(rated(assessed, of))


def test_scores_weigh_by_contribution() -> None:
    found = scores_of("a")
    assert found[Indicator.RELIABILITY].mean == pytest.approx((1 * 1 + 3 * 5) / 4)
    assert found[Indicator.RELIABILITY].rated_share == pytest.approx(4 / 8)
    assert found[Indicator.COMPLETENESS].mean == pytest.approx(2)


def test_what_is_not_rated_has_no_score() -> None:
    assert scores_of("a")[Indicator.TIME].rated_share == 0
    assert math.isnan(scores_of("a")[Indicator.TIME].mean)
    assert all(score.rated_share == 0 for score in scores_of("c").values())
