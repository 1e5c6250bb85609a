"""Keys that are out of force and logs of others: what a trace is worth then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fourfold.app.supply.stating import Stated
from fourfold.certification.identity.issuer import Compromise, KeyUse, mark_compromised, rotate_key
from fourfold.certification.identity.trust import TrustRoots
from fourfold.certification.keys.key import new_key
from fourfold.certification.log.checkpoint import Witness, sign_checkpoint
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.verification.asked import Mirror
from fourfold.certification.verification.verification import Outcome
from support.bodies import pair, trust_in
from support.traced import ASKED, STATED, Kept, copied, failed, kept_and_closed, open_checks

HOUR = timedelta(hours=1)


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return kept_and_closed(tmp_path_factory.mktemp("fresh"))


def test_a_key_that_ended_signs_no_statement_any_more(fresh: Kept) -> None:
    version = rotate_key(fresh.body.history()[-1], KeyUse.ISSUE, new_key(), [pair("root")], STATED - HOUR)
    stated = fresh.state(STATED - 2 * HOUR)
    fresh.body.publish([(LeafKind.ISSUER, version)], pair("log"), STATED - HOUR)
    assert fresh.verified(stated.bundle).outcome is Outcome.IN_ORDER
    document = copied(stated.bundle)["statement"]
    del document["proof"]
    document["validFrom"] = "2026-03-06T02:00:00Z"
    late = fresh.logged(copied(stated.bundle), fresh.signed(document, STATED))
    assert failed(fresh.verified(late))["issuer"] == "key-not-good"


def test_of_a_stolen_key_only_what_the_log_held_before_counts(fresh: Kept) -> None:
    before = fresh.state(STATED - HOUR)
    size = fresh.body.log.newest.size
    thief = fresh.state(STATED - HOUR, end_s=before.content.end_s - 3_600)
    version = rotate_key(fresh.body.history()[-1], KeyUse.ISSUE, new_key(), [pair("root")], STATED)
    fresh.body.publish([(LeafKind.ISSUER, version)], pair("log"), STATED)
    stolen = Compromise(STATED - HOUR, size)
    marked = mark_compromised(fresh.body.history()[-1], pair("issue").public, stolen, [pair("root")], STATED)
    fresh.body.publish([(LeafKind.ISSUER, marked)], pair("log"), STATED)
    documents = [copied(one.bundle) for one in (before, thief)]
    good, bad = (fresh.logged(one, one["statement"]) for one in documents)
    assert fresh.verified(good).outcome is Outcome.IN_ORDER
    assert failed(fresh.verified(bad))["issuer"] == "key-compromised"


def test_the_log_of_another_body_is_not_the_one_that_is_trusted(keeper: Kept, stated: Stated) -> None:
    roots = trust_in(keeper.body)
    did = keeper.body.card.did
    other = replace(roots.bodies[did], log=Witness(roots.bodies[did].log.name, new_key().public))
    trust = TrustRoots({did: other}, (), 0, None, roots.digest)
    assert failed(keeper.verified(stated.bundle, trust=trust)) == {"checkpoint": "log-key-not-trusted"}


def test_a_checkpoint_signed_by_another_log_is_refused(keeper: Kept, stated: Stated) -> None:
    newest = keeper.body.log.newest
    mine = sign_checkpoint(newest.origin, newest.size, newest.root, new_key()).text
    bent = copied(stated.bundle)
    bent["proofs"] = {digest: text.partition("\n\n")[0] + "\n\n" + mine for digest, text in bent["proofs"].items()}
    assert "checkpoint" in failed(keeper.verified(bent))


def test_a_log_that_forked_is_found_by_who_saw_the_other_side(keeper: Kept, stated: Stated) -> None:
    checkpoint = keeper.body.log.newest
    fork = sign_checkpoint(checkpoint.origin, checkpoint.size, bytes(32), pair("log"))
    bundle = keeper.logged(copied(stated.bundle), copied(stated.bundle)["statement"])
    assert failed(keeper.verified(bundle, seen=(fork,))) == {"log-growth": "forked"}


def test_growth_since_it_was_seen_is_proven_by_a_mirror(fresh: Kept) -> None:
    seen = fresh.body.log.newest
    stated = fresh.state()
    mirror = Mirror(seen.origin, fresh.body.log.prove_growth)
    verification = fresh.verified(stated.bundle, ASKED, seen=(seen,), mirror=mirror)
    assert verification.outcome is Outcome.IN_ORDER
    assert verification.checks[6].reason.code == "grew"


def test_witnesses_that_are_asked_for_have_to_have_seen_it(keeper: Kept, stated: Stated) -> None:
    roots = trust_in(keeper.body)
    trust = TrustRoots(roots.bodies, (Witness("witness.example", new_key().public),), 1, None, roots.digest)
    assert failed(keeper.verified(stated.bundle, trust=trust)) == {"checkpoint": "witnesses-few"}


def test_pins_of_another_root_key_trust_nobody(keeper: Kept, stated: Stated) -> None:
    roots = trust_in(keeper.body)
    did = keeper.body.card.did
    trust = TrustRoots({did: replace(roots.bodies[did], roots=(new_key().public,))}, (), 0, None, roots.digest)
    verification = keeper.verified(stated.bundle, trust=trust)
    assert verification.outcome is Outcome.REFUSED
    assert failed(verification)["issuer"] == "issuer-broken"
    assert open_checks(verification)
