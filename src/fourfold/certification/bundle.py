"""The bundle: everything a check needs without network, in one file (``bundle/1``, canonical JSON).

Certificate, statement, preparation; every version of the issuer document; the newest register; proofs that these and the
status lists are in the log; the status lists as of the time the bundle was made; a time stamp, where there is one;
bundles of suppliers' certificates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fourfold.certification.credentials.data_integrity import Credential
from fourfold.core.canonical import JSON
from fourfold.core.problems import Place, Problems

BUNDLE_FORMAT = "bundle/1"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle as read; nothing in it is proven yet.

    Attributes:
        made: when, by the word of who made it.
        certificate, statement, preparation: signed documents; the last two ``None`` where they are not in it.
        issuer: versions of the issuer document, oldest first.
        register: newest register, where it is in it.
        proofs: text of a log proof by digest of the document it is about; all under one checkpoint.
        status: status list credentials.
        timestamp: RFC 3161 reply over the checkpoint note, DER; empty where there is none.
        suppliers: bundles of suppliers' certificates, as read.
        document: the whole file.
    """

    made: datetime
    certificate: Credential
    statement: Credential | None
    preparation: Credential | None
    issuer: tuple[Credential, ...]
    register: Credential | None
    proofs: Mapping[str, str]
    status: tuple[Credential, ...]
    timestamp: bytes
    suppliers: tuple[Bundle, ...]
    document: dict[str, JSON]


def bundle_document(
    made: datetime,
    certificate: Credential,
    statement: Credential,
    preparation: Credential,
    issuer: tuple[Credential, ...],
    register: Credential,
    proofs: Mapping[str, str],
    status: tuple[Credential, ...],
    timestamp: bytes = b"",
    suppliers: tuple[dict[str, JSON], ...] = (),
) -> dict[str, JSON]:
    """The document of a bundle."""
    raise NotImplementedError


def read_bundle(data: bytes, place: Place, problems: Problems) -> Bundle | None:
    """A bundle within limits of size, depth and number of suppliers; strict JSON."""
    raise NotImplementedError
