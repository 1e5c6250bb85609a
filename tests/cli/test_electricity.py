"""``fourfold electricity …``: what the verbs on grids print, what they write, how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command import Command
from support.command_grids import rows_of, stamp, write
from support.ieee_14 import BRANCHES, FACTORS, GENERATORS, LOADS


def test_trace_writes_one_row_for_each_interval_and_area(factors: Path) -> None:
    rows = rows_of(factors)
    assert [(row["start"], row["area"]) for row in rows] == [(stamp(h), a) for h in (0, 1) for a in "AB"]
    assert [float(row["kg_co2e_per_mwh"]) for row in rows] == pytest.approx([900, 345, 722.4, 12], rel=1e-12)
    assert [float(row["co2_kg_per_mwh"]) for row in rows] == pytest.approx([850, 325, 682, 10], rel=1e-12)
    assert [float(row["demand_mwh"]) for row in rows] == [70, 80, 100, 70]
    meta = json.loads(factors.with_name("factors.csv.meta.json").read_text(encoding="utf-8"))
    assert meta["options"]["coupling"] == "direct"


def test_trace_tells_what_was_assumed_in_both_languages(fourfold: Command, grid: Path, tmp_path: Path) -> None:
    english = fourfold("electricity", "trace", grid, "-o", tmp_path / "f.csv")
    assert "no basis is declared" in " ".join(english.out.split())
    assert "unconfirmed" in english.out
    chinese = fourfold("electricity", "trace", grid, "-o", tmp_path / "f.csv", "--lang", "zh")
    assert (chinese.code, chinese.err) == (0, "")
    assert "直接耦合" in chinese.out


def test_options_of_tracing(fourfold: Command, grid: Path, tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    asked = ("--coupling", "aggregated", "--losses", "l2", "--attributes", "none,mix", "--json", "-")
    done = fourfold("electricity", "trace", grid, "-o", path, *asked)
    assert done.code == 0
    told = json.loads(done.out)
    assert (told["coupling"], told["losses"]) == ("aggregated", "L2")
    header = list(rows_of(path)[0])
    assert header[2:5] == ["kg_co2e_per_mwh", "coal_mwh_per_mwh", "wind_mwh_per_mwh"]
    assert all(
        float(row["coal_mwh_per_mwh"]) + float(row["wind_mwh_per_mwh"]) == pytest.approx(1) for row in rows_of(path)
    )
    refused = fourfold("electricity", "trace", grid, "-o", path, "--attributes", "co2")
    assert refused.code == 2
    assert "co2_kg_per_mwh" in refused.err


def test_bad_data_are_told_all_at_once_and_nothing_is_written(fourfold: Command, grid: Path, tmp_path: Path) -> None:
    text = (grid / "generation.csv").read_text(encoding="utf-8")
    broken = text.replace("A,coal,80", '"A ",coal,-5').replace("B,wind,90", "B,gas,nan")
    (grid / "generation.csv").write_text(broken, encoding="utf-8")
    done = fourfold("electricity", "trace", grid, "-o", tmp_path / "f.csv")
    assert done.code == 2
    for told in ("differ only by", "generates -5.0 MWh", "holds nan", "gas in B has no factor"):
        assert told in done.err, told
    assert "generation.csv:4" in done.err
    assert not [path for path in tmp_path.iterdir() if path != grid]


def test_repairs_are_asked_for_by_name(fourfold: Command, grid: Path, tmp_path: Path) -> None:
    text = (grid / "generation.csv").read_text(encoding="utf-8")
    (grid / "generation.csv").write_text(text + text.splitlines()[1] + "\n", encoding="utf-8")
    assert fourfold("electricity", "trace", grid, "-o", tmp_path / "f.csv").code == 2
    repaired = fourfold("electricity", "trace", grid, "-o", tmp_path / "f.csv", "--repair", "duplicates=drop-identical")
    assert repaired.code == 0
    assert "stand twice" in repaired.out
    unknown = fourfold("electricity", "trace", grid, "-o", tmp_path / "f.csv", "--repair", "duplicates=maybe")
    assert unknown.code == 2
    assert "duplicates=drop-identical" in unknown.err


def test_check_passes_and_finds_a_changed_digit(fourfold: Command, grid: Path, factors: Path) -> None:
    good = fourfold("electricity", "check", grid, factors)
    assert (good.code, good.err) == (0, "")
    assert "nothing is shared" in good.out
    text = factors.read_text(encoding="utf-8")
    factors.write_text(text.replace("345.0", "345.000001"), encoding="utf-8")
    bad = fourfold("electricity", "check", grid, factors, "--json", "-")
    assert bad.code == 1
    failed = {item["invariant"] for item in json.loads(bad.out)["items"] if item["verdict"] == "fail"}
    assert {"check-conservation", "check-mixing", "check-content"} <= failed


def test_check_needs_files_that_are_there(fourfold: Command, grid: Path, tmp_path: Path) -> None:
    done = fourfold("electricity", "check", grid, tmp_path / "none.csv")
    assert done.code == 2
    assert "none.csv" in done.err


def test_origins_sum_to_the_consumption(fourfold: Command, grid: Path, tmp_path: Path) -> None:
    """I10."""
    path = tmp_path / "o.csv"
    done = fourfold("electricity", "origins", grid, "-o", path, "--area", "B", "--by", "hour")
    assert done.code == 0
    first = [row for row in rows_of(path) if row["start"] == stamp(0)]
    found = {(row["origin_area"], row["technology"]): float(row["energy_mwh"]) for row in first}
    assert found == pytest.approx({("A", "coal"): 30, ("B", "wind"): 50})
    assert sum(float(row["emissions_kg_co2e"]) for row in first) == pytest.approx(345 * 80)
    assert fourfold("electricity", "origins", grid, "-o", path, "--area", "Z").code == 2


def test_residual_without_claims_is_the_average_and_conserves_with_them(
    fourfold: Command, grid: Path, tmp_path: Path
) -> None:
    """I14."""
    claims, path = tmp_path / "claims.csv", tmp_path / "r.csv"
    write(claims, "start,area,technology,energy_mwh", [f"{stamp(0)},B,wind,20"])
    done = fourfold("electricity", "residual", grid, "--claims", claims, "-o", path)
    assert done.code == 0
    rows = {(row["start"], row["area"]): row for row in rows_of(path)}
    left = rows[stamp(0), "B"]
    assert float(left["demand_mwh"]) == pytest.approx(60)
    assert float(left["kg_co2e_per_mwh"]) * 60 + 20 * 12 == pytest.approx(345 * 80)
    assert float(rows[stamp(1), "A"]["kg_co2e_per_mwh"]) == pytest.approx(722.4)
    meta = json.loads(path.with_name("r.csv.meta.json").read_text(encoding="utf-8"))
    assert meta["basis"]["claim"] == "residual"
    write(claims, "start,area,technology,energy_mwh", [f"{stamp(0)},B,wind,51"])
    over = fourfold("electricity", "residual", grid, "--claims", claims, "-o", path)
    assert over.code == 2
    assert "claims.csv:2" in over.err


@pytest.mark.parametrize(
    ("of", "title"), [("generation", "generation left MWh"), ("consumption", "consumption left MWh")]
)
def test_a_residual_mix_is_called_one(fourfold: Command, grid: Path, tmp_path: Path, of: str, title: str) -> None:
    claims, path = tmp_path / "claims.csv", tmp_path / "r.csv"
    write(claims, "start,area,technology,energy_mwh", [f"{stamp(0)},B,wind,20"])
    done = fourfold("electricity", "residual", grid, "--claims", claims, "-o", path, "--of", of)
    assert "residual mix" in done.out
    assert title in done.out
    assert "consumption MWh" not in done.out
    monthly = fourfold(
        "electricity", "aggregate", path, "--by", "month", "--time-zone", "UTC", "-o", tmp_path / "m.csv"
    )
    assert "residual mix" in monthly.out
    assert "energy left MWh" in monthly.out


def test_reconcile_balances_measured_data_and_lists_every_change(fourfold: Command, grid: Path, tmp_path: Path) -> None:
    demand = [f"{stamp(h)},{area},{mwh}" for h, area, mwh in ((0, "A", 72), (0, "B", 80), (1, "A", 100), (1, "B", 70))]
    write(grid / "demand.csv", "start,area,energy_mwh", demand)
    refused = fourfold("electricity", "trace", grid, "-o", tmp_path / "f.csv")
    assert refused.code == 2
    traced = fourfold("electricity", "trace", grid, "-o", tmp_path / "f.csv", "--reconcile")
    assert traced.code == 0
    assert fourfold("electricity", "check", grid, tmp_path / "f.csv").code == 0
    balanced = tmp_path / "balanced"
    done = fourfold("electricity", "reconcile", grid, "-o", balanced)
    assert done.code == 0
    changes = rows_of(balanced / "adjustments.csv")
    assert changes
    assert {row["start"] for row in changes} == {"2024-01-01T00:00:00Z"}
    again = fourfold("electricity", "trace", balanced, "-o", tmp_path / "g.csv")
    assert (again.code, again.err) == (0, "")
    one, two = ([float(row["kg_co2e_per_mwh"]) for row in rows_of(tmp_path / name)] for name in ("f.csv", "g.csv"))
    assert one == pytest.approx(two, rel=1e-9)
    assert fourfold("electricity", "reconcile", grid, "-o", balanced).code == 2


def test_parquet_holds_the_same_numbers(fourfold: Command, grid: Path, factors: Path, tmp_path: Path) -> None:
    import polars as pl

    path = tmp_path / "f.parquet"
    assert fourfold("electricity", "trace", grid, "-o", path).code == 0
    assert pl.read_parquet(path)["kg_co2e_per_mwh"].to_list() == [
        float(row["kg_co2e_per_mwh"]) for row in rows_of(factors)
    ]
    assert fourfold("electricity", "check", grid, path).code == 0


def test_the_ieee_14_case_as_a_folder(fourfold: Command, tmp_path: Path) -> None:
    """I19, from the rounded flows as printed: buses as areas, units as technologies; bus 7 only passes power on."""
    folder, path = tmp_path / "bus", tmp_path / "f.csv"
    folder.mkdir()
    units = [f"{stamp(0)},{bus},unit at {bus},{mwh}" for bus, (mwh, _) in GENERATORS.items()]
    write(folder / "generation.csv", "start,area,technology,energy_mwh", units)
    write(folder / "demand.csv", "start,area,energy_mwh", [f"{stamp(0)},{bus},{mwh}" for bus, mwh in LOADS.items()])
    lines = [f"{stamp(0)},{start},{end},{mwh}" for start, end, _, _, mwh in BRANCHES]
    write(folder / "exchanges.csv", "start,from_area,to_area,energy_mwh", lines)
    rates = [f"unit at {bus},{rate}" for bus, (_, rate) in GENERATORS.items()]
    write(folder / "factors.csv", "technology,kg_co2e_per_mwh", rates)
    done = fourfold("electricity", "trace", folder, "-o", path)
    assert done.code == 0
    found = {int(row["area"]): float(row["kg_co2e_per_mwh"]) for row in rows_of(path)}
    assert [found[bus] for bus in range(1, 15)] == pytest.approx(FACTORS, abs=1e-3)
    assert fourfold("electricity", "check", folder, path).code == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns", ["80", "120"])
def test_tables_are_no_wider_than_their_content(
    fourfold: Command, grid: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, columns: str
) -> None:
    """A name that is the code stands once, a column without content not at all, notes hang beside their dash."""
    monkeypatch.setenv("COLUMNS", columns)
    areas = "areas: [{code: A, names: {en: A, zh: A}}, {code: B, names: {en: Beta, zh: Beta}}]"
    declared = f"fourfold: grid/1\ntime_zone: UTC\nbasis: {{quantity: co2e_lifecycle}}\n{areas}\n"
    (grid / "grid.yaml").write_text(declared, encoding="utf-8")
    lines = fourfold("electricity", "trace", grid, "-o", tmp_path / "f.csv", "--lang", lang).out.splitlines()
    rows = [line.split() for line in lines if line.startswith(("A ", "B "))]
    assert rows == [
        ["A", "722.4", "795.5", "900.0", "170.0"],
        ["B", "Beta", "12.0", "189.6", "345.0", "150.0"],
    ]
    head = next(line for line in lines if line.startswith(("area", "区域")))
    assert len(head) < 60
    assert max(map(len, lines[:-1])) <= int(columns), "but for the path, which is never broken"
    notes = [at for at, line in enumerate(lines) if line.startswith("  – ")]
    assert all(lines[at].startswith(("  – ", "    ")) for at in range(notes[0], notes[-1] + 1))


def test_a_table_without_rows_says_that_there_is_nothing(fourfold: Command, grid: Path, tmp_path: Path) -> None:
    """I4: without exchanges every area is an island; only generation must have rows."""
    write(grid / "exchanges.csv", "start,from_area,to_area,energy_mwh", [])
    write(grid / "storage.csv", "start,area,store,charge_mwh,discharge_mwh", [])
    path = tmp_path / "f.csv"
    assert fourfold("electricity", "trace", grid, "-o", path).code == 0
    assert [float(row["kg_co2e_per_mwh"]) for row in rows_of(path)] == [900, 12, 900, 12]
    assert fourfold("electricity", "check", grid, path).code == 0
    write(grid / "generation.csv", "start,area,technology,energy_mwh", [])
    assert fourfold("electricity", "trace", grid, "-o", path).code == 2


def test_chain_and_importer_from_the_smallest_folder(fourfold: Command, grid: Path, tmp_path: Path) -> None:
    """I5, I6: C is fed by B only, B by A only, and none of them is declared."""
    flows = [f"{stamp(h)},{one},{other},{mwh}" for h in (0, 1) for one, other, mwh in (("A", "X", 40), ("X", "Y", 15))]
    write(grid / "exchanges.csv", "start,from_area,to_area,energy_mwh", flows)
    path = tmp_path / "f.csv"
    assert fourfold("electricity", "trace", grid, "-o", path).code == 0
    found = {row["area"]: float(row["kg_co2e_per_mwh"]) for row in rows_of(path)}
    assert found == {"A": 900, "B": 12, "X": 900, "Y": 900}
    assert fourfold("electricity", "check", grid, path).code == 0
