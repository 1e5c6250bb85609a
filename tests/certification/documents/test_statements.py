"""Statements: read as they were signed; parts that contradict each other and borrowed keys are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from fourfold.certification.credentials.data_integrity import digest_of_credential, signed, without_proofs
from fourfold.certification.documents.judgement import Assurance, Opinion, Wording
from fourfold.certification.documents.statement import check_content, read_statement
from fourfold.core.problems import Place, Problems
from support.documents import (
    AT,
    BODY,
    COMMITMENT,
    EQUAL,
    LIMITATION,
    Case,
    digest,
    faults,
    finding,
    judgement,
    must,
    with_member,
    without_member,
)

SUBJECT = "credentialSubject"


def refused(case: Case, path: str, value: object) -> set[tuple[str, str]]:
    """What is said of a statement that says something else at a path, signed by those who signed it."""
    return faults(read_statement, case.sign_statement(with_member(case.unsigned_statement(), path, value)))


def test_what_is_signed_is_read() -> None:
    findings = (finding(), finding(id="gone", status="corrected", amount_kg_co2e=None, line="", clause=""))
    judged = judgement(
        Assurance.LIMITED, Opinion.MODIFIED, findings, (LIMITATION,), (COMMITMENT,), by_line={"fossil": Decimal("0.1")}
    )
    case = Case(judgement=judged)
    document = case.statement_document()
    read = must(read_statement, document)
    assert (read.verifier, read.reviewer) == (case.verifier.public, case.reviewer.public)
    assert (read.preparer, read.preparation) == (case.preparer.public, case.preparation().digest)
    assert (read.body, read.dossier, read.standard) == (BODY, digest("a"), "example-steel-rule")
    assert (read.level, read.opinion, read.wording) == (Assurance.LIMITED, Opinion.MODIFIED, Wording.NEGATIVE)
    assert (read.scope, read.materiality, read.findings) == (judged.scope, judged.materiality, findings)
    assert (read.limitations, read.shown) == (judged.limitations, (COMMITMENT,))
    assert (read.recomputed, read.start, read.signed) == (EQUAL, AT, AT + timedelta(hours=1))
    assert (read.figure.total_kg_co2e, read.figure.lines_kg_co2e) == (Decimal("2.5"), case.facts.lines_kg_co2e)
    assert read.criteria == {
        "standard": "example-steel-rule",
        "number": "EX 1",
        "edition": "2025",
        "version": "1.0",
        "status": "draft",
        "pack": digest("c"),
    }
    assert (read.credential, read.digest) == (document, digest_of_credential(document))


def test_a_statement_whose_review_is_outstanding_says_so() -> None:
    read = must(read_statement, Case().verified())
    assert read.reviewer is None
    assert len(read.proofs) == 1


def test_rules_of_opinions_are_held_at_reading_with_their_paths() -> None:
    case = Case()
    assert refused(case, f"{SUBJECT}.opinion", "adverse") == {("adverse-without-reason", f"{SUBJECT}.opinion")}
    assert refused(case, f"{SUBJECT}.wording", "negative") == {("statement-wording", f"{SUBJECT}.wording")}
    assert refused(case, f"{SUBJECT}.figure.total_kg_co2e", "2.6") == {
        ("lines-do-not-sum", f"{SUBJECT}.figure.lines_kg_co2e")
    }
    sums = f"{SUBJECT}.materiality.sum_signed_kg_co2e"
    assert refused(case, sums, "1") == {("misstatement-sums-differ", sums)}


def test_the_recomputation_is_asked_for_at_reading_too() -> None:
    case, path = Case(), f"{SUBJECT}.recomputed"
    assert refused(case, path, None) == {("recomputation-missing", f"{SUBJECT}.opinion")}
    assert refused(case, f"{path}.outcome", "different") == {("recomputation-differs", path)}
    assert refused(case, f"{path}.outcome", "cannot_tell") == {("recomputation-partial", path)}
    assert refused(case, f"{path}.outcome", "") == {("member-value", f"{path}.outcome")}
    assert refused(case, f"{path}.digest", "") == {("member-value", f"{path}.digest")}


@pytest.mark.parametrize("share", ["0", "1"])
def test_materiality_is_neither_nothing_nor_all(share: str) -> None:
    path = f"{SUBJECT}.materiality"
    assert refused(Case(), f"{path}.share", share) == {("member-value", f"{path}.share")}
    assert refused(Case(), f"{path}.shares_by_line", {"fossil": share}) == {
        ("member-value", f"{path}.shares_by_line.fossil")
    }


def test_all_faults_are_told_at_once() -> None:
    case = Case()
    content = with_member(case.unsigned_statement(), f"{SUBJECT}.level", "absolute")
    content = with_member(content, f"{SUBJECT}.scope", {})
    content = with_member(content, f"{SUBJECT}.materiality.share", "5 %")
    content = without_member(content, f"{SUBJECT}.findings")
    content = with_member(content, f"{SUBJECT}.name", "x")
    assert faults(read_statement, case.sign_statement(content)) == {
        ("member-value", f"{SUBJECT}.level"),
        ("member-count", f"{SUBJECT}.scope"),
        ("member-value", f"{SUBJECT}.materiality.share"),
        ("member-missing", f"{SUBJECT}.findings"),
        ("member-unknown", f"{SUBJECT}.name"),
    }


def test_what_cannot_be_signed_is_told_before_signing() -> None:
    case = Case(judgement=judgement(opinion=Opinion.MODIFIED))
    problems = Problems()
    assert check_content(case.unsigned_statement(), Place("case.yaml"), problems) is None
    assert [(p.kind.code, p.place.column) for p in problems] == [("modified-without-reason", f"{SUBJECT}.opinion")]
    assert check_content(Case().unsigned_statement(), Place("case.yaml"), Problems()) == judgement()


@pytest.mark.parametrize("roles", [("preparer", "verifier"), ("preparer", "reviewer"), ("verifier", "reviewer")])
def test_one_key_does_not_do_two_jobs(roles: tuple[str, str]) -> None:
    case = Case()
    one, other = roles
    case = replace(case, **{other: getattr(case, one)})
    assert {code for code, _ in faults(read_statement, case.statement_document())} == {"same-key-twice"}


def test_the_first_proof_is_the_verifiers() -> None:
    document = Case().statement_document()
    proofs = document["proof"]
    assert isinstance(proofs, list)
    swapped = {**document, "proof": proofs[::-1]}
    assert ("proof-of-another-key", "proof") in faults(read_statement, swapped)
    assert ("proof-of-another-key", "proof") in faults(read_statement, {**document, "proof": proofs[1]})


def test_a_third_proof_or_none_is_refused() -> None:
    case = Case()
    third = signed(case.statement_document(), case.issuer, case.issuer.public.method, AT)
    assert faults(read_statement, third) == {("member-count", "proof")}
    assert faults(read_statement, case.unsigned_statement()) == {("member-missing", "proof")}


def test_a_proof_taken_from_another_statement_does_not_hold() -> None:
    case = Case()
    other = replace(case, judgement=judgement(Assurance.LIMITED))
    content = without_proofs(case.statement_document())
    assert faults(read_statement, {**content, "proof": other.statement_document()["proof"]}) == {
        ("proof-signature", "proof")
    }


def test_a_review_does_not_come_before_the_verification() -> None:
    case = Case()
    late = signed(case.unsigned_statement(), case.verifier, case.verifier.public.method, AT + timedelta(hours=2))
    document = signed(late, case.reviewer, case.reviewer.public.method, AT + timedelta(hours=1))
    assert faults(read_statement, document) == {("review-before-verification", "proof[1]")}


def test_neither_proof_is_older_than_the_statement() -> None:
    case = Case()
    early = signed(case.unsigned_statement(), case.verifier, case.verifier.public.method, AT - timedelta(days=1))
    assert ("proof-too-early", "proof") in faults(read_statement, early)


@pytest.mark.parametrize("text", ["", "   ", "a\u202eb", "a\u0007b", "zero\u200bwidth", "x" * 4001])
def test_texts_that_hide_something_are_refused(text: str) -> None:
    path = f"{SUBJECT}.scope.en"
    assert refused(Case(), path, text) == {("member-value", path)}


def test_identifiers_that_name_no_key_are_told() -> None:
    document = Case().statement_document()
    wrong = "did:key:z" + "1" * 47
    for path in ("issuer", f"{SUBJECT}.preparer", "proof.1.verificationMethod"):
        value = f"{wrong}#x" if path.startswith("proof") else wrong
        told = faults(read_statement, with_member(document, path, value))
        assert ("document-key-unreadable", path.replace(".1.", "[1].")) in told
