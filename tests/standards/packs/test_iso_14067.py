"""The shipped pack of ISO 14067:2018: complete, honest about what was read, and noticed by its own examples."""

from __future__ import annotations

from datetime import date

import pytest

from fourfold.standards.pack.model import Modality, ReadExtent, ReviewStatus
from support.shipped_packs import examined, in_force, not_chinese, one_sided, shipped

PACK = "iso-14067-2018"


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
