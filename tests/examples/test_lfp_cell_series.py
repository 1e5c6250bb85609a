"""The illustrative series of examples/lfp-cell: what its script writes, and that its level is the official one."""

from __future__ import annotations

import csv
import runpy
from calendar import monthrange
from fractions import Fraction
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "examples" / "lfp-cell"
SERIES = FOLDER / "series" / "cn-js-illustrative.csv"


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with SERIES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_script_writes_the_committed_file() -> None:
    script = runpy.run_path(str(FOLDER / "make_series.py"))
    factors, demands, _ = script["build"]()
    written = "".join(f"{m},{h},{mg / 1e6:.6f},{demands[m, h]}\n" for (m, h), mg in sorted(factors.items()))
    assert SERIES.read_text(encoding="utf-8") == "month,hour,factor,demand\n" + written


def test_every_hour_of_every_month_stands_once(rows: list[dict[str, str]]) -> None:
    assert [(int(row["month"]), int(row["hour"])) for row in rows] == [(m, h) for m in range(1, 13) for h in range(24)]


def test_mean_weighted_by_demand_is_the_official_factor(rows: list[dict[str, str]]) -> None:
    weights = [int(row["demand"]) * monthrange(2024, int(row["month"]))[1] for row in rows]
    products = (Fraction(row["factor"]) * weight for row, weight in zip(rows, weights, strict=True))
    assert abs(sum(products, Fraction(0)) / sum(weights) - Fraction("0.5777")) < Fraction("0.0000000014")
