"""Bitstring Status List (W3C, v1.0): one bit for each certificate, revocation and suspension apart.

At least 131,072 entries in a list, so that asking for one does not tell which; bit 0 is the leftmost. ``encodedList``
is multibase base64url (``u…``) of the gzip of the bits; expanding it is bounded. One bit an entry: lists that spread a
status over several bits (``statusSize``) are refused.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import re
import zlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fourfold.certification.credentials.data_integrity import CONTEXTS, Credential
from fourfold.core.moments import moment_text

LIST_ENTRIES = 131_072
MOST_ENTRIES = 64 * LIST_ENTRIES
ENTRY_TYPE = "BitstringStatusListEntry"
LIST_TYPE = "BitstringStatusList"
CREDENTIAL_TYPE = "BitstringStatusListCredential"
_ENCODED = re.compile(r"u[A-Za-z0-9_-]+", re.ASCII)


class StatusPurpose(StrEnum):
    """What a set bit means."""

    REVOCATION = "revocation"
    SUSPENSION = "suspension"


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """Where a certificate's bit stands (``BitstringStatusListEntry``).

    Attributes:
        purpose: what a set bit means.
        url: of the list credential.
        index: of the bit.
    """

    purpose: StatusPurpose
    url: str
    index: int

    def document(self) -> Credential:
        """As it stands under ``credentialStatus``."""
        return {
            "id": f"{self.url}#{self.index}",
            "statusListCredential": self.url,
            "statusListIndex": str(self.index),
            "statusPurpose": str(self.purpose),
            "type": ENTRY_TYPE,
        }


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a document of the body: its number and digest."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class AsOf:
    """What was the newest when a list was signed, so that nobody puts older documents beside it.

    Attributes:
        issuer: of the issuer document.
        register: of the register.
    """

    issuer: Version
    register: Version


@dataclass(frozen=True, slots=True)
class StatusList:
    """A list as published.

    Attributes:
        url: its id.
        issuer: DID of the body.
        purpose: what a set bit means.
        made: ``validFrom``.
        until: ``validUntil``: after it a reader must not rest on it.
        bits: ``LIST_ENTRIES // 8`` bytes or more.
        credential: signed document, as far as there is one.
        as_of: newest documents of the body when it was signed; ``None`` in lists of others.
    """

    url: str
    issuer: str
    purpose: StatusPurpose
    made: datetime
    until: datetime
    bits: bytes
    credential: Credential
    as_of: AsOf | None = None

    def is_set(self, index: int) -> bool:
        """The bit.

        Raises:
            IndexError: beyond the list.
        """
        if not 0 <= index < len(self.bits) * 8:
            raise IndexError(f"bit {index} of a list of {len(self.bits) * 8}")
        return bool(self.bits[index // 8] >> (7 - index % 8) & 1)


def with_bit(bits: bytes, index: int) -> bytes:
    """The bits with one more set."""
    changed = bytearray(bits)
    changed[index // 8] |= 1 << (7 - index % 8)
    return bytes(changed)


def encode_bits(bits: bytes) -> str:
    """``encodedList``: gzip with neither time nor system in its header, so that equal bits give equal text."""
    packed = bytearray(gzip.compress(bits, mtime=0))
    packed[9] = 255  # RFC 1952, 2.3: operating system unknown; Python up to 3.12 writes the one it runs on
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def decode_bits(text: str) -> bytes | None:
    """The bits of an ``encodedList`` (expanding at most `MOST_ENTRIES`, one more byte tells that there were more)."""
    if not _ENCODED.fullmatch(text):
        return None
    try:
        packed = base64.b64decode(text[1:] + "=" * (-len(text[1:]) % 4), altchars=b"-_", validate=True)
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as stream:
            return stream.read(MOST_ENTRIES // 8 + 1)
    except (binascii.Error, OSError, EOFError, zlib.error):
        return None


def list_credential(
    url: str, issuer: str, purpose: StatusPurpose, bits: bytes, made: datetime, until: datetime, as_of: AsOf
) -> Credential:
    """The unsigned credential (``BitstringStatusListCredential``) of a list."""
    return {
        "@context": [*CONTEXTS],
        "asOf": {
            "issuer": {"digest": as_of.issuer.digest, "version": as_of.issuer.number},
            "register": {"digest": as_of.register.digest, "version": as_of.register.number},
        },
        "credentialSubject": {
            "encodedList": encode_bits(bits),
            "id": f"{url}#list",
            "statusPurpose": str(purpose),
            "type": LIST_TYPE,
        },
        "id": url,
        "issuer": issuer,
        "type": ["VerifiableCredential", CREDENTIAL_TYPE],
        "validFrom": moment_text(made),
        "validUntil": moment_text(until),
    }
