"""Merkle trees of RFC 6962, section 2.1: hashes, roots, inclusion and consistency proofs, and their verification.

Leaf hash SHA-256(0x00 ‖ data), node hash SHA-256(0x01 ‖ left ‖ right); the tree over n leaves splits at the largest
power of two below n. Hashes are 32 bytes.

Proofs are verified after RFC 9162, sections 2.1.3.2 and 2.1.4.2. Which hashes a proof is made of is said as ranges of
leaves: whoever has the hashes, in memory or in tiles, can make the proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    """Hash of a leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of a node from those of its children."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """Root over leaf hashes in order; of none SHA-256 of nothing.

    Level by level: neighbours are joined, the last of an odd level goes up as it is; this is the same tree.
    """
    level = list(leaf_hashes)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        joined = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            joined.append(level[-1])
        level = joined
    return level[0]


def complete_parts(start: int, stop: int) -> list[tuple[int, int]]:
    """The complete subtrees a range of leaves is made of, left to right, as (height, position at that height).

    Args:
        start: a multiple of the size of the largest part, as it is in every range of a proof.
        stop: behind the last leaf.
    """
    parts = []
    while start < stop:
        height = (stop - start).bit_length() - 1
        parts.append((height, start >> height))
        start += 1 << height
    return parts


def fold(parts: Sequence[bytes]) -> bytes:
    """The hash over a range from those of its complete parts (`complete_parts`); at least one."""
    folded = parts[-1]
    for part in reversed(parts[:-1]):
        folded = node_hash(part, folded)
    return folded


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """Ranges of leaves whose hashes are the inclusion proof (RFC 6962, 2.1.1), nearest the leaf first.

    Raises:
        ValueError: there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    ranges = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            ranges.append((middle, stop))
            stop = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(old_size: int, new_size: int) -> list[tuple[int, int]]:
    """Ranges of leaves whose hashes are the consistency proof (RFC 6962, 2.1.2), in its order.

    Raises:
        ValueError: not 0 < old size ≤ new size.
    """
    if not 0 < old_size <= new_size:
        raise ValueError(f"no proof of growth from {old_size} to {new_size}")
    ranges = []
    start, stop = 0, new_size
    while old_size != stop:
        middle = start + _split(stop - start)
        if old_size <= middle:
            ranges.append((middle, stop))
            stop = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:
        ranges.append((start, stop))
    return ranges[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf hash stands at `index` of the tree of `size` leaves with this root. Lengths must fit exactly."""
    if not 0 <= index < size or not _are_hashes((leaf, root, *proof)):
        return False
    node, last = index, size - 1
    computed = leaf
    for sibling in proof:
        if last == 0:
            return False
        if node % 2 or node == last:
            computed = node_hash(sibling, computed)
            node, last = _climb(node, last, right=False)
        else:
            computed = node_hash(computed, sibling)
        node >>= 1
        last >>= 1
    return last == 0 and computed == root


def verify_consistency(old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the tree of `old_size` leaves begins that of `new_size`. Size 0 is refused (RFC 6962, 2.1.2)."""
    if not 0 < old_size <= new_size:
        return False
    if old_size == new_size:  # nothing is hashed: published cases take any two equal roots here
        return not proof and old_root == new_root
    if not proof or not _are_hashes((old_root, new_root, *proof)):
        return False
    node, last = _climb(old_size - 1, new_size - 1, right=True)
    path = list(proof)
    first = path.pop(0) if node else old_root  # an old tree that is one complete subtree is its own first hash
    old, new = first, first
    for sibling in path:
        if last == 0:
            return False
        if node % 2 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            node, last = _climb(node, last, right=False)
        else:
            new = node_hash(new, sibling)
        node >>= 1
        last >>= 1
    return last == 0 and old == old_root and new == new_root


def _climb(node: int, last: int, *, right: bool) -> tuple[int, int]:
    """Climb while the node is a right child (`right`) or a left one: there the proof holds no hash."""
    while node and bool(node % 2) is right:
        node >>= 1
        last >>= 1
    return node, last


def _are_hashes(values: Sequence[bytes]) -> bool:
    return all(len(value) == HASH_BYTES for value in values)


def _split(size: int) -> int:
    """The largest power of two below a size of at least 2."""
    return 1 << (size - 1).bit_length() - 1
