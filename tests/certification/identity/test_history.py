"""Issuer documents: each version names the one before, in order of number and time, and keeps the name of the body."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from fourfold.certification.credentials.data_integrity import digest_of_credential, proofs_of, signed, why_not
from fourfold.certification.identity.issuer import Compromise, IssuerKey, KeyUse, method_of
from fourfold.certification.identity.register import Role
from fourfold.certification.keys.key import KeyKind, new_key
from fourfold.core.moments import moment_text
from fourfold.core.problems import InputError, MessageKind
from support.identities import DID, HOUR, ORIGIN, START, IdentityBody, change_last, edited, read_versions, reread


@pytest.mark.parametrize("did", [DID, ""])
@pytest.mark.parametrize("kind", KeyKind)
def test_a_body_of_any_kind_of_key_is_read_back(did: str, kind: KeyKind) -> None:
    body = IdentityBody(did, kind)

    version = body.newest
    assert version.did == body.did
    assert (version.version, version.previous, version.updated) == (1, "", START)
    assert version.digest == digest_of_credential(body.versions[0])
    assert [key.use for key in version.keys.values()] == [KeyUse.ROOT, KeyUse.ISSUE, KeyUse.LOG]
    assert version.log_key == body.log.public
    assert version.log_origin == ORIGIN
    assert version.find(body.issue.public) == version.keys[method_of(body.did, body.issue.public.multikey)]


def test_a_replaced_key_ends_and_stays(body: IdentityBody) -> None:
    old = body.rotate(KeyUse.ISSUE)

    before, now = body.newest.find(old.public), body.newest.find(body.issue.public)
    assert before is not None
    assert now is not None
    assert (before.start, before.end) == (START, START + HOUR)
    assert (now.start, now.end) == (START + HOUR, None)
    assert before.is_good(START + HOUR - timedelta(seconds=1), None)
    assert not before.is_good(START + HOUR, None)
    assert body.newest.usable(KeyUse.ISSUE, body.now) == (now,)


def test_of_a_compromised_key_the_order_of_the_log_decides() -> None:
    key = new_key().public
    taken = IssuerKey("did:web:a.example#z", key, KeyUse.ISSUE, START, START + HOUR, Compromise(START, 7))

    assert taken.is_good(START, 6)
    assert not taken.is_good(START, 7)
    assert not taken.is_good(START, None)
    assert not taken.is_good(START - HOUR, 6)
    assert not taken.is_good(START + HOUR, 6)
    assert not taken.is_usable(START)


def test_no_version_at_all_is_said(body: IdentityBody) -> None:
    body.versions.clear()

    assert reread(body) == ["issuer-none"]


def test_too_many_versions_are_not_even_read(body: IdentityBody) -> None:
    body.versions *= 1001

    assert reread(body) == ["issuer-too-many"]


def test_a_gap_in_the_versions_is_found(body: IdentityBody) -> None:
    body.rotate(KeyUse.ISSUE)
    body.rotate(KeyUse.ISSUE)
    del body.versions[1]

    history, codes = read_versions(body.versions)
    assert len(history) == 1
    assert "issuer-gap" in codes


def test_a_list_that_does_not_begin_with_the_first_version_is_refused(body: IdentityBody) -> None:
    body.rotate(KeyUse.ISSUE)
    del body.versions[0]

    history, codes = read_versions(body.versions, [body.root.public])
    assert history == ()
    assert {"issuer-gap", "issuer-previous-differs"} <= set(codes)


def test_a_version_played_again_is_found(body: IdentityBody) -> None:
    body.rotate(KeyUse.ISSUE)
    body.versions.append(body.versions[1])

    assert {"issuer-gap", "issuer-previous-differs"} <= set(reread(body))


def test_versions_in_another_order_are_refused(body: IdentityBody) -> None:
    body.rotate(KeyUse.ISSUE)
    body.rotate(KeyUse.ISSUE)
    body.versions[1], body.versions[2] = body.versions[2], body.versions[1]

    assert "issuer-gap" in reread(body)


def test_a_version_has_to_name_the_one_before(body: IdentityBody) -> None:
    body.rotate(KeyUse.ISSUE)

    wrong = "sha256:" + "0" * 64
    assert change_last(body, lambda one: one.update(previous=wrong)) == ["issuer-previous-differs"]


def test_a_first_version_names_none_before_it(body: IdentityBody) -> None:
    wrong = "sha256:" + "0" * 64

    assert change_last(body, lambda one: one.update(previous=wrong)) == ["issuer-previous-differs"]


def test_two_histories_from_one_beginning_do_not_mix(body: IdentityBody) -> None:
    other = IdentityBody(DID)
    other.versions, other.root, other.issue, other.log = [*body.versions], body.root, body.issue, body.log
    body.rotate(KeyUse.ISSUE)
    other.rotate(KeyUse.ISSUE)
    other.rotate(KeyUse.ISSUE)

    assert reread(other) == []
    assert "issuer-previous-differs" in read_versions([*body.versions, other.versions[-1]])[1]


def test_time_does_not_run_backwards(body: IdentityBody) -> None:
    body.rotate(KeyUse.ISSUE)
    body.now -= 2 * HOUR

    def backwards(one: Any) -> None:
        one.update(updated=moment_text(START - HOUR))

    assert "issuer-time-backwards" in change_last(body, backwards)


def test_the_did_does_not_change(body: IdentityBody) -> None:
    body.rotate(KeyUse.ISSUE)
    other = IdentityBody("did:web:other.example")
    other.versions.append(body.versions[-1])

    assert "issuer-did-changed" in reread(other)


def test_a_body_for_trials_replaces_its_keys_and_keeps_its_name() -> None:
    body = IdentityBody()
    body.start_register()
    named = body.root
    stolen = body.rotate(KeyUse.ISSUE)
    body.rotate(KeyUse.ROOT)
    body.compromise(stolen, 4)
    body.enter(new_key(), Role.VERIFY)

    assert body.newest.did == named.public.did
    issued = signed({"type": "X"}, body.issue, method_of(body.did, body.issue.public.multikey), body.now)
    proofs = proofs_of(issued)
    assert not isinstance(proofs, MessageKind)
    (proof,) = proofs
    assert why_not(issued, proof, body.newest.keys[proof.method].key) is None
    assert reread(body, named) == []


def test_nobody_uses_a_name_that_is_the_key_of_another() -> None:
    somebody = new_key().public

    with pytest.raises(InputError, match="issuer-did-not-root"):
        IdentityBody(somebody.did)


def test_a_did_that_leads_nowhere_is_refused(body: IdentityBody) -> None:
    text = "did:web:127.0.0.1"
    copied = edited(body.versions[0], lambda one: one.update(id=text))

    assert "member-value" in read_versions([copied])[1]


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda one: one.update(fourfold="issuer/2"), "member-value"),
        (lambda one: one.update(service=[]), "member-unknown"),
        (lambda one: one.update(version="1"), "member-type"),
        (lambda one: one.update(version=True), "member-type"),
        (lambda one: one.update(updated="2026-03-01T08:00:00+00:00"), "member-value"),
        (lambda one: one.update(names={}), "member-count"),
        (lambda one: one.update(keys=[]), "member-count"),
        (lambda one: one.update(authentication=["did:web:a.example#k"]), "member-count"),
        (lambda one: one.pop("previous"), "member-missing"),
        (lambda one: one["@context"].pop(), "member-value"),
        (lambda one: one["keys"][0].update(use="master"), "member-value"),
        (lambda one: one["keys"][0].update(compromised={}), "member-missing"),
        (lambda one: one["keys"][0].update(compromised={"since": None, "last_good_size": -1}), "member-type"),
    ],
)
def test_a_document_of_another_shape_is_refused(body: IdentityBody, edit: Callable[[Any], object], code: str) -> None:
    assert code in read_versions([edited(body.versions[0], edit)])[1]
