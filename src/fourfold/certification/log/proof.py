"""A proof that travels: leaf, place, path and checkpoint in one text (C2SP tlog-proof v1)."""

from __future__ import annotations

from dataclasses import dataclass

from fourfold.certification.log.checkpoint import Checkpoint
from fourfold.core.problems import Place, Problems


@dataclass(frozen=True, slots=True)
class LogProof:
    """Where a leaf stands in a log.

    Attributes:
        leaf: data of the leaf (`Leaf.data`).
        index: its place, from 0.
        path: hashes from the leaf to the root.
        checkpoint: under which.
    """

    leaf: bytes
    index: int
    path: tuple[bytes, ...]
    checkpoint: Checkpoint

    def holds(self) -> bool:
        """Whether the path leads from the leaf to the checkpoint's root. Signatures are checked elsewhere."""
        raise NotImplementedError

    def text(self) -> str:
        """``c2sp.org/tlog-proof@v1``; the leaf's data stands on its extra line."""
        raise NotImplementedError


def read_proof(text: str, place: Place, problems: Problems) -> LogProof | None:
    """From its text."""
    raise NotImplementedError
