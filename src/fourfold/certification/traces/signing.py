"""Whose statement and ledger days these are: form, keeper, keys in force when signed and logged, signatures."""

from __future__ import annotations

from datetime import datetime

from fourfold.certification.credentials.data_integrity import Credential, proofs_of
from fourfold.certification.identity.issuer import KeyUse
from fourfold.certification.traces.case import TraceAsked, TraceCase
from fourfold.certification.verification.in_log import checkpoint_of, why_not_included
from fourfold.certification.verification.signing import (
    CLOCKS,
    ISSUER_BROKEN,
    ISSUER_GOOD,
    ISSUER_NO_TRUST,
    ISSUER_UNKNOWN,
    KEY_UNKNOWN,
    key_of,
    signature_of,
    why_not_good,
)
from fourfold.certification.verification.steps import Found, failed, not_checked, ok
from fourfold.certification.verification.verification import Finding
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Named
from fourfold.core.words import in_both

FORM_GOOD = MessageKind("trace-form-good", N_("statement of {account} as of the end of {day}, signed {time}"))
FORM_DAY = MessageKind("trace-form-day", N_("no statement; {count} lots as of the end of {day}"))
FORM_BAD = MessageKind("trace-form-bad", N_("the statement is not of this form"))
DAY_BAD = MessageKind("trace-day-bad", N_("a ledger day is not of this form"))
NOTHING_READ = MessageKind("trace-not-read", N_("nothing of it could be read"))
OTHER_ISSUER = MessageKind(
    "trace-other-issuer", N_("the issuer document is of {found}, {document} bears the issuer {did}")
)
ONE_SIGNATURE = MessageKind("trace-one-signature", N_("{document} bears {count} signatures; the keeper signs once"))
MOMENTS = MessageKind(
    "trace-moments-apart",
    N_("{document} bears {issued}, was signed {time} and logged {logged}: that has to be one moment"),
)
SIGNATURE = MessageKind("trace-signatures-good", N_("{count} documents, the first by {found}"))
SIGNATURE_OF = MessageKind("trace-signature-bad", N_("{document}: {reason}"))
INCLUDED = MessageKind("trace-included", N_("{count} documents under checkpoint {size}"))


def check_form(case: TraceCase) -> Found:
    """Whether statement and days have their forms."""
    if case.faults["statement"]:
        return failed(FORM_BAD, case.faults["statement"])
    if case.faults["days"] or not case.days:
        return failed(DAY_BAD, case.faults["days"])
    trace, last = case.trace, case.days[-1]
    if trace is None:
        return ok(FORM_DAY, count=0 if case.lots is None else len(case.lots.lots), day=last.name)
    account = trace.content.account_name or trace.content.account
    return ok(FORM_GOOD, account=account, day=last.name, time=moment_text(trace.signed))


def check_keeper(case: TraceCase, asked: TraceAsked) -> Found:
    """Whether the keeper is trusted and its keys were good when each document was signed and logged."""
    if not case.issuer:
        return not_checked(NOTHING_READ)
    if faults := case.faults["issuer"]:
        return failed(ISSUER_BROKEN, faults)
    if not case.history:
        return failed(ISSUER_BROKEN)
    newest = case.history[-1]
    for document, digest, moment in case.signed():
        if bad := _why_not_signed_well(case, document, digest, moment):
            return bad
    if asked.trust is None:
        return not_checked(ISSUER_NO_TRUST)
    if case.body is None:
        return not_checked(ISSUER_UNKNOWN, did=case.issuer)
    return ok(ISSUER_GOOD, did=newest.did, version=newest.version, updated=moment_text(newest.updated))


def _why_not_signed_well(case: TraceCase, document: Credential, digest: str, moment: datetime) -> Found | None:
    """Why a document does not count as the keeper's of that moment; ``None`` where it does."""
    newest, name = case.history[-1], document_name(document)
    if document["issuer"] != newest.did:
        return failed(OTHER_ISSUER, found=newest.did, document=name, did=document["issuer"])
    proofs = proofs_of(document)
    if isinstance(proofs, MessageKind) or len(proofs) != 1:
        return failed(ONE_SIGNATURE, document=name, count=0 if isinstance(proofs, MessageKind) else len(proofs))
    proof = proofs[0]
    key = key_of(case, proof)
    if key is None or key.use is not KeyUse.ISSUE:
        return failed(KEY_UNKNOWN, found=proof.method, did=newest.did)
    if bad := why_not_good(case, digest, key, proof):
        return bad
    read = case.proofs.get(digest)
    logged = read.leaf.time if read is not None and case.index_of(digest) is not None else proof.created
    if max(abs(proof.created - moment), abs(logged - moment)) <= CLOCKS:
        return None
    moments = {"issued": moment, "time": proof.created, "logged": logged}
    return failed(MOMENTS, (), document=name, **{what: moment_text(one) for what, one in moments.items()})


def check_signatures(case: TraceCase) -> Found:
    """Whether every document is signed by the key it names, and nothing in it was changed."""
    signed = case.signed()
    if not signed:
        return not_checked(NOTHING_READ)
    first: Found | None = None
    for document, _, _ in signed:
        found = signature_of(case, document)
        if found.finding is Finding.NOT_CHECKED:
            return found
        if found.finding is Finding.FAILED:
            return failed(SIGNATURE_OF, document=document_name(document), reason=told(found))
        first = first or found
    return ok(SIGNATURE, count=len(signed), found=first.params["found"] if first is not None else "–")


def check_in_log(case: TraceCase) -> Found:
    """Whether every document of the bundle is in the log, all under one checkpoint."""
    if why := why_not_included(case):
        return why
    checkpoint = checkpoint_of(case)
    return ok(INCLUDED, count=len(case.digests), size=0 if checkpoint is None else checkpoint.size)


def document_name(document: Credential) -> str:
    """What to call a signed document: ``trace/1``, or ``ledger-day/1`` with its day."""
    subject = document.get("credentialSubject")
    day = subject.get("day") if isinstance(subject, dict) else None
    return f"{document.get('fourfold')} {day}"


def told(found: Found) -> Named:
    """The reason of a finding, to be part of another message."""
    return Named.of(in_both(found.reason.text, found.params))
