"""Resolving a line of packs: who stands in it, and what its requirements come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.pack_folders import pack_folder, refusals, resolved

TITLE = {"requirement": "title", "test": "present(study.title)"}


def refs(root: Path, name: str) -> list[str]:
    return [f"{rule.pack}#{rule.id}" for rule in resolved(root, name).requirements]


def test_parents_stand_before_children_and_each_once(tmp_path: Path) -> None:
    pack_folder(tmp_path, "top", requirements=[TITLE])
    pack_folder(tmp_path, "left", "top")
    pack_folder(tmp_path, "right", "top >=1,<2")
    pack_folder(tmp_path, "bottom", "left", "right")
    found = resolved(tmp_path, "bottom")
    assert [pack.id for pack in found.chain] == ["top", "left", "right", "bottom"]
    assert refs(tmp_path, "bottom") == ["top#title"]


def test_the_digest_depends_on_every_pack_of_the_line(tmp_path: Path) -> None:
    for root, test in ((tmp_path / "a", "true"), (tmp_path / "b", "present(study.title)")):
        pack_folder(root, "top", requirements=[{"requirement": "r", "test": test}])
        pack_folder(root, "bottom", "top")
    one, other = (resolved(tmp_path / root, "bottom") for root in ("a", "b"))
    assert one.pack.digest == other.pack.digest
    assert one.digest != other.digest
    assert one.digest == resolved(tmp_path / "a", "bottom").digest


def test_a_parent_that_is_not_there_is_named_with_similar_ones(tmp_path: Path) -> None:
    pack_folder(tmp_path, "iso-core")
    pack_folder(tmp_path, "child", "iso-cor")
    assert [fault[0] for fault in refusals(tmp_path, "child")] == ["pack-parent-unknown"]


@pytest.mark.parametrize("versions", [">=2", "<1", ">=0.1,<1.0", "==1.1", "!=1.0"])
def test_a_parent_of_another_version_is_refused(tmp_path: Path, versions: str) -> None:
    pack_folder(tmp_path, "top")
    pack_folder(tmp_path, "child", f"top {versions}")
    assert [fault[0] for fault in refusals(tmp_path, "child")] == ["pack-parent-version"]


@pytest.mark.parametrize("versions", ["", ">=1", ">=1,<2", "==1.0", "<=1.0", "!=1.1"])
def test_a_parent_of_a_fitting_version_is_taken(tmp_path: Path, versions: str) -> None:
    pack_folder(tmp_path, "top")
    pack_folder(tmp_path, "child", f"top {versions}")
    assert len(resolved(tmp_path, "child").chain) == 2


def test_packs_that_derive_from_each_other_are_refused(tmp_path: Path) -> None:
    pack_folder(tmp_path, "a", "b")
    pack_folder(tmp_path, "b", "c")
    pack_folder(tmp_path, "c", "a")
    assert [fault[0] for fault in refusals(tmp_path, "a")] == ["pack-parent-cycle"]


def test_a_line_of_parents_has_an_end(tmp_path: Path) -> None:
    pack_folder(tmp_path, "p0")
    for number in range(1, 30):
        pack_folder(tmp_path, f"p{number}", f"p{number - 1}")
    assert len(resolved(tmp_path, "p15").chain) == 16
    assert [fault[0] for fault in refusals(tmp_path, "p29")] == ["pack-parent-depth"]


def test_a_parent_with_faults_is_no_parent(tmp_path: Path) -> None:
    pack_folder(tmp_path, "top", requirements=[{"requirement": "r", "test": "1 +"}])
    pack_folder(tmp_path, "child", "top")
    [(_, file, row, column)] = refusals(tmp_path, "child")
    assert (file.endswith("requirements.csv"), row, column) == (True, 2, "test")


def test_every_fault_is_reported_at_once(tmp_path: Path) -> None:
    rows = [
        {"requirement": "a", "test": "study.nothing == 1"},
        {"requirement": "b", "test": "param.limit > 1"},
        {"requirement": "c", "test": "present(study.title)", "evidence": "study.titel"},
        {"requirement": "d", "test": "present(study.title)", "fail_en": "no {study.titel}", "guidance_zh": "{param.x}"},
    ]
    pack_folder(
        tmp_path, "p", requirements=rows, disclosures=[{"disclosure": "x", "what_en": "x", "fact": "study.titel"}]
    )
    assert [(row, column) for _, _, row, column in refusals(tmp_path, "p")] == [
        (2, "test"),
        (3, "test"),
        (4, "evidence"),
        (5, "guidance_zh"),
        (5, "fail_en"),
        (2, "fact"),
    ]


def test_evidence_is_what_the_pack_names_and_whatever_is_read(tmp_path: Path) -> None:
    row = {
        "requirement": "r",
        "applies_when": "study.unit.kind == 'declared'",
        "test": "all(c.estimated_share < 1 for c in study.cut_offs)",
        "evidence": "study.title | study.cut_offs",
    }
    pack_folder(tmp_path, "p", requirements=[row])
    [rule] = resolved(tmp_path, "p").requirements
    assert rule.evidence[:2] == ("study.title", "study.cut_offs")
    assert set(rule.evidence[2:]) == {"study.cut_offs.estimated_share", "study.unit.kind"}
