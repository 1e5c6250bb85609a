"""Suppliers' certificates in a result document, and back: what was checked when it was made."""

from __future__ import annotations

from collections.abc import Mapping

from fourfold.accounting.assess import Result
from fourfold.accounting.certified import UNCHECKED, CertificateState, CertifiedSupplier
from fourfold.accounting.documents.checked import read_checked, told_members, told_of
from fourfold.core.canonical import JSON

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
                    **told_members(found.as_of, found.reasons),
                }
            )
    return documents


def certified_of_document(document: Mapping[str, JSON]) -> dict[str, CertifiedSupplier]:
    """What a result document says of suppliers' certificates, to calculate again by; others are left."""
    return read_checked(document, "suppliers", "supplier", _certified)


def _certified(entry: Mapping[str, JSON]) -> CertifiedSupplier | None:
    told = told_of(entry, CertificateState, "number", "issuer", "digest", "bundle")
    if told is None:
        return None
    state, number, issuer, digest, bundle = told.texts
    return CertifiedSupplier(CertificateState(state), number, issuer, digest, bundle, told.as_of, told.reasons)
