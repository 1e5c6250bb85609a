"""The Merkle-sum tree over a ledger's lots: every node commits to the digests and the sums of both children.

The leaves are the unspent lots in the order of the ledger's line: certificates as they were issued, each by range. They
tile the line, so the place of a leaf on it is the sum of all energies to its left: two leaves can never overlap, and a
proof of one leaf shows its place and the totals of all.

    leaf  = SHA-256(0x00 ‖ sums ‖ salt ‖ data)
    node  = SHA-256(0x01 ‖ sums left ‖ digest left ‖ sums right ‖ digest right)
    sums  = held, cancelled, claimed, withdrawn, residual, in Wh, each 8 bytes, big-endian, below 2^63

``data`` is canonical JSON of the lot (`leaf_json`), ``salt`` 32 bytes known to the ledger and the holder. The tree
over n leaves splits at the largest power of two below n (RFC 6962). Summed Merkle trees: Maxwell's
proof of liabilities; that a node commits to the sums of both children, not to their total, closes the known attack on
the plain form (Hu et al. 2019).
"""

from __future__ import annotations

from dataclasses import dataclass

from fourfold.core.canonical import JSON
from fourfold.electricity.ledger.model import Lot, Sums

SALT_BYTES = 32
EMPTY_DIGEST = bytes(32)
"""Root of a ledger without lots."""


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
