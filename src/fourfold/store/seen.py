"""Checkpoints of logs that a verifier has seen: one file for each log, so that a fork or a step back is noticed later.

<folder>/<SHA-256 of the origin>.json    ``seen/1``: origin and the texts of the checkpoints, smallest first
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from fourfold.certification.log.checkpoint import Checkpoint, Witness, read_checkpoint, verifier_key
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.files import write_atomically
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.strict_json import read_json
from fourfold.store.locks import exclusively_within

FORMAT = "seen/1"
MOST_KEPT = 500
"""Checkpoints kept of one log: the newest ones."""
PATIENCE_S = 30.0
"""How long a second process waits for the first."""

SEEN_DAMAGED = MessageKind(
    "seen-damaged",
    N_("what was seen of the log {origin} cannot be read"),
    N_("a file that Fourfold wrote"),
    N_("restore it from a backup; or move it away, and the log is seen as if for the first time"),
)
SEEN_UNWRITABLE = MessageKind(
    "seen-unwritable",
    N_("what was seen of the log {origin} cannot be kept in {found}: {reason}"),
    N_("a folder you may write to"),
    N_("choose another folder with --seen, or leave it out with --forget"),
)


SEEN_BUSY = MessageKind(
    "seen-busy",
    N_("another program is writing what was seen of logs in {found}"),
    N_("one writer at a time"),
    N_("wait until it has ended and run this again, or choose another folder with --seen"),
)


def default_seen() -> Path:
    """The folder of what was seen: ``FOURFOLD_SEEN``, else below the user's folder for state."""
    if chosen := os.environ.get("FOURFOLD_SEEN"):
        return Path(chosen).expanduser()
    state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(state).expanduser() / "fourfold" / "seen"


def seen_checkpoints(folder: Path, log: Witness) -> tuple[Checkpoint, ...]:
    """The checkpoints of a log that were seen before, smallest first.

    Raises:
        InputError: the file is damaged; nothing is taken for unseen quietly.
    """
    path, origin = _path(folder, log), log.name
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise _refusal(SEEN_DAMAGED, path, origin) from error
    problems = Problems()
    document = read_json(data, Place(str(path)), problems)
    texts = document.get("checkpoints") if isinstance(document, dict) and document.get("log") == _name(log) else None
    if not isinstance(texts, list):
        raise _refusal(SEEN_DAMAGED, path, origin)
    found = [read_checkpoint(text, Place(str(path)), problems) if isinstance(text, str) else None for text in texts]
    kept = tuple(one for one in found if one is not None)
    if len(kept) != len(texts) or any(one.origin != origin for one in kept):
        raise _refusal(SEEN_DAMAGED, path, origin)
    return kept


def keep_checkpoint(folder: Path, log: Witness, checkpoint: Checkpoint) -> None:
    """Remember a checkpoint of a log that signed it; one of a size that is known already changes nothing.

    Raises:
        InputError: the folder cannot be written, what is there is damaged, or another program does not let go of it.
    """
    path = _path(folder, log)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with exclusively_within(folder / ".lock", PATIENCE_S):
            known = seen_checkpoints(folder, log)
            if any(one.size == checkpoint.size for one in known):
                return
            write_atomically(path, _document(log, (*known, checkpoint)))
    except TimeoutError as error:
        raise InputError([Problem(SEEN_BUSY, Place("--seen"), {"found": str(folder)})]) from error
    except OSError as error:
        reason = error.strerror or str(error)
        params = {"found": str(folder), "origin": checkpoint.origin, "reason": reason}
        raise InputError([Problem(SEEN_UNWRITABLE, Place("--seen"), params)]) from error


def _document(log: Witness, checkpoints: Sequence[Checkpoint]) -> bytes:
    newest = sorted(checkpoints, key=lambda one: one.size)[-MOST_KEPT:]
    texts: list[JSON] = [one.text for one in newest]
    return canonical_bytes({"fourfold": FORMAT, "log": _name(log), "checkpoints": texts}) + b"\n"


def _path(folder: Path, log: Witness) -> Path:
    return folder / f"{hashlib.sha256(_name(log).encode()).hexdigest()}.json"


def _name(log: Witness) -> str:
    return verifier_key(log.name, log.key)


def _refusal(kind: MessageKind, path: Path, origin: str) -> InputError:
    return InputError([Problem(kind, Place(str(path)), {"origin": origin})])
