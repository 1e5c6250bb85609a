"""Certificates: everything bound is read back; what does not hold together is neither made nor read."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fourfold.certification.credentials.data_integrity import (
    Credential,
    digest_of_credential,
    same_content,
    signed,
)
from fourfold.certification.credentials.jose import read_jwt, to_jwt
from fourfold.certification.documents.certificate import Certificate, certificate_content, read_certificate
from fourfold.certification.documents.judgement import Assurance, Opinion
from fourfold.certification.documents.statement import read_statement
from fourfold.certification.identity.trust import Accreditation
from fourfold.certification.keys.key import KeyKind, new_key
from fourfold.core.problems import InputError, Place, Problems
from support.documents import (
    AT,
    BODY,
    LIMITATION,
    NAMES,
    NUMBER,
    STATUS,
    UNTIL,
    URL,
    Case,
    digest,
    facts,
    faults,
    finding,
    judgement,
    must,
    standard,
    with_member,
    without_member,
)

SUBJECT = "credentialSubject"


def codes(error: pytest.ExceptionInfo[InputError]) -> set[str]:
    """Codes of everything that kept a certificate from being made."""
    return {problem.kind.code for problem in error.value.problems}


def test_everything_of_the_dossier_is_bound_and_read_back() -> None:
    given = facts(suppliers=(digest("5"),), vouched=("study/tables/inputs.csv",))
    case = Case(facts=given)
    document = case.certificate_document()
    read = must(read_certificate, document)
    assert (read.number, read.url, read.issuer, read.body, read.supersedes) == (NUMBER, URL, BODY, NAMES, "")
    assert (read.valid_from, read.valid_until, read.issued, read.status) == (AT, UNTIL, AT, STATUS)
    for name in (
        "product", "identifiers", "codes", "producer", "producer_identifiers", "sites", "unit", "unit_kind",
        "unit_amount", "unit_unit", "total_kg_co2e", "lines_kg_co2e", "stages", "start", "end", "areas", "standard",
        "chain", "method", "electricity", "factors", "suppliers", "engine", "lock", "vouched", "dossier", "study",
    ):  # fmt: skip
        assert getattr(read, name) == getattr(given, name), name
    assert (read.boundary, read.conformity, read.pack) == (given.boundary_kind, given.outcome, digest("c"))
    assert (read.standard_id, read.edition, read.is_draft) == ("example-steel-rule", "EX 1 2025", True)
    assert (read.statement, read.level, read.opinion) == (
        case.statement().digest, Assurance.REASONABLE, Opinion.UNMODIFIED,
    )  # fmt: skip
    assert (read.verifier, read.reviewer) == (case.verifier.public.did, case.reviewer.public.did)
    assert (read.preparation, read.credential) == (case.preparation().digest, document)
    assert read.digest == digest_of_credential(document)


def test_a_draft_pack_is_visible_and_a_reviewed_one_is_too() -> None:
    assert (
        must(read_certificate, Case(facts=facts(standard=standard("verified"))).certificate_document()).is_draft
        is False
    )


def test_accreditations_and_issue_stand_as_they_are_stated() -> None:
    case = Case()
    stated = (
        Accreditation("Example Accreditation", "A-1", ("example-steel-rule",), AT - timedelta(days=9), None),
        Accreditation("Example Accreditation", "A-2", (), AT - timedelta(days=9), AT),
    )
    issued = AT - timedelta(days=1)
    content = certificate_content(
        case.facts, case.statement(), BODY, NAMES, NUMBER, URL, AT, UNTIL, STATUS, "EX-1", issued, stated
    )
    read = must(read_certificate, signed(content, case.issuer, case.method, AT))
    assert (read.accreditations, read.issued, read.supersedes) == (stated, issued, "EX-1")


def test_a_certificate_is_read_without_its_proof_which_is_checked_elsewhere() -> None:
    content = Case().unsigned_certificate()
    assert must(read_certificate, content).credential == content


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("validUntil", "2026-03-01T08:00:00Z", ("times-reversed", "validUntil")),
        ("validFrom", "2026-03-01 08:00", ("member-value", "validFrom")),
        (f"{SUBJECT}.issued", "2026-03-01T08:00:01Z", ("issued-after-start", f"{SUBJECT}.issued")),
        (f"{SUBJECT}.period.until", "2024-12-31T16:00:00Z", ("times-reversed", f"{SUBJECT}.period")),
        (f"{SUBJECT}.figure.total_kg_co2e", "2.50", ("member-value", f"{SUBJECT}.figure.total_kg_co2e")),
        (f"{SUBJECT}.figure.total_kg_co2e", "1e1", ("member-value", f"{SUBJECT}.figure.total_kg_co2e")),
        (f"{SUBJECT}.figure.total_kg_co2e", 2, ("member-type", f"{SUBJECT}.figure.total_kg_co2e")),
        (f"{SUBJECT}.figure.total_kg_co2e", "2.51", ("lines-do-not-sum", f"{SUBJECT}.figure.lines_kg_co2e")),
        (f"{SUBJECT}.figure.lines_kg_co2e.fossil", "-0", ("member-value", f"{SUBJECT}.figure.lines_kg_co2e.fossil")),
        (f"{SUBJECT}.figure.lines_kg_co2e.water", "0", ("member-value", f"{SUBJECT}.figure.lines_kg_co2e.water")),
        (f"{SUBJECT}.dossier", "sha256:" + "A" * 64, ("member-value", f"{SUBJECT}.dossier")),
        (f"{SUBJECT}.product.names", {}, ("member-count", f"{SUBJECT}.product.names")),
        (f"{SUBJECT}.product.names.en", "", ("member-value", f"{SUBJECT}.product.names.en")),
        (f"{SUBJECT}.product.names.de", "Blech", ("member-unknown", f"{SUBJECT}.product.names.de")),
        (f"{SUBJECT}.supersedes", NUMBER, ("supersedes-itself", f"{SUBJECT}.supersedes")),
        (f"{SUBJECT}.chain.0.id", "other", ("standard-not-in-chain", f"{SUBJECT}.chain")),
        (f"{SUBJECT}.electricity.is_hourly", 1, ("member-type", f"{SUBJECT}.electricity.is_hourly")),
        (f"{SUBJECT}.conformity", "not_conformant", ("unmodified-not-conformant", f"{SUBJECT}.conformity")),
        (f"{SUBJECT}.statement.wording", "negative", ("certificate-wording", f"{SUBJECT}.statement")),
        (f"{SUBJECT}.statement.opinion", "adverse", ("member-value", f"{SUBJECT}.statement.opinion")),
        (f"{SUBJECT}.suppliers", [digest("1"), digest("1")], ("member-repeated", f"{SUBJECT}.suppliers[1]")),
        ("issuer.id", "certifier.example", ("member-value", "issuer.id")),
        ("id", "certifier.example/1", ("member-value", "id")),
        ("credentialStatus", [], ("member-count", "credentialStatus")),
        ("credentialStatus.1.statusPurpose", "revocation", ("status-entries", "credentialStatus")),
        ("credentialStatus.1.statusPurpose", "message", ("member-value", "credentialStatus[1].statusPurpose")),
        ("credentialStatus.0.statusListIndex", "094567", ("member-value", "credentialStatus[0].statusListIndex")),
        ("credentialStatus.0.statusListIndex", "4", ("status-entry-id", "credentialStatus[0].id")),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_told_where_it_stands(path: str, value: object, told: tuple[str, str]) -> None:
    assert faults(read_certificate, with_member(Case().certificate_document(), path, value)) == {told}


def test_the_bits_of_both_purposes_stand_in_lists_of_their_own() -> None:
    document = Case().certificate_document()
    url = STATUS[0].url
    document = with_member(document, "credentialStatus.1.statusListCredential", url)
    document = with_member(document, "credentialStatus.1.id", f"{url}#94567")
    assert faults(read_certificate, document) == {("status-entries", "credentialStatus")}


def members(document: Credential, path: str = "") -> list[str]:
    """Paths of all members that are objects' own, lists apart."""
    found = []
    for name, value in document.items():
        found.append(f"{path}{name}")
        if isinstance(value, dict) and name not in ("lines_kg_co2e", "shares_by_kind", "codes"):
            found += members(value, f"{path}{name}.")
    return found


def test_no_member_may_be_left_out() -> None:
    document = Case().certificate_document()
    for path in members(document):
        one_of_two = path.endswith((".en", ".zh"))
        if path != "proof" and not one_of_two:
            assert faults(read_certificate, without_member(document, path)) == {("member-missing", path)}


def test_a_certificate_stands_on_a_reviewed_statement_about_the_same_dossier() -> None:
    case = Case()
    unreviewed = must(read_statement, case.verified())
    with pytest.raises(InputError) as error:
        certificate_content(case.facts, unreviewed, BODY, NAMES, NUMBER, URL, AT, UNTIL, STATUS)
    assert codes(error) == {"review-outstanding"}
    with pytest.raises(InputError) as error:
        certificate_content(case.facts, case.statement(), "did:web:b.example", NAMES, NUMBER, URL, AT, UNTIL, STATUS)
    assert codes(error) == {"statement-of-other"}


_DOCUMENT = {"number": "EX 1", "edition": "2025"}


@pytest.mark.parametrize(
    ("what", "name", "value"),
    [
        ("dossier", "dossier", digest("0")),
        ("standard", "standard", {**standard(), "id": "other"}),
        ("number of the standard", "standard", {**standard(), "document": {**_DOCUMENT, "number": "EX 2"}}),
        ("edition of the standard", "standard", {**standard(), "document": {**_DOCUMENT, "edition": "2026"}}),
        ("version of the rule pack", "standard", {**standard(), "version": "1.1"}),
        ("status of the rule pack", "standard", standard("verified")),
        ("rule pack", "standard", {**standard(), "digest": digest("0")}),
        ("product", "product", {"en": "Hot-rolled steel sheet", "zh": "冷轧钢板"}),
        ("unit", "unit", {"en": "1 t of sheet", "zh": "1 千克钢板"}),
        ("total in kg CO2e", "total_kg_co2e", Decimal(3)),
        ("result line", "lines_kg_co2e", {"fossil": Decimal("2.75"), "biogenic_removals": Decimal("-0.26")}),
        ("result line", "lines_kg_co2e", {"fossil": Decimal("2.5")}),
    ],
)
def test_what_dossier_and_statement_both_say_they_say_alike(what: str, name: str, value: Any) -> None:
    case = Case()
    changed = replace(case.facts, **{name: value})
    with pytest.raises(InputError) as error:
        certificate_content(changed, case.statement(), BODY, NAMES, NUMBER, URL, AT, UNTIL, STATUS)
    assert codes(error) == {"statement-of-other"}
    assert all(f"the statement says of {what}: " in problem.in_english for problem in error.value.problems)


def test_nothing_is_certified_while_something_material_stands() -> None:
    above = finding(amount_kg_co2e=Decimal("-0.12500001"))
    major = finding(severity="major", amount_kg_co2e=None)
    for one, code in ((above, "certifying-material-misstatement"), (major, "certifying-major-finding")):
        case = Case(judgement=judgement(opinion=Opinion.MODIFIED, findings=(one,)))
        with pytest.raises(InputError) as error:
            case.unsigned_certificate()
        assert codes(error) == {code}
        assert must(read_statement, case.statement_document()).opinion is Opinion.MODIFIED
    at_the_limit = finding(amount_kg_co2e=Decimal("-0.125"))
    case = Case(judgement=judgement(opinion=Opinion.MODIFIED, findings=(at_the_limit,)))
    assert must(read_certificate, case.certificate_document()).opinion is Opinion.MODIFIED


@pytest.mark.parametrize(
    ("level", "opinion"),
    [
        (Assurance.AGREED_PROCEDURES, Opinion.NONE),
        (Assurance.REASONABLE, Opinion.ADVERSE),
        (Assurance.LIMITED, Opinion.DISCLAIMER),
    ],
)
def test_some_opinions_carry_no_certificate(level: Assurance, opinion: Opinion) -> None:
    judged = judgement(level, opinion, (finding(severity="major"),), (LIMITATION,))
    with pytest.raises(InputError) as error:
        Case(judgement=judged).unsigned_certificate()
    assert codes(error) == {"nothing-to-certify"}


def test_a_modified_opinion_carries_one_even_where_the_study_does_not_conform() -> None:
    judged = judgement(Assurance.LIMITED, Opinion.MODIFIED, (finding(),))
    case = Case(facts=facts(outcome="not_conformant"), judgement=judged)
    assert must(read_certificate, case.certificate_document()).conformity == "not_conformant"
    with pytest.raises(InputError) as error:
        Case(facts=facts(outcome="not_conformant")).unsigned_certificate()
    assert codes(error) == {"unmodified-not-conformant"}


def test_what_would_not_be_read_is_not_made() -> None:
    case = Case()
    with pytest.raises(InputError) as error:
        certificate_content(case.facts, case.statement(), BODY, {}, "", "x", UNTIL, AT, STATUS[:1], "")
    assert codes(error) == {"member-count", "member-value"}


def test_a_body_that_is_a_key_neither_verifies_nor_reviews() -> None:
    case = Case()
    did = case.verifier.public.did
    document = with_member(case.certificate_document(), "issuer.id", did)
    assert faults(read_certificate, document) == {("same-key-twice", f"{SUBJECT}.statement")}


def test_moments_sort_as_their_texts_do_to_the_end_of_the_calendar() -> None:
    late = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    case = Case()
    content = certificate_content(case.facts, case.statement(), BODY, NAMES, NUMBER, URL, AT, late, STATUS)
    assert must(read_certificate, content).valid_until == late


def test_a_certificate_goes_through_its_second_form_and_back() -> None:
    """ES256 JOSE: the same content without the proof, signed by another of the body's keys."""
    case, key = Case(), new_key(KeyKind.P256)
    document = case.certificate_document()
    text = to_jwt(document, key, f"{BODY}#{key.public.multikey}")
    problems = Problems()
    found = read_jwt(text.encode(), key.public, Place("certificate.jwt"), problems)
    assert found is not None
    assert not list(problems)
    one, other = must(read_certificate, found.credential), must(read_certificate, document)
    assert same_content(found.credential, document)
    left_out = {"credential", "digest"}
    said = [field.name for field in fields(Certificate) if field.name not in left_out]
    assert [getattr(one, name) for name in said] == [getattr(other, name) for name in said]
