"""One requirement against facts: verdict, words, values, repair."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from fourfold.standards.conformity.judge import judge
from fourfold.standards.conformity.report import Answer, Judgement, Verdict
from fourfold.standards.language.values import Missing
from fourfold.standards.pack.model import Severity
from support.pack_folders import facts_of, pack_folder, resolved

CUT_OFFS = {
    "study.cut_offs.1.cut_off": "packaging",
    "study.cut_offs.1.estimated_share": "0.02",
    "study.cut_offs.2.cut_off": "travel",
    "study.cut_offs.2.estimated_share": "0.004",
}
LIMIT = {"parameter": "limit", "unit": "1", "value": "0.01", "clause": "1"}
EACH = "all(c.estimated_share < param.limit for c in study.cut_offs)"


def judged(root: Path, facts: Mapping[str, str], phase: str = "issue", **row: str) -> Judgement:
    """One requirement of a pack of one, against facts."""
    pack_folder(root, "p", requirements=[{"requirement": "r", **row}], parameters=[LIMIT])
    found = resolved(root, "p")
    return judge(found.requirements[0], facts_of(facts), found.values, phase)


@pytest.mark.parametrize(
    ("facts", "row", "verdict"),
    [
        ({"study.title": "A"}, {"test": "present(study.title)"}, Verdict.PASS),
        ({}, {"test": "present(study.title)"}, Verdict.FAIL),
        ({"study.title": "n/a"}, {"test": "present(study.title)"}, Verdict.FAIL),
        ({}, {"test": "study.title == 'A'"}, Verdict.UNKNOWN),
        ({}, {"applies_when": "present(study.title)", "test": "false"}, Verdict.NOT_APPLICABLE),
        ({}, {"applies_when": "study.title == 'A'", "test": "true"}, Verdict.UNKNOWN),
        ({}, {"ask_en": "Is it so?"}, Verdict.NEEDS_PERSON),
        ({}, {"applies_when": "present(study.title)", "ask_en": "Is it so?"}, Verdict.NOT_APPLICABLE),
        ({}, {"applies_when": "study.title == 'A'", "ask_en": "Is it so?"}, Verdict.UNKNOWN),
        ({"result": "not-calculated"}, {"test": "result.total_kg_co2e > param.none"}, Verdict.UNKNOWN),
    ],
)
def test_five_verdicts(tmp_path: Path, facts: Mapping[str, str], row: Mapping[str, str], verdict: Verdict) -> None:
    row = {key: text.replace(" > param.none", " == 0") for key, text in row.items()}
    found = judged(tmp_path, facts, **row)
    assert found.verdict is verdict
    assert all(found.texts[lang] for lang in ("en", "zh"))
    settled = (Verdict.PASS, Verdict.NOT_APPLICABLE)
    assert bool(found.repair) is (verdict not in settled)


def test_the_sentence_of_the_pack_is_filled_from_what_decided(tmp_path: Path) -> None:
    found = judged(
        tmp_path,
        CUT_OFFS,
        test=EACH,
        fail_en="{rows}: {study.cut_offs.estimated_share} is not below {param.limit}; all: {study.cut_offs.cut_off}",
        fail_zh="{rows} 未低于 {param.limit}",
        guidance_en="estimate {rows} again {but keep this}",
        guidance_zh="重新估计",
    )
    assert found.texts == {
        "en": "packaging: 0.02 is not below 0.01; all: packaging, travel",
        "zh": "packaging 未低于 0.01",
    }
    assert found.repair["en"] == "estimate packaging again {but keep this}"


@pytest.mark.parametrize("share", ["0.02", ""])
def test_rows_beyond_those_that_are_shown_are_counted(tmp_path: Path, share: str) -> None:
    facts: dict[str, str] = {}
    for number in range(1, 31):
        facts |= {f"study.cut_offs.{number}.cut_off": f"r{number}", f"study.cut_offs.{number}.estimated_share": share}
    named = judged(tmp_path / "a", facts, test=EACH, fail_en="{rows}", fail_zh="{rows}", unknown_en="{rows}")
    assert named.texts["en"] == "r1, r2, r3, r4, r5, r6 and 24 more"
    made = judged(tmp_path / "b", facts, test=EACH)
    assert "(r1, r2, r3, r4, r5, r6 and 24 more)" in made.texts["en"]
    assert len(made.evidence if share else made.missing) < 30


def test_a_sentence_is_made_where_the_pack_has_none(tmp_path: Path) -> None:
    found = judged(tmp_path / "a", CUT_OFFS, test=EACH)
    assert found.texts["en"] == (
        "not met: Estimated share of the total that was left out: 0.02 (packaging); param.limit: 0.01 (packaging)"
    )
    missing = judged(tmp_path / "b", {**CUT_OFFS, "study.cut_offs.1.estimated_share": "待定"}, test=EACH)
    assert missing.verdict is Verdict.UNKNOWN
    assert "filled with a placeholder (packaging)" in missing.texts["en"]
    assert missing.repair["en"] == (
        "give: Estimated share of the total that was left out (packaging) [study.yaml cut_offs.estimated_share]"
    )


def test_the_repair_made_names_what_is_missing_and_what_is_wrong(tmp_path: Path) -> None:
    found = judged(tmp_path, CUT_OFFS, test=f"{EACH} and present(study.title)")
    assert found.verdict is Verdict.FAIL
    assert found.repair["en"] == (
        "give: Title of the study [study.yaml title]; correct what the values come from: "
        "study.yaml cut_offs.estimated_share (packaging)"
    )


def test_evidence_names_what_decided_first_and_the_rows_it_stands_in(tmp_path: Path) -> None:
    found = judged(tmp_path, CUT_OFFS, test=EACH, evidence="study.title | study.cut_offs.cut_off")
    assert [(value.origin, str(value.content)) for value in found.evidence] == [
        ("study.cut_offs.estimated_share", "0.02"),
        ("study.title", "None"),
        ("study.cut_offs.cut_off", "packaging"),
        ("param.limit", "0.01"),
    ]
    limit = found.evidence[-1]
    assert (limit.source, limit.place.column) == ("p 1", "value")


def test_what_is_missing_is_named_with_its_place(tmp_path: Path) -> None:
    facts = {**CUT_OFFS, "study.cut_offs.2.estimated_share": ""}
    found = judged(tmp_path, facts, test="all(c.estimated_share < 1 for c in study.cut_offs)")
    [value] = found.missing
    assert (value.origin, value.missing) == ("study.cut_offs.estimated_share", Missing.ABSENT)
    assert value.place.column == "study.cut_offs.2.estimated_share"


def test_arithmetic_without_an_answer_is_unknown_and_says_which(tmp_path: Path) -> None:
    facts = {"study.service.years": "0", "study.service.cycles_per_year": "1"}
    found = judged(tmp_path, facts, test="study.service.cycles_per_year / study.service.years > 0")
    assert found.verdict is Verdict.UNKNOWN
    assert "study.service.cycles_per_year / study.service.years: has no answer" in found.texts["en"]


@pytest.mark.parametrize(
    ("severity", "modality", "phase", "expected"),
    [
        ("", "shall", "issue", Severity.BLOCK),
        ("", "should", "issue", Severity.WARN),
        ("", "may", "issue", Severity.NOTE),
        ("warn", "shall", "draft", Severity.WARN),
        ("draft: note | submit: warn", "shall", "draft", Severity.NOTE),
        ("draft: note | submit: warn", "shall", "submit", Severity.WARN),
        ("draft: note | submit: warn", "shall", "verify", Severity.BLOCK),
    ],
)
def test_severity_is_that_of_the_phase(
    tmp_path: Path, severity: str, modality: str, phase: str, expected: Severity
) -> None:
    found = judged(tmp_path, {}, phase, test="true", severity=severity, modality=modality)
    assert found.severity is expected


NOW, BEFORE = "sha256:" + "1" * 64, "sha256:" + "2" * 64


def answer(verdict: Verdict, study: str = NOW) -> Answer:
    return Answer("p", "r", verdict, "A. Person", "verifier", date(2025, 3, 1), "I read it.", study)


@pytest.mark.parametrize("verdict", [Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE])
def test_an_answer_about_this_state_of_the_study_is_the_verdict(tmp_path: Path, verdict: Verdict) -> None:
    pack_folder(tmp_path, "p", requirements=[{"requirement": "r", "ask_en": "Is it so?"}])
    [rule] = resolved(tmp_path, "p").requirements
    found = judge(rule, facts_of({}), {}, "issue", answer(verdict), NOW)
    assert (found.verdict, found.stale) == (verdict, False)
    assert found.texts["en"] == "A. Person (verifier) judged on 2025-03-01: I read it."
    assert bool(found.repair) is (verdict is Verdict.FAIL)


def test_what_a_person_found_wrong_is_to_be_remedied_not_judged_once_more(tmp_path: Path) -> None:
    pack_folder(tmp_path, "p", requirements=[{"requirement": "r", "ask_en": "Is it so?"}])
    rule = resolved(tmp_path, "p").requirements[0]
    no = answer(Verdict.FAIL)
    found = judge(rule, facts_of({}), {}, "issue", no, NOW)
    assert found.repair["en"] == f"remedy what was found ({no.reason}), then judge again"


def test_what_only_a_result_can_tell_has_the_calculation_as_its_repair(tmp_path: Path) -> None:
    row = {"test": "result.total_kg_co2e > 0 and study.unit.amount > 0", "guidance_en": "Do this."}
    facts = {"result": "not-calculated"}
    assert judged(tmp_path / "a", facts, **row).repair["en"] == "Do this."
    found = judged(tmp_path / "b", {**facts, "study.unit.amount": "1"}, **row)
    assert found.repair["en"] == "repair what prevents the calculation by the method of this standard"


def test_sentences_say_choices_in_words(tmp_path: Path) -> None:
    row = {"test": "study.boundary.kind == 'cradle-to-grave'", "fail_en": "{study.boundary.kind}", "fail_zh": ""}
    found = judged(tmp_path, {"study.boundary.kind": "cradle-to-gate"}, **row)
    assert found.texts["en"] == "cradle to gate"
    row = {"test": "study.boundary.kind == 'cradle-to-grave'", "fail_zh": "边界为{study.boundary.kind}"}
    found = judged(tmp_path / "zh", {"study.boundary.kind": "cradle-to-gate"}, **row)
    assert found.texts["zh"] == "边界为从摇篮到大门"


@pytest.mark.parametrize(("years", "said"), [("1", "1 year"), ("2", "2 years"), ("0.5", "0.5 years")])
def test_sentences_say_units_of_time_in_words(tmp_path: Path, years: str, said: str) -> None:
    row = {"test": "study.service.years < 0", "fail_en": "{study.service.years}"}
    assert judged(tmp_path, {"study.service.years": years}, **row).texts["en"] == said


def test_an_answer_about_another_state_is_stale_and_the_question_open(tmp_path: Path) -> None:
    pack_folder(tmp_path, "p", requirements=[{"requirement": "r", "ask_en": "Is it so?"}])
    [rule] = resolved(tmp_path, "p").requirements
    found = judge(rule, facts_of({}), {}, "issue", answer(Verdict.PASS, BEFORE), NOW)
    assert (found.verdict, found.stale) == (Verdict.NEEDS_PERSON, True)
    assert found.texts["en"].startswith("Is it so? The answer of A. Person of 2025-03-01 is about another state")


def test_a_test_is_not_answered_by_a_person(tmp_path: Path) -> None:
    pack_folder(tmp_path, "p", requirements=[{"requirement": "r", "test": "present(study.title)"}])
    [rule] = resolved(tmp_path, "p").requirements
    found = judge(rule, facts_of({}), {}, "issue", answer(Verdict.PASS), NOW)
    assert (found.verdict, found.answer) == (Verdict.FAIL, None)
