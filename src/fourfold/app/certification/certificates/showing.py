"""What there is to show of a certificate: from the body that issued it, from a bundle, or from the document alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from fourfold.app.certification.certificates.bundling import certificate_of, status_lists
from fourfold.app.certification.verifying.proven import unproven
from fourfold.certification.bundle import BUNDLE_FORMAT, MOST_BYTES, Bundle, read_bundle
from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.documents.certificate import Certificate, read_certificate
from fourfold.certification.documents.statement import Statement, read_statement
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.log.proof import LogProof, read_proof
from fourfold.certification.registry import NO_CERTIFICATE, Recorded, State, StateChange
from fourfold.certification.status.bitstring import StatusList, StatusPurpose
from fourfold.certification.status.reading import read_status_list
from fourfold.certification.verification.asked import Asked
from fourfold.certification.verification.steps import Step
from fourfold.certification.verification.verification import Check, Finding
from fourfold.core.canonical import JSON
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.reading import read_bounded
from fourfold.core.strict_json import read_json_object

if TYPE_CHECKING:
    from fourfold.app.certification.bodies.body import Body

PAPER_NOT_PROVEN = MessageKind(
    "paper-not-proven",
    N_("no paper is made of the bundle of {found}; check {number} of fourfold verify does not hold: {title}"),
    N_("a bundle whose signatures and proofs hold"),
    N_("ask whoever sent it for the bundle as it was published"),
)
PAPER_ALONE = MessageKind(
    "paper-alone",
    N_("whether the signature of {found} holds was not checked: the document stands alone"),
    N_("the bundle, which tells the keys of the body"),
    N_("make the paper of the bundle"),
)
NOT_OF_BODY = MessageKind(
    "jwt-not-of-body",
    N_("{found} is, as it stands there, no certificate this body issued"),
    N_("a certificate of the body whose key is to sign it"),
    N_("give the number of the certificate in place of the file"),
)
_ON_PAPER = (Step.SCHEMA, Step.ISSUER, Step.SIGNATURE, Step.INCLUSION, Step.CHECKPOINT, Step.STATEMENT)


class Standing(StrEnum):
    """How a certificate stands at a moment."""

    WAITING = "waiting"
    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate and how it stands.

    Attributes:
        certificate: as read; proofs are not checked here.
        statement: it rests on, where it is at hand.
        standing: at the moment asked about.
        as_of: when the status that it rests on was made; of a body's own registry the moment itself.
        rest_until: until when the published status can be rested on; ``None`` where there is none.
        changes: of its state, oldest first; empty where only its documents are at hand.
        proof: where it stands in the log, where that is known.
        bundle: it comes from; ``None`` where it comes from the body's registry, or alone.
        is_alone: whether the document alone was at hand, so that nothing tells whether its signature holds.
    """

    certificate: Certificate
    statement: Statement | None
    standing: Standing
    as_of: datetime | None
    rest_until: datetime | None
    changes: Sequence[StateChange] = ()
    proof: LogProof | None = None
    bundle: Bundle | None = None
    is_alone: bool = False

    def document(self) -> dict[str, JSON]:
        """For programs (``certificate-state/1``)."""
        return {
            "fourfold": "certificate-state/1",
            "number": self.certificate.number,
            "standing": str(self.standing),
            "as_of": _text(self.as_of),
            "status_until": _text(self.rest_until),
            "log_index": self.proof.index if self.proof else None,
            "digest": self.certificate.digest,
            "changes": [
                {"state": str(one.state), "reason": one.reason, "time": moment_text(one.time)} for one in self.changes
            ],
            "certificate": self.certificate.credential,
        }


def shown_of_body(body: Body, number: str, at: datetime) -> Shown:
    """A certificate as the body that issued it knows it.

    Raises:
        InputError: there is none of this number.
    """
    recorded = body.registry.by_number(number)
    if recorded is None:
        raise InputError([Problem(NO_CERTIFICATE, Place(number), {"found": number})])
    return _of_record(body, recorded, at)


def certificates_of_body(body: Body, at: datetime) -> Iterator[Shown]:
    """All certificates of a body, oldest first."""
    for recorded in body.registry.documents(LeafKind.CERTIFICATE):
        yield _of_record(body, recorded, at, is_listed=True)


def shown_of_file(path: Path, at: datetime) -> Shown:
    """A certificate from its bundle, or from the document alone. Nothing is verified: that is ``fourfold verify``.

    Raises:
        InputError: the file is neither.
    """
    problems, place = Problems(), Place(path.name)
    data = read_bounded(path.parent, path.name, place, problems, MOST_BYTES)
    document = read_json_object(data, place, problems, MOST_BYTES) if data is not None else None
    shown = None
    if data is not None and document is not None and document.get("fourfold") == BUNDLE_FORMAT:
        shown = _of_bundle(data, place, at, problems)
    elif document is not None:
        certificate = read_certificate(document, place, problems)
        standing = _dated(certificate, at, None) if certificate else Standing.UNKNOWN
        shown = Shown(certificate, None, standing, None, None, is_alone=True) if certificate else None
    return problems.needed(shown)


def check_for_paper(shown: Shown, at: datetime, problems: Problems) -> None:
    """Report why no paper is made of a certificate: paper looks like proof, so what it shows has to be signed.

    Of a document alone that cannot be told, which is a warning.
    """
    if shown.is_alone:
        problems.warn(PAPER_ALONE, Place(shown.certificate.number), found=shown.certificate.number)
    if shown.bundle is not None:
        asked, number = Asked(at), shown.certificate.number
        problems.extend(unproven(shown.bundle, asked, _ON_PAPER, _failed, PAPER_NOT_PROVEN, number))


def check_for_jwt(shown: Shown, body: Body, problems: Problems) -> None:
    """Report a certificate the body did not issue: its key signs no others."""
    recorded = body.registry.by_digest(shown.certificate.digest)
    if recorded is None or recorded.leaf.kind is not LeafKind.CERTIFICATE or recorded.index is None:
        number = shown.certificate.number
        problems.error(NOT_OF_BODY, Place(number), found=number)


def _failed(check: Check) -> bool:
    return check.finding is Finding.FAILED


def _of_record(body: Body, recorded: Recorded, at: datetime, *, is_listed: bool = False) -> Shown:
    certificate = certificate_of(body, recorded)
    changes = [change for change in body.registry.changes(recorded.number) if change.time <= at]
    state = changes[-1].state if changes else None
    standing = Standing.WAITING if recorded.index is None else _dated(certificate, at, state)
    if is_listed:
        return Shown(certificate, None, standing, at, None, changes)
    statement = body.registry.by_digest(certificate.statement)
    read = _statement(body.credential(statement)) if statement else None
    proof = body.proof(recorded.digest) if recorded.index is not None else None
    return Shown(certificate, read, standing, at, _rest_until(body, recorded.number), changes, proof)


def _rest_until(body: Body, number: str) -> datetime | None:
    """Until when the published lists of a certificate can be rested on."""
    lists = [read_status_list(body.credential(one), Place("status"), Problems()) for one in status_lists(body, number)]
    return min((one.until for one in lists if one is not None), default=None)


def _of_bundle(data: bytes, place: Place, at: datetime, problems: Problems) -> Shown | None:
    bundle = read_bundle(data, place, problems)
    certificate = read_certificate(bundle.certificate, place, problems) if bundle else None
    if bundle is None or certificate is None:
        return None
    read = [read_status_list(one, place, problems) for one in bundle.status]
    lists = [one for one in read if one is not None]
    as_of = min((one.made for one in lists), default=None)
    until = min((one.until for one in lists), default=None)
    text = bundle.proofs.get(certificate.digest)
    proof = read_proof(text, place, problems) if text is not None else None
    statement = _statement(bundle.statement) if bundle.statement else None
    standing = _dated(certificate, at, _state(certificate, lists))
    return Shown(certificate, statement, standing, as_of, until, (), proof, bundle)


def _statement(document: Credential) -> Statement | None:
    return read_statement(document, Place("statement"), Problems())


def _state(certificate: Certificate, lists: Sequence[StatusList]) -> State | None:
    """What status lists say; ``None`` where they do not say it."""
    bits: dict[StatusPurpose, bool] = {}
    for entry in certificate.status:
        for one in lists:
            if (one.url, one.purpose) == (entry.url, entry.purpose) and entry.index < len(one.bits) * 8:
                bits[entry.purpose] = one.is_set(entry.index)
    if bits.get(StatusPurpose.REVOCATION):
        return State.REVOKED
    if bits.get(StatusPurpose.SUSPENSION):
        return State.SUSPENDED
    return State.ISSUED if len(bits) == len(StatusPurpose) else None


_STANDING = {
    State.SUSPENDED: Standing.SUSPENDED,
    State.SUPERSEDED: Standing.SUPERSEDED,
    State.REVOKED: Standing.REVOKED,
}


def _dated(certificate: Certificate, at: datetime, state: State | None) -> Standing:
    """State and dates together: what was withdrawn stays so after its end."""
    if state in _STANDING:
        return _STANDING[state]
    if at < certificate.valid_from:
        return Standing.NOT_YET
    if at >= certificate.valid_until:
        return Standing.EXPIRED
    return Standing.IN_FORCE if state is State.ISSUED else Standing.UNKNOWN


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment_text(moment)
