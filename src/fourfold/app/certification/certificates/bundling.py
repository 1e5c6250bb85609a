"""Bundles: everything a check of a certificate needs without network, gathered from registry, log and suppliers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fourfold.app.certification.bodies.public_files import status_url
from fourfold.certification.bundle import MOST_TIMESTAMP, bundle_document
from fourfold.certification.documents.certificate import Certificate, read_certificate
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.registry import NO_CERTIFICATE, Recorded
from fourfold.certification.status.bitstring import StatusPurpose
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.reading import FILE_EMPTY, MIB, read_bounded
from fourfold.core.strict_json import read_json_object

if TYPE_CHECKING:
    from fourfold.app.certification.bodies.body import Body

SUPPLIERS = "suppliers"
_TIMESTAMP_MOST_BYTES = MOST_TIMESTAMP * 3 // 4
_SUPPLIER_MOST_BYTES = 32 * MIB
WAITS_FOR_LOG = MessageKind(
    "certificate-waits-for-log",
    N_("the certificate {found} is not in the log yet, so it is not issued"),
    N_("a certificate with its place in the log"),
    N_("finish what was begun: fourfold certificate status"),
)


def recorded_certificate(body: Body, number: str) -> Recorded:
    """A certificate that is issued: one that has its place in the log.

    Raises:
        InputError: there is none of this number, or it waits for the log.
    """
    found = body.registry.by_number(number)
    if found is None or found.index is None:
        kind = NO_CERTIFICATE if found is None else WAITS_FOR_LOG
        raise InputError([Problem(kind, Place(number), {"found": number})])
    return found


def certificate_of(body: Body, recorded: Recorded) -> Certificate:
    """A recorded certificate as read.

    Raises:
        InputError: the registry holds no such document under its number.
    """
    problems = Problems()
    certificate = read_certificate(body.credential(recorded), Place(recorded.number), problems)
    return problems.needed(certificate)


def bundle(body: Body, number: str, at: datetime, timestamp: bytes = b"") -> dict[str, JSON]:
    """A fresh bundle of a certificate: newest status lists, register and issuer documents, under one checkpoint.

    The checkpoint is the published one, with the cosignatures that witnesses have put on it.

    Args:
        body: which issued it.
        number: of the certificate.
        at: when it is made.
        timestamp: RFC 3161 reply over that checkpoint, DER; empty where there is none.

    Raises:
        InputError: there is no such certificate, or it waits for the log.
    """
    recorded = recorded_certificate(body, number)
    certificate = certificate_of(body, recorded)
    statement = body.registry.by_digest(certificate.statement)
    preparation = _named_by(body, statement)
    issuer = [one for one in body.registry.documents(LeafKind.ISSUER) if one.index is not None]
    register = body.registry.newest(LeafKind.REGISTER)
    lists = status_lists(body, number)
    parts = [recorded, statement, preparation, register, *issuer, *lists]
    logged = [one for one in parts if one is not None and one.index is not None]
    checkpoint = body.log.newest
    return bundle_document(
        at,
        body.credential(recorded),
        body.credential(statement) if statement else None,
        body.credential(preparation) if preparation else None,
        tuple(body.credential(one) for one in issuer),
        body.credential(register) if register else None,
        {one.digest: body.log.prove(one.index, checkpoint).text() for one in logged if one.index is not None},
        tuple(body.credential(one) for one in lists),
        timestamp,
        supplier_bundles(body, certificate.suppliers, at),
    )


def read_timestamp(path: Path) -> bytes:
    """An RFC 3161 reply from its file, as it is; whether it holds is checked by ``fourfold verify``.

    Raises:
        InputError: it cannot be read, is empty, or is larger than any reply.
    """
    problems, place = Problems(), Place(path.name)
    data = read_bounded(path.parent, path.name, place, problems, _TIMESTAMP_MOST_BYTES)
    if data == b"":
        problems.error(FILE_EMPTY, place, found=path.name)
    problems.raise_if_errors()
    return data or b""


def bundle_bytes(body: Body, number: str, at: datetime, timestamp: bytes = b"") -> bytes:
    """A fresh bundle as its file."""
    return canonical_bytes(bundle(body, number, at, timestamp))


def status_lists(body: Body, number: str) -> Sequence[Recorded]:
    """The newest lists a certificate stands in that are in the log."""
    entry = body.registry.status_of(number)
    if entry is None:
        return ()
    found = [_newest_logged(body, status_url(body, purpose, entry[0])) for purpose in StatusPurpose]
    return [one for one in found if one is not None]


def _newest_logged(body: Body, url: str) -> Recorded | None:
    newest = body.registry.newest(LeafKind.STATUS, url)
    if newest is None or newest.index is not None:
        return newest
    versions = [one for one in body.registry.about(LeafKind.STATUS, url) if one.index is not None]
    return versions[-1] if versions else None


def own_certificate(body: Body, digest: str) -> Recorded | None:
    """The certificate of this digest, where the body itself issued it."""
    found = body.registry.by_digest(digest)
    return found if found is not None and found.number and found.index is not None else None


def supplier_name(digest: str) -> str:
    """The name, within the body's folder, of the bundle of a supplier's certificate."""
    return f"{SUPPLIERS}/{digest.removeprefix('sha256:')}.json"


def supplier_bundles(body: Body, digests: Sequence[str], at: datetime) -> tuple[dict[str, JSON], ...]:
    """The bundles of suppliers' certificates, by the digests of the certificates.

    Of certificates of the body itself they are made afresh; of others they are as they were last brought.
    """
    problems = Problems()
    bundles: list[dict[str, JSON]] = []
    for digest in digests:
        if (own := own_certificate(body, digest)) is not None:
            bundles.append(bundle(body, own.number, at))
            continue
        name = supplier_name(digest)
        data = read_bounded(body.folder, name, Place(name), problems, _SUPPLIER_MOST_BYTES)
        document = read_json_object(data, Place(name), problems, _SUPPLIER_MOST_BYTES) if data is not None else None
        bundles += [document] if document is not None else []
    problems.raise_if_errors()
    return tuple(bundles)


def _named_by(body: Body, statement: Recorded | None) -> Recorded | None:
    """The preparation that a statement names."""
    subject = body.credential(statement).get("credentialSubject") if statement else None
    digest = subject.get("preparation") if isinstance(subject, dict) else None
    return body.registry.by_digest(digest) if isinstance(digest, str) else None
