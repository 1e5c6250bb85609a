"""What a check comes to when nobody has tampered: in order as of its status, refused, or it cannot be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from fourfold.certification.dossier.recomputation import Engines, Equality, Recomputation
from fourfold.certification.identity.trust import Accreditation
from fourfold.certification.log.checkpoint import Checkpoint
from fourfold.certification.status.bitstring import StatusPurpose
from fourfold.certification.verification.asked import Stamp
from fourfold.certification.verification.steps import NEEDS, SPECIFICATIONS, TITLES, Step
from fourfold.certification.verification.verification import Finding, Outcome, Verification
from fourfold.core.canonical import JSON
from support.certified import ISSUED, SOON, START, UNTIL, Body, Certified, facts, failed, open_checks, opened, verified

HOUR = timedelta(hours=1)


def finding(verification: Verification, step: Step) -> tuple[Finding, str]:
    check = verification.checks[step.number - 1]
    assert check.code == str(step)
    return check.finding, check.reason.code


def test_every_check_has_a_title_a_specification_and_a_need() -> None:
    assert set(TITLES) == set(SPECIFICATIONS) == set(NEEDS) == set(Step)


def test_an_untouched_certificate_is_in_order_as_of_its_status(body: Body, bundle: dict[str, JSON]) -> None:
    verification = verified(body, bundle)
    assert verification.outcome is Outcome.IN_ORDER
    assert verification.status_as_of == ISSUED - HOUR
    assert [check.number for check in verification.checks] == list(range(1, 18))
    assert [check.reason.code for check in verification.checks] == [
        "read",
        "form-good",
        "issuer-good",
        "signature-good",
        "included",
        "signed-for",
        "not-seen",
        "statement-good",
        "roles-good",
        "within",
        "status-clear",
        "accredited",
        "edition-draft",
        "dossier-not-given",
        "not-recomputed",
        "no-suppliers",
        "no-stamp",
    ]


def test_without_trust_roots_it_cannot_be_told(body: Body, bundle: dict[str, JSON]) -> None:
    verification = verified(body, bundle, trust=None)
    assert verification.outcome is Outcome.CANNOT_TELL
    assert open_checks(verification) == {"issuer": "issuer-no-trust"}


def test_an_issuer_that_nobody_trusts_cannot_be_told(body: Body, bundle: dict[str, JSON]) -> None:
    stranger = Body(did="did:web:stranger.example")
    verification = verified(body, bundle, trust=stranger.trust(threshold=0))
    assert verification.outcome is Outcome.CANNOT_TELL
    assert open_checks(verification) == {"issuer": "issuer-unknown"}


def test_without_status_it_cannot_be_told(body: Body, certified: Certified) -> None:
    verification = verified(body, body.bundle(certified, status=()))
    assert verification.outcome is Outcome.CANNOT_TELL
    assert open_checks(verification) == {"status": "status-missing"}
    assert verification.status_as_of is None


def test_with_one_of_the_two_lists_it_cannot_be_told(body: Body, certified: Certified) -> None:
    for purpose in StatusPurpose:
        verification = verified(body, body.bundle(certified, status=(body.lists[purpose],)))
        assert open_checks(verification) == {"status": "status-missing"}


def test_a_status_past_its_end_is_not_rested_on(body: Body, bundle: dict[str, JSON]) -> None:
    end = ISSUED - HOUR + timedelta(hours=840)
    assert verified(body, bundle, end - HOUR).outcome is Outcome.IN_ORDER
    stale = verified(body, bundle, end)
    assert stale.outcome is Outcome.CANNOT_TELL
    assert open_checks(stale) == {"status": "status-stale"}


def test_a_verifier_may_ask_for_a_fresher_status(body: Body, bundle: dict[str, JSON]) -> None:
    strict = body.trust(status_age=timedelta(days=1))
    assert open_checks(verified(body, bundle, trust=strict)) == {"status": "status-stale"}
    assert verified(body, bundle, ISSUED + HOUR, trust=strict).outcome is Outcome.IN_ORDER


def test_dates_are_half_open(body: Body, bundle: dict[str, JSON]) -> None:
    second = timedelta(seconds=1)
    assert "validity" not in failed(verified(body, bundle, ISSUED))
    assert failed(verified(body, bundle, ISSUED - second)) == {"validity": "not-yet"}
    assert "validity" not in failed(verified(body, bundle, UNTIL - second))
    assert failed(verified(body, bundle, UNTIL)) == {"validity": "expired"}


def test_revoked_and_suspended_certificates_are_refused_as_of_the_list() -> None:
    for purpose, reason in ((StatusPurpose.REVOCATION, "revoked"), (StatusPurpose.SUSPENSION, "suspended")):
        body = Body()
        certified = body.certify()
        body.set_bit(purpose)
        body.publish_status(SOON)
        verification = verified(body, body.bundle(certified), SOON + HOUR)
        assert verification.outcome is Outcome.REFUSED
        assert failed(verification) == {"status": reason}
        assert verification.status_as_of == SOON


def test_a_suspension_that_was_lifted_leaves_no_trace() -> None:
    body = Body()
    certified = body.certify()
    body.set_bit(StatusPurpose.SUSPENSION)
    body.publish_status(SOON)
    body.bits[StatusPurpose.SUSPENSION][:] = bytes(len(body.bits[StatusPurpose.SUSPENSION]))
    body.publish_status(SOON + HOUR)
    assert verified(body, body.bundle(certified), SOON + 2 * HOUR).outcome is Outcome.IN_ORDER


def test_of_a_moment_before_the_list_only_what_cannot_change_back_is_told() -> None:
    body = Body()
    certified = body.certify()
    body.publish_status(SOON + HOUR)
    before = verified(body, body.bundle(certified), SOON)
    assert open_checks(before) == {"status": "status-later"}
    body.set_bit(StatusPurpose.REVOCATION)
    body.publish_status(SOON + 2 * HOUR)
    revoked_since = verified(body, body.bundle(certified), SOON)
    assert open_checks(revoked_since) == {"status": "revoked-later"}


def test_the_list_of_before_the_moment_is_taken_where_there_is_one() -> None:
    body = Body()
    certified = body.certify()
    old = tuple(body.lists.values())
    body.set_bit(StatusPurpose.REVOCATION)
    body.publish_status(SOON + HOUR)
    both = body.bundle(certified, status=(*old, *body.lists.values()))
    assert verified(body, both, SOON).outcome is Outcome.IN_ORDER
    assert failed(verified(body, both, SOON + 2 * HOUR)) == {"status": "revoked"}


def test_other_certificates_bits_do_not_matter() -> None:
    body = Body()
    first, _ = body.certify(), body.certify()
    body.set_bit(StatusPurpose.REVOCATION, 2)
    body.publish_status(SOON)
    assert verified(body, body.bundle(first), SOON + HOUR).outcome is Outcome.IN_ORDER


def test_accreditation_counts_where_the_trust_roots_name_one(body: Body, bundle: dict[str, JSON]) -> None:
    none = verified(body, bundle, trust=body.trust(accreditations=()))
    assert finding(none, Step.ACCREDITATION) == (Finding.NOT_CHECKED, "no-accreditation")
    assert none.outcome is Outcome.IN_ORDER
    other = (Accreditation("Example Accreditation", "L 2", ("iso-14067-2018",), START, None),)
    assert failed(verified(body, bundle, trust=body.trust(accreditations=other))) == {"accreditation": "not-accredited"}
    ended = (Accreditation("Example Accreditation", "L 3", (), START, ISSUED),)
    assert "accreditation" in failed(verified(body, bundle, trust=body.trust(accreditations=ended)))


def test_a_verified_pack_and_its_end_are_told() -> None:
    body = Body()
    standard = {**facts().standard, "status": "verified"}
    certified = body.certify(about=replace(facts(), standard=standard))
    assert finding(verified(body, body.bundle(certified)), Step.EDITION) == (Finding.OK, "edition-in-force")
    document = standard["document"]
    assert isinstance(document, dict)
    ended: JSON = {**document, "effective": {"from": "2025-01-01", "to": "2026-03-02"}}
    late = body.certify(about=replace(facts(), standard={**standard, "document": ended}))
    verification = verified(body, body.bundle(late))
    assert finding(verification, Step.EDITION) == (Finding.NOT_CHECKED, "edition-withdrawn")
    assert verification.outcome is Outcome.IN_ORDER


def test_a_draft_pack_is_told_and_does_not_decide(body: Body, bundle: dict[str, JSON]) -> None:
    verification = verified(body, bundle)
    assert finding(verification, Step.EDITION) == (Finding.NOT_CHECKED, "edition-draft")


def again(outcome: Equality, dossier: str) -> Recomputation:
    return Recomputation(dossier, outcome, None, None, (), 7, (), Engines({}, {}), (), ())


def test_recomputing_is_needed_only_where_it_is_asked_for(body: Body, bundle: dict[str, JSON]) -> None:
    for outcome, expected, reason in (
        (Equality.EQUAL, Outcome.IN_ORDER, "recomputed-equal"),
        (Equality.DIFFERENT, Outcome.REFUSED, "recomputed-differs"),
        (Equality.CANNOT_TELL, Outcome.CANNOT_TELL, "recomputed-unknown"),
    ):
        recomputed = again(outcome, facts().dossier)
        verification = verified(body, bundle, opened=opened(), recomputed=recomputed)
        assert verification.outcome is expected
        assert finding(verification, Step.RECOMPUTATION)[1] == reason
        assert finding(verification, Step.BINDING) == (Finding.OK, "dossier-same")
    other = again(Equality.EQUAL, facts("bracket").dossier)
    assert failed(verified(body, bundle, recomputed=other)) == {"recomputation": "recomputed-other"}


def test_a_time_stamp_that_is_there_has_to_hold(body: Body, certified: Certified) -> None:
    document = body.bundle(certified, timestamp=b"a reply")
    seen: list[object] = []

    def stamper(reply: bytes, checkpoint: Checkpoint) -> Stamp:
        seen.extend([reply, checkpoint.text])
        return Stamp(datetime(2026, 3, 1, 9, tzinfo=UTC), "clock.example")

    good = verified(body, document, stamper=stamper)
    assert finding(good, Step.TIMESTAMP) == (Finding.OK, "stamped")
    assert seen == [b"a reply", body.cosigned().text]
    bad = verified(body, document, stamper=lambda _reply, _checkpoint: Stamp(None))
    assert failed(bad) == {"time-stamp": "stamp-bad"}
    unknown = verified(body, document)
    assert finding(unknown, Step.TIMESTAMP) == (Finding.NOT_CHECKED, "stamp-not-checked")
    assert unknown.outcome is Outcome.IN_ORDER
