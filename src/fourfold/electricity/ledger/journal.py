"""The journal of a ledger as a Merkle tree: RFC 6962 over the digests of its entries, in the order of day and number.

Every closed day has a root. Since entries are only added, the tree of an earlier day begins that of a later one, which
a consistency proof shows: nothing was changed, left out or put between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fourfold.core.merkle import (
    EMPTY_ROOT,
    consistency_ranges,
    fold,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

_PREFIX = "sha256:"


def journal_leaf(digest: str) -> bytes:
    """Hash of an entry's leaf, whose data are the 32 bytes of its digest."""
    return leaf_hash(bytes.fromhex(digest.removeprefix(_PREFIX)))


def journal_root(digests: Iterable[str]) -> str:
    """Root over digests of entries (`Entry.digest`) in order, hex."""
    return root_of([journal_leaf(digest) for digest in digests]).hex()


class GrowingJournal:
    """The root of a journal that grows, in memory that grows with its height only."""

    def __init__(self) -> None:
        self.entries = 0
        self._complete: list[bytes] = []

    def add(self, digest: str) -> None:
        """Take the next entry in."""
        node, size = journal_leaf(digest), self.entries
        while size % 2:
            node = node_hash(self._complete.pop(), node)
            size //= 2
        self._complete.append(node)
        self.entries += 1

    @property
    def root(self) -> str:
        """Root over all that were taken in, hex."""
        return (fold(self._complete) if self._complete else EMPTY_ROOT).hex()


def prove_growth(digests: Sequence[str], old_size: int) -> tuple[str, ...]:
    """Hashes, hex, which show that the journal of `old_size` entries begins this one (RFC 6962, 2.1.2).

    Raises:
        ValueError: not 0 < old size ≤ the journal's.
    """
    return _roots(digests, consistency_ranges(old_size, len(digests)))


def is_growth(old_size: int, old_root: str, size: int, root: str, proof: Sequence[str]) -> bool:
    """Whether a journal grew from another. Every journal grows from the empty one, which needs no proof."""
    if old_size == 0:
        return not proof and old_root == journal_root(())
    try:
        hashes = [bytes.fromhex(text) for text in proof]
        return verify_consistency(old_size, size, hashes, bytes.fromhex(old_root), bytes.fromhex(root))
    except ValueError:
        return False


def prove_entry(digests: Sequence[str], index: int) -> tuple[str, ...]:
    """Hashes, hex, which show that an entry stands at a place of the journal (RFC 6962, 2.1.1).

    Raises:
        ValueError: there is no such entry.
    """
    return _roots(digests, inclusion_ranges(index, len(digests)))


def is_entry(digest: str, index: int, size: int, root: str, proof: Sequence[str]) -> bool:
    """Whether an entry of this digest stands at a place of the journal with this root."""
    try:
        hashes = [bytes.fromhex(text) for text in proof]
        return verify_inclusion(journal_leaf(digest), index, size, hashes, bytes.fromhex(root))
    except ValueError:
        return False


def _roots(digests: Sequence[str], ranges: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    return tuple(journal_root(digests[start:stop]) for start, stop in ranges)
