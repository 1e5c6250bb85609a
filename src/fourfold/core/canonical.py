"""Canonical JSON (RFC 8785) and digests: things are identified by what they contain.

Decimals travel as strings, so that no reader rounds them; floats are refused.
"""

from __future__ import annotations

import hashlib
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import rfc8785

JSON: TypeAlias = "bool | int | str | list[JSON] | dict[str, JSON] | None"

_BEYOND_BASIC_PLANE = "\U00010000"
_MOST_INTEGER = 2**53 - 1
_NUMBERS = tuple(re.compile(start + rb"-?(?:\d{16}|\d+[.eE]|[NI])") for start in (rb'":', rb"\[", rb","))
"""Where in canonical text an integer beyond 2^53 or a float may begin; inside of texts it is mostly none.

One expression for each sign before a number: a search that begins with a fixed text is ten times faster.
"""
_BELOW_FOUR_BYTES = bytes(range(0xF0))
_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def canonical_bytes(value: JSON) -> bytes:
    """The one byte sequence that stands for this value.

    For values of strings, integers, booleans and nulls, RFC 8785 is what the standard library writes with sorted keys
    and no spaces, at the speed of C; keys outside the basic plane sort by UTF-16 units, which only `rfc8785` does.

    Raises:
        TypeError: a float is anywhere inside; write decimals as strings.
        ValueError: an integer beyond 2^53 or text that is no Unicode.
    """
    written = _ENCODER.encode(value).encode()
    if not _is_to_look_at(value, written) or _is_plain(value, "$"):
        return written
    return rfc8785.dumps(value)


def digest_of(value: JSON) -> str:
    """SHA-256 of the canonical bytes, as ``sha256:`` and 64 hexadecimal digits."""
    return digest_of_bytes(canonical_bytes(value))


def digest_of_bytes(data: bytes) -> str:
    """SHA-256 of bytes, as ``sha256:`` and 64 hexadecimal digits."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as stream:
        return "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()


def decimal_text(value: Decimal) -> str:
    """A decimal without exponent, without trailing zeros, without ``-0``: equal numbers give equal text."""
    if not value.is_finite():
        raise ValueError(f"not a finite number: {value}")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _is_to_look_at(value: JSON, written: bytes) -> bool:
    """Whether a key may lie outside the basic plane, or a number be one that doubles do not hold."""
    if not isinstance(value, dict | list):
        return True
    beyond = not written.isascii() and bool(written.translate(None, _BELOW_FOUR_BYTES))
    return beyond or any(number.search(written) for number in _NUMBERS)


def _is_plain(value: JSON, path: str) -> bool:
    """Whether every key lies in the basic plane; floats and large integers are refused on the way.

    Written for speed, since every digest passes here: no path is spelled below an object that holds only texts.
    """
    if isinstance(value, str):
        return True
    plain = True
    if isinstance(value, dict):
        for key, item in value.items():
            plain &= key.isascii() or max(key) < _BEYOND_BASIC_PLANE
            if type(item) is not str:
                plain &= _is_plain(item, f"{path}.{key}")
    elif isinstance(value, list):
        for item in value:
            plain &= _is_plain(item, path)
    elif isinstance(value, float):
        raise TypeError(f"{path}: float {value!r}; decimals are written as strings")
    elif type(value) is int and abs(value) > _MOST_INTEGER:
        raise ValueError(f"{path}: {value} is beyond 2^53; write it as a string")
    return plain
