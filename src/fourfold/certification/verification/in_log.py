"""Whether the documents are in the log, the log signed for it, witnesses saw it, and it only grew."""

from __future__ import annotations

from fourfold.certification.identity.issuer import KeyUse, why_not_logged_by
from fourfold.certification.log.checkpoint import Checkpoint, Witness, cosignatures, is_signed_by
from fourfold.certification.verification.asked import Asked
from fourfold.certification.verification.case import Case, Logged
from fourfold.certification.verification.steps import Found, failed, not_checked, ok
from fourfold.core.merkle import verify_consistency
from fourfold.core.problems import N_, MessageKind, Term

INCLUDED = MessageKind("included", N_("{count} documents under checkpoint {size}; the certificate is entry {index}"))
NO_PROOF = MessageKind("no-proof", N_("there is no proof that {found} is in the log"))
PROOF_BAD = MessageKind("proof-bad", N_("the proof for {found} does not lead to the checkpoint"))
PROOF_OTHER = MessageKind("proof-other", N_("the proof filed for {found} is about another document"))
PROOF_EXTRA = MessageKind("proof-extra", N_("a proof is about {found}, which is not in the bundle"))
PROOF_UNREADABLE = MessageKind("proof-unreadable", N_("a proof cannot be read"))
TWO_CHECKPOINTS = MessageKind("two-checkpoints", N_("the proofs rest on more than one checkpoint"))
SIGNED_FOR = MessageKind(
    "signed-for", N_("{origin}, {size} entries; witnesses: {count} of {needed} asked for ({names})")
)
NO_CHECKPOINT = MessageKind("no-checkpoint", N_("there is no checkpoint"))
LOG_KEY_NOT_TRUSTED = MessageKind(
    "log-key-not-trusted", N_("the log of the issuer is not the one the trust roots name")
)
CHECKPOINT_BAD = MessageKind("checkpoint-bad", N_("the checkpoint does not count: {reason}"))
NO_ISSUER = MessageKind("no-issuer", N_("without an issuer document that holds, its log is not known"))
WITNESSES_FEW = MessageKind("witnesses-few", N_("{count} of {needed} witnesses saw this checkpoint ({names})"))
GREW = MessageKind("grew", N_("from {old} entries, seen before, to {size}"))
NOT_SEEN = MessageKind("not-seen", N_("no checkpoint of this log was seen before"))
FORKED = MessageKind("forked", N_("the log shows two histories: at {size} entries it had another root when last seen"))
GROWTH_BAD = MessageKind("growth-bad", N_("the log with {size} entries is no continuation of the one seen with {old}"))
NO_GROWTH = MessageKind(
    "no-growth",
    N_("the log was last seen with {old} entries, this checkpoint has {size}; no mirror here joins the two"),
)


def check_inclusion(case: Case) -> Found:
    """Whether every document of the bundle is in the log, all under one checkpoint."""
    if why := why_not_included(case):
        return why
    first = case.proofs[next(iter(case.digests))].proof
    return ok(INCLUDED, count=len(case.digests), size=first.checkpoint.size, index=first.index)


def why_not_included(case: Logged) -> Found | None:
    """Why not every document is in the log under one checkpoint; ``None`` where all are."""
    if faults := case.faults["proofs"]:
        return failed(PROOF_UNREADABLE, faults)
    digests = case.digests
    for digest, kind in digests.items():
        read = case.proofs.get(digest)
        if read is None:
            return failed(NO_PROOF, found=digest)
        if read.leaf.digest != digest or read.leaf.kind is not kind:
            return failed(PROOF_OTHER, found=digest)
        if case.index_of(digest) is None:
            return failed(PROOF_BAD, found=digest)
    if extra := sorted(case.proofs.keys() - digests.keys()):
        return failed(PROOF_EXTRA, found=extra[0])
    if len({read.proof.checkpoint.text for read in case.proofs.values()}) > 1:
        return failed(TWO_CHECKPOINTS)
    return None


def check_checkpoint(case: Logged, asked: Asked) -> Found:
    """Whether the checkpoint is signed by the issuer's log and seen by as many witnesses as are asked for."""
    checkpoint = checkpoint_of(case)
    if checkpoint is None:
        return failed(NO_CHECKPOINT)
    if not case.history:
        return not_checked(NO_ISSUER)
    newest = case.history[-1]
    if reason := why_not_logged_by(newest, checkpoint):
        return failed(CHECKPOINT_BAD, reason=Term(reason.text))
    if case.body is not None and not _is_trusted_log(case, case.body.log):
        return failed(LOG_KEY_NOT_TRUSTED)
    needed = asked.trust.threshold if asked.trust else 0
    seen = cosignatures(checkpoint, asked.trust.witnesses) if asked.trust else ()
    names = ", ".join(one.witness.name for one in seen) or "–"
    if len(seen) < needed:
        return failed(WITNESSES_FEW, count=len(seen), needed=needed, names=names)
    return ok(SIGNED_FOR, origin=checkpoint.origin, size=checkpoint.size, count=len(seen), needed=needed, names=names)


def check_growth(case: Logged, asked: Asked) -> Found:
    """Whether this checkpoint and every one seen before of the same log belong to one history."""
    checkpoint = checkpoint_of(case)
    if checkpoint is None:
        return failed(NO_CHECKPOINT)
    seen = [one for one in asked.seen if one.size and _is_of(case, one)]
    if not seen:
        return not_checked(NOT_SEEN, needed=False)
    mirror = asked.mirror if asked.mirror is not None and asked.mirror.origin in _names_of(case) else None
    unproven = None
    for other in seen:
        old, new = sorted((other, checkpoint), key=lambda one: one.size)
        if old.size == new.size:
            if old.root != new.root:
                return failed(FORKED, size=old.size)
            continue
        path = mirror.grown(old.size, new.size) if mirror else None
        if path is None:
            unproven = other
        elif not verify_consistency(old.size, new.size, path, old.root, new.root):
            return failed(GROWTH_BAD, old=old.size, size=new.size)
    if unproven is not None:
        return not_checked(NO_GROWTH, needed=mirror is not None, old=unproven.size, size=checkpoint.size)
    return ok(GREW, old=max(one.size for one in seen), size=checkpoint.size)


def checkpoint_of(case: Logged) -> Checkpoint | None:
    """The checkpoint that the proof of the document asked about rests on, else that of any proof."""
    first = case.proofs.get(case.main) or next(iter(case.proofs.values()), None)
    return first.proof.checkpoint if first is not None else None


def _is_of(case: Logged, checkpoint: Checkpoint) -> bool:
    """Whether a checkpoint is of a log of this issuer: by name and by signature, since anybody can take a name."""
    return any(checkpoint.origin == log.name and is_signed_by(checkpoint, log.key) for log in logs_of(case))


def _names_of(case: Logged) -> set[str]:
    return {log.name for log in logs_of(case)}


def logs_of(case: Logged) -> tuple[Witness, ...]:
    """The issuer's logs by name and key, earlier ones too. One that took the place of another holds the same tree."""
    if not case.history:
        return ()
    newest = case.history[-1]
    earlier = (Witness(log.origin, newest.keys[log.method].key) for log in newest.earlier_logs)
    return (*earlier, Witness(newest.log_origin, newest.log_key))


def _is_trusted_log(case: Logged, trusted: Witness) -> bool:
    """Whether the log of the trust roots is one of the issuer's, by name and key, whose key is in no other hands."""
    good = {key.key for key in case.history[-1].keys.values() if key.use is KeyUse.LOG and key.compromise is None}
    return trusted in logs_of(case) and trusted.key in good
