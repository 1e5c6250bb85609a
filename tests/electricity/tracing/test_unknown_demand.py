"""An area whose input is missing has no demand that is known, unless a table gives it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fourfold.electricity.grid.open import open_grid
from fourfold.electricity.tracing.options import TraceOptions
from fourfold.electricity.tracing.trace import trace

STAMPS = [f"2024-07-01T{hour:02}:00+08:00" for hour in range(4)]


@pytest.mark.parametrize("is_given", [False, True])
def test_demand_of_an_area_with_a_gap(tmp_path: Path, is_given: bool) -> None:
    rows = [
        f"{stamp},{area},煤电,{'' if (hour, area) == (1, '甲') else 50}\n"
        for hour, stamp in enumerate(STAMPS)
        for area in "甲乙"
    ]
    (tmp_path / "generation.csv").write_text("start,area,technology,energy_mwh\n" + "".join(rows), encoding="utf-8")
    flows = "".join(f"{stamp},甲,乙,5\n" for stamp in STAMPS)
    (tmp_path / "exchanges.csv").write_text("start,from_area,to_area,energy_mwh\n" + flows, encoding="utf-8")
    (tmp_path / "factors.csv").write_text("technology,kg_co2e_per_mwh\n煤电,900\n", encoding="utf-8")
    if is_given:
        demand = "".join(f"{stamp},甲,45\n" for stamp in STAMPS)
        (tmp_path / "demand.csv").write_text("start,area,energy_mwh\n" + demand, encoding="utf-8")
    opened = open_grid(tmp_path, repairs={"gaps": "no-factor"})
    assert [area.code for area in opened.data.frame.areas] == ["乙", "甲"]
    (block,) = trace(opened.data, TraceOptions()).blocks()
    known = [45.0, 45.0 if is_given else np.nan, 45.0, 45.0]
    np.testing.assert_array_equal(block.demand_mwh[:, 1], known)
    np.testing.assert_array_equal(block.demand_mwh[:, 0], 55.0)
    assert np.isnan(block.per_mwh[1, :, 0]).all()
