"""The three signature schemes, as ``cryptography`` does them. Apart, so that the names of keys load without it.

Ed25519 is RFC 8032; ECDSA is FIPS 186-5 on P-256 with SHA-256 and P-384 with SHA-384, deterministic (RFC 6979), its
signatures r‖s of fixed length (IEEE P1363; RFC 7518, section 3.4) in place of the DER that ``cryptography`` speaks.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    SECP384R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fourfold.certification.keys.edwards import check_edwards_point
from fourfold.certification.keys.key import RAW_LENGTHS, SIGNATURE_LENGTHS, KeyKind

Pair: TypeAlias = Ed25519PrivateKey | EllipticCurvePrivateKey
"""The secret with its public half. Its own text shows neither."""

_CURVES: dict[KeyKind, SECP256R1 | SECP384R1] = {KeyKind.P256: SECP256R1(), KeyKind.P384: SECP384R1()}
_KINDS = {curve.name: kind for kind, curve in _CURVES.items()}


def new_pair(kind: KeyKind) -> Pair:
    """A fresh pair."""
    return Ed25519PrivateKey.generate() if kind is KeyKind.ED25519 else generate_private_key(_CURVES[kind])


def kind_of(pair: object) -> KeyKind | None:
    """Which scheme a private key of ``cryptography`` is for; ``None`` for any other key."""
    if isinstance(pair, Ed25519PrivateKey):
        return KeyKind.ED25519
    return _KINDS.get(pair.curve.name) if isinstance(pair, EllipticCurvePrivateKey) else None


def public_half(pair: Pair) -> tuple[KeyKind, bytes]:
    """Scheme and bytes of the public key.

    Raises:
        ValueError: a curve that is not ours.
    """
    kind = kind_of(pair)
    if kind is None:
        raise ValueError("the key is on a curve that is not used here")
    public = pair.public_key()
    if isinstance(public, Ed25519PublicKey):
        return kind, public.public_bytes_raw()
    return kind, public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def sign(pair: Pair, message: bytes) -> bytes:
    """The signature over a message: 64 bytes, P-384: 96."""
    if isinstance(pair, Ed25519PrivateKey):
        return pair.sign(message)
    kind, _ = public_half(pair)
    half = SIGNATURE_LENGTHS[kind] // 2
    r, s = decode_dss_signature(pair.sign(message, _ecdsa(kind)))
    return r.to_bytes(half) + s.to_bytes(half)


def verifies(kind: KeyKind, raw: bytes, signature: bytes, message: bytes) -> bool:
    """Whether a signature of the right length holds; no where the key is none."""
    try:
        key = loaded(kind, raw)
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, message)
        else:
            half = len(signature) // 2
            r, s = int.from_bytes(signature[:half]), int.from_bytes(signature[half:])
            key.verify(encode_dss_signature(r, s), message, _ecdsa(kind))
    except (InvalidSignature, ValueError):
        return False
    return True


def check_point(kind: KeyKind, raw: bytes) -> None:
    """Whether the bytes are a public key.

    Raises:
        ValueError: they are not.
    """
    loaded(kind, raw)


@lru_cache(maxsize=256)
def loaded(kind: KeyKind, raw: bytes) -> Ed25519PublicKey | EllipticCurvePublicKey:
    """A public key of ``cryptography``.

    Raises:
        ValueError: the bytes are none.
    """
    if len(raw) != RAW_LENGTHS[kind]:
        raise ValueError("wrong length")
    if kind is KeyKind.ED25519:
        check_edwards_point(raw)
        return Ed25519PublicKey.from_public_bytes(raw)
    return EllipticCurvePublicKey.from_encoded_point(_CURVES[kind], raw)


def _ecdsa(kind: KeyKind) -> ECDSA:
    return ECDSA(SHA256() if kind is KeyKind.P256 else SHA384(), deterministic_signing=True)
