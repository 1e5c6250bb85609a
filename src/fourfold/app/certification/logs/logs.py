"""Logs for those who run, mirror, watch or ask them: what a log says, whether it is sound, proofs, growth."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fourfold.app.certification.bodies.body import Body
from fourfold.certification.keys.files import read_public
from fourfold.certification.keys.key import KeyKind, PublicKey
from fourfold.certification.log.audit import Audit, audit
from fourfold.certification.log.checkpoint import (
    Checkpoint,
    Cosignature,
    Witness,
    cosignatures,
    is_signed_by,
    read_checkpoint,
    read_verifier_key,
)
from fourfold.certification.log.faults import LOG_EMPTY, LOG_OTHER_KEY, refuse
from fourfold.certification.log.growth import Growth, growth_since
from fourfold.certification.log.layout import CHECKPOINT
from fourfold.certification.log.leaf import Leaf
from fourfold.certification.log.log import Log, checkpoint_in
from fourfold.certification.log.note import NOTE_MOST_BYTES
from fourfold.certification.log.proof import LogProof
from fourfold.certification.registry import Registry
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.reading import decode_utf8, read_bounded
from fourfold.store.tiles import FolderTiles

LOG_NOT_NAMED = MessageKind(
    "log-not-named",
    N_("it is not said which log is meant"),
    N_("either --body FOLDER or --log FOLDER"),
    N_("name the folder of a body, or a copy of the public folder of a log"),
)
VERIFIER_KEY_WRONG = MessageKind(
    "verifier-key-wrong",
    N_("{found} is no verifier key: {reason}"),
    N_("NAME+HASH+KEY as fourfold log show prints it, a file with that, or a key by its did:key or NAME.pub.json"),
    N_("ask whoever runs the log or the witness for its verifier key"),
)
LOG_ENTRY_UNKNOWN = MessageKind(
    "log-entry-unknown",
    N_("no entry of the log is {found}"),
    N_("an index from 0, the digest of a document in the log, or the number of a certificate of this body"),
    N_("correct it, or give a newer copy of the log"),
)
LOG_NOT_OF_REGISTRY = MessageKind(
    "log-entry-not-of-registry",
    N_("entry {index} of the log is not what the registry holds for it"),
    N_("a log and a registry of one body at one time"),
    N_("restore both from one backup"),
)
LOG_REGISTRY_SIZES = MessageKind(
    "log-registry-sizes",
    N_("the log holds {log} entries, the registry knows {registry}"),
    N_("as many"),
    N_("restore both from one backup"),
)
_DIGEST = re.compile(r"(?:sha256:)?([0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class OpenedLog:
    """A log to look at.

    Attributes:
        log: its files.
        key: that signs it; ``None`` where nobody said.
        body: whose it is, where its folder was named.
    """

    log: Log
    key: PublicKey | None
    body: Body | None

    @property
    def is_signed(self) -> bool | None:
        """Whether the newest checkpoint is signed by the log's key; ``None`` where the key is not known."""
        return None if self.key is None else is_signed_by(self.log.newest, self.key)


@dataclass(frozen=True, slots=True)
class LogState:
    """What a log says of itself.

    Attributes:
        checkpoint: the newest.
        is_signed: whether it is by the log's key; ``None`` where the key is not known.
        newest_entry: when the last entry was handed in; ``None`` in an empty log.
        cosigned: good cosignatures of the witnesses asked about.
        others: names of further keys that signed, unchecked.
    """

    checkpoint: Checkpoint
    is_signed: bool | None
    newest_entry: datetime | None
    cosigned: tuple[Cosignature, ...]
    others: tuple[str, ...]


def open_log(body: Path | None, folder: Path | None, verifier: str | None = None) -> OpenedLog:
    """The log of a body's folder, or of a mirror.

    Args:
        body: folder of the body.
        folder: of the log's files.
        verifier: key of the log, as text or the path of a file; a body's folder knows its own.

    Raises:
        InputError: neither or both are named, there is no log, or the key cannot be read.
    """
    if (body is None) == (folder is None):
        raise InputError([Problem(LOG_NOT_NAMED, Place("--log"))])
    if body is not None:
        opened = Body.open(body)
        return OpenedLog(opened.log, opened.history()[-1].log_key, opened)
    assert folder is not None  # noqa: S101 - one of both is there
    store = FolderTiles(folder)
    found = checkpoint_in(store)
    if found is None:
        refuse(LOG_EMPTY, f"{folder.name}/{CHECKPOINT}")
    return OpenedLog(Log(store, found.origin), None if verifier is None else read_key_of(verifier, found.origin), None)


def read_key_of(text: str, name: str) -> PublicKey:
    """A key from a verifier key, a file that holds one, a did:key or a file of a public key.

    Args:
        text: what was given.
        name: of the log; a verifier key of another name is refused.

    Raises:
        InputError: it is none of these.
    """
    if "+" in text or (Path(text).is_file() and Path(text).suffix not in (".json", ".pem")):
        witness = read_witness(text)
        if witness.name != name:
            raise _wrong_key(text, f"{witness.name} ≠ {name}")
        return witness.key
    problems = Problems()
    public = read_public(Path(text), problems)
    if public is None:
        raise InputError(problems.sorted())
    if public.kind is not KeyKind.ED25519:
        raise _wrong_key(text, public.kind)
    return public


def read_witness(text: str) -> Witness:
    """Name and key from a verifier key, or from a file that holds one.

    Raises:
        InputError: it is none.
    """
    problems = Problems()
    path = Path(text)
    if "+" not in text:
        data = read_bounded(path.parent, path.name, Place(text), problems, NOTE_MOST_BYTES)
        problems.raise_if_errors()
        text = (data or b"").decode(errors="replace").strip()
    try:
        return read_verifier_key(text)
    except ValueError as error:
        raise _wrong_key(text, str(error)) from None


def read_checkpoint_file(path: Path) -> Checkpoint:
    """A checkpoint somebody kept.

    Raises:
        InputError: it cannot be read.
    """
    place, problems = Place(path.name), Problems()
    data = read_bounded(path.parent, path.name, place, problems, NOTE_MOST_BYTES)
    text = None if data is None else decode_utf8(data, path.name, place, problems)
    found = None if text is None else read_checkpoint(text, place, problems)
    if found is None:
        raise InputError(problems.sorted())
    return found


def log_state(opened: OpenedLog, witnesses: Sequence[Witness]) -> LogState:
    """What a log says of itself.

    Raises:
        InputError: its checkpoint or its last entry cannot be read.
    """
    newest = opened.log.newest
    last = None
    if newest.size:
        problems = Problems()
        leaf = Leaf.read(opened.log.leaf(newest.size - 1), Place(str(newest.size - 1)), problems)
        problems.raise_if_errors()
        last = None if leaf is None else leaf.time
    known = {newest.origin, *(witness.name for witness in witnesses)}
    others = tuple(one.name for one in newest.note().signatures if one.name not in known)
    return LogState(newest, opened.is_signed, last, cosignatures(newest, witnesses), others)


def check_log(opened: OpenedLog) -> Audit:
    """The whole log: every tile and the root anew, its signature, and for a body its registry entry by entry.

    Raises:
        InputError: there is no checkpoint, or it cannot be read.
    """
    found = audit(opened.log)
    if opened.is_signed is False:
        found.problems.error(LOG_OTHER_KEY, Place(CHECKPOINT), origin=found.checkpoint.origin)
    if opened.body is not None and not found.problems.errors:
        hold_registry_against_log(opened.body.registry, opened.log, found.problems)
    return found


def hold_registry_against_log(registry: Registry, log: Log, problems: Problems) -> None:
    """Whether each entry of the log is what the registry has for it, and none is missing on either side.

    Args:
        registry: of the body.
        log: of the body; its tiles are sound.
        problems: receives where they differ.
    """
    recorded = registry.logged_from(0)
    size = log.newest.size
    if registry.size() != size:
        problems.error(LOG_REGISTRY_SIZES, Place("registry"), log=size, registry=registry.size())
    for index, (data, one) in enumerate(zip(log.leaves(), recorded, strict=False)):
        if data != one.leaf.data() or one.index != index:
            problems.error(LOG_NOT_OF_REGISTRY, Place("registry", 0, "log"), index=index)


def prove_entry(opened: OpenedLog, what: str, under: Checkpoint | None = None) -> LogProof:
    """The proof of an entry by its index, the digest of its document, or the number of its certificate.

    Raises:
        InputError: there is no such entry, or the tiles do not agree with the checkpoint.
    """
    digest = _DIGEST.fullmatch(what)
    index: int | None = None
    if digest is not None:
        index = _index_of("sha256:" + digest[1], opened)
    elif what.isdecimal() and what.isascii() and len(what) < 20:
        index = int(what)
    elif opened.body is not None:
        certificate = opened.body.registry.by_number(what)
        index = None if certificate is None else certificate.index
    if index is None:
        raise InputError([Problem(LOG_ENTRY_UNKNOWN, Place(""), {"found": what})])
    return opened.log.prove(index, under)


def log_growth(opened: OpenedLog, remembered: Path) -> Growth:
    """What became of a log since a checkpoint in a file. Both signatures are checked where the key is known.

    Raises:
        InputError: one of the checkpoints is not by the log's key, or the tiles do not allow to tell.
    """
    old = read_checkpoint_file(remembered)
    for checkpoint, name in ((old, remembered.name), (opened.log.newest, CHECKPOINT)):
        if opened.key is not None and old.origin == opened.log.origin and not is_signed_by(checkpoint, opened.key):
            refuse(LOG_OTHER_KEY, name, origin=checkpoint.origin)
    return growth_since(opened.log, old)


def _index_of(digest: str, opened: OpenedLog) -> int | None:
    """Where a document stands; the registry knows, a mirror is searched."""
    if opened.body is not None:
        recorded = opened.body.registry.by_digest(digest)
        return None if recorded is None else recorded.index
    mark = b'"digest":"' + digest.encode() + b'"'
    return next((index for index, data in enumerate(opened.log.leaves()) if mark in data), None)


def _wrong_key(found: str, reason: str) -> InputError:
    return InputError([Problem(VERIFIER_KEY_WRONG, Place("--verifier-key"), {"found": found, "reason": reason})])
