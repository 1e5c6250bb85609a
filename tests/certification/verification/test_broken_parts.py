"""Parts of a bundle that are broken, missing or of somebody else, each told by its own check and reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from fourfold.certification.credentials.data_integrity import Credential, digest_of_credential, signed, without_proofs
from fourfold.certification.documents.judgement import Finding as Misstatement
from fourfold.certification.documents.preparation import prepare
from fourfold.certification.documents.statement import Assurance, Opinion
from fourfold.certification.identity.issuer import KeyUse, rotate_key
from fourfold.certification.keys.key import new_key
from fourfold.certification.log.checkpoint import Witness
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.log.proof import read_proof
from fourfold.certification.status.bitstring import LIST_ENTRIES, StatusPurpose
from fourfold.certification.verification.standing import in_words
from fourfold.certification.verification.verification import Verification
from fourfold.core.canonical import JSON
from fourfold.core.problems import Problems
from support.certified import HERE, ISSUED, SOON, START, Body, Certified, facts, failed, verified

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def codes(verification: Verification) -> dict[str, str]:
    return {check.code: check.reason.code for check in verification.checks}


def bent_path(text: str) -> str:
    """A proof with one bit of its path changed."""
    proof = read_proof(text, HERE, Problems())
    assert proof is not None
    first, *rest = proof.path
    return replace(proof, path=(bytes([first[0] ^ 1]) + first[1:], *rest)).text()


def with_proof(body: Body, certified: Certified, text: str) -> dict[str, JSON]:
    document = body.bundle(certified)
    proofs = document["proofs"]
    assert isinstance(proofs, dict)
    digest = digest_of_credential(certified.certificate)
    given = proofs[digest]
    assert isinstance(given, str)
    return {**document, "proofs": {**proofs, digest: text or bent_path(given)}}


def test_a_path_that_leads_elsewhere_is_found(body: Body, certified: Certified) -> None:
    assert failed(verified(body, with_proof(body, certified, "")))["log-inclusion"] == "proof-bad"


def test_a_proof_that_cannot_be_read_is_told(body: Body, certified: Certified) -> None:
    verification = verified(body, with_proof(body, certified, "no proof"))
    assert failed(verification)["log-inclusion"] == "proof-unreadable"


def test_without_proofs_there_is_no_checkpoint(body: Body, certified: Certified) -> None:
    found = failed(verified(body, body.bundle(certified, proofs={})))
    assert (found["log-inclusion"], found["checkpoint"]) == ("no-proof", "no-checkpoint")


def test_without_an_issuer_document_neither_key_nor_log_is_known(body: Body, certified: Certified) -> None:
    found = codes(verified(body, body.bundle(certified, issuer=())))
    assert (found["issuer"], found["signature"], found["checkpoint"]) == (
        "issuer-broken",
        "signature-no-key",
        "no-issuer",
    )


def test_the_issuer_document_of_another_does_not_serve(body: Body, certified: Certified) -> None:
    other = Body(did="did:web:other.example")
    assert failed(verified(body, body.bundle(certified, issuer=tuple(other.versions)), trust=None))["issuer"] == (
        "issuer-other"
    )


def test_an_issuer_document_of_the_same_version_that_the_status_does_not_know_is_found() -> None:
    body = Body()
    certified = body.certify()
    twin = Body(body.keys)
    for one, key in ((body, new_key()), (twin, new_key())):
        one.versions.append(rotate_key(one.history[-1], KeyUse.ROOT, key, [body.keys.root], ISSUED + HOUR))
        body.add([(LeafKind.ISSUER, one.versions[-1])], ISSUED + HOUR)
    body.publish_status(ISSUED + 2 * HOUR)
    document = body.bundle(certified, issuer=tuple(twin.versions))
    assert failed(verified(body, document))["issuer"] == "issuer-forked"


def test_a_log_the_trust_roots_do_not_name_is_refused(body: Body, certified: Certified) -> None:
    document = body.bundle(certified)
    for log in (Witness(body.origin, new_key().public), Witness("elsewhere.example/log", body.keys.log.public)):
        assert failed(verified(body, document, trust=body.trust(log=log))) == {"checkpoint": "log-key-not-trusted"}


def test_what_is_no_certificate_is_told(body: Body, certified: Certified) -> None:
    verification = verified(body, body.bundle(certified, certificate={"type": "nothing"}))
    found = codes(verification)
    assert failed(verification)["schema"] == "form-bad"
    assert found["validity"] == found["statement"] == found["status"] == "not-read"


def test_a_certificate_bears_one_signature() -> None:
    body = Body()
    certified = body.certify()
    method = f"{body.did}#{body.keys.root.public.multikey}"
    twice = signed(certified.certificate, body.keys.root, method, ISSUED)
    body.add([(LeafKind.CERTIFICATE, twice)], ISSUED)
    found = failed(verified(body, body.bundle(certified, certificate=twice)))
    assert found["issuer"] == "not-one-proof" or found["schema"] == "form-bad"
    assert body.certify().certificate != twice


def bent(document: Credential) -> Credential:
    """The document with another time in it, so that its proof does not hold."""
    member = "validFrom" if "validFrom" in document else "updated"
    return {**document, member: "2026-01-15T00:00:00Z"}


@pytest.mark.parametrize(
    ("part", "check", "reason"),
    [
        ("statement", "statement", "statement-broken"),
        ("register", "roles", "register-broken"),
        ("preparation", "roles", "preparation-broken"),
    ],
)
def test_a_part_that_was_changed_is_broken(
    body: Body, certified: Certified, part: str, check: str, reason: str
) -> None:
    given = {"statement": certified.statement, "preparation": certified.preparation, "register": body.registers[-1]}
    changed: dict[str, object] = {part: bent(given[part])}
    assert failed(verified(body, body.bundle(certified, SOON, **changed)))[check] == reason


def test_another_preparation_of_the_same_dossier_does_not_serve() -> None:
    body = Body()
    certified = body.certify()
    other = prepare(facts().dossier, body.keys.client, ISSUED - 8 * DAY)
    body.add([(LeafKind.PREPARATION, other)], ISSUED)
    assert failed(verified(body, body.bundle(certified, preparation=other))) == {"roles": "preparation-other"}


def test_a_preparation_after_its_verification_is_told() -> None:
    body = Body()
    preparation = prepare(facts().dossier, body.keys.client, ISSUED - DAY)
    statement = body.stated(facts(), preparation)
    certificate = body.sign(body.content(facts(), statement), ISSUED)
    papers = [(LeafKind.PREPARATION, preparation), (LeafKind.STATEMENT, statement)]
    body.add([*papers, (LeafKind.CERTIFICATE, certificate)], ISSUED)
    document = body.bundle(Certified(certificate, statement, preparation))
    assert failed(verified(body, document)) == {"roles": "dates-reversed"}


def test_a_place_beyond_the_list_is_told() -> None:
    body = Body()
    preparation = body.prepared(facts())
    statement = body.stated(facts(), preparation)
    content = body.content(facts(), statement)
    entries = content["credentialStatus"]
    assert isinstance(entries, list)
    beyond = str(LIST_ENTRIES + 5)
    changed: list[JSON] = [
        {**one, "id": f"{one['statusListCredential']}#{beyond}", "statusListIndex": beyond}
        for one in entries
        if isinstance(one, dict)
    ]
    certificate = body.sign({**content, "credentialStatus": changed}, ISSUED)
    papers = [(LeafKind.PREPARATION, preparation), (LeafKind.STATEMENT, statement)]
    body.add([*papers, (LeafKind.CERTIFICATE, certificate)], ISSUED)
    document = body.bundle(Certified(certificate, statement, preparation))
    assert failed(verified(body, document)) == {"status": "status-beyond"}


def test_a_list_that_cannot_be_used_is_told() -> None:
    body = Body()
    certified = body.certify()
    good = body.lists[StatusPurpose.REVOCATION]
    subject = good["credentialSubject"]
    assert isinstance(subject, dict)
    broken = body.sign({**without_proofs(good), "credentialSubject": {**subject, "encodedList": "u"}}, SOON)
    body.add([(LeafKind.STATUS, broken)], SOON)
    lists = (broken, body.lists[StatusPurpose.SUSPENSION])
    assert failed(verified(body, body.bundle(certified, status=lists), SOON + HOUR)) == {"status": "status-broken"}


def test_a_register_of_another_body_under_the_same_root_does_not_serve(body: Body, certified: Certified) -> None:
    other = Body(body.keys, did="did:web:other.example")
    found = failed(verified(body, body.bundle(certified, register=other.registers[-1])))
    assert found["roles"] in ("register-broken", "register-other")
    assert START < ISSUED


def resting_on(body: Body, statement: Credential, reviewed: Credential, preparation: Credential) -> dict[str, JSON]:
    """A bundle whose certificate, made for a reviewed statement, names another one."""
    content = body.content(facts(), reviewed)
    subject = content["credentialSubject"]
    assert isinstance(subject, dict)
    said = subject["statement"]
    assert isinstance(said, dict)
    named: JSON = {**said, "digest": digest_of_credential(statement)}
    certificate = body.sign({**content, "credentialSubject": {**subject, "statement": named}}, ISSUED)
    papers = [(LeafKind.PREPARATION, preparation), (LeafKind.STATEMENT, statement)]
    body.add([*papers, (LeafKind.CERTIFICATE, certificate)], ISSUED)
    return body.bundle(Certified(certificate, statement, preparation))


def test_a_statement_nobody_reviewed_carries_no_certificate() -> None:
    body = Body()
    preparation = body.prepared(facts())
    reviewed = body.stated(facts(), preparation)
    proofs = reviewed["proof"]
    assert isinstance(proofs, list)
    alone = {**reviewed, "proof": proofs[0]}
    document = resting_on(body, alone, reviewed, preparation)
    assert failed(verified(body, document))["statement"] == "statement-no-review"


def test_a_statement_without_an_opinion_carries_no_certificate() -> None:
    body = Body()
    preparation = body.prepared(facts())
    reviewed = body.stated(facts(), preparation)
    procedures = body.stated(facts(), preparation, level=Assurance.AGREED_PROCEDURES, opinion=Opinion.NONE)
    document = resting_on(body, procedures, reviewed, preparation)
    assert failed(verified(body, document))["statement"] == "statement-opinion"


@pytest.mark.parametrize(
    ("severity", "amount", "reason"),
    [("minor", Decimal(1), "statement-material"), ("major", None, "statement-major")],
)
def test_what_is_material_carries_no_certificate_however_the_opinion_excepts_it(
    severity: str, amount: Decimal | None, reason: str
) -> None:
    body = Body()
    preparation = body.prepared(facts())
    standing = Misstatement("meter", "6.3", {"en": "The meter was wrong."}, severity, "open", amount)
    minor = replace(standing, severity="minor", amount_kg_co2e=None)
    modified, excepted = (
        body.stated(facts(), preparation, opinion=Opinion.MODIFIED, findings=(one,)) for one in (minor, standing)
    )
    document = resting_on(body, modified, modified, preparation)
    assert failed(verified(body, document)) == {}
    document = resting_on(body, excepted, modified, preparation)
    assert failed(verified(body, document))["statement"] == reason


def test_a_list_signed_with_a_key_that_has_ended_does_not_count() -> None:
    body = Body()
    certified = body.certify()
    old = body.keys.issue
    body.versions.append(rotate_key(body.history[-1], KeyUse.ISSUE, new_key(), [body.keys.root], SOON - HOUR))
    body.add([(LeafKind.ISSUER, body.versions[-1])], SOON - HOUR)
    body.publish_status(SOON, key=old)
    assert failed(verified(body, body.bundle(certified), SOON + HOUR)) == {"status": "key-not-good"}


def test_a_chain_that_breaks_off_does_not_hold() -> None:
    body = Body()
    certified = body.certify()
    body.versions.append(rotate_key(body.history[-1], KeyUse.ROOT, new_key(), [body.keys.root], ISSUED + HOUR))
    broken = bent(body.versions[-1])
    body.add([(LeafKind.ISSUER, broken)], ISSUED + HOUR)
    document = body.bundle(certified, issuer=(body.versions[0], broken))
    assert failed(verified(body, document)) == {"issuer": "issuer-broken"}


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(days=2, hours=3, minutes=4), "2 d 3 h"),
        (timedelta(days=2, minutes=4), "2 d"),
        (timedelta(hours=3, minutes=4), "3 h"),
        (timedelta(minutes=4, seconds=59), "4 min"),
        (timedelta(seconds=-5), "0 min"),
    ],
)
def test_ages_are_told_in_their_two_largest_units(age: timedelta, words: str) -> None:
    assert in_words(age) == words
