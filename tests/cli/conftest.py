"""A grid of two areas and its factors, for all tests of commands on electricity."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command import Command
from support.command_grids import stamp, write


@pytest.fixture
def fourfold(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(monkeypatch, capfd)


@pytest.fixture
def grid(tmp_path: Path) -> Path:
    """Two areas, two hours: A coal (900), B wind (12); A sends 30 in the first hour, takes 20 in the second."""
    folder = tmp_path / "grid"
    folder.mkdir()
    write(
        folder / "generation.csv",
        "start,area,technology,energy_mwh",
        [f"{stamp(0)},A,coal,100", f"{stamp(0)},B,wind,50", f"{stamp(1)},A,coal,80", f"{stamp(1)},B,wind,90"],
    )
    write(folder / "exchanges.csv", "start,from_area,to_area,energy_mwh", [f"{stamp(0)},A,B,30", f"{stamp(1)},A,B,-20"])
    write(folder / "factors.csv", "technology,kg_co2e_per_mwh,co2_kg_per_mwh", ["coal,900,850", "wind,12,10"])
    return folder


@pytest.fixture
def factors(fourfold: Command, grid: Path, tmp_path: Path) -> Path:
    path = tmp_path / "factors.csv"
    assert fourfold("electricity", "trace", grid, "-o", path).code == 0
    return path
