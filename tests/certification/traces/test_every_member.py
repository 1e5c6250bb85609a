"""Whatever is changed anywhere in a trace bundle is found; only the time of its making may differ: nobody signed it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourfold.app.supply.stating import Stated
from fourfold.certification.verification.verification import Outcome
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.problems import InputError
from support.bodies import trust_in
from support.traced import Kept, copied, failed

NAMED = {
    "statement": {"schema", "issuer", "signature", "log-inclusion"},
    "days": {"schema", "issuer", "signature", "log-inclusion", "ledger-days"},
    "issuer": {"issuer", "log-inclusion"},
    "lots": {"lots"},
    "proofs": {"log-inclusion", "checkpoint"},
}
"""By which checks a change in a part may be found; by one of them at least."""
CALM = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def members(value: JSON, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The paths of all values that hold no others."""
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in members(item, (*path, key))]
    if isinstance(value, list):
        return [found for index, item in enumerate(value) for found in members(item, (*path, index))]
    return [path]


def at(document: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        document = document[step]
    return document


def other(value: JSON) -> JSON:
    """Another value of the same sort."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value[:-1] + ("1" if value[-1:] != "1" else "2")
    return "x"


def test_a_trace_is_in_order_before_it_is_bent(keeper: Kept, bundle: dict[str, JSON]) -> None:
    verification = keeper.verified(bundle)
    assert verification.outcome is Outcome.IN_ORDER
    assert failed(verification) == {}


def test_every_single_member_is_guarded_by_the_check_named_for_it(keeper: Kept, stated: Stated) -> None:
    whole = copied(stated.bundle)
    paths, trust = [path for path in members(whole) if path[0] in NAMED], trust_in(keeper.body)
    assert len(paths) > 150
    for path in paths:
        bent = copied(stated.bundle)
        at(bent, path[:-1])[path[-1]] = other(at(bent, path))
        try:
            verification = keeper.verified(bent, trust=trust)
        except InputError:
            continue  # it is no trace bundle any more
        assert verification.outcome is Outcome.REFUSED, path
        assert failed(verification).keys() & NAMED[str(path[0])], (path, failed(verification))


@given(data=st.data())
@CALM
def test_no_byte_can_be_flipped(data: st.DataObject, keeper: Kept, stated: Stated) -> None:
    whole = canonical_bytes(stated.bundle)
    place = data.draw(st.integers(0, len(whole) - 1))
    bent = bytearray(whole)
    bent[place] ^= data.draw(st.integers(1, 255))
    try:
        verification = keeper.verified(bytes(bent))
    except InputError:
        return
    if verification.outcome is Outcome.IN_ORDER:
        assert {**json.loads(bent), "made": ""} == {**json.loads(whole), "made": ""}


@pytest.mark.parametrize("part", ["statement", "days", "issuer", "lots", "proofs", "timestamp", "made"])
def test_no_part_can_be_left_out(part: str, keeper: Kept, stated: Stated) -> None:
    bent = copied(stated.bundle)
    del bent[part]
    with pytest.raises(InputError):
        keeper.verified(bent)


@pytest.mark.parametrize(
    ("part", "empty", "check"),
    [
        ("statement", None, "log-inclusion"),
        ("issuer", [], "issuer"),
        ("lots", None, "lots"),
        ("proofs", {}, "log-inclusion"),
    ],
)
def test_no_part_can_be_emptied(part: str, empty: JSON, check: str, keeper: Kept, stated: Stated) -> None:
    verification = keeper.verified({**stated.bundle, part: empty})
    assert verification.outcome is Outcome.REFUSED
    assert check in failed(verification)
