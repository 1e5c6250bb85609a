"""What a model refuses is said in words that fit the field: its bounds, a share, a text; never those of another one."""

from __future__ import annotations

import pytest

from fourfold.core.problems import Problem, Problems
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.formats.models import read_model
from fourfold.formats.yaml_text import read_yaml
from support.outcomes import told


def refused(text: str) -> Problem:
    problems = Problems()
    yaml = read_yaml(text.encode(), "grid.yaml", problems)
    assert yaml
    assert read_model(GridDeclaration, yaml, problems) is None
    (problem,) = problems.sorted()
    assert "URN" not in told(problem)
    return problem


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("delivery: [{loss_share: 1, network_kg_co2e_per_mwh: 1}]", "delivery.0.loss_share", "≥ 0, < 1"),
        ("delivery: [{loss_share: 5, network_kg_co2e_per_mwh: 1}]", "delivery.0.loss_share", "≥ 0, < 1"),
        ("stores: [{area: A, store: S, charge_efficiency: 0}]", "stores.0.charge_efficiency", "> 0, ≤ 1"),
        ("tolerance: {absolute_mwh: -3}", "tolerance.absolute_mwh", "≥ 0"),
        ("boundary: {areas: {X: {per_mwh: {kg: -5}}}}", "boundary.areas.X.per_mwh.kg", "≥ 0"),
        ("tolerance: {relative: 2}", "tolerance.relative", "a number from 0 to 1"),
        ("repairs: {gaps_most_intervals: 0}", "repairs.gaps_most_intervals", "a number above zero"),
    ],
)
def test_a_number_out_of_bounds(text: str, column: str, expected: str) -> None:
    problem = refused(text)
    assert problem.place.column == column
    assert expected in told(problem)
