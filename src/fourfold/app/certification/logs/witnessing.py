"""A witness at work on a mirror of a log: proves growth from the tiles, remembers, cosigns."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from fourfold.app.certification.logs.logs import OpenedLog, read_checkpoint_file
from fourfold.certification.keys.key import SigningKey
from fourfold.certification.log.checkpoint import Checkpoint, cosign, is_signed_by
from fourfold.certification.log.faults import LOG_OTHER_KEY, refuse
from fourfold.certification.log.growth import growth_since
from fourfold.certification.log.layout import CHECKPOINT
from fourfold.certification.log.witness import Seen, admit, read_state, state_bytes
from fourfold.core.files import write_atomically
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.reading import MIB, read_bounded
from fourfold.store.locks import exclusively

STATE_MOST_BYTES = 16 * MIB

WITNESS_NEEDS_LOG_KEY = MessageKind(
    "witness-needs-log-key",
    N_("it is not said by which key the log is signed"),
    N_("--verifier-key with the key of the log, known from elsewhere than its mirror"),
    N_("ask the body for the verifier key of its log; fourfold log show prints it"),
)
WITNESS_STATE_UNWRITABLE = MessageKind(
    "witness-state-unwritable",
    N_("what the witness has seen cannot be kept in {found}: {reason}"),
    N_("a file you may write to"),
    N_("choose another place with --state"),
)


def witness_log(opened: OpenedLog, name: str, key: SigningKey, state: Path, time: datetime) -> Checkpoint:
    """Cosign the newest checkpoint of a log, if it contains everything this witness ever cosigned of it.

    What is seen is kept on disk before the cosignature exists. The whole runs under a lock of the state file, so that
    two runs cannot cosign two histories.

    Args:
        opened: the log, with its key.
        name: of the witness.
        key: of the witness.
        state: file of what it has seen; made at first use.
        time: of the cosignature.

    Raises:
        InputError: the log was rolled back, forked, is damaged, is by another key, or the state cannot be kept.
    """
    if opened.key is None:
        raise InputError([Problem(WITNESS_NEEDS_LOG_KEY, Place("--verifier-key"))])
    try:
        with exclusively(state.with_name(state.name + ".lock")):
            known = _state(state)
            checkpoint = opened.log.newest
            cosigned = cosign(checkpoint, name, key, time)  # refuses an unfit name or key before anything is kept
            known[checkpoint.origin] = _admitted(opened, known.get(checkpoint.origin), checkpoint)
            write_atomically(state, state_bytes(known))
            return cosigned
    except OSError as error:
        params = {"found": state.name, "reason": error.strerror or str(error)}
        raise InputError([Problem(WITNESS_STATE_UNWRITABLE, Place("--state"), params)]) from error


def take_cosigned(opened: OpenedLog, path: Path) -> Checkpoint:
    """Put a checkpoint that a witness gave back in the place of the log's own, with all signatures of both.

    Raises:
        InputError: it is not the newest, or not signed by the log.
    """
    given = read_checkpoint_file(path)
    if opened.key is not None and not is_signed_by(given, opened.key):
        refuse(LOG_OTHER_KEY, path.name, origin=given.origin)
    merged = _with_signatures_of(opened.log.newest, given)
    opened.log.replace_checkpoint(merged)
    return merged


def _admitted(opened: OpenedLog, seen: Seen | None, checkpoint: Checkpoint) -> Seen:
    """What to remember; a fork is told from a damaged mirror by the tiles."""
    assert opened.key is not None  # noqa: S101 - the caller has looked
    if seen is None or not 0 < seen.size < checkpoint.size:
        return admit(seen, checkpoint, opened.key, ())
    growth = growth_since(opened.log, Checkpoint(checkpoint.origin, seen.size, seen.root, ""))
    if growth.fault is not None and is_signed_by(checkpoint, opened.key):
        refuse(growth.fault, CHECKPOINT, found=checkpoint.size, size=seen.size)
    return admit(seen, checkpoint, opened.key, growth.proof)


def _state(path: Path) -> dict[str, Seen]:
    if not path.exists():
        return {}
    problems = Problems()
    data = read_bounded(path.parent, path.name, Place(path.name), problems, STATE_MOST_BYTES)
    state = None if data is None else read_state(data, Place(path.name), problems)
    if state is None:
        raise InputError(problems.sorted())
    return state


def _with_signatures_of(newest: Checkpoint, given: Checkpoint) -> Checkpoint:
    """The given checkpoint and what signatures it lacks of the newest; another body is left for the log to refuse."""
    if newest.note().body != given.note().body:
        return given
    there = {(one.name, one.number) for one in given.note().signatures}
    lacking = [one.line() for one in newest.note().signatures if (one.name, one.number) not in there]
    return Checkpoint(given.origin, given.size, given.root, given.text + "".join(lacking))
