"""``fourfold data``: import, list, show, search, report, links, remove, as a person uses them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from support.command import Command

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "small-database"
POWER = "9445f369-6de3-588d-9a7e-7e35b52f5713"
MILL, CHP = "451841f5-b214-5890-9f8f-9639bbaea591", "8dde30f6-944a-5e8c-8872-3eaf90943944"


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FOURFOLD_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path / "library"


@pytest.fixture
def imported(fourfold: Command, library: Path) -> Command:
    assert fourfold("data", "import", EXAMPLE, "--name", "small").code == 0
    return fourfold


def as_json(run: Command, *words: object) -> Any:
    done = run("data", *words, "--json")
    return json.loads(done.out)


def test_an_import_tells_what_it_read_and_what_it_found(fourfold: Command, tmp_path: Path) -> None:
    done = fourfold("data", "import", EXAMPLE, "--report", tmp_path / "findings.csv")
    assert done.code == 0
    assert "small-database" in done.out
    assert "6 processes" in done.out
    assert "Paint" in done.out
    with (tmp_path / "findings.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["effect"] for row in rows} >= {"cut-off", "ambiguous", "multi-output"}
    again = fourfold("data", "import", EXAMPLE)
    assert again.code == 0
    assert "Already there" in again.out


def test_an_import_for_programs(fourfold: Command) -> None:
    first = as_json(fourfold, "import", EXAMPLE)
    assert (first["is_new"], first["is_stored"]) == (True, True)
    assert first["database"]["counts"]["processes"] == 6
    assert not as_json(fourfold, "import", EXAMPLE)["is_new"]


def test_what_cannot_be_imported_is_told_and_nothing_is_stored(
    fourfold: Command, tmp_path: Path, library: Path
) -> None:
    (tmp_path / "words.txt").write_text("words")
    for path in (tmp_path / "words.txt", tmp_path / "missing", tmp_path):
        done = fourfold("data", "import", path, "--name", "x")
        assert done.code == 2
        assert "repair" in done.err
    assert as_json(fourfold, "list")["databases"] == []
    assert not list(library.glob("*/versions/*"))


def test_lists_and_versions(imported: Command, tmp_path: Path) -> None:
    assert "small" in imported("data", "list").out
    (tmp_path / "links.csv").write_text(f"process,flow,provider\n{MILL},{POWER},{CHP}\n")
    assert imported("data", "links", "small", "--set", tmp_path / "links.csv").code == 0
    assert len(as_json(imported, "list")["databases"]) == 1
    assert len(as_json(imported, "list", "--versions")["databases"]) == 2


def test_a_database_is_shown_in_short(imported: Command) -> None:
    done = imported("data", "show", "small")
    assert done.code == 0
    for text in ("digest of the source", "openlca-jsonld", "cut-off", "not stated"):
        assert text in done.out
    assert as_json(imported, "show", "small")["source"] == "small-database"
    missing = imported("data", "show", "smal")
    assert missing.code == 2
    assert "small" in missing.err


def test_a_process_is_shown_with_providers_shares_and_uncertainty(imported: Command) -> None:
    done = imported("data", "show", "small", "Steel", "mill")
    assert done.code == 0
    for text in ("Steel, sheet", "Electricity from coal", "0.5 kWh", "1.8 kg"):
        assert text in done.out
    chp = as_json(imported, "show", "small", CHP)
    assert [row["share"] for row in chp["exchanges"]][:2] == ["0.5", "0.5"]
    assert "lognormal(0.9, 1.05)" in imported("data", "show", "small", "Electricity from coal").out


def test_a_flow_is_shown_with_properties_and_users(imported: Command) -> None:
    done = imported("data", "show", "small", "Hard coal, at mine")
    assert done.code == 0
    assert "Energy: 24 MJ" in done.out
    assert "Coal mining" in done.out
    flow = as_json(imported, "show", "small", POWER)
    assert CHP in flow["output_of"]
    assert MILL in flow["input_of"]


def test_words_that_fit_several_or_nothing(imported: Command) -> None:
    several = imported("data", "show", "small", "coal")
    assert several.code == 0
    assert "Coal mining" in several.out
    assert imported("data", "show", "small", "nonsense").code == 1


def test_search_finds_in_both_languages_and_says_how(imported: Command) -> None:
    done = imported("data", "search", "热力", "--database", "small")
    assert done.code == 0
    assert "heat / district heating" in done.out
    assert "Combined heat and power from coal" in done.out
    found = as_json(imported, "search", "electricity")
    assert {one["database"] for one in found["found"]} == {"small", "shipped"}
    places = as_json(imported, "search", "steel", "--location", "de", "--kind", "process")["found"]
    assert [one["name"] for one in places] == ["Steel mill, electric"]
    nothing = imported("data", "search", "nonsense")
    assert nothing.code == 1
    assert imported("data", "search", "steel", "--database", "other").code == 2


def test_findings_are_listed_and_written(imported: Command, tmp_path: Path) -> None:
    done = imported("data", "report", "small", "--effect", "cut-off")
    assert done.code == 0
    assert "Paint" in done.out
    assert "repair" in done.out
    assert imported("data", "report", "small", "-o", tmp_path / "all.json").code == 0
    assert len(json.loads((tmp_path / "all.json").read_text())) == len(as_json(imported, "report", "small")["findings"])
    assert imported("data", "report", "small", "--effect", "unit").code == 1
    wrong = imported("data", "report", "small", "--effect", "nonsense")
    assert wrong.code == 2
    assert "cut-off" in wrong.err
    assert imported("data", "report", "small", "-o", tmp_path / "none" / "a.csv").code == 2


def test_links_are_written_edited_and_set(imported: Command, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    assert imported("data", "links", "small", "--effect", "all", "-o", path).code == 0
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    unchanged = imported("data", "links", "small", "--set", path)
    assert unchanged.code == 0
    assert "Nothing changed" in unchanged.out
    for row in rows:
        if (row["process"], row["flow"]) == (MILL, POWER):
            assert CHP in row["candidates"]
            row["provider"] = CHP
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert "Providers set: 1." in imported("data", "links", "small", "--set", path).out
    links = as_json(imported, "links", "small", "--effect", "all")["links"]
    chosen = [link for link in links if link["rule"] == "chosen"]
    assert [(link["process"], link["provider"]) for link in chosen] == [(MILL, CHP)]
    assert "Paint" in imported("data", "links", "small", "--effect", "unlinked").out
    assert imported("data", "links", "small", "--reset").code == 0
    assert as_json(imported, "links", "small", "--effect", "all")["links"] != links


def test_the_provider_a_rule_took_can_be_fixed(imported: Command, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    assert imported("data", "links", "small", "-o", path).code == 0
    text = path.read_text(encoding="utf-8")
    assert "same-location" in text
    path.write_text(text.replace("same-location", "chosen"), encoding="utf-8")
    assert "Providers set: 0" not in imported("data", "links", "small", "--set", path).out
    links = as_json(imported, "links", "small", "--effect", "all")["links"]
    fixed = {(link["process"], link["flow"]): link["provider"] for link in links if link["rule"] == "chosen"}
    written = list(csv.DictReader(text.splitlines()))
    assert fixed == {(r["process"], r["flow"]): r["provider"] for r in written if r["rule"] == "same-location"}
    assert "Nothing changed" in imported("data", "links", "small", "--set", path).out


def test_in_a_table_of_ones_own_every_row_is_a_choice(imported: Command, tmp_path: Path) -> None:
    now = {(link["process"], link["flow"]): link["provider"] for link in as_json(imported, "links", "small")["links"]}
    path = tmp_path / "links.csv"
    path.write_text(f"process,flow,provider\n{MILL},{POWER},{now[MILL, POWER]}\n")
    assert "Providers set: 1." in imported("data", "links", "small", "--set", path).out
    links = as_json(imported, "links", "small", "--effect", "all")["links"]
    assert [(k["process"], k["provider"]) for k in links if k["rule"] == "chosen"] == [(MILL, now[MILL, POWER])]


def test_a_table_written_after_a_need_was_cut_off_changes_nothing(imported: Command, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text(f"process,flow,provider\n{MILL},{POWER},-\n")
    assert "Providers set: 1." in imported("data", "links", "small", "--set", path).out
    assert imported("data", "links", "small", "--effect", "all", "-o", path).code == 0
    assert "Nothing changed. Providers set: 1." in imported("data", "links", "small", "--set", path).out


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (f"{CHP},{POWER},{CHP}", "does not need"),
        (",85f9fd9b-b4b7-555c-be97-6465792cb11a,5e03c564-54cc-519a-8a9f-638ca300dbaa", "no process needs"),
        (f"nobody,{POWER},{CHP}", "nobody"),
        (f"{MILL},nothing,{CHP}", "nothing"),
        (f"{MILL},{POWER},nobody", "nobody"),
        (f"{MILL},{POWER},{MILL}", "does not make"),
        (f"{MILL},{POWER},{CHP}\n{MILL},{POWER},a09d096a-0666-5ce4-8bb9-52b01608c733", "different providers"),
    ],
)
def test_links_that_name_what_is_not_there_are_refused_with_their_row(
    imported: Command, tmp_path: Path, row: str, code: str
) -> None:
    path = tmp_path / "links.csv"
    path.write_text(f"process,flow,provider\n,{POWER},{CHP}\n{row}\n")
    done = imported("data", "links", "small", "--set", path)
    assert done.code == 2
    assert code in done.err
    assert f"links.csv:{row.count(chr(10)) + 3}" in done.err
    assert len(as_json(imported, "list", "--versions")["databases"]) == 1
    path.write_text("process,flow\n")
    assert "provider" in imported("data", "links", "small", "--set", path).err


def test_databases_are_removed_after_asking(imported: Command) -> None:
    version = as_json(imported, "list")["databases"][0]["version"]
    assert imported("data", "remove", "small", "--version", version[:6], "--yes").code == 0
    assert as_json(imported, "list")["databases"] == []
    assert imported("data", "remove", "small", "--yes").code == 2


def test_a_damaged_library_ends_in_words(imported: Command, library: Path) -> None:
    (path,) = library.glob("small/versions/*/exchanges.parquet")
    path.write_bytes(path.read_bytes()[:-1])
    done = imported("data", "show", "small")
    assert done.code == 2
    assert "exchanges.parquet" in done.err
    assert imported("data", "remove", "small", "--yes").code == 0
