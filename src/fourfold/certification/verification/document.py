"""A verification as a document: ``verification/1``, canonical JSON."""

from __future__ import annotations

from fourfold.accounting.documents.parts import params_document, problem_document, text_document
from fourfold.certification.documents.certificate import Certificate
from fourfold.certification.verification.verification import Check, Verification
from fourfold.core.canonical import JSON, decimal_text

VERIFICATION_FORMAT = "verification/1"


def verification_document(verification: Verification) -> dict[str, JSON]:
    """The document of a verification."""
    as_of = verification.status_as_of
    return {
        "fourfold": VERIFICATION_FORMAT,
        "at": verification.at.isoformat(),
        "outcome": str(verification.outcome),
        "status_as_of": None if as_of is None else as_of.isoformat(),
        "certificate": _certificate(verification.certificate),
        "checks": [check_member(check) for check in verification.checks],
        "suppliers": [verification_document(one) for one in verification.suppliers],
    }


def _certificate(certificate: Certificate | None) -> JSON:
    if certificate is None:
        return None
    return {
        "number": certificate.number,
        "digest": certificate.digest,
        "issuer": certificate.issuer,
        "total_kg_co2e": decimal_text(certificate.total_kg_co2e),
        "dossier": certificate.dossier,
    }


def check_member(check: Check) -> JSON:
    """A check, in the document of whatever was checked."""
    return {
        "number": check.number,
        "code": check.code,
        "title": text_document(check.title, {}),
        "specification": check.spec,
        "finding": str(check.finding),
        "needed": check.needed,
        "reason": check.reason.code,
        "params": params_document(check.params),
        "text": text_document(check.reason.text, check.params),
        "problems": [problem_document(problem) for problem in check.problems],
    }
