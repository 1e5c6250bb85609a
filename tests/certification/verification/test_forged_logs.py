"""Proofs that prove something else, and logs that forked, are found by the check named for it."""

from __future__ import annotations

from datetime import timedelta

from fourfold.certification.credentials.data_integrity import digest_of_credential
from fourfold.certification.keys.key import new_key
from fourfold.certification.log.checkpoint import Checkpoint, sign_checkpoint
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.verification.asked import Mirror
from fourfold.certification.verification.verification import Outcome
from support.certified import ISSUED, Body, Certified, facts, failed, open_checks, verified

HOUR = timedelta(hours=1)


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
