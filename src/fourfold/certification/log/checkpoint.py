"""Checkpoints as signed notes (C2SP signed-note, tlog-checkpoint) and witness cosignatures (tlog-cosignature v1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fourfold.certification.keys.key import PublicKey, SigningKey
from fourfold.core.problems import Place, Problems


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
    """A checkpoint under the log's Ed25519 key."""
    raise NotImplementedError


def read_checkpoint(text: str, place: Place, problems: Problems) -> Checkpoint | None:
    """A checkpoint as written, no signature checked."""
    raise NotImplementedError


def is_signed_by(checkpoint: Checkpoint, key: PublicKey) -> bool:
    """Whether the log's own signature (name = origin) by this key is on it."""
    raise NotImplementedError


def cosign(checkpoint: Checkpoint, name: str, key: SigningKey, time: datetime) -> Checkpoint:
    """The checkpoint with a witness's cosignature. That it is consistent is for the witness to know first."""
    raise NotImplementedError


def cosignatures(checkpoint: Checkpoint, witnesses: Sequence[Witness]) -> tuple[Cosignature, ...]:
    """The good cosignatures of these witnesses, one each."""
    raise NotImplementedError


def verifier_key(name: str, key: PublicKey, *, witness: bool = False) -> str:
    """``name+hash+base64`` of a signed note."""
    raise NotImplementedError


def read_verifier_key(text: str) -> Witness:
    """A verifier key, of a log or of a witness.

    Raises:
        ValueError: it is none.
    """
    raise NotImplementedError
