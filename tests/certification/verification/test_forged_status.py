"""Status lists that are not the issuer's, not in the log or not of their moment are found."""

from __future__ import annotations

from datetime import timedelta

from fourfold.certification.credentials.data_integrity import digest_of_credential
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.status.bitstring import StatusPurpose
from support.certified import ISSUED, SOON, Body, Certified, failed, open_checks, verified
from support.forging import again_in_log

HOUR = timedelta(hours=1)


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
