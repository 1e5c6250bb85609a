"""``fourfold data uncertainty`` and ``compare`` on the example database."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from support.command import Command

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "small-database"


@pytest.fixture
def library(fourfold: Command, tmp_path: Path) -> Path:
    path = tmp_path / "library"
    assert fourfold("data", "import", EXAMPLE, "--name", "small", "--library", path).code == 0
    return path


def test_an_interval_with_its_sources(fourfold: Command, library: Path, tmp_path: Path) -> None:
    table = tmp_path / "draws.csv"
    asked = ("data", "uncertainty", "small", "Electricity from coal", "--library", library, "--draws", 50)
    shown = fourfold(*asked, "-o", table)
    assert shown.code == 0
    for text in ("50 draws, seed 1", "97.5 %", "Coal mining → Methane, fossil", "are not drawn"):
        assert text in " ".join(shown.out.split())
    rows = list(csv.DictReader(table.open(encoding="utf-8")))
    assert len(rows) == 50
    told = json.loads(fourfold(*asked, "--json").out)
    total = told["kg_co2e"]["total"]
    mean = sum(float(row["total_kg_co2e"]) for row in rows) / 50
    assert float(total["mean"]["value"]) == pytest.approx(mean)
    assert float(total["low"]["value"]) < float(total["median"]["value"]) < float(total["high"]["value"])
    assert told["draws"]["exchanges_drawn"] == 2
    shares = [float(term["share"]) for term in told["screening"]["terms"]]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1)


def test_the_same_seed_gives_the_same_bytes(fourfold: Command, library: Path) -> None:
    asked = ("data", "uncertainty", "small", "Coal mining", "--library", library, "--draws", 20, "--json")
    first, again, other = fourfold(*asked), fourfold(*asked), fourfold(*asked, "--seed", 2)
    assert first.out == again.out
    assert first.out != other.out


def test_two_products_by_common_draws(fourfold: Command, library: Path, tmp_path: Path) -> None:
    table = tmp_path / "draws.csv"
    asked = ("data", "compare", "small", "Electricity from coal", "Coal mining", "--library", library, "--draws", 50)
    shown = fourfold(*asked, "-o", table)
    assert shown.code == 0
    assert "A is lower than B in" in shown.out
    told = json.loads(fourfold(*asked, "--json").out)
    a, b = (
        [float(row["total_kg_co2e"]) for row in csv.DictReader(table.open(encoding="utf-8")) if row["product"] == of]
        for of in (told["a"]["id"], told["b"]["id"])
    )
    below = sum(x < y for x, y in zip(a, b, strict=True)) / 50
    assert float(told["probability_a_below_b"]["value"]) == pytest.approx(below)
    assert 0 < below < 1
    difference = sum(x - y for x, y in zip(a, b, strict=True)) / 50
    assert float(told["difference"]["mean"]["value"]) == pytest.approx(difference)


def test_what_cannot_be_asked(fourfold: Command, library: Path) -> None:
    small = ("--library", library)
    assert fourfold("data", "uncertainty", "small", "no such product", *small).code == 2
    assert fourfold("data", "uncertainty", "small", "Coal mining", "--basic", "0.5", *small).code == 2
    assert fourfold("data", "compare", "none", "a", "b", *small).code == 2
