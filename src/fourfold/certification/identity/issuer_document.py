"""One version of an issuer document, written and read. How versions follow each other: `history`.

It is a DID document that any resolver of ``did:web`` can use (W3C DID 1.0; Controlled Identifiers 1.0): its
``verificationMethod`` and ``assertionMethod`` follow from ``keys`` and are compared with them, so that the part others
read never says anything else than ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from fourfold.certification.credentials.data_integrity import CONTEXTS, Credential, digest_of_credential
from fourfold.certification.documents.parts import DID, MAYBE_DIGEST, METHOD, PROOF
from fourfold.certification.identity.issuer_model import EarlierLog, IssuerDocument, IssuerKey, KeyUse
from fourfold.certification.identity.shapes import (
    COMPROMISE,
    MULTIKEY,
    NAMES,
    ORIGIN,
    below,
    compromise_document,
    compromise_of,
    did_holds,
    key_of,
    maybe_moment,
)
from fourfold.certification.keys.key import KeyKind
from fourfold.certification.log.checkpoint import Checkpoint, is_signed_by, read_checkpoint
from fourfold.core.canonical import JSON
from fourfold.core.json_nests import ListOf, Maybe, ObjectOf, OneOrMany
from fourfold.core.json_node import Node
from fourfold.core.json_shape import Choice, Exactly, Integer, Moment, Text, check
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Place, Problems, Term, Texts

ISSUER_FORMAT = "issuer/1"
ISSUER_CONTEXTS: Sequence[str] = ("https://www.w3.org/ns/did/v1", *CONTEXTS)
MOST_VERSIONS = 1_000
MOST_KEYS = 200

ISSUER_KEY_NAMED_OTHERWISE = MessageKind(
    "issuer-key-named-otherwise",
    N_("the key {found} is not named by the DID and its own multikey"),
    N_("{did}#z…, each key once"),
    N_("ask the body for the issuer document as it published it"),
)
ISSUER_METHODS_DIFFER = MessageKind(
    "issuer-methods-differ",
    N_("{path} does not say what the keys of the document say"),
    N_("what follows from keys: every key, and for assertions those of roots and issuing that are in no other hands"),
    N_("ask the body for the issuer document as it published it"),
)
ISSUER_LOG_WRONG = MessageKind(
    "issuer-log-wrong",
    N_("the log {found} of the issuer document does not hold: {reason}"),
    N_("a log named with an Ed25519 key of use log that is in no other hands, and checkpoints signed by their logs"),
    N_("ask the body for the issuer document as it published it"),
)
ISSUER_TIMES_WRONG = MessageKind(
    "issuer-times-wrong",
    N_("the key {found} ends on {end}, before it begins"),
    N_("an end that is not before the beginning"),
    N_("ask the body for the issuer document as it published it"),
)
_NOTE = Text(r"[^\r]+", Term(N_("a checkpoint: the text of a signed note")), 20_000)
_KEY = ObjectOf(
    {
        "method": METHOD,
        "use": Choice(tuple(KeyUse)),
        "from": Moment(),
        "until": Maybe(Moment()),
        "compromised": COMPROMISE,
    },
    meanings={
        "compromised": "Set once the key is known to be in other hands: what the log holds below the size counts."
    },
)
_METHOD_OBJECT = ObjectOf(
    {
        "id": METHOD,
        "type": Choice(("Multikey",)),
        "controller": DID,
        "publicKeyMultibase": MULTIKEY,
        "expires": Moment(),
        "revoked": Moment(),
    },
    optional=frozenset({"expires", "revoked"}),
)
_CONTEXT = Exactly(tuple(ISSUER_CONTEXTS))
_PROOFS = OneOrMany(ObjectOf({**PROOF.members, "@context": _CONTEXT}, PROOF.optional))
_LOG = ObjectOf({"origin": ORIGIN, "method": METHOD, "first": Maybe(_NOTE)})
_EARLIER_LOG = ObjectOf({"origin": ORIGIN, "method": METHOD, "last": _NOTE})
ISSUER = ObjectOf(
    {
        "@context": _CONTEXT,
        "id": DID,
        "type": Choice(("IssuerDocument",)),
        "fourfold": Choice((ISSUER_FORMAT,)),
        "version": Integer(1, MOST_VERSIONS),
        "previous": MAYBE_DIGEST,
        "names": NAMES,
        "updated": Moment(),
        "keys": ListOf(_KEY, 1, MOST_KEYS),
        "log": _LOG,
        "earlier_logs": ListOf(_EARLIER_LOG, 0, MOST_KEYS),
        "verificationMethod": ListOf(_METHOD_OBJECT, 1, MOST_KEYS),
        "assertionMethod": ListOf(METHOD, 0, MOST_KEYS),
        "authentication": ListOf(METHOD, 0, 0),
        "proof": _PROOFS,
    },
    meanings={
        "previous": "Digest of the version before, proofs included; empty for the first.",
        "keys": "Every key the body ever had, oldest first; none is ever removed.",
        "log": "The log now; first: the checkpoint with which it took the place of another.",
        "earlier_logs": "Logs that were replaced, each with its last good checkpoint.",
    },
)
"""The shape of an issuer document."""


def method_of(did: str, multikey: str) -> str:
    """How a body names a key."""
    return f"{did}#{multikey}"


def issuer_content(
    did: str,
    version: int,
    previous: str,
    names: Texts,
    updated: datetime,
    keys: Sequence[IssuerKey],
    log: tuple[str, str, Checkpoint | None],
    earlier_logs: Sequence[EarlierLog] = (),
) -> Credential:
    """The unsigned document of a version; `log`: origin, method of its key, first checkpoint."""
    origin, method, first = log
    return {
        "@context": [*ISSUER_CONTEXTS],
        "id": did,
        "type": "IssuerDocument",
        "fourfold": ISSUER_FORMAT,
        "version": version,
        "previous": previous,
        "names": {str(lang): text for lang, text in names.items()},
        "updated": moment_text(updated),
        "keys": [_key_document(key) for key in keys],
        "log": {"origin": origin, "method": method, "first": first.text if first else None},
        "earlier_logs": [{"origin": log.origin, "method": log.method, "last": log.last.text} for log in earlier_logs],
        **_did_members(did, keys),
    }


def read_version(document: Credential, place: Place, problems: Problems) -> IssuerDocument | None:
    """A version by itself: its shape and what it says twice; whether it is signed and follows: `history`."""
    if not check(ISSUER, document, place, problems):
        return None
    count = len(problems.errors)
    node = Node(document)
    did = node.text("id")
    did_holds(did, below(place, "id"), problems)
    keys = _keys(did, node, place, problems)
    if len(problems.errors) == count:
        for member, expected in _did_members(did, tuple(keys.values())).items():
            if document[member] != expected:
                problems.error(ISSUER_METHODS_DIFFER, below(place, member), path=member)
    earlier = tuple(
        EarlierLog(one.text("origin"), one.text("method"), last)
        for number, one in enumerate(node.nodes("earlier_logs"))
        if (last := _checkpoint(one, "last", keys, below(place, f"earlier_logs[{number}]"), problems))
    )
    log = node.node("log")
    first = _checkpoint(log, "first", keys, below(place, "log"), problems)
    if len(problems.errors) > count:
        return None
    return IssuerDocument(
        did,
        node.integer("version"),
        node.text_map("names"),
        node.moment("updated"),
        keys,
        log.text("origin"),
        document,
        digest_of_credential(document),
        node.text("previous"),
        log.text("method"),
        first,
        earlier,
    )


def _keys(did: str, node: Node, place: Place, problems: Problems) -> dict[str, IssuerKey]:
    keys: dict[str, IssuerKey] = {}
    for number, one in enumerate(node.nodes("keys")):
        at = below(place, f"keys[{number}]")
        method = one.text("method")
        key = key_of(method.partition("#")[2], below(at, "method"), problems)
        if key is None:
            continue
        if method != method_of(did, key.multikey) or method in keys:
            problems.error(ISSUER_KEY_NAMED_OTHERWISE, below(at, "method"), found=method, did=did)
        start, end = one.moment("from"), maybe_moment(one, "until")
        if end is not None and end < start:
            problems.error(ISSUER_TIMES_WRONG, below(at, "until"), found=method, end=moment_text(end))
        keys[method] = IssuerKey(method, key, KeyUse(one.text("use")), start, end, compromise_of(one))
    return keys


def _checkpoint(
    log: Node, member: str, keys: Mapping[str, IssuerKey], place: Place, problems: Problems
) -> Checkpoint | None:
    """A checkpoint of a log, signed by the log's key; the key of a log is for logs only, and Ed25519."""
    origin, key = log.text("origin"), keys.get(log.text("method"))
    reason = None
    note = log.maybe_text(member)
    checkpoint = None
    if key is None or key.use is not KeyUse.LOG or key.key.kind is not KeyKind.ED25519:
        reason = Term(N_("it names no Ed25519 key of use log"))
    elif member == "first" and key.compromise is not None:
        reason = Term(N_("its key is in other hands"))
    elif note is not None:
        checkpoint = read_checkpoint(note, below(place, member), problems)
        if checkpoint is not None and (checkpoint.origin != origin or not is_signed_by(checkpoint, key.key)):
            reason = Term(N_("its checkpoint is not signed by it"))
    if reason is not None:
        problems.error(ISSUER_LOG_WRONG, place, found=origin, reason=reason)
    return checkpoint


def _key_document(key: IssuerKey) -> JSON:
    return {
        "method": key.method,
        "use": str(key.use),
        "from": moment_text(key.start),
        "until": moment_text(key.end) if key.end else None,
        "compromised": compromise_document(key.compromise),
    }


def _did_members(did: str, keys: Sequence[IssuerKey]) -> dict[str, JSON]:
    """What other readers of DID documents look at. Keys that ended stay, so that what they signed can be checked."""
    return {
        "verificationMethod": [_method_document(did, key) for key in keys],
        "assertionMethod": [key.method for key in keys if key.use is not KeyUse.LOG and key.compromise is None],
        "authentication": [],
    }


def _method_document(did: str, key: IssuerKey) -> JSON:
    document: dict[str, JSON] = {
        "id": key.method,
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": key.key.multikey,
    }
    if key.end is not None:
        document["expires"] = moment_text(key.end)
    if key.compromise is not None:
        document["revoked"] = moment_text(key.compromise.since)
    return document
