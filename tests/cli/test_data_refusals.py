"""What verbs on databases refuse, count beside results, and print of foreign text."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from fourfold.data.databases.records import FlowKind
from fourfold.store.databases import FolderShelf
from support.command import Command
from support.databases import Rows, database, emission, flow

HOSTILE = "\x1b[31mred\x1b[0m\u202ereversed\u200b\x9b1m"


def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *processes: Rows, **more: object) -> None:
    """One database, called “small”, in a library of its own."""
    FolderShelf(tmp_path / "library").add(database(processes, **more))  # type: ignore[arg-type]
    monkeypatch.setenv("FOURFOLD_LIBRARY", str(tmp_path / "library"))


def in_one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("amount", ["0", "nan", "inf", "-inf", "1e308", "1e-308"])
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_amounts_that_cannot_be_used(
    fourfold: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, amount: str, more: list[str]
) -> None:
    put(tmp_path, monkeypatch, Rows("steel").makes("steel").gives("co2", 2))
    done = fourfold("data", "tree", "small", "steel", "--amount", amount, *more)
    assert done.code == 2
    assert done.out == ""
    assert "--amount" in done.err
    assert "Warning" not in done.err


def test_negative_amounts_are_amounts(fourfold: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, monkeypatch, Rows("steel").makes("steel").gives("co2", 2))
    document = json.loads(fourfold("data", "tree", "small", "steel", "--amount", -3, "--json").out)
    assert float(document["total_kg_co2e"]) == -6


def test_rows_that_take_no_part_are_counted(fourfold: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steel = Rows("steel").makes("steel").takes("coal", 2, "kWh").takes("ore", 2, "MJ").gives("co2", 1)
    put(tmp_path, monkeypatch, steel, Rows("coal").makes("coal").gives("co2", 3))
    for verb in (["scores", "small"], ["tree", "small", "steel"]):
        document = json.loads(fourfold("data", *verb, "--json").out)
        assert document["basis"]["unusable_rows"] == 2
        assert "2 rows take no part" in in_one_line(fourfold("data", *verb).out)
    assert fourfold("data", "scores", "small", "-o", tmp_path / "scores.csv").code == 0
    assert json.loads((tmp_path / "scores.meta.json").read_text(encoding="utf-8"))["unusable_rows"] == 2
    page = tmp_path / "tree.html"
    assert fourfold("data", "tree", "small", "steel", "--html", page).code == 0
    assert "2 rows take no part" in page.read_text(encoding="utf-8")


def test_results_say_how_far_they_can_be_trusted(
    fourfold: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, monkeypatch, Rows("steel").makes("steel").takes("steel", 0.1).gives("co2", 1))
    for verb in (["scores", "small"], ["tree", "small", "steel"]):
        solution = json.loads(fourfold("data", *verb, "--json").out)["solution"]
        assert solution["path"] == "iterative"
        assert solution["is_bound"] is True
        assert 0 < float(solution["forward_error"]) < 1e-10
        assert "relative error at most" in in_one_line(fourfold("data", *verb).out)


def test_estimates_are_not_called_bounds(fourfold: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Credits larger than what is made leave no proof, but a solution."""
    first = Rows("a").makes("a").takes("b", 0.5).takes("c", 3, is_avoided=True).gives("co2", 1)
    put(tmp_path, monkeypatch, first, Rows("b").makes("b").takes("a", 0.5), Rows("c").makes("c").takes("a", 0.5))
    solution = json.loads(fourfold("data", "scores", "small", "--json").out)["solution"]
    assert (solution["path"], solution["is_bound"]) == ("direct", False)
    assert "estimated" in in_one_line(fourfold("data", "scores", "small").out)


def test_faults_are_told_of_the_database_and_its_processes(
    fourfold: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes of one name are told apart by place and id."""
    made = database([Rows("a", "CN").makes("a").takes("a", 2), Rows("b", "DE").makes("b").takes("a", 1)])
    names = made.processes["name"].replace_strict(["a", "b"], ["mill", "mill"])
    made = replace(made, tables={**made.tables, "processes": made.processes.with_columns(name=names)})
    FolderShelf(tmp_path / "library").add(made)
    monkeypatch.setenv("FOURFOLD_LIBRARY", str(tmp_path / "library"))
    done = fourfold("data", "tree", "small", "b")
    assert done.code == 2
    assert "error: small" in done.err
    assert "mill [CN] uses 2" in in_one_line(done.err)
    assert "the study" not in done.err


def test_a_name_that_is_none_is_told_of_its_option(fourfold: Command, tmp_path: Path) -> None:
    done = fourfold("data", "import", tmp_path, "--name", "Not A Name", "--library", tmp_path / "library")
    assert done.code == 2
    assert "error: --name" in done.err


@pytest.mark.parametrize(
    "verb",
    [
        ["show", "small"],
        ["show", "small", "mill"],
        ["show", "small", "odd"],
        ["search", "red"],
        ["list"],
        ["links", "small", "--effect", "all"],
        ["report", "small"],
        ["scores", "small"],
        ["tree", "small", "mill"],
        ["uncertainty", "small", "mill"],
    ],
)
def test_foreign_text_does_not_steer_the_terminal(
    fourfold: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: list[str]
) -> None:
    odd = flow("odd", HOSTILE, FlowKind.PRODUCT, categories=(HOSTILE,))
    cfc = emission("cfc", f"CFCs, unspecified {HOSTILE}", HOSTILE)
    mill = (
        Rows("mill", HOSTILE).makes("steel").takes("odd", 1).takes("coal", 1, HOSTILE).gives("cfc", 1).gives("co2", 1)
    )
    put(tmp_path, monkeypatch, mill, Rows("maker", HOSTILE).makes("odd").gives("co2", 1), flows=(odd, cfc))
    done = fourfold("data", *verb)
    for char in done.out + done.err:
        assert char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs"), (verb, hex(ord(char)))


def test_export_says_what_it_cannot_do(fourfold: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, monkeypatch, Rows("steel").makes("steel"))
    done = fourfold("data", "export", "small", "-o", tmp_path / "small.rar")
    assert done.code == 2
    assert ".zip" in done.err
    assert not (tmp_path / "small.rar").exists()


@pytest.mark.parametrize("verb", [["scores"], ["tree", "x"], ["uncertainty", "x"], ["export", "-o", "x.zip"]])
def test_a_database_without_processes_has_nothing_to_calculate(
    fourfold: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path, monkeypatch)
    done = fourfold("data", verb[0], "small", *verb[1:])
    assert done.code == 2
    assert "holds no process" in in_one_line(done.err)
    assert [path.name for path in tmp_path.iterdir()] == ["library"]


def test_a_search_without_words_needs_something_else(
    fourfold: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, monkeypatch, Rows("steel").makes("steel"))
    done = fourfold("data", "search", "")
    assert done.code == 2
    assert "--database" in done.err
    assert fourfold("data", "search", " ", "--database", "small").code == 0


def test_errors_are_words_also_with_json(fourfold: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs look at the exit code; standard output holds a document or nothing."""
    put(tmp_path, monkeypatch, Rows("steel").makes("steel"))
    done = fourfold("data", "tree", "small", "gold", "--json")
    assert (done.code, done.out) == (2, "")
    assert "gold" in done.err


def test_flows_that_do_not_count_are_told_with_their_compartment(
    fourfold: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    water = emission("cfc", "CFC-11", "water")
    put(tmp_path, monkeypatch, Rows("steel").makes("steel").gives("cfc", 1), flows=(water,))
    assert "CFC-11 (water / unspecified)" in in_one_line(fourfold("data", "scores", "small").out)
    basis = json.loads(fourfold("data", "scores", "small", "--json").out)["basis"]
    assert basis["unmapped_flows"] == ["CFC-11 (water / unspecified)"]
