"""The preparation: a client's word that this dossier is theirs. Type ``DossierPreparation``, issuer the preparer's key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.keys.key import PublicKey, SigningKey
from fourfold.core.problems import Place, Problems


@dataclass(frozen=True, slots=True)
class Preparation:
    """Who prepared a dossier.

    Attributes:
        dossier: its digest.
        key: the preparer's key (its did:key is issuer and method).
        created: when it was signed.
        credential, digest: the signed document.
    """

    dossier: str
    key: PublicKey
    created: datetime
    credential: Credential
    digest: str


def prepare(dossier: str, key: SigningKey, created: datetime) -> Credential:
    """The signed preparation of a dossier by its digest."""
    raise NotImplementedError


def read_preparation(document: Credential, place: Place, problems: Problems) -> Preparation | None:
    """A preparation; its proof is checked here, since its key stands in it."""
    raise NotImplementedError
