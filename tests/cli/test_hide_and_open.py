"""``seal --hide`` and ``recompute --open`` as a person runs them."""

from __future__ import annotations

import json
import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from fourfold.accounting.dataset_book import dataset_book
from fourfold.accounting.study.read import load_study
from fourfold.app.assess import study_databases
from fourfold.app.certification.dossiers import clean_process
from fourfold.app.certification.dossiers.openings import SealOptions, seal_study
from fourfold.app.certification.dossiers.sealing import write_dossier
from fourfold.certification.dossier.archive import archive_bytes
from fourfold.certification.dossier.asserted import asserted_of
from fourfold.certification.dossier.databases import differences, stated_databases
from fourfold.certification.dossier.dossier import read_dossier
from fourfold.certification.dossier.facts import facts_of
from fourfold.core.canonical import canonical_bytes
from fourfold.core.problems import Problems
from support.command import Command
from support.dossiers import in_this_process

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
RULES = EXAMPLES / "certification" / "rules"
HIDE = ("--hide", "process:alloy", "--hide", "process:mine")
PANEL = "5e03c564-54cc-519a-8a9f-638ca300dbaa"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clean_process, "_run", in_this_process)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the study, its dossier without two processes, and the openings."""
    folder = tmp_path_factory.mktemp("once")
    study, kept = write_sheet(folder), folder / "kept"
    dossier = seal_study(study, SealOptions(str(RULES)), ("process:alloy", "process:mine"), kept, {})
    write_dossier(dossier, folder / "a.dossier")
    write_dossier(seal_study(study, SealOptions(str(RULES)), (), folder / "none", {}), folder / "whole.dossier")
    return folder


@pytest.fixture
def study(once: Path, tmp_path: Path) -> Path:
    """The study in a folder of its own, beside what was sealed of it."""
    shutil.copytree(once, tmp_path / "own")
    return tmp_path / "own" / "sheet"


def write_sheet(place: Path) -> Path:
    """The sheet of the example, with two processes before it."""
    folder = place / "sheet"
    shutil.copytree(EXAMPLES / "certification" / "sheet", folder)
    tables = folder / "tables"
    for name, row in (
        ("processes", "alloy,Alloy,合金,materials,rolling-mill,other"),
        ("processes", "mine,Mine,矿山,materials,rolling-mill,other"),
        ("outputs", "alloy,metal,Metal,金属,7,t"),
        ("outputs", "mine,ore,Ore,矿石,11,t"),
        ("inputs", "rolling,alloy-in,Metal,金属,material,90,t,process,metal,materials,primary,2;2;1;1;2"),
        ("inputs", "alloy,ore-in,Ore,矿石,material,3,t,process,ore,materials,primary,2;2;1;1;2"),
        (
            "inputs",
            "mine,mine-coil,Secret coil,保密卷,material,0.5,t,factor,hot-rolled-coil,materials,primary,2;2;1;1;2",
        ),
    ):
        path = tables / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    return folder


def sealed(fourfold: Command, study: Path, name: str) -> Path:
    """The study sealed without two of its processes, the openings in one file."""
    path = study.parent / name
    done = fourfold("seal", study, "--standard", RULES, "-o", path, *HIDE, "--openings", study.parent / "kept")
    assert done.code == 0, done.err
    assert "asserted, not recomputed: process alloy" in done.out
    return path


def opened(fourfold: Command, dossier: Path, kept: Path) -> tuple[int, dict[str, object]]:
    done = fourfold("recompute", dossier, "--open", kept, "--json", "-")
    return done.code, json.loads(done.out)["opened"]


def test_nothing_of_the_hidden_rows_is_in_the_dossier(once: Path) -> None:
    whole, dossier = once / "whole.dossier", once / "a.dossier"
    for path, is_there in ((whole, True), (dossier, False)):
        data = path.read_bytes()
        assert (b"mine-coil" in data) is is_there
        assert (b"ore-in" in data) is is_there


def test_sealing_again_with_the_same_openings_gives_the_same_bytes(fourfold: Command, study: Path) -> None:
    first = (study.parent / "a.dossier").read_bytes()
    assert sealed(fourfold, study, "b.dossier").read_bytes() == first
    mode = stat.S_IMODE((study.parent / "kept").stat().st_mode)
    assert mode == 0o600


def test_what_is_shown_is_recomputed_and_what_is_hidden_is_said_to_be_asserted(fourfold: Command, once: Path) -> None:
    done = fourfold("recompute", once / "a.dossier")
    assert done.code == 3
    assert "hidden/study/tables/inputs.csv" in done.out


def test_whoever_holds_the_openings_recomputes_the_whole(fourfold: Command, once: Path) -> None:
    code, found = opened(fourfold, once / "a.dossier", once / "kept")
    assert code == 0
    assert found["others"] == found["missing"] == []
    assert found["whole"]["differences"] == []  # type: ignore[index]


def test_the_hidden_parts_are_what_a_certificate_says_is_vouched_for(once: Path) -> None:
    problems = Problems()
    dossier = read_dossier(once / "a.dossier", problems)
    assert dossier is not None
    facts = facts_of(dossier, problems)
    assert facts is not None
    assert set(facts.vouched) == {name for name, entry in dossier.entries.items() if entry.is_hidden}
    (asserted,) = asserted_of(dossier.manifest)
    assert asserted.process == "alloy"
    assert 0 < asserted.total_kg_co2e < facts.total_kg_co2e


def test_hidden_evidence_leaves_everything_recomputable(fourfold: Command, study: Path) -> None:
    bill = study / "proof.txt"
    bill.write_text("208 000 t of coil, by invoice", encoding="utf-8")
    table = study / "tables" / "outputs.csv"
    head, first, *rest = table.read_text(encoding="utf-8").splitlines()
    others = [f"{line}," for line in rest]
    table.write_text("\n".join([f"{head},evidence_file", f"{first},proof.txt", *others, ""]), encoding="utf-8")
    dossier, kept = study.parent / "e.dossier", study.parent / "kept"
    asked = ("--standard", RULES, "-o", dossier, "--openings", kept)
    assert fourfold("seal", study, *asked, "--hide", "proof.txt").code == 0
    assert b"by invoice" not in dossier.read_bytes()
    assert fourfold("recompute", dossier).code == 0
    assert opened(fourfold, dossier, kept)[0] == 0


def test_openings_of_another_sealing_are_told_from_missing_ones(fourfold: Command, study: Path) -> None:
    dossier = study.parent / "a.dossier"
    (study.parent / "kept").rename(study.parent / "first")
    sealed(fourfold, study, "b.dossier")
    code, found = opened(fourfold, dossier, study.parent / "kept")
    assert (code, found["confirmed"], found["missing"]) == (1, [], [])
    assert found["others"]


def test_one_file_of_openings_opens_every_dossier_sealed_with_it(fourfold: Command, study: Path) -> None:
    first = study.parent / "a.dossier"
    inputs = study / "tables" / "inputs.csv"
    inputs.write_text(inputs.read_text(encoding="utf-8").replace(",0.5,t,", ",0.6,t,"), encoding="utf-8")
    second = sealed(fourfold, study, "b.dossier")
    for dossier in (first, second):
        assert opened(fourfold, dossier, study.parent / "kept")[0] == 0


def bent(dossier: Path, folder: Path, change: str) -> Path:
    """The dossier with another figure asserted."""
    with zipfile.ZipFile(dossier) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files["manifest.json"])
    (asserted,) = manifest["redaction"]["asserted"]
    asserted[change] = "0.000001"
    files["manifest.json"] = canonical_bytes(manifest)
    path = folder / "bent.dossier"
    path.write_bytes(archive_bytes(files))
    return path


@pytest.mark.parametrize("member", ["share", "total_kg_co2e"])
def test_a_dossier_that_plays_down_what_it_asserts_is_found_out(
    fourfold: Command, once: Path, tmp_path: Path, member: str
) -> None:
    done = fourfold("recompute", bent(once / "a.dossier", tmp_path, member), "--json", "-")
    assert done.code == 1
    assert "redaction" in done.out


def test_a_malformed_redaction_is_refused(fourfold: Command, study: Path) -> None:
    dossier = study.parent / "a.dossier"
    with zipfile.ZipFile(dossier) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files["manifest.json"])
    manifest["redaction"]["asserted"] = [{"process": 7}]
    files["manifest.json"] = canonical_bytes(manifest)
    dossier.write_bytes(archive_bytes(files))
    assert fourfold("recompute", dossier).code == 2


def test_openings_for_a_dossier_that_hides_nothing_are_refused(fourfold: Command, study: Path) -> None:
    hidden, whole = study.parent / "a.dossier", study.parent / "whole.dossier"
    done = fourfold("recompute", whole, "--open", study.parent / "kept")
    assert done.code == 2
    assert "hides nothing" in done.err
    assert fourfold("recompute", hidden, "--open", study.parent / "nowhere").code == 2
    assert fourfold("recompute", hidden, "--open", whole).code == 2


def test_what_cannot_be_hidden_leaves_no_file_behind(fourfold: Command, study: Path) -> None:
    path = study.parent / "c.dossier"
    done = fourfold("seal", study, "--standard", RULES, "-o", path, "--hide", "process:none")
    assert done.code == 2
    assert not path.exists()
    assert not (study.parent / "c.dossier.openings").exists()


def test_openings_do_not_replace_a_file_of_the_study(fourfold: Command, study: Path) -> None:
    table = study / "tables" / "inputs.csv"
    before = table.read_bytes()
    done = fourfold("seal", study, "--standard", RULES, "-o", study.parent / "a", *HIDE, "--openings", table)
    assert done.code == 2
    assert table.read_bytes() == before


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database of the examples is imported, by the first test that needs it."""
    return tmp_path_factory.mktemp("shelf") / "library"


def board(fourfold: Command, tmp_path: Path, library: Path) -> Path:
    """The board of the example, with the library it takes from."""
    shutil.copytree(EXAMPLES / "board-with-database", tmp_path / "board", ignore=shutil.ignore_patterns("out"))
    if not library.exists():
        assert fourfold("data", "import", EXAMPLES / "small-database", "--library", library).code == 0
    return tmp_path / "board"


def sealed_board(fourfold: Command, tmp_path: Path, library: Path) -> Path:
    """The board sealed whole, beside its library, by the first test that needs it."""
    dossier = library.parent / "board.dossier"
    if not dossier.exists():
        study = board(fourfold, tmp_path, library)
        asked = ("--standard", "gbt-24067-2024", "-o", dossier, "--library", library)
        assert fourfold("seal", study, *asked).code == 0
    return dossier


def test_a_study_with_a_database_is_recomputed_from_its_figures_alone(
    fourfold: Command, tmp_path: Path, library: Path
) -> None:
    dossier = sealed_board(fourfold, tmp_path, library)
    with zipfile.ZipFile(dossier) as archive:
        figures = json.loads(archive.read("databases/small-database.json"))
    assert PANEL in {one["id"] for one in figures["datasets"]}
    assert fourfold("recompute", dossier, "--library", library).code == 0
    alone = fourfold("recompute", dossier, "--library", tmp_path / "empty", "--json", "-")
    assert alone.code == 3
    report = json.loads(alone.out)
    assert report["differences"] == []
    assert report["total_kg_co2e"]["sealed"] == report["total_kg_co2e"]["recomputed"]


def test_figures_of_a_hidden_process_are_opened_with_it(fourfold: Command, tmp_path: Path, library: Path) -> None:
    study = board(fourfold, tmp_path, library)
    dossier, kept = tmp_path / "board.dossier", tmp_path / "kept"
    asked = ("--standard", "gbt-24067-2024", "-o", dossier, "--library", library, "--openings", kept)
    assert fourfold("seal", study, *asked, "--hide", "process:frames").code == 0
    for where, code in ((library, 0), (tmp_path / "empty", 3)):
        done = fourfold("recompute", dossier, "--open", kept, "--library", where, "--json", "-")
        assert done.code == code
        found = json.loads(done.out)["opened"]
        assert "hidden/databases/small-database.json" in found["confirmed"]
        assert found["whole"]["differences"] == []


def test_a_figure_that_the_database_does_not_give_is_found(fourfold: Command, tmp_path: Path, library: Path) -> None:
    dossier = sealed_board(fourfold, tmp_path, library)
    with zipfile.ZipFile(dossier) as archive:
        data = archive.read("databases/small-database.json")
    document = json.loads(data)
    document["datasets"][0]["scores"][0]["kg_co2e"] = "1"
    problems = Problems()
    stated = stated_databases({"databases/small-database.json": canonical_bytes(document)}, problems)
    assert not problems.errors
    loaded = load_study(EXAMPLES / "board-with-database")
    databases, _ = study_databases(loaded, library)
    book = dataset_book(loaded, databases)
    (found,) = differences("small-database", stated["small-database"], book, 11)
    assert found.stated == 1
