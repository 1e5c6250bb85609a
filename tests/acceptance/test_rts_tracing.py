"""Tracing of the published RTS-GMLC fortnight by bus, zone and area: emissions conserved in all hours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fourfold.electricity.grid.open import open_grid
from fourfold.electricity.tracing.mixer import mixer
from fourfold.electricity.tracing.options import Coupling, TraceOptions
from fourfold.electricity.tracing.result import Reason
from fourfold.electricity.tracing.trace import trace

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "rts-gmlc"
EMITTED_KG = 757_982_132
"""Direct CO2 of the fortnight, from heat rates, worked out row by row in test_rts_gmlc.py."""

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared data folder is not beside the repository"),
]


@pytest.mark.parametrize("coupling", list(Coupling))
@pytest.mark.parametrize(("level", "count"), [("bus", 73), ("zone", 21), ("area", 3)])
def test_i1_emissions_are_conserved_over_the_fortnight(
    tmp_path: Path, level: str, count: int, coupling: Coupling
) -> None:
    """I1: Σ x · demand = Σ F to 1e-12 in every hour, the same Σ F at every level."""
    (tmp_path / "grid.yaml").write_text(
        f"fourfold: grid/1\nbasis: {{quantity: co2_direct, gwp_set: not_weighted}}\n"
        f'files: {{format: rts-gmlc, path: "{DATA}", options: {{level: {level}}}}}\n',
        "utf-8",
    )
    traced = trace(open_grid(tmp_path).data, TraceOptions(coupling), mixer=mixer("batched"))
    blocks = list(traced.blocks())
    balance = traced.balances()[0]
    assert balance.relative_error <= 1e-12
    assert balance.generated == pytest.approx(EMITTED_KG, rel=1e-6)
    assert balance.consumed == pytest.approx(balance.generated, rel=1e-12)
    reason = np.concatenate([block.reason for block in blocks])
    demand = np.concatenate([block.demand_mwh for block in blocks])
    assert reason.shape == (336, count)
    assert set(np.unique(reason)) <= {Reason.NONE, Reason.ZERO_THROUGHPUT}
    assert (demand[reason == Reason.ZERO_THROUGHPUT] == 0).all()
