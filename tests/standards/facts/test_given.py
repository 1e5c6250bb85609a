"""Facts given as text, as examples of packs give them: typed by the dictionary, all faults at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.problems import Place, Problems
from fourfold.standards.facts.given import facts_from_text
from fourfold.standards.facts.vocabulary import dictionary
from fourfold.standards.language.expression import Facts
from fourfold.standards.language.values import FILLERS, Kind, Missing, Value

PLACE = Place("examples.csv", 7)


def facts_of(**given: str) -> Facts:
    return facts(dict(given))


def facts(given: Mapping[str, str]) -> Facts:
    problems = Problems()
    found = facts_from_text(given, dictionary(), PLACE, problems)
    assert not list(problems)
    assert found is not None
    return found


def faults(given: Mapping[str, str]) -> list[tuple[str, str]]:
    problems = Problems()
    assert facts_from_text(given, dictionary(), PLACE, problems) is None
    return [(p.kind.code, p.place.column) for p in problems]


def rows(facts: Facts, name: str) -> list[Mapping[str, Value]]:
    content = facts.look_up(name).content
    assert isinstance(content, tuple)
    return [row.content for row in content if isinstance(row.content, Mapping)]


def test_values_have_the_type_unit_and_origin_of_the_dictionary() -> None:
    found = facts(
        {
            "study.title": "Cell",
            "study.date": "2025-02-28",
            "study.product.mass_kg": "1.10",
            "study.goal.comparative": "TRUE",
            "study.unit.kind": "declared",
        }
    )
    assert found.look_up("study.title").content == "Cell"
    assert found.look_up("study.date").content == date(2025, 2, 28)
    assert found.look_up("study.goal.comparative").content is True
    assert found.look_up("study.unit.kind").content == "declared"
    mass = found.look_up("study.product.mass_kg")
    assert (mass.content, mass.unit, mass.origin) == (Decimal("1.10"), "kg", "study.product.mass_kg")
    assert mass.place == Place("examples.csv", 7, "study.product.mass_kg")


def test_what_is_not_given_is_absent_and_a_list_without_rows_is_empty() -> None:
    found = facts({"study.stages": "none", "study.goal.audience": "  "})
    assert found.look_up("study.goal.audience").missing is Missing.ABSENT
    assert found.look_up("study.product.mass_kg") == Value(
        Kind.NUMBER, None, "kg", origin="study.product.mass_kg", missing=Missing.ABSENT
    )
    assert found.look_up("study.stages").content == ()
    assert found.look_up("study.cut_offs").content == ()
    assert found.look_up("study.allocation.order").content == ()


def test_rows_are_complete_and_in_order() -> None:
    found = facts({"study.cut_offs.2.what": "glue", "study.cut_offs.1.estimated_share": "0.004"})
    first, second = rows(found, "study.cut_offs")
    assert set(first) == set(second) == {"cut_off", "what", "reason", "estimated_share"}
    assert first["estimated_share"].content == Decimal("0.004")
    assert first["estimated_share"].origin == "study.cut_offs.estimated_share"
    assert second["what"].content == "glue"
    assert second["estimated_share"].missing is Missing.ABSENT
    assert second["estimated_share"].place.column == "study.cut_offs.2.estimated_share"


def test_a_blank_field_is_absent_in_a_row_that_is_there() -> None:
    (row,) = rows(facts({"study.cut_offs.1.estimated_share": ""}), "study.cut_offs")
    assert row["estimated_share"].missing is Missing.ABSENT


def test_texts_of_a_list_come_in_their_order() -> None:
    found = facts({"study.allocation.order.2": "economic", "study.allocation.order.1": "physical"})
    content = found.look_up("study.allocation.order").content
    assert isinstance(content, tuple)
    assert [value.content for value in content] == ["physical", "economic"]


@pytest.mark.parametrize("filler", sorted(FILLERS))
def test_fillers_are_missing_whatever_the_type(filler: str) -> None:
    found = facts({"study.goal.audience": filler, "study.product.mass_kg": filler, "study.date": filler})
    for name in ("study.goal.audience", "study.product.mass_kg", "study.date"):
        assert found.look_up(name).missing is Missing.FILLER


def test_a_code_that_reads_like_a_filler_is_a_code() -> None:
    [row] = rows(facts({"study.sites.1.area": "NA"}), "study.sites")
    assert row["area"].content == "NA"


def test_a_choice_that_reads_like_a_filler_is_a_choice() -> None:
    assert facts({"study.review.kind": "none"}).look_up("study.review.kind").content == "none"


def test_facts_of_the_result_are_known_where_given() -> None:
    found = facts({"result.total_kg_co2e": "12.5"})
    assert found.look_up("result.total_kg_co2e").content == Decimal("12.5")
    assert found.look_up("result.primary_share").missing is Missing.ABSENT
    assert found.look_up("result.stages").content == ()


def test_a_result_that_was_not_calculated_leaves_all_its_names_so() -> None:
    found = facts({"result": "not-calculated", "study.title": "Cell"})
    assert found.look_up("result.total_kg_co2e").missing is Missing.NOT_CALCULATED
    assert found.look_up("result.stages").missing is Missing.NOT_CALCULATED
    assert found.look_up("study.cut_offs").content == ()
    assert faults({"result": "not-calculated", "result.stages.1.stage": "a"}) == [
        ("fact-result-calculated", "result.stages.1.stage")
    ]
    assert faults({"result": "12"}) == [("fact-result-wrong", "result")]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("study.goal.audiense", "all", "fact-unknown"),
        ("audience", "all", "fact-unknown"),
        ("study.cut_offs.1.share", "0.1", "fact-unknown"),
        ("study.cut_offs.1", "0.1", "fact-unknown"),
        ("study.allocation.order.1.name", "physical", "fact-unknown"),
        ("study.cut_offs.estimated_share", "0.1", "fact-needs-row"),
        ("study.cut_offs", "3", "fact-is-list"),
        ("study.allocation.order", "physical", "fact-is-list"),
        ("study.title.1", "Cell", "fact-no-list"),
        ("study.cut_offs.0.estimated_share", "0.1", "fact-row-number"),
        ("study.cut_offs.01.estimated_share", "0.1", "fact-row-number"),
        ("study.cut_offs.99999999999999999999.estimated_share", "0.1", "fact-row-number"),
        ("study.cut_offs.1.estimated_share", "1 %", "number-percent"),
        ("study.product.mass_kg", "1,5", "number-comma"),
        ("study.product.mass_kg", "inf", "number-not-finite"),
        ("study.date", "28.2.2025", "date-wrong"),
        ("study.date", "2025-02-30", "date-wrong"),
        ("study.goal.comparative", "yes", "fact-flag-wrong"),
        ("study.unit.kind", "Declared", "fact-choice-wrong"),
    ],
)
def test_wrong_names_and_values_are_refused_where_they_stand(name: str, text: str, code: str) -> None:
    assert faults({name: text}) == [(code, name)]


def test_rows_have_no_gap() -> None:
    assert faults({"study.cut_offs.1.reason": "small", "study.cut_offs.3.reason": "small"}) == [
        ("fact-row-number", "study.cut_offs.3")
    ]


def test_all_faults_are_told_at_once() -> None:
    given = {"study.titel": "x", "study.date": "soon!", "study.unit.kind": "both", "study.cut_offs.1.reason": "small"}
    assert [code for code, _ in faults(given)] == ["fact-unknown", "date-wrong", "fact-choice-wrong"]


def test_a_wrong_value_leaves_no_gap_in_the_rows() -> None:
    given = {"study.cut_offs.1.estimated_share": "1%", "study.cut_offs.2.estimated_share": "0.1"}
    assert faults(given) == [("number-percent", "study.cut_offs.1.estimated_share")]


def test_rows_and_none_contradict() -> None:
    assert faults({"study.cut_offs": "none", "study.cut_offs.1.reason": "small"}) == [
        ("fact-rows-and-none", "study.cut_offs")
    ]


def test_an_unknown_name_offers_those_spelled_like_it() -> None:
    problems = Problems()
    facts_from_text({"study.cut_offs.1.estimated_shares": "0"}, dictionary(), PLACE, problems)
    (problem,) = problems
    assert "study.cut_offs.estimated_share" in str(problem.params["similar"])


def test_a_name_outside_the_dictionary_is_the_callers_mistake() -> None:
    with pytest.raises(KeyError):
        facts({}).look_up("study.nothing")


NAMES = st.sampled_from([e.name for e in dictionary()]) | st.text(max_size=30)
NUMBERED = st.tuples(NAMES, st.integers(0, 9), st.text("abcdefghijklmnopqrstuvwxyz_", max_size=12)).map(
    lambda parts: f"{parts[0]}.{parts[1]}.{parts[2]}"
)
TEXTS = st.text(max_size=20) | st.sampled_from(["1", "0.5", "true", "2025-01-01", "n/a", "none", "not-calculated"])


@settings(max_examples=150)
@given(st.dictionaries(NAMES | NUMBERED, TEXTS, max_size=6))
def test_any_text_is_taken_or_refused_in_words(given: dict[str, str]) -> None:
    problems = Problems()
    found = facts_from_text(given, dictionary(), PLACE, problems)
    assert (found is None) is bool(problems.errors)
    if found is not None:
        for entry in dictionary():
            if not any(entry.name.startswith(f"{e.name}.") for e in dictionary() if e.kind is Kind.LIST):
                value = found.look_up(entry.name)
                assert value.kind is entry.kind
                assert value.known or value.missing
