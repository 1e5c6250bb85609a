"""Making issuer documents: the first, and those that replace a key, tell of one in other hands, or replace the log.

Whatever is made is held to the rules of reading (`history`) before it is given out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from fourfold.certification.credentials.data_integrity import Credential, signed
from fourfold.certification.identity.history import succession_faults
from fourfold.certification.identity.issuer_document import issuer_content, method_of, read_version
from fourfold.certification.identity.issuer_model import (
    Compromise,
    EarlierLog,
    IssuerDocument,
    IssuerKey,
    KeyUse,
)
from fourfold.certification.keys.key import PublicKey, SigningKey
from fourfold.certification.log.checkpoint import Checkpoint
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems, Texts

_PLACE = Place("issuer")

KEY_NOT_KNOWN = MessageKind(
    "issuer-key-not-known",
    N_("the key {found} is none of this body's"),
    N_("one of: {wanted}"),
    N_("name a key that fourfold keys show lists"),
)
KEY_KNOWN = MessageKind(
    "issuer-key-known",
    N_("the key {found} has been a key of this body before"),
    N_("a key that was never used for it"),
    N_("make a new key; none is ever used again, nor for two things"),
)
LOG_KEY_IN_USE = MessageKind(
    "issuer-log-key-in-use",
    N_("the key {found} signs the log"),
    N_("a log with another key first"),
    N_("replace the log's key with fourfold keys rotate --use log, then say that this one is in other hands"),
)
LAST_ROOT = MessageKind(
    "issuer-last-root",
    N_("without the key {found} nobody could sign the next version"),
    N_("another root key that is good"),
    N_("replace it first with fourfold keys rotate --use root, then say that this one is in other hands"),
)
LOG_ROTATES_OTHERWISE = MessageKind(
    "issuer-log-rotates-otherwise",
    N_("a log's key is replaced together with its log"),
    N_("a new origin, and the checkpoints at which one log ends and the other begins"),
    N_("replace the log"),
)


def first_version(
    did: str,
    names: Texts,
    roots: Sequence[SigningKey],
    issue: PublicKey,
    log: PublicKey,
    log_origin: str,
    at: datetime,
) -> Credential:
    """Version 1.

    Args:
        did: ``did:web:…``, or ``did:key:…`` of the first root key for trials.
        names: of the body.
        roots: one or more root keys; each signs.
        issue, log: the keys for issuing and for the log (Ed25519).
        log_origin: name of the log.
        at: from when on the keys are good.

    Raises:
        InputError: it would not be readable.
    """
    pairs = [*((KeyUse.ROOT, root.public) for root in roots), (KeyUse.ISSUE, issue), (KeyUse.LOG, log)]
    keys = [IssuerKey(method_of(did, key.multikey), key, use, at) for use, key in pairs]
    _refuse_known((), [key for _, key in pairs])
    content = issuer_content(did, 1, "", names, at, keys, (log_origin, method_of(did, log.multikey), None))
    return _held(None, _signed(content, did, roots, at))


def rotate_key(
    before: IssuerDocument, use: KeyUse, new: SigningKey | PublicKey, signers: Sequence[SigningKey], at: datetime
) -> Credential:
    """The next version, in which the good keys of a use end now and a new one begins; the old ones stay to be seen.

    Args:
        before: newest version.
        use: ``root`` or ``issue``; for the log see `replace_log`.
        new: the new key; a root key has to sign, so the pair is needed.
        signers: root keys that are good now.
        at: when.

    Raises:
        InputError: the key is known already, the signers are no good root keys, or `use` is the log's.
    """
    if use is KeyUse.LOG:
        raise InputError([Problem(LOG_ROTATES_OTHERWISE, _PLACE)])
    public = new if isinstance(new, PublicKey) else new.public
    _refuse_known(before.keys.values(), [public])
    keys = [replace(key, end=at) if key.use is use and key.is_usable(at) else key for key in before.keys.values()]
    keys.append(IssuerKey(method_of(before.did, public.multikey), public, use, at))
    proving = [new] if use is KeyUse.ROOT and isinstance(new, SigningKey) else []
    return _next(before, keys, [*signers, *proving], at)


def mark_compromised(
    before: IssuerDocument, key: PublicKey, compromise: Compromise, signers: Sequence[SigningKey], at: datetime
) -> Credential:
    """The next version, which says that a key is in other hands and up to where in the log it counts.

    Raises:
        InputError: the key is not the body's, signs the log now, is the last good root key, or more would count than
            was said before.
    """
    found = before.find(key)
    if found is None:
        wanted = ", ".join(one.key.multikey for one in before.keys.values())
        raise InputError([Problem(KEY_NOT_KNOWN, _PLACE, {"found": key.multikey, "wanted": wanted})])
    if found.method == before.log_method:
        raise InputError([Problem(LOG_KEY_IN_USE, _PLACE, {"found": key.multikey})])
    if before.usable(KeyUse.ROOT, at) == (found,):
        raise InputError([Problem(LAST_ROOT, _PLACE, {"found": key.multikey})])
    end = found.end if found.end is not None and found.end <= at else max(at, found.start)
    changed = replace(found, end=end, compromise=compromise)
    keys = [changed if one.method == found.method else one for one in before.keys.values()]
    return _next(before, keys, signers, at)


def replace_log(
    before: IssuerDocument,
    key: PublicKey,
    last: Checkpoint,
    first: Checkpoint,
    signers: Sequence[SigningKey],
    at: datetime,
) -> Credential:
    """The next version, in which a log of another name and key takes the place of the log.

    The leaves stay as they are: same places, same root. Whoever mirrors the log sees that nothing was lost.

    Args:
        before: newest version.
        key: of the new log.
        last: last good checkpoint of the log until now, signed by its key.
        first: the same size and root under the new origin, signed by the new key.
        signers: root keys that are good now.
        at: when.

    Raises:
        InputError: the checkpoints do not agree, the key or origin is known, or the signers are no good root keys.
    """
    _refuse_known(before.keys.values(), [key])
    keys = [
        replace(one, end=at) if one.use is KeyUse.LOG and one.is_usable(at) else one for one in before.keys.values()
    ]
    method = method_of(before.did, key.multikey)
    keys.append(IssuerKey(method, key, KeyUse.LOG, at))
    earlier = (*before.earlier_logs, EarlierLog(before.log_origin, before.log_method, last))
    return _next(before, keys, signers, at, (first.origin, method, first), earlier)


def _next(
    before: IssuerDocument,
    keys: Sequence[IssuerKey],
    signers: Sequence[SigningKey],
    at: datetime,
    log: tuple[str, str, Checkpoint | None] | None = None,
    earlier_logs: Sequence[EarlierLog] | None = None,
) -> Credential:
    content = issuer_content(
        before.did,
        before.version + 1,
        before.digest,
        before.names,
        at,
        keys,
        log or (before.log_origin, before.log_method, before.log_first),
        before.earlier_logs if earlier_logs is None else earlier_logs,
    )
    return _held(before, _signed(content, before.did, signers, at))


def _signed(content: Credential, did: str, signers: Iterable[SigningKey], at: datetime) -> Credential:
    for signer in signers:
        content = signed(content, signer, method_of(did, signer.public.multikey), at)
    return content


def _held(before: IssuerDocument | None, document: Credential) -> Credential:
    problems = Problems()
    version = read_version(document, _PLACE, problems)
    if version is not None:
        for kind, params in succession_faults(before, version):
            problems.error(kind, _PLACE, **params)
    problems.raise_if_errors()
    return document


def _refuse_known(known: Iterable[IssuerKey], keys: Sequence[PublicKey]) -> None:
    before = {one.key for one in known}
    for number, key in enumerate(keys):
        if key in before or key in keys[:number]:
            raise InputError([Problem(KEY_KNOWN, _PLACE, {"found": key.multikey})])
