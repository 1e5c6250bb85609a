"""A witness: remembers of each log the newest checkpoint it cosigned, and cosigns only what contains it.

Rules of C2SP tlog-witness, section add-checkpoint: the log's signature first, then the size, the root at equal size,
the consistency proof. What is seen is kept before the cosignature leaves the witness. A log met for the first time is
taken as it is, with old size 0 and no proof.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from fourfold.certification.keys.key import PublicKey
from fourfold.certification.log.checkpoint import Checkpoint, is_signed_by
from fourfold.certification.log.faults import LOG_OTHER_KEY, refuse
from fourfold.certification.log.growth import LOG_FORKED, LOG_SHRANK
from fourfold.certification.log.layout import CHECKPOINT
from fourfold.certification.log.note import exact_base64
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.merkle import EMPTY_ROOT, HASH_BYTES, verify_consistency
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.strict_json import read_json

WITNESS_NOT_PROVED = MessageKind(
    "witness-not-proved",
    N_("nothing proves that the log grew from {size} entries to {found}"),
    N_("the consistency proof between the two sizes"),
    N_("give a complete copy of the log"),
)
WITNESS_STATE_BROKEN = MessageKind(
    "witness-state-broken",
    N_("{found} does not say what a witness has seen"),
    N_("a file this witness wrote"),
    N_("restore it from a backup; a witness that forgets can be deceived"),
)
FORMAT = "witness/1"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a witness remembers of a log.

    Attributes:
        size: of the newest checkpoint it cosigned.
        root: its root.
    """

    size: int
    root: bytes


FIRST_CONTACT = Seen(0, EMPTY_ROOT)


def admit(seen: Seen | None, checkpoint: Checkpoint, log_key: PublicKey, proof: tuple[bytes, ...]) -> Seen:
    """What to remember after a checkpoint that may be cosigned.

    Args:
        seen: what is remembered of its log; ``None`` at first contact.
        checkpoint: to cosign.
        log_key: key of the log, known from elsewhere.
        proof: consistency proof from the remembered size; empty at first contact and at equal size.

    Raises:
        InputError: it is not the log's, or steps back, or forks, or lacks its proof: each with its own message.
    """
    old = seen or FIRST_CONTACT
    if not is_signed_by(checkpoint, log_key):
        refuse(LOG_OTHER_KEY, CHECKPOINT, origin=checkpoint.origin)
    if checkpoint.size < old.size:
        refuse(LOG_SHRANK, CHECKPOINT, found=checkpoint.size, size=old.size)
    if checkpoint.size == old.size and checkpoint.root != old.root:
        refuse(LOG_FORKED, CHECKPOINT, found=checkpoint.size, size=old.size)
    if old.size in (0, checkpoint.size):
        proved = not proof
    else:
        proved = verify_consistency(old.size, checkpoint.size, proof, old.root, checkpoint.root)
    if not proved:
        refuse(WITNESS_NOT_PROVED, CHECKPOINT, found=checkpoint.size, size=old.size)
    return Seen(checkpoint.size, checkpoint.root)


def state_bytes(state: Mapping[str, Seen]) -> bytes:
    """What a witness remembers, by origin, as a document."""
    logs: dict[str, JSON] = {
        origin: {"root": b64encode(seen.root).decode(), "size": str(seen.size)} for origin, seen in state.items()
    }
    return canonical_bytes({"fourfold": FORMAT, "logs": logs}) + b"\n"


def read_state(data: bytes, place: Place, problems: Problems) -> dict[str, Seen] | None:
    """What `state_bytes` wrote; ``None`` after reporting why it is not that."""
    document = read_json(data, place, problems)
    logs = document.get("logs") if isinstance(document, dict) and document.get("fourfold") == FORMAT else None
    state: dict[str, Seen] = {}
    if isinstance(logs, dict):
        for origin, kept in logs.items():
            seen = _seen(kept)
            if seen is not None:
                state[origin] = seen
    if not isinstance(logs, dict) or len(state) != len(logs) or state_bytes(state) != data:
        problems.error(WITNESS_STATE_BROKEN, place, found=place.file)
        return None
    return state


def _seen(kept: JSON) -> Seen | None:
    if not isinstance(kept, dict):
        return None
    size, root = kept.get("size"), kept.get("root")
    if not isinstance(size, str) or not size.isdecimal() or not size.isascii() or not isinstance(root, str):
        return None
    known = exact_base64(root)
    return Seen(int(size), known) if known is not None and len(known) == HASH_BYTES and len(size) < 20 else None
