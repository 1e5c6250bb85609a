"""``fourfold standards test``: good, not good yet, unusable; for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command import Command
from support.small_packs import write_pack

RULE = {"requirement": "audience", "test": "present(study.goal.audience)"}
PASS = ({"study.goal.audience": "buyers"}, {"audience": "pass"})
FAIL = ({"study.goal.audience": "待定"}, {"audience": "fail"})


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "good-pack", [RULE], {"pass-told": PASS, "fail-not-told": FAIL})


@pytest.fixture
def weak(tmp_path: Path) -> Path:
    wrong = ({"study.goal.audience": "-"}, {"audience": "pass"})
    return write_pack(tmp_path / "weak-pack", [RULE], {"pass-told": PASS, "pass-wrong": wrong})


@pytest.fixture
def untold(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "untold-pack", [RULE], {"pass-told": PASS})


def test_a_good_pack(fourfold: Command, good: Path) -> None:
    done = fourfold("standards", "test", good)
    assert done.code == 0
    assert "good-pack" in done.out
    assert "good" in done.out.splitlines()[-1]


def test_a_wrong_example_with_its_reason(fourfold: Command, weak: Path) -> None:
    done = fourfold("standards", "test", weak)
    assert done.code == 1
    assert "expected.csv:3" in done.out
    assert "pass-wrong expects pass of audience, and the rule gives fail" in " ".join(done.out.split())
    assert "present(study.goal.audience) → false" in done.out
    assert "study.goal.audience → a filler" in done.out
    assert "not good yet" in done.out


def test_a_missing_example_is_told_unless_only_examples_are_wanted(fourfold: Command, untold: Path) -> None:
    done = fourfold("standards", "test", untold)
    assert done.code == 1
    assert "no example fails audience" in done.out
    assert "study.goal.audience = “”" in " ".join(done.out.split())
    assert fourfold("standards", "test", untold, "--no-mutations").code == 0


def test_the_document_says_everything(fourfold: Command, weak: Path, untold: Path, tmp_path: Path) -> None:
    done = fourfold("standards", "test", weak, untold, "--json", "-")
    assert done.code == 1
    document = json.loads(done.out)
    assert document["fourfold"] == "pack-test/1"
    assert document["ok"] is False
    first, second = document["packs"]
    assert first["examples"] == {"count": 2, "verdicts": 2, "wrong": 1}
    right, wrong = first["verdicts"]
    assert right["ok"]
    assert "trace" not in right
    assert (wrong["expected"], wrong["got"]) == ("pass", "fail")
    assert wrong["trace"][0]["text"] == "present(study.goal.audience)"
    assert second["findings"][0]["code"] == "no-fail-example"
    assert second["findings"][0]["place"]["row"] == 2
    assert set(second["findings"][0]["texts"]) == {"en", "zh"}
    assert second["changes"]["tried"] == second["changes"]["noticed"] == 1
    path = tmp_path / "test.json"
    assert fourfold("standards", "test", weak, untold, "--json", path).code == 1
    assert json.loads(path.read_text("utf-8")) == document


def test_a_survivor_says_what_would_tell(fourfold: Command, tmp_path: Path) -> None:
    rule = {"requirement": "days", "test": "study.goal.comparative or present(study.title)"}
    examples = {
        "pass-both": ({"study.goal.comparative": "true", "study.title": "Cell"}, {"days": "pass"}),
        "fail-both": ({"study.goal.comparative": "false"}, {"days": "fail"}),
    }
    folder = write_pack(tmp_path / "small", [rule], examples)
    document = json.loads(fourfold("standards", "test", folder, "--json", "-").out)
    survived = document["packs"][0]["changes"]["survived"]
    assert {s["now"] for s in survived} >= {"study.goal.comparative and present(study.title)"}
    told = next(s for s in survived if " and " in s["now"])["told_by"]
    assert told["verdict"] != told["changed"]
    assert told["facts"]


def test_packs_by_id_and_by_standard(fourfold: Command, good: Path) -> None:
    for name in ("good-pack", good):
        assert fourfold("standards", "test", name, "--packs", good.parent).code == 0


def test_what_is_not_there_cannot_be_tested(fourfold: Command, tmp_path: Path) -> None:
    done = fourfold("standards", "test", "no-such-pack")
    assert done.code == 2
    assert "no-such-pack" in done.err
    broken = write_pack(tmp_path / "broken", [{"requirement": "a", "test": "study.titel =="}], {})
    done = fourfold("standards", "test", broken)
    assert done.code == 2
    assert "requirements.csv:2" in done.err
    assert done.out == ""


def test_the_document_never_replaces_a_pack(fourfold: Command, good: Path) -> None:
    for path in (good / "expected.csv", good / "pack.yaml"):
        before = path.read_bytes()
        assert fourfold("standards", "test", good, "--json", path).code == 2
        assert path.read_bytes() == before


def test_what_is_said_of_a_pack_while_it_is_read_is_shown(fourfold: Command, good: Path) -> None:
    (good / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    done = fourfold("standards", "test", good)
    assert done.code == 0
    assert "notes.csv" in done.err
    document = json.loads(fourfold("standards", "test", good, "--json", "-").out)
    assert [warning["place"]["file"] for warning in document["warnings"]] == ["good-pack/notes.csv"]


def test_in_chinese(fourfold: Command, weak: Path) -> None:
    assert fourfold("standards", "test", weak, "--lang", "zh").code == 1
