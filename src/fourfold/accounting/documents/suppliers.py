"""Suppliers' certificates in a result document, and back: what was checked when it was made."""

from __future__ import annotations

from collections.abc import Mapping

from fourfold.accounting.assess import Result
from fourfold.accounting.certified import UNCHECKED, CertificateState, CertifiedSupplier
from fourfold.core.canonical import JSON
from fourfold.core.moments import moment_of, moment_text

_UNCHECKED = CertifiedSupplier(CertificateState.UNKNOWN, "", "", "", "", None, UNCHECKED)


def suppliers_document(result: Result) -> list[JSON]:
    """Every supplier row that names a certificate, with what its check came to, in the order of the table."""
    documents: list[JSON] = []
    for row in result.study.tables.suppliers:
        if row.certificate:
            found = result.certified.get(row.supplier, _UNCHECKED)
            record = result.study.files.get(row.certificate)
            documents.append(
                {
                    "supplier": row.supplier,
                    "file": row.certificate,
                    "bundle": found.bundle or (record.digest if record is not None else ""),
                    "state": str(found.state),
                    "number": found.number,
                    "issuer": found.issuer,
                    "digest": found.digest,
                    "as_of": None if found.as_of is None else moment_text(found.as_of),
                    "reasons": list(found.reasons),
                }
            )
    return documents


def certified_of_document(document: Mapping[str, JSON]) -> dict[str, CertifiedSupplier]:
    """What a result document says of suppliers' certificates, to calculate again by; entries of another form are left.

    Whether a certificate held depends on the day. Recomputing takes what was found when the result was made, so that it
    compares figures; `fourfold verify` checks the certificates themselves.
    """
    listed = document.get("suppliers")
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    found = ((entry.get("supplier"), _certified(entry)) for entry in entries)
    return {name: one for name, one in found if isinstance(name, str) and one is not None}


def _certified(entry: Mapping[str, JSON]) -> CertifiedSupplier | None:
    texts = [entry.get(name) for name in ("state", "number", "issuer", "digest", "bundle")]
    reasons = entry.get("reasons")
    state, *rest = [text for text in texts if isinstance(text, str)] or [""]
    if len(rest) != len(texts) - 1 or state not in set(CertificateState) or not isinstance(reasons, list):
        return None
    number, issuer, digest, bundle = rest
    as_of = moment_of(entry.get("as_of"))
    told = tuple(reason for reason in reasons if isinstance(reason, str))
    return CertifiedSupplier(CertificateState(state), number, issuer, digest, bundle, as_of, told)
