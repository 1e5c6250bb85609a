"""``fourfold data scores`` and ``fourfold data tree``: tables, summaries, trees, and what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import polars as pl
import pytest

from fourfold.store.databases import FolderShelf
from support.command import Command
from support.databases import ENERGY, Rows, database, emission, flow

FOSSIL = "Carbon dioxide, fossil"


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Steel takes coal and power, power takes coal; power takes a little of itself; a forest takes up CO2."""
    power = flow("kwh", "Electricity", reference=ENERGY)
    cfc = emission("cfc", "CFCs, unspecified")
    methane = emission("leak", "Methane")
    made = database(
        [
            Rows("steel", "CN").makes("steel").takes("coal", 0.7).takes("kwh", 2, "kWh").gives("co2", 1.8),
            Rows("coal", "CN").makes("coal").takes("kwh", 0.1).gives("leak", 5, "g").gives("cfc", 1e-6),
            Rows("power", "CN").makes("kwh").takes("coal", 0.1).takes("kwh", 0.05).gives("co2", 0.25),
            Rows("power-eu", "DE").makes("kwh", 2).takes("nothing", 1).gives("co2", 0.1),
            Rows("wood", "DE").makes("wood").takes("uptake", 1.8).gives("ch4", 0.001),
        ],
        flows=(power, cfc, methane),
        choices={("", "kwh"): "power"},
    )
    FolderShelf(tmp_path / "library").add(made)
    monkeypatch.setenv("FOURFOLD_LIBRARY", str(tmp_path / "library"))
    return tmp_path


def table(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["uuid"]: row for row in csv.DictReader(stream)}


def test_scores_by_line(fourfold: Command, library: Path) -> None:
    output = library / "scores.csv"
    done = fourfold("data", "scores", "small", "-o", output)
    assert done.code == 0, done.err
    for told in ("GWP100 AR6", "small 000000000000", "default", "CFCs, unspecified", "1 needs have no supplier"):
        assert told in " ".join(done.out.split()), told
    rows = table(output)
    assert list(rows["wood"])[:4] == ["uuid", "name", "location", "unit"]
    coal, power = _coal_and_power()
    assert float(rows["coal"]["gwp100_total_kg_co2e"]) == pytest.approx(coal)
    assert float(rows["coal"]["unsplit_kg_co2e"]) > 0.1395
    assert float(rows["steel"]["gwp100_total_kg_co2e"]) == pytest.approx(1.8 + 0.7 * coal + 7.2 * power)
    assert float(rows["wood"]["biogenic_removals_kg_co2e"]) == -1.8
    assert float(rows["wood"]["gwp100_total_kg_co2e"]) == pytest.approx(-1.8 + 0.027)
    meta = json.loads((library / "scores.meta.json").read_text(encoding="utf-8"))
    assert (meta["gwp_set"], meta["cut_offs"], meta["unmapped_flows"]) == (
        "AR6",
        1,
        ["CFCs, unspecified (air / unspecified)"],
    )


def _coal_and_power() -> tuple[float, float]:
    """By hand: coal = 0.005 · 27.9 + 0.1 power; power = (0.25 + 0.1 coal) / 0.95."""
    own = 0.005 * 27.9
    power = (0.25 + 0.1 * own) / (0.95 - 0.01)
    return own + 0.1 * power, power


def test_scores_by_flow_have_the_names_of_flows(fourfold: Command, library: Path) -> None:
    first, second, packed = library / "a.csv", library / "b.csv", library / "c.parquet"
    for output in (first, second, packed):
        assert fourfold("data", "scores", "small", "--flows", "-o", output).code == 0
    assert first.read_bytes() == second.read_bytes()
    power = 0.25 / 0.94
    rows = table(first)
    assert float(rows["power"][FOSSIL]) == pytest.approx(power)
    assert float(rows["wood"]["Carbon dioxide, in air (from nature)"]) == 1.8
    frame = pl.read_parquet(packed)
    assert frame.columns == list(rows["wood"])
    assert frame.filter(frame["uuid"] == "power")[FOSSIL].item() == pytest.approx(power)
    columns = {row["column"]: row for row in _rows(library / "a.columns.csv")}
    assert set(columns) | {"uuid", "name", "location", "unit", "product", "product_uuid"} == set(rows["wood"])
    assert columns["Carbon dioxide, in air (from nature)"]["direction"] == "from nature"
    assert columns["Methane"]["unit"] == "kg"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_profile_that_counts_emissions_only_leaves_out_uptakes(fourfold: Command, library: Path) -> None:
    output = library / "scores.csv"
    profile = "reference-product-no-cutoff-links"
    assert fourfold("data", "scores", "small", "--profile", profile, "-o", output, "--gwp-set", "AR4").code == 0
    rows = table(output)
    assert float(rows["wood"]["gwp100_total_kg_co2e"]) == pytest.approx(0.025)
    assert json.loads((library / "scores.meta.json").read_text(encoding="utf-8"))["profile"]["id"] == profile


def test_summary_for_programs_and_people(fourfold: Command, library: Path) -> None:
    done = fourfold("data", "scores", "small", "--json")
    document = json.loads(done.out)
    assert document["products"] == 5
    assert document["negative"] == 1
    assert document["highest"][0]["id"] == "steel"
    assert document["basis"]["unmapped_flows"] == ["CFCs, unspecified (air / unspecified)"]
    assert fourfold("data", "scores", "small", "--lang", "zh").code == 0
    assert [path.name for path in library.iterdir()] == ["library"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["scores", "smal"], "small"),
        (["scores", "small", "--profile", "mine"], "reference-product-no-cutoff-links"),
        (["scores", "small", "-o", "scores.txt"], ".parquet"),
        (["scores", "small", "-o", "no/such/scores.csv"], "no/such"),
        (["scores", "small", "--version", "ff"], "000000000000"),
        (["tree", "small", "gold"], "gold"),
        (["tree", "small", "powe"], "power-eu"),
        (["tree", "small", ""], ""),
        (["tree", "small", "steel", "--unit", "MJ"], "kg"),
        (["tree", "small", "steel", "--html", "no/such/page.html"], "no/such"),
    ],
)
def test_what_cannot_be_used_is_told(fourfold: Command, library: Path, arguments: list[str], told: str) -> None:
    done = fourfold("data", *arguments)
    assert done.code == 2
    assert told in done.err
    assert done.out == ""


def test_several_products_are_listed(fourfold: Command, library: Path) -> None:
    done = fourfold("data", "tree", "small", "electricity")
    assert done.code == 2
    assert "power [CN]" in done.err
    assert "power-eu [DE]" in done.err


def test_tree_for_people(fourfold: Command, library: Path) -> None:
    done = fourfold("data", "tree", "small", "steel", "--amount", 2, "--unit", "t", "--cut-off", 0)
    plain = " ".join(done.out.split())
    assert done.code == 0, done.err
    for told in ("2 t: steel [CN]", "100.0 %", "loop: passed before", "by result line", "suppliers, tier 1"):
        assert told in plain, told
    for told in ("not counted: 0.00", "GWP100 AR6", "1 needs have no supplier"):
        assert told in plain, told


def test_tree_for_programs(fourfold: Command, library: Path) -> None:
    document = json.loads(fourfold("data", "tree", "small", "steel", "--json", "--cut-off", 0).out)
    coal, power = _coal_and_power()
    total = 1.8 + 0.7 * coal + 7.2 * power
    assert float(document["total_kg_co2e"]) == pytest.approx(total)
    for parts in document["contributions"].values():
        assert sum(float(part["kg_co2e"]) for part in parts) == pytest.approx(total)
    root = document["tree"]["root"]
    assert {child["id"]: float(child["amount"]) for child in root["children"]} == {"power": 7.2, "coal": 0.7}
    assert document["uncounted"][0]["name"] == "CFCs, unspecified"
    assert document["streams"]["nodes"][0]["id"] == "steel"
    assert document["basis"]["choices"] == 1
    same = json.loads(fourfold("data", "tree", "small", "steel", "--json", "--cut-off", 0).out)
    assert same == document


def test_page_needs_no_script_and_no_network(fourfold: Command, library: Path) -> None:
    page = library / "tree.html"
    assert fourfold("data", "tree", "small", "steel", "--html", page, "--lang", "zh").code == 0
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")
    assert text.count("<path ") >= 2
    assert "steel [CN]" in text
