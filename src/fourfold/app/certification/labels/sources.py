"""Where the certificate of a label comes from: the body that issued it, or a bundle, which has to hold up first.

A label is the body's own signature over a figure. So of a bundle, which anybody may have written, everything that makes
it the body's is checked before: signature, log, statement, roles, status lists that can be rested on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fourfold.app.certification.bodies.body import Body
from fourfold.app.certification.verifying.proven import unproven
from fourfold.app.certification.verifying.verifying import read_bundle_file
from fourfold.certification.bundle import Bundle
from fourfold.certification.credentials.data_integrity import proofs_of
from fourfold.certification.documents.certificate import Certificate, read_certificate
from fourfold.certification.identity.issuer import IssuerDocument, method_of, read_history
from fourfold.certification.identity.trust import TrustRoots
from fourfold.certification.keys.key import PublicKey
from fourfold.certification.registry import STATE_WORDS, State
from fourfold.certification.status.bitstring import StatusPurpose
from fourfold.certification.status.reading import read_status_list
from fourfold.certification.verification.asked import Asked
from fourfold.certification.verification.signing import ISSUER_NO_TRUST
from fourfold.certification.verification.steps import Step
from fourfold.certification.verification.verification import Check, Finding
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems

LABEL_NO_CERTIFICATE = MessageKind(
    "label-no-certificate",
    N_("the body has issued no certificate with the number {found}"),
    N_("the number of a certificate of this body"),
    N_("correct the number"),
)
LABEL_NOT_PROVEN = MessageKind(
    "label-not-proven",
    N_("no label can be made of the bundle of {found}; check {number} of fourfold verify does not hold: {title}"),
    N_("a bundle that is the body's in everything, with status lists that can be rested on at that time"),
    N_("take the bundle from the body's public folder, or give the number and --body"),
)
LABEL_OTHER_KEYS = MessageKind(
    "label-other-keys",
    N_("certificate or status lists of the bundle are signed by other keys than the one given"),
    N_("trust roots that tell the body's keys"),
    N_("give them with --trust, or the body's folder with --body"),
)
SUSPENDED, NOT_VALID_THEN = N_("suspended"), N_("not valid at that time")
_SET = {StatusPurpose.REVOCATION: N_("revoked"), StatusPurpose.SUSPENSION: SUSPENDED}
_NEEDED = (
    Step.SCHEMA,
    Step.ISSUER,
    Step.SIGNATURE,
    Step.INCLUSION,
    Step.CHECKPOINT,
    Step.STATEMENT,
    Step.ROLES,
    Step.STATUS,
)
"""Checks a bundle has to stand; its validity is told by itself, and suppliers and editions are matters of issuing."""


@dataclass(frozen=True, slots=True)
class Source:
    """A certificate and whose it is.

    Attributes:
        certificate: as read.
        history: issuer documents of the body.
        state: why it is not in force, as a template; empty where nothing is known against it.
        bundle: it comes from, not verified yet; ``None`` where it comes from the body's own registry.
    """

    certificate: Certificate
    history: tuple[IssuerDocument, ...]
    state: str
    bundle: Bundle | None = None


def source_of_bundle(path: Path) -> Source:
    """The certificate of a bundle, and what the bundle says of it; `check_bundle` says what that is worth.

    Raises:
        InputError: the bundle cannot be read.
    """
    problems = Problems()
    bundle = problems.needed(read_bundle_file(path, problems))
    place = Place(path.name)
    certificate = read_certificate(bundle.certificate, place, problems)
    history = read_history(bundle.issuer, (), place, problems)
    certificate = problems.needed(certificate)
    return Source(certificate, history, _state_in(bundle, certificate, place), bundle)


def source_of_body(body: Body, number: str) -> Source:
    """A certificate the body issued.

    Raises:
        InputError: it issued none with this number.
    """
    recorded = body.registry.by_number(number)
    if recorded is None:
        raise InputError([Problem(LABEL_NO_CERTIFICATE, Place("--body"), {"found": number})])
    problems = Problems()
    certificate = problems.needed(read_certificate(body.credential(recorded), Place(number), problems))
    state = body.registry.state_of(number)
    return Source(
        certificate,
        body.history(),
        STATE_WORDS[state].template if state is not None and state is not State.ISSUED else "",
    )


def state_at(source: Source, at: datetime) -> str:
    """Why no label can be made of a certificate at a moment, as a template; empty where nothing is known against it."""
    certificate = source.certificate
    if source.state or certificate.valid_from <= at < certificate.valid_until:
        return source.state
    return NOT_VALID_THEN


def check_bundle(source: Source, key: PublicKey, at: datetime, trust: TrustRoots | None, problems: Problems) -> None:
    """Report why the bundle of a source cannot be signed for; of a source without one nothing.

    Without trust roots nothing but the key itself tells the body's documents from others: then everything that counts
    has to be signed by it.
    """
    certificate, bundle = source.certificate, source.bundle
    if bundle is None:
        return

    def counts(check: Check) -> bool:
        unpinned = trust is None and check.reason is ISSUER_NO_TRUST
        told = check.code == Step.STATUS and state_at(source, at)
        return check.finding is not Finding.OK and not unpinned and not told

    problems.extend(unproven(bundle, Asked(at, trust), _NEEDED, counts, LABEL_NOT_PROVEN, certificate.number))
    own = method_of(certificate.issuer, key.multikey)
    if trust is None and any(method != own for method in _methods(bundle)):
        problems.error(LABEL_OTHER_KEYS, Place(certificate.number))


def _methods(bundle: Bundle) -> Iterator[str]:
    """The keys that certificate and status lists name as theirs."""
    for document in (bundle.certificate, *bundle.status):
        proofs = proofs_of(document)
        if not isinstance(proofs, MessageKind):
            yield from (proof.method for proof in proofs)


def _state_in(bundle: Bundle, certificate: Certificate, place: Place) -> str:
    """What the status lists of the issuer in a bundle say; lists that cannot be read, or are too short, say nothing."""
    lists = [read_status_list(document, place, Problems()) for document in bundle.status]
    for entry in certificate.status:
        for one in lists:
            if one is None or (one.url, one.purpose, one.issuer) != (entry.url, entry.purpose, certificate.issuer):
                continue
            if entry.index < len(one.bits) * 8 and one.is_set(entry.index):
                return _SET[entry.purpose]
    return ""
