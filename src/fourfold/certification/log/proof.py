"""A proof that travels: leaf, place, path and checkpoint in one text (C2SP tlog-proof v1)."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

from fourfold.certification.log.checkpoint import Checkpoint, read_checkpoint, read_decimal
from fourfold.certification.log.note import NOTE_MOST_BYTES, exact_base64
from fourfold.core.merkle import HASH_BYTES, leaf_hash, verify_inclusion
from fourfold.core.problems import N_, MessageKind, Place, Problems, Term

HEADER = "c2sp.org/tlog-proof@v1"
LEAF_MOST_BYTES = 65535
"""An entry of a bundle has two bytes for its length (tlog-tiles, Log entries)."""
PATH_MOST = 63
PROOF_MOST_BYTES = NOTE_MOST_BYTES + 2 * LEAF_MOST_BYTES

PROOF_BROKEN = MessageKind(
    "log-proof-broken",
    N_("this is no proof of a log: {reason}"),
    N_("a text of the form c2sp.org/tlog-proof@v1 with the entry on its extra line"),
    N_("give the proof as it was made by fourfold log prove"),
)


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
        under = self.checkpoint
        return verify_inclusion(leaf_hash(self.leaf), self.index, under.size, self.path, under.root)

    def text(self) -> str:
        """``c2sp.org/tlog-proof@v1``; the leaf's data stands on its extra line."""
        lines = [HEADER, f"extra {b64encode(self.leaf).decode()}", f"index {self.index}"]
        lines += [b64encode(node).decode() for node in self.path]
        return "\n".join(lines) + "\n\n" + self.checkpoint.text


def read_proof(text: str, place: Place, problems: Problems) -> LogProof | None:
    """From its text."""
    parts = _take_apart(text)
    if isinstance(parts, str):
        problems.error(PROOF_BROKEN, place, reason=Term(parts))
        return None
    leaf, index, path, note = parts
    checkpoint = read_checkpoint(note, place, problems)
    return None if checkpoint is None else LogProof(leaf, index, path, checkpoint)


def _take_apart(text: str) -> tuple[bytes, int, tuple[bytes, ...], str] | str:
    """Leaf, index, path and note; or why it is no proof."""
    if len(text) > PROOF_MOST_BYTES:
        return N_("it is too large")
    head, empty, note = text.partition("\n\n")
    lines = head.split("\n")
    if lines[0] != HEADER or not empty:
        return N_("its first line, or the empty line before the checkpoint, is missing")
    leaf = exact_base64(lines[1].removeprefix("extra ")) if len(lines) > 2 and lines[1].startswith("extra ") else None
    if leaf is None or not 0 < len(leaf) <= LEAF_MOST_BYTES:
        return N_("it does not carry the entry")
    index = read_decimal(lines[2].removeprefix("index ")) if lines[2].startswith("index ") else None
    if index is None:
        return N_("it does not say the place of the entry")
    path = [exact_base64(line) for line in lines[3:]]
    nodes = tuple(node for node in path if node is not None and len(node) == HASH_BYTES)
    if len(nodes) != len(path) or len(path) > PATH_MOST:
        return N_("a line of its path is no hash, or there are too many")
    return leaf, index, nodes, note
