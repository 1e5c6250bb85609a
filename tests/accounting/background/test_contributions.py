"""The parts of a figure sum to it, however it is cut, and nothing is lost in trees and streams."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounting.background.systems import FEW, Case, case_of, cases
from fourfold.accounting.background.characterise import characterise
from fourfold.accounting.background.compile import build_system
from fourfold.accounting.background.contributions import REST, contributions
from fourfold.accounting.background.inventory import Assessed, assess_demand
from fourfold.accounting.background.sankey import sankey
from fourfold.accounting.background.solving import Solver
from fourfold.accounting.background.tree import supply_tree
from fourfold.data.basis import GwpSet
from support.databases import Rows, database, emission


def assessed_of(case: Case, amount: float = 2.0) -> Assessed:
    return assess_demand(*case.solved(), {0: amount})


@FEW
@given(cases())
def test_every_cut_sums_to_the_total(case: Case) -> None:
    assessed = assessed_of(case)
    found = contributions(assessed, case.database)
    for name in ("processes", "flows", "gases", "lines", "locations", "stages", "tiers"):
        assert sum(part.kg_co2e for part in getattr(found, name)) == pytest.approx(found.total, rel=1e-8, abs=1e-8)
    assert found.total == pytest.approx(assessed.total)


@FEW
@given(cases(), st.integers(0, 6))
def test_tiers_are_a_dense_series_and_the_rest(case: Case, tiers: int) -> None:
    assessed = assessed_of(case)
    found = contributions(assessed, case.database, tiers).tiers
    amounts = assessed.demand.copy()
    for part in found[:-1]:
        assert part.kg_co2e == pytest.approx(amounts @ assessed.unit_directs, rel=1e-9, abs=1e-9)
        amounts = case.needs @ amounts
    assert found[-1].key == REST
    assert len(found) <= tiers + 1


@FEW
@given(cases())
def test_flows_are_the_inventory_and_what_does_not_count_is_listed(case: Case) -> None:
    assessed = assessed_of(case)
    amounts = 2 * np.linalg.inv(np.eye(len(case.needs)) - case.needs)[:, 0]
    found = contributions(assessed, case.database)
    by_name = {part.key: part for part in found.flows}
    co2 = float(case.emitted[0] @ amounts)
    if "Carbon dioxide, fossil" in by_name:
        assert by_name["Carbon dioxide, fossil"].kg_co2e == pytest.approx(co2, rel=1e-9, abs=1e-9)
    uptake = float(case.uptake @ amounts)
    if abs(uptake) > 1e-6:
        assert by_name["Carbon dioxide, in air (from nature)"].kg_co2e == pytest.approx(-uptake)
    chloroform = float(case.emitted[3] @ amounts)
    told = {part.name: part.amount for part in found.uncounted}
    assert told.get("Chloroform", 0.0) == pytest.approx(chloroform, rel=1e-9, abs=1e-9)


@FEW
@given(cases(), st.floats(0, 0.3), st.integers(0, 5), st.integers(0, 40))
def test_a_node_is_own_and_children_and_rest(case: Case, cut_off: float, depth: int, most: int) -> None:
    assessed = assessed_of(case)
    root = supply_tree(assessed, cut_off, depth, most)
    assert root.kg_co2e == pytest.approx(assessed.total)
    nodes = list(root.walk())
    assert len(nodes) <= most + 1
    for node in nodes:
        parts = node.own + sum(child.kg_co2e for child in node.children) + node.rest
        assert parts == pytest.approx(node.kg_co2e, rel=1e-8, abs=1e-8)
        assert node.depth <= depth
        assert not (node.loop and node.children)
        for child in node.children:
            assert node.product < 0 or child.amount == pytest.approx(
                case.needs[child.product, node.product] * node.amount
            )


def test_a_loop_is_marked_and_holds_all_its_turns() -> None:
    needs = np.array([[0.0, 0.5], [0.5, 0.0]])
    case = case_of(needs, np.array([[1.0, 0.0], [0, 0], [0, 0], [0, 0]]), np.zeros(2))
    root = supply_tree(assess_demand(*case.solved(), {0: 1.0}), cut_off=0)
    (first,) = root.children
    (second,) = first.children
    (again,) = second.children
    assert (first.loop, second.loop, again.loop) == (False, False, True)
    assert first.kg_co2e == pytest.approx(4 / 3)  # 1 / (1 − 0.25)
    assert again.kg_co2e == pytest.approx(1 / 3)
    assert again.own == pytest.approx(0.25)
    assert again.rest == pytest.approx(1 / 3 - 0.25)


def test_a_cut_off_hides_but_does_not_lose() -> None:
    needs = np.zeros((4, 4))
    needs[1:, 0] = 1
    emitted = np.zeros((4, 4))
    emitted[0] = [0, 90, 9, 1]
    case = case_of(needs, emitted, np.zeros(4))
    (node,) = supply_tree(assess_demand(*case.solved(), {0: 1.0}), cut_off=0.05).children
    assert [child.kg_co2e for child in node.children] == pytest.approx([90, 9])
    assert node.rest == pytest.approx(1)
    assert node.hidden == 1


@FEW
@given(cases(), st.floats(0, 0.2), st.integers(0, 6))
def test_streams_in_equal_streams_out(case: Case, cut_off: float, most: int) -> None:
    assessed = assessed_of(case)
    picture = sankey(assessed, cut_off, most)
    assert len(picture.nodes) <= most
    for at, node in enumerate(picture.nodes):
        came = sum(link.kg_co2e for link in picture.links if link.target == at) + node.own + node.rest_in
        went = sum(link.kg_co2e for link in picture.links if link.source == at) + node.demanded + node.rest_out
        assert came == pytest.approx(node.kg_co2e, rel=1e-8, abs=1e-8)
        assert went == pytest.approx(node.kg_co2e, rel=1e-8, abs=1e-8)
    if not cut_off and most >= len(case.needs):
        for node in picture.nodes:
            assert abs(node.rest_in) + abs(node.rest_out) <= 1e-8 * max(1, abs(node.kg_co2e))
    assert set(picture.content()) == {"total_kg_co2e", "cut_off", "nodes", "links"}


def test_an_input_that_is_credited_more_than_it_is_taken_has_a_negative_amount() -> None:
    """Two compartments of one name, one of which is credited: amounts are net, as the figure is."""
    made = database(
        [
            Rows("a").makes("a").takes("uptake", 2).takes("b", 1, is_avoided=True),
            Rows("b").makes("b").takes("other", 5),
        ],
        flows=(emission("other", "Carbon dioxide, in air", "soil"),),
    )
    system = build_system(made)
    assessed = assess_demand(system, characterise(made, GwpSet.AR6), Solver(system.coefficients), {0: 1.0})
    (part,) = contributions(assessed, made).flows
    assert (part.amount, part.kg_co2e) == (-3.0, 3.0)
