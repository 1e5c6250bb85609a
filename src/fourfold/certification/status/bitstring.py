"""Bitstring Status List (W3C, v1.0): one bit for each certificate, revocation and suspension apart.

At least 131,072 entries in a list, so that asking for one does not tell which; bit 0 is the leftmost. ``encodedList`` is
multibase base64url (``u…``) of the gzip of the bits; expanding it is bounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fourfold.certification.credentials.data_integrity import Credential
from fourfold.core.problems import Place, Problems

LIST_ENTRIES = 131_072


class StatusPurpose(StrEnum):
    """What a set bit means."""

    REVOCATION = "revocation"
    SUSPENSION = "suspension"


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """Where a certificate's bit stands (``BitstringStatusListEntry``).

    Attributes:
        purpose: what a set bit means.
        url: of the list credential.
        index: of the bit.
    """

    purpose: StatusPurpose
    url: str
    index: int

    def document(self) -> Credential:
        """As it stands under ``credentialStatus``."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class StatusList:
    """A list as published.

    Attributes:
        url: its id.
        issuer: DID of the body.
        purpose: what a set bit means.
        made: ``validFrom``.
        until: ``validUntil``: after it a reader must not rest on it.
        bits: ``LIST_ENTRIES // 8`` bytes or more.
        credential: signed document, as far as there is one.
    """

    url: str
    issuer: str
    purpose: StatusPurpose
    made: datetime
    until: datetime
    bits: bytes
    credential: Credential

    def is_set(self, index: int) -> bool:
        """The bit.

        Raises:
            IndexError: beyond the list.
        """
        raise NotImplementedError


def list_credential(
    url: str, issuer: str, purpose: StatusPurpose, bits: bytes, made: datetime, until: datetime
) -> Credential:
    """The unsigned credential (``BitstringStatusListCredential``) of a list."""
    raise NotImplementedError


def read_status_list(document: Credential, place: Place, problems: Problems) -> StatusList | None:
    """A list; its proof is checked elsewhere."""
    raise NotImplementedError
