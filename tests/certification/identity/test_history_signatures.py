"""Issuer documents: a version is signed by root keys of the version before, back to the key that is pinned."""

from __future__ import annotations

from typing import Any

from fourfold.certification.identity.issuer import Compromise, KeyUse
from fourfold.certification.keys.key import new_key
from fourfold.core.moments import moment_text
from support.identities import DID, HOUR, ORIGIN, START, IdentityBody, change_last, read_versions, reread


def test_no_version_signed_by_anybody_else_follows(body: IdentityBody) -> None:
    body.rotate(KeyUse.ISSUE)

    for signer in (new_key(), body.issue, body.log):
        codes = change_last(body, lambda one: one, signer)
        assert codes == ["issuer-signer-not-root", "issuer-not-succeeded"]


def test_a_root_key_that_ended_signs_no_more(body: IdentityBody) -> None:
    old = body.rotate(KeyUse.ROOT)
    body.rotate(KeyUse.ISSUE)

    assert change_last(body, lambda one: one, old) == ["issuer-signer-not-root", "issuer-not-succeeded"]
    assert change_last(body, lambda one: one, body.root, old) == ["issuer-signer-not-root"]


def test_a_root_key_in_other_hands_signs_no_more(body: IdentityBody) -> None:
    old = body.rotate(KeyUse.ROOT)
    body.compromise(old, 3)
    body.rotate(KeyUse.ISSUE)

    assert "issuer-signer-not-root" in change_last(body, lambda one: one, old)


def test_a_root_key_that_comes_in_has_to_sign(body: IdentityBody) -> None:
    old = body.rotate(KeyUse.ROOT)

    assert change_last(body, lambda one: one, old) == ["issuer-new-root-silent"]
    assert change_last(body, lambda one: one, body.root) == ["issuer-not-succeeded"]


def test_proofs_that_do_not_hold_are_found(body: IdentityBody) -> None:
    document = body.versions[0]
    proof: Any = document["proof"]

    forgeries: list[Any] = [
        {**document, "names": {"en": "Somebody else"}},
        {**document, "proof": {**proof, "proofValue": new_value(proof["proofValue"])}},
        {**document, "proof": {**proof, "created": moment_text(START + HOUR)}},
    ]
    for broken in forgeries:
        codes = read_versions([broken])[1]
        assert codes == ["issuer-proof-wrong"]


def new_value(value: str) -> str:
    middle = len(value) // 2
    return value[:middle] + ("2" if value[middle] != "2" else "3") + value[middle + 1 :]


def test_a_version_without_proof_is_refused(body: IdentityBody) -> None:
    body.versions[0] = {key: value for key, value in body.versions[0].items() if key != "proof"}

    assert reread(body) == ["member-missing"]


def test_proofs_are_made_when_the_version_is(body: IdentityBody) -> None:
    body.versions[0] = body.sign_version(body.versions[0], at=START + HOUR)

    assert reread(body) == ["issuer-proof-time"]


def test_two_root_keys_stand_for_each_other(body: IdentityBody) -> None:
    from fourfold.certification.identity.issuer import first_version, mark_compromised

    one, two = new_key(), new_key()
    first = first_version(DID, {"en": "B"}, [one, two], body.issue.public, body.log.public, ORIGIN, START)
    history, _ = read_versions([first], [two.public])
    assert len(history) == 1
    second = mark_compromised(history[0], one.public, Compromise(START, 1), [two], START + HOUR)

    assert read_versions([first, second], [two.public])[1] == []
    assert read_versions([first, second], [one.public])[1] == ["issuer-pin-compromised"]
    assert read_versions([first, second], [one.public, two.public])[1] == []


def test_the_pinned_key_anchors_the_list(body: IdentityBody) -> None:
    first = body.root
    body.rotate(KeyUse.ISSUE)
    body.rotate(KeyUse.ROOT)
    body.rotate(KeyUse.ISSUE)

    assert reread(body, first) == []
    assert reread(body, body.root) == []
    assert reread(body, new_key(), body.root) == []
    assert read_versions(body.versions, [new_key().public]) == ((), ["issuer-not-pinned"])
    assert read_versions(body.versions[:2], [body.root.public]) == ((), ["issuer-not-pinned"])


def test_after_the_root_is_in_other_hands_a_new_one_has_to_be_pinned(body: IdentityBody) -> None:
    stolen = body.root
    body.rotate(KeyUse.ROOT)
    honest = [*body.versions]
    body.compromise(stolen, 3)

    assert read_versions(body.versions, [stolen.public]) == ((), ["issuer-pin-compromised"])
    assert reread(body, body.root) == []

    thief = IdentityBody(DID)
    thief.versions, thief.root, thief.issue, thief.log = honest[:1], stolen, body.issue, body.log
    thief.rotate(KeyUse.ROOT)
    thief.rotate(KeyUse.ISSUE)
    assert reread(thief, stolen) == []
    assert read_versions(thief.versions, [body.root.public]) == ((), ["issuer-not-pinned"])
