"""A log over tiles: append, prove, check. Static files in the C2SP tlog-tiles layout.

One writer. Entries are sequenced, their tiles written, then the checkpoint: a reader never sees a checkpoint whose tiles
are not there. After a crash the next writer starts from the last checkpoint and writes the same tiles again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from fourfold.certification.keys.key import SigningKey
from fourfold.certification.log.checkpoint import Checkpoint
from fourfold.certification.log.proof import LogProof


class TileStore(Protocol):
    """Where the files of a log rest. Names as in tlog-tiles: ``checkpoint``, ``tile/0/x001/234``, ``tile/entries/000``.

    Invariants: a write is whole or not at all and durable on return; a full tile is written once and never changes.
    """

    def read(self, name: str) -> bytes | None:
        """The bytes, or ``None``."""

    def write(self, name: str, data: bytes) -> None:
        """Put them there."""


class Log:
    """A log.

    Args:
        store: its files.
        origin: its name.
    """

    def __init__(self, store: TileStore, origin: str) -> None:
        raise NotImplementedError

    @property
    def checkpoint(self) -> Checkpoint | None:
        """The newest; ``None`` before the first.

        Raises:
            InputError: the file is damaged.
        """
        raise NotImplementedError

    def append(self, leaves: Sequence[bytes], key: SigningKey) -> range:
        """Append leaves, in order, and sign the new checkpoint; their indexes.

        Raises:
            InputError: what is there does not agree with its checkpoint, or the key is not the log's.
        """
        raise NotImplementedError

    def leaf(self, index: int) -> bytes:
        """Data of a leaf."""
        raise NotImplementedError

    def prove(self, index: int, checkpoint: Checkpoint | None = None) -> LogProof:
        """That a leaf is in the log, under the newest checkpoint or an older one."""
        raise NotImplementedError

    def prove_growth(self, old_size: int, new_size: int | None = None) -> tuple[bytes, ...]:
        """Consistency proof between two sizes."""
        raise NotImplementedError

    def replace_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Put the same checkpoint with more cosignatures in its place.

        Raises:
            InputError: it is not the newest, or lacks a signature that is there.
        """
        raise NotImplementedError
