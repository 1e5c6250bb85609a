"""A key that ended or was stolen signs nothing more, whatever date it writes."""

from __future__ import annotations

from datetime import timedelta

from fourfold.certification.identity.issuer import Compromise, KeyUse, mark_compromised, rotate_key
from fourfold.certification.identity.register import Entry, Role
from fourfold.certification.identity.registering import mark_key_compromised
from fourfold.certification.keys.key import new_key
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.verification.verification import Outcome
from support.certified import ISSUED, Body, Certified, facts, failed, verified

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


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
