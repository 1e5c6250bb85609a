"""Trust roots: what a verifier has decided to trust, in one file (``trust/1``).

Bodies by DID with the root keys pinned, their log (origin and key), accreditations, and which witnesses must have seen a
checkpoint. Nothing a bundle carries can add to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fourfold.certification.keys.key import PublicKey
from fourfold.certification.log.checkpoint import Witness
from fourfold.core.canonical import JSON
from fourfold.core.problems import Place, Problems, Texts


@dataclass(frozen=True, slots=True)
class Accreditation:
    """For what a body was accredited.

    Attributes:
        by: name of the accreditation body.
        number: of the accreditation.
        standards: ids; empty: any.
        start, end: half-open, UTC.
    """

    by: str
    number: str
    standards: tuple[str, ...]
    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class TrustedBody:
    """A body.

    Attributes:
        did: ``did:web:…`` (or ``did:key:…`` for trials).
        names: for people.
        roots: root keys pinned.
        log: origin and key of its log.
        accreditations: as whoever made the file has seen them.
    """

    did: str
    names: Texts
    roots: tuple[PublicKey, ...]
    log: Witness
    accreditations: tuple[Accreditation, ...]


@dataclass(frozen=True, slots=True)
class TrustRoots:
    """What is trusted.

    Attributes:
        bodies: by DID.
        witnesses: whose cosignatures count.
        threshold: how many of them a checkpoint needs.
        status_age: oldest status to rest on; ``None``: what the list itself says.
        digest: of the file.
    """

    bodies: dict[str, TrustedBody]
    witnesses: tuple[Witness, ...]
    threshold: int
    status_age: timedelta | None
    digest: str


def read_trust(data: bytes, place: Place, problems: Problems) -> TrustRoots | None:
    """Trust roots from a file."""
    raise NotImplementedError


def trust_document(
    bodies: tuple[TrustedBody, ...],
    witnesses: tuple[Witness, ...] = (),
    threshold: int = 0,
    status_age: timedelta | None = None,
) -> dict[str, JSON]:
    """The document of trust roots."""
    raise NotImplementedError
