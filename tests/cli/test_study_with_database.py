"""``assess`` and ``explain`` of a study that takes from a database, as a person runs them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from support.command import Command

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PANEL = "small-database:5e03c564-54cc-519a-8a9f-638ca300dbaa"


@pytest.fixture
def study(fourfold: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("FOURFOLD_LIBRARY", str(tmp_path / "elsewhere"))
    shutil.copytree(EXAMPLES / "board-with-database", tmp_path / "board", ignore=shutil.ignore_patterns("out"))
    assert fourfold("data", "import", EXAMPLES / "small-database", "--library", tmp_path / "library").code == 0
    return tmp_path / "board"


def test_the_interval_and_the_fit_of_the_sources_are_told_in_a_line_each(
    fourfold: Command, study: Path, tmp_path: Path
) -> None:
    done = fourfold("assess", study, "--library", tmp_path / "library", "--uncertainty", 50, "--seed", 3)
    assert done.code == 0
    lines = done.out.splitlines()
    (total,) = [number for number, line in enumerate(lines) if line.startswith("5.323 kg CO2e")]
    assert lines[total + 1].startswith("95 % of 50 draws between 4.")
    (fit,) = [line for line in lines if line.startswith("representativeness")]
    assert "Time 1 (of 24 %)" in fit
    report = (study / "out" / "report.html").read_text(encoding="utf-8")
    assert 'id="databases"' in report
    assert "95 % of 50 draws lie between" in report


def test_nothing_drawn_is_said_and_not_shown_as_an_interval(fourfold: Command, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "chp-and-recycling", tmp_path / "chp", ignore=shutil.ignore_patterns("out"))
    done = fourfold("assess", tmp_path / "chp", "--uncertainty", 10)
    assert done.code == 0
    assert "nothing was drawn" in done.out
    assert "97.5 %" not in done.out


def test_a_dataset_row_names_dataset_version_and_place(fourfold: Command, study: Path, tmp_path: Path) -> None:
    asked = ("explain", study, "panel", "--library", tmp_path / "library")
    version = json.loads(fourfold("data", "list", "--library", tmp_path / "library", "--json").out)
    digest = next(value for value in _texts(version) if value.startswith("sha256:"))
    done = fourfold(*asked)
    assert done.code == 0
    for part in ("Painting of panels [DE]", f"small-database {digest[7:19]}", "processes/5e03c564"):
        assert part in " ".join(done.out.split()), part
    (source,) = json.loads(fourfold(*asked, "--json").out)["sources"]
    assert (source["id"], source["names"]["en"], source["area"]) == (PANEL, "Painting of panels", "DE")
    assert digest[7:19] in source["document"]


def test_without_its_library_the_study_says_what_is_missing(fourfold: Command, study: Path) -> None:
    for verb in ("assess", "explain"):
        done = fourfold(verb, study)
        assert done.code == 2
        assert "small-database" in done.out + done.err


def test_the_day_of_the_import_is_not_in_the_result(fourfold: Command, study: Path, tmp_path: Path) -> None:
    done = fourfold("assess", study, "--library", tmp_path / "library", "--json", "-")
    (panel,) = [source for source in json.loads(done.out)["sources"] if source["id"] == PANEL]
    assert panel["published"] == ""


def _texts(value: object) -> list[str]:
    """Every text in a JSON document."""
    if isinstance(value, dict):
        return [text for child in value.values() for text in _texts(child)]
    if isinstance(value, list):
        return [text for child in value for text in _texts(child)]
    return [value] if isinstance(value, str) else []
