"""A certification body's folder: identity, registry, log, and the public files anybody may mirror.

    body.json              ``body/1``: DID, names, public address, prefix of numbers, status validity
    keys/                  root.pem, issue.pem, log.pem (encrypted); may be moved elsewhere and named by options
    registry.sqlite        documents, numbers, states
    public/did.json        newest issuer document; public/issuer/<n>.json every version
    public/register.json   newest register; public/register/<n>.json every version
    public/log/            checkpoint and tiles
    public/status/         <purpose>-<n>.json
    public/certificates/   <number>.bundle.json

Order of writing: registry, then tiles, then checkpoint, then what is public. `Body.recover` finishes what a crash left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.identity.issuer import IssuerDocument, KeyUse
from fourfold.certification.identity.register import Register
from fourfold.certification.keys.key import SigningKey
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.log.log import Log
from fourfold.certification.log.proof import LogProof
from fourfold.certification.registry import Registry
from fourfold.core.problems import Texts


@dataclass(frozen=True, slots=True)
class BodyCard:
    """``body.json``.

    Attributes:
        did: of the body.
        names: for people.
        url: public address of ``public/``, without slash at the end.
        prefix: of certificate numbers.
        status_hours: how long a status list may be rested on.
    """

    did: str
    names: Texts
    url: str
    prefix: str
    status_hours: int


class Body:
    """An opened body.

    Attributes:
        folder: its folder.
        card: who it is.
        registry: its memory.
        log: its log.
    """

    folder: Path
    card: BodyCard
    registry: Registry
    log: Log

    @classmethod
    def open(cls, folder: Path) -> Body:
        """Open a folder, finishing whatever a crash left undone that needs no key.

        Raises:
            InputError: it is no body's folder, or is damaged.
        """
        raise NotImplementedError

    def history(self) -> tuple[IssuerDocument, ...]:
        """Its issuer documents, oldest first."""
        raise NotImplementedError

    def register(self) -> Register | None:
        """Its newest register."""
        raise NotImplementedError

    def key(self, use: KeyUse, passphrase: bytes, path: Path | None = None) -> SigningKey:
        """The pair for a use, from `path` or ``keys/<use>.pem``; it must be the one its issuer document names now.

        Raises:
            InputError: it cannot be opened or is not that key.
        """
        raise NotImplementedError

    def publish(
        self, documents: Sequence[tuple[LeafKind, Credential]], log_key: SigningKey, at: datetime
    ) -> tuple[LogProof, ...]:
        """Record signed documents, append them to the log in order, and write the public files.

        Returns:
            A proof for each.
        """
        raise NotImplementedError


def make_body(folder: Path, card: BodyCard, root: SigningKey, issue: SigningKey, log: SigningKey, at: datetime) -> Body:
    """A new body in an empty folder: version 1 of its issuer document, an empty register, an empty status, all logged.

    Raises:
        InputError: the folder is taken.
    """
    raise NotImplementedError
