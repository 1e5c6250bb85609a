"""Trace bundles: everything a check of a statement or of lots needs without network, from registry and log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fourfold.app.certification.bodies.body import Body
from fourfold.certification.credentials.data_integrity import Credential, digest_of_credential
from fourfold.certification.documents.ledger_day import LedgerDay
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.traces.bundle import trace_bundle_document
from fourfold.core.canonical import JSON


def trace_bundle(
    body: Body,
    statement: Credential | None,
    days: Sequence[LedgerDay],
    lots: dict[str, JSON] | None,
    at: datetime,
    timestamp: bytes = b"",
) -> dict[str, JSON]:
    """A bundle with the newest issuer documents, all under the published checkpoint.

    Args:
        body: which keeps the ledger.
        statement: signed and logged; ``None`` for lots alone.
        days: published days, oldest first; the lots stand in the last.
        lots: as `fourfold.certification.traces.lots.lots_member` gives them; ``None`` without any.
        at: when it is made.
        timestamp: RFC 3161 reply over that checkpoint, DER; empty where there is none.

    Raises:
        InputError: a document is not in the log, or there is too much of something.
    """
    issuer = [one for one in body.registry.documents(LeafKind.ISSUER) if one.index is not None]
    checkpoint = body.log.newest
    digests = [*(one.digest for one in issuer), *(one.digest for one in days)]
    if statement is not None:
        digests.insert(0, digest_of_credential(statement))
    proofs = {digest: body.proof(digest, checkpoint).text() for digest in digests}
    credentials = [body.credential(one) for one in issuer]
    return trace_bundle_document(at, statement, [one.credential for one in days], lots, credentials, proofs, timestamp)
