"""A bundle as far as it could be read: each document by its own reader, with what was wrong in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from fourfold.certification.bundle import Bundle
from fourfold.certification.credentials.data_integrity import Credential, digest_of_credential
from fourfold.certification.documents.certificate import Certificate, read_certificate
from fourfold.certification.documents.preparation import Preparation, read_preparation
from fourfold.certification.documents.statement import Statement, read_statement
from fourfold.certification.identity.issuer import IssuerDocument, read_history
from fourfold.certification.identity.register import Register, read_register
from fourfold.certification.identity.trust import TrustedBody, TrustRoots
from fourfold.certification.log.leaf import Leaf, LeafKind
from fourfold.certification.log.proof import LogProof, read_proof
from fourfold.certification.status.bitstring import StatusList
from fourfold.certification.status.reading import read_status_list
from fourfold.core.problems import Place, Problem, Problems

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Read:
    """A proof of the log with the leaf it is about."""

    proof: LogProof
    leaf: Leaf


class Logged(Protocol):
    """Documents of one body with what proves them: what the checks of signatures and of the log look at."""

    @property
    def main(self) -> str:
        """Digest of the document asked about; empty where it cannot be read."""

    @property
    def body(self) -> TrustedBody | None:
        """The trusted body that issued it; ``None`` where nobody trusts it."""

    @property
    def history(self) -> tuple[IssuerDocument, ...]:
        """Versions of the issuer document that hold, oldest first."""

    @property
    def digests(self) -> Mapping[str, LeafKind]:
        """Of every document that has to be in the log, with what the log has to call it."""

    @property
    def proofs(self) -> Mapping[str, Read]:
        """By digest of the document."""

    @property
    def faults(self) -> Mapping[str, tuple[Problem, ...]]:
        """Problems by part; ``proofs`` among them."""

    def index_of(self, digest: str) -> int | None:
        """The place of a document in the log, where its proof leads to the checkpoint."""


class Parts:
    """Reads the parts of a bundle one by one and keeps apart what is wrong in each."""

    def __init__(self) -> None:
        self.faults: dict[str, tuple[Problem, ...]] = {}
        """By part; empty where a part could be read."""

    def read(self, part: str, reader: Callable[[Problems], T]) -> T:
        """What a reader makes of a part, or of one of several documents of it."""
        problems = Problems()
        found = reader(problems)
        self.faults[part] = (*self.faults.get(part, ()), *problems.errors)
        return found

    def issuer(
        self, did: str, documents: Sequence[Credential], trust: TrustRoots | None
    ) -> tuple[TrustedBody | None, tuple[IssuerDocument, ...]]:
        """The trusted body of that name, if it is one, and the versions of the issuer document that hold."""
        body = trust.bodies.get(did) if trust is not None else None
        pins = body.roots if body is not None else ()
        return body, self.read("issuer", lambda p: read_history(documents, pins, Place("issuer"), p))


@dataclass(frozen=True, slots=True)
class Case:
    """What a bundle holds, read but not judged.

    Attributes:
        certificate: ``None`` where it is no certificate.
        body: the trusted body that issued it; ``None`` where nobody trusts it.
        history: versions of the issuer document that hold, oldest first.
        register, statement, preparation: as far as they could be read.
        lists: status lists, each with its digest.
        digests: of every document of the bundle that has to be in the log, with what the log has to call it.
        proofs: by digest of the document.
        indexes: places in the log of the documents whose proofs lead to the checkpoint.
        faults: problems by part: ``certificate``, ``issuer``, ``register``, ``statement``, ``preparation``, ``status``,
            ``proofs``.
    """

    bundle: Bundle
    certificate: Certificate | None
    body: TrustedBody | None
    history: tuple[IssuerDocument, ...]
    register: Register | None
    statement: Statement | None
    preparation: Preparation | None
    lists: tuple[tuple[StatusList, str], ...]
    digests: Mapping[str, LeafKind]
    proofs: Mapping[str, Read]
    indexes: Mapping[str, int]
    faults: Mapping[str, tuple[Problem, ...]]

    @property
    def main(self) -> str:
        """Digest of the certificate; empty where it is none."""
        return self.certificate.digest if self.certificate is not None else ""

    def index_of(self, digest: str) -> int | None:
        """The place of a document in the log, where its proof leads to the checkpoint."""
        return self.indexes.get(digest)


def read_case(bundle: Bundle, trust: TrustRoots | None) -> Case:
    """Read every document of a bundle.

    Args:
        bundle: as read.
        trust: decides which root keys are pinned.
    """
    parts = Parts()
    read = parts.read
    certificate = read("certificate", lambda p: read_certificate(bundle.certificate, Place("certificate"), p))
    body, history = parts.issuer("" if certificate is None else certificate.issuer, bundle.issuer, trust)
    proofs = read("proofs", lambda p: read_log_proofs(bundle.proofs, p))
    indexes = indexes_of(proofs)
    register = _maybe(bundle.register, lambda d: read("register", lambda p: _register(d, history, indexes, p)))
    statement = _maybe(bundle.statement, lambda d: read("statement", lambda p: read_statement(d, _STATEMENT, p)))
    preparation = _maybe(
        bundle.preparation, lambda d: read("preparation", lambda p: read_preparation(d, _PREPARATION, p))
    )
    lists = read("status", lambda p: [read_status_list(one, Place("status"), p) for one in bundle.status])
    list_digests = [digest_of_credential(one) for one in bundle.status]
    digests = {digest_of_credential(one): kind for one, kind in _logged(bundle)}
    return Case(
        bundle,
        certificate,
        body,
        history,
        register,
        statement,
        preparation,
        tuple((one, digest) for one, digest in zip(lists, list_digests, strict=True) if one is not None),
        digests,
        proofs,
        indexes,
        parts.faults,
    )


_REGISTER, _STATEMENT, _PREPARATION = Place("register"), Place("statement"), Place("preparation")


def _logged(bundle: Bundle) -> Iterator[tuple[Credential, LeafKind]]:
    alone = (
        (bundle.certificate, LeafKind.CERTIFICATE),
        (bundle.statement, LeafKind.STATEMENT),
        (bundle.preparation, LeafKind.PREPARATION),
        (bundle.register, LeafKind.REGISTER),
    )
    yield from ((one, kind) for one, kind in alone if one is not None)
    yield from ((one, LeafKind.ISSUER) for one in bundle.issuer)
    yield from ((one, LeafKind.STATUS) for one in bundle.status)


def indexes_of(proofs: Mapping[str, Read]) -> dict[str, int]:
    """Places in the log of the documents whose proofs are about them and lead to the checkpoint."""
    return {
        digest: read.proof.index for digest, read in proofs.items() if read.leaf.digest == digest and read.proof.holds()
    }


def _register(
    document: Credential, history: tuple[IssuerDocument, ...], indexes: Mapping[str, int], problems: Problems
) -> Register | None:
    return read_register(document, history, _REGISTER, problems, indexes.get(digest_of_credential(document)))


def _maybe(document: Credential | None, read: Callable[[Credential], T]) -> T | None:
    return None if document is None else read(document)


def read_log_proofs(proofs: Mapping[str, str], problems: Problems) -> dict[str, Read]:
    """The proofs by the digest they are filed under; that the leaf says the same is checked where they are used."""
    found: dict[str, Read] = {}
    for digest, text in proofs.items():
        place = Place("proofs", 0, digest)
        proof = read_proof(text, place, problems)
        leaf = Leaf.read(proof.leaf, place, problems) if proof is not None else None
        if proof is not None and leaf is not None:
            found[digest] = Read(proof, leaf)
    return found
