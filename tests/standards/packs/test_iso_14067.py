"""The shipped pack of ISO 14067:2018: complete, honest about what was read, and noticed by its own examples."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fourfold.standards.pack.model import Modality, ReadExtent, ReviewStatus
from support.checked_packs import checked, judged
from support.shipped_packs import examined, in_force, not_chinese, one_sided, shipped
from support.studies import output, own_factor, process, uses, write_study

PACK = "iso-14067-2018"
EXAMPLES = Path(__file__).parents[3] / "examples"


def test_its_examples_give_their_verdicts_and_notice_every_change_of_a_rule() -> None:
    found = examined(PACK)
    assert [finding.problem.in_english for finding in found.findings] == []
    assert found.changes > 400


def test_every_item_of_the_checklist_but_the_one_of_gb_has_a_requirement() -> None:
    assert {rule.item for rule in shipped(PACK).requirements} == {str(item) for item in range(1, 39)}


def test_items_that_data_decide_have_a_test_and_those_only_people_can_judge_a_question() -> None:
    rules = shipped(PACK).requirements
    with_test = {int(rule.item) for rule in rules if rule.test}
    assert set(range(1, 39)) - with_test == {2, 38}
    assert {2, 3, 6, 10, 20, 21, 33, 38} <= {int(rule.item) for rule in rules if rule.is_for_a_person}


def test_it_says_that_the_text_was_not_read() -> None:
    identity = shipped(PACK).identity
    assert (identity.status, identity.reading.extent) == (ReviewStatus.DRAFT, ReadExtent.SECONDARY)
    assert identity.unknown["en"]
    assert identity.unknown["zh"]


def test_only_the_principles_rest_on_more_than_memory() -> None:
    clauses = shipped(PACK).clauses
    assert {clause.status for clause in clauses} == {"secondary", "memory"}
    assert all(clause.id.split(".")[0] == "5" for clause in clauses if clause.status == "secondary")
    assert {clause.id for clause in clauses if not clause.number} == {"land-use", "soil-carbon", "aircraft"}


def test_the_tree_of_clauses_is_whole() -> None:
    clauses = {clause.id: clause for clause in shipped(PACK).clauses}
    for clause in clauses.values():
        if clause.number and clause.number[0].isdigit():
            above = clause.number.rpartition(".")[0]
            assert clause.id == clause.number
            assert clause.parent == above
            assert not above or above in clauses
    principles = [f"5.{number}" for number in range(1, 13)]
    assert set(principles) <= set(clauses)


def test_every_binding_clause_has_a_requirement_no_weaker_than_warning() -> None:
    pack = shipped(PACK)
    asked = {rule.clause for rule in pack.requirements}
    binding = {clause.id for clause in pack.clauses if clause.modality is Modality.SHALL}
    grouped = {clause.parent for clause in pack.clauses if clause.id in asked}
    assert binding - asked - grouped == set()


def test_all_texts_are_there_in_both_languages() -> None:
    pack = shipped(PACK)
    assert one_sided(pack) == []
    assert not_chinese(pack) == []


def test_whatever_fails_is_told_with_its_repair() -> None:
    for rule in shipped(PACK).requirements:
        if rule.test:
            assert all(text.get("en") for text in (rule.says["pass"], rule.says["fail"], rule.guidance)), rule.id
        else:
            assert rule.ask["en"].endswith(("?", ".")), rule.id
            assert rule.evidence, rule.id


@pytest.mark.parametrize(("day", "latest"), [(date(2021, 8, 8), "AR5"), (date(2021, 8, 9), "AR6")])
def test_the_latest_warming_potentials_are_those_of_the_day(day: date, latest: str) -> None:
    resolved = in_force(PACK, day)
    assert resolved.method is not None
    assert (resolved.values["gwp_set"].content, str(resolved.method.gwp_set)) == (latest, latest)


def test_it_sets_no_limit_of_cut_off() -> None:
    resolved = in_force(PACK, date(2025, 6, 30))
    assert resolved.method is not None
    assert (resolved.method.cut_off.each, resolved.method.cut_off.together) == (None, None)
    assert not [name for name in resolved.parameters if "cut" in name]


def test_a_certificate_that_stands_in_the_table_twice_stops_the_study(tmp_path: Path) -> None:
    study = tmp_path / "study"
    shutil.copytree(EXAMPLES / "certificates", study)
    table = study / "tables" / "instruments.csv"
    rows = table.read_text(encoding="utf-8").splitlines()
    [once] = [row for row in rows if row.startswith("sun-0603-10,")]
    assert str(judged(checked(study, PACK), PACK)["double-counting.certificates"].verdict) == "pass"
    again = once.replace("sun-0603-10,Sun of one hour", "again,The same sun").replace("Example Foundry", "Other Co")
    table.write_text("\n".join([*rows, again, ""]), encoding="utf-8")
    found = judged(checked(study, PACK), PACK)
    twice = found["double-counting.certificates"]
    assert (str(twice.verdict), str(twice.severity)) == ("fail", "block")
    assert "sun-0603-10, again" in twice.texts["en"]
    asked = found["instruments.retired-for"]
    assert str(asked.verdict) == "needs_person"
    assert "Other Co" in [value.content for value in asked.evidence]


def test_what_sources_do_not_split_is_asked_with_its_share_and_its_sources() -> None:
    found = judged(checked(EXAMPLES / "lfp-cell", PACK), PACK)
    asked = found["carbon.unsplit"]
    assert str(asked.verdict) == "needs_person"
    assert "cn-js-illustrative" in asked.texts["en"]
    assert str(found["carbon.origin-stated"].verdict) == "pass"


ROLES = ("raw-materials", "production", "distribution", "use", "end-of-life")
NOTHING = {"use_scenario": {"en": "One sits on it"}, "end_of_life_scenario": {"en": "Burnt as it is, cut off"}}


@pytest.mark.parametrize(
    ("roles", "scope", "verdicts"),
    [
        (ROLES, NOTHING, ("pass", "pass", "needs_person")),
        (ROLES, {}, ("fail", "pass", "needs_person")),
        (ROLES[:3], NOTHING, ("pass", "pass", "needs_person")),
        (ROLES[:3], {}, ("pass", "fail", "needs_person")),
    ],
)
def test_a_stage_in_which_nothing_happens_is_no_fault_where_the_study_says_so(
    tmp_path: Path, roles: tuple[str, ...], scope: dict[str, Any], verdicts: tuple[str, ...]
) -> None:
    tables = {
        "processes": [process("main", stage="production", site="", control="other")],
        "outputs": [output("main", "product")],
        "inputs": [
            uses("main", "wood", "1", "factor", "wood", stage="raw-materials"),
            uses("main", "glue", "1", "factor", "wood", stage="production"),
        ],
        "factors": [own_factor("wood", "1")],
    }
    stages = [{"id": role, "names": {"en": role}, "role": role} for role in roles]
    boundary = {"kind": "cradle-to-grave"}
    study = write_study(tmp_path, tables, date="2025-06-30", stages=stages, boundary=boundary, scope=scope)
    found = judged(checked(study, PACK), PACK)
    asked = ("principles.completeness", "boundary.whole-life", "principles.nothing-happens")
    assert tuple(str(found[name].verdict) for name in asked) == verdicts
