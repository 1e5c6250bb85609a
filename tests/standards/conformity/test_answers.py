"""Answers of people: read with all faults, checked against the questions, written as a file to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from fourfold.core.canonical import digest_of_bytes
from fourfold.core.problems import Problems
from fourfold.standards.conformity.answers import check_questions, questions_file, read_answers
from fourfold.standards.conformity.check import judge_all
from fourfold.standards.conformity.report import Answer, ConformityReport, Verdict
from support.outcomes import Fault, faults, told
from support.pack_folders import facts_of, pack_folder, resolved

STUDY = "sha256:" + "1" * 64
ANSWER = {
    "pack": "p",
    "requirement": "judged",
    "verdict": "pass",
    "who": "A. Person",
    "role": "verifier",
    "on": "2025-03-01",
    "reason": "The report says so on page 3.",
    "study": STUDY,
}


def read(folder: Path, *answers: Mapping[str, Any]) -> tuple[tuple[Answer, ...], list[Fault]]:
    path = folder / "answers.yaml"
    text = yaml.safe_dump({"fourfold": "answers/1", "answers": [*answers]}, allow_unicode=True, sort_keys=False)
    path.write_text(text.replace("'2025-03-01'", '"2025-03-01"'), encoding="utf-8")
    problems = Problems()
    found = read_answers(path, folder, problems)
    for problem in problems:
        told(problem)
    return found, faults(list(problems))


def test_an_answer_is_a_record_with_a_digest_of_its_own(tmp_path: Path) -> None:
    [one], none = read(tmp_path, ANSWER)
    assert none == []
    assert (one.pack, one.requirement, one.verdict, one.who) == ("p", "judged", Verdict.PASS, "A. Person")
    [other], _ = read(tmp_path, {**ANSWER, "reason": "Another reason."})
    assert one.digest != other.digest
    assert read(tmp_path, ANSWER)[0][0].digest == one.digest


def test_a_blank_verdict_is_a_question_that_is_still_open(tmp_path: Path) -> None:
    assert read(tmp_path, {"pack": "p", "requirement": "r", "verdict": ""}, ANSWER)[0][0].requirement == "judged"


@pytest.mark.parametrize("key", ["who", "role", "reason", "on", "study"])
def test_an_answer_says_who_why_when_and_about_what(tmp_path: Path, key: str) -> None:
    found, wrong = read(tmp_path, {**ANSWER, key: ""} if key in ("who", "role", "reason", "study") else _without(key))
    assert found == ()
    assert [(code, column) for code, _, _, column in wrong] == [("answer-incomplete", f"answers.0.{key}")]


def test_filler_is_no_reason(tmp_path: Path) -> None:
    _, wrong = read(tmp_path, {**ANSWER, "reason": "n/a", "who": "-"})
    assert {column for _, _, _, column in wrong} == {"answers.0.reason", "answers.0.who"}


@pytest.mark.parametrize(
    "change",
    [{"verdict": "yes"}, {"study": "1234"}, {"on": "March"}, {"who": ["A"]}, {"more": "x"}, {"evidence": "a.pdf"}],
)
def test_what_is_no_answer_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    found, wrong = read(tmp_path, {**ANSWER, **change})
    assert found == ()
    assert len(wrong) == 1


def test_one_answer_to_a_question_for_a_state_of_the_study(tmp_path: Path) -> None:
    assert [code for code, *_ in read(tmp_path, ANSWER, {**ANSWER, "verdict": "fail"})[1]] == ["answer-twice"]
    later = {**ANSWER, "study": "sha256:" + "2" * 64}
    assert read(tmp_path, ANSWER, later)[1] == []


def test_evidence_beside_the_study_is_what_was_judged(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(b"as judged")
    digest = digest_of_bytes(b"as judged")
    elsewhere = {"file": "https://example.org/report.pdf", "digest": digest}
    good = {**ANSWER, "evidence": [{"file": "report.pdf", "digest": digest}, elsewhere]}
    [one], wrong = read(tmp_path, good)
    assert wrong == []
    assert one.evidence["report.pdf"] == digest
    (tmp_path / "report.pdf").write_bytes(b"changed since")
    _, wrong = read(tmp_path, good)
    assert [(code, column) for code, _, _, column in wrong] == [
        ("answer-evidence-changed", "answers.0.evidence.0.file")
    ]


def test_evidence_that_is_not_there_is_told_and_the_answer_counts(tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    evidence = [{"file": "report.pdf", "digest": digest_of_bytes(b"as judged")}, {"file": "map.pdf"}]
    [one], wrong = read(tmp_path, {**ANSWER, "evidence": evidence})
    assert one.verdict is Verdict.PASS
    assert [(code, column) for code, _, _, column in wrong] == [
        ("answer-evidence-not-there", "answers.0.evidence.0.file"),
        ("answer-evidence-not-there", "answers.0.evidence.1.file"),
    ]
    problems = Problems()
    read_answers(path, tmp_path, problems)
    assert not problems.errors


@pytest.mark.parametrize("file", ["../report.pdf", "/report.pdf"])
def test_evidence_does_not_lead_out_of_the_study(tmp_path: Path, file: str) -> None:
    _, wrong = read(tmp_path, {**ANSWER, "evidence": [{"file": file, "digest": ""}]})
    assert [(code, column) for code, _, _, column in wrong] == [("file-outside", "answers.0.evidence.0.file")]


def test_a_digest_that_is_none_is_called_so(tmp_path: Path) -> None:
    _, wrong = read(tmp_path, {**ANSWER, "evidence": [{"file": "report.pdf", "digest": "sha256:00"}]})
    assert [(code, column) for code, _, _, column in wrong] == [("declaration-text", "answers.0.evidence.0.digest")]


def test_nobody_judges_on_a_day_that_has_not_come(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    assert read(tmp_path, {**ANSWER, "on": today.isoformat()})[1] == []
    _, wrong = read(tmp_path, {**ANSWER, "on": (today + timedelta(days=2)).isoformat()})
    assert [(code, column) for code, _, _, column in wrong] == [("answer-ahead", "answers.0.on")]


def test_open_questions_are_written_with_the_values_of_the_study(tmp_path: Path) -> None:
    ask = {"ask_en": "Is {study.boundary.kind} all there is?", "ask_zh": "{study.boundary.kind} 是否完整？"}
    pack_folder(tmp_path / "packs", "p", requirements=[{"requirement": "judged", **ask}])
    found = resolved(tmp_path / "packs", "p")
    facts = facts_of({"study.boundary.kind": "cradle-to-gate"})
    text = questions_file([ConformityReport(found, "issue", STUDY, judge_all(found, facts, "issue"))]).decode()
    assert "  # Is cradle to gate all there is?\n  # 从摇篮到大门 是否完整？\n" in text


def test_an_answer_to_what_nobody_asked_is_told_and_those_to_other_packs_are_not(tmp_path: Path) -> None:
    rows = [{"requirement": "judged", "ask_en": "Is it so?"}, {"requirement": "tested", "test": "true"}]
    pack_folder(tmp_path / "packs", "p", requirements=rows)
    given = [ANSWER, {**ANSWER, "requirement": "tested"}, {**ANSWER, "requirement": "jugded"}, {**ANSWER, "pack": "q"}]
    answers, _ = read(tmp_path, *given)
    problems = Problems()
    check_questions(answers, [resolved(tmp_path / "packs", "p")], problems)
    assert [(p.kind.code, p.params["found"], p.place.row, p.place.column) for p in problems] == [
        ("answer-to-nothing", "tested", 11, "answers.1.requirement"),
        ("answer-to-nothing", "jugded", 19, "answers.2.requirement"),
    ]


def test_open_questions_are_written_once_each_and_read_back_as_open(tmp_path: Path) -> None:
    rows = [{"requirement": "judged", "ask_en": 'Is it "so": yes?', "ask_zh": "是否\n如此？"}]
    pack_folder(tmp_path / "packs", "p", requirements=rows)
    pack_folder(tmp_path / "packs", "child", "p")
    reports = [
        ConformityReport(found, "issue", STUDY, judge_all(found, facts_of({}), "issue"))
        for found in (resolved(tmp_path / "packs", name) for name in ("p", "child"))
    ]
    text = questions_file(reports).decode()
    assert text.count("requirement:") == 1
    assert '  # Is it "so": yes?\n  # 是否 如此？\n' in text
    tree = yaml.safe_load(text)
    assert tree["answers"][0]["study"] == STUDY
    path = tmp_path / "questions.yaml"
    path.write_text(text, encoding="utf-8")
    problems = Problems()
    assert read_answers(path, tmp_path, problems) == ()
    filled = text.replace('verdict: ""', "verdict: pass").replace('who: ""', "who: A. Person")
    filled = (
        filled.replace('role: ""', "role: verifier")
        .replace("on:", "on: 2025-03-01")
        .replace('reason: ""', "reason: I read it")
    )
    path.write_text(filled, encoding="utf-8")
    assert [one.verdict for one in read_answers(path, tmp_path, problems)] == [Verdict.PASS]
    assert not list(problems)


def test_without_open_questions_the_file_is_still_one(tmp_path: Path) -> None:
    path = tmp_path / "questions.yaml"
    path.write_bytes(questions_file([]))
    problems = Problems()
    assert read_answers(path, tmp_path, problems) == ()
    assert not list(problems)


def _without(key: str) -> dict[str, Any]:
    return {name: value for name, value in ANSWER.items() if name != key}
