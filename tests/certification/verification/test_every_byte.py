"""Whatever is changed, anywhere in a bundle, is found; only the time of its making, which nobody signed, may differ."""

from __future__ import annotations

import json
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.certification.verification.verification import Outcome
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.problems import InputError
from support.certified import Body, failed, verified

NAMED = {
    "certificate": {"schema", "issuer", "signature", "log-inclusion"},
    "statement": {"statement", "log-inclusion"},
    "preparation": {"roles", "log-inclusion"},
    "register": {"roles", "log-inclusion"},
    "issuer": {"issuer", "log-inclusion"},
    "status": {"status", "log-inclusion"},
    "proofs": {"log-inclusion", "checkpoint"},
}
"""By which checks a change in a part may be found; by one of them at least."""


@cache
def honest() -> tuple[Body, bytes]:
    body = Body()
    return body, canonical_bytes(body.bundle(body.certify()))


def members(value: JSON, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The paths of all values that hold no others."""
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in members(item, (*path, key))]
    if isinstance(value, list):
        return [found for index, item in enumerate(value) for found in members(item, (*path, index))]
    return [path]


def test_a_bundle_is_in_order_before_it_is_bent() -> None:
    body, data = honest()
    assert verified(body, data).outcome is Outcome.IN_ORDER


@given(st.data())
def test_no_byte_can_be_flipped(data: st.DataObject) -> None:
    body, whole = honest()
    place = data.draw(st.integers(0, len(whole) - 1))
    bent = bytearray(whole)
    bent[place] ^= data.draw(st.integers(1, 255))
    try:
        verification = verified(body, bytes(bent))
    except InputError:
        return
    if verification.outcome is Outcome.IN_ORDER:
        assert {**json.loads(bent), "made": ""} == {**json.loads(whole), "made": ""}


@given(st.data())
def test_no_member_can_be_changed_but_by_the_check_named_for_it(data: st.DataObject) -> None:
    body, whole = honest()
    document = json.loads(whole)
    paths = [path for path in members(document) if path[0] in NAMED]
    path = data.draw(st.sampled_from(paths))
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    old = inner[path[-1]]
    other = [path_ for path_ in members(document) if path_[0] == path[0]]
    taken = document
    for step in data.draw(st.sampled_from(other)):
        taken = taken[step]
    if taken == old:
        return
    inner[path[-1]] = taken
    try:
        verification = verified(body, canonical_bytes(document))
    except InputError:
        assert path[0] == "proofs"  # documents are not looked into before they are checked
        return
    assert failed(verification).keys() & NAMED[str(path[0])], path


@given(st.integers(0, 10_000))
def test_no_bundle_that_is_cut_short_is_read(cut: int) -> None:
    body, whole = honest()
    with pytest.raises(InputError):
        verified(body, whole[: cut % len(whole)])


@given(st.binary(max_size=200))
def test_bytes_that_are_no_bundle_are_refused_with_a_reason(noise: bytes) -> None:
    body, _ = honest()
    with pytest.raises(InputError):
        verified(body, noise)


@given(st.binary(min_size=1, max_size=50))
def test_nothing_may_follow_a_bundle(more: bytes) -> None:
    body, whole = honest()
    if more.strip():
        with pytest.raises(InputError):
            verified(body, whole + more)
