"""``fourfold electricity …``: what the verbs print, what they write, how they end."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from support.command import Command
from support.ieee_14 import BRANCHES, FACTORS, GENERATORS, LOADS

HOUR = "2024-01-01T{hour:02d}:00:00+00:00"


@pytest.fixture
def fourfold(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(monkeypatch, capfd)


def stamp(hour: int) -> str:
    return HOUR.format(hour=hour)


def write(path: Path, header: str, rows: list[str]) -> None:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


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


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


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


def test_outputs_never_replace_inputs(fourfold: Command, grid: Path, tmp_path: Path) -> None:
    before = (grid / "factors.csv").read_bytes()
    done = fourfold("electricity", "trace", grid, "-o", grid / "factors.csv")
    assert done.code == 2
    assert "would be overwritten" in done.err
    assert (grid / "factors.csv").read_bytes() == before
    assert fourfold("electricity", "trace", grid, "-o", tmp_path / "factors.txt").code == 2
    assert fourfold("electricity", "trace", grid, "-o", tmp_path / "no" / "f.csv").code == 2
    assert fourfold("electricity", "trace", tmp_path / "nowhere", "-o", tmp_path / "f.csv").code == 2


@pytest.mark.parametrize("verb", ["trace", "origins"])
@pytest.mark.parametrize("name", ["demand.csv", "losses.parquet", "Storage.csv.gz", "generation.csv"])
def test_no_output_becomes_a_table_of_the_grid(fourfold: Command, grid: Path, verb: str, name: str) -> None:
    before = sorted(path.name for path in grid.iterdir())
    done = fourfold("electricity", verb, grid, "-o", grid / name)
    assert done.code == 2
    assert name in done.err
    assert sorted(path.name for path in grid.iterdir()) == before
    assert fourfold("electricity", verb, grid, "-o", grid / "result.csv").code == 0
    assert fourfold("electricity", verb, grid, "-o", grid / "result.csv").code == 0


def test_an_aggregate_is_no_table_of_a_grid_either(fourfold: Command, grid: Path, factors: Path) -> None:
    before = (grid / "generation.csv").read_bytes()
    for name in ("generation.csv", "demand.csv"):
        done = fourfold("electricity", "aggregate", factors, "--by", "month", "-o", grid / name)
        assert done.code == 2
        assert "table of the grid" in done.err
    assert (grid / "generation.csv").read_bytes() == before
    assert not (grid / "demand.csv").exists()
    assert fourfold("electricity", "aggregate", factors, "--by", "month", "-o", grid / "months.csv").code == 0


def test_a_summary_replaces_neither_factors_nor_grid(fourfold: Command, grid: Path, tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    for summary in (path, tmp_path / "f.csv.meta.json", grid / "grid.yaml", grid / "generation.csv"):
        done = fourfold("electricity", "trace", grid, "-o", path, "--json", summary)
        assert (done.code, path.exists()) == (2, False)
        assert "--json" in done.err
    assert fourfold("electricity", "trace", grid, "-o", path, "--json", tmp_path / "s.json").code == 0
    before = [one.read_bytes() for one in sorted([*tmp_path.glob("f.csv*"), *grid.iterdir()])]
    for summary in (path, tmp_path / "f.csv.meta.json", grid / "demand.csv", grid / "generation.csv"):
        assert fourfold("electricity", "check", grid, path, "--json", summary).code == 2
        if summary.parent == grid:
            assert fourfold("electricity", "reconcile", grid, "-o", tmp_path / "b", "--json", summary).code == 2
    assert [one.read_bytes() for one in sorted([*tmp_path.glob("f.csv*"), *grid.iterdir()])] == before


def test_tables_in_another_folder_are_inputs_too(fourfold: Command, grid: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for name in ("generation.csv", "exchanges.csv"):
        (grid / name).rename(data / name)
    (grid / "grid.yaml").write_text("fourfold: grid/1\nfiles: {path: ../data}\n", encoding="utf-8")
    before = (data / "generation.csv").read_bytes()
    for name in ("generation.csv", "demand.csv"):
        done = fourfold("electricity", "trace", grid, "-o", data / name)
        assert done.code == 2
        assert name in done.err
    assert (data / "generation.csv").read_bytes() == before
    assert not (data / "demand.csv").exists()
    assert fourfold("electricity", "trace", grid, "-o", data / "f.csv").code == 0


def test_a_balanced_grid_is_no_part_of_the_grid_it_was_made_from(fourfold: Command, grid: Path) -> None:
    done = fourfold("electricity", "reconcile", grid, "-o", grid / "sub")
    assert done.code == 2
    assert "within the folder of the grid" in done.err
    assert not (grid / "sub").exists()


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


def test_months_recombine_to_the_year(fourfold: Command, factors: Path, tmp_path: Path) -> None:
    """I15."""
    path = tmp_path / "year.csv"
    done = fourfold("electricity", "aggregate", factors, "--by", "year", "-o", path)
    assert done.code == 0
    rows = {row["area"]: row for row in rows_of(path)}
    assert float(rows["A"]["kg_co2e_per_mwh"]) == pytest.approx((900 * 70 + 722.4 * 100) / 170, rel=1e-12)
    missing = fourfold("electricity", "aggregate", factors, "--by", "tariff", "-o", path)
    assert missing.code == 2
    assert "calendar" in missing.err
    assert fourfold("electricity", "aggregate", factors, "--by", "year", "-o", factors).code == 2


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


def test_an_aggregate_is_called_one_wherever_factors_are_wanted(
    fourfold: Command, grid: Path, factors: Path, tmp_path: Path
) -> None:
    months = tmp_path / "months.csv"
    assert fourfold("electricity", "aggregate", factors, "--by", "month", "-o", months).code == 0
    verbs: list[tuple[object, ...]] = [
        ("check", grid, months),
        ("plot", months, "-o", tmp_path / "p.svg"),
        ("aggregate", months, "--by", "year", "-o", tmp_path / "y.csv"),
        ("publish", months, "--area", "A", "--publisher", "p", "-o", tmp_path / "a.series.json"),
    ]
    for verb in verbs:
        done = fourfold("electricity", *verb)
        assert done.code == 2
        assert "this is an aggregate by month" in done.err
        assert "errors: 1" in done.err


def test_without_a_meta_file_the_clock_is_that_of_the_stamps_or_asked_for(fourfold: Command, tmp_path: Path) -> None:
    def table(name: str, offset: str) -> Path:
        rows = [f"2024-07-01T{hour:02d}:00:00{offset},A,{500 + hour},100" for hour in range(8)]
        write(tmp_path / name, "start,area,kg_co2e_per_mwh,demand_mwh", rows)
        return tmp_path / name

    east, utc, out = table("east.csv", "+08:00"), table("utc.csv", "Z"), tmp_path / "m.csv"
    assert fourfold("electricity", "aggregate", east, "--by", "month", "-o", out).code == 0
    assert [row["month"] for row in rows_of(out)] == ["2024-07"]
    assert fourfold("electricity", "plot", east, "-o", tmp_path / "p.svg").code == 0
    assert "UTC+8" in (tmp_path / "p.svg").read_text(encoding="utf-8")
    publish = ("--area", "A", "--publisher", "p", "--quantity", "co2e_lifecycle", "--status", "published")
    series = tmp_path / "a.series.json"
    for verb in (
        ("aggregate", utc, "--by", "month", "-o", out),
        ("plot", utc, "-o", tmp_path / "p.svg"),
        ("publish", utc, *publish, "-o", series),
    ):
        refused = fourfold("electricity", *verb)
        assert refused.code == 2
        assert "error: --time-zone" in refused.err
        assert fourfold("electricity", *verb, "--time-zone", "Asia/Shanghai").code == 0
        assert fourfold("electricity", *verb, "--time-zone", "Asia/Peking").err.startswith("error: --time-zone")
    assert fourfold("electricity", "plot", utc, "-o", tmp_path / "p.svg", "--kind", "duration").code == 0


def test_a_series_is_named_by_what_a_study_can_use(fourfold: Command, factors: Path, tmp_path: Path) -> None:
    def publish(*changed: object, output: str = "b.series.json", publisher: str = "p") -> str:
        arguments = ("--area", "B", "--publisher", publisher, "-o", tmp_path / output, *changed)
        return fourfold("electricity", "publish", factors, *arguments).err

    assert publish() == ""
    (tmp_path / "b.series.json").unlink()
    assert publish(publisher=" ").startswith("error: --publisher")
    assert publish("--document", " ").startswith("error: --document")
    assert publish("--series", "A b/..").startswith("error: --series")
    assert publish(output="x.txt").startswith("error: --output")
    backwards = publish("--from", "2024-01-03", "--to", "2024-01-02")
    assert "does not come after 2024-01-03" in backwards
    assert "is not a date" not in backwards
    assert publish("--calendar", "nowhere").startswith("error: --calendar")
    assert [path.name for path in tmp_path.glob("*.json") if "series" in path.name or "txt" in path.name] == []


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


def test_publish_seals_and_refuses_gaps(fourfold: Command, factors: Path, tmp_path: Path) -> None:
    path = tmp_path / "b.series.json"
    done = fourfold("electricity", "publish", factors, "--area", "B", "--publisher", "test", "-o", path)
    assert done.code == 0
    assert "AREA_HOUR" in done.out
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["values"] == [345000, 12000]
    first = path.read_bytes()
    fourfold("electricity", "publish", factors, "--area", "B", "--publisher", "test", "-o", path)
    assert path.read_bytes() == first
    longer = ("--from", "2024-01-01", "--to", "2024-01-02")
    gap = fourfold("electricity", "publish", factors, "--area", "B", "--publisher", "test", "-o", path, *longer)
    assert gap.code == 2
    assert "22 intervals" in gap.err
    filled = fourfold(
        "electricity", "publish", factors, "--area", "B", "--publisher", "t", "-o", path, *longer, "--fallback", "month"
    )
    assert filled.code == 0
    assert "AREA_MONTH" in filled.out
    assert fourfold("electricity", "publish", factors, "--area", "Z", "--publisher", "t", "-o", path).code == 2
    wrong = ("--from", "yesterday", "--to", "2024-13-01")
    assert fourfold("electricity", "publish", factors, "--area", "B", "--publisher", "t", "-o", path, *wrong).code == 2


@pytest.mark.parametrize(("kind", "name"), [("heatmap", "p.png"), ("duration", "p.svg"), ("areas", "p.html")])
def test_pictures(fourfold: Command, factors: Path, tmp_path: Path, kind: str, name: str) -> None:
    done = fourfold("electricity", "plot", factors, "-o", tmp_path / name, "--kind", kind)
    assert done.code == 0
    assert (tmp_path / name).stat().st_size > 5000
    assert fourfold("electricity", "plot", factors, "-o", tmp_path / "p.jpeg", "--kind", kind).code == 2


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
