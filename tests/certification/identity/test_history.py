"""Issuer documents: each version is proven by the one before, and nothing that was said is taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from fourfold.certification.credentials.data_integrity import digest_of_credential, proofs_of, signed, why_not
from fourfold.certification.identity.issuer import (
    Compromise,
    IssuerKey,
    KeyUse,
    method_of,
    why_not_logged_by,
)
from fourfold.certification.identity.register import Role
from fourfold.certification.keys.key import KeyKind, new_key
from fourfold.certification.log.checkpoint import sign_checkpoint
from fourfold.core.moments import moment_text
from fourfold.core.problems import InputError, MessageKind
from support.identities import DID, HOUR, ORIGIN, START, IdentityBody, edited, read_versions

ROOT = bytes(range(32))


@pytest.fixture
def body() -> IdentityBody:
    return IdentityBody(DID)


def reread(body: IdentityBody, *pins: Any) -> list[str]:
    return read_versions(body.versions, [pin.public for pin in pins])[1]


def change_last(body: IdentityBody, edit: Callable[[Any], object], *signers: Any) -> list[str]:
    """What is wrong once the newest version says something else, signed again by the body's own root key."""
    body.versions[-1] = body.sign_version(edited(body.versions[-1], edit), *signers)
    return reread(body)


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


def drop_key(body: IdentityBody, use: KeyUse) -> Callable[[Any], None]:
    """Take a key out of every list of a document."""
    method = next(key.method for key in body.newest.keys.values() if key.use is use)

    def drop(one: Any) -> None:
        one["keys"] = [key for key in one["keys"] if key["method"] != method]
        one["verificationMethod"] = [key for key in one["verificationMethod"] if key["id"] != method]
        one["assertionMethod"] = [key for key in one["assertionMethod"] if key != method]

    return drop


def test_no_key_vanishes(body: IdentityBody) -> None:
    body.rotate(KeyUse.ISSUE)

    assert "issuer-key-vanished" in change_last(body, drop_key(body, KeyUse.ISSUE))


def test_keys_keep_their_order(body: IdentityBody) -> None:
    body.rotate(KeyUse.ISSUE)

    def swap(one: Any) -> None:
        for member in ("keys", "verificationMethod", "assertionMethod"):
            one[member][0], one[member][1] = one[member][1], one[member][0]

    assert change_last(body, swap) == ["issuer-key-changed"]


def end_of(position: int, end: Any) -> Callable[[Any], None]:
    """Give a key another end, in both places."""

    def set_end(one: Any) -> None:
        one["keys"][position]["until"] = end
        one["verificationMethod"][position].pop("expires", None)
        if end:
            one["verificationMethod"][position]["expires"] = end

    return set_end


@pytest.mark.parametrize(
    ("end", "codes"),
    [
        (None, ["issuer-key-changed"]),
        (START + 5 * HOUR, ["issuer-key-changed"]),
        (START + HOUR, []),
        (START, ["issuer-key-changed"]),
    ],
)
def test_an_end_once_set_is_never_later_nor_moved_into_the_past(body: IdentityBody, end: Any, codes: list[str]) -> None:
    body.rotate(KeyUse.ISSUE)
    body.rotate(KeyUse.ISSUE)

    assert change_last(body, end_of(1, end and moment_text(end))) == codes


def test_an_end_in_the_time_to_come_may_come_sooner(body: IdentityBody) -> None:
    body.rotate(KeyUse.ISSUE)
    assert change_last(body, end_of(3, moment_text(START + 9 * HOUR))) == []
    body.rotate(KeyUse.ISSUE)

    assert reread(body) == []
    assert change_last(body, end_of(3, moment_text(START + 10 * HOUR))) == ["issuer-key-changed"]


def test_a_key_ends_after_it_begins(body: IdentityBody) -> None:
    assert "issuer-times-wrong" in change_last(body, end_of(1, moment_text(START - HOUR)))


def test_beginning_and_use_of_a_key_do_not_change(body: IdentityBody) -> None:
    body.rotate(KeyUse.ISSUE)
    body.rotate(KeyUse.ISSUE)

    def begin(one: Any) -> None:
        one["keys"][1]["from"] = moment_text(START - HOUR)

    def use(one: Any) -> None:
        one["keys"][1]["use"] = "root"

    assert change_last(body, begin) == ["issuer-key-changed"]
    body.versions[-1] = edited(body.versions[-1], lambda one: one["keys"][1].update({"from": moment_text(START)}))
    assert change_last(body, use) == ["issuer-key-changed"]


def test_a_key_that_comes_in_does_not_count_from_before(body: IdentityBody) -> None:
    body.rotate(KeyUse.ISSUE)

    def backdate(one: Any) -> None:
        one["keys"][3]["from"] = moment_text(START)

    assert change_last(body, backdate) == ["issuer-key-backdated"]


def compromise_of(position: int, since: Any, size: int) -> Callable[[Any], None]:
    def set_compromise(one: Any) -> None:
        one["keys"][position]["compromised"] = since and {"since": since, "last_good_size": size}
        one["verificationMethod"][position].pop("revoked", None)
        if since:
            one["verificationMethod"][position]["revoked"] = since
        method = one["keys"][position]["method"]
        if not since and method not in one["assertionMethod"]:
            one["assertionMethod"].insert(position, method)

    return set_compromise


@pytest.mark.parametrize(
    ("since", "size", "codes"),
    [
        (None, 0, ["issuer-compromise-eased"]),
        (START + HOUR, 6, ["issuer-compromise-eased"]),
        (START + 2 * HOUR, 5, ["issuer-compromise-eased"]),
        (START + HOUR, 5, []),
        (START, 4, []),
    ],
)
def test_a_compromise_is_never_taken_back_or_eased(body: IdentityBody, since: Any, size: int, codes: list[str]) -> None:
    old = body.rotate(KeyUse.ISSUE)
    body.compromise(old, 5)
    body.rotate(KeyUse.ISSUE)

    assert change_last(body, compromise_of(1, since and moment_text(since), size)) == codes


def test_what_others_read_says_what_the_keys_say(body: IdentityBody) -> None:
    old = body.rotate(KeyUse.ISSUE)
    body.compromise(old, 5)
    stolen = method_of(DID, old.public.multikey)

    def allow(one: Any) -> None:
        one["assertionMethod"].append(stolen)

    def forget(one: Any) -> None:
        del one["verificationMethod"][1]["revoked"]

    def other_key(one: Any) -> None:
        one["verificationMethod"][1]["publicKeyMultibase"] = new_key().public.multikey

    original = body.versions[-1]
    for edit in (allow, forget, other_key):
        body.versions[-1] = original
        assert change_last(body, edit) == ["issuer-methods-differ"]


def test_a_key_is_named_by_itself(body: IdentityBody) -> None:
    other = method_of("did:web:other.example", body.issue.public.multikey)

    def rename(one: Any) -> None:
        one["keys"][1]["method"] = other

    assert change_last(body, rename) == ["issuer-key-named-otherwise"]


def test_a_key_stands_once(body: IdentityBody) -> None:
    def repeat(one: Any) -> None:
        one["keys"].append({**one["keys"][1], "use": "root"})

    assert "issuer-key-named-otherwise" in change_last(body, repeat)


def test_a_did_that_leads_nowhere_is_refused(body: IdentityBody) -> None:
    text = "did:web:127.0.0.1"
    copied = edited(body.versions[0], lambda one: one.update(id=text))

    assert "member-value" in read_versions([copied])[1]


def test_the_log_is_replaced_by_one_that_begins_where_it_ended(body: IdentityBody) -> None:
    old = body.replace_log(9, ROOT)

    newest = body.newest
    assert newest.log_origin == f"{ORIGIN}/2"
    assert newest.log_key == body.log.public
    assert [(log.origin, log.last.size, log.last.root) for log in newest.earlier_logs] == [(ORIGIN, 9, ROOT)]
    assert newest.log_first is not None
    assert (newest.log_first.size, newest.log_first.root) == (9, ROOT)
    ended = newest.find(old.public)
    assert ended is not None
    assert ended.end == body.now


def test_a_new_log_takes_every_entry_of_the_old_one(body: IdentityBody) -> None:
    shorter = sign_checkpoint(ORIGIN, 8, ROOT, body.log)
    other = sign_checkpoint(ORIGIN, 9, bytes(32), body.log)

    for last in (shorter, other):
        with pytest.raises(Exception, match="issuer-log-changed"):
            body.replace_log(9, ROOT, last)


def test_checkpoints_in_the_document_are_signed_by_their_logs(body: IdentityBody) -> None:
    forged = sign_checkpoint(ORIGIN, 9, ROOT, new_key())

    with pytest.raises(Exception, match="issuer-log-wrong"):
        body.replace_log(9, ROOT, forged)


def test_a_log_does_not_change_by_the_way(body: IdentityBody) -> None:
    body.rotate(KeyUse.ISSUE)
    original = body.versions[-1]

    def rename(one: Any) -> None:
        one["log"]["origin"] = "another.example/log"

    def begin(one: Any) -> None:
        one["log"]["first"] = sign_checkpoint(ORIGIN, 3, ROOT, body.log).text

    def earlier(one: Any) -> None:
        last = sign_checkpoint(ORIGIN, 3, ROOT, body.log).text
        one["earlier_logs"] = [{"origin": ORIGIN, "method": one["log"]["method"], "last": last}]

    for edit in (rename, begin, earlier):
        body.versions[-1] = original
        assert change_last(body, edit) == ["issuer-log-changed"]


def test_a_first_version_has_no_log_before_its_own(body: IdentityBody) -> None:
    def begin(one: Any) -> None:
        one["log"]["first"] = sign_checkpoint(ORIGIN, 3, ROOT, body.log).text

    assert change_last(body, begin) == ["issuer-log-changed"]


def test_a_log_is_signed_by_a_key_of_logs(body: IdentityBody) -> None:
    def other(one: Any) -> None:
        one["log"]["method"] = one["keys"][1]["method"]

    assert change_last(body, other) == ["issuer-log-wrong"]


def test_earlier_logs_are_not_forgotten(body: IdentityBody) -> None:
    body.replace_log(9, ROOT)
    body.replace_log(12, ROOT)
    assert len(body.newest.earlier_logs) == 2

    def forget(one: Any) -> None:
        del one["earlier_logs"][0]

    assert change_last(body, forget) == ["issuer-log-changed"]


def test_which_checkpoints_a_body_stands_for(body: IdentityBody) -> None:
    first_log = body.log
    small = sign_checkpoint(ORIGIN, 4, bytes(32), first_log)
    last = sign_checkpoint(ORIGIN, 9, ROOT, first_log)
    forked = sign_checkpoint(ORIGIN, 9, bytes(32), first_log)
    longer = sign_checkpoint(ORIGIN, 10, ROOT, first_log)

    def codes() -> list[str]:
        found = [why_not_logged_by(body.newest, one) for one in (small, last, forked, longer)]
        return [kind.code if kind else "" for kind in found]

    assert codes() == ["", "", "", ""]
    body.replace_log(9, ROOT, last)
    assert codes() == ["log-replaced", "", "log-replaced", "log-replaced"]
    body.compromise(first_log, 9)
    assert codes() == ["log-in-other-hands", "", "log-in-other-hands", "log-in-other-hands"]
    new = sign_checkpoint(f"{ORIGIN}/2", 11, ROOT, body.log)
    assert why_not_logged_by(body.newest, new) is None
    for foreign in (sign_checkpoint(f"{ORIGIN}/2", 11, ROOT, first_log), sign_checkpoint(ORIGIN, 9, ROOT, new_key())):
        assert (kind := why_not_logged_by(body.newest, foreign))
        assert kind.code == "log-not-signed"
    assert (kind := why_not_logged_by(body.newest, sign_checkpoint("x.example/log", 1, ROOT, first_log)))
    assert kind.code == "log-unknown"


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
