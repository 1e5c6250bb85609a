"""The text of a key file: PEM (RFC 7468) with one encrypted key and, above it, its public half.

Narrower than other readers of PEM, so that a file means one thing: one block, nothing but the line ``Multikey`` above
it, nothing below it.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

_ENCRYPTED = "ENCRYPTED PRIVATE KEY"
_FILE = re.compile(
    r"(?:Multikey: (?P<multikey>z[1-9A-HJ-NP-Za-km-z]{1,120})\n)?"
    rf"-----BEGIN {_ENCRYPTED}-----\n(?P<body>[A-Za-z0-9+/=\n]+)\n-----END {_ENCRYPTED}-----\n?"
)
_BLOCK = re.compile(r"-----BEGIN (?:[A-Z0-9]+ )?PRIVATE KEY-----")
_WIDTH = 64


@dataclass(frozen=True, slots=True)
class Pem:
    """What stands in a key file.

    Attributes:
        multikey: the public half it says it has; empty where it says nothing.
        data: the encrypted key, DER.
    """

    multikey: str
    data: bytes


def pem_text(multikey: str, data: bytes) -> bytes:
    """A key file."""
    body = base64.b64encode(data).decode("ascii")
    lines = [body[start : start + _WIDTH] for start in range(0, len(body), _WIDTH)]
    head = (f"Multikey: {multikey}", f"-----BEGIN {_ENCRYPTED}-----")
    return "\n".join([*head, *lines, f"-----END {_ENCRYPTED}-----", ""]).encode("ascii")


def read_pem(data: bytes) -> Pem | None:
    """The parts of a key file; ``None`` where it is none."""
    found = _FILE.fullmatch(_text(data))
    if found is None:
        return None
    try:
        body = base64.b64decode(found["body"].replace("\n", ""), validate=True)
    except binascii.Error:
        return None
    return Pem(found["multikey"] or "", body)


def holds_plain_key(data: bytes) -> bool:
    """Whether a private key stands in a file, not encrypted, as far as its label says."""
    block = _BLOCK.search(_text(data))
    return block is not None and _ENCRYPTED not in block[0]


def _text(data: bytes) -> str:
    """ASCII with the line ends of Unix; empty where it is something else."""
    try:
        return data.decode("ascii").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return ""
