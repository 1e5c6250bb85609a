"""A study against a pack: every requirement, what to mind, and the document that holds it all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import fourfold.standards.conformity
from fourfold.accounting.study.model import Study
from fourfold.app.standards import Calculator
from fourfold.core.canonical import canonical_bytes
from fourfold.core.problems import N_, MessageKind, Place, Problem
from fourfold.standards.conformity.check import check, unchecked_clauses
from fourfold.standards.conformity.document import conformity_document
from fourfold.standards.conformity.memory import Memory
from fourfold.standards.conformity.report import Answer, ConformityReport, Outcome, Verdict
from support.outcomes import calculated
from support.pack_folders import CLAUSES, Rows, pack_folder, resolved
from support.studies import emits, output, process, write_study

SCHEMA = Path(fourfold.standards.conformity.__file__).parent / "conformity.schema.json"
PASSES = {"requirement": "title", "test": "present(study.title)"}
FAILS = {"requirement": "goal", "test": "present(study.goal.audience)"}
OPEN = {"requirement": "limit", "test": "study.goal.communication == 'public'"}
ASKS = {"requirement": "judged", "ask_en": "Is it so?", "ask_zh": "是否如此？"}
NEVER = {"requirement": "never", "applies_when": "present(study.goal.audience)", "test": "false"}
RESULT = {"requirement": "total", "test": "result.total_kg_co2e > 0"}


@pytest.fixture
def study(tmp_path: Path) -> Study:
    tables = {
        "processes": [process("main")],
        "outputs": [output("main", "product")],
        "emissions": [emits("main", "stack", "CO2", 5)],
    }
    product = {"names": {"en": "Product"}, "codes": {"hs": "8507.60"}}
    return Study.load(write_study(tmp_path / "study", tables, product=product))


def report(tmp_path: Path, study: Study, *rows: Mapping[str, str], **more: Any) -> ConformityReport:
    keys = more.pop("keys", None)
    pack_folder(tmp_path / "packs", "p", keys=keys, requirements=rows, method=[{"choice": "gwp_set", "value": "AR6"}])
    found = resolved(tmp_path / "packs", "p")
    assert found.method is not None
    result = None if "problems" in more else calculated(study, found.method)
    return check(study, found, result, **more)


def codes(found: ConformityReport) -> list[str]:
    return [note.kind.code for note in found.notes]


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        ([PASSES], Outcome.CONFORMANT),
        ([PASSES, NEVER], Outcome.CONFORMANT),
        ([PASSES, {**FAILS, "modality": "should"}], Outcome.CONFORMANT),
        ([PASSES, OPEN], Outcome.UNDETERMINED),
        ([PASSES, ASKS], Outcome.UNDETERMINED),
        ([NEVER], Outcome.UNDETERMINED),
        ([PASSES, FAILS, OPEN], Outcome.NOT_CONFORMANT),
        ([], Outcome.UNDETERMINED),
    ],
)
def test_the_outcome_is_one_of_three(tmp_path: Path, study: Study, rows: Rows, outcome: Outcome) -> None:
    found = report(tmp_path, study, *rows)
    assert found.outcome is outcome
    assert sum(found.summary.values()) == len(rows)


def test_a_study_that_cannot_be_calculated_is_checked_as_far_as_it_goes(tmp_path: Path, study: Study) -> None:
    why = Problem(MessageKind("broken", N_("it is broken")), Place("study.yaml", 3))
    found = report(tmp_path, study, PASSES, RESULT, problems=[why])
    assert [j.verdict for j in found.judgements] == [Verdict.PASS, Verdict.UNKNOWN]
    assert "not-calculated" in codes(found)
    assert found.problems == (why,)
    assert found.total_kg_co2e is None
    assert found.judgements[1].repair["en"] == "repair what prevents the calculation by the method of this standard"


def test_the_result_is_that_of_the_packs_method(tmp_path: Path, study: Study) -> None:
    found = report(tmp_path, study, RESULT)
    assert found.judgements[0].verdict is Verdict.PASS
    assert found.total_kg_co2e == 5


@pytest.mark.parametrize(
    ("codes_of_pack", "verdict", "note"),
    [
        ({"hs": ["8507"]}, Verdict.PASS, None),
        ({"hs": ["850760"]}, Verdict.PASS, None),
        ({"hs": ["7601", "8507"]}, Verdict.PASS, None),
        ({"hs": ["7601"]}, Verdict.NOT_APPLICABLE, "product-outside"),
        ({"hs": ["85076000"]}, Verdict.PASS, "product-code-broad"),
        ({"cpc": ["464"]}, Verdict.PASS, "product-code-missing"),
        ({"cpc": ["464"], "hs": ["7601"]}, Verdict.NOT_APPLICABLE, "product-outside"),
    ],
)
def test_a_pack_for_some_products_applies_to_their_codes(
    tmp_path: Path, study: Study, codes_of_pack: dict[str, list[str]], verdict: Verdict, note: str | None
) -> None:
    found = report(tmp_path, study, PASSES, keys={"applies_to": codes_of_pack})
    assert [j.verdict for j in found.judgements] == [verdict]
    assert [code for code in codes(found) if code.startswith("product")] == ([note] if note else [])
    if note == "product-outside":
        assert "hs 8507.60" in found.judgements[0].texts["en"]


def test_how_far_a_pack_can_be_relied_on_is_said(tmp_path: Path, study: Study) -> None:
    keys = {
        "read": {"extent": "secondary"},
        "document": {"number": "Draft 1", "issuer": "nobody"},
        "unknown": {"en": "the annexes", "zh": "附录"},
    }
    found = report(tmp_path / "a", study, PASSES, keys=keys)
    assert codes(found) == ["pack-not-verified", "pack-never-in-force", "pack-gaps", "method-completed"]
    sound = {"status": "verified"}
    assert codes(report(tmp_path / "b", study, PASSES, keys=sound)) == ["method-completed"]


def test_clauses_that_bind_and_nothing_checks_are_listed(tmp_path: Path) -> None:
    names = {"1": "", "1.1": "1", "2": "", "2.1": "2", "3": "", "4": "", "5": "", "6": ""}
    clauses = [{**CLAUSES[0], "clause": name, "number": name, "parent": above} for name, above in names.items()]
    clauses[-1] = {**clauses[-1], "modality": "should"}
    pack_folder(
        tmp_path,
        "p",
        clauses=clauses,
        requirements=[{**PASSES, "clause": "1.1"}],
        method=[{"choice": "gwp_set", "value": "AR6", "clause": "3"}],
        disclosures=[{"disclosure": "d", "clause": "4", "what_en": "d"}],
    )
    assert unchecked_clauses(resolved(tmp_path, "p")) == (("p", "2"), ("p", "2.1"), ("p", "5"))


def test_what_a_pack_discloses_is_looked_for_in_the_study(tmp_path: Path, study: Study) -> None:
    facts = (
        "study.title",
        "study.goal.audience",
        "",
        "study.emissions.gas",
        "study.cut_offs.reason",
        "result.total_kg_co2e",
    )
    rows = [{"disclosure": f"d{n}", "what_en": "x", "fact": fact} for n, fact in enumerate(facts)]
    pack_folder(tmp_path / "packs", "p", disclosures=rows)
    found = check(study, resolved(tmp_path / "packs", "p"), None)
    assert [one.given for one in found.disclosures] == [True, False, None, True, False, None]


def test_the_answer_that_counts_is_the_one_about_this_state(tmp_path: Path, study: Study) -> None:
    now = report(tmp_path / "a", study, ASKS).study
    old = Answer("p", "judged", Verdict.FAIL, "A", "verifier", date(2026, 1, 1), "no", "sha256:" + "0" * 64)
    new = Answer("p", "judged", Verdict.PASS, "B", "verifier", date(2025, 1, 1), "yes", now)
    found = report(tmp_path / "b", study, ASKS, answers=[old, new])
    assert found.judgements[0].answer == new
    assert found.outcome is Outcome.CONFORMANT
    stale = report(tmp_path / "c", study, ASKS, answers=[old])
    assert "answers-stale" in codes(stale)
    assert stale.outcome is Outcome.UNDETERMINED


def test_checking_several_packs_gives_what_checking_each_gives(tmp_path: Path, study: Study) -> None:
    root = tmp_path / "packs"
    limit = {"parameter": "limit", "unit": "1", "value": "365", "stricter": "higher"}
    days = {"requirement": "days", "test": "study.unit.amount > 0 and param.limit > 364"}
    pack_folder(root, "top", requirements=[PASSES, FAILS, days, RESULT, ASKS], parameters=[limit])
    pack_folder(root, "child", "top", parameters=[{**limit, "value": "366"}])
    pack_folder(root, "same", "top")
    memory = Memory()
    for name in ("top", "child", "same", "top"):
        found = resolved(root, name)
        assert check(study, found, None, memory=memory).judgements == check(study, found, None).judgements


def test_a_rule_that_names_the_method_is_judged_for_each(tmp_path: Path, study: Study) -> None:
    root = tmp_path / "packs"
    name = {"requirement": "name", "test": "result.method.id == 'top'"}
    method = [{"choice": "gwp_set", "value": "AR6"}]
    pack_folder(root, "top", requirements=[RESULT, name], method=method)
    pack_folder(root, "child", "top")
    memory, calculator = Memory(), Calculator(study)
    reports = []
    for pack in ("top", "child"):
        found = resolved(root, pack)
        reports.append(check(study, found, calculator.calculated(found.method).result, memory=memory))
    assert [[j.verdict for j in one.judgements] for one in reports] == [
        [Verdict.PASS, Verdict.PASS],
        [Verdict.PASS, Verdict.FAIL],
    ]


def documented(study: Study, found: ConformityReport) -> dict[str, Any]:
    document = conformity_document(study, [found], date(2024, 12, 31), "issue", "zh")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.validate(document, schema, jsonschema.Draft202012Validator)
    return json.loads(canonical_bytes(document))  # type: ignore[no-any-return]


def test_the_document_fits_its_schema_and_repeats(tmp_path: Path, study: Study) -> None:
    rows = [PASSES, FAILS, OPEN, ASKS, NEVER, RESULT]
    document = documented(study, report(tmp_path / "a", study, *rows))
    assert document == documented(study, report(tmp_path / "b", study, *rows))
    assert document["outcome"] == document["reports"][0]["outcome"] == "not_conformant"
    assert document["summary"] == {"pass": 2, "fail": 1, "unknown": 1, "not_applicable": 1, "needs_person": 1}
    by_name = {verdict["requirement"]: verdict for verdict in document["verdicts"]}
    assert by_name["judged"]["message"] == by_name["judged"]["texts"]["zh"] == "是否如此？"
    failed = by_name["goal"]
    assert (failed["clause"], failed["modality"], failed["severity"]) == ("1", "shall", "block")
    assert failed["evidence"][0]["name"] == "study.goal.audience"
    assert failed["evidence"][0]["missing"] == "absent"
    assert failed["trace"][0]["text"] == "present(study.goal.audience)"
    assert failed["trace"][0]["parts"][0]["origin"] == "study.goal.audience"
    assert by_name["limit"]["missing"][0]["name"] == "study.goal.communication"


def test_answers_and_problems_stand_in_the_document(tmp_path: Path, study: Study) -> None:
    why = Problem(MessageKind("broken", N_("it is broken")), Place("study.yaml", 3))
    digest = report(tmp_path / "a", study, ASKS).study
    told = Answer("p", "judged", Verdict.PASS, "B", "r", date(2025, 1, 1), "yes", digest, {"a.pdf": digest}, digest)
    document = documented(study, report(tmp_path / "b", study, ASKS, problems=[why], answers=[told]))
    assert document["reports"][0]["problems"][0]["code"] == "broken"
    assert document["reports"][0]["method"] == {"id": "p", "total_kg_co2e": None}
    answer = document["verdicts"][0]["answer"]
    assert (answer["who"], answer["evidence"], answer["stale"]) == ("B", [{"file": "a.pdf", "digest": digest}], False)
