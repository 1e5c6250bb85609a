"""The forms of ASN.1 that key files are made of: written and read in one way only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.certification.keys.der import INTEGER, NULL, OCTETS, SEQUENCE, Value, integer, read, sequence


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (integer(0), "020100"),
        (integer(127), "02017f"),
        (integer(128), "02020080"),
        (integer(16384), "02024000"),
        (Value(OCTETS, b""), "0400"),
        (Value(NULL, b""), "0500"),
        (Value(OCTETS, bytes(127)), "047f" + "00" * 127),
        (Value(OCTETS, bytes(128)), "048180" + "00" * 128),
        (Value(OCTETS, bytes(256)), "04820100" + "00" * 256),
        (sequence(integer(1), Value(OCTETS, b"a")), "3006020101040161"),
    ],
)
def test_values_are_written_as_x690_says(value: Value, data: str) -> None:
    assert value.data.hex() == data
    assert read(bytes.fromhex(data)) == value


@given(st.lists(st.integers(0, 2**70) | st.binary(max_size=300), max_size=5))
def test_a_sequence_comes_back(items: list[int | bytes]) -> None:
    parts = [integer(item) if isinstance(item, int) else Value(OCTETS, item) for item in items]
    back = read(sequence(*parts).data)
    assert back.parts == parts
    assert [part.number if part.tag == INTEGER else part.content for part in back.parts] == items


@given(st.binary(max_size=20))
def test_whatever_is_read_is_written_back_as_it_was(data: bytes) -> None:
    try:
        value = read(data)
    except ValueError:
        return
    assert value.data == data


@pytest.mark.parametrize(
    "data",
    [
        "",
        "02",
        "0201",
        "020101" * 2,
        "02810101",
        "0282000101",
        "0280",
        "02ff",
        "04820100",
        "048180" + "00" * 127,
        "0489" + "ff" * 9,
    ],
)
def test_other_forms_are_refused(data: str) -> None:
    """Among them lengths in a longer form than needed, of no known length, and beyond the end."""
    with pytest.raises(ValueError, match=r"."):
        read(bytes.fromhex(data))


def test_a_value_is_not_taken_for_another() -> None:
    with pytest.raises(ValueError, match="sequence"):
        _ = Value(OCTETS, b"").parts
    with pytest.raises(ValueError, match="integer"):
        _ = Value(OCTETS, b"\1").number
    with pytest.raises(ValueError, match="integer"):
        _ = Value(INTEGER, b"").number
    assert Value(INTEGER, b"\xff").number == -1
    assert Value(SEQUENCE, b"").parts == []
