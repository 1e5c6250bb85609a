"""Whether a log has only grown since a checkpoint somebody remembers: grown, rolled back, or forked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fourfold.certification.log.checkpoint import Checkpoint
from fourfold.certification.log.faults import LOG_DISAGREES, LOG_OTHER_ORIGIN, refuse
from fourfold.certification.log.layout import CHECKPOINT
from fourfold.certification.log.log import Log
from fourfold.core.merkle import verify_consistency
from fourfold.core.problems import N_, MessageKind

LOG_SHRANK = MessageKind(
    "log-shrank",
    N_("the log holds {found} entries; it was seen with {size}: it was rolled back, or this copy of it is old"),
    N_("a log that only grows"),
    N_("copy the log again; if it stays so, publish both checkpoints: they show what the log did"),
)
LOG_FORKED = MessageKind(
    "log-forked",
    N_("the log does not contain what it was seen with at {size} entries: it was forked or rewritten"),
    N_("a log that only grows"),
    N_("publish both checkpoints: they show what the log did"),
)


class Grown(StrEnum):
    """What became of a log."""

    SAME = "same"
    GREW = "grew"
    ROLLED_BACK = "rolled-back"
    FORKED = "forked"


@dataclass(frozen=True, slots=True)
class Growth:
    """What became of a log since a remembered checkpoint.

    Attributes:
        outcome: in one word.
        old, new: the checkpoints; the log's own is `new`.
        proof: consistency proof where it grew.
    """

    outcome: Grown
    old: Checkpoint
    new: Checkpoint
    proof: tuple[bytes, ...] = ()

    @property
    def fault(self) -> MessageKind | None:
        """What to say where it did not only grow; its templates take ``found`` (size now) and ``size`` (size then)."""
        return {Grown.ROLLED_BACK: LOG_SHRANK, Grown.FORKED: LOG_FORKED}.get(self.outcome)


def growth_since(log: Log, old: Checkpoint) -> Growth:
    """Prove from the tiles that a log has only grown since a checkpoint, or show that it has not.

    The proof is held against both checkpoints, so tiles that do not fit the newest checkpoint are never mistaken for a
    fork. Signatures are checked elsewhere.

    Raises:
        InputError: the checkpoint is of another log, or the tiles are damaged: nothing can be told then.
    """
    new = log.newest
    if old.origin != new.origin:
        refuse(LOG_OTHER_ORIGIN, CHECKPOINT, found=old.origin, origin=new.origin)
    if old.size > new.size:
        return Growth(Grown.ROLLED_BACK, old, new)
    if old.size == new.size:
        return Growth(Grown.SAME if old.root == new.root else Grown.FORKED, old, new)
    if log.root_at(new.size) != new.root:
        refuse(LOG_DISAGREES, CHECKPOINT, size=new.size)
    if not old.size:  # an empty log is the beginning of any, and there is nothing to prove
        return Growth(Grown.GREW if old.root == log.root_at(0) else Grown.FORKED, old, new)
    proof = log.prove_growth(old.size)
    if verify_consistency(old.size, new.size, proof, old.root, new.root):
        return Growth(Grown.GREW, old, new, proof)
    if log.root_at(old.size) == old.root or not _proves(log, old.size, proof, new):
        refuse(LOG_DISAGREES, CHECKPOINT, size=old.size)
    return Growth(Grown.FORKED, old, new)


def _proves(log: Log, size: int, proof: tuple[bytes, ...], new: Checkpoint) -> bool:
    """Whether the tiles hold some tree of this size that the newest checkpoint contains."""
    return verify_consistency(size, new.size, proof, log.root_at(size), new.root)
