"""The Merkle-sum tree over a ledger's lots: every node commits to the digests and the sums of both children.

The leaves are the unspent lots in the order of the ledger's line: certificates as they were issued, each by range. They
tile the line, so the place of a leaf on it is the sum of all energies to its left: two leaves can never overlap, and a
proof of one leaf shows its place and the totals of all.

    leaf  = SHA-256(0x00 ‖ sums ‖ salt ‖ data)
    node  = SHA-256(0x01 ‖ sums left ‖ digest left ‖ sums right ‖ digest right)
    sums  = held, cancelled, claimed, withdrawn, residual, in Wh, each 8 bytes, big-endian; together below 2^63

``data`` is canonical JSON of the lot (`leaf_json`), ``salt`` 32 bytes known to the ledger and the holder. The tree
over n leaves splits at the largest power of two below n (RFC 6962). Summed trees: Maxwell's proof of liabilities; that
a node commits to both sums, not to their total, closes the known attack on it (Hu et al. 2019). See `sum_verify`.
"""

from __future__ import annotations

import hmac
import struct
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.merkle import inclusion_ranges
from fourfold.electricity.ledger.model import Lot, LotState, Sums

SALT_BYTES = 32
EMPTY_DIGEST = bytes(32)
"""Root of a ledger without lots."""
MOST_SUM = 2**63 - 1
"""All Wh of a ledger at most."""
_SUMS = struct.Struct(">5q")
_PAIR = struct.Struct(">5q32x5q32x")
_PLACES = {state.value: place for place, state in enumerate(LotState)}
_TOO_MUCH = "sums of a ledger lie between 0 and 2^63 together"
_RECORD = _SUMS.size + 32
"""Bytes of a node where many are kept: its sums and its digest, just as they stand in what the parent hashes."""


@dataclass(frozen=True, slots=True)
class SumNode:
    """A node.

    Attributes:
        digest: 32 bytes.
        sums: Wh below it by state.
    """

    digest: bytes
    sums: Sums


@dataclass(frozen=True, slots=True)
class SumLeaf:
    """A lot as the tree takes it.

    Attributes:
        data: `leaf_json`.
        salt: 32 bytes.
    """

    data: dict[str, JSON]
    salt: bytes

    @property
    def sums(self) -> Sums:
        """All its Wh in its one state."""
        return Sums.of(LotState(str(self.data["state"])), int(str(self.data["stop"])) - int(str(self.data["first"])))


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


def leaf_json(lot: Lot, certificate_digest: str) -> dict[str, JSON]:
    """What a leaf says: ``certificate``, ``certificateDigest``, ``first``, ``stop``, ``owner``, ``state``, ``entry``.

    Numbers are decimal strings where they are Wh.
    """
    return {
        "certificate": lot.certificate,
        "certificateDigest": certificate_digest,
        "first": str(lot.first_wh),
        "stop": str(lot.stop_wh),
        "owner": lot.owner,
        "state": lot.state.value,
        "entry": lot.entry,
    }


def leaf_salt(secret: bytes, day: int, lot: Lot) -> bytes:
    """The 32 bytes that blind a lot on a day: HMAC-SHA-256 of day, certificate and first Wh under the ledger's secret.

    At one time no two lots have the same first Wh; on another day the same lot has another salt, so that two days do
    not show which of their leaves are alike.
    """
    named = f"fourfold ledger-salt/1\x00{day}\x00{lot.first_wh}\x00{lot.certificate}"
    return hmac.digest(secret, named.encode(), "sha256")


def by_state(sums: Sums) -> tuple[int, int, int, int, int]:
    """Wh by state, in the order in which they are hashed."""
    return sums.held, sums.cancelled, sums.claimed, sums.withdrawn, sums.residual


def leaf_of(lot: Lot, certificate_digest: str, salt: bytes) -> SumLeaf:
    """A lot as a leaf."""
    return SumLeaf(leaf_json(lot, certificate_digest), salt)


def leaf_digest(leaf: SumLeaf) -> bytes:
    """Hash of a leaf."""
    return _leaf_record(leaf)[_SUMS.size :]


def joined(left: SumNode, right: SumNode) -> SumNode:
    """The parent of two nodes."""
    hashed = _written(left.sums) + left.digest + _written(right.sums) + right.digest
    return SumNode(sha256(b"\x01" + hashed).digest(), left.sums + right.sums)


def sum_root(leaves: Iterable[SumLeaf]) -> tuple[SumNode, int]:
    """Root and number of leaves, in memory that grows with the tree's height only.

    Raises:
        ValueError: all Wh together reach 2^63.
    """
    complete: list[tuple[int, bytes]] = []
    count = 0
    for leaf in leaves:
        height, record = 0, _leaf_record(leaf)
        while complete and complete[-1][0] == height:
            record = _parent(complete.pop()[1] + record, 0)
            height += 1
        complete.append((height, record))
        count += 1
    if not complete:
        return SumNode(EMPTY_DIGEST, Sums()), 0
    root = complete.pop()[1]
    while complete:
        root = _parent(complete.pop()[1] + root, 0)
    return _node_of(root), count


class SumTree:
    """A tree with all its nodes, 144 bytes a leaf, for as many proofs as are asked.

    Args:
        leaves: in the order of the line; the tree reads them again for proofs, so they may be made when asked for.

    Raises:
        ValueError: all Wh together reach 2^63.
    """

    def __init__(self, leaves: Sequence[SumLeaf]) -> None:
        self._leaves = leaves
        level = b"".join(map(_leaf_record, leaves))
        self._levels = [level]
        while len(level) > _RECORD:
            level = b"".join(_parents(level))
            self._levels.append(level)

    @property
    def leaves(self) -> int:
        """How many leaves there are."""
        return len(self._levels[0]) // _RECORD

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
        at = (start >> height) * _RECORD
        record = self._levels[height][at : at + _RECORD]
        return _node_of(record)


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
    pairs = len(level) // (2 * _RECORD) * 2 * _RECORD
    for at in range(0, pairs, 2 * _RECORD):
        yield _parent(level, at)
    yield level[pairs:]


def _parent(level: bytes, at: int) -> bytes:
    """Record of the parent of two neighbours, which stand in the level just as they are hashed."""
    a, b, c, d, e, f, g, h, i, j = _PAIR.unpack_from(level, at)
    parts = (a + f, b + g, c + h, d + i, e + j)
    if sum(parts) > MOST_SUM:
        raise ValueError(_TOO_MUCH)
    return _SUMS.pack(*parts) + sha256(b"\x01" + level[at : at + 2 * _RECORD]).digest()


def _leaf_record(leaf: SumLeaf) -> bytes:
    """Record of a leaf. `Sums` is passed over: this is done millions of times."""
    data = leaf.data
    energy_wh = int(str(data["stop"])) - int(str(data["first"]))
    if not 0 <= energy_wh <= MOST_SUM:
        raise ValueError(_TOO_MUCH)
    place = _PLACES[str(data["state"])]
    sums = bytes(8 * place) + energy_wh.to_bytes(8) + bytes(8 * (len(_PLACES) - 1 - place))
    return sums + sha256(b"\x00" + sums + leaf.salt + canonical_bytes(data)).digest()


def _node_of(record: bytes) -> SumNode:
    return SumNode(record[_SUMS.size :], Sums(*_SUMS.unpack_from(record)))


def _written(sums: Sums) -> bytes:
    """Sums as bytes; `ValueError` where one is negative, or all together reach 2^63."""
    parts = by_state(sums)
    if min(parts) < 0 or sum(parts) > MOST_SUM:
        raise ValueError(_TOO_MUCH)
    return _SUMS.pack(*parts)
