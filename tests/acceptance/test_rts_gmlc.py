"""The published RTS-GMLC fortnight: energy balances at every bus, zone and area, and emissions by heat rate."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from fourfold.electricity.grid.adapters.rts_gmlc import ADAPTER
from fourfold.electricity.grid.tables import GridTables, TableKind
from support.grid_tables import declare, open_tables, rows

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "rts-gmlc"
HOURS = 336

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared data folder is not beside the repository"),
]


def tables_at(level: str) -> GridTables:
    basis = {"quantity": "co2e_direct", "gwp_set": "AR6"}
    return open_tables(ADAPTER, DATA, declare("rts-gmlc", {"level": level}, basis=basis))


@pytest.mark.parametrize(("level", "count"), [("bus", 73), ("zone", 21), ("area", 3)])
def test_generation_less_net_export_is_the_published_load(level: str, count: int) -> None:
    """The largest difference in any area and hour is 9e-12 MWh, at loads of up to 3,000 MWh."""
    tables = tables_at(level)
    ties = rows(tables, TableKind.EXCHANGES)
    parts = [
        rows(tables, TableKind.GENERATION).select("start_s", "area", "energy_mwh"),
        ties.select("start_s", area="from_area", energy_mwh=-pl.col("energy_mwh")),
        ties.select("start_s", area="to_area", energy_mwh="energy_mwh"),
        rows(tables, TableKind.DEMAND).select("start_s", "area", -pl.col("energy_mwh")),
    ]
    missed = pl.concat(parts).group_by("start_s", "area").agg(pl.col("energy_mwh").sum())
    assert len(missed) == HOURS * count
    assert missed["energy_mwh"].abs().max() < 1e-10  # type: ignore[operator]


def test_area_loads_are_the_published_ones() -> None:
    demand = rows(tables_at("area"), TableKind.DEMAND)
    with (DATA / "DAY_AHEAD_regional_Load.csv").open(encoding="utf-8", newline="") as stream:
        fortnight = [row for row in csv.DictReader(stream) if row["Month"] == "7" and 5 <= int(row["Day"]) <= 18]
    for area in ("1", "2", "3"):
        found = demand.filter(pl.col("area") == area).sort("start_s")["energy_mwh"].to_numpy()
        assert found == pytest.approx(np.array([float(row[area]) for row in fortnight]), rel=1e-13)


def test_emissions_follow_from_heat_rates_worked_out_row_by_row() -> None:
    """Direct CO2 of each unit and hour, integrated from the raw cells with a loop of its own."""
    tables = tables_at("bus")
    output = rows(tables, TableKind.GENERATION).sort("unit", "start_s")
    with (DATA / "gen.csv").open(encoding="utf-8", newline="") as stream:
        units = {row["GEN UID"]: row for row in csv.DictReader(stream)}
    scheduled = output["unit"].unique().to_list()
    assert len(scheduled) == 156
    assert set(scheduled) <= set(tables.unit_rates)
    expected_kg = found_kg = 0.0
    for unit in scheduled:
        mw = output.filter(pl.col("unit") == unit)["energy_mwh"].to_numpy()
        rate = tables.unit_rates[unit]
        runs = mw[mw > 0]
        assert ((runs >= rate.output_mw[0] * (1 - 1e-6)) & (runs <= rate.output_mw[-1] * (1 + 1e-6))).all()
        found_kg += float(np.interp(runs, rate.output_mw, rate.per_hour["co2_kg_per_mwh"]).sum())
        expected_kg += sum(fuel_mmbtu(units[unit], power) for power in runs.tolist()) * co2_kg(units[unit])
    assert found_kg == pytest.approx(expected_kg, rel=1e-12)
    assert found_kg == pytest.approx(757_982_132, rel=1e-6)


def co2_kg(unit: dict[str, str]) -> float:
    return float(unit["Emissions CO2 Lbs/MMBTU"]) * 0.45359237


def fuel_mmbtu(unit: dict[str, str], mw: float) -> float:
    """Fuel burnt in an hour: up to the first point at the average rate, then segment by segment."""
    if not co2_kg(unit):
        return 0.0
    points = [float(unit[f"Output_pct_{k}"]) * float(unit["PMax MW"]) for k in range(4)]
    burnt = float(unit["HR_avg_0"]) * points[0] / 1000
    for k in range(1, 4):
        burnt += float(unit[f"HR_incr_{k}"]) * max(0.0, min(mw, points[k]) - points[k - 1]) / 1000
    return burnt
