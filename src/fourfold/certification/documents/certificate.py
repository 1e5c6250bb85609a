"""The certificate: what the body issues on a decision. Type ``FootprintCertificate``, issuer the body's did:web.

It points to a statement, never stands in its place. JSON with decimals as strings; members that are zero or empty are
written, never left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.documents.statement import Assurance, Opinion, Statement
from fourfold.certification.dossier.facts import DossierFacts
from fourfold.certification.status.bitstring import StatusEntry
from fourfold.core.canonical import JSON
from fourfold.core.problems import Place, Problems, Texts


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as read.

    Attributes:
        number: of the certificate.
        issuer: DID of the body.
        body: its names.
        product, producer, unit: names by language; `codes` of the product (``hs`` …).
        total_kg_co2e, lines_kg_co2e: per unit.
        boundary: kind; `stages` by name.
        start, end: period of the data.
        areas: codes.
        standard: as in the conformity document; `standard_id`, `edition` (number and edition for people) beside.
        electricity: basis, as in `DossierFacts`.
        valid_from, valid_until: half-open, UTC.
        dossier, statement, pack, lock: digests.
        factors: id and digest of each snapshot.
        suppliers: digests of suppliers' certificates.
        vouched: parts that cannot be recomputed by everyone.
        engine: version.
        level, opinion: of the statement.
        status: entries, revocation and suspension.
        supersedes: number of the certificate this one takes the place of; empty for none.
        url: where the certificate can be asked for.
        credential, digest: the signed document.
    """

    number: str
    issuer: str
    body: Texts
    product: Texts
    codes: dict[str, str]
    producer: Texts
    unit: Texts
    total_kg_co2e: Decimal
    lines_kg_co2e: dict[str, Decimal]
    boundary: str
    stages: tuple[Texts, ...]
    start: datetime
    end: datetime
    areas: tuple[str, ...]
    standard: dict[str, JSON]
    standard_id: str
    edition: str
    electricity: dict[str, JSON]
    valid_from: datetime
    valid_until: datetime
    dossier: str
    statement: str
    pack: str
    lock: str
    factors: tuple[tuple[str, str], ...]
    suppliers: tuple[str, ...]
    vouched: tuple[str, ...]
    engine: str
    level: Assurance
    opinion: Opinion
    status: tuple[StatusEntry, ...]
    supersedes: str
    url: str
    credential: Credential
    digest: str


def certificate_content(
    facts: DossierFacts,
    statement: Statement,
    issuer: str,
    names: Texts,
    number: str,
    url: str,
    valid_from: datetime,
    valid_until: datetime,
    status: tuple[StatusEntry, ...],
    supersedes: str = "",
) -> Credential:
    """The unsigned certificate."""
    raise NotImplementedError


def read_certificate(document: Credential, place: Place, problems: Problems) -> Certificate | None:
    """A certificate by its schema; proof, log and status are checked elsewhere."""
    raise NotImplementedError
