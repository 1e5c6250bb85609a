"""Canonical JSON (RFC 8785) and digests: things are identified by what they contain.

Decimals travel as strings, so that no reader rounds them; floats are refused.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import rfc8785

JSON: TypeAlias = "bool | int | str | list[JSON] | dict[str, JSON] | None"


def canonical_bytes(value: JSON) -> bytes:
    """The one byte sequence that stands for this value.

    Raises:
        TypeError: when a float is anywhere inside; write decimals as strings.
    """
    _refuse_floats(value, "$")
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


def _refuse_floats(value: object, path: str) -> None:
    if isinstance(value, float):
        raise TypeError(f"{path}: float {value!r}; decimals are written as strings")
    if isinstance(value, dict):
        for key, item in value.items():
            _refuse_floats(item, f"{path}.{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            _refuse_floats(item, f"{path}[{number}]")
