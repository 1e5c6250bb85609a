"""What the compact form holds and how it is laid out; `compact` writes and checks it, `compact_reading` reads it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import IntFlag, StrEnum

from fourfold.certification.credentials.cbor import cbor_bytes
from fourfold.certification.keys.key import KeyKind, PublicKey
from fourfold.core.problems import N_, MessageKind, harmless

COMPACT_MOST_BYTES = 200
COMPACT_VERSION = 1
DIGEST_BYTES = 16
KEY_ID_BYTES = 8
TEXT_MOST_CHARACTERS = 2000
"""Of a text from outside, address included; nothing longer is looked at."""

COSE_SIGN1 = 18
HEADER_ALGORITHM, HEADER_KEY = 1, 4
ALGORITHMS = {KeyKind.ED25519: -8, KeyKind.P256: -7}
SIGNATURE_BYTES = 64
BOUNDARIES = ("cradle-to-gate", "gate-to-gate", "cradle-to-grave", "use-stage", "end-of-life")
MOST_MANTISSA = 2**63 - 1
MOST_EXPONENT = 18
LATEST = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())

COMPACT_TOO_LONG = MessageKind(
    "label-too-long",
    N_("the signed form of the label would take {size} bytes; most of its text is the {field} {found}"),
    N_("at most {most} bytes"),
    N_("shorten the {field} by {excess} bytes or more"),
)
COMPACT_KEY_KIND = MessageKind(
    "label-key-kind",
    N_("a label cannot be signed by a key of kind {found}"),
    N_("a key of kind ed25519 or p256, whose signatures fit into the code"),
    N_("issue by a key of one of these kinds"),
)
COMPACT_UNSAYABLE = MessageKind(
    "label-cannot-hold",
    N_("the signed form of the label cannot hold the {field} {found}"),
    N_("printable text, a known boundary, a figure of at most 18 digits and 18 decimals, a moment of whole seconds"),
    N_("correct it in the study"),
)
COMPACT_UNREADABLE = MessageKind(
    "label-unreadable",
    N_("this is no signed form of a label: {reason}"),
    N_("the text of a label's code, an address with its part after # or that part alone"),
    N_("scan the code again, or copy its whole text"),
)


class CompactFlag(IntFlag):
    """What a label must not hide."""

    NONE = 0
    TRIAL = 1
    DRAFT = 2
    MODIFIED = 4


BANDS: Mapping[CompactFlag, str] = {
    CompactFlag.TRIAL: N_("TRIAL: the issuer is not identified"),
    CompactFlag.DRAFT: N_("DRAFT: rules not checked against the standard"),
    CompactFlag.MODIFIED: N_("QUALIFIED: the verifier's opinion has exceptions"),
}
"""The same in words."""


@dataclass(frozen=True, slots=True)
class Compact:
    """What a label says.

    Attributes:
        number: of the certificate.
        total_kg_co2e: per unit, exact.
        unit: what the figure is per, short.
        boundary: kind, such as ``cradle-to-gate``.
        standard: number and edition, short.
        valid_until: end of validity, exclusive, UTC, whole seconds.
        flags: trial key, draft pack, modified opinion.
        certificate: first 16 bytes of the SHA-256 of the certificate.
    """

    number: str
    total_kg_co2e: Decimal
    unit: str
    boundary: str
    standard: str
    valid_until: datetime
    flags: CompactFlag
    certificate: bytes


@dataclass(frozen=True, slots=True)
class SignedCompact:
    """A compact form as read; its signature is not checked yet.

    Attributes:
        content: what it says.
        kind: kind of the key it names.
        key_id: of the key it names.
        signature: 64 bytes.
        message: what was signed (``Sig_structure``).
    """

    content: Compact
    kind: KeyKind
    key_id: bytes
    signature: bytes
    message: bytes


class SignatureState(StrEnum):
    """What the signature of a compact form came to."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN_KEY = "unknown-key"


def key_id_of(key: PublicKey) -> bytes:
    """The eight bytes by which a compact form names its key."""
    return hashlib.sha256(key.raw).digest()[:KEY_ID_BYTES]


def compact_text(data: bytes) -> str:
    """Base32 without padding: ``A``–``Z`` and ``2``–``7`` only."""
    return base64.b32encode(data).decode("ascii").rstrip("=")


def message_of(protected: bytes, payload: bytes) -> bytes:
    """``Sig_structure`` (RFC 9052 section 4.4), without external data."""
    return cbor_bytes(["Signature1", protected, b"", payload])


def is_sayable(text: str) -> bool:
    """Whether a label may say a text: not empty, nothing unseen in it."""
    return bool(text) and text == text.strip() and harmless(text) == text


def is_figure(exponent: int | str, mantissa: int) -> bool:
    """Whether a decimal is one a label can hold: 18 digits and 18 decimals at most, readable by other languages."""
    if not isinstance(exponent, int) or abs(mantissa) > MOST_MANTISSA:
        return False
    return -MOST_EXPONENT <= exponent <= MOST_EXPONENT
