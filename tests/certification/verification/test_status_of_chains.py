"""Status in chains: newer bundles of suppliers, lists that count wherever they stand, and the age that is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fourfold.certification.credentials.data_integrity import digest_of_credential
from fourfold.certification.identity.trust import TrustRoots
from fourfold.certification.status.bitstring import StatusPurpose
from fourfold.certification.verification.verification import Outcome, Verification
from fourfold.core.canonical import JSON
from fourfold.core.words import words
from support.certified import ISSUED, SOON, Body, Certified, facts, failed, open_checks, read, verified

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LATER = ISSUED + 45 * DAY
"""When the lists of the day of issue have run out."""


def resting_on(body: Body, *bundles: dict[str, JSON]) -> Certified:
    digests = tuple(digest_of_credential(one["certificate"]) for one in bundles)  # type: ignore[arg-type]
    return body.certify("bracket", suppliers=bundles, about=replace(facts("bracket"), suppliers=digests))


def both(*bodies: Body) -> TrustRoots:
    found = {body.did: body.trusted() for body in bodies}
    witnesses = tuple(witness for body in bodies for witness in body.trust().witnesses)
    return replace(bodies[0].trust(), bodies=found, witnesses=witnesses)


class Two:
    """A mill's certificate, and one of the works that rests on it."""

    def __init__(self) -> None:
        self.mill, self.works = Body(did="did:web:mill.example"), Body()
        self.sheet = self.mill.certify(at=ISSUED - 10 * DAY)
        self.bracket = resting_on(self.works, self.mill.bundle(self.sheet))

    def verified(self, at: object = SOON, **asked: object) -> Verification:
        return verified(self.works, self.works.bundle(self.bracket), at, trust=both(self.works, self.mill), **asked)  # type: ignore[arg-type]


def reason_of(verification: Verification, code: str, lang: str = "en") -> str:
    (check,) = (one for one in verification.checks if one.code == code)
    return words("zh" if lang == "zh" else "en")(check.reason.text, **check.params)


def test_a_newer_bundle_of_a_supplier_s_certificate_takes_the_place_of_the_old_one() -> None:
    two = Two()
    two.works.publish_status(LATER - DAY)
    assert open_checks(two.verified(LATER)) == {"suppliers": "supplier-not-told"}
    two.mill.publish_status(LATER - 2 * DAY)
    newer = read(two.mill.bundle(two.sheet, LATER))
    found = two.verified(LATER, suppliers=(newer,))
    assert found.outcome is Outcome.IN_ORDER
    assert [one.outcome for one in found.suppliers] == [Outcome.IN_ORDER]


def test_a_revocation_arrives_with_the_newer_bundle_whichever_of_the_two_stands_in_the_bundle() -> None:
    two = Two()
    old = read(two.mill.bundle(two.sheet))
    two.mill.set_bit(StatusPurpose.REVOCATION)
    two.mill.publish_status(ISSUED + HOUR)
    revoked = two.mill.bundle(two.sheet)
    assert two.verified().outcome is Outcome.IN_ORDER
    assert failed(two.verified(suppliers=(read(revoked),))) == {"suppliers": "supplier-refused"}
    two.bracket = replace(two.bracket, suppliers=(revoked,))
    assert failed(two.verified(suppliers=(old,))) == {"suppliers": "supplier-refused"}


def test_a_bundle_that_is_missing_can_be_brought_and_one_of_no_supplier_changes_nothing() -> None:
    two = Two()
    sheet, other = read(two.mill.bundle(two.sheet)), read(two.mill.bundle(two.mill.certify()))
    two.bracket = replace(two.bracket, suppliers=())
    assert open_checks(two.verified(suppliers=(other,))) == {"suppliers": "supplier-missing"}
    found = two.verified(suppliers=(sheet, other))
    assert (found.outcome, len(found.suppliers)) == (Outcome.IN_ORDER, 1)


def test_the_bundle_of_a_supplier_s_supplier_can_be_brought() -> None:
    mill, works = Body(did="did:web:mill.example"), Body()
    ore = mill.certify(at=ISSUED - 10 * DAY)
    sheet = works.bundle(resting_on(works, mill.bundle(ore)))
    document = works.bundle(resting_on(works, sheet))
    mill.set_bit(StatusPurpose.SUSPENSION)
    mill.publish_status(ISSUED + HOUR)
    trust = both(works, mill)
    assert verified(works, document, trust=trust).outcome is Outcome.IN_ORDER
    found = verified(works, document, trust=trust, suppliers=(read(mill.bundle(ore)),))
    assert failed(found.suppliers[0].suppliers[0]) == {"status": "suspended"}
    assert failed(found) == {"suppliers": "supplier-refused"}


def test_a_verdict_names_the_oldest_status_it_rests_on() -> None:
    two = Two()
    two.works.publish_status(ISSUED + DAY)
    found = two.verified()
    assert found.outcome is Outcome.IN_ORDER
    assert found.status_as_of == found.suppliers[0].status_as_of == ISSUED - HOUR
    two.mill.publish_status(SOON - HOUR)
    newer = two.verified(suppliers=(read(two.mill.bundle(two.sheet)),))
    assert newer.status_as_of == ISSUED + DAY
    without = read(two.mill.bundle(two.sheet, status=()))
    two.bracket = replace(two.bracket, suppliers=(without.document,))
    assert two.verified().status_as_of is None


def test_the_newest_version_of_a_list_counts_for_every_certificate_of_the_bundle() -> None:
    body = Body()
    sheet = body.certify(at=ISSUED)
    bracket = resting_on(body, body.bundle(sheet))
    body.publish_status(LATER - DAY)
    found = verified(body, body.bundle(bracket), LATER)
    assert (found.outcome, found.status_as_of) == (Outcome.IN_ORDER, LATER - DAY)
    body.set_bit(StatusPurpose.REVOCATION)
    body.publish_status(LATER - HOUR)
    told = verified(body, body.bundle(bracket), LATER)
    assert failed(told.suppliers[0]) == {"status": "revoked"}


def test_the_bundle_of_a_supplier_tells_of_the_certificate_that_rests_on_it() -> None:
    body = Body()
    sheet = body.certify(at=ISSUED)
    bracket = resting_on(body, body.bundle(sheet))
    old = body.bundle(bracket)
    body.set_bit(StatusPurpose.REVOCATION, 2)
    body.publish_status(ISSUED + HOUR)
    assert verified(body, old).outcome is Outcome.IN_ORDER
    assert failed(verified(body, old, suppliers=(read(body.bundle(sheet)),))) == {"status": "revoked"}


@pytest.mark.parametrize("fault", ["unlogged", "unsigned"])
def test_a_list_that_is_not_proven_where_it_stands_counts_for_nobody_else(fault: str) -> None:
    body = Body()
    sheet = body.certify(at=ISSUED)
    bracket = resting_on(body, body.bundle(sheet))
    old = body.bundle(bracket)
    body.set_bit(StatusPurpose.REVOCATION, 2)
    body.publish_status(ISSUED + HOUR, key=body.keys.log if fault == "unsigned" else None, log=fault != "unlogged")
    found = verified(body, old, suppliers=(read(body.bundle(sheet)),))
    assert "status" not in failed(found)
    assert failed(found) == {"suppliers": "supplier-refused"}


def test_a_list_under_a_checkpoint_that_does_not_count_counts_for_nobody_else() -> None:
    body = Body()
    sheet = body.certify(at=ISSUED)
    bracket = resting_on(body, body.bundle(sheet))
    old = body.bundle(bracket)
    body.set_bit(StatusPurpose.REVOCATION, 2)
    body.publish_status(ISSUED + HOUR)
    witness, body.keys.witness = body.keys.witness, body.keys.client
    unseen = read(body.bundle(sheet))
    body.keys.witness = witness
    found = verified(body, old, suppliers=(unseen,))
    assert failed(found) == {"suppliers": "supplier-refused"}
    assert "checkpoint" in failed(found.suppliers[0])


def test_the_reason_names_what_failed_in_the_supplier() -> None:
    two = Two()
    two.mill.set_bit(StatusPurpose.REVOCATION)
    two.mill.publish_status(ISSUED + HOUR)
    found = two.verified(suppliers=(read(two.mill.bundle(two.sheet)),))
    said = reason_of(found, "suppliers")
    assert "revoked, as of" in said
    assert "neither revoked nor suspended" not in said
    assert reason_of(found.suppliers[0], "status", "zh") in reason_of(found, "suppliers", "zh")
    late = two.verified(LATER)
    assert reason_of(late.suppliers[0], "status") in reason_of(late, "suppliers")


def test_every_reason_of_the_supplier_is_named() -> None:
    two = Two()
    two.mill.set_bit(StatusPurpose.REVOCATION)
    two.mill.publish_status(ISSUED + HOUR)
    found = two.verified(suppliers=(read(two.mill.bundle(two.sheet, statement=None)),))
    said = reason_of(found, "suppliers")
    assert reason_of(found.suppliers[0], "statement") in said
    assert reason_of(found.suppliers[0], "status") in said
