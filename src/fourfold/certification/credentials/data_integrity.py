"""Data Integrity proofs over canonical JSON: ``eddsa-jcs-2022`` and ``ecdsa-jcs-2019``.

Hash = H(JCS(proof options)) ‖ H(JCS(document without proof)), H SHA-256 (SHA-384 for P-384); the proof options carry the
document's ``@context``. A document may hold one proof or a set of them. Source: W3C vc-di-eddsa 3.3, vc-di-ecdsa 3.3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from fourfold.certification.keys.key import PublicKey, SigningKey
from fourfold.core.canonical import JSON
from fourfold.core.problems import MessageKind

Credential: TypeAlias = dict[str, JSON]
"""A document that is or will be signed."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof as it stands in a document.

    Attributes:
        suite: ``eddsa-jcs-2022`` or ``ecdsa-jcs-2019``.
        method: verification method, a DID with fragment.
        created: when, by the signer's word.
        purpose: ``assertionMethod``.
        document: the proof itself as JSON.
    """

    suite: str
    method: str
    created: datetime
    purpose: str
    document: Credential


def signed(document: Credential, key: SigningKey, method: str, created: datetime) -> Credential:
    """The document with one more proof, by this key, over everything but its proofs.

    Args:
        document: with or without proofs; those stay.
        key: signs; its kind decides the suite.
        method: how the key is named, for example ``did:web:…#key-1``.
        created: moment of signing, UTC, to the second.
    """
    raise NotImplementedError


def proofs_of(document: Credential) -> tuple[Proof, ...] | MessageKind:
    """The proofs of a document in order; a message kind where they are malformed or there are none."""
    raise NotImplementedError


def why_not(document: Credential, proof: Proof, key: PublicKey) -> MessageKind | None:
    """Why this proof does not hold over this document under this key; ``None`` where it does."""
    raise NotImplementedError


def digest_of_credential(document: Credential) -> str:
    """SHA-256 of the canonical bytes with all proofs: what the log and other documents cite."""
    raise NotImplementedError


def same_content(one: Credential, other: Credential) -> bool:
    """Whether two credentials differ in their proofs at most."""
    raise NotImplementedError


def without_proofs(document: Credential) -> Credential:
    """The document alone."""
    raise NotImplementedError


CONTEXTS: Sequence[str] = (
    "https://www.w3.org/ns/credentials/v2",
    "https://www.w3.org/ns/credentials/undefined-terms/v2",
)
"""``@context`` of every credential of ours: the W3C's own, and its vocabulary for terms no context defines."""
