"""A dataset of a database, per unit, by line and gas."""

from __future__ import annotations

import pytest

from fourfold.accounting.background.datasets import Background
from fourfold.core.lines import Line
from fourfold.core.problems import InputError
from fourfold.data.basis import GwpSet
from fourfold.data.databases.profile import DEFAULT
from support.databases import Rows, database, emission


def wood() -> Background:
    """A board of wood that grew by taking up CO2, sawn with diesel of which some methane leaks."""
    rows = [
        Rows("board").makes("board", 2).takes("wood", 3).takes("diesel", 1),
        Rows("wood").makes("wood").takes("uptake", 1.8),
        Rows("diesel").makes("diesel").gives("co2", 3.1).gives("leak", 2, "g"),
    ]
    return Background(database(rows, [emission("leak", "Methane, fossil")]), DEFAULT, GwpSet.AR6)


def test_masses_and_weights_by_line_and_gas() -> None:
    found = [(score.line, score.gas, score.kg_gas, score.kg_co2e) for score in wood().gas_scores("board")]
    assert [row[:2] for row in found] == [
        (Line.FOSSIL, "CH4"),
        (Line.FOSSIL, "CO2"),
        (Line.BIOGENIC_REMOVALS, "CO2"),
    ]
    assert [row[2] for row in found] == pytest.approx([0.001, 1.55, -2.7])
    assert [row[3] for row in found] == pytest.approx([0.001 * 27.9, 1.55, -2.7])


def test_an_unknown_product_is_none() -> None:
    assert wood().product("table") is None
    with pytest.raises(KeyError):
        wood().gas_scores("table")


def test_what_takes_no_part_is_counted() -> None:
    rows = [Rows("a").makes("a").takes("b", 1, "kWh").takes("c", 1), Rows("b").makes("b").gives("co2", 1)]
    lost = Background(database(rows), DEFAULT, GwpSet.AR6).left_out
    assert (lost.cut_offs, lost.unusable) == (1, 1)


def test_a_database_that_cannot_be_solved_is_named() -> None:
    rows = [Rows("a").makes("a").takes("b", 1e300), Rows("b").makes("b").gives("co2", 1)]
    with pytest.raises(InputError) as caught:
        Background(database(rows), DEFAULT, GwpSet.AR6).gas_scores("a")
    (problem,) = caught.value.problems
    assert (problem.kind.code, str(problem.place)) == ("background-need-too-large", "small")
