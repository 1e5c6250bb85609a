"""The Merkle-sum tree over a ledger's lots: nodes commit to digest, sums and range of Wh of both children.

The leaves are the unspent lots, sorted by where they lie: by the key of their certificate, then by their first Wh.

    key    = SHA-256("fourfold lot-key/1" ‖ 0x00 ‖ number of the certificate in UTF-8)
    point  = key ‖ Wh, 8 bytes, big-endian; points are ordered as bytes, which is by key, then by Wh
    lo, hi = of a leaf the points of its first Wh and of the one after its last; of a node lo of its left child, hi of
             its right
    sums   = held, cancelled, claimed, withdrawn, residual, in Wh, each 8 bytes, big-endian; together below 2^63
    leaf   = SHA-256(0x00 ‖ sums ‖ salt ‖ data)
    node   = SHA-256(0x01 ‖ record left ‖ record right)
    record = lo ‖ hi ‖ sums ‖ digest

``data`` is canonical JSON of the lot (`leaf_json`), ``salt`` 32 bytes known to the ledger and the holder. The tree
over n leaves splits at the largest power of two below n (RFC 6962).

**Two lots that are proven under one root share no Wh.** A verifier (`sum_verify`) makes lo and hi of a leaf from its
data, and refuses a node whose lo is not below its hi, or whose left child's hi is above its right child's lo. So along
a path ranges only grow: a leaf lies in every node above it. Take two proofs under one root with one number of leaves.
Both go down the same tree, and where they name the same place they show the same leaf, or a collision of SHA-256 is
found. Else there is a node at which their paths part, one into its left child L, one into its right child R. From the
root to this node both have hashed the same records, else again a collision is found; so both have the same records of
L and R. The first lot lies in L, the second in R, and hi of L is at most lo of R. Hence the lots lie apart: another
certificate, or other Wh of it. Whoever makes the tree, in whatever order, cannot get around this; a tree that is out of
order, or holds a Wh twice, has leaves that nobody can prove.

**Sums are proven from below only.** What is opened counts in full in the sums of the day, and nothing that is opened
can be left out of them; but of a subtree that nobody opens the keeper may claim any sums. An audit opens all.
Summed trees: Maxwell's proof of liabilities; that a node commits to both sums, not to their total, closes the known
attack on it (Hu et al. 2019).
"""

from __future__ import annotations

import hmac
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.electricity.ledger.model import Lot, LotState, Sums

SALT_BYTES = 32
EMPTY_DIGEST = bytes(32)
"""Root of a ledger without lots."""
MOST_SUM = 2**63 - 1
"""All Wh of a ledger at most."""
POINT_BYTES = 40
"""Key of a certificate and a Wh of it."""
_SUMS = struct.Struct(">5q")
_PAIR = struct.Struct(">80x5q32x80x5q32x")
_RANGE = 2 * POINT_BYTES
_PLACES = {state.value: place for place, state in enumerate(LotState)}
_TOO_MUCH = "sums of a ledger lie between 0 and 2^63 together"
RECORD_BYTES = _RANGE + _SUMS.size + 32
"""Bytes of a node where many are kept: its range, sums and digest, just as they stand in what the parent hashes."""


@dataclass(frozen=True, slots=True)
class SumNode:
    """A node.

    Attributes:
        digest: 32 bytes.
        sums: Wh below it by state.
        lo, hi: points (`lot_point`) between which all lots below it lie; of no lots zeros.
    """

    digest: bytes
    sums: Sums
    lo: bytes = bytes(POINT_BYTES)
    hi: bytes = bytes(POINT_BYTES)


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


def lot_point(certificate: str, wh: int) -> bytes:
    """Where a Wh of a certificate lies among all: 40 bytes."""
    return sha256(b"fourfold lot-key/1\x00" + certificate.encode()).digest() + wh.to_bytes(8)


def lots_sorted(lots: Iterable[Lot]) -> list[Lot]:
    """Lots in the order of the tree."""
    return sorted(lots, key=lambda lot: lot_point(lot.certificate, lot.first_wh))


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


def leaf_node(leaf: SumLeaf) -> SumNode:
    """The node of a leaf."""
    return node_of(leaf_record(leaf))


def joined(left: SumNode, right: SumNode) -> SumNode:
    """The parent of two nodes."""
    hashed = sha256(b"\x01" + _record_of(left) + _record_of(right)).digest()
    return SumNode(hashed, left.sums + right.sums, left.lo, right.hi)


def sum_root(leaves: Iterable[SumLeaf]) -> tuple[SumNode, int]:
    """Root and number of leaves, which may come in any order: their records, 152 bytes each, are sorted in memory.

    Raises:
        ValueError: all Wh together reach 2^63.
    """
    complete: list[tuple[int, bytes]] = []
    count = 0
    for leaf in sorted(map(leaf_record, leaves)):
        height, record = 0, leaf
        while complete and complete[-1][0] == height:
            record = parent_record(complete.pop()[1] + record, 0)
            height += 1
        complete.append((height, record))
        count += 1
    if not complete:
        return SumNode(EMPTY_DIGEST, Sums()), 0
    root = complete.pop()[1]
    while complete:
        root = parent_record(complete.pop()[1] + root, 0)
    return node_of(root), count


def parent_record(level: bytes, at: int) -> bytes:
    """Record of the parent of two neighbours, which stand in the level just as they are hashed."""
    a, b, c, d, e, f, g, h, i, j = _PAIR.unpack_from(level, at)
    parts = (a + f, b + g, c + h, d + i, e + j)
    if sum(parts) > MOST_SUM:
        raise ValueError(_TOO_MUCH)
    pair = level[at : at + 2 * RECORD_BYTES]
    range_ = pair[:POINT_BYTES] + pair[RECORD_BYTES + POINT_BYTES : RECORD_BYTES + _RANGE]
    return range_ + _SUMS.pack(*parts) + sha256(b"\x01" + pair).digest()


def leaf_record(leaf: SumLeaf) -> bytes:
    """Record of a leaf. `Sums` is passed over: this is done millions of times."""
    data = leaf.data
    first_wh, stop_wh = int(str(data["first"])), int(str(data["stop"]))
    energy_wh = stop_wh - first_wh
    if not 0 <= first_wh <= stop_wh <= MOST_SUM:
        raise ValueError(_TOO_MUCH)
    lo = lot_point(str(data["certificate"]), first_wh)
    range_ = lo + lo[:32] + stop_wh.to_bytes(8)
    place = _PLACES[str(data["state"])]
    sums = bytes(8 * place) + energy_wh.to_bytes(8) + bytes(8 * (len(_PLACES) - 1 - place))
    return range_ + sums + sha256(b"\x00" + sums + leaf.salt + canonical_bytes(data)).digest()


def node_of(record: bytes) -> SumNode:
    """The node of a record."""
    sums = Sums(*_SUMS.unpack_from(record, _RANGE))
    return SumNode(record[_RANGE + _SUMS.size :], sums, record[:POINT_BYTES], record[POINT_BYTES:_RANGE])


def _record_of(node: SumNode) -> bytes:
    """Record of a node; `ValueError` where a sum is negative, or all together reach 2^63."""
    parts = by_state(node.sums)
    if min(parts) < 0 or sum(parts) > MOST_SUM:
        raise ValueError(_TOO_MUCH)
    return node.lo + node.hi + _SUMS.pack(*parts) + node.digest
