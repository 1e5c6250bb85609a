"""A statement is signed when nothing speaks against it, and whatever does is told at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from fourfold.app.certification.statements.case_file import CaseText, read_case
from fourfold.app.certification.statements.stating import new_case, review_statement, sign_statement, statement_of_file
from fourfold.app.certification.statements.stating_checks import check_against_dossier, check_recomputation
from fourfold.certification.documents.preparation import prepare, read_preparation
from fourfold.certification.documents.statement import Opinion, Recomputed, read_statement
from fourfold.certification.dossier.dossier import Dossier
from fourfold.certification.dossier.entries import DossierEntry
from fourfold.certification.dossier.recomputation import Equality
from fourfold.certification.keys.key import SigningKey, new_key
from fourfold.core.canonical import canonical_bytes, digest_of
from fourfold.core.problems import InputError, Place, Problems
from support.certified import facts, sealed
from support.documents import COMMITMENT, must
from support.stating import AT, BODY, CaseFiles, case_files

OTHER = "sha256:" + "f" * 64


@cache
def key(name: str) -> SigningKey:
    """A pair; the same for the same name."""
    return new_key()


@pytest.fixture
def files(tmp_path: Path) -> CaseFiles:
    return case_files(tmp_path, key("client"))


def refused(files: CaseFiles, signer: str = "verifier", body: str = BODY, recomputation: bool = True) -> set[str]:
    """Kind and place of all that keeps a statement from being signed."""
    report = files.recomputation if recomputation else None
    with pytest.raises(InputError) as error:
        sign_statement(files.case, files.dossier, files.preparation, report, body, key(signer), AT)
    return {f"{problem.kind.code} {problem.place}" for problem in error.value.problems}


def signed_statement(files: CaseFiles) -> Path:
    """A statement in its file, not yet reviewed."""
    stated = sign_statement(
        files.case, files.dossier, files.preparation, files.recomputation, BODY, key("verifier"), AT
    )
    files.statement.write_bytes(canonical_bytes(stated.document))
    return files.statement


def test_a_case_becomes_a_statement_that_is_then_reviewed(files: CaseFiles) -> None:
    path = signed_statement(files)
    stated = statement_of_file(path)
    assert stated.reviewer is None
    assert (stated.dossier, stated.body, stated.verifier) == (sealed().dossier.digest, BODY, key("verifier").public)
    assert stated.recomputed == Recomputed(digest_of({**_report(files)}), Equality.EQUAL)
    assert stated.figure.total_kg_co2e == facts().total_kg_co2e
    assert stated.preparer == key("client").public
    reviewed = review_statement(path, key("reviewer"), AT + timedelta(days=1))
    read = must(read_statement, reviewed.document)
    assert (read.reviewer, read.signed) == (key("reviewer").public, AT + timedelta(days=1))
    assert reviewed.digest == read.digest


def _report(files: CaseFiles) -> dict[str, str]:
    return {"fourfold": "recomputation/1", "dossier": sealed().dossier.digest, "outcome": "equal"}


def test_what_is_about_another_dossier_is_refused(files: CaseFiles) -> None:
    files.say(sealed().dossier.digest, OTHER)
    files.preparation.write_bytes(canonical_bytes(prepare(OTHER, key("client"), AT)))
    files.recomputed(dossier=OTHER)
    assert refused(files) == {
        "case-of-other-dossier case.yaml:2 dossier",
        "case-of-other-dossier preparation.json",
        "case-of-other-dossier recomputation.json",
    }


def test_rules_of_opinions_are_told_at_the_lines_of_the_case(files: CaseFiles) -> None:
    files.say("opinion: unmodified", "opinion: modified")
    assert refused(files) == {"modified-without-reason case.yaml:4 opinion"}
    finding = "findings:\n  - {id: a, text: {en: Wrong.}, severity: minor, status: open, line: fosil}"
    files.say("findings: []", finding)
    assert refused(files) == {"member-value case.yaml:10 findings.0.line"}


def test_an_unmodified_opinion_needs_a_recomputation_that_is_equal(files: CaseFiles) -> None:
    assert refused(files, recomputation=False) == {"recomputation-missing case.yaml:4 opinion"}
    files.recomputed(outcome="different")
    assert refused(files) == {"recomputation-differs recomputation.json"}
    files.recomputed(outcome="cannot_tell")
    assert refused(files) == {"recomputation-partial recomputation.json"}
    files.say("limitations: []", "limitations:\n  - text: {en: The database could not be had.}")
    assert refused(files) == {"unmodified-with-limitation case.yaml:4 opinion"}
    files.say("opinion: unmodified", "opinion: modified")
    stated = statement_of_file(signed_statement(files))
    assert stated.limitations[0].part == ""
    assert stated.recomputed is not None
    assert stated.recomputed.outcome is Equality.CANNOT_TELL


@pytest.mark.parametrize("share", ["0", "1", "1.2", "-0.05"])
def test_materiality_lies_between_nothing_and_all(files: CaseFiles, share: str) -> None:
    files.say("share: 0.05", f"share: {share}")
    assert {told.split()[1] for told in refused(files)} == {"case.yaml:8"}


def test_materiality_above_a_tenth_is_told_and_not_refused(files: CaseFiles) -> None:
    files.say("share: 0.05", "share: 0.25\n  lines: {fossil: 0.1001}")
    stated = sign_statement(
        files.case, files.dossier, files.preparation, files.recomputation, BODY, key("verifier"), AT
    )
    assert [f"{one.kind.code} {one.place} {one.params['percent']}" for one in stated.warnings] == [
        "materiality-high case.yaml:8 materiality.share 25",
        "materiality-high case.yaml:9 materiality.lines.fossil 10.01",
    ]
    files.say("share: 0.25\n  lines: {fossil: 0.1001}", "share: 0.1")
    stated = sign_statement(
        files.case, files.dossier, files.preparation, files.recomputation, BODY, key("verifier"), AT
    )
    assert stated.warnings == ()


@pytest.mark.parametrize("change", [{"fourfold": "result/1"}, {"outcome": "fine"}, {"outcome": ["equal"]}])
def test_what_is_no_report_of_a_recomputation_is_told(files: CaseFiles, change: dict[str, str]) -> None:
    files.recomputed(**change)
    assert refused(files) == {"recomputation-unreadable recomputation.json"}


def test_procedures_and_adverse_opinions_need_no_recomputation(files: CaseFiles) -> None:
    files.say("opinion: unmodified", "opinion: none")
    files.say("level: reasonable", "level: agreed-upon-procedures")
    stated = sign_statement(files.case, files.dossier, files.preparation, None, BODY, key("verifier"), AT)
    assert must(read_statement, stated.document).recomputed is None


def test_who_prepared_does_not_verify_and_neither_reviews(files: CaseFiles) -> None:
    assert refused(files, "client") == {"same-key-twice --key"}
    path = signed_statement(files)
    for name in ("client", "verifier"):
        with pytest.raises(InputError) as error:
            review_statement(path, key(name), AT)
        assert [problem.kind.code for problem in error.value.problems] == ["same-key-twice"]


def test_a_statement_is_reviewed_once_and_after_it_was_signed(files: CaseFiles) -> None:
    path = signed_statement(files)
    with pytest.raises(InputError, match="review-too-early"):
        review_statement(path, key("reviewer"), AT - timedelta(seconds=1))
    path.write_bytes(canonical_bytes(review_statement(path, key("reviewer"), AT).document))
    with pytest.raises(InputError, match="reviewed-already"):
        review_statement(path, key("another"), AT)


def test_a_body_is_named_by_its_identifier(files: CaseFiles) -> None:
    assert refused(files, body="certifier.example") == {"member-value case.yaml onBehalfOf"}


def test_all_files_are_looked_at_before_anything_is_said(files: CaseFiles) -> None:
    files.case.write_text("fourfold: statement-case/1\n")
    files.dossier.write_bytes(b"PK")
    files.preparation.write_bytes(b"{}")
    files.recomputation.write_bytes(b"[")
    told = {place.split()[1].partition(":")[0] for place in refused(files)}
    assert told == {"case.yaml", "sheet.dossier", "preparation.json", "recomputation.json"}


def test_files_that_are_not_there_are_told(files: CaseFiles) -> None:
    for path in (files.case, files.preparation, files.recomputation, files.dossier):
        path.unlink()
    assert {told.split()[0] for told in refused(files)} == {"file-missing"}


def hidden(*parts: str) -> Dossier:
    """The sheet's dossier, as if it had these hidden parts."""
    commitments = {name: COMMITMENT[:-1] + str(number) for number, name in enumerate(parts)}
    entries = {name: DossierEntry(name, "study", "", 0, commitment) for name, commitment in commitments.items()}
    return replace(sealed().dossier, entries={**sealed().dossier.entries, **entries})


def told(files: CaseFiles, dossier: Dossier, outcome: str = "conformant") -> set[str]:
    """What is said of a case on a dossier."""
    problems = Problems()
    case = read_case(files.case, problems)
    assert case is not None
    preparation = must(read_preparation, prepare(dossier.digest, key("client"), AT))
    check_against_dossier(case, dossier, replace(facts(), outcome=outcome), preparation, Place("p.json"), problems)
    return {f"{problem.kind.code} {problem.place}" for problem in problems}


def test_hidden_parts_are_shown_or_told_as_limitations(files: CaseFiles) -> None:
    dossier = hidden("study/tables/inputs.csv", "study/tables/outputs.csv")
    assert told(files, dossier) == {"hidden-part-not-told case.yaml:10 limitations"}
    files.say("shown: []", f"shown: [{COMMITMENT[:-1]}0]")
    limitation = f"{{part: outputs, commitment: {COMMITMENT[:-1]}1, text: {{en: Not shown.}}}}"
    files.say("limitations: []", f"limitations:\n  - {limitation}")
    assert told(files, dossier) == set()


def test_commitments_are_those_of_the_dossier(files: CaseFiles) -> None:
    files.say("shown: []", f"shown: [{COMMITMENT}]")
    assert told(files, sealed().dossier) == {"commitment-not-in-dossier case.yaml:11 shown.0"}


def test_an_unmodified_opinion_needs_a_dossier_that_conforms(files: CaseFiles) -> None:
    dossier = sealed().dossier
    assert told(files, dossier, "not_conformant") == {"unmodified-not-conformant case.yaml:4 opinion"}
    assert told(files, dossier, "undetermined") == {"unmodified-undetermined case.yaml:4 opinion"}
    files.say("opinion: unmodified", "opinion: adverse")
    assert told(files, dossier, "not_conformant") == set()


def test_what_was_shown_stands_for_what_cannot_be_recomputed(files: CaseFiles) -> None:
    dossier = hidden("study/tables/inputs.csv")
    files.say("shown: []", f"shown: [{COMMITMENT[:-1]}0]")
    case = must_case(files)
    problems = Problems()
    report = {"fourfold": "recomputation/1", "dossier": dossier.digest, "outcome": "cannot_tell"}
    check_recomputation(case, dossier, {**report}, files.recomputation, problems)
    assert not list(problems)


def must_case(files: CaseFiles) -> CaseText:
    """The case, which is in order."""
    problems = Problems()
    case = read_case(files.case, problems)
    assert case is not None
    assert not list(problems)
    return case


def test_a_case_to_begin_with_says_what_is_missing_and_can_be_filled_in(files: CaseFiles) -> None:
    for lang in ("en", "zh"):
        files.case.write_bytes(new_case(files.dossier, "zh" if lang == "zh" else "en"))
        assert refused(files) == {
            "declaration-missing case.yaml:7 level",
            "declaration-missing case.yaml:8 opinion",
            "declaration-empty case.yaml:10 scope",
        }
    files.say("level:", "level: limited")
    files.say("opinion:", "opinion: unmodified")
    files.say("  en:\n", "  en: All of it.\n")
    assert must_case(files).judgement.opinion is Opinion.UNMODIFIED
    assert statement_of_file(signed_statement(files)).level == "limited"
