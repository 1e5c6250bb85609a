"""``fourfold seal`` and ``fourfold recompute``: what they print, what they write, how they end."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from fourfold.app.certification.dossiers import clean_process
from fourfold.certification.documents.preparation import read_preparation
from fourfold.certification.dossier.archive import archive_bytes
from fourfold.certification.dossier.entries import MANIFEST
from fourfold.core.canonical import canonical_bytes, digest_of_bytes
from fourfold.core.problems import Place, Problems
from support.command import Command
from support.dossiers import in_this_process, opened, write_rules, write_small_study

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clean_process, "_run", in_this_process)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def dossier(fourfold: Command, tmp_path: Path) -> Path:
    path = tmp_path / "d.dossier"
    study, rules = write_small_study(tmp_path / "study"), write_rules(tmp_path / "packs")
    assert fourfold("seal", study, "--standard", "child", "--packs", rules, "-o", path).code == 0
    return path


def test_sealing_prints_the_name_of_the_dossier_and_whether_the_study_conforms(
    fourfold: Command, tmp_path: Path, dossier: Path
) -> None:
    again = tmp_path / "again.dossier"
    given = ("seal", tmp_path / "study", "--standard", "child", "--packs", tmp_path / "packs")
    done = fourfold(*given, "-o", again)
    assert done.code == 0
    assert again.read_bytes() == dossier.read_bytes()
    assert done.out.splitlines() == [
        f"dossier: {opened(dossier.read_bytes()).digest}",
        f"written: {again} (17 entries, {again.stat().st_size} bytes)",
        "conformity: the study conforms to child",
    ]
    printed = json.loads(fourfold(*given, "-o", again, "--json", "-").out)
    assert printed["dossier"] == opened(dossier.read_bytes()).digest
    assert printed["manifest"] == opened(dossier.read_bytes()).manifest
    assert printed["outcome"] == "conformant"
    assert fourfold(*given, "-o", again, "--json", tmp_path / "out.json").code == 0
    assert json.loads((tmp_path / "out.json").read_bytes()) == printed


def test_a_preparation_is_signed_beside_the_dossier(fourfold: Command, tmp_path: Path, dossier: Path) -> None:
    (tmp_path / "words").write_text("a passphrase of several words\n")
    assert fourfold("keys", "new", tmp_path / "me.pem", "--passphrase-file", tmp_path / "words").code == 0
    given = ("seal", tmp_path / "study", "--standard", "child", "--packs", tmp_path / "packs", "-o", dossier)
    signing = ("--key", tmp_path / "me.pem", "--passphrase-file", tmp_path / "words", "--at", "2026-03-01T08:00:00Z")
    assert fourfold(*given, *signing).code == 0
    problems = Problems()
    data = (tmp_path / "d.dossier.preparation.json").read_bytes()
    found = read_preparation(json.loads(data), Place("p"), problems)
    assert list(problems) == []
    assert found is not None
    assert found.dossier == opened(dossier.read_bytes()).digest
    (tmp_path / "words").write_text("another\n")
    dossier.unlink()
    done = fourfold(*given, *signing)
    assert done.code == 2
    assert "another" not in done.out + done.err
    assert not dossier.exists()


def test_what_cannot_be_sealed_ends_in_words(fourfold: Command, tmp_path: Path, dossier: Path) -> None:
    before = dossier.read_bytes()
    path = tmp_path / "study" / "tables" / "inputs.csv"
    path.write_text(path.read_text().replace("steel", "steal"))
    given = ("seal", tmp_path / "study", "--standard", "child", "--packs", tmp_path / "packs")
    done = fourfold(*given, "-o", dossier)
    assert done.code == 2
    assert "tables/inputs.csv:2" in done.err
    assert dossier.read_bytes() == before
    assert fourfold(*given, "-o", path).code == 2
    assert fourfold(*given, "-o", tmp_path / "none" / "d").code == 2


def test_an_equal_recomputation_says_so(fourfold: Command, dossier: Path, tmp_path: Path) -> None:
    done = fourfold("recompute", dossier)
    assert done.code == 0
    assert done.out.startswith("equal: the result follows from what the dossier holds, to the last digit\n")
    assert "sealed 4, recomputed 4" in done.out
    report = fourfold("recompute", dossier, "--json", "-").out
    assert fourfold("recompute", dossier, "--json", tmp_path / "report.json").code == 0
    assert (tmp_path / "report.json").read_text() == report
    document = json.loads(report)
    assert canonical_bytes(document).decode() + "\n" == report
    assert (document["fourfold"], document["outcome"]) == ("recomputation/1", "equal")


def test_it_speaks_chinese_too(fourfold: Command, dossier: Path) -> None:
    assert fourfold("recompute", dossier, "--lang", "zh").code == 0


def bend(dossier: Path, name: str, old: str, new: str) -> None:
    held = opened(dossier.read_bytes())
    assert old.encode() in held.contents[name]
    contents = {**held.contents, name: held.contents[name].replace(old.encode(), new.encode())}
    manifest = json.loads(canonical_bytes(dict(held.manifest)))
    for entry in manifest["entries"]:
        entry["digest"] = digest_of_bytes(contents[entry["name"]])
        entry["size_bytes"] = len(contents[entry["name"]])
    dossier.write_bytes(archive_bytes({**contents, MANIFEST: canonical_bytes(manifest)}))


def test_a_different_one_names_input_item_and_row(fourfold: Command, dossier: Path) -> None:
    bend(dossier, "study/tables/inputs.csv", ",2,kg", ",3,kg")
    done = fourfold("recompute", dossier)
    assert done.code == 1
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert lines[0] == "different: the result does not follow from what the dossier holds"
    assert any(line.startswith("input tables/inputs.csv") for line in lines)
    assert "item sheet tables/inputs.csv:2 main 3 4.5" in lines


def test_one_from_which_nothing_can_be_calculated_tells_the_problems(fourfold: Command, dossier: Path) -> None:
    bend(dossier, "study/tables/inputs.csv", "steel", "steal")
    done = fourfold("recompute", dossier)
    assert done.code == 1
    assert "tables/inputs.csv:2" in done.err


def test_an_unreadable_one_is_refused(fourfold: Command, dossier: Path) -> None:
    dossier.write_bytes(dossier.read_bytes()[:-1])
    done = fourfold("recompute", dossier)
    assert done.code == 2
    assert "dossier-altered" not in done.err
    assert "first at byte" in done.err


@pytest.fixture
def board(fourfold: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sealed study that takes three datasets from a database."""
    monkeypatch.setenv("FOURFOLD_LIBRARY", str(tmp_path / "elsewhere"))
    shutil.copytree(EXAMPLES / "board-with-database", tmp_path / "board", ignore=shutil.ignore_patterns("out"))
    assert fourfold("data", "import", EXAMPLES / "small-database", "--library", tmp_path / "library").code == 0
    path = tmp_path / "board.dossier"
    rules = write_rules(tmp_path / "rules")
    given = ("seal", tmp_path / "board", "--standard", "parent", "--packs", rules, "-o", path)
    assert fourfold(*given).code == 2
    assert fourfold(*given, "--library", tmp_path / "library").code == 0
    return path


def test_a_database_at_hand_is_solved_anew(fourfold: Command, board: Path, tmp_path: Path) -> None:
    done = fourfold("recompute", board, "--library", tmp_path / "library")
    assert done.code == 0
    assert "database small-database solved anew: 3 datasets, compared to 9 digits" in done.out
    assert "to the last digit but for databases solved anew" in done.out


def test_without_the_database_its_figures_are_asserted(fourfold: Command, board: Path) -> None:
    done = fourfold("recompute", board)
    assert done.code == 3
    assert done.out.startswith("cannot be told: what was recomputed agrees, but not everything could be")
    assert "the database small-database is not at hand" in " ".join(done.out.split())
    assert json.loads(fourfold("recompute", board, "--json", "-").out)["asserted"] == ["small-database"]


def test_stated_figures_that_the_database_does_not_give_are_named(
    fourfold: Command, board: Path, tmp_path: Path
) -> None:
    figures = json.loads(opened(board.read_bytes()).contents["databases/small-database.json"])
    score = figures["datasets"][0]["scores"][0]["kg_co2e"]
    bend(board, "databases/small-database.json", f'"kg_co2e":"{score}"', '"kg_co2e":"0.01"')
    done = fourfold("recompute", board, "--library", tmp_path / "library")
    assert done.code == 1
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert any(line.startswith("database small-database") and line.endswith(f"0.01 {score}") for line in lines)
    assert fourfold("recompute", board).code == 1


def test_a_database_whose_figures_are_left_out_is_not_taken_from_the_library(
    fourfold: Command, board: Path, tmp_path: Path
) -> None:
    held = opened(board.read_bytes())
    manifest = json.loads(canonical_bytes(dict(held.manifest)))
    manifest["entries"] = [entry for entry in manifest["entries"] if entry["role"] != "database"]
    contents = {name: data for name, data in held.contents.items() if not name.startswith("databases/")}
    board.write_bytes(archive_bytes({**contents, MANIFEST: canonical_bytes(manifest)}))
    done = fourfold("recompute", board, "--library", tmp_path / "library")
    assert done.code == 1
    assert "no result can be calculated" in " ".join(done.out.split())
    assert "small-database" in done.err
