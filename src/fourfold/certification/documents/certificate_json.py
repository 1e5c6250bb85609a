"""What a certificate says, as members of the document."""

from __future__ import annotations

from datetime import datetime

from fourfold.certification.credentials.data_integrity import CONTEXTS, Credential
from fourfold.certification.documents.certificate_shape import CERTIFICATE_FORMAT, CERTIFICATE_TYPE
from fourfold.certification.documents.parts import figure_member, text_list, texts_member
from fourfold.certification.documents.statement import Statement
from fourfold.certification.dossier.facts import DossierFacts
from fourfold.certification.identity.trust import Accreditation
from fourfold.certification.status.bitstring import StatusEntry
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.moments import moment_text
from fourfold.core.problems import Texts


def certificate_members(
    facts: DossierFacts,
    statement: Statement,
    issuer: str,
    names: Texts,
    number: str,
    url: str,
    valid_from: datetime,
    valid_until: datetime,
    status: tuple[StatusEntry, ...],
    supersedes: str,
    issued: datetime | None,
    accreditations: tuple[Accreditation, ...],
) -> Credential:
    """The document; arguments as of `fourfold.certification.documents.certificate.certificate_content`."""
    return {
        "@context": [*CONTEXTS],
        "id": url,
        "type": ["VerifiableCredential", CERTIFICATE_TYPE],
        "fourfold": CERTIFICATE_FORMAT,
        "issuer": {"id": issuer, "names": texts_member(names)},
        "validFrom": moment_text(valid_from),
        "validUntil": moment_text(valid_until),
        "credentialStatus": [entry.document() for entry in status],
        "credentialSubject": {
            "number": number,
            "issued": moment_text(issued or valid_from),
            "supersedes": supersedes,
            **_what(facts),
            **_by_what(facts),
            "statement": _statement(statement),
            "accreditations": [_accreditation(one) for one in accreditations],
        },
    }


def _what(facts: DossierFacts) -> Credential:
    """The product, whose it is, and its figure."""
    return {
        "product": {
            "names": texts_member(facts.product),
            "identifiers": text_list(facts.identifiers),
            "codes": {**facts.codes},
        },
        "producer": {
            "names": texts_member(facts.producer),
            "identifiers": text_list(facts.producer_identifiers),
            "sites": [{"names": texts_member(names), "area": area} for names, area in facts.sites],
        },
        "unit": {
            "names": texts_member(facts.unit),
            "kind": facts.unit_kind,
            "amount": decimal_text(facts.unit_amount),
            "unit": facts.unit_unit,
        },
        "figure": figure_member(facts.total_kg_co2e, facts.lines_kg_co2e),
        "boundary": {"kind": facts.boundary_kind, "stages": [texts_member(names) for names in facts.stages]},
        "period": {"from": moment_text(facts.start), "until": moment_text(facts.end)},
        "areas": text_list(facts.areas),
    }


def _by_what(facts: DossierFacts) -> Credential:
    """The standard, the electricity, and everything the figure can be recomputed from, by digest."""
    return {
        "standard": facts.standard,
        "chain": [{"id": pack, "version": version, "digest": digest} for pack, version, digest in facts.chain],
        "conformity": facts.outcome,
        "method": facts.method,
        "electricity": facts.electricity,
        "dossier": facts.dossier,
        "study": facts.study,
        "factors": [{"id": name, "digest": digest} for name, digest in facts.factors],
        "suppliers": text_list(facts.suppliers),
        "vouched": text_list(facts.vouched),
        "engine": {"version": facts.engine, "lock": facts.lock},
    }


def _statement(statement: Statement) -> Credential:
    return {
        "digest": statement.digest,
        "preparation": statement.preparation,
        "level": str(statement.level),
        "opinion": str(statement.opinion),
        "wording": str(statement.wording),
        "verifier": statement.verifier.did,
        "reviewer": statement.reviewer.did if statement.reviewer else "",
    }


def _accreditation(accreditation: Accreditation) -> JSON:
    return {
        "by": accreditation.by,
        "number": accreditation.number,
        "standards": text_list(accreditation.standards),
        "from": moment_text(accreditation.start),
        "until": None if accreditation.end is None else moment_text(accreditation.end),
    }
