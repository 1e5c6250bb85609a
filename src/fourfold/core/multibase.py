"""Bytes as text that names its own alphabet and meaning: base58-btc, multibase, multicodec.

base58-btc writes a number to base 58 without the letters that look alike (0, O, I, l); every leading zero byte is a
leading ``1``, so the length is kept. Multibase puts one letter in front that names the base (``z``: base58-btc, ``u``:
base64url without padding); multicodec puts a number in front of the bytes that says what they are. Sources: W3C
Controlled Identifiers 1.0, section 2.4; draft-msporny-base58-03; the multicodec table of multiformats.
"""

from __future__ import annotations

import base64
import binascii
import re

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
MOST_TEXT = 1024
"""Longest base58 text that is decoded: its cost grows with the square of the length."""


def base58_encoded(data: bytes) -> str:
    """Base58-btc of any bytes."""
    zeros = len(data) - len(data.lstrip(b"\0"))
    number, digits = int.from_bytes(data), []
    while number:
        number, digit = divmod(number, 58)
        digits.append(_ALPHABET[digit])
    return "1" * zeros + "".join(reversed(digits))


def base58_decoded(text: str) -> bytes:
    """The bytes of a base58-btc text.

    Raises:
        ValueError: a character is not of the alphabet, or the text is longer than `MOST_TEXT`.
    """
    if len(text) > MOST_TEXT:
        raise ValueError("the base58 text is too long")
    number = 0
    for letter in text:
        value = _VALUES.get(letter)
        if value is None:
            raise ValueError("a character is not of base58")
        number = number * 58 + value
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)


def multibase_encoded(data: bytes) -> str:
    """``z`` and the base58-btc of the bytes."""
    return "z" + base58_encoded(data)


def multibase_decoded(text: str) -> bytes:
    """The bytes of a multibase text in base58-btc (``z``) or base64url without padding (``u``).

    Raises:
        ValueError: another base, a character outside it, or bits left over that no encoder writes.
    """
    if text.startswith("z"):
        return base58_decoded(text[1:])
    if text.startswith("u"):
        return base64url_decoded(text[1:])
    raise ValueError("the multibase text is neither base58-btc (z) nor base64url (u)")


def base64url_encoded(data: bytes) -> str:
    """Base64url without padding (RFC 4648, section 5; RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def base64url_decoded(text: str) -> bytes:
    """The bytes of base64url without padding; of each value exactly one text is taken.

    Raises:
        ValueError: a character outside the alphabet, padding, a length no bytes have, or bits left over.
    """
    if not _BASE64URL.fullmatch(text):
        raise ValueError("a character is not of base64url without padding")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise ValueError("the length is not one of base64url") from None
    if base64url_encoded(data) != text:
        raise ValueError("the base64url text has bits left over")
    return data


def varint(number: int) -> bytes:
    """A multicodec number as unsigned varint: seven bits a byte, least first, the top bit set on all but the last.

    Raises:
        ValueError: the number is negative.
    """
    if number < 0:
        raise ValueError("a multicodec number is never negative")
    parts = []
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*parts, number])
