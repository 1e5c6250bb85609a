"""Pairs as encrypted PKCS#8: PBES2 with scrypt and AES-256-CBC (RFC 5958, RFC 8018, RFC 7914 section 7).

``cryptography`` writes this format with 2,048 rounds of PBKDF2, which a passphrase of a person does not stand for long;
so the envelope is put together here, from its key derivation and its cipher. It reads the whole of it by itself, as
OpenSSL does. Scrypt costs 16 MiB and five passes (N = 2^14, r = 8, p = 5), the strongest of the settings recommended by
OWASP that OpenSSL opens without being told to use more memory.

What a file asks for is looked at before it is done: a key derivation without bound would be a trap.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from cryptography.exceptions import InternalError, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from fourfold.certification.keys import file_messages as said
from fourfold.certification.keys.der import OBJECT_ID, OCTETS, Value, integer, read, sequence
from fourfold.certification.keys.schemes import Pair, kind_of
from fourfold.core.problems import MessageKind

_PBES2 = Value(OBJECT_ID, bytes.fromhex("2a864886f70d01050d"))
"""1.2.840.113549.1.5.13"""
_PBKDF2 = Value(OBJECT_ID, bytes.fromhex("2a864886f70d01050c"))
"""1.2.840.113549.1.5.12"""
_SCRYPT = Value(OBJECT_ID, bytes.fromhex("2b06010401da47040b"))
"""1.3.6.1.4.1.11591.4.11"""
_AES_256_CBC = Value(OBJECT_ID, bytes.fromhex("60864801650304012a"))
"""2.16.840.1.101.3.4.1.42"""
_SALT_BYTES = 16
_KEY_BYTES = 32
_MOST_SCRYPT_BYTES = 256 * 1024 * 1024
_MOST_SCRYPT_PASSES = 16
_MOST_ROUNDS = 10_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """What it costs to try a passphrase, by scrypt (RFC 7914).

    Attributes:
        n: memory and time, a power of two; with `r` it takes 128 · n · r bytes.
        r: size of a block.
        p: passes.
    """

    n: int
    r: int
    p: int


COST = Cost(2**14, 8, 5)
"""16 MiB, about a quarter of a second."""


class SealedKeyError(ValueError):
    """Why bytes give no pair. Holds no part of the secret.

    Attributes:
        kind: in words.
    """

    def __init__(self, kind: MessageKind) -> None:
        super().__init__(kind.code)
        self.kind = kind


def encrypted(pair: Pair, passphrase: bytes, cost: Cost) -> bytes:
    """A pair as DER that only the passphrase opens. Salt and start value are fresh: no two writings are equal."""
    salt, start = os.urandom(_SALT_BYTES), os.urandom(16)
    secret = Scrypt(salt=salt, length=_KEY_BYTES, n=cost.n, r=cost.r, p=cost.p).derive(passphrase)
    padding = PKCS7(128).padder()
    plain = padding.update(pair.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())) + padding.finalize()
    cipher = Cipher(AES256(secret), CBC(start)).encryptor()
    scrypt = sequence(Value(OCTETS, salt), integer(cost.n), integer(cost.r), integer(cost.p), integer(_KEY_BYTES))
    scheme = sequence(sequence(_SCRYPT, scrypt), sequence(_AES_256_CBC, Value(OCTETS, start)))
    return sequence(sequence(_PBES2, scheme), Value(OCTETS, cipher.update(plain) + cipher.finalize())).data


def decrypted(data: bytes, passphrase: bytes) -> Pair:
    """The pair of an encrypted PKCS#8, by scrypt or PBKDF2.

    Raises:
        SealedKeyError: it is no such envelope, not encrypted, of another scheme, too costly to open, or the passphrase
            does not open it.
    """
    _look(data)
    try:
        pair = load_der_private_key(data, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm, InternalError):  # the last for an impossible N of scrypt
        raise SealedKeyError(said.KEY_NOT_OPENED) from None
    if not isinstance(pair, Pair) or kind_of(pair) is None:
        raise SealedKeyError(said.KEY_FILE_OTHER_KIND)
    return pair


def is_plain(data: bytes) -> bool:
    """Whether these bytes are a private key that anybody can read."""
    try:
        load_der_private_key(data, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return True


def _look(data: bytes) -> None:
    """Refuse what is no encrypted key and what would take beyond the limits to open."""
    try:
        bearable = _is_bearable(data)
    except (ValueError, IndexError):
        kind = said.KEY_FILE_NOT_ENCRYPTED if is_plain(data) else said.KEY_FILE_NOT_A_KEY
        raise SealedKeyError(kind) from None
    if not bearable:
        raise SealedKeyError(said.KEY_FILE_TOO_COSTLY)


def _is_bearable(data: bytes) -> bool:
    """Whether the key derivation of an encrypted key stays within the limits.

    Raises:
        ValueError: it is no encrypted key by PBES2 with scrypt or PBKDF2.
    """
    encryption, _ = read(data).parts
    name, scheme = encryption.parts
    derivation, _ = scheme.parts
    method, parameters = derivation.parts
    if name != _PBES2 or method not in (_SCRYPT, _PBKDF2):
        raise ValueError("another way to encrypt")
    if method == _PBKDF2:
        return 0 < parameters.parts[1].number <= _MOST_ROUNDS
    n, r, p = (part.number for part in parameters.parts[1:4])
    return 0 < 128 * n * r <= _MOST_SCRYPT_BYTES and r > 0 and 0 < p <= _MOST_SCRYPT_PASSES
