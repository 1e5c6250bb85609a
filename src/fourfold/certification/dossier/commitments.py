"""Commitments to confidential parts: a number that fixes bytes and says nothing about them (ADR 0025).

The commitment to a part is HMAC-SHA-256 (RFC 2104, FIPS 198-1) over ``fourfold-commitment/1`` ‖ 0x00 ‖ name ‖ 0x00 ‖
bytes, keyed with 32 random bytes of that part alone, its salt. Whoever holds salt and bytes can show that they belong
to it; nobody can find other bytes that do (collision resistance: the key has a fixed length, a name holds no 0x00, so
no two inputs run together); and without the salt even a part with two possible contents cannot be guessed, because the
code is a pseudo-random function of a key nobody else knows.
"""

from __future__ import annotations

import hmac
import secrets

SALT_BYTES = 32
PREFIX = "hmac-sha256:"
_CONTEXT = b"fourfold-commitment/1\0"


def new_salt() -> bytes:
    """Salt for one part, from the system's generator."""
    return secrets.token_bytes(SALT_BYTES)


def commitment(name: str, data: bytes, salt: bytes) -> str:
    """The commitment to a part: ``hmac-sha256:`` and 64 hexadecimal digits.

    Args:
        name: of the part; a commitment to one part cannot be shown for another.
        data: its bytes.
        salt: 32 random bytes, used for nothing else.

    Raises:
        ValueError: the salt has another length, or the name holds a zero.
    """
    if len(salt) != SALT_BYTES or "\0" in name:
        raise ValueError("a salt of 32 bytes, and a name without zeros")
    return PREFIX + hmac.digest(salt, _CONTEXT + name.encode() + b"\0" + data, "sha256").hex()


def matches(committed: str, name: str, data: bytes, salt: bytes) -> bool:
    """Whether a part is the one that was committed to."""
    return hmac.compare_digest(committed.encode(), commitment(name, data, salt).encode())
