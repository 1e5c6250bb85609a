"""The example gives what its README works out by hand, from the database of the repository."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from fourfold.accounting.assess import Result
from fourfold.accounting.uncertainty.study import uncertainty_of
from fourfold.app.assess import assess_folder
from fourfold.app.databases.importing import import_database
from fourfold.store.databases import FolderShelf

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
EXAMPLE = EXAMPLES / "board-with-database"
METHANE = Fraction("27.9")


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    library = tmp_path_factory.mktemp("library")
    import_database(EXAMPLES / "small-database", FolderShelf(library), today=date(2026, 1, 1))
    (found,) = assess_folder(EXAMPLE, ["fourfold-default"], library=library)
    return found


def by_hand() -> dict[str, Fraction]:
    """kg CO2e per board by row, from the amounts of the six processes."""
    dug, stoked, milled = Fraction("0.005") * METHANE, Fraction("0.9"), Fraction("1.8")
    # coal c = dug + 0.02 e + 0.002 s, electricity e = stoked + 0.4 c, steel s = milled + 0.6 c + 0.5 e; for c:
    steel_without_coal = milled + stoked / 2
    coal = (dug + stoked / 50 + steel_without_coal / 500) / (1 - Fraction("0.008") - Fraction("0.0016"))
    electricity = stoked + Fraction("0.4") * coal
    steel = milled + Fraction("0.6") * coal + electricity / 2
    plant = Fraction("1.2") + coal / 2
    heat = plant / 4
    electric_steel = Fraction("0.1") + Fraction("0.7") * plant / 2
    panel = Fraction("1.05") * electric_steel + heat / 2
    return {
        "panel": Fraction("2.5") * panel,
        "steel": Fraction("0.84") * steel,
        "backing": Fraction("1.05"),
        "heat": Fraction("0.6") * heat,
        "power": Fraction("0.24"),
    }


def test_every_row_is_what_is_worked_out_by_hand(result: Result) -> None:
    found = {item.id: float(kg.value) for item, kg in result.footprint.by(lambda cell: cell.item).items()}
    assert found == pytest.approx({row: float(kg) for row, kg in by_hand().items()}, rel=1e-10)


def test_the_readme_prints_the_total(result: Result) -> None:
    readme = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    printed = {float(number) for number in re.findall(r"(5\.\d{3}) kg CO2e", readme)}
    assert printed == {5.323}
    assert float(result.footprint.total_kg_co2e) == pytest.approx(float(sum(by_hand().values())), rel=1e-10)
    assert round(float(result.footprint.total_kg_co2e), 3) == 5.323


def test_nothing_is_warned_of(result: Result) -> None:
    assert [problem.kind.code for problem in result.warnings] == []


def test_the_interval_holds_the_figure_and_draws_by_four_ways(result: Result) -> None:
    found = uncertainty_of(result, draws=300, seed=1)
    total = found.intervals["total"]
    assert total.low.value < float(result.footprint.total_kg_co2e) < total.high.value
    assert found.from_ratings == ["backing"]
    assert found.from_ranges == ["fibreboard"]
    assert found.point == pytest.approx(float(result.footprint.total_kg_co2e), rel=1e-10)
    assert {"panel", "Coal mining"} <= {source.what for source in found.sources}
