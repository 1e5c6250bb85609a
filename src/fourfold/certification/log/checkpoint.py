"""Checkpoints as signed notes (C2SP signed-note, tlog-checkpoint) and witness cosignatures (tlog-cosignature v1)."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fourfold.certification.keys.key import KeyKind, PublicKey, SigningKey
from fourfold.certification.log.note import (
    Note,
    NoteSignature,
    SignatureType,
    exact_base64,
    is_key_name,
    key_number,
    read_note,
)
from fourfold.core.merkle import HASH_BYTES
from fourfold.core.problems import N_, NOWHERE, InputError, MessageKind, Place, Problem, Problems, Term

MOST_SIZE = 2**63 - 1
SIGNATURE_BYTES = 64

CHECKPOINT_BROKEN = MessageKind(
    "checkpoint-broken",
    N_("this is no checkpoint: {reason}"),
    N_("origin, size and root on a line each (C2SP tlog-checkpoint)"),
    N_("give the checkpoint as its log published it"),
)
LOG_KEY_UNFIT = MessageKind(
    "log-key-unfit",
    N_("a key of kind {found} cannot sign checkpoints"),
    N_("an Ed25519 key"),
    N_("make one with fourfold keys new"),
)
LOG_NAME_UNFIT = MessageKind(
    "log-name-unfit",
    N_("{found} cannot be the name of a log or a witness"),
    N_("a name without spaces and plus signs, such as example.org/log"),
    N_("choose another name"),
)
COSIGNATURE_TIME_UNFIT = MessageKind(
    "cosignature-time-unfit",
    N_("a cosignature cannot bear the time {found}"),
    N_("a time since 1970"),
    N_("give another time"),
)

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says it holds.

    Attributes:
        origin: name of the log.
        size: number of leaves.
        root: 32 bytes.
        text: the whole note, signatures included.
    """

    origin: str
    size: int
    root: bytes
    text: str

    def note(self) -> Note:
        """The note taken apart.

        Raises:
            InputError: the text is none; one that was read or signed is.
        """
        problems = Problems()
        note = read_note(self.text, NOWHERE, problems)
        if note is None:
            raise InputError(problems)
        return note


@dataclass(frozen=True, slots=True)
class Witness:
    """Who watches logs: name and Ed25519 key, as in a verifier key of a signed note."""

    name: str
    key: PublicKey


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A witness's word that it saw a checkpoint consistent with all it saw before.

    Attributes:
        witness: who.
        time: when.
    """

    witness: Witness
    time: datetime


def sign_checkpoint(origin: str, size: int, root: bytes, key: SigningKey) -> Checkpoint:
    """A checkpoint under the log's Ed25519 key.

    Raises:
        InputError: the key is of another kind, or the name cannot stand in a note.
    """
    _must_fit(origin, key)
    body = f"{origin}\n{size}\n{b64encode(root).decode()}\n"
    number = key_number(origin, SignatureType.NOTE, key.public.raw)
    note = Note(body, (NoteSignature(origin, number, key.sign(body.encode())),))
    return Checkpoint(origin, size, root, note.text())


def read_checkpoint(text: str, place: Place, problems: Problems) -> Checkpoint | None:
    """A checkpoint as written, no signature checked."""
    note = read_note(text, place, problems)
    if note is None:
        return None
    lines = note.body.split("\n")[:-1]
    root = exact_base64(lines[2]) if len(lines) >= 3 else None
    size = read_decimal(lines[1]) if len(lines) >= 3 else None
    if "" in lines or len(lines) < 3:
        reason = N_("it needs three lines, none of them empty")
    elif size is None:
        reason = N_("its second line is no size")
    elif root is None or len(root) != HASH_BYTES:
        reason = N_("its third line is no root of 32 bytes")
    else:
        return Checkpoint(lines[0], size, root, text)
    problems.error(CHECKPOINT_BROKEN, place, reason=Term(reason))
    return None


def read_decimal(text: str) -> int | None:
    """A number of leaves or an index as notes spell it: digits without leading zeros, below 2^63."""
    if not _DECIMAL.fullmatch(text) or int(text) > MOST_SIZE:
        return None
    return int(text)


def is_signed_by(checkpoint: Checkpoint, key: PublicKey) -> bool:
    """Whether the log's own signature (name = origin) by this key is on it, and none by that key that fails."""
    note = checkpoint.note()
    found = _lines_of(note, checkpoint.origin, SignatureType.NOTE, key)
    message = note.body.encode()
    return bool(found) and all(
        len(line.signature) == SIGNATURE_BYTES and key.verifies(line.signature, message) for line in found
    )


def cosign(checkpoint: Checkpoint, name: str, key: SigningKey, time: datetime) -> Checkpoint:
    """The checkpoint with a witness's cosignature. That it is consistent is for the witness to know first.

    A cosignature by the same key that is there already is replaced.

    Raises:
        InputError: the key is of another kind, the name cannot stand in a note, or the time is before 1970.
    """
    _must_fit(name, key)
    note = checkpoint.note()
    seconds = int((time - _EPOCH).total_seconds())
    if seconds < 0:
        raise InputError([Problem(COSIGNATURE_TIME_UNFIT, NOWHERE, {"found": str(time)})])
    signature = seconds.to_bytes(8, "big") + key.sign(_cosigned(note.body, seconds))
    number = key_number(name, SignatureType.COSIGNATURE, key.public.raw)
    others = tuple(line for line in note.signatures if (line.name, line.number) != (name, number))
    cosigned = Note(note.body, (*others, NoteSignature(name, number, signature)))
    return Checkpoint(checkpoint.origin, checkpoint.size, checkpoint.root, cosigned.text())


def cosignatures(checkpoint: Checkpoint, witnesses: Sequence[Witness]) -> tuple[Cosignature, ...]:
    """The good cosignatures of these witnesses, one each: of several the latest.

    A witness with a line that fails is not counted, whatever else it signed (signed-note, Signatures).
    """
    note = checkpoint.note()
    found = []
    for witness in dict.fromkeys(witnesses):
        lines = _lines_of(note, witness.name, SignatureType.COSIGNATURE, witness.key)
        times = [_cosigned_at(note.body, line.signature, witness.key) for line in lines]
        good = [time for time in times if time is not None]
        if good and len(good) == len(times):
            found.append(Cosignature(witness, max(good)))
    return tuple(found)


def verifier_key(name: str, key: PublicKey, *, witness: bool = False) -> str:
    """``name+hash+base64`` of a signed note.

    Raises:
        ValueError: no note can carry such a name, or the key is not Ed25519.
    """
    if not is_key_name(name) or key.kind is not KeyKind.ED25519:
        raise ValueError(f"{name}: no name of a signed note, or a key of another kind than Ed25519")
    kind = SignatureType.COSIGNATURE if witness else SignatureType.NOTE
    return f"{name}+{key_number(name, kind, key.raw).hex()}+{b64encode(bytes((kind,)) + key.raw).decode()}"


def read_verifier_key(text: str) -> Witness:
    """A verifier key, of a log or of a witness.

    Raises:
        ValueError: it is none.
    """
    parts = text.split("+", 2)
    data = exact_base64(parts[2]) if len(parts) == 3 else None
    if data is None or len(data) != 33 or data[0] not in list(SignatureType) or not is_key_name(parts[0]):
        raise ValueError("not a verifier key of Ed25519: NAME+HASH+KEY")
    if key_number(parts[0], SignatureType(data[0]), data[1:]).hex() != parts[1]:
        raise ValueError("the hash of the verifier key is not that of its name and key")
    key = PublicKey(KeyKind.ED25519, data[1:])
    key.check()
    return Witness(parts[0], key)


def _must_fit(name: str, key: SigningKey) -> None:
    problems = Problems()
    if key.public.kind is not KeyKind.ED25519:
        problems.error(LOG_KEY_UNFIT, NOWHERE, found=key.public.kind)
    if not is_key_name(name):
        problems.error(LOG_NAME_UNFIT, NOWHERE, found=name)
    problems.raise_if_errors()


def _lines_of(note: Note, name: str, kind: SignatureType, key: PublicKey) -> list[NoteSignature]:
    """The lines that claim to be by a key: name and number are its own."""
    if key.kind is not KeyKind.ED25519:
        return []
    number = key_number(name, kind, key.raw)
    return [line for line in note.signatures if (line.name, line.number) == (name, number)]


def _cosigned(body: str, seconds: int) -> bytes:
    """What a witness signs (tlog-cosignature, Ed25519 signed message)."""
    return f"cosignature/v1\ntime {seconds}\n{body}".encode()


def _cosigned_at(body: str, signature: bytes, key: PublicKey) -> datetime | None:
    """When a witness signed; ``None`` if it did not."""
    if len(signature) != 8 + SIGNATURE_BYTES:
        return None
    seconds = int.from_bytes(signature[:8], "big")
    if not key.verifies(signature[8:], _cosigned(body, seconds)):
        return None
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None
