"""How issuer documents follow each other: every version is proven by the one before, nothing is taken back.

A version counts when

1. its number follows, its ``previous`` is the digest of the version before, its DID is the same, its time is not
   earlier; a ``did:key`` is that of a root key of the first version;
2. every proof on it is by a root key, made at the time the version bears: by one that the version before knew as
   good, or by one that this version brings in. Each root key that comes in has signed it, which proves that somebody
   holds it; at least one proof is by a key that was good before (the first version: each of its root keys signs);
3. every key of the version before is there, with the same use and beginning; an end, once set, is never later; a new
   end lies in the time to come; a key that comes in begins in the time to come; no compromise is taken back or eased;
4. a log that takes the place of another begins with the size and root of the other's last good checkpoint.

Pins: the first version signed by a pinned key anchors the list. Versions before it are held by their digests; so a
verifier can pin a later root key and forget an earlier one. A pinned key that the list itself tells to be in other
hands anchors nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from fourfold.certification.credentials.data_integrity import Credential, Proof, ProofCheck, proofs_of
from fourfold.certification.identity.did import DidKey, parse_did
from fourfold.certification.identity.history_messages import (
    HISTORY_DID,
    HISTORY_DID_KEY,
    HISTORY_EMPTY,
    HISTORY_GAP,
    HISTORY_LONG,
    HISTORY_NO_GOOD_PROOF,
    HISTORY_PREVIOUS,
    HISTORY_PROOF,
    HISTORY_PROOF_TIME,
    HISTORY_ROOT_SILENT,
    HISTORY_SIGNER,
    HISTORY_TIME,
    HISTORY_UNSIGNED,
    KEY_BACKDATED,
    KEY_CHANGED,
    KEY_COMPROMISE_EASED,
    KEY_VANISHED,
    LOG_CHANGED,
    PIN_COMPROMISED,
    PIN_MISSING,
)
from fourfold.certification.identity.issuer_document import MOST_VERSIONS, read_version
from fourfold.certification.identity.issuer_model import (
    Compromise,
    EarlierLog,
    IssuerDocument,
    IssuerKey,
    KeyUse,
)
from fourfold.certification.keys.key import PublicKey
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Param, Place, Problems, Term

Fault: TypeAlias = tuple[MessageKind, dict[str, Param]]


def read_history(
    versions: Sequence[Credential], pins: Sequence[PublicKey], place: Place, problems: Problems
) -> tuple[IssuerDocument, ...]:
    """The versions of an issuer document from the first to the newest, each proven by the one before.

    Args:
        versions: in order.
        pins: root keys the verifier trusts; empty: the first version is taken as it is (and the caller must say that
            nothing pins it).
        place: of the list, for reports.
        problems: receives gaps, wrong signatures, keys that vanished or changed, times that run backwards.

    Returns:
        The chain as far as it holds; empty where nothing does, or where no pinned key anchors it.
    """
    if not versions:
        problems.error(HISTORY_EMPTY, place)
    if len(versions) > MOST_VERSIONS:
        problems.error(HISTORY_LONG, place, found=len(versions), most=MOST_VERSIONS)
        return ()
    chain: list[IssuerDocument] = []
    for number, document in enumerate(versions):
        at = place.at(f"{place.column}[{number}]")
        version = read_version(document, at, problems)
        if version is None:
            break
        faults = tuple(succession_faults(chain[-1] if chain else None, version))
        for kind, params in faults:
            problems.error(kind, at, **params)
        if faults:
            break
        chain.append(version)
    if chain and pins and not _is_anchored(chain, pins, place, problems):
        return ()
    return tuple(chain)


def succession_faults(before: IssuerDocument | None, version: IssuerDocument) -> Iterator[Fault]:
    """Everything by which a version does not follow the one before; ``None``: it is to be the first."""
    rules: tuple[Callable[[IssuerDocument | None, IssuerDocument], Iterator[Fault]], ...] = (
        _order_faults,
        _proof_faults,
        _key_faults,
        _log_faults,
    )
    for rule in rules:
        for kind, params in rule(before, version):
            yield kind, {"version": str(version.version), **params}


def _order_faults(before: IssuerDocument | None, version: IssuerDocument) -> Iterator[Fault]:
    wanted = before.version + 1 if before else 1
    if version.version != wanted:
        yield HISTORY_GAP, {"found": str(version.version), "wanted": str(wanted)}
    if version.previous != (before.digest if before else ""):
        yield HISTORY_PREVIOUS, {"wanted": before.digest if before else "–"}
    if before is None and not _names_a_root(version):
        yield HISTORY_DID_KEY, {"found": version.did}
    if before is not None and version.did != before.did:
        yield HISTORY_DID, {"found": version.did, "wanted": before.did}
    if before is not None and version.updated < before.updated:
        yield HISTORY_TIME, {"found": moment_text(version.updated), "wanted": moment_text(before.updated)}


def _names_a_root(version: IssuerDocument) -> bool:
    """Whether a body that is named by a key has that key: nobody else may use the name."""
    did = parse_did(version.did)
    found = version.find(did.key) if isinstance(did, DidKey) else None
    return not isinstance(did, DidKey) or (found is not None and found.use is KeyUse.ROOT)


def _proof_faults(before: IssuerDocument | None, version: IssuerDocument) -> Iterator[Fault]:
    proofs = proofs_of(version.credential)
    if isinstance(proofs, MessageKind):
        yield HISTORY_UNSIGNED, {"reason": Term(proofs.text)}
        return
    good = {key.method: key for key in before.usable(KeyUse.ROOT, version.updated)} if before else {}
    known = before.keys if before else {}
    new = {key.method: key for key in version.keys.values() if key.use is KeyUse.ROOT and key.method not in known}
    signers = {proof.method for proof in proofs}
    over = ProofCheck(version.credential)
    for proof in proofs:
        yield from _one_proof_faults(proof, {**good, **new}.get(proof.method), version, over)
    if not signers & set(good if before else new):
        yield HISTORY_NO_GOOD_PROOF, {"wanted": ", ".join(good if before else new) or "–"}
    for method in new:
        if method not in signers:
            yield HISTORY_ROOT_SILENT, {"found": method}


def _one_proof_faults(
    proof: Proof, key: IssuerKey | None, version: IssuerDocument, over: ProofCheck
) -> Iterator[Fault]:
    if key is None:
        yield HISTORY_SIGNER, {"found": proof.method}
    elif reason := over.why_not(proof, key.key):
        yield HISTORY_PROOF, {"found": proof.method, "reason": Term(reason.text)}
    elif proof.created != version.updated:
        time, wanted = moment_text(proof.created), moment_text(version.updated)
        yield HISTORY_PROOF_TIME, {"found": proof.method, "time": time, "wanted": wanted}


def _key_faults(before: IssuerDocument | None, version: IssuerDocument) -> Iterator[Fault]:
    known = before.keys if before else {}
    if list(version.keys)[: len(known)] != list(known):
        for method in known:
            if method not in version.keys:
                yield KEY_VANISHED, {"found": method}
        if set(known) <= set(version.keys):
            yield KEY_CHANGED, {"found": ", ".join(known), "member": Term(N_("the order"))}
    for method, key in version.keys.items():
        old = known.get(method)
        if old is not None:
            yield from _change_faults(old, key, version)
        elif key.start < version.updated:
            yield (
                KEY_BACKDATED,
                {
                    "found": method,
                    "time": moment_text(key.start),
                    "wanted": moment_text(version.updated),
                },
            )


def _change_faults(old: IssuerKey, key: IssuerKey, version: IssuerDocument) -> Iterator[Fault]:
    if key.use is not old.use:
        yield KEY_CHANGED, {"found": key.method, "member": "use"}
    if key.start != old.start:
        yield KEY_CHANGED, {"found": key.method, "member": "from"}
    if key.end != old.end:
        later = key.end is None or (old.end is not None and key.end > old.end)
        if later or (key.end is not None and key.end < version.updated):
            yield KEY_CHANGED, {"found": key.method, "member": "until"}
    if is_eased(old.compromise, key.compromise):
        yield KEY_COMPROMISE_EASED, {"found": key.method}


def is_eased(old: Compromise | None, new: Compromise | None) -> bool:
    """Whether more counts than before."""
    if old is None:
        return False
    return new is None or new.last_good_size > old.last_good_size or new.since > old.since


def _log_faults(before: IssuerDocument | None, version: IssuerDocument) -> Iterator[Fault]:
    if not version.keys[version.log_method].is_usable(version.updated):
        yield LOG_CHANGED, {}
    elif before is None:
        if version.earlier_logs or version.log_first is not None:
            yield LOG_CHANGED, {}
    elif (version.log_origin, version.log_method) == (before.log_origin, before.log_method):
        if version.earlier_logs != before.earlier_logs or version.log_first != before.log_first:
            yield LOG_CHANGED, {}
    elif not _replaces(before, version):
        yield LOG_CHANGED, {}


def _replaces(before: IssuerDocument, version: IssuerDocument) -> bool:
    """Whether the new log begins where the old one was last good, under a name and a key that no log had before."""
    first, *_ = (version.log_first,)
    origins = {before.log_origin, *(log.origin for log in before.earlier_logs)}
    if first is None or version.log_origin in origins or version.log_method in before.keys:
        return False
    last = version.earlier_logs[-1] if version.earlier_logs else None
    if last is None or version.earlier_logs != (*before.earlier_logs, last):
        return False
    return _ends(before, last) and (first.size, first.root) == (last.last.size, last.last.root)


def _ends(before: IssuerDocument, last: EarlierLog) -> bool:
    return (last.origin, last.method) == (before.log_origin, before.log_method)


def _is_anchored(chain: Sequence[IssuerDocument], pins: Sequence[PublicKey], place: Place, problems: Problems) -> bool:
    """Whether a pinned key that is in no other hands signed one of the versions; each proof was checked before."""
    newest = chain[-1]
    known = {pin: newest.find(pin) for pin in pins}
    lost = [key for key in known.values() if key is not None and key.compromise is not None]
    good = {key.method for key in known.values() if key is not None and key.compromise is None}
    for version in chain:
        proofs = proofs_of(version.credential)
        if not isinstance(proofs, MessageKind) and any(proof.method in good for proof in proofs):
            return True
    if lost:
        problems.error(PIN_COMPROMISED, place, found=", ".join(key.method for key in lost))
    else:
        problems.error(PIN_MISSING, place, wanted=", ".join(pin.multikey for pin in pins))
    return False
