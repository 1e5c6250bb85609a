"""Deterministic CBOR: what is written is read back, and no other spelling of it is."""

from __future__ import annotations

import cbor2
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fourfold.certification.credentials.cbor import CBOR, Tagged, cbor_bytes, read_cbor

SCALARS = st.one_of(st.integers(-(2**64), 2**64 - 1), st.binary(max_size=40), st.text(max_size=30))
VALUES: st.SearchStrategy[CBOR] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.integers(-30, 300), inner, max_size=4),
        st.builds(Tagged, st.sampled_from([18, 300]), inner),
    ),
    max_leaves=8,
)


@given(VALUES)
def test_what_is_written_is_read_back(value: CBOR) -> None:
    assume(depth(value) <= 8)
    assert read_cbor(cbor_bytes(value)) == value


def depth(value: CBOR) -> int:
    if isinstance(value, Tagged):
        return 1 + depth(value.value)
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(depth, inner), default=0)


@given(st.binary(max_size=60))
def test_what_is_read_has_one_spelling(data: bytes) -> None:
    try:
        value = read_cbor(data)
    except ValueError:
        return
    assert cbor_bytes(value) == data


@pytest.mark.parametrize(
    ("spelled", "reason"),
    [
        ("9f0102ff", "indefinite"),
        ("bf0102ff", "indefinite"),
        ("5f4101ff", "indefinite"),
        ("1817", "longer"),
        ("1900ff", "longer"),
        ("1a0000ffff", "longer"),
        ("1b00000000ffffffff", "longer"),
        ("580141", "longer"),
        ("a201010102", "twice"),
        ("a202010102", "order"),
        ("a1616101", "key"),
        ("f94000", "float"),
        ("f6", "simple"),
        ("0101", "after the end"),
        ("", "cut off"),
        ("5819", "cut off"),
        ("9affffffff01", "cut off"),
        ("81" * 20 + "01", "deeply"),
        ("62c328", "UTF-8"),
    ],
)
def test_other_spellings_are_refused(spelled: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_cbor(bytes.fromhex(spelled))


def test_tags_of_dates_and_patterns_are_not_acted_on() -> None:
    data = cbor2.dumps(cbor2.CBORTag(35, "(a+)+$"), canonical=True)
    assert read_cbor(data) == Tagged(35, "(a+)+$")
