"""A body's register: which key may prepare, verify, review or issue, for what, from when to when.

A credential of type ``KeyRegister`` (``register/1``), signed by a root key of the body, logged in every version. Entries
are never removed: one that ends gets an end. People stand in it by a salted digest only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.identity.issuer import Compromise, IssuerDocument
from fourfold.certification.keys.key import PublicKey
from fourfold.core.problems import Place, Problems


class Role(StrEnum):
    """What a key may do in a case."""

    PREPARE = "prepare"
    VERIFY = "verify"
    REVIEW = "review"
    ISSUE = "issue"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a register.

    Attributes:
        key: whose.
        role: what it may do.
        standards: ids of standards it may do it for; empty: any.
        products: prefixes of HS codes; empty: any.
        start, end: half-open, UTC.
        person: salted digest of who holds the key; empty where a body holds it.
        compromise: where the key is known to be in other hands.
    """

    key: PublicKey
    role: Role
    standards: tuple[str, ...]
    products: tuple[str, ...]
    start: datetime
    end: datetime | None
    person: str = ""
    compromise: Compromise | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """A version of a register.

    Attributes:
        body: DID of the body.
        version: 1, 2, …
        updated: when it was made.
        entries: in order.
        credential, digest: the signed document.
    """

    body: str
    version: int
    updated: datetime
    entries: tuple[Entry, ...]
    credential: Credential
    digest: str

    def allows(
        self, key: PublicKey, role: Role, at: datetime, standard: str, product: str, log_index: int | None
    ) -> bool:
        """Whether the key had the role for this standard and product (HS code, may be empty) at that moment.

        Of a compromised key only what is in the log before its compromise counts.
        """
        raise NotImplementedError


def read_register(
    document: Credential, issuer: Sequence[IssuerDocument], place: Place, problems: Problems
) -> Register | None:
    """A register, its proof checked against the root keys of the issuer's history."""
    raise NotImplementedError
