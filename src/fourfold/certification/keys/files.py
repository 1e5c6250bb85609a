"""Keys in files: encrypted PKCS#8 (PEM, readable by other tools), and beside it the public half as JSON.

``NAME.pem`` holds the encrypted pair, mode 600; ``NAME.pub.json`` (``key/1``) the public half, its kind and did:key.
"""

from __future__ import annotations

from pathlib import Path

from fourfold.certification.keys.key import PublicKey, SigningKey
from fourfold.core.problems import Problems


def write_key(path: Path, key: SigningKey, passphrase: bytes) -> None:
    """Write both files, atomically, never over others.

    Raises:
        InputError: the path is taken or cannot be written, or the passphrase is too short.
    """
    raise NotImplementedError


def read_key(path: Path, passphrase: bytes) -> SigningKey:
    """The pair of a file.

    Raises:
        InputError: the file cannot be read, is not such a key, or the passphrase does not open it. Names no secret.
    """
    raise NotImplementedError


def read_public(path: Path, problems: Problems) -> PublicKey | None:
    """The public half of ``NAME.pub.json``, of ``NAME.pem`` (by the file beside it), or of a did:key or multikey text."""
    raise NotImplementedError
