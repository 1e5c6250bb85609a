"""The certificate: what the body issues on a decision. Type ``FootprintCertificate``, issuer the body's did:web.

It points to a statement, never stands in its place. JSON with decimals as strings; members that are zero or empty are
written, never left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from fourfold.certification.credentials.data_integrity import Credential, digest_of_credential
from fourfold.certification.documents.certificate_checks import (
    check_certifiable,
    check_certificate,
    check_content,
)
from fourfold.certification.documents.certificate_json import certificate_members
from fourfold.certification.documents.certificate_shape import CERTIFICATE
from fourfold.certification.documents.parts import check_document
from fourfold.certification.documents.statement import Assurance, Opinion, Statement
from fourfold.certification.dossier.facts import DossierFacts
from fourfold.certification.identity.trust import Accreditation
from fourfold.certification.status.bitstring import StatusEntry, StatusPurpose
from fourfold.core.canonical import JSON
from fourfold.core.json_node import Node
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
        issued: by the issuer's word.
        identifiers, producer_identifiers: of product and producer.
        sites: names and area of each plant.
        unit_kind, unit_amount, unit_unit: what the figure is per.
        chain: id, version, digest of every pack it rests on.
        conformity: outcome of the conformity report.
        method: id.
        study, preparation: digests.
        verifier, reviewer: their did:keys.
        accreditations: as the issuer states them.
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
    issued: datetime
    identifiers: tuple[str, ...]
    producer_identifiers: tuple[str, ...]
    sites: tuple[tuple[Texts, str], ...]
    unit_kind: str
    unit_amount: Decimal
    unit_unit: str
    chain: tuple[tuple[str, str, str], ...]
    conformity: str
    method: str
    study: str
    preparation: str
    verifier: str
    reviewer: str
    accreditations: tuple[Accreditation, ...]

    @property
    def is_draft(self) -> bool:
        """Whether it rests on a pack nobody has reviewed against its document, and says so."""
        return self.standard["status"] == "draft"


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
    issued: datetime | None = None,
    accreditations: tuple[Accreditation, ...] = (),
) -> Credential:
    """The unsigned certificate.

    Args:
        facts: of the dossier.
        statement: on the same dossier, reviewed.
        issuer: DID of the body; `names` its names.
        number: of the certificate; `url` where it can be asked for.
        valid_from, valid_until: half-open.
        status: its bits, revocation and suspension.
        supersedes: number of the certificate it takes the place of.
        issued: moment of issue; that of `valid_from` where it is not given.
        accreditations: as the body states them.

    Raises:
        InputError: the statement is about something else, carries no certificate or lacks its review; or what the
            certificate would say does not hold together.
    """
    problems = Problems()
    check_certifiable(facts, statement, issuer, Place("statement"), problems)
    problems.raise_if_errors()
    content = certificate_members(
        facts,
        statement,
        issuer,
        names,
        number,
        url,
        valid_from,
        valid_until,
        status,
        supersedes,
        issued,
        accreditations,
    )
    check_content(content, Place("certificate"), problems)
    problems.raise_if_errors()
    return content


def read_certificate(document: Credential, place: Place, problems: Problems) -> Certificate | None:
    """A certificate by its schema; proof, log and status are checked elsewhere."""
    if not check_document(CERTIFICATE, document, place, problems):
        return None
    found = Problems()
    check_certificate(document, place, found)
    problems.absorb(found)
    return None if found.errors else _certificate(document)


def _certificate(document: Credential) -> Certificate:
    node = Node(document)
    subject = node.node("credentialSubject")
    issuer, product, producer = node.node("issuer"), subject.node("product"), subject.node("producer")
    unit, figure, boundary = subject.node("unit"), subject.node("figure"), subject.node("boundary")
    period, standard, engine = subject.node("period"), subject.node("standard"), subject.node("engine")
    statement = subject.node("statement")
    return Certificate(
        number=subject.text("number"),
        issuer=issuer.text("id"),
        body=issuer.text_map("names"),
        product=product.text_map("names"),
        codes=product.text_map("codes"),
        producer=producer.text_map("names"),
        unit=unit.text_map("names"),
        total_kg_co2e=figure.decimal("total_kg_co2e"),
        lines_kg_co2e=figure.decimal_map("lines_kg_co2e"),
        boundary=boundary.text("kind"),
        stages=boundary.text_maps("stages"),
        start=period.moment("from"),
        end=period.moment("until"),
        areas=subject.texts("areas"),
        standard=standard.members,
        standard_id=standard.text("id"),
        edition=_edition(standard),
        electricity=subject.object("electricity"),
        valid_from=node.moment("validFrom"),
        valid_until=node.moment("validUntil"),
        dossier=subject.text("dossier"),
        statement=statement.text("digest"),
        pack=standard.text("digest"),
        lock=engine.text("lock"),
        factors=tuple((one.text("id"), one.text("digest")) for one in subject.nodes("factors")),
        suppliers=subject.texts("suppliers"),
        vouched=subject.texts("vouched"),
        engine=engine.text("version"),
        level=Assurance(statement.text("level")),
        opinion=Opinion(statement.text("opinion")),
        status=tuple(_entry(one) for one in node.nodes("credentialStatus")),
        supersedes=subject.text("supersedes"),
        url=node.text("id"),
        credential=document,
        digest=digest_of_credential(document),
        issued=subject.moment("issued"),
        identifiers=product.texts("identifiers"),
        producer_identifiers=producer.texts("identifiers"),
        sites=tuple((one.text_map("names"), one.text("area")) for one in producer.nodes("sites")),
        unit_kind=unit.text("kind"),
        unit_amount=unit.decimal("amount"),
        unit_unit=unit.text("unit"),
        chain=tuple((one.text("id"), one.text("version"), one.text("digest")) for one in subject.nodes("chain")),
        conformity=subject.text("conformity"),
        method=subject.text("method"),
        study=subject.text("study"),
        preparation=statement.text("preparation"),
        verifier=statement.text("verifier"),
        reviewer=statement.text("reviewer"),
        accreditations=tuple(_accreditation(one) for one in subject.nodes("accreditations")),
    )


def _edition(standard: Node) -> str:
    """Number and edition of a standard's document as people cite it."""
    document = standard.node("document")
    parts = (document.text("number") or standard.text("standard"), document.text("edition"))
    return " ".join(part for part in parts if part)


def _entry(node: Node) -> StatusEntry:
    purpose = StatusPurpose(node.text("statusPurpose"))
    return StatusEntry(purpose, node.text("statusListCredential"), int(node.text("statusListIndex")))


def _accreditation(node: Node) -> Accreditation:
    end = None if node.members["until"] is None else node.moment("until")
    return Accreditation(node.text("by"), node.text("number"), node.texts("standards"), node.moment("from"), end)
