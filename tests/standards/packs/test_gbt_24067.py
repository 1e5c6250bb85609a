"""The shipped pack of GB/T 24067-2024: a child of ISO 14067 that adds what is known of the national document."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fourfold.app.checking import check_folder
from fourfold.core.problems import Problems
from fourfold.standards.conformity.report import Verdict
from fourfold.standards.pack.editions import choose
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.model import ReadExtent, ReviewStatus
from support.shipped_packs import examined, in_force, not_chinese, one_sided, shipped

PACK, PARENT = "gbt-24067-2024", "iso-14067-2018"
IN_FORCE = date(2025, 3, 1)
EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "lfp-cell"


def test_its_examples_give_their_verdicts_and_notice_every_change_of_a_rule() -> None:
    found = examined(PACK)
    assert [finding.problem.in_english for finding in found.findings] == []
    assert found.changes > 30


def test_with_its_parent_it_covers_the_whole_checklist() -> None:
    rules = in_force(PACK, IN_FORCE).requirements
    assert {rule.requirement.item for rule in rules} == {str(item) for item in range(1, 40)}
    assert {rule.pack for rule in rules if rule.requirement.item == "39"} == {PACK}


def test_no_clause_has_a_number_as_long_as_nobody_read_the_text() -> None:
    pack = shipped(PACK)
    assert (pack.identity.status, pack.identity.reading.extent) == (ReviewStatus.DRAFT, ReadExtent.SECONDARY)
    assert {(clause.number, clause.status) for clause in pack.clauses} == {("", "secondary")}
    assert all(equal.startswith("ISO 14067:2018#") for clause in pack.clauses for equal in clause.equivalents)


def test_all_texts_are_there_in_both_languages() -> None:
    pack = shipped(PACK)
    assert one_sided(pack) == []
    assert not_chinese(pack) == []


def test_it_calculates_as_its_parent_and_takes_nothing_of_it_away() -> None:
    child, parent = in_force(PACK, IN_FORCE), in_force(PARENT, IN_FORCE)
    assert {key: choice.choice.value for key, choice in child.choices.items()} == {
        key: choice.choice.value for key, choice in parent.choices.items()
    }
    assert {rule.id for rule in parent.requirements} < {rule.id for rule in child.requirements}
    assert not any(rule.replaced for rule in child.requirements)


@pytest.mark.parametrize(("day", "found"), [(date(2025, 2, 28), None), (IN_FORCE, PACK)])
def test_it_is_in_force_since_march_2025(day: date, found: str | None) -> None:
    problems = Problems()
    chosen = choose("gbt-24067", PackLibrary(), day, problems)
    assert (chosen.id if chosen else None) == found
    assert bool(problems.errors) == (found is None)


def test_the_example_of_a_cell_is_told_what_it_lacks_in_whole_sentences() -> None:
    checked = check_folder(EXAMPLE, [PACK])
    judged = checked.reports[0].judgements
    assert {j.rule.id for j in judged if j.verdict is Verdict.FAIL} >= {
        "cut-off.estimated", "data.own-processes", "data.no-inventions", "geography.sources",
    }  # fmt: skip
    for judgement in judged:
        for text in judgement.texts.values():
            assert not any(part in text for part in ("{", "kg kg", "kWh kWh", " –.")), (judgement.rule.id, text)
    named = next(j for j in judged if j.rule.id == "cut-off.estimated")
    assert "capital-goods" in named.texts["en"]
    assert "other-inbound-transport" not in named.texts["en"]
    inventions = next(j for j in judged if j.rule.id == "data.no-inventions")
    assert "cn-js-illustrative" in inventions.texts["zh"]
