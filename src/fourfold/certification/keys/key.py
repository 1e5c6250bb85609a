"""Keys that sign and keys that check: Ed25519 and ECDSA on P-256 and P-384.

A public key is spelled as a Multikey (``z6Mk…``) and as ``did:key``. A signing key never shows its secret: not in
``repr``, not in errors, not when pickled.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class KeyKind(StrEnum):
    """Which signature scheme."""

    ED25519 = "ed25519"
    P256 = "p256"
    P384 = "p384"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that checks signatures.

    Attributes:
        kind: scheme.
        raw: Ed25519: 32 bytes; ECDSA: the compressed point, 33 or 49 bytes.
    """

    kind: KeyKind
    raw: bytes

    @classmethod
    def from_multikey(cls, text: str) -> PublicKey:
        """From ``z…``.

        Raises:
            ValueError: not a multikey of a known kind, of the right length, on the curve.
        """
        raise NotImplementedError

    @property
    def multikey(self) -> str:
        """``z…``, base58-btc with the multicodec prefix."""
        raise NotImplementedError

    @property
    def did(self) -> str:
        """``did:key:z…``."""
        return f"did:key:{self.multikey}"

    @property
    def method(self) -> str:
        """The verification method of the did:key: ``did:key:z…#z…``."""
        return f"{self.did}#{self.multikey}"

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature (Ed25519: 64 bytes; ECDSA: r‖s of fixed length) is by this key over this message."""
        raise NotImplementedError


class SigningKey:
    """A key that signs. Made by `new_key` and `fourfold.certification.keys.files.read_key`."""

    @property
    def public(self) -> PublicKey:
        """Its public half."""
        raise NotImplementedError

    def sign(self, message: bytes) -> bytes:
        """Ed25519: RFC 8032. ECDSA: SHA-256 (P-256) or SHA-384 (P-384), deterministic (RFC 6979), as r‖s."""
        raise NotImplementedError


def new_key(kind: KeyKind = KeyKind.ED25519) -> SigningKey:
    """A fresh pair from the system's generator."""
    raise NotImplementedError
