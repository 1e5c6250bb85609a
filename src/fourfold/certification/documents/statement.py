"""The statement: what the verifier says. Type ``VerificationStatement``, a proof of the verifier and one of the reviewer.

The issuer is the verifier's did:key; ``onBehalfOf`` the body. It names dossier, preparation, criteria, level, opinion,
materiality, findings, misstatements. What closed parts the verifier was shown stands in it by commitment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from fourfold.certification.credentials.data_integrity import Credential, Proof
from fourfold.certification.keys.key import PublicKey
from fourfold.core.problems import Place, Problems, Texts


class Assurance(StrEnum):
    """Level of assurance, or the engagement that gives none."""

    REASONABLE = "reasonable"
    LIMITED = "limited"
    AGREED_PROCEDURES = "agreed-upon-procedures"


class Opinion(StrEnum):
    """What the verifier concludes."""

    UNMODIFIED = "unmodified"
    MODIFIED = "modified"
    ADVERSE = "adverse"
    DISCLAIMER = "disclaimer"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Finding:
    """An observation judged against a clause; with an amount it is a misstatement.

    Attributes:
        id: short name.
        clause: number or id in the standard.
        text: what was found, by language.
        severity: ``major`` | ``minor`` | ``observation``.
        status: ``open`` | ``corrected`` | ``accepted``.
        amount_kg_co2e: signed misstatement per unit, where it is one.
    """

    id: str
    clause: str
    text: Texts
    severity: str
    status: str
    amount_kg_co2e: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Materiality:
    """What would matter: agreed before, not after.

    Attributes:
        share: of the total, 0.05 for 5 %.
        qualitative: what matters whatever its amount, by language.
        sum_signed_kg_co2e, sum_absolute_kg_co2e: of uncorrected misstatements; both are shown.
    """

    share: Decimal
    qualitative: tuple[Texts, ...]
    sum_signed_kg_co2e: Decimal
    sum_absolute_kg_co2e: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as read.

    Attributes:
        verifier, reviewer: their keys; the reviewer's is ``None`` while the review is outstanding.
        proofs: with the key that made each (did:key), checked.
        body: DID of the body.
        dossier, preparation: digests.
        standard: id of the standard.
        level, opinion: what is said.
        scope: what was looked at, by language.
        materiality: agreed.
        findings: in order.
        shown: commitments of hidden parts the verifier was shown.
        recomputed: digest of the recomputation report, empty where none was made.
        start: ``validFrom``.
        signed: when the last proof was made.
        credential, digest: the signed document.
    """

    verifier: PublicKey
    reviewer: PublicKey | None
    proofs: tuple[Proof, ...]
    body: str
    dossier: str
    preparation: str
    standard: str
    level: Assurance
    opinion: Opinion
    scope: Texts
    materiality: Materiality
    findings: tuple[Finding, ...]
    shown: tuple[str, ...]
    recomputed: str
    start: datetime
    signed: datetime
    credential: Credential
    digest: str


def read_statement(document: Credential, place: Place, problems: Problems) -> Statement | None:
    """A statement: schema, then both proofs under the did:keys that name themselves. Roles are checked elsewhere."""
    raise NotImplementedError
