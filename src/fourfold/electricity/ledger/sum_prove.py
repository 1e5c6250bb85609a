"""Proofs that lots stand in a day's Merkle-sum tree (`sum_tree`), one or many at once. `sum_verify` checks them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fourfold.core.canonical import JSON
from fourfold.core.merkle import inclusion_ranges
from fourfold.electricity.ledger.model import Sums
from fourfold.electricity.ledger.sum_tree import (
    EMPTY_DIGEST,
    RECORD_BYTES,
    SumLeaf,
    SumNode,
    leaf_record,
    node_of,
    parent_record,
)


@dataclass(frozen=True, slots=True)
class SumProof:
    """That a lot stands in a day's tree.

    Attributes:
        data: the leaf's JSON (`leaf_json`).
        salt: 32 bytes.
        index: place among the leaves, from 0.
        leaves: how many there are.
        path: siblings from the leaf to the root.
    """

    data: dict[str, JSON]
    salt: bytes
    index: int
    leaves: int
    path: tuple[SumNode, ...]


@dataclass(frozen=True, slots=True)
class ManyProof:
    """That several lots stand in a day's tree; nodes their paths share stand once.

    Attributes:
        lots: the leaves, by place.
        indexes: their places among the leaves, ascending.
        leaves: how many there are.
        siblings: roots of the largest subtrees that hold none of the lots, from left to right.
    """

    lots: tuple[SumLeaf, ...]
    indexes: tuple[int, ...]
    leaves: int
    siblings: tuple[SumNode, ...]


class SumTree:
    """A tree with all its nodes, 304 bytes a leaf, for as many proofs as are asked.

    Args:
        leaves: in the order of the tree (`lots_sorted`), else their proofs do not hold; the tree reads them again for
            proofs, so they may be made when asked for.

    Raises:
        ValueError: all Wh together reach 2^63.
    """

    def __init__(self, leaves: Sequence[SumLeaf]) -> None:
        self._leaves = leaves
        level = b"".join(map(leaf_record, leaves))
        self._levels = [level]
        while len(level) > RECORD_BYTES:
            level = b"".join(_parents(level))
            self._levels.append(level)

    @property
    def leaves(self) -> int:
        """How many leaves there are."""
        return len(self._levels[0]) // RECORD_BYTES

    @property
    def root(self) -> SumNode:
        """The root; of no leaves `EMPTY_DIGEST` and nothing."""
        return self._node(0, self.leaves) if self.leaves else SumNode(EMPTY_DIGEST, Sums())

    def prove(self, index: int) -> SumProof:
        """That a leaf stands in the tree.

        Raises:
            ValueError: there is no such leaf.
        """
        path = tuple(self._node(start, stop) for start, stop in inclusion_ranges(index, self.leaves))
        leaf = self._leaves[index]
        return SumProof(leaf.data, leaf.salt, index, self.leaves, path)

    def prove_many(self, indexes: Iterable[int]) -> ManyProof:
        """That several leaves stand in the tree.

        Args:
            indexes: in any order; at least one.

        Raises:
            ValueError: none, or there is no such leaf.
        """
        wanted = sorted(set(indexes))
        if not wanted or wanted[0] < 0 or wanted[-1] >= self.leaves:
            raise ValueError(f"no such leaves in a tree of {self.leaves}")
        siblings = tuple(
            self._node(start, stop) for start, stop, among in fallen_apart(self.leaves, wanted) if not among
        )
        return ManyProof(tuple(self._leaves[index] for index in wanted), tuple(wanted), self.leaves, siblings)

    def _node(self, start: int, stop: int) -> SumNode:
        """The node over a range of leaves the tree splits into."""
        height = (stop - start - 1).bit_length()
        at = (start >> height) * RECORD_BYTES
        record = self._levels[height][at : at + RECORD_BYTES]
        return node_of(record)


def fallen_apart(leaves: int, wanted: Sequence[int]) -> Iterator[tuple[int, int, bool]]:
    """What a tree falls into around some of its leaves, left to right: (start, stop, whether it is one of them).

    Args:
        leaves: of the tree.
        wanted: places of leaves, ascending, at least one.
    """
    stack = [(0, leaves, 0, len(wanted))]
    while stack:
        start, stop, low, high = stack.pop()
        if low == high:
            yield start, stop, False
        elif stop - start == 1:
            yield start, stop, True
        else:
            middle = start + (1 << (stop - start - 1).bit_length() - 1)
            cut = bisect_left(wanted, middle, low, high)
            stack.append((middle, stop, cut, high))
            stack.append((start, middle, low, cut))


def _parents(level: bytes) -> Iterator[bytes]:
    """Records of the level above; the last of an odd level goes up as it is."""
    pairs = len(level) // (2 * RECORD_BYTES) * 2 * RECORD_BYTES
    for at in range(0, pairs, 2 * RECORD_BYTES):
        yield parent_record(level, at)
    yield level[pairs:]
