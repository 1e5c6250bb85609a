"""Whether 32 bytes are a public key of Ed25519 (RFC 8032, section 5.1.3).

The library takes any 32 bytes. Bytes that are no point verify nothing; but the eight points of small order verify
forged signatures over any message, so a key that is one of them must never be trusted. Only public bytes are looked at.
"""

from __future__ import annotations

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_EIGHTH = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER = frozenset({0, 1, _P - 1, _EIGHTH, _P - _EIGHTH})
"""The y coordinates of the points whose order divides 8: order 4, 1, 2, and the four of order 8."""


def check_edwards_point(raw: bytes) -> None:
    """Whether the bytes are the one encoding of a point of the curve whose order is large.

    Raises:
        ValueError: they are not.
    """
    number = int.from_bytes(raw, "little")
    y = number & ((1 << 255) - 1)  # the top bit is the sign of x
    if y >= _P:
        raise ValueError("not the shortest encoding of a point")
    if y in _SMALL_ORDER:
        raise ValueError("a point of small order is nobody's key")
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    if pow(square, (_P - 1) // 2, _P) != 1:  # Euler's criterion: no x has this square
        raise ValueError("not a point of the curve")
