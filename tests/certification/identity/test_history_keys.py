"""Issuer documents: what was once said of a key is never taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fourfold.certification.identity.issuer import KeyUse, method_of
from fourfold.certification.keys.key import new_key
from fourfold.core.moments import moment_text
from support.identities import DID, HOUR, START, IdentityBody, change_last, edited, reread


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
