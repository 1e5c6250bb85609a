"""Keys that sign and keys that check: Ed25519 and ECDSA on P-256 and P-384.

A public key is spelled as a Multikey (``z6Mk…``; W3C Controlled Identifiers 1.0, section 2.2.2) and as ``did:key``. A
signing key never shows its secret: not in ``repr``, not in errors, not when pickled or copied. Its only way out is
`SigningKey.encrypted`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn, SupportsIndex

from fourfold.core.multibase import multibase_decoded, multibase_encoded, varint

if TYPE_CHECKING:
    from fourfold.certification.keys.pkcs8 import Cost
    from fourfold.certification.keys.schemes import Pair


class KeyKind(StrEnum):
    """Which signature scheme."""

    ED25519 = "ed25519"
    P256 = "p256"
    P384 = "p384"


_CODES: Mapping[KeyKind, bytes] = MappingProxyType(
    {KeyKind.ED25519: varint(0xED), KeyKind.P256: varint(0x1200), KeyKind.P384: varint(0x1201)}
)
"""Multicodec prefixes ``ed25519-pub``, ``p256-pub``, ``p384-pub``."""
RAW_LENGTHS: Mapping[KeyKind, int] = MappingProxyType({KeyKind.ED25519: 32, KeyKind.P256: 33, KeyKind.P384: 49})
"""Bytes of a public key."""
SIGNATURE_LENGTHS: Mapping[KeyKind, int] = MappingProxyType({KeyKind.ED25519: 64, KeyKind.P256: 64, KeyKind.P384: 96})
"""Bytes of a signature."""
_DID_KEY = "did:key:"


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
        return cls(*_parts_of(text))

    @classmethod
    def from_did(cls, text: str) -> PublicKey:
        """From ``did:key:z…``, or its verification method ``did:key:z…#z…``.

        Raises:
            ValueError: not such a name, or its two halves name different keys.
        """
        name, mark, fragment = text.partition("#")
        if not name.startswith(_DID_KEY) or (mark and name != _DID_KEY + fragment):
            raise ValueError("not a did:key")
        return cls.from_multikey(name.removeprefix(_DID_KEY))

    def check(self) -> None:
        """Whether the bytes are a key at all.

        Raises:
            ValueError: wrong length, or not a point of the curve that keys are taken from.
        """
        from fourfold.certification.keys.schemes import check_point

        if len(self.raw) != RAW_LENGTHS[self.kind]:
            raise ValueError(f"a key of kind {self.kind} has {RAW_LENGTHS[self.kind]} bytes")
        check_point(self.kind, self.raw)

    @property
    def multikey(self) -> str:
        """``z…``, base58-btc with the multicodec prefix."""
        return _multikey_of(self.kind, self.raw)

    @property
    def did(self) -> str:
        """``did:key:z…``."""
        return f"{_DID_KEY}{self.multikey}"

    @property
    def method(self) -> str:
        """The verification method of the did:key: ``did:key:z…#z…``."""
        multikey = self.multikey
        return f"{_DID_KEY}{multikey}#{multikey}"

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature (Ed25519: 64 bytes; ECDSA: r‖s of fixed length) is by this key over this message."""
        from fourfold.certification.keys.schemes import verifies

        return len(signature) == SIGNATURE_LENGTHS[self.kind] and verifies(self.kind, self.raw, signature, message)


@lru_cache(maxsize=1024)
def _multikey_of(kind: KeyKind, raw: bytes) -> str:
    return multibase_encoded(_CODES[kind] + raw)


@lru_cache(maxsize=1024)
def _parts_of(multikey: str) -> tuple[KeyKind, bytes]:
    """Kind and bytes of a multikey, checked. Remembered, because the keys of a body stand in everything it signs.

    Raises:
        ValueError: it is none.
    """
    if not multikey.startswith("z"):
        raise ValueError("a multikey begins with z")
    data = multibase_decoded(multikey)
    for kind, code in _CODES.items():
        if data.startswith(code):
            key = PublicKey(kind, data[len(code) :])
            key.check()
            return kind, key.raw
    raise ValueError("the multikey is neither Ed25519 nor P-256 nor P-384")


class SigningKey:
    """A key that signs. Made by `new_key` and `fourfold.certification.keys.files.read_key`.

    It can be neither pickled nor copied nor turned into text that holds the secret.
    """

    __slots__ = ("_pair", "_public")

    def __init__(self, pair: Pair) -> None:
        from fourfold.certification.keys.schemes import public_half

        self._pair = pair
        self._public = PublicKey(*public_half(pair))

    @property
    def public(self) -> PublicKey:
        """Its public half."""
        return self._public

    def sign(self, message: bytes) -> bytes:
        """Ed25519: RFC 8032. ECDSA: SHA-256 (P-256) or SHA-384 (P-384), deterministic (RFC 6979), as r‖s."""
        from fourfold.certification.keys.schemes import sign

        return sign(self._pair, message)

    def encrypted(self, passphrase: bytes, cost: Cost | None = None) -> bytes:
        """The pair as encrypted PKCS#8 in DER; `cost` of the key derivation, the usual one where none is given."""
        from fourfold.certification.keys.pkcs8 import COST, encrypted

        return encrypted(self._pair, passphrase, cost or COST)

    def __repr__(self) -> str:
        return f"<SigningKey {self._public.kind} {self._public.multikey}>"

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise TypeError("a signing key is neither pickled nor copied")

    def __getstate__(self) -> NoReturn:
        raise TypeError("a signing key is neither pickled nor copied")


def new_key(kind: KeyKind = KeyKind.ED25519) -> SigningKey:
    """A fresh pair from the system's generator."""
    from fourfold.certification.keys.schemes import new_pair

    return SigningKey(new_pair(kind))
