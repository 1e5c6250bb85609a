"""Which 32 bytes are a key of Ed25519: points of the curve, in their one encoding, of large order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.certification.keys.edwards import check_edwards_point
from fourfold.certification.keys.key import KeyKind, PublicKey, new_key

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int]


def add(one: Point, other: Point) -> Point:
    """The sum of two points of the curve, straight from its law (RFC 8032, section 5.1.4)."""
    (x1, y1), (x2, y2) = one, other
    k = D * x1 * x2 * y1 * y2
    return (x1 * y2 + x2 * y1) * pow(1 + k, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - k, -1, P) % P


def point_of(raw: bytes) -> Point | None:
    """The point of an encoding, by the square root of section 5.1.3."""
    number = int.from_bytes(raw, "little")
    y, odd = number % 2**255, number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square:
        return None
    return (x if x % 2 == odd else (P - x) % P), y


def encoded(point: Point) -> bytes:
    x, y = point
    return (y | (x & 1) << 255).to_bytes(32, "little")


def small_order() -> list[bytes]:
    """The eight points whose order divides 8, found by multiplying other points by the order of the large group."""
    large = 2**252 + 27742317777372353535851937790883648493
    found: set[Point] = set()
    y = 2
    while len(found) < 8:
        point = point_of(y.to_bytes(32, "little"))
        y += 1
        if point is not None:
            found.add(times(large, point))
    return [encoded(point) for point in sorted(found)]


def times(number: int, point: Point) -> Point:
    result = (0, 1)
    while number:
        if number & 1:
            result = add(result, point)
        point, number = add(point, point), number >> 1
    return result


SMALL = small_order()


def test_there_are_eight_points_of_small_order_and_none_is_a_key() -> None:
    assert len(SMALL) == 8
    for raw in SMALL:
        with pytest.raises(ValueError, match="small order"):
            check_edwards_point(raw)


@pytest.mark.parametrize("y", range(P, 2**255))
def test_a_second_encoding_of_a_point_is_refused(y: int) -> None:
    with pytest.raises(ValueError, match="shortest"):
        check_edwards_point(y.to_bytes(32, "little"))


@given(st.binary(min_size=32, max_size=32))
def test_random_bytes_are_a_key_exactly_where_they_are_a_point(raw: bytes) -> None:
    number = int.from_bytes(raw, "little") % 2**255
    try:
        check_edwards_point(raw)
    except ValueError:
        assert number >= P or point_of(raw) is None or raw in SMALL
    else:
        assert point_of(raw) is not None


def test_fresh_keys_are_points() -> None:
    for _ in range(20):
        check_edwards_point(new_key().public.raw)


def test_a_forged_signature_of_a_point_of_small_order_holds_nowhere() -> None:
    """Under the neutral point R = s·B verifies over every message, whatever s is: anybody can write that down."""
    neutral = PublicKey(KeyKind.ED25519, encoded((0, 1)))
    base = (15112221349535400772501151409588531511454012693041857206046113283949847762202, 4 * pow(5, -1, P) % P)
    forged = encoded(times(5, base)) + (5).to_bytes(32, "little")
    assert not neutral.verifies(forged, b"anything")
    with pytest.raises(ValueError, match="small order"):
        PublicKey.from_multikey(neutral.multikey)
