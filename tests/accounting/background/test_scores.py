"""Scores of all products: against a dense solve, and laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounting.background.systems import FEW, Case, case_of, cases, dense_scores
from fourfold.accounting.background.characterise import characterise
from fourfold.accounting.background.characters import LINES
from fourfold.accounting.background.compile import build_system
from fourfold.accounting.background.inventory import assess_demand
from fourfold.accounting.background.scores import direct_scores, flow_columns, flow_scores, scores
from fourfold.accounting.background.solving import Solver
from fourfold.core.lines import Line
from fourfold.data.basis import GwpSet
from fourfold.data.databases.records import FlowKind
from support.databases import ENERGY, Rows, database, emission, flow

RTOL = ATOL = 1e-9


@FEW
@given(cases())
def test_scores_are_those_of_the_dense_solve(case: Case) -> None:
    np.testing.assert_allclose(scores(*case.solved()), dense_scores(case), rtol=RTOL, atol=ATOL)


@FEW
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_processes_does_not_matter(case: Case, random) -> None:  # type: ignore[no-untyped-def]
    order = list(range(len(case.needs)))
    random.shuffle(order)
    other = case_of(case.needs, case.emitted, case.uptake, order)
    found, expected = scores(*other.solved()), scores(*case.solved())
    rows = other.system.rows_by_id
    np.testing.assert_allclose(found[[rows[f"p{p}"] for p in range(len(order))]], expected, rtol=RTOL, atol=ATOL)


@FEW
@given(cases(), st.floats(0.1, 1000))
def test_a_demand_scales_and_its_score_is_that_of_its_products(case: Case, factor: float) -> None:
    system, factors, solver = case.solved()
    one = assess_demand(system, factors, solver, {0: 1.0})
    more = assess_demand(system, factors, solver, {0: factor})
    assert more.total == pytest.approx(factor * one.total, rel=1e-9, abs=1e-9)
    np.testing.assert_allclose(one.lines, scores(system, factors, solver)[0], rtol=RTOL, atol=ATOL)
    np.testing.assert_allclose(one.amounts @ one.direct, one.lines, rtol=RTOL, atol=ATOL)


@FEW
@given(cases())
def test_flows_of_all_products_are_those_of_each_alone(case: Case) -> None:
    system, _, solver = case.solved()
    columns = flow_columns(system, case.database)
    found = np.zeros((system.size, len(columns)))
    for first, values in flow_scores(system, columns, solver, block=2):
        found[:, first : first + values.shape[1]] = values
    inverse = np.linalg.inv(np.eye(system.size) - case.needs)
    names = {
        "Carbon dioxide, fossil": case.emitted[0],
        "Methane, biogenic": case.emitted[1],
        "Dinitrogen monoxide": case.emitted[2],
        "Chloroform": case.emitted[3],
        "Carbon dioxide, in air (from nature)": case.uptake,
    }
    assert [column.header for column in columns] == sorted(name for name, amounts in names.items() if amounts.any())
    for at, column in enumerate(columns):
        np.testing.assert_allclose(found[:, at], names[column.header] @ inverse, rtol=RTOL, atol=ATOL)


def test_an_uptake_subtracts_and_an_uptake_written_as_output_adds_nothing() -> None:
    made = database([Rows("tree").makes("wood").takes("uptake", 1.8), Rows("odd").makes("thing").gives("uptake", 1.8)])
    system = build_system(made)
    found = characterise(made, GwpSet.AR6)
    tree, odd = direct_scores(system, found)
    assert tree[LINES.index(Line.BIOGENIC_REMOVALS)] == -1.8
    assert not odd.any()
    assert found.mapped == [made.flow_rows["uptake"]]
    assert [problem.kind.code for problem in found.findings] == ["uptake-as-output"]


def test_an_emission_written_as_input_counts_nothing_and_is_told() -> None:
    made = database([Rows("odd").makes("thing").takes("co2", 3)])
    found = characterise(made, GwpSet.AR6)
    assert not direct_scores(build_system(made), found).any()
    assert [problem.kind.code for problem in found.findings] == ["emission-as-input"]


def test_units_of_mass_convert_and_others_are_told() -> None:
    grams = flow("grams", "Methane, fossil", FlowKind.ELEMENTARY, categories=("air",))
    energy = flow("energy", "Methane, biogenic", FlowKind.ELEMENTARY, ENERGY, categories=("air",))
    made = database([Rows("p").makes("x").gives("grams", 2, "g").gives("energy", 3)], flows=(grams, energy))
    found = characterise(made, GwpSet.AR6)
    assert direct_scores(build_system(made), found)[0].sum() == pytest.approx(2e-3 * 27.9)
    assert found.unmapped == [made.flow_rows["energy"]]
    assert [problem.kind.code for problem in found.findings] == ["flow-methane-unspecified", "flow-unit-no-mass"]
    assert found.gases[made.flow_rows["grams"]] == "CH4"


def test_a_gas_without_a_potential_in_the_set_is_unmapped() -> None:
    gas = emission("gas", "HFC-41")
    made = database([Rows("p").makes("x").gives("gas", 1)], flows=(gas,))
    assert characterise(made, GwpSet.AR4).unmapped == [made.flow_rows["gas"]]
    assert characterise(made, GwpSet.AR5).unmapped == []
    assert characterise(made, GwpSet.AR5).emitted[:, made.flow_rows["gas"]].tolist() == [116, 0, 0, 0, 0, 0]


def test_flows_nobody_exchanges_are_not_told() -> None:
    unused = emission("unused", "CFCs, unspecified")
    made = database([Rows("p").makes("x").gives("co2", 1)], flows=(unused,), more=(unused,))
    assert "unused" in made.flow_rows
    assert characterise(made, GwpSet.AR6).unmapped == []


def test_compartments_of_a_name_are_one_column_and_units_are_not() -> None:
    low, high = emission("low", "Zinc", "air"), emission("high", "Zinc", "water")
    counted = flow("counted", "Zinc", FlowKind.ELEMENTARY, ENERGY, categories=("air",))
    named = emission("named", "name")
    made = database(
        [Rows("p").makes("x").gives("low", 1).gives("high", 2).gives("counted", 5).takes("low", 7).gives("named", 1)],
        flows=(low, high, counted, named),
    )
    system = build_system(made)
    columns = flow_columns(system, made, frozenset({"name"}))
    assert [column.header for column in columns] == ["Zinc", "Zinc [MJ]", "Zinc (from nature)", "name [kg]"]
    (_, values), *_ = flow_scores(system, columns, Solver(system.coefficients))
    assert values[0].tolist() == [3, 5, 7, 1]
