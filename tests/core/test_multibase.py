"""Bytes as base58-btc, multibase, base64url and varint: published pairs, and the way back is the only way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.multibase import (
    MOST_TEXT,
    base58_decoded,
    base58_encoded,
    base64url_decoded,
    base64url_encoded,
    multibase_decoded,
    multibase_encoded,
    varint,
)

PUBLISHED = [
    (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
    (b"The quick brown fox jumps over the lazy dog.", "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"),
    (bytes.fromhex("0000287fb4cd"), "11233QC4"),
    (b"", ""),
    (b"\0", "1"),
    (b"\0\0\0", "111"),
]
"""From draft-msporny-base58-03, section 5, and what follows from it for zeros."""


@pytest.mark.parametrize(("data", "text"), PUBLISHED)
def test_base58_agrees_with_published_pairs(data: bytes, text: str) -> None:
    assert base58_encoded(data) == text
    assert base58_decoded(text) == data


@given(st.binary(max_size=80), st.integers(0, 5))
def test_base58_gives_back_what_it_took_with_every_leading_zero(data: bytes, zeros: int) -> None:
    whole = bytes(zeros) + data
    text = base58_encoded(whole)
    assert base58_decoded(text) == whole
    assert len(text) - len(text.lstrip("1")) == len(whole) - len(whole.lstrip(b"\0"))


@given(st.text("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", max_size=80))
def test_every_base58_text_is_the_one_text_of_its_bytes(text: str) -> None:
    assert base58_encoded(base58_decoded(text)) == text


@pytest.mark.parametrize("text", ["0", "O", "I", "l", "abc ", "é", "a-b", "1" * (MOST_TEXT + 1)])
def test_what_is_not_base58_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base58"):
        base58_decoded(text)


@given(st.binary(max_size=60))
def test_multibase_is_read_in_both_its_bases(data: bytes) -> None:
    assert multibase_decoded(multibase_encoded(data)) == data
    assert multibase_decoded("u" + base64url_encoded(data)) == data


@pytest.mark.parametrize("text", ["", "f00", "mAAA", "Z11", "U"])
def test_other_bases_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="multibase"):
        multibase_decoded(text)


@given(st.binary(max_size=60))
def test_base64url_has_no_padding_and_comes_back(data: bytes) -> None:
    text = base64url_encoded(data)
    assert "=" not in text
    assert base64url_decoded(text) == data


@pytest.mark.parametrize("text", ["AA==", "A", "AB", "AA\n", "A+", "A/", "Ä", "AAA=", " AA"])
def test_a_second_spelling_of_base64url_is_refused(text: str) -> None:
    """``AB`` decodes like ``AA`` in many readers: two texts for one signature."""
    with pytest.raises(ValueError, match="base64url"):
        base64url_decoded(text)


@pytest.mark.parametrize(
    ("number", "data"), [(0xED, "ed01"), (0x1200, "8024"), (0x1201, "8124"), (0, "00"), (127, "7f"), (128, "8001")]
)
def test_multicodec_numbers_are_written_as_in_its_table(number: int, data: str) -> None:
    assert varint(number).hex() == data


def test_a_negative_number_has_no_varint() -> None:
    with pytest.raises(ValueError, match="negative"):
        varint(-1)
