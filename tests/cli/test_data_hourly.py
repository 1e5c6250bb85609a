"""``fourfold data hourly``: factors of zones and footprints of products, and tables that cannot be used."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from fourfold.store.databases import FolderShelf
from support.command import Command
from support.databases import ENERGY, Rows, database, flow

HOURS = ("2024-01-01T00:00+01:00", "2024-01-01T01:00+01:00", "2024-01-01T02:00+01:00")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Markets A and B, counted in MJ; a coal plant that draws a tenth from A; wind; a mine that draws on B."""
    energies = [flow(name, name, reference=ENERGY) for name in ("a-power", "b-power", "coal-power", "wind-power")]
    made = database(
        [
            Rows("market-a").makes("a-power").takes("coal-power", 1).gives("co2", 7),
            Rows("market-b").makes("b-power").takes("wind-power", 1),
            Rows("plant").makes("coal-power").takes("coal", 0.1).takes("a-power", 0.1).gives("co2", 0.25),
            Rows("wind").makes("wind-power").takes("steel", 0.001),
            Rows("mine").makes("coal").takes("b-power", 1).gives("co2", 0.2),
            Rows("mill").makes("steel").takes("a-power", 5).gives("co2", 1),
        ],
        flows=energies,
    )
    FolderShelf(tmp_path / "library").add(made)
    monkeypatch.setenv("FOURFOLD_LIBRARY", str(tmp_path / "library"))
    (tmp_path / "markets.csv").write_text("zone,product\nA,market-a\nB,market-b\n", encoding="utf-8")
    return tmp_path


def mixes(folder: Path, rows: list[str], header: str = "start,zone,source,share") -> list[object]:
    (folder / "mixes.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    files = ["--markets", folder / "markets.csv", "--mixes", folder / "mixes.csv"]
    return ["data", "hourly", "small", *files, "-o", folder / "out.csv"]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def rows_of(hour: str, coal: object = 0.5, wind: object = 0.5) -> list[str]:
    return [f"{hour},A,plant,{coal}", f"{hour},A,wind,{wind}", f"{hour},B,wind,0.75", f"{hour},B,zone:A,0.25"]


def by_hand(coal: float, wind: float) -> tuple[float, float]:
    """kg CO2e of a MJ of A and of B. Coal c = 0.25 + 0.1 (0.2 + b) + 0.1 a, wind w = 0.001 (1 + 5 a)."""
    # a = coal c + wind w; b = 0.75 w + 0.25 a, so b = 0.00075 + 0.25375 a
    from_b = 0.1 * coal * 0.25375
    a = (coal * (0.27 + 0.1 * 0.00075) + wind * 0.001) / (1 - 0.1 * coal - 0.005 * wind - from_b)
    return a, 0.00075 + 0.25375 * a


def test_factors_by_hand(fourfold: Command, folder: Path) -> None:
    words = mixes(folder, [*rows_of(HOURS[0]), *rows_of(HOURS[1], 1.0, 0.05), *rows_of(HOURS[2], "", 0.5)])
    done = fourfold(*words)
    assert done.code == 0, done.err
    assert "1.05" in done.out
    rows = table(folder / "out.csv")
    for at, (coal, wind) in enumerate([(0.5, 0.5), (1.0, 0.05)]):
        found = [float(row["kg_co2e_per_mwh"]) for row in rows[2 * at : 2 * at + 2]]
        assert found == pytest.approx([3600 * value for value in by_hand(coal, wind)], rel=1e-12)
    assert [row["reason"] for row in rows[4:]] == ["missing_input", "missing_input"]
    assert [row["kg_co2e_per_mwh"] for row in rows[4:]] == ["", ""]
    meta = json.loads((folder / "out.csv.meta.json").read_text(encoding="utf-8"))
    assert meta["asked"]["database"] == "small"
    assert meta["asked"]["upstream"] == "same-interval"
    assert meta["asked"]["profile"] == "default"
    assert "7" in json.dumps([note for note in meta["assumptions"] if note["kind"]["code"] == "hourly-market-emptied"])


def test_the_factors_can_be_published(fourfold: Command, folder: Path) -> None:
    assert fourfold(*mixes(folder, [*rows_of(HOURS[0]), *rows_of(HOURS[1])])).code == 0
    words = ["--area", "B", "--publisher", "me", "-o", folder / "b.json"]
    done = fourfold("electricity", "publish", folder / "out.csv", *words)
    assert done.code == 0, done.err


def test_footprint_of_a_product(fourfold: Command, folder: Path) -> None:
    words = mixes(folder, [*rows_of(HOURS[0]), *rows_of(HOURS[1], 1.0, 0.0)])
    done = fourfold(*words, "--product", "mill", "--json")
    assert done.code == 0, done.err
    steel = [float(row["kg_co2e"]) for row in table(folder / "out.csv")]
    assert steel == pytest.approx([1 + 5 * by_hand(0.5, 0.5)[0], 1 + 5 * by_hand(1.0, 0.0)[0]], rel=1e-12)
    assert json.loads(done.out)["upstream"] == "same-interval"


def test_annual_differs_only_where_suppliers_draw(fourfold: Command, folder: Path) -> None:
    """Two equal hours: no difference. Two unlike ones: the coal of the mine is of the mean."""
    equal = [*rows_of(HOURS[0]), *rows_of(HOURS[1])]
    unlike = [*rows_of(HOURS[0]), *rows_of(HOURS[1], 1.0, 0.0)]
    found = {}
    for name, rows in (("equal", equal), ("unlike", unlike)):
        for more in ([], ["--annual"]):
            assert fourfold(*mixes(folder, rows), *more).code == 0
            found[name, bool(more)] = [float(row["kg_co2e_per_mwh"]) for row in table(folder / "out.csv")]
    assert found["equal", True] == pytest.approx(found["equal", False], rel=1e-12)
    assert found["unlike", True] != pytest.approx(found["unlike", False], rel=1e-4)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([f"{HOURS[0]},A,plant,0.5", f"{HOURS[0]},B,wind,1"], "sum to 0.5"),
        ([f"{HOURS[0]},A,plant,1", f"{HOURS[0]},A,plant,0"], "stands twice"),
        ([f"{HOURS[0]},A,nothing like it,1"], "is no source"),
        ([f"{HOURS[0]},A,zone:C,1"], "is no source"),
        ([f"{HOURS[0]},C,plant,1"], "cannot be used as zone"),
        ([f"{HOURS[0]},A,plant,-1"], "cannot be used as share"),
        ([f"{HOURS[0]},A,plant,much"], "cannot be used as share"),
        (["yesterday,A,plant,1"], "cannot be used as start"),
        (["2024-01-01T00:00,A,plant,1"], "cannot be used as start"),
    ],
)
def test_rows_that_cannot_be_used(fourfold: Command, folder: Path, rows: list[str], told: str) -> None:
    done = fourfold(*mixes(folder, rows))
    assert done.code == 2
    assert told in " ".join(done.err.split())
    assert not (folder / "out.csv").exists()


@pytest.mark.parametrize("text", ["zone,product\nA,mill\n", "zone,product\nA,market-a\nA,market-b\n", "zone\nA\n", ""])
def test_markets_that_cannot_be_used(fourfold: Command, folder: Path, text: str) -> None:
    words = mixes(folder, rows_of(HOURS[0]))
    (folder / "markets.csv").write_text(text, encoding="utf-8")
    done = fourfold(*words)
    assert done.code == 2
    assert "markets.csv" in done.err


def test_no_rows_at_all(fourfold: Command, folder: Path) -> None:
    assert fourfold(*mixes(folder, [])).code == 2
