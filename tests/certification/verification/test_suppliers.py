"""Certificates that rest on suppliers' certificates: each is checked, and what becomes of one is told of the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fourfold.certification.credentials.data_integrity import digest_of_credential
from fourfold.certification.identity.trust import TrustRoots
from fourfold.certification.status.bitstring import StatusPurpose
from fourfold.certification.verification.verification import Outcome
from fourfold.core.canonical import JSON
from fourfold.core.problems import InputError
from support.certified import ISSUED, SOON, UNTIL, Body, Certified, facts, failed, open_checks, verified

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def resting_on(body: Body, *bundles: dict[str, JSON]) -> Certified:
    """A certificate of the bracket that rests on these bundles."""
    digests = tuple(digest_of_credential(one["certificate"]) for one in bundles)  # type: ignore[arg-type]
    return body.certify("bracket", suppliers=bundles, about=replace(facts("bracket"), suppliers=digests))


def both(*bodies: Body) -> TrustRoots:
    first = bodies[0].trust()
    found = {body.did: body.trusted() for body in bodies}
    witnesses = tuple(witness for body in bodies for witness in body.trust().witnesses)
    return replace(first, bodies=found, witnesses=witnesses)


def test_a_chain_of_two_is_in_order_where_both_are() -> None:
    mill, works = Body(did="did:web:mill.example"), Body()
    sheet = mill.bundle(mill.certify(at=ISSUED - 10 * DAY))
    document = works.bundle(resting_on(works, sheet))
    verification = verified(works, document, trust=both(works, mill))
    assert verification.outcome is Outcome.IN_ORDER
    assert [one.outcome for one in verification.suppliers] == [Outcome.IN_ORDER]
    assert "suppliers-good" in [check.reason.code for check in verification.checks]


def test_a_revoked_supplier_makes_the_dependent_certificate_say_so() -> None:
    mill, works = Body(did="did:web:mill.example"), Body()
    certified = mill.certify(at=ISSUED - 10 * DAY)
    mill.set_bit(StatusPurpose.REVOCATION)
    mill.publish_status(ISSUED + HOUR)
    document = works.bundle(resting_on(works, mill.bundle(certified)))
    verification = verified(works, document, trust=both(works, mill))
    assert verification.outcome is Outcome.REFUSED
    assert failed(verification) == {"suppliers": "supplier-refused"}
    assert failed(verification.suppliers[0]) == {"status": "revoked"}


def test_a_supplier_nobody_trusts_leaves_the_whole_open() -> None:
    mill, works = Body(did="did:web:mill.example"), Body()
    document = works.bundle(resting_on(works, mill.bundle(mill.certify(at=ISSUED - 10 * DAY))))
    trust = replace(works.trust(), witnesses=both(works, mill).witnesses)
    verification = verified(works, document, trust=trust)
    assert verification.outcome is Outcome.CANNOT_TELL
    assert open_checks(verification) == {"suppliers": "supplier-not-told"}


def test_a_supplier_that_expired_since_was_good_when_it_was_used() -> None:
    mill, works = Body(did="did:web:mill.example"), Body()
    sheet = mill.bundle(mill.certify(at=ISSUED - 10 * DAY, until=ISSUED + DAY))
    document = works.bundle(resting_on(works, sheet))
    assert verified(works, document, SOON, trust=both(works, mill)).outcome is Outcome.IN_ORDER
    ended = mill.bundle(mill.certify(at=ISSUED - 20 * DAY, until=ISSUED - DAY))
    late = works.bundle(resting_on(works, ended))
    assert failed(verified(works, late, SOON, trust=both(works, mill))) == {"suppliers": "supplier-refused"}


def test_a_supplier_that_is_not_in_the_bundle_leaves_it_open_and_one_too_many_is_refused() -> None:
    mill, works = Body(did="did:web:mill.example"), Body()
    sheet = mill.bundle(mill.certify(at=ISSUED - 10 * DAY))
    certified = resting_on(works, sheet)
    missing = works.bundle(replace(certified, suppliers=()))
    assert open_checks(verified(works, missing, trust=both(works, mill))) == {"suppliers": "supplier-missing"}
    none = works.certify("sheet")
    extra = works.bundle(replace(none, suppliers=(sheet,)))
    assert failed(verified(works, extra, trust=both(works, mill))) == {"suppliers": "supplier-extra"}


def test_chains_end() -> None:
    body = Body()

    def chain(length: int) -> dict[str, JSON]:
        document = body.bundle(body.certify())
        for _ in range(length):
            document = body.bundle(resting_on(body, document))
        return document

    assert verified(body, chain(1)).outcome is Outcome.IN_ORDER
    with pytest.raises(InputError):
        chain(10)


def test_a_certificate_ends_on_its_day_even_where_its_suppliers_go_on(body: Body) -> None:
    mill, works = Body(did="did:web:mill.example"), Body()
    sheet = mill.bundle(mill.certify(at=ISSUED - 10 * DAY))
    document = works.bundle(resting_on(works, sheet))
    assert "validity" in failed(verified(works, document, UNTIL, trust=both(works, mill)))
