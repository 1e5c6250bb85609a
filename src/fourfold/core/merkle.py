"""Merkle trees of RFC 6962, section 2.1: hashes, roots, inclusion and consistency proofs, and their verification.

Leaf hash SHA-256(0x00 ‖ data), node hash SHA-256(0x01 ‖ left ‖ right); the tree over n leaves splits at the largest
power of two below n. Hashes are 32 bytes.
"""

from __future__ import annotations

from collections.abc import Sequence


def leaf_hash(data: bytes) -> bytes:
    """Hash of a leaf."""
    raise NotImplementedError


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of a node from those of its children."""
    raise NotImplementedError


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """Root over leaf hashes in order; of none SHA-256 of nothing."""
    raise NotImplementedError


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf hash stands at `index` of the tree of `size` leaves with this root. Lengths must fit exactly."""
    raise NotImplementedError


def verify_consistency(old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the tree of `old_size` leaves is a beginning of that of `new_size`. Size 0 is refused (RFC 6962 2.1.2)."""
    raise NotImplementedError
