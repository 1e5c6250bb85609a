"""Check the text of a label's code: who signed it, whether it still runs, whether it belongs to a certificate at hand.

Its best answer is "signature good, status not known"; the bundle of its certificate can refuse it by its status lists.
A label has no place in the log, so nothing signed by a key that is known to be in other hands counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from fourfold.app.certification.verifying.verifying import read_bundle_file
from fourfold.certification.bundle import Bundle
from fourfold.certification.credentials.compact import Compact, SignatureState, check_compact, read_compact
from fourfold.certification.documents.certificate import Certificate, read_certificate
from fourfold.certification.identity.issuer import IssuerDocument, IssuerKey, KeyUse, read_history
from fourfold.certification.identity.trust import TrustRoots
from fourfold.certification.verification.asked import Asked
from fourfold.certification.verification.case import Case, read_case
from fourfold.certification.verification.in_log import check_checkpoint
from fourfold.certification.verification.standing import REVOKED, SUSPENDED, check_status
from fourfold.certification.verification.tree import known_status, with_known_status
from fourfold.certification.verification.verification import Finding, Outcome
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.words import in_both
from fourfold.exchange.certificates.label import compact_of

_PLACE = Place("--label")


class LabelState(StrEnum):
    """What a label's check came to. None of them is "valid"."""

    STATUS_UNKNOWN = "status-unknown"
    NOT_PINNED = "not-pinned"
    UNKNOWN_KEY = "unknown-key"
    BAD_SIGNATURE = "bad-signature"
    COMPROMISED = "compromised"
    EXPIRED = "expired"
    OTHER_CERTIFICATE = "other-certificate"
    REVOKED = "revoked"
    SUSPENDED = "suspended"


LABEL_STATES = {
    state: MessageKind(f"label-{state.value}", text)
    for state, text in {
        LabelState.STATUS_UNKNOWN: N_("signature good, status not known: verify the bundle of {number} to know it"),
        LabelState.NOT_PINNED: N_(
            "signature good under keys that no trust root vouches for, status not known: give --trust"
        ),
        LabelState.UNKNOWN_KEY: N_("the key that signed the label is not known here: give a bundle of the body"),
        LabelState.BAD_SIGNATURE: N_("the signature is wrong: this was not signed in this form by {issuer}"),
        LabelState.COMPROMISED: N_("the key that signed the label is in other hands: the label proves nothing"),
        LabelState.EXPIRED: N_("the signature is good, but validity ended at {until}"),
        LabelState.OTHER_CERTIFICATE: N_("the label does not say what the certificate {number} says"),
        LabelState.REVOKED: N_("the signature is good, but the certificate {number} is revoked, as of {as_of}"),
        LabelState.SUSPENDED: N_("the signature is good, but the certificate {number} is suspended, as of {as_of}"),
    }.items()
}
_REFUSED = (
    LabelState.BAD_SIGNATURE,
    LabelState.COMPROMISED,
    LabelState.EXPIRED,
    LabelState.OTHER_CERTIFICATE,
    LabelState.REVOKED,
    LabelState.SUSPENDED,
)
_SIGNED = (
    LabelState.STATUS_UNKNOWN,
    LabelState.NOT_PINNED,
    LabelState.EXPIRED,
    LabelState.REVOKED,
    LabelState.SUSPENDED,
)
_BY_STATUS = {REVOKED: LabelState.REVOKED, SUSPENDED: LabelState.SUSPENDED}


@dataclass(frozen=True, slots=True)
class LabelCheck:
    """What a label says, and what that is worth.

    Attributes:
        at: the moment asked about.
        content: what it says; proven only where `is_signed`.
        state: what the check came to.
        issuer: DID of the body whose key it is; empty where that is not known.
        as_of: when the status list that refuses it was made.
    """

    at: datetime
    content: Compact
    state: LabelState
    issuer: str
    as_of: datetime | None = None

    @property
    def outcome(self) -> Outcome:
        """Refused, or it cannot be told; a label alone is never in order."""
        return Outcome.REFUSED if self.state in _REFUSED else Outcome.CANNOT_TELL

    @property
    def is_signed(self) -> bool:
        """Whether a body signed what the label says."""
        return self.state in _SIGNED

    @property
    def reason(self) -> MessageKind:
        """Why, as a message with the fields of `params`."""
        return LABEL_STATES[self.state]

    @property
    def params(self) -> dict[str, str]:
        """Fields of the reason."""
        return {
            "number": self.content.number,
            "issuer": self.issuer,
            "until": moment_text(self.content.valid_until),
            "as_of": moment_text(self.as_of) if self.as_of is not None else "",
        }


@dataclass(frozen=True, slots=True)
class _Known:
    """A key of a body, and whether a trust root leads to it."""

    did: str
    key: IssuerKey
    is_pinned: bool


def check_label(text: str, at: datetime, bundles: Sequence[Path] = (), trust: TrustRoots | None = None) -> LabelCheck:
    """Check a label by the keys that bundles of its body carry.

    Args:
        text: of its code.
        at: the moment asked about, UTC.
        bundles: of the body, of this certificate or another; one with the label's number must agree with it, and its
            status lists, where they are good, must not say that it is revoked or suspended.
        trust: what the verifier trusts; bodies that are not in it do not count.

    Raises:
        InputError: the text or a bundle cannot be read.
    """
    problems = Problems()
    signed = read_compact(text, _PLACE, problems)
    read = [(path.name, read_bundle_file(path, problems)) for path in bundles]
    problems.raise_if_errors()
    opened = [(name, bundle) for name, bundle in read if bundle is not None]
    known = [one for name, bundle in opened for one in _keys_of(bundle, trust, Place(name), problems)]
    certificates = [read_certificate(bundle.certificate, Place(name), problems) for name, bundle in opened]
    signed = problems.needed(signed)
    state = check_compact(signed, [one.key.key for one in known])
    if state is SignatureState.UNKNOWN_KEY:
        return LabelCheck(at, signed.content, LabelState.UNKNOWN_KEY, "")
    by = [one for one in known if check_compact(signed, [one.key.key]) is not SignatureState.UNKNOWN_KEY]
    signers = [one for one in by if check_compact(signed, [one.key.key]) is SignatureState.GOOD]
    if not signers:
        return LabelCheck(at, signed.content, LabelState.BAD_SIGNATURE, by[0].did)
    found = _state(signed.content, signers, [one for one in certificates if one is not None], at)
    as_of = None
    if found in _SIGNED:
        dids, cases = {one.did for one in signers}, [read_case(bundle, trust) for _, bundle in opened]
        found, as_of = _by_status(signed.content, dids, cases, Asked(at, trust)) or (found, None)
    return LabelCheck(at, signed.content, found, signers[0].did, as_of)


def label_check_document(check: LabelCheck) -> dict[str, JSON]:
    """The check for programs: ``label-check/1``."""
    said = check.content
    return {
        "fourfold": "label-check/1",
        "at": moment_text(check.at),
        "outcome": str(check.outcome),
        "state": str(check.state),
        "reason": {**in_both(check.reason.text, check.params)},
        "issuer": check.issuer,
        "signed": check.is_signed,
        "label": {
            "number": said.number,
            "total_kg_co2e": decimal_text(said.total_kg_co2e),
            "unit": said.unit,
            "boundary": said.boundary,
            "standard": said.standard,
            "valid_until": moment_text(said.valid_until),
            "flags": int(said.flags),
            "certificate": said.certificate.hex(),
        },
    }


def _by_status(
    content: Compact, dids: set[str], cases: Sequence[Case], asked: Asked
) -> tuple[LabelState, datetime | None] | None:
    """What status lists say against the label's certificate; signed, and in a log that is signed for, as in a check."""
    known = known_status(cases, asked)
    for case in cases:
        certificate = case.certificate
        if certificate is None or certificate.number != content.number or certificate.issuer not in dids:
            continue
        if check_checkpoint(case, asked).finding is not Finding.OK:
            continue
        found, as_of = check_status(with_known_status(case, known), asked)
        if found.finding is Finding.FAILED and found.reason in _BY_STATUS:
            return _BY_STATUS[found.reason], as_of
    return None


def _state(content: Compact, signers: list[_Known], certificates: list[Certificate], at: datetime) -> LabelState:
    if any(one.key.compromise is not None for one in signers):
        return LabelState.COMPROMISED
    dids = {one.did for one in signers}
    same = [one for one in certificates if one.number == content.number and one.issuer in dids]
    if any(compact_of(one) != content for one in same):
        return LabelState.OTHER_CERTIFICATE
    if at >= content.valid_until:
        return LabelState.EXPIRED
    return LabelState.STATUS_UNKNOWN if any(one.is_pinned for one in signers) else LabelState.NOT_PINNED


def _keys_of(bundle: Bundle, trust: TrustRoots | None, place: Place, problems: Problems) -> Iterable[_Known]:
    """Issuing keys of a bundle's body. Without trust roots its history is taken as it is, and that is said."""
    did = _did_of(bundle)
    trusted = trust.bodies.get(did) if trust is not None else None
    if trust is not None and trusted is None:
        return ()
    history = read_history(bundle.issuer, trusted.roots if trusted else (), place, problems)
    newest: IssuerDocument | None = history[-1] if history else None
    if newest is None or newest.did != did:
        return ()
    keys = (key for key in newest.keys.values() if key.use is KeyUse.ISSUE)
    return [_Known(did, key, trusted is not None) for key in keys]


def _did_of(bundle: Bundle) -> str:
    issuer = bundle.certificate.get("issuer")
    found = issuer.get("id") if isinstance(issuer, dict) else issuer
    return found if isinstance(found, str) else ""
