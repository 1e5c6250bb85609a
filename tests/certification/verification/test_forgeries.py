"""Every attack is found, and by the check that is named for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from fourfold.certification.credentials.data_integrity import Credential, digest_of_credential, without_proofs
from fourfold.certification.dossier.facts import DossierFacts
from fourfold.certification.identity.issuer import Compromise, KeyUse, mark_compromised, rotate_key
from fourfold.certification.identity.register import Entry, Role
from fourfold.certification.identity.registering import end_key, mark_key_compromised
from fourfold.certification.keys.key import SigningKey, new_key
from fourfold.certification.log.checkpoint import Checkpoint, sign_checkpoint
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.status.bitstring import StatusPurpose
from fourfold.certification.verification.asked import Asked, Mirror, Opened
from fourfold.certification.verification.verification import Outcome
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.problems import InputError
from support.certified import (
    ISSUED,
    SOON,
    START,
    Body,
    Certified,
    Keys,
    facts,
    failed,
    open_checks,
    opened,
    sealed,
    verified,
)

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def edited(document: Credential, *path: str, to: JSON) -> Credential:
    """The document with one member changed and its proofs left as they are."""
    head, *rest = path
    inner = document[head]
    if not rest:
        return {**document, head: to}
    assert isinstance(inner, dict)
    return {**document, head: edited(inner, *rest, to=to)}


def again_in_log(body: Body, kind: LeafKind, document: Credential) -> Credential:
    body.add([(kind, document)], ISSUED)
    return document


# what is said


def test_a_changed_figure_breaks_the_signature(body: Body, certified: Certified) -> None:
    forged = edited(certified.certificate, "validUntil", to="2030-03-01T00:00:00Z")
    verification = verified(body, body.bundle(certified, certificate=forged))
    assert failed(verification)["signature"] == "signature-bad"
    assert failed(verification)["log-inclusion"] == "no-proof"


def test_a_changed_certificate_does_not_pass_by_being_logged_again() -> None:
    body = Body()
    certified = body.certify()
    forged = again_in_log(
        body, LeafKind.CERTIFICATE, edited(certified.certificate, "validUntil", to="2030-03-01T00:00:00Z")
    )
    assert failed(verified(body, body.bundle(certified, certificate=forged))) == {"signature": "signature-bad"}


@pytest.mark.parametrize("who", ["root", "log", "verifier", "reviewer", "client", "witness"])
def test_a_certificate_signed_with_another_key_is_not_the_issuers(who: str) -> None:
    body = Body()
    certified = body.certify()
    key: SigningKey = getattr(body.keys, who)
    forged = body.sign(without_proofs(certified.certificate), ISSUED, key)
    again_in_log(body, LeafKind.CERTIFICATE, forged)
    found = failed(verified(body, body.bundle(certified, certificate=forged)))
    assert found["issuer"] == "key-unknown"


def test_another_key_under_the_issuers_name_breaks_the_signature() -> None:
    body = Body()
    certified = body.certify()
    stranger = Body(replace(body.keys, issue=new_key()))
    forged = stranger.sign(without_proofs(certified.certificate), ISSUED)
    proof = forged["proof"]
    true = certified.certificate["proof"]
    assert isinstance(proof, dict)
    assert isinstance(true, dict)
    posing = {**forged, "proof": {**proof, "verificationMethod": true["verificationMethod"]}}
    again_in_log(body, LeafKind.CERTIFICATE, posing)
    assert failed(verified(body, body.bundle(certified, certificate=posing))) == {"signature": "signature-bad"}


def test_another_bodys_certificate_under_a_trusted_name_is_refused(body: Body) -> None:
    impostor = Body()
    verification = verified(body, impostor.bundle(impostor.certify()))
    assert failed(verification)["issuer"] == "issuer-broken"
    assert verification.outcome is Outcome.REFUSED


def test_an_issuer_document_that_was_changed_does_not_hold(body: Body, certified: Certified) -> None:
    forged = edited(body.versions[0], "names", to={"en": "Somebody else"})
    assert "issuer" in failed(verified(body, body.bundle(certified, issuer=(forged,))))


def test_versions_out_of_order_or_missing_do_not_hold() -> None:
    body = Body()
    body.versions.append(rotate_key(body.history[-1], KeyUse.ISSUE, new_key(), [body.keys.root], START + DAY))
    body.add([(LeafKind.ISSUER, body.versions[-1])], START + DAY)
    first, second = body.versions
    certified = body.certify(at=START + HOUR)
    assert failed(verified(body, body.bundle(certified, issuer=(second, first))))["issuer"] == "issuer-broken"
    with pytest.raises(InputError, match="member-repeated"):
        body.bundle(certified, issuer=(first, first))


def issued_otherwise(body: Body, change: Callable[[Credential], Credential]) -> dict[str, JSON]:
    """A bundle whose certificate the body signed and logged, but with something else in it than was stated."""
    preparation = body.prepared(facts())
    statement = body.stated(facts(), preparation)
    certificate = body.sign(change(body.content(facts(), statement)), ISSUED)
    papers = [(LeafKind.PREPARATION, preparation), (LeafKind.STATEMENT, statement)]
    body.add([*papers, (LeafKind.CERTIFICATE, certificate)], ISSUED)
    return body.bundle(Certified(certificate, statement, preparation))


def other_figure(content: Credential) -> Credential:
    subject = content["credentialSubject"]
    assert isinstance(subject, dict)
    lines = facts().lines_kg_co2e
    figure: JSON = {
        "lines_kg_co2e": {**{name: decimal_text(value) for name, value in lines.items()}, "fossil": "0"},
        "total_kg_co2e": decimal_text(facts().total_kg_co2e - lines["fossil"]),
    }
    return {**content, "credentialSubject": {**subject, "figure": figure}}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (other_figure, {"statement": "statement-differs"}),
        (
            lambda content: edited(content, "credentialSubject", "product", "names", to={"en": "Gold"}),
            {"statement": "statement-differs"},
        ),
        (lambda content: edited(content, "issuer", "names", to={"en": "A better body"}), {"issuer": "issuer-names"}),
    ],
)
def test_a_body_cannot_certify_what_was_not_stated(
    change: Callable[[Credential], Credential], found: dict[str, str]
) -> None:
    body = Body()
    assert failed(verified(body, issued_otherwise(body, change))) == found


def test_a_certificate_bears_the_moment_at_which_it_was_signed_and_logged() -> None:
    body = Body()
    preparation = body.prepared(facts())
    statement = body.stated(facts(), preparation)
    certificate = body.sign(body.content(facts(), statement), ISSUED)
    papers = [(LeafKind.PREPARATION, preparation), (LeafKind.STATEMENT, statement)]
    body.add([*papers, (LeafKind.CERTIFICATE, certificate)], ISSUED + HOUR)
    document = body.bundle(Certified(certificate, statement, preparation))
    assert failed(verified(body, document)) == {"issuer": "moments-apart"}
    backdated = body.sign(without_proofs(body.certify().certificate), ISSUED + DAY)
    body.add([(LeafKind.CERTIFICATE, backdated)], ISSUED + DAY)
    document = body.bundle(Certified(backdated, statement, preparation))
    assert failed(verified(body, document)) == {"issuer": "moments-apart"}


# keys and time


def test_a_key_that_ended_signs_nothing_any_more_whatever_date_it_writes() -> None:
    body = Body()
    body.versions.append(rotate_key(body.history[-1], KeyUse.ISSUE, new_key(), [body.keys.root], ISSUED - DAY))
    body.add([(LeafKind.ISSUER, body.versions[-1])], ISSUED - DAY)
    late = body.certify()
    assert failed(verified(body, body.bundle(late)))["issuer"] == "key-not-good"
    preparation = body.prepared(facts())
    statement = body.stated(facts(), preparation)
    backdated = body.sign(body.content(facts(), statement, ISSUED - 2 * DAY), ISSUED - 2 * DAY)
    body.add(
        [
            (LeafKind.PREPARATION, preparation),
            (LeafKind.STATEMENT, statement),
            (LeafKind.CERTIFICATE, backdated),
        ],
        ISSUED,
    )
    document = body.bundle(Certified(backdated, statement, preparation))
    assert failed(verified(body, document))["issuer"] == "key-not-good"


def test_of_a_stolen_issuing_key_only_what_the_log_held_before_counts() -> None:
    body = Body()
    before = body.certify()
    size = body.log.newest.size
    thief = body.certify(at=ISSUED - DAY)  # the date is the thief's word
    fresh = new_key()
    body.versions.append(rotate_key(body.history[-1], KeyUse.ISSUE, fresh, [body.keys.root], ISSUED + HOUR))
    body.versions.append(
        mark_compromised(
            body.history[-1], body.keys.issue.public, Compromise(ISSUED, size), [body.keys.root], ISSUED + 2 * HOUR
        )
    )
    body.registers.append(
        mark_key_compromised(
            body.register, body.history, body.keys.issue.public, Compromise(ISSUED, size), body.keys.root, ISSUED + HOUR
        )
    )
    body.enter(Entry(fresh.public, Role.ISSUE, (), (), ISSUED + 2 * HOUR, None), ISSUED + 2 * HOUR)
    documents = [(LeafKind.ISSUER, one) for one in body.versions[1:]]
    body.add([*documents, *((LeafKind.REGISTER, one) for one in body.registers[-2:])], ISSUED + 2 * HOUR)
    body.publish_status(ISSUED + 3 * HOUR, key=fresh)
    assert verified(body, body.bundle(before)).outcome is Outcome.IN_ORDER
    assert failed(verified(body, body.bundle(thief)))["issuer"] == "key-compromised"


def test_a_certificate_that_never_was_in_the_log_does_not_count(body: Body, certified: Certified) -> None:
    about = facts()
    statement = body.stated(about, certified.preparation)
    forged = body.sign(body.content(about, statement), ISSUED)
    document = body.bundle(Certified(forged, statement, certified.preparation))
    assert failed(verified(body, document))["log-inclusion"] == "no-proof"


# the log


def test_a_proof_of_another_document_does_not_serve(body: Body, certified: Certified) -> None:
    other = body.certify()
    document = body.bundle(certified)
    proofs = dict(body.proofs({**_parts(body, certified)}))
    proofs[digest_of_credential(certified.certificate)] = body.proof(other.certificate)
    assert failed(verified(body, {**document, "proofs": {**proofs}}))["log-inclusion"] == "proof-other"


def _parts(body: Body, certified: Certified) -> dict[str, object]:
    return {
        "certificate": certified.certificate,
        "statement": certified.statement,
        "preparation": certified.preparation,
        "issuer": tuple(body.versions),
        "register": body.registers[-1],
        "status": tuple(body.lists.values()),
    }


def test_a_leaf_says_what_sort_of_document_it_names() -> None:
    body = Body()
    preparation = body.prepared(facts())
    statement = body.stated(facts(), preparation)
    certificate = body.sign(body.content(facts(), statement), ISSUED)
    papers = [(LeafKind.PREPARATION, preparation), (LeafKind.STATEMENT, statement)]
    body.add([*papers, (LeafKind.WITHDRAWAL, certificate)], ISSUED)
    document = body.bundle(Certified(certificate, statement, preparation))
    assert failed(verified(body, document)) == {"log-inclusion": "proof-other"}


def test_a_proof_of_what_is_not_in_the_bundle_is_told(body: Body, certified: Certified) -> None:
    other = body.certify(at=ISSUED - 3 * HOUR)
    proofs = body.proofs(_parts(body, certified))
    proofs[digest_of_credential(other.certificate)] = body.proof(other.certificate)
    document = body.bundle(certified, proofs=proofs)
    assert failed(verified(body, document)) == {"log-inclusion": "proof-extra"}


def test_proofs_under_two_checkpoints_do_not_serve(body: Body, certified: Certified) -> None:
    old = body.cosigned()
    body.certify()
    proofs = body.proofs(_parts(body, certified))
    proofs[digest_of_credential(certified.certificate)] = body.proof(certified.certificate, old)
    document = body.bundle(certified, proofs=proofs)
    assert failed(verified(body, document)) == {"log-inclusion": "two-checkpoints"}


def test_a_checkpoint_of_another_log_key_does_not_count(certified: Certified) -> None:
    body = Body()
    own = body.certify()
    newest = body.log.newest
    forged = sign_checkpoint(newest.origin, newest.size, newest.root, new_key())
    proofs = {
        digest_of_credential(one): body.proof(one, forged)
        for one in (own.certificate, own.statement, own.preparation, body.registers[-1], *body.versions)
    }
    proofs |= {digest_of_credential(one): body.proof(one, forged) for one in body.lists.values()}
    document = body.bundle(own, proofs=proofs)
    assert failed(verified(body, document)) == {"checkpoint": "checkpoint-bad"}


def test_too_few_witnesses_are_told(body: Body, certified: Certified) -> None:
    newest = body.log.newest
    documents = [certified.certificate, certified.statement, certified.preparation, body.registers[-1]]
    documents += [*body.versions, *body.lists.values()]
    proofs = {digest_of_credential(one): body.proof(one, newest) for one in documents}
    document = body.bundle(certified, proofs=proofs)
    assert failed(verified(body, document)) == {"checkpoint": "witnesses-few"}
    assert verified(body, document, trust=body.trust(threshold=0)).outcome is Outcome.IN_ORDER


def forked(body: Body) -> Checkpoint:
    """What the log would show others: the same size, other entries."""
    newest = body.log.newest
    return sign_checkpoint(newest.origin, newest.size, b"\1" * 32, body.keys.log)


def test_a_fork_of_the_log_is_found_by_who_saw_the_other_side(body: Body, certified: Certified) -> None:
    verification = verified(body, body.bundle(certified), seen=(forked(body),))
    assert failed(verification) == {"log-growth": "forked"}


def test_a_log_put_back_and_written_anew_is_found_by_who_saw_it_before() -> None:
    body = Body()
    certified = body.certify()
    seen = body.log.newest
    anew = Body(body.keys, entries=())
    while anew.log.newest.size <= seen.size:
        anew.certify()
    document = anew.bundle(anew.certify())
    found = failed(verified(body, document, seen=(seen,), mirror=Mirror(anew.origin, anew.log.prove_growth)))
    assert found["log-growth"] == "growth-bad"
    body.certify()
    honest = verified(body, body.bundle(certified), seen=(seen,), mirror=Mirror(body.origin, body.log.prove_growth))
    assert honest.outcome is Outcome.IN_ORDER
    assert honest.checks[6].reason.code == "grew"


def test_what_another_log_of_the_same_name_showed_does_not_count(body: Body, certified: Certified) -> None:
    newest = body.log.newest
    stranger = sign_checkpoint(newest.origin, newest.size, bytes(32), new_key())
    verification = verified(body, body.bundle(certified), seen=(stranger,))
    assert verification.outcome is Outcome.IN_ORDER
    assert verification.checks[6].reason.code == "not-seen"


def test_a_mirror_that_does_not_reach_what_was_seen_leaves_it_open(body: Body, certified: Certified) -> None:
    old = body.log.newest
    body.certify()
    verification = verified(
        body, body.bundle(certified), seen=(old,), mirror=Mirror(body.origin, lambda _old, _new: None)
    )
    assert verification.outcome is Outcome.CANNOT_TELL
    assert open_checks(verification) == {"log-growth": "no-growth"}


def test_a_bundle_older_than_what_was_seen_holds_where_the_log_grew_from_it() -> None:
    body = Body()
    certified = body.certify()
    old = body.log.newest
    document = body.bundle(certified, proofs=_proofs_under(body, certified, old))
    body.certify()
    trust = body.trust(threshold=0)
    later = verified(
        body, document, seen=(body.log.newest,), mirror=Mirror(body.origin, body.log.prove_growth), trust=trust
    )
    assert later.outcome is Outcome.IN_ORDER
    assert later.checks[6].reason.code == "grew"


def _proofs_under(body: Body, certified: Certified, checkpoint: Checkpoint) -> dict[str, str]:
    documents = [certified.certificate, certified.statement, certified.preparation, body.registers[-1]]
    documents += [*body.versions, *body.lists.values()]
    return {digest_of_credential(one): body.proof(one, checkpoint) for one in documents}


def test_without_a_mirror_growth_is_told_as_not_checked(body: Body, certified: Certified) -> None:
    old = body.log.newest
    body.certify()
    verification = verified(body, body.bundle(certified), seen=(old,))
    check = verification.checks[6]
    assert (check.code, check.reason.code) == ("log-growth", "no-growth")
    assert verification.outcome is Outcome.IN_ORDER


# statement and parties


def test_another_statement_does_not_serve(body: Body, certified: Certified) -> None:
    other = body.certify(at=ISSUED - HOUR)
    document = body.bundle(certified, statement=other.statement)
    assert failed(verified(body, document))["statement"] == "statement-other"


def test_a_missing_statement_or_preparation_or_register_is_told(body: Body, certified: Certified) -> None:
    assert failed(verified(body, body.bundle(certified, statement=None)))["statement"] == "statement-missing"
    assert failed(verified(body, body.bundle(certified, preparation=None)))["roles"] == "preparation-missing"
    assert failed(verified(body, body.bundle(certified, register=None)))["roles"] == "register-missing"


def test_a_changed_statement_does_not_hold(body: Body, certified: Certified) -> None:
    forged = edited(certified.statement, "credentialSubject", "level", to="reasonable")
    assert "statement" in failed(verified(body, body.bundle(certified, statement=forged)))


def people(keys: Keys, **changes: Entry | None) -> tuple[Entry, ...]:
    """The usual entries with some replaced or left out."""
    usual: dict[str, Entry | None] = {
        "client": Entry(keys.client.public, Role.PREPARE, (), (), START, None),
        "verifier": Entry(keys.verifier.public, Role.VERIFY, (), (), START, None),
        "reviewer": Entry(keys.reviewer.public, Role.REVIEW, (), (), START, None),
    }
    return tuple(entry for entry in {**usual, **changes}.values() if entry is not None)


@pytest.mark.parametrize("who", ["client", "verifier", "reviewer"])
def test_whoever_is_not_in_the_register_has_no_role(who: str) -> None:
    keys = Keys()
    body = Body(keys, entries=people(keys, **{who: None}))
    assert failed(verified(body, body.bundle(body.certify()))) == {"roles": "role-missing"}


def test_a_role_for_something_else_does_not_serve() -> None:
    keys = Keys()
    for entry in (
        Entry(keys.verifier.public, Role.REVIEW, (), (), START, None),
        Entry(keys.verifier.public, Role.VERIFY, ("iso-14067-2018",), (), START, None),
        Entry(keys.verifier.public, Role.VERIFY, (), ("85",), START, None),
        Entry(keys.verifier.public, Role.VERIFY, (), (), ISSUED, None),
    ):
        body = Body(keys, entries=people(keys, verifier=entry))
        assert failed(verified(body, body.bundle(body.certify()))) == {"roles": "role-missing"}


def test_an_entry_that_ended_before_the_log_saw_the_statement_does_not_serve() -> None:
    keys = Keys()
    for end, expected in (
        (ISSUED - 4 * DAY, {"roles": "role-missing"}),
        (ISSUED - DAY, {"roles": "role-missing"}),
        (ISSUED + DAY, {}),
    ):
        entry = Entry(keys.verifier.public, Role.VERIFY, (), (), START, end)
        body = Body(keys, entries=people(keys, verifier=entry))
        assert failed(verified(body, body.bundle(body.certify()))) == expected


def test_an_entry_ended_since_still_stands_behind_what_was_logged_before() -> None:
    body = Body()
    certified = body.certify()
    body.registers.append(
        end_key(body.register, body.history, body.keys.verifier.public, body.keys.root, ISSUED + HOUR)
    )
    body.add([(LeafKind.REGISTER, body.registers[-1])], ISSUED + HOUR)
    assert verified(body, body.bundle(certified)).outcome is Outcome.IN_ORDER


def test_one_person_with_two_keys_has_no_two_roles() -> None:
    keys = Keys()
    person = "sha256:" + "5" * 64
    body = Body(
        keys,
        entries=people(
            keys,
            verifier=Entry(keys.verifier.public, Role.VERIFY, (), (), START, None, person),
            reviewer=Entry(keys.reviewer.public, Role.REVIEW, (), (), START, None, person),
        ),
    )
    assert failed(verified(body, body.bundle(body.certify()))) == {"roles": "person-twice"}


def test_the_issuing_key_verifies_nothing() -> None:
    keys = Keys()
    shared = replace(keys, issue=keys.verifier)
    body = Body(shared, entries=people(shared))
    assert failed(verified(body, body.bundle(body.certify()))) == {"roles": "role-twice"}


def test_a_register_of_another_body_does_not_serve(body: Body, certified: Certified) -> None:
    other = Body(body.keys, did="did:web:other.example")
    assert "roles" in failed(verified(body, body.bundle(certified, register=other.registers[-1])))


def test_an_older_register_beside_a_newer_status_is_found() -> None:
    body = Body()
    certified = body.certify()
    old = body.registers[-1]
    body.registers.append(end_key(body.register, body.history, body.keys.verifier.public, body.keys.root, ISSUED))
    body.add([(LeafKind.REGISTER, body.registers[-1])], ISSUED)
    body.publish_status(ISSUED + HOUR)
    assert failed(verified(body, body.bundle(certified, register=old))) == {"roles": "register-older"}


def test_an_older_issuer_document_beside_a_newer_status_is_found() -> None:
    body = Body()
    certified = body.certify()
    old = tuple(body.versions)
    body.versions.append(rotate_key(body.history[-1], KeyUse.ROOT, new_key(), [body.keys.root], ISSUED + HOUR))
    body.add([(LeafKind.ISSUER, body.versions[-1])], ISSUED + HOUR)
    body.publish_status(ISSUED + 2 * HOUR)
    assert failed(verified(body, body.bundle(certified, issuer=old))) == {"issuer": "issuer-older"}
    assert verified(body, body.bundle(certified)).outcome is Outcome.IN_ORDER


def test_a_list_that_names_other_documents_of_the_same_version_is_found() -> None:
    body = Body()
    certified = body.certify()
    other = Body(body.keys, entries=())
    for _ in range(len(body.registers) - 1):
        other.enter(Entry(new_key().public, Role.VERIFY, (), (), START, None))
    other.versions = body.versions
    other.publish_status(SOON)
    body.add([(LeafKind.STATUS, one) for one in other.lists.values()], SOON)
    document = body.bundle(certified, status=tuple(other.lists.values()))
    assert failed(verified(body, document, SOON + HOUR)) == {"roles": "register-forked"}


# status


def test_a_list_signed_by_somebody_else_does_not_count() -> None:
    body = Body()
    certified = body.certify()
    body.publish_status(SOON, key=body.keys.root)
    assert failed(verified(body, body.bundle(certified), SOON + HOUR)) == {"status": "status-unsigned"}


def test_a_list_that_is_not_in_the_log_does_not_count() -> None:
    body = Body()
    certified = body.certify()
    body.publish_status(SOON, log=False)
    found = failed(verified(body, body.bundle(certified), SOON + HOUR))
    assert found["status"] == "status-unlogged"


def test_a_changed_list_does_not_count() -> None:
    body = Body()
    certified = body.certify()
    body.set_bit(StatusPurpose.REVOCATION)
    clear = body.lists[StatusPurpose.REVOCATION]
    body.publish_status(SOON)
    revoked = body.lists[StatusPurpose.REVOCATION]
    forged = {**revoked, "credentialSubject": clear["credentialSubject"]}
    again_in_log(body, LeafKind.STATUS, forged)
    lists = (forged, body.lists[StatusPurpose.SUSPENSION])
    assert failed(verified(body, body.bundle(certified, status=lists), SOON + HOUR)) == {"status": "status-unsigned"}


def test_a_list_of_another_address_or_purpose_does_not_serve(body: Body, certified: Certified) -> None:
    suspension = body.lists[StatusPurpose.SUSPENSION]
    verification = verified(body, body.bundle(certified, status=(suspension,)))
    assert open_checks(verification) == {"status": "status-missing"}


def test_a_list_bears_the_moment_at_which_it_was_logged() -> None:
    body = Body()
    certified = body.certify()
    body.publish_status(SOON, log=False)
    body.add([(LeafKind.STATUS, one) for one in body.lists.values()], ISSUED)
    assert failed(verified(body, body.bundle(certified), SOON + HOUR)) == {"status": "status-misdated"}


def test_of_two_lists_of_one_moment_the_later_in_the_log_counts() -> None:
    body = Body()
    certified = body.certify()
    body.publish_status(SOON)
    clear = tuple(body.lists.values())
    body.set_bit(StatusPurpose.REVOCATION)
    body.publish_status(SOON)
    for lists in ((*clear, *body.lists.values()), (*body.lists.values(), *clear)):
        unique = {digest_of_credential(one): one for one in lists}
        document = body.bundle(certified, status=tuple(unique.values()))
        assert failed(verified(body, document, SOON + HOUR)) == {"status": "revoked"}


# the dossier


def test_a_dossier_that_differs_is_found(body: Body, certified: Certified) -> None:
    document = body.bundle(certified)
    assert verified(body, document, opened=opened()).outcome is Outcome.IN_ORDER
    other = Opened(sealed("bracket").dossier, facts("bracket"))
    assert failed(verified(body, document, opened=other)) == {"dossier": "dossier-other"}


@pytest.mark.parametrize(
    "change",
    [
        {"total_kg_co2e": facts().total_kg_co2e + 1},
        {"lines_kg_co2e": {}},
        {"product": {"en": "Gold"}},
        {"unit": {"en": "1 t"}},
        {"boundary_kind": "cradle-to-grave"},
        {"standard": {**facts().standard, "digest": "sha256:" + "0" * 64}},
        {"electricity": {}},
        {"factors": ()},
        {"suppliers": ("sha256:" + "0" * 64,)},
        {"vouched": ("study/tables/inputs.csv",)},
        {"engine": "0.0.1"},
        {"lock": "sha256:" + "0" * 64},
        {"start": START},
        {"end": SOON},
        {"identifiers": ("urn:example:other",)},
        {"codes": {"hs": "7208"}},
        {"producer": {"en": "Another works"}},
        {"producer_identifiers": ("urn:example:works",)},
        {"sites": (({"en": "Elsewhere"}, "CN-JS"),)},
        {"areas": ("CN-JS",)},
        {"unit_kind": "functional"},
        {"unit_amount": facts().unit_amount + 1},
        {"unit_unit": "t"},
        {"stages": ()},
        {"chain": ()},
        {"outcome": "undetermined"},
        {"method": "another"},
        {"study": "sha256:" + "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_certificate_that_says_something_else_than_its_dossier_is_found(
    body: Body, certified: Certified, change: dict[str, object]
) -> None:
    says: DossierFacts = replace(facts(), **change)  # type: ignore[arg-type]
    at_hand = Opened(sealed().dossier, says)
    assert failed(verified(body, body.bundle(certified), opened=at_hand)) == {"dossier": "dossier-differs"}


def test_a_dossier_that_cannot_be_read_is_refused(body: Body, certified: Certified) -> None:
    assert failed(verified(body, body.bundle(certified), opened=Opened(None, None))) == {
        "dossier": "dossier-unreadable"
    }


def test_asking_twice_gives_the_same_answer(body: Body, certified: Certified) -> None:
    document = body.bundle(certified)
    assert verified(body, document) == verified(body, document)
    assert Asked(SOON).trust is None
