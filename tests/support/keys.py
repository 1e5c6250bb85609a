"""Key files that are quick to open: the passphrase is as long as any, trying one is cheap."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fourfold.certification.keys.files import write_key
from fourfold.certification.keys.key import KeyKind, SigningKey, new_key
from fourfold.certification.keys.pkcs8 import Cost
from fourfold.core.problems import InputError

CHEAP = Cost(16, 8, 1)
PASSPHRASE = b"seven quiet meters hum"


def write_cheap_key(path: Path, key: SigningKey | None = None) -> SigningKey:
    """A key file under `PASSPHRASE`; a fresh Ed25519 pair where none is given."""
    key = key or new_key()
    write_key(path, key, PASSPHRASE, CHEAP)
    return key


def key_of_seed(kind: KeyKind, seed: bytes) -> SigningKey:
    """The pair of a published secret: 32 bytes, for P-384 48."""
    if kind is KeyKind.ED25519:
        return SigningKey(Ed25519PrivateKey.from_private_bytes(seed))
    curve = SECP256R1() if kind is KeyKind.P256 else SECP384R1()
    return SigningKey(derive_private_key(int.from_bytes(seed), curve))


def codes_of(call: Callable[[], object]) -> list[str]:
    """The codes of what a call refuses."""
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.__cause__ is None
    return [problem.kind.code for problem in caught.value.problems]
