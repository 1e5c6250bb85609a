"""Statements that a keeper signed and logged and that are wrong: each is refused by the check it concerns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from fourfold.app.supply.stating import Stated
from fourfold.certification.credentials.data_integrity import digest_of_credential
from fourfold.certification.verification.verification import Outcome
from fourfold.core.canonical import JSON, digest_of
from support.bodies import trust_in
from support.ledgers import BUYER
from support.traced import STATED, Kept, copied, failed, open_checks, resummed

HOUR = timedelta(hours=1)
Change = Callable[[Any], object]


def claim_of(subject: Any, certificate: str) -> Any:
    return next(one for one in subject["claims"] if one["certificate"] == certificate)


def more_claimed(subject: Any) -> None:
    claim_of(subject, "sun-0").update(stopWh="500")
    resummed(subject)


def dropped(subject: Any) -> None:
    subject["claims"] = [one for one in subject["claims"] if one["certificate"] != "sun-0"]
    subject["certificates"] = [one for one in subject["certificates"] if one["certificate"]["certificate"] != "sun-0"]
    resummed(subject)


def other_entry(subject: Any) -> None:
    claim_of(subject, "sun-0").update(claim=9)


def other_account(subject: Any) -> None:
    subject["account"] = {"account": "seller", "name": "Seller"}


def other_certificate(subject: Any) -> None:
    one = next(one for one in subject["certificates"] if one["certificate"]["certificate"] == "sun-0")
    one["certificate"]["code"] = "another code"
    one["digest"] = digest_of(one["certificate"])


def more_counted(subject: Any) -> None:
    claim_of(subject, "sun-0").update(countedWh="401")
    resummed(subject)


def less_measured(subject: Any) -> None:
    subject["intervals"][0].update(measuredWh="100", energyWh="100")
    resummed(subject)


FORGED: dict[str, tuple[Change, str, str]] = {
    "more than was claimed": (more_claimed, "lots", "trace-lot-missing"),
    "less than was claimed": (dropped, "lots", "trace-lot-extra"),
    "claims of somebody else": (other_account, "lots", "trace-lot-owner"),
    "another entry": (other_entry, "lots", "trace-lot-claim"),
    "another certificate of that number": (other_certificate, "lots", "trace-lot-digest"),
    "a certificate that says something else": (
        lambda s: s["certificates"][0]["certificate"].update(energyWh="999999"),
        "claims",
        "trace-claims-bad",
    ),
    "another total": (lambda s: s["totals"].update(countedWh="2000"), "sums", "trace-sums-bad"),
    "another sum of a plant": (lambda s: s["totals"]["byPlant"].update(sun="1102"), "sums", "trace-sums-bad"),
    "another month": (lambda s: s["totals"].update(byMonth={"2026-03": "1851"}), "sums", "trace-sums-bad"),
    "a rule nobody claimed by": (lambda s: s["rule"].update(windows=["hour", "year"]), "sums", "trace-sums-bad"),
    "more counted than covered": (
        more_counted,
        "batch",
        "trace-batch-bad",
    ),
    "more covered than measured": (
        less_measured,
        "batch",
        "trace-batch-bad",
    ),
    "another ledger": (
        lambda s: s.update(ledger="urn:uuid:11111111-2222-3333-4444-555555555555"),
        "ledger-days",
        "trace-days-other-ledger",
    ),
    "another day": (lambda s: s.update(day="2026-03-04"), "ledger-days", "trace-day-other"),
    "another document of the day": (
        lambda s: s.update(dayDigest="sha256:" + "0" * 64),
        "ledger-days",
        "trace-day-other",
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_statement_is_refused(name: str, keeper: Kept, stated: Stated) -> None:
    change, check, reason = FORGED[name]
    verification = keeper.verified(keeper.forged(stated, change))
    assert verification.outcome is Outcome.REFUSED
    assert failed(verification) == {check: reason}


def test_a_claim_that_was_withdrawn_before_is_refused_as_cancelled(keeper: Kept, stated: Stated) -> None:
    def change(subject: Any) -> None:
        wrong = dict(claim_of(subject, "sun-1"), certificate="sun-2", firstWh="0", stopWh="300", coveredWh="300")
        wrong.update(claim=39, countedWh="300", start="2026-02-01T02:00:00Z")
        one = next(one for one in subject["certificates"] if one["certificate"]["certificate"] == "sun-1")
        made = copied(one)
        certificate = keeper.ledger.certificate("sun-2")
        assert certificate is not None
        made["certificate"].update(certificate="sun-2", start="2026-02-01T02:00:00Z", end="2026-02-01T03:00:00Z")
        made["certificate"].update(energyWh=str(certificate.energy_wh))
        made["digest"] = digest_of(made["certificate"])
        subject["claims"].append(wrong)
        subject["certificates"].append(made)
        resummed(subject)

    entries = {one.claim for one in stated.content.claims}
    lots = keeper.proofs(lambda lot: lot.entry in entries or (lot.certificate == "sun-2" and lot.state == "cancelled"))
    bundle = keeper.forged(Stated(stated.content, stated.digest, {**stated.bundle, "lots": lots}), change)
    assert failed(keeper.verified(bundle)) == {"lots": "trace-lot-state"}


def test_names_that_lead_nowhere_leave_the_sums_open(keeper: Kept, stated: Stated) -> None:
    verification = keeper.verified(keeper.forged(stated, lambda s: s["claims"][0].update(meter="mine")))
    assert failed(verification)["claims"] == "trace-claims-bad"
    assert open_checks(verification)["sums"] == open_checks(verification)["batch"] == "trace-names-open"


def test_a_statement_of_another_form_is_refused_and_nothing_else_can_be_told(keeper: Kept, stated: Stated) -> None:
    verification = keeper.verified(keeper.forged(stated, lambda s: s.pop("totals")))
    assert failed(verification) == {"schema": "trace-form-bad"}
    assert open_checks(verification)["lots"] == "trace-not-read"


def test_proofs_of_lots_that_are_left_out_are_missed(keeper: Kept, stated: Stated) -> None:
    assert failed(keeper.verified({**stated.bundle, "lots": None})) == {"lots": "trace-no-lots"}


def test_proofs_of_an_older_day_do_not_lead_to_this_one(keeper: Kept, stated: Stated) -> None:
    lots = keeper.proofs(lambda lot: lot.owner == BUYER and lot.state == "claimed", day=stated.content.day - 1)
    verification = keeper.verified({**stated.bundle, "lots": lots})
    assert failed(verification) == {"lots": "trace-lots-bad"}


def test_two_signatures_are_one_too_many(keeper: Kept, stated: Stated) -> None:
    document = keeper.signed(copied(stated.bundle)["statement"], STATED + timedelta(seconds=1))
    verification = keeper.verified(keeper.logged(copied(stated.bundle), document))
    assert failed(verification)["issuer"] == "trace-one-signature"


def test_a_signature_by_a_key_that_does_not_issue_is_refused(keeper: Kept, stated: Stated) -> None:
    document = copied(stated.bundle)["statement"]
    del document["proof"]
    bundle = keeper.logged(copied(stated.bundle), keeper.signed(document, key="root"))
    assert failed(keeper.verified(bundle))["issuer"] == "key-unknown"


def test_a_signature_over_something_else_is_refused(keeper: Kept, stated: Stated) -> None:
    document = copied(stated.bundle)["statement"]
    document["credentialSubject"]["account"]["name"] = "Buyer & Sons"
    bundle = keeper.logged(copied(stated.bundle), document)
    assert failed(keeper.verified(bundle)) == {"signature": "trace-signature-bad"}


def test_a_statement_of_another_issuer_is_refused(keeper: Kept, stated: Stated) -> None:
    document = copied(stated.bundle)["statement"]
    del document["proof"]
    document["issuer"] = "did:web:other.example"
    bundle = keeper.logged(copied(stated.bundle), keeper.signed(document))
    verification = keeper.verified(bundle)
    assert failed(verification)["issuer"] == "trace-other-issuer"
    trusting_none = keeper.verified(stated.bundle, trust=None)
    assert trusting_none.outcome is Outcome.CANNOT_TELL
    assert open_checks(trusting_none) == {"issuer": "issuer-no-trust"}


def test_a_date_that_is_not_that_of_signature_and_log_is_refused(keeper: Kept, stated: Stated) -> None:
    document = copied(stated.bundle)["statement"]
    del document["proof"]
    bundle = keeper.logged(copied(stated.bundle), keeper.signed(document, STATED + HOUR), at=STATED + 2 * HOUR)
    assert failed(keeper.verified(bundle, STATED + 5 * HOUR))["issuer"] == "trace-moments-apart"


def test_what_holds_is_told_with_its_figures(keeper: Kept, stated: Stated) -> None:
    reasons = {one.code: one.reason.code for one in keeper.verified(stated.bundle).checks}
    assert reasons == {
        "limits": "read",
        "schema": "trace-form-good",
        "issuer": "issuer-good",
        "signature": "trace-signatures-good",
        "log-inclusion": "trace-included",
        "checkpoint": "signed-for",
        "log-growth": "not-seen",
        "ledger-days": "trace-days-good",
        "claims": "trace-claims-good",
        "lots": "trace-lots-good",
        "batch": "trace-batch-good",
        "sums": "trace-sums-good",
        "standing": "trace-stands",
        "time-stamp": "no-stamp",
    }


def test_a_body_nobody_trusts_cannot_be_told(keeper: Kept, stated: Stated) -> None:
    roots = trust_in(keeper.body)
    nobody = type(roots)({}, roots.witnesses, roots.threshold, roots.status_age, roots.digest)
    verification = keeper.verified(stated.bundle, trust=nobody)
    assert open_checks(verification) == {"issuer": "issuer-unknown"}


def test_where_nothing_is_claimed_nothing_is_to_be_proven(keeper: Kept) -> None:
    start = keeper.state().content.start_s + 20 * 3_600
    none = keeper.state(start_s=start, end_s=start + 3_600)
    assert none.content.claims == ()
    verification = keeper.verified(none.bundle)
    assert verification.outcome is Outcome.IN_ORDER
    assert {one.code: one.reason.code for one in verification.checks}["lots"] == "trace-nothing-claimed"


def test_a_day_nobody_can_read_is_refused(keeper: Kept, stated: Stated) -> None:
    bent: Any = copied(stated.bundle)
    del bent["days"][0]["credentialSubject"]["root"]
    assert failed(keeper.verified(bent))["schema"] == "trace-day-bad"


def test_lots_proven_alone_say_so(keeper: Kept, stated: Stated) -> None:
    alone: dict[str, JSON] = keeper.logged(copied(stated.bundle), None)
    verification = keeper.verified(alone)
    reasons = {one.code: one.reason.code for one in verification.checks}
    assert verification.outcome is Outcome.IN_ORDER
    assert (reasons["schema"], reasons["claims"]) == ("trace-form-day", "trace-no-statement")
    assert [lot.data["owner"] for lot in verification.lots] == [BUYER] * 4
    nothing = keeper.verified({**alone, "lots": None})
    assert failed(nothing) == {"lots": "trace-nothing-proven"}
    assert digest_of_credential(copied(alone)["days"][0]) == stated.content.day_digest
