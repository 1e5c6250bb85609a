"""Who issued the certificate, and whether it is theirs: issuer document, key history, signature."""

from __future__ import annotations

from datetime import timedelta

from fourfold.certification.credentials.data_integrity import Credential, Proof, ProofCheck, proofs_of
from fourfold.certification.documents.certificate import Certificate
from fourfold.certification.identity.issuer import IssuerKey, KeyUse
from fourfold.certification.verification.asked import Asked
from fourfold.certification.verification.case import Case, Logged
from fourfold.certification.verification.steps import Found, failed, not_checked, ok
from fourfold.core.problems import N_, MessageKind, Named, Term

CLOCKS = timedelta(minutes=5)
"""How far two clocks of one body may be apart."""

ISSUER_GOOD = MessageKind("issuer-good", N_("{did}, known by a pinned key; version {version} of {updated}"))
ISSUER_NO_TRUST = MessageKind("issuer-no-trust", N_("no trust roots were given, so no issuer is known"))
ISSUER_UNKNOWN = MessageKind("issuer-unknown", N_("{did} is not among the trust roots"))
ISSUER_BROKEN = MessageKind("issuer-broken", N_("the issuer document does not hold"))
ISSUER_OTHER = MessageKind("issuer-other", N_("the issuer document is of {found}, the certificate of {did}"))
ISSUER_OLDER = MessageKind(
    "issuer-older", N_("the issuer document is version {found}; the status was signed when version {version} was there")
)
ISSUER_FORKED = MessageKind(
    "issuer-forked", N_("version {version} of the issuer document is another one than the status was signed with")
)
KEY_UNKNOWN = MessageKind("key-unknown", N_("{found} is no issuing key of {did}"))
NOT_ONE_PROOF = MessageKind("not-one-proof", N_("the certificate bears {count} signatures; it is issued by one"))
KEY_NOT_GOOD = MessageKind(
    "key-not-good", N_("{found} was not in use on {time}: it was from {start} to {end}, and the log saw it on {logged}")
)
KEY_COMPROMISED = MessageKind(
    "key-compromised",
    N_("{found} is known to be in other hands since {since}; it counts up to entry {size} of the log, this is {index}"),
)
ISSUER_NAMES = MessageKind(
    "issuer-names", N_("the certificate calls its issuer {found}; no version of the issuer document does")
)
MOMENTS_APART = MessageKind(
    "moments-apart",
    N_("the certificate bears {issued}, was signed {time} and logged {logged}: that has to be one moment"),
)
SIGNATURE_GOOD = MessageKind("signature-good", N_("{suite}, signed {time} by {found}"))
SIGNATURE_BAD = MessageKind("signature-bad", N_("the signature does not hold: {reason}"))
SIGNATURE_NO_KEY = MessageKind("signature-no-key", N_("the key is not known, so the signature cannot be checked"))
NOT_READ = MessageKind("not-read", N_("the certificate could not be read"))


def check_issuer(case: Case, asked: Asked) -> Found:
    """Whether the issuer is trusted and the key was good when the certificate was signed and logged."""
    certificate = case.certificate
    if certificate is None:
        return not_checked(NOT_READ)
    if faults := case.faults["issuer"]:
        return failed(ISSUER_BROKEN, faults)
    if not case.history:
        return failed(ISSUER_BROKEN)
    newest = case.history[-1]
    if newest.did != certificate.issuer:
        return failed(ISSUER_OTHER, found=newest.did, did=certificate.issuer)
    if older := _why_older(case):
        return older
    proofs = proofs_of(case.bundle.certificate)
    if not isinstance(proofs, MessageKind) and len(proofs) > 1:
        return failed(NOT_ONE_PROOF, count=len(proofs))
    proof = _proof(case.bundle.certificate)
    key = key_of(case, proof) if proof is not None else None
    if proof is None or key is None or key.use is not KeyUse.ISSUE:
        return failed(KEY_UNKNOWN, found=proof.method if proof else "-", did=certificate.issuer)
    if bad := why_not_good(case, certificate.digest, key, proof):
        return bad
    if apart := _why_apart(case, certificate, proof):
        return apart
    names = {str(lang): name for lang, name in certificate.body.items()}
    if all(names != {str(lang): name for lang, name in version.names.items()} for version in case.history):
        return failed(ISSUER_NAMES, found=Named.of(certificate.body))
    if asked.trust is None:
        return not_checked(ISSUER_NO_TRUST)
    if case.body is None:
        return not_checked(ISSUER_UNKNOWN, did=certificate.issuer)
    return ok(ISSUER_GOOD, did=newest.did, version=newest.version, updated=newest.updated.isoformat())


def _why_apart(case: Case, certificate: Certificate, proof: Proof) -> Found | None:
    """Why the moment on the certificate is not that of its signature and of the log: dates alone can be chosen."""
    read = case.proofs.get(certificate.digest)
    logged = read.leaf.time if read is not None and case.index_of(certificate.digest) is not None else proof.created
    if max(abs(proof.created - certificate.issued), abs(logged - certificate.issued)) <= CLOCKS:
        return None
    issued, time = certificate.issued.isoformat(), proof.created.isoformat()
    return failed(MOMENTS_APART, issued=issued, time=time, logged=logged.isoformat())


def _why_older(case: Case) -> Found | None:
    """Why the versions here are not all that were there when the status was signed; ``None`` where they are."""
    by_version = {version.version: version.digest for version in case.history}
    for named in (one.as_of.issuer for one, _ in case.lists if one.as_of is not None):
        if named.number > len(by_version):
            return failed(ISSUER_OLDER, found=len(by_version), version=named.number)
        if by_version[named.number] != named.digest:
            return failed(ISSUER_FORKED, version=named.number)
    return None


def check_signature(case: Case) -> Found:
    """Whether the certificate is signed by its issuer's key, and nothing in it was changed; of any form."""
    return signature_of(case, case.bundle.certificate)


def signature_of(case: Logged, document: Credential) -> Found:
    """Whether a document has one proof, and it holds under the key it names."""
    proofs = proofs_of(document)
    if isinstance(proofs, MessageKind):
        return failed(SIGNATURE_BAD, reason=Term(proofs.text))
    over = ProofCheck(document)
    for proof in proofs:
        key = key_of(case, proof)
        if key is None:
            return (
                not_checked(SIGNATURE_NO_KEY) if not case.history else failed(KEY_UNKNOWN, found=proof.method, did="")
            )
        if reason := over.why_not(proof, key.key):
            return failed(SIGNATURE_BAD, reason=Term(reason.text))
    first = proofs[0]
    return ok(SIGNATURE_GOOD, suite=first.suite, time=first.created.isoformat(), found=first.method)


def key_of(case: Logged, proof: Proof) -> IssuerKey | None:
    """The body's key that a proof names, as the newest issuer document tells of it."""
    return case.history[-1].keys.get(proof.method) if case.history else None


def why_not_good(case: Logged, digest: str, key: IssuerKey, proof: Proof) -> Found | None:
    """Why what a key of the body signed does not count; ``None`` where it does.

    It has to be in use both on the day the document bears and when the log saw it: a date is only the signer's word.
    """
    index, read = case.index_of(digest), case.proofs.get(digest)
    logged = read.leaf.time if read is not None and index is not None else None
    if (taken := key.compromise) is not None and (index is None or index >= taken.last_good_size):
        place = "-" if index is None else str(index)
        since, size = taken.since.isoformat(), taken.last_good_size
        return failed(KEY_COMPROMISED, found=key.method, since=since, size=size, index=place)
    moments = [proof.created] if logged is None else [proof.created, max(proof.created, logged - CLOCKS)]
    if all(key.is_good(moment, index) for moment in moments):
        return None
    end = key.end.isoformat() if key.end else "-"
    seen = logged.isoformat() if logged else "-"
    return failed(
        KEY_NOT_GOOD,
        found=key.method,
        time=proof.created.isoformat(),
        start=key.start.isoformat(),
        end=end,
        logged=seen,
    )


def signed_at(certificate: Certificate, case: Case) -> tuple[Proof, IssuerKey] | None:
    """The proof of the certificate and the key that made it."""
    proof = _proof(certificate.credential)
    key = key_of(case, proof) if proof is not None else None
    return (proof, key) if proof is not None and key is not None else None


def _proof(document: Credential) -> Proof | None:
    proofs = proofs_of(document)
    return None if isinstance(proofs, MessageKind) else proofs[0]
