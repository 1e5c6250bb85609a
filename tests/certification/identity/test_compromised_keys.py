"""A key in other hands, from end to end: what stays good, what does not, and that the order of the log decides it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.identity.issuer import (
    Compromise,
    KeyUse,
    mark_compromised,
    replace_log,
    rotate_key,
)
from fourfold.certification.identity.log_names import LOG_IN_OTHER_HANDS, LOG_REPLACED
from fourfold.certification.identity.register import Entry, Role
from fourfold.certification.identity.registering import end_key, mark_key_compromised, register_key, renewed
from fourfold.certification.keys.key import SigningKey, new_key
from fourfold.certification.log.checkpoint import Checkpoint, Witness, sign_checkpoint
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.log.log import Log
from fourfold.certification.verification.verification import Outcome
from fourfold.core.problems import Term
from support.certified import ISSUED, SOON, START, Body, Certified, failed, verified

HOUR = timedelta(hours=1)
DISCOVERED = ISSUED + 24 * HOUR


@pytest.fixture
def body() -> Body:
    return Body()


def publish_versions(body: Body, version: Credential, at: datetime) -> None:
    """A new issuer document, logged."""
    body.versions.append(version)
    body.add([(LeafKind.ISSUER, version)], at)


def publish_register(body: Body, register: Credential, at: datetime) -> None:
    """A new register, logged."""
    body.registers.append(register)
    body.add([(LeafKind.REGISTER, register)], at)


def issuing_key_is_lost(body: Body, size: int, since: datetime = ISSUED + HOUR) -> SigningKey:
    """Everything a body does once it finds out; the stolen key comes back."""
    stolen, root, new, at = body.keys.issue, body.keys.root, new_key(), DISCOVERED
    taken = Compromise(since, size)
    publish_versions(body, mark_compromised(body.history[-1], stolen.public, taken, [root], at), at)
    publish_versions(body, rotate_key(body.history[-1], KeyUse.ISSUE, new.public, [root], at), at)
    marked = mark_key_compromised(body.register, body.history, stolen.public, taken, root, at)
    publish_register(body, marked, at)
    line = Entry(new.public, Role.ISSUE, (), (), at, None)
    publish_register(body, register_key(body.register, body.history, line, root, at), at)
    body.keys.issue = new
    body.publish_status(at)
    return stolen


def outcome(body: Body, certified: Certified) -> tuple[Outcome, dict[str, str]]:
    found = verified(body, body.bundle(certified))
    return found.outcome, failed(found)


def test_a_certificate_that_the_log_held_before_stays_good(body: Body) -> None:
    certified = body.certify()
    issuing_key_is_lost(body, body.log.newest.size)

    assert outcome(body, certified) == (Outcome.IN_ORDER, {})


def test_a_certificate_that_the_log_took_in_later_counts_no_more(body: Body) -> None:
    size = body.log.newest.size
    certified = body.certify(at=ISSUED + 2 * HOUR)
    issuing_key_is_lost(body, size)

    found, why = outcome(body, certified)
    assert found is Outcome.REFUSED
    assert "key-compromised" in why.values()


def test_a_backdated_certificate_counts_no_more_whatever_date_it_bears(body: Body) -> None:
    size = body.log.newest.size
    backdated = body.certify(at=ISSUED - 30 * 24 * HOUR)
    issuing_key_is_lost(body, size)

    found, why = outcome(body, backdated)
    assert found is Outcome.REFUSED
    assert "key-compromised" in why.values()


def test_a_certificate_that_never_was_in_the_log_counts_for_nothing(body: Body) -> None:
    honest = body.certify()
    stolen = issuing_key_is_lost(body, body.log.newest.size)
    subject = {key: value for key, value in honest.certificate.items() if key != "proof"}
    forged = body.sign({**subject, "validUntil": "2030-01-01T00:00:00Z"}, ISSUED, stolen)

    found, why = outcome(body, Certified(forged, honest.statement, honest.preparation))
    assert found is Outcome.REFUSED
    assert {"no-proof", "key-compromised"} <= set(why.values())


def test_a_status_list_by_the_stolen_key_counts_no_more(body: Body) -> None:
    certified = body.certify()
    stolen = issuing_key_is_lost(body, body.log.newest.size)
    body.publish_status(DISCOVERED + HOUR, key=stolen)

    assert outcome(body, certified)[0] is not Outcome.IN_ORDER


def test_old_bundles_do_not_help_a_thief_once_verifiers_see_the_newer_history(body: Body) -> None:
    """Who has only the old bundle sees the old state, and its status list ends."""
    certified = body.certify()
    old = body.bundle(certified)
    issuing_key_is_lost(body, 2)

    assert verified(body, old).outcome is Outcome.IN_ORDER
    assert verified(body, old, ISSUED + 36 * 24 * HOUR).outcome is Outcome.CANNOT_TELL
    assert outcome(body, certified)[0] is Outcome.REFUSED


def verifying_key_is_lost(body: Body, size: int) -> None:
    taken = Compromise(ISSUED, size)
    marked = mark_key_compromised(
        body.register, body.history, body.keys.verifier.public, taken, body.keys.root, DISCOVERED
    )
    publish_register(body, marked, DISCOVERED)


def test_what_a_verifier_signed_and_the_log_held_before_stays_good(body: Body) -> None:
    certified = body.certify()
    verifying_key_is_lost(body, body.log.newest.size)

    assert outcome(body, certified) == (Outcome.IN_ORDER, {})


def test_a_statement_by_a_verifiers_stolen_key_counts_no_more(body: Body) -> None:
    size = body.log.newest.size
    certified = body.certify()
    verifying_key_is_lost(body, size)

    found, why = outcome(body, certified)
    assert found is Outcome.REFUSED
    assert "role-missing" in why.values()


def test_an_ended_role_keeps_what_was_signed_in_its_time(body: Body) -> None:
    certified = body.certify()
    ended = end_key(body.register, body.history, body.keys.verifier.public, body.keys.root, DISCOVERED)
    publish_register(body, ended, DISCOVERED)

    assert outcome(body, certified) == (Outcome.IN_ORDER, {})


def root_key_is_lost(body: Body) -> SigningKey:
    """Replaced, then told; whoever pins the new root sees both."""
    stolen, new, size = body.keys.root, new_key(), body.log.newest.size
    publish_versions(body, rotate_key(body.history[-1], KeyUse.ROOT, new, [stolen], DISCOVERED), DISCOVERED)
    body.keys.root = new
    publish_register(body, renewed(body.register, body.history, new, DISCOVERED), DISCOVERED)
    taken = Compromise(ISSUED, size)
    publish_versions(body, mark_compromised(body.history[-1], stolen.public, taken, [new], DISCOVERED), DISCOVERED)
    return stolen


def test_after_the_root_is_lost_certificates_hold_for_who_pins_the_new_one(body: Body) -> None:
    certified = body.certify()
    stolen = root_key_is_lost(body)
    document = body.bundle(certified)

    assert verified(body, document).outcome is Outcome.IN_ORDER
    old_pin = verified(body, document, trust=body.trust(roots=(stolen.public,)))
    assert old_pin.outcome is Outcome.REFUSED
    assert "issuer-broken" in failed(old_pin).values()


def test_a_thief_with_the_root_key_makes_no_history_for_who_pins_the_new_one(body: Body) -> None:
    certified = body.certify()
    honest_versions, honest_registers = [*body.versions], [*body.registers]
    stolen = root_key_is_lost(body)
    trust = body.trust()
    thief_key = new_key()
    body.versions, body.registers = honest_versions, honest_registers
    body.keys.root = stolen
    publish_versions(
        body, rotate_key(body.history[-1], KeyUse.ISSUE, thief_key.public, [stolen], DISCOVERED), DISCOVERED
    )
    body.keys.issue = thief_key
    body.publish_status(DISCOVERED)

    found = verified(body, body.bundle(certified), trust=trust)
    assert found.outcome is Outcome.REFUSED
    assert "issuer-broken" in failed(found).values()


def log_key_is_lost(body: Body, *, told: bool = True) -> SigningKey:
    """A new log with the same entries takes the place of the old one."""
    stolen, new, root, last = body.keys.log, new_key(), body.keys.root, body.log.newest
    first = sign_checkpoint(f"{body.origin}/2", last.size, last.root, new)
    version = replace_log(body.history[-1], new.public, last, first, [root], DISCOVERED)
    body.versions.append(version)
    store = body.log.store
    store.write("checkpoint", first.text.encode())
    body.log, body.keys.log = Log(store, first.origin), new
    body.add([(LeafKind.ISSUER, version)], DISCOVERED)
    if told:
        taken = Compromise(ISSUED, last.size)
        publish_versions(body, mark_compromised(body.history[-1], stolen.public, taken, [root], DISCOVERED), DISCOVERED)
    return stolen


@pytest.mark.parametrize("told", [False, True])
def test_certificates_stand_in_the_log_that_took_the_place_of_another(body: Body, told: bool) -> None:
    certified = body.certify()
    old_trust = body.trust()
    log_key_is_lost(body, told=told)
    document = body.bundle(certified)

    new_trust = body.trust(log=Witness(body.log.origin, body.keys.log.public))
    assert verified(body, document, trust=new_trust).outcome is Outcome.IN_ORDER
    assert verified(body, document, trust=old_trust).outcome is (Outcome.REFUSED if told else Outcome.IN_ORDER)


def test_only_the_last_good_checkpoint_of_a_lost_log_still_counts(body: Body) -> None:
    certified = body.certify()
    before = body.log.newest
    stolen = log_key_is_lost(body)
    forged = sign_checkpoint(body.origin, before.size, bytes(32), stolen)
    smaller = sign_checkpoint(body.origin, before.size - 1, bytes(32), stolen)
    trust = body.trust(log=Witness(body.log.origin, body.keys.log.public), threshold=0)

    for checkpoint in (forged, smaller):
        document = body.bundle(certified, proofs=proofs_under(body, certified, checkpoint))
        found = verified(body, document, trust=trust)
        assert found.outcome is Outcome.REFUSED
        assert "log-checkpoint" in failed(found) or "log-inclusion" in failed(found)


@pytest.mark.parametrize("told", [False, True])
def test_a_smaller_tree_under_a_retired_key_of_the_log_counts_no_more(body: Body, told: bool) -> None:
    """Whoever has the old key can sign it long after, over entries of any date; the honest bundle is made anew."""
    certified = body.certify()
    old = body.bundle(certified)
    body.add([(LeafKind.STATUS, certified.statement)], ISSUED)
    log_key_is_lost(body, told=told)
    trust = body.trust(log=Witness(body.log.origin, body.keys.log.public), threshold=0)

    with_new_history = {**old, "issuer": body.bundle(certified)["issuer"]}
    refused = verified(body, with_new_history, trust=trust)
    assert refused.outcome is Outcome.REFUSED
    assert failed(refused)["checkpoint"] == "checkpoint-bad"
    (check,) = [one for one in refused.checks if one.code == "checkpoint"]
    assert check.params["reason"] == Term((LOG_IN_OTHER_HANDS if told else LOG_REPLACED).text)
    assert verified(body, body.bundle(certified), trust=trust).outcome is Outcome.IN_ORDER


def proofs_under(body: Body, certified: Certified, checkpoint: Checkpoint) -> dict[str, str]:
    """The proofs of a bundle, with another checkpoint put under each."""
    parts: dict[str, object] = {
        "certificate": certified.certificate,
        "statement": certified.statement,
        "preparation": certified.preparation,
        "issuer": tuple(body.versions),
        "register": body.registers[-1],
        "status": tuple(body.lists.values()),
    }
    newest = body.cosigned().text
    return {digest: text.replace(newest, checkpoint.text) for digest, text in body.proofs(parts).items()}


def test_the_day_of_the_start_is_before_the_day_of_issue() -> None:
    assert START < ISSUED < DISCOVERED < SOON
