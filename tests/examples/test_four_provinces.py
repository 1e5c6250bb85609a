"""The made-up grid of examples/four-provinces: what its script writes, its balance, its factors."""

from __future__ import annotations

import csv
import re
import runpy
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
import yaml

from fourfold.data.library import shipped_library
from fourfold.data.source import Status
from fourfold.electricity.grid.open import open_grid
from fourfold.electricity.grid.state import Floats
from fourfold.electricity.tracing.options import TraceOptions
from fourfold.electricity.tracing.trace import trace

FOLDER = Path(__file__).parents[2] / "examples" / "four-provinces"
AREAS = ("XF-QS", "XF-HG", "XF-YJ", "XF-HW")
Key = tuple[str, str]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _by_hour_and_area(name: str, column: str, area: str = "area") -> dict[Key, Decimal]:
    sums: dict[Key, Decimal] = defaultdict(Decimal)
    for row in _rows(name):
        sums[row["start"], row[area]] += Decimal(row[column])
    return sums


def test_script_writes_the_committed_files() -> None:
    tables = runpy.run_path(str(FOLDER / "make_grid.py"))["build"]()
    for name, rows in tables.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == "".join(",".join(row) + "\n" for row in rows), name


def test_every_province_balances_exactly_in_every_hour() -> None:
    made, need = _by_hour_and_area("generation.csv", "energy_mwh"), _by_hour_and_area("demand.csv", "energy_mwh")
    sent = _by_hour_and_area("exchanges.csv", "energy_mwh", "from_area")
    got = _by_hour_and_area("exchanges.csv", "energy_mwh", "to_area")
    charge = _by_hour_and_area("storage.csv", "charge_mwh")
    discharge = _by_hour_and_area("storage.csv", "discharge_mwh")
    assert len(need) == 24 * 24 * len(AREAS)
    for key in need:
        assert made[key] + got[key] + discharge[key] == need[key] + sent[key] + charge[key], key
    assert all(Decimal(row["energy_mwh"]) >= 0 for name in ("generation.csv", "exchanges.csv") for row in _rows(name))


def test_the_store_ends_each_day_as_it_began() -> None:
    stock: dict[str, Decimal] = defaultdict(Decimal)
    for row in _rows("storage.csv"):
        stock[row["start"][:10]] += Decimal(row["charge_mwh"]) * Decimal("0.9") * Decimal("0.9")
        stock[row["start"][:10]] -= Decimal(row["discharge_mwh"])
    assert set(stock.values()) == {Decimal(0)}


def test_it_says_that_it_is_made_up_and_stays_small() -> None:
    declared = yaml.safe_load((FOLDER / "grid.yaml").read_text(encoding="utf-8"))
    assert declared["status"] == "illustrative"
    assert "made-up" in declared["names"]["en"]
    assert "虚构" in declared["names"]["zh"]
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "invented" in readme
    assert "虚构" in readme
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file()) < 600_000


def _expected() -> Floats:
    """Factors ``[interval, area]`` by a dense solve an hour, with the store's stock followed by hand."""
    library = shipped_library()
    rate: dict[str, float] = {}
    for row in _rows("factors.csv"):
        factor = library.get(row["factor"])
        assert factor is not None
        rate[row["technology"]] = float(sum(part.value for part in factor.parts)) * 1000
    hours: dict[str, list[dict[str, str]]] = defaultdict(list)
    for name in ("generation.csv", "exchanges.csv", "storage.csv"):
        for row in _rows(name):
            hours[row["start"]].append(row)
    stock_mwh = stock_kg = 0.0
    solved = []
    for _, rows in sorted(hours.items()):
        matrix, right = np.zeros((4, 4)), np.zeros(4)
        charge = discharge = 0.0
        for row in rows:
            if "technology" in row:
                at, mwh = AREAS.index(row["area"]), float(row["energy_mwh"])
                matrix[at, at] += mwh
                right[at] += mwh * rate[row["technology"]]
            elif "to_area" in row:
                at, mwh = AREAS.index(row["to_area"]), float(row["energy_mwh"])
                matrix[at, at] += mwh
                if row["from_area"] in AREAS:
                    matrix[at, AREAS.index(row["from_area"])] -= mwh
                else:
                    right[at] += mwh * 600
            else:
                charge, discharge = float(row["charge_mwh"]), float(row["discharge_mwh"])
        out_kg = discharge / 0.9 * stock_kg / stock_mwh if discharge else 0.0
        matrix[3, 3] += discharge
        right[3] += out_kg
        found = np.linalg.solve(matrix, right)
        stock_mwh += 0.9 * charge - discharge / 0.9
        stock_kg += found[3] * charge - out_kg
        solved.append(found)
    return np.array(solved)


@pytest.fixture(scope="module")
def factors() -> tuple[Floats, Floats]:
    """Factors and demand ``[interval, area]`` as the engine traces them."""
    grid = open_grid(FOLDER).data
    assert grid.frame.status is Status.ILLUSTRATIVE
    assert [area.code for area in grid.frame.areas] == list(AREAS)
    blocks = list(trace(grid, TraceOptions()).blocks())
    return np.concatenate([b.per_mwh[:, :, 0] for b in blocks]), np.concatenate([b.demand_mwh for b in blocks])


def test_tracing_agrees_with_a_dense_solve(factors: tuple[Floats, Floats]) -> None:
    """I17 and I13 on the example: 576 hours, a store, a boundary area."""
    np.testing.assert_allclose(factors[0], _expected(), rtol=1e-9)


def test_the_readme_says_what_comes_out(factors: tuple[Floats, Floats]) -> None:
    per_mwh, demand = factors
    hour = np.arange(576) % 24
    table = dict(re.findall(r"^\| (XF-\w+) \| (.+) \|$", (FOLDER / "README.md").read_text(encoding="utf-8"), re.M)[-4:])
    for at, area in enumerate(AREAS):
        mean = (per_mwh[:, at] * demand[:, at]).sum() / demand[:, at].sum()
        shown = (mean, per_mwh[hour == 12, at].mean(), per_mwh[hour < 6, at].mean())
        assert table[area] == " | ".join(f"{value:.0f}" for value in shown), area


def test_the_sun_shows_at_noon(factors: tuple[Floats, Floats]) -> None:
    per_mwh, hour = factors[0], np.arange(576) % 24
    assert (per_mwh[hour == 12, 0] < 0.7 * per_mwh[hour == 2, 0]).all()
    assert (per_mwh[:, 1] > per_mwh[:, 0]).all()
    assert (per_mwh > 0).all()
