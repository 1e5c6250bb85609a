"""How a certificate stands at a moment: its dates, its status and the age of that, accreditation, edition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from fourfold.certification.credentials.data_integrity import Proof, proofs_of
from fourfold.certification.documents.certificate import Certificate
from fourfold.certification.identity.issuer import KeyUse
from fourfold.certification.status.bitstring import StatusEntry, StatusList, StatusPurpose
from fourfold.certification.verification.asked import Asked
from fourfold.certification.verification.case import Case
from fourfold.certification.verification.signing import CLOCKS, NOT_READ, key_of, signature_of, why_not_good
from fourfold.certification.verification.steps import Found, failed, not_checked, ok
from fourfold.certification.verification.verification import Finding
from fourfold.core.problems import N_, MessageKind, Term

WITHIN = MessageKind("within", N_("valid from {start} until before {end}"))
NOT_YET = MessageKind("not-yet", N_("it begins on {start}"))
EXPIRED = MessageKind("expired", N_("it ended on {end}"))
STATUS_CLEAR = MessageKind("status-clear", N_("neither revoked nor suspended as of {time}, {age} before"))
STATUS_MISSING = MessageKind("status-missing", N_("there is no list for {purpose} here, so the status is not known"))
STATUS_BROKEN = MessageKind("status-broken", N_("a status list cannot be used"))
STATUS_UNSIGNED = MessageKind("status-unsigned", N_("the list for {purpose} is not signed by the issuer"))
STATUS_UNLOGGED = MessageKind("status-unlogged", N_("the list for {purpose} is not in the log"))
STATUS_MISDATED = MessageKind(
    "status-misdated", N_("the list for {purpose} bears {time} and was logged {logged}: that has to be one moment")
)
STATUS_BEYOND = MessageKind("status-beyond", N_("the certificate's place {index} is beyond the list for {purpose}"))
STATUS_STALE = MessageKind(
    "status-stale", N_("the newest list for {purpose} is of {time}, {age} before; it could be rested on until {until}")
)
STATUS_LATER = MessageKind(
    "status-later",
    N_("the only list for {purpose} is of {time}, after the moment asked about; what it showed before is not known"),
)
REVOKED = MessageKind("revoked", N_("revoked, as of {time}; what was signed remains as it was signed"))
SUSPENDED = MessageKind("suspended", N_("suspended, as of {time}"))
REVOKED_LATER = MessageKind(
    "revoked-later", N_("revoked by {time}; whether it already was at the moment asked about is not known")
)
ACCREDITED = MessageKind("accredited", N_("{by}, number {number}"))
NO_ACCREDITATION = MessageKind("no-accreditation", N_("the trust roots name no accreditation of this body"))
NOT_ACCREDITED = MessageKind(
    "not-accredited", N_("none of the accreditations of the body covered {standard} when the certificate was issued")
)
EDITION_IN_FORCE = MessageKind("edition-in-force", N_("{edition}"))
EDITION_WITHDRAWN = MessageKind("edition-withdrawn", N_("{edition} was in force until {end}"))
EDITION_DRAFT = MessageKind(
    "edition-draft", N_("{edition}; its rules were applied as a pack of status {status}, which nobody has verified")
)

MOST_AGE = timedelta(days=366)
"""No list is rested on for longer, whatever it says of itself."""
PURPOSES: dict[StatusPurpose, str] = {
    StatusPurpose.REVOCATION: N_("revocation"),
    StatusPurpose.SUSPENSION: N_("suspension"),
}
_SET = {StatusPurpose.REVOCATION: REVOKED, StatusPurpose.SUSPENSION: SUSPENDED}


def check_validity(case: Case, asked: Asked) -> Found:
    """Whether the moment, or that of its use by another certificate, lies within its dates."""
    if (certificate := case.certificate) is None:
        return not_checked(NOT_READ)
    start, end, moment = certificate.valid_from, certificate.valid_until, asked.used or asked.at
    if moment < start:
        return failed(NOT_YET, start=start.isoformat())
    if moment >= end:
        return failed(EXPIRED, end=end.isoformat())
    return ok(WITHIN, start=start.isoformat(), end=end.isoformat())


def check_status(case: Case, asked: Asked) -> tuple[Found, datetime | None]:
    """Whether the certificate's bits are clear, and as of when that is known."""
    if (certificate := case.certificate) is None:
        return not_checked(NOT_READ), None
    made: list[datetime] = []
    unknown: Found | None = None
    for entry in certificate.status:
        chosen = _list_for(case, entry, certificate, asked)
        if chosen is None:
            unknown = unknown or _none_for(case, entry)
            continue
        newest, digest = chosen
        found = _bit(case, entry, newest, digest, asked)
        if found is not None and found.finding is Finding.FAILED:
            return found, newest.made
        unknown = unknown or found
        made.append(newest.made)
    if unknown is not None:
        return unknown, min(made, default=None)
    oldest = min(made)
    return ok(STATUS_CLEAR, time=oldest.isoformat(), age=in_words(asked.at - oldest)), oldest


def _none_for(case: Case, entry: StatusEntry) -> Found:
    if faults := case.faults.get("status", ()):
        return failed(STATUS_BROKEN, faults)
    return not_checked(STATUS_MISSING, purpose=Term(PURPOSES[entry.purpose]))


def _list_for(case: Case, entry: StatusEntry, certificate: Certificate, asked: Asked) -> tuple[StatusList, str] | None:
    """The newest list of before the moment, else the oldest after it."""
    own = [
        (one, digest)
        for one, digest in case.lists
        if one.url == entry.url and one.purpose is entry.purpose and one.issuer == certificate.issuer
    ]
    before = [found for found in own if found[0].made <= asked.at]
    if before:
        return max(before, key=lambda found: (found[0].made, case.index_of(found[1]) or 0))
    return min(own, key=lambda found: (found[0].made, case.index_of(found[1]) or 0), default=None)


def _bit(case: Case, entry: StatusEntry, chosen: StatusList, digest: str, asked: Asked) -> Found | None:
    """What a list says of the certificate; ``None`` where its bit is clear and the list may be rested on."""
    purpose = Term(PURPOSES[entry.purpose])
    signature = signature_of(case, chosen.credential)
    if signature.finding is not Finding.OK:
        return failed(STATUS_UNSIGNED, purpose=purpose)
    if case.index_of(digest) is None:
        return failed(STATUS_UNLOGGED, purpose=purpose)
    logged = case.proofs[digest].leaf.time
    signed = [proof.created for proof in _proofs(chosen)]
    if any(abs(moment - chosen.made) > CLOCKS for moment in (logged, *signed)):
        return failed(STATUS_MISDATED, purpose=purpose, time=chosen.made.isoformat(), logged=logged.isoformat())
    if bad := _why_key_not_good(case, chosen, digest):
        return bad
    try:
        is_set = chosen.is_set(entry.index)
    except IndexError:
        return failed(STATUS_BEYOND, purpose=purpose, index=entry.index)
    time, later = chosen.made.isoformat(), chosen.made > asked.at
    if is_set and not later:
        return failed(_SET[entry.purpose], time=time)
    if is_set and entry.purpose is StatusPurpose.REVOCATION:
        return not_checked(REVOKED_LATER, time=time)
    if later and entry.purpose is StatusPurpose.SUSPENSION:
        return not_checked(STATUS_LATER, purpose=purpose, time=time)
    if asked.at >= _rest_until(chosen, asked):
        until = _rest_until(chosen, asked).isoformat()
        return not_checked(STATUS_STALE, purpose=purpose, time=time, age=in_words(asked.at - chosen.made), until=until)
    return None


def _why_key_not_good(case: Case, chosen: StatusList, digest: str) -> Found | None:
    for proof in _proofs(chosen):
        key = key_of(case, proof)
        if key is None or key.use is not KeyUse.ISSUE:
            return failed(STATUS_UNSIGNED, purpose=Term(PURPOSES[chosen.purpose]))
        if bad := why_not_good(case, digest, key, proof):
            return bad
    return None


def _proofs(chosen: StatusList) -> tuple[Proof, ...]:
    proofs = proofs_of(chosen.credential)
    return () if isinstance(proofs, MessageKind) else proofs


def _rest_until(chosen: StatusList, asked: Asked) -> datetime:
    """Until when a list may be rested on: by its own word, by the verifier's policy, and never beyond a year."""
    policy = asked.trust.status_age if asked.trust else None
    return min(chosen.until, chosen.made + min(policy or MOST_AGE, MOST_AGE))


def in_words(age: timedelta) -> str:
    """An age as ``12 d 3 h`` or ``5 h`` or ``20 min``, the same in every language."""
    minutes = max(int(age.total_seconds()) // 60, 0)
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    return f"{hours} h" if hours else f"{minutes} min"


def check_accreditation(case: Case, asked: Asked) -> Found:
    """Whether the trust roots name an accreditation of the body for this standard at the time of issue."""
    certificate = case.certificate
    if certificate is None or case.body is None or asked.trust is None:
        return not_checked(NO_ACCREDITATION, needed=False)
    if not case.body.accreditations:
        return not_checked(NO_ACCREDITATION, needed=False)
    issued = certificate.issued  # which is when it was signed and logged, as check 3 holds
    for one in case.body.accreditations:
        in_time = one.start <= issued and (one.end is None or issued < one.end)
        if in_time and (not one.standards or certificate.standard_id in one.standards):
            return ok(ACCREDITED, by=one.by, number=one.number)
    return failed(NOT_ACCREDITED, standard=certificate.standard_id)


def check_edition(case: Case, asked: Asked) -> Found:
    """Whether the edition of the standard is still in force; a withdrawn one is shown, the certificate stays."""
    if (certificate := case.certificate) is None:
        return not_checked(NOT_READ, needed=False)
    edition, status = certificate.edition, str(certificate.standard.get("status", ""))
    end = _end_of_edition(certificate)
    if end is not None and asked.at >= end:
        return not_checked(EDITION_WITHDRAWN, needed=False, edition=edition, end=end.date().isoformat())
    if status != "verified":
        return not_checked(EDITION_DRAFT, needed=False, edition=edition, status=status)
    return ok(EDITION_IN_FORCE, edition=edition)


def _end_of_edition(certificate: Certificate) -> datetime | None:
    document = certificate.standard.get("document")
    effective = document.get("effective") if isinstance(document, Mapping) else None
    end = effective.get("to") if isinstance(effective, Mapping) else None
    return datetime.fromisoformat(end).replace(tzinfo=UTC) if isinstance(end, str) and end else None
