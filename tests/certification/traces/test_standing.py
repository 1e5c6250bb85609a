"""What a newer ledger day says of claims that a statement speaks of, and what age alone does to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from fourfold.app.supply.proving import Wanted, prove
from fourfold.app.supply.stating import Stated
from fourfold.certification.credentials.data_integrity import Credential, digest_of_credential
from fourfold.certification.documents.trace import TracedBatch
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.traces.bundle import TraceBundle
from fourfold.certification.verification.verification import Outcome
from fourfold.electricity.ledger.operations import Unclaim
from support.bodies import trust_in
from support.ledgers import BUYER, DAY_S, ask, measure
from support.traced import ASKED, CLOSED, LIVED, Kept, copied, failed, kept, kept_and_closed, open_checks, read

DAY = timedelta(days=1)
LATER = ASKED + DAY
"""After the next day was closed."""


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Kept, Stated]:
    """A statement, and a day after it on which one of its claims was withdrawn."""
    keeper = kept_and_closed(tmp_path_factory.mktemp("moved"))
    stated = keeper.state()
    claim = next(one.claim for one in stated.content.claims if one.certificate == "sun-0")
    keeper.ledger.record([ask(BUYER, Unclaim(claim, "wrong meter"))], (LIVED + 3) * DAY_S + 50_000)
    keeper.close(CLOSED + DAY)
    return keeper, stated


def proof(keeper: Kept, certificate: str, day: int = LIVED + 3) -> TraceBundle:
    """What the ledger proves of a certificate on a day."""
    return read(prove(keeper.opened, keeper.body, Wanted(certificate, day=day), LATER).bundle)


def alone(document: Credential) -> TraceBundle:
    """A day without anything beside it, as it is read from its public file."""
    return TraceBundle(LATER, None, (document,), None, (), {}, b"", document)


def test_a_claim_withdrawn_later_is_refused_by_who_sees_the_newer_day(moved: tuple[Kept, Stated]) -> None:
    keeper, stated = moved
    verification = keeper.verified(stated.bundle, LATER, later=(proof(keeper, "sun-0"),))
    assert verification.outcome is Outcome.REFUSED
    assert failed(verification) == {"standing": "trace-claim-gone"}
    assert verification.as_of == CLOSED + DAY - timedelta(hours=1)  # the end of that day


def test_before_the_newer_day_ended_the_claim_stood(moved: tuple[Kept, Stated]) -> None:
    keeper, stated = moved
    verification = keeper.verified(stated.bundle, ASKED, later=(proof(keeper, "sun-0"),))
    assert verification.outcome is Outcome.IN_ORDER


def test_a_newer_statement_shows_that_the_other_claims_stand(moved: tuple[Kept, Stated]) -> None:
    keeper, _ = moved
    newer = keeper.state(CLOSED + DAY)
    assert {one.certificate for one in newer.content.claims} == {"sun-1", "wind-0", "out"}
    older = keeper.state(CLOSED + DAY, day=LIVED + 2, start_s=newer.content.start_s + 3_600)
    assert {one.certificate for one in older.content.claims} == {"sun-1", "out"}
    verification = keeper.verified(older.bundle, LATER + DAY, later=(read(newer.bundle),))
    assert verification.outcome is Outcome.IN_ORDER
    assert verification.as_of == CLOSED + DAY - timedelta(hours=1)


def test_what_a_newer_day_does_not_show_cannot_be_told(moved: tuple[Kept, Stated]) -> None:
    keeper, stated = moved
    verification = keeper.verified(stated.bundle, LATER, later=(proof(keeper, "sun-1"),))
    assert verification.outcome is Outcome.CANNOT_TELL
    assert open_checks(verification) == {"standing": "trace-later-not-shown"}
    day = copied(keeper.state(CLOSED + DAY).bundle)["days"][0]
    bare = keeper.verified(stated.bundle, LATER, later=(alone(day),))
    assert open_checks(bare) == {"standing": "trace-later-not-shown"}


def test_an_older_day_says_nothing_against_a_newer_one(moved: tuple[Kept, Stated]) -> None:
    keeper, stated = moved
    older = proof(keeper, "sun-0", LIVED)
    verification = keeper.verified(stated.bundle, LATER, later=(older,))
    assert verification.outcome is Outcome.IN_ORDER
    assert verification.as_of == CLOSED - timedelta(hours=1)


def test_a_day_of_another_ledger_leaves_it_open(moved: tuple[Kept, Stated]) -> None:
    keeper, stated = moved
    day = copied(stated.bundle)["days"][0]
    del day["proof"]
    day["credentialSubject"]["ledger"] = "urn:uuid:11111111-2222-3333-4444-555555555555"
    other = alone(keeper.signed(day))
    assert open_checks(keeper.verified(stated.bundle, LATER, later=(other,))) == {"standing": "trace-later-other"}


def test_a_day_that_does_not_hold_leaves_it_open(moved: tuple[Kept, Stated]) -> None:
    keeper, stated = moved
    newer = copied(keeper.state(CLOSED + DAY).bundle)["days"][0]
    newer["credentialSubject"]["entries"] += 1
    verification = keeper.verified(stated.bundle, LATER, later=(alone(newer),))
    assert open_checks(verification) == {"standing": "trace-later-bad"}
    lots = proof(keeper, "sun-0")
    unread = keeper.verified(stated.bundle, LATER, later=(replace(lots, proofs={}),))
    assert open_checks(unread) == {"standing": "trace-later-bad"}
    nothing = keeper.verified(stated.bundle, LATER, later=(alone({}),))
    assert open_checks(nothing) == {"standing": "trace-later-bad"}


def test_two_documents_of_one_day_are_two_histories(moved: tuple[Kept, Stated]) -> None:
    keeper, stated = moved
    day = copied(stated.bundle)["days"][0]
    del day["proof"]
    day["credentialSubject"]["journalRoot"] = "0" * 64
    other = alone(keeper.signed(day, CLOSED))
    assert failed(keeper.verified(stated.bundle, LATER, later=(other,))) == {"standing": "trace-two-days"}


def forked(keeper: Kept, change: Callable[[Any], object], day: int = LIVED + 3) -> TraceBundle:
    """A published day with another word on the day before it, signed anew by the keeper."""
    (made,) = copied(keeper.state(CLOSED + DAY, day=day).bundle)["days"]
    del made["proof"]
    change(made["credentialSubject"])
    return alone(keeper.signed(made, CLOSED if day < LIVED + 3 else CLOSED + DAY))


def test_a_newer_day_that_follows_another_document_of_a_known_day_is_another_history(
    moved: tuple[Kept, Stated],
) -> None:
    keeper, stated = moved
    other = forked(keeper, lambda subject: subject["previous"].update(digest="sha256:" + "0" * 64))
    assert failed(keeper.verified(stated.bundle, LATER, later=(other,))) == {"standing": "trace-two-days"}


@pytest.mark.parametrize("previous", [None, "earlier"])
def test_a_newer_day_that_leaves_out_a_known_day_is_another_history(
    previous: str | None, moved: tuple[Kept, Stated]
) -> None:
    keeper, stated = moved
    (day,) = copied(stated.bundle)["days"]
    before = day["credentialSubject"]["previous"] if previous else None
    other = forked(keeper, lambda subject: subject.update(previous=before))
    assert failed(keeper.verified(stated.bundle, LATER, later=(other,))) == {"standing": "trace-other-chain"}


def test_an_older_day_that_is_not_the_one_known_to_stand_before_is_another_history(moved: tuple[Kept, Stated]) -> None:
    keeper, stated = moved
    older = forked(keeper, lambda subject: subject.update(entries=1), LIVED + 1)
    assert failed(keeper.verified(stated.bundle, LATER, later=(older,))) == {"standing": "trace-two-days"}


def test_two_newer_days_that_do_not_fit_each_other_are_two_histories(moved: tuple[Kept, Stated]) -> None:
    keeper, stated = moved
    newer = proof(keeper, "sun-1")
    fork = forked(keeper, lambda subject: subject.update(entries=subject["entries"] + 1))
    both = keeper.verified(stated.bundle, LATER, later=(newer, fork))
    assert failed(both) == {"standing": "trace-two-days"}


def test_a_newer_day_with_fewer_entries_is_refused(moved: tuple[Kept, Stated]) -> None:
    keeper, stated = moved
    day = copied(keeper.state(CLOSED + DAY).bundle)["days"][0]
    del day["proof"]
    day["credentialSubject"]["entries"] = 3
    other = alone(keeper.signed(day, CLOSED + DAY))
    assert failed(keeper.verified(stated.bundle, LATER, later=(other,))) == {"standing": "trace-days-shrunk"}


def test_a_statement_whose_place_another_took_is_refused_by_who_sees_the_other(moved: tuple[Kept, Stated]) -> None:
    keeper, _ = moved
    day = {"batch": TracedBatch({"en": "Coil"}, "B-9", (), Decimal(1), "piece"), "day": LIVED + 2}
    first = keeper.state(CLOSED + DAY, **day)
    again = keeper.state(CLOSED + DAY + timedelta(hours=1), **day, supersedes=first.digest)
    verification = keeper.verified(first.bundle, LATER + DAY, later=(read(again.bundle),))
    assert failed(verification) == {"standing": "trace-superseded"}
    assert keeper.verified(again.bundle, LATER + DAY, later=(read(first.bundle),)).outcome is Outcome.IN_ORDER
    alone_seen = keeper.verified(first.bundle, LATER + DAY)
    assert alone_seen.outcome is Outcome.IN_ORDER
    assert "trace-stands-of-batch" in {one.reason.code for one in alone_seen.checks}
    before = keeper.verified(first.bundle, CLOSED + DAY + timedelta(minutes=30), later=(read(again.bundle),))
    assert failed(before) == {}


def test_age_alone_leaves_it_open(moved: tuple[Kept, Stated]) -> None:
    keeper, stated = moved
    assert open_checks(keeper.verified(stated.bundle, ASKED + 400 * DAY)) == {"standing": "trace-stale"}
    roots = trust_in(keeper.body)
    strict = type(roots)(roots.bodies, roots.witnesses, roots.threshold, timedelta(hours=2), roots.digest)
    assert open_checks(keeper.verified(stated.bundle, ASKED, trust=strict)) == {"standing": "trace-stale"}
    before = keeper.verified(stated.bundle, CLOSED)
    assert open_checks(before) == {"standing": "trace-stated-later"}


def test_days_in_a_bundle_have_to_follow_each_other(moved: tuple[Kept, Stated]) -> None:
    keeper, _ = moved
    chain = keeper.state(CLOSED + DAY, chain=True)
    assert len(copied(chain.bundle)["days"]) == 4
    assert keeper.verified(chain.bundle, LATER).outcome is Outcome.IN_ORDER
    days = copied(chain.bundle)["days"]
    gap = keeper.logged(copied(chain.bundle), copied(chain.bundle)["statement"], [days[0], days[2], days[3]])
    assert failed(keeper.verified(gap, LATER)) == {"ledger-days": "trace-days-gap"}
    first = copied(days[2])
    del first["proof"]
    first["credentialSubject"]["sums"]["residual"] = "99999999"
    forged = keeper.signed(first, CLOSED)
    last = copied(days[3])
    del last["proof"]
    last["credentialSubject"]["previous"]["digest"] = digest_of_credential(forged)
    keeper.log(LeafKind.LEDGER_DAY, forged, CLOSED)
    shrunk = keeper.logged(copied(chain.bundle), None, [forged, keeper.signed(last, CLOSED + DAY)], CLOSED + DAY)
    assert failed(keeper.verified(shrunk, LATER))["ledger-days"] == "trace-days-shrunk"


def test_an_older_day_played_again_is_not_the_one_the_statement_speaks_of(moved: tuple[Kept, Stated]) -> None:
    keeper, _ = moved
    newer = keeper.state(CLOSED + DAY)
    older = copied(keeper.state(CLOSED + DAY, day=LIVED + 2).bundle)["days"]
    replayed = keeper.logged(copied(newer.bundle), copied(newer.bundle)["statement"], older)
    assert failed(keeper.verified(replayed, LATER)) == {"ledger-days": "trace-day-other", "lots": "trace-lots-bad"}


def test_a_statement_logged_as_something_else_is_not_in_the_log(tmp_path_factory: pytest.TempPathFactory) -> None:
    keeper = kept(tmp_path_factory.mktemp("kinds"))
    keeper.ledger.record([measure(5, 700)], (LIVED + 2) * DAY_S + 60_000)
    keeper.close()
    bundle = copied(keeper.state().bundle)
    statement = bundle["statement"]
    del statement["proof"]
    statement["credentialSubject"]["account"]["name"] = "Another"
    wrong = keeper.log(LeafKind.STATEMENT, keeper.signed(statement))
    found = failed(keeper.verified(keeper.logged(bundle, wrong)))
    assert found == {"log-inclusion": "proof-other"}
