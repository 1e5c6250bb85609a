"""Plain arrays, and delivered factors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.electricity.grid.state import Attribute, AttributeKind
from fourfold.electricity.tracing.arrays import trace_arrays
from fourfold.electricity.tracing.delivered import deliver
from fourfold.electricity.tracing.options import Coupling, LossRule, TraceOptions
from support.grids import GridShape, random_grid
from support.tracing_runs import traced

GENERATION = np.array([[100.0, 50.0]])
EMISSIONS = np.array([[80_000.0, 5_000.0]])


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.sampled_from(list(Coupling)), st.sampled_from(list(LossRule)))
def test_arrays_give_what_the_grid_gives(seed: int, coupling: Coupling, losses: LossRule) -> None:
    """Same state as arrays, same factors; demand is found to be what is left."""
    grid = random_grid(seed, GridShape(areas=4, technologies=1, ties=6, borders=0, intervals=3, loss_share=0.1))
    state = grid.state
    ties = [(tie.from_area, tie.to_area) for tie in state.frame.ties]
    emissions = state.generation_mwh[:, :, None] * state.per_mwh
    lost = state.tie_loss_mwh
    demand = state.demand_mwh + state.area_loss_mwh
    for given_demand in (None, demand):
        found = trace_arrays(
            state.generation_mwh,
            emissions,
            state.exchange_mwh,
            ties=ties,
            loss_mwh=lost,
            demand_mwh=given_demand,
            coupling=coupling,
            losses=losses,
        )
        run = traced(grid, TraceOptions(coupling, losses))
        np.testing.assert_allclose(found.per_mwh, run.x[:, :, :-1], rtol=1e-9)
        np.testing.assert_array_equal(found.reason, run.reason)


def test_i7_flows_of_both_directions_as_a_matrix() -> None:
    """I7: 110 a − 10 b = 80000, 80 b − 30 a = 5000."""
    flows = np.zeros((1, 2, 2))
    flows[0, 0, 1], flows[0, 1, 0] = 30.0, 10.0
    found = trace_arrays(GENERATION, EMISSIONS, flows)
    expected = np.linalg.solve([[110.0, -10.0], [-30.0, 80.0]], EMISSIONS[0])
    assert found.per_mwh[0, :, 0] == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"emissions_kg": [[1.0]]}, "axes"),
        ({"generation_mwh": [[np.nan, 50.0]]}, "missing or infinite"),
        ({"generation_mwh": [[-1.0, 50.0]]}, "negative"),
        ({"generation_mwh": [[0.0, 150.0]]}, "nothing is generated"),
        ({"flows_mwh": [[150.0]]}, "more leaves area 0 in hour 0"),
        ({"ties": [[0, 2]]}, "numbered 0 to 1"),
        ({"ties": [[1, 1]]}, "two different areas"),
        ({"loss_mwh": [[31.0]]}, "more than was sent"),
        ({"demand_mwh": [[-5.0, 80.0]]}, "negative"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(changed: dict[str, Any], said: str) -> None:
    arguments: dict[str, Any] = {"generation_mwh": GENERATION, "emissions_kg": EMISSIONS, "flows_mwh": [[30.0]]}
    with pytest.raises(ValueError, match=said):
        trace_arrays(**{**arguments, "ties": [[0, 1]], **changed})


def test_delivered_factors() -> None:
    """x / (1 − λ) + c for the total, without c for parts and prices; shares stay; NaN stays NaN."""
    kinds = (AttributeKind.TOTAL, AttributeKind.PART, AttributeKind.PRICE, AttributeKind.SHARE, AttributeKind.MEASURED)
    attributes = [Attribute(f"{kind}_per_mwh", kind) for kind in kinds]
    x = np.array([[480.0, 40.0, 320.0, 0.6, 0.9], [np.nan] * 5])
    delivered = deliver(x, attributes, 0.04, 4.6)
    assert delivered[0] == pytest.approx([480 / 0.96 + 4.6, 40 / 0.96, 320 / 0.96, 0.6, 0.9], rel=1e-14)
    assert np.isnan(delivered[1]).all()
    assert x[0, 0] == 480.0, "what was given stays as it was"
    with pytest.raises(ValueError, match="loss share"):
        deliver(x, attributes, 1.0, 0.0)
