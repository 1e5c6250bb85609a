"""``--known-at``: what a study came to with the readings known at a moment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command import Command
from support.electricity_files import write_csv
from support.power_studies import TWO_DAYS, interval_file, meter_row, metered, power_tables, series_row
from support.studies import write_study


@pytest.fixture
def fourfold(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(monkeypatch, capfd)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """48 kWh at 0.5 kg for 10 kg of product; 10 kWh more are known in April, 100 more in May."""
    folder = tmp_path / "study"
    interval_file(folder, "series/s.csv", {"factor": ["0.5"] * 48})
    interval_file(folder, "meters/m.csv", {"kwh": [1] * 48})
    rows = [("2024-03-01T05:00", 11, "2024-04-01T00:00:00Z"), ("2024-03-01T06:00", 101, "2024-05-01T00:00:00Z")]
    write_csv(folder / "meters" / "fix.csv", "time,energy,received", *zip(*rows, strict=True))
    meters = [meter_row("m", corrections_file="meters/fix.csv")]
    tables = power_tables([metered("main", "e", "m")], meters=meters, series=[series_row("s")])
    return write_study(folder, tables, period=TWO_DAYS)


@pytest.mark.parametrize(
    ("known_at", "energy"),
    [("2024-03-15", "48"), ("2024-04-01T02:00:00+02:00", "58"), ("2024-05-01", "158"), ("", "158")],
)
def test_corrections_received_later_do_not_count(fourfold: Command, study: Path, known_at: str, energy: str) -> None:
    asked = ("--known-at", known_at) if known_at else ()
    code, out, _ = fourfold("assess", study, "--json", "-", *asked)
    assert code == 0
    document = json.loads(out)
    assert [row["energy_kwh"] for row in document["electricity"]["rows"]] == [energy]


def test_two_runs_as_known_at_a_moment_are_the_same_to_the_byte(fourfold: Command, study: Path) -> None:
    first, second = (fourfold("assess", study, "--json", "-", "--known-at", "2024-04-15").out for _ in range(2))
    assert first == second
    assert "2024-04-15T00:00:00Z" in first


def test_a_check_takes_the_moment_too(fourfold: Command, study: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    fourfold("check", study, "--standard", "iso-14067", "--known-at", "2024-03-15", "--html", report, "--json", "-")
    assert "2024-03-15T00:00:00Z" in report.read_text(encoding="utf-8")


def test_figures_are_unfolded_and_schemes_compared_as_known_then(fourfold: Command, study: Path) -> None:
    explained = fourfold("explain", study, "e", "--json", "--known-at", "2024-03-15").out
    assert json.loads(explained)["kg_co2e"] == "2.4"
    schemes = "iso-14067,ghgp-scope2-2015"
    compared = [
        fourfold("compare", study, "--standards", schemes, "--json", "-", "--known-at", moment).out
        for moment in ("2024-03-15", "2024-06-01")
    ]
    assert compared[0]
    assert compared[0] != compared[1]


def test_no_moment_is_refused(fourfold: Command, study: Path) -> None:
    code, _, err = fourfold("assess", study, "--known-at", "soon")
    assert code == 2
    assert "2026-03-01T08:00:00Z" in err
