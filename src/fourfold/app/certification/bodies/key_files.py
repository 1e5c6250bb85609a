"""The key files of a body: which of them holds a key, and which name a new one gets.

A body's first keys are ``root.pem``, ``issue.pem``, ``log.pem``; one that takes the place of another is a new file,
``issue-2.pem``. No file is renamed or removed: which key is in use stands in the issuer document, and the file is found
by the public half that it names. So a crash between writing a key and publishing it leaves nothing that misleads.
"""

from __future__ import annotations

from pathlib import Path

from fourfold.certification.identity.issuer_model import KeyUse
from fourfold.certification.keys.files import public_path, read_public
from fourfold.certification.keys.key import PublicKey
from fourfold.core.problems import Problems

_MOST_FILES = 1_000


def find_key_file(folder: Path, use: KeyUse, key: PublicKey) -> Path | None:
    """The file of a key: ``USE.pem``, ``USE-2.pem``, … by the public half it names; ``None`` where none does."""
    found = (path for path in sorted(folder.glob(f"{use}*.pem"))[:_MOST_FILES] if path.is_file())
    return next((path for path in found if read_public(path, Problems()) == key), None)


def free_key_file(folder: Path, use: KeyUse) -> Path:
    """The first of ``USE.pem``, ``USE-2.pem``, … that is not taken."""
    path, number = folder / f"{use}.pem", 1
    while path.exists() or public_path(path).exists():
        number += 1
        path = folder / f"{use}-{number}.pem"
    return path
