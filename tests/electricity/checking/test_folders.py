"""Checking against a folder: which grids the check reads by itself, and what it says of the others."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from fourfold.electricity.checking.check import check
from fourfold.electricity.checking.plain import read_plain
from fourfold.electricity.checking.plain_tables import NotPlain
from fourfold.electricity.checking.report import CheckReport, Reading, Verdict
from fourfold.electricity.factors.describe import meta_of
from fourfold.electricity.factors.files import FactorWriter
from fourfold.electricity.grid.open import open_grid
from fourfold.electricity.grid.state import GridData
from fourfold.electricity.reconciliation.reconcile import reconcile
from fourfold.electricity.reconciliation.settings import Adjusted, ReconcileSettings, WeightRule
from fourfold.electricity.tracing.options import TraceOptions
from fourfold.electricity.tracing.trace import trace

PROVINCES = Path(__file__).parents[3] / "examples" / "four-provinces"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROVINCES, tmp_path / "grid"))


def write(grid: GridData, path: Path) -> Path:
    traced = trace(grid, TraceOptions(mix=True))
    with FactorWriter(path, grid.frame.areas, traced.attributes, "UTC", "Z") as writer:
        for block in traced.blocks():
            writer.write(block)
        writer.finish(meta_of(grid, traced, "0", "Z"))
    return path


def failed(report: CheckReport) -> set[str]:
    return {item.name.code for item in report.items if item.verdict is Verdict.FAIL}


def test_a_tidy_folder_is_read_independently(folder: Path, tmp_path: Path) -> None:
    report = check(folder, write(open_grid(folder).data, tmp_path / "f.csv"))
    assert report.passed
    assert report.reading is Reading.OWN
    assert report.why_shared is None


def test_both_readers_see_the_same_grid(folder: Path) -> None:
    ours, theirs = read_plain(folder), open_grid(folder).data
    assert not isinstance(ours, NotPlain)
    np.testing.assert_array_equal(ours.starts_s, theirs.starts_s)
    place = [[area.code for area in theirs.frame.areas].index(area.code) for area in ours.frame.areas]
    demand = np.concatenate([state.demand_mwh for state in theirs.blocks()])
    np.testing.assert_allclose(ours.state.demand_mwh, demand[:, place], rtol=1e-12)


def test_a_changed_input_file_is_told(folder: Path, tmp_path: Path) -> None:
    path = write(open_grid(folder).data, tmp_path / "f.csv")
    with (folder / "factors.csv").open("a", encoding="utf-8") as stream:
        stream.write("\n")
    found = failed(check(folder / "grid.yaml", path))
    assert "check-digests" in found


def test_repaired_grids_are_read_as_tracing_reads_them(folder: Path, tmp_path: Path) -> None:
    path = write(open_grid(folder, repairs={"names": "trim"}).data, tmp_path / "f.csv")
    report = check(folder, path, {"names": "trim"})
    assert report.passed
    assert report.reading is Reading.SHARED
    assert report.why_shared is not None
    assert report.why_shared.code == "check-grid-repaired"


def test_reconciled_grids_are_reconciled_again(folder: Path, tmp_path: Path) -> None:
    demand = pl.read_csv(folder / "demand.csv")
    off = demand.with_columns(pl.col("energy_mwh") * pl.when(pl.int_range(pl.len()) % 3 == 0).then(1.02).otherwise(1.0))
    off.write_csv(folder / "demand.csv")
    settings = ReconcileSettings(
        WeightRule.UNIFORM, {Adjusted.EXCHANGE: 10.0, Adjusted.CHARGE: float("inf"), Adjusted.DISCHARGE: float("inf")}
    )
    grid = reconcile(open_grid(folder, repairs={"imbalance": "reconcile"}).data, settings)
    assert grid.intervals > 0
    report = check(folder, write(grid, tmp_path / "f.csv"))
    assert failed(report) == set()
    assert report.why_shared is not None
    assert report.why_shared.code == "check-grid-reconciled"
