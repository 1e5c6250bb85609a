"""``fourfold electricity …`` on written factors: aggregates, pictures, series."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command import Command
from support.command_grids import rows_of, write


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
