"""The made-up week of examples/traced-power: what its script writes, and what its README says of it."""

from __future__ import annotations

import csv
import runpy
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from fourfold.accounting.assess import assess_by_each
from fourfold.accounting.method_files import method
from fourfold.accounting.power.matching import scheme_match
from fourfold.accounting.study.model import Study

FOLDER = Path(__file__).parents[2] / "examples" / "traced-power"


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    """What the script defines."""
    return runpy.run_path(str(FOLDER / "make_files.py"))


def test_the_files_are_those_the_script_writes(made: dict[str, Any], tmp_path: Path) -> None:
    made["main"].__globals__["FOLDER"] = tmp_path
    made["main"]()
    written = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv"))
    assert len(written) == 7
    for path in written:
        assert (tmp_path / path).read_bytes() == (FOLDER / path).read_bytes(), path


def test_the_main_register_falls_back_once_and_counts_everything(made: dict[str, Any]) -> None:
    with (FOLDER / "meters" / "main.csv").open(encoding="utf-8", newline="") as file:
        register = [int(row["reading"]) for row in csv.DictReader(file)]
    steps = [(after - before) % 100_000_000 for before, after in pairwise(register)]
    assert sum(after < before for before, after in pairwise(register)) == 1
    assert steps == [10 * (made["press"](at) + made["oven"](at) + made["rest"](at)) for at in range(168)]


def test_the_figures_of_the_readme_hold() -> None:
    (result,) = assess_by_each(Study.load(FOLDER), [method("fourfold-default")])
    match = scheme_match(result.study, result.method, result.electricity, result.footprint)
    on_site, grid = (match.covered[kind][0] for kind in match.covered)
    assert (match.load_kwh, on_site, grid) == (Decimal(24_120), Decimal(2_678), Decimal(21_442))
    loads = {row.load.row.electricity: row.load.energy.total_kwh for row in result.electricity.rows}
    assert loads["press-brackets"] + loads["press-covers"] == 12_528
    assert (loads["oven"], loads["rest"]) == (Decimal(9_240), Decimal(2_352))
