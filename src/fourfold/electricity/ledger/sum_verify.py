"""Whether proofs of the Merkle-sum tree hold, judged from a day's root, sums and number of leaves alone.

What is checked: the form of the leaf and of every node; that no sum is negative and all together stay below 2^63; that
a subtree holds at least 1 Wh a leaf; that every range begins before it ends, and of two neighbours the left one ends
before the right one begins, or where it does; that the path has exactly the nodes which place and number of leaves ask
for; that the sums add up to those of the day; that the digests lead to its root. So no two lots that are proven under
one root share a Wh, whoever holds them (`sum_tree` has the argument). A root does not commit to the number of its
leaves: it must come from the signed day, not from whoever brings the proof.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NoReturn

from fourfold.core.canonical import JSON
from fourfold.core.json_nests import ObjectOf
from fourfold.core.json_shape import check
from fourfold.core.merkle import HASH_BYTES, inclusion_ranges
from fourfold.core.problems import N_, NOWHERE, InputError, MessageKind, Place, Problem, Problems, params_of
from fourfold.electricity.ledger.codec import DIGEST_TEXT, NAME, WH, integer, one_of
from fourfold.electricity.ledger.model import LotState, Sums
from fourfold.electricity.ledger.sum_prove import ManyProof, SumProof
from fourfold.electricity.ledger.sum_tree import (
    MOST_SUM,
    POINT_BYTES,
    SALT_BYTES,
    SumLeaf,
    SumNode,
    by_state,
    joined,
    leaf_node,
)

PROOF_FORM = MessageKind(
    "ledger-proof-form",
    N_("the proof is not well formed: {found}"),
    N_("{wanted}"),
    N_("ask the keeper of the ledger for a proof that is whole"),
)
PROOF_SUMS = MessageKind(
    "ledger-proof-sums",
    N_("the sums of the proof add up to {found} Wh"),
    N_("the {wanted} Wh of the ledger day, in each state"),
    N_("ask for a proof of this day; if it stays so, the ledger shows different totals to different people"),
)
PROOF_ROOT = MessageKind(
    "ledger-proof-root",
    N_("the proof leads to the root {found}"),
    N_("the root of the ledger day, {wanted}"),
    N_("ask for a proof of this day; if it stays so, the lot is not in the ledger as it is shown"),
)

PROOF_ORDER = MessageKind(
    "ledger-proof-order",
    N_("ranges of Wh in the proof are out of order: one ends at {found}, its neighbour begins at {wanted}"),
    N_("Wh of certificates in the order of the tree, none twice"),
    N_("keep the proof: it shows that the ledger holds Wh twice, or that the proof was changed"),
)

LEAF = ObjectOf(
    {
        "certificate": NAME.shape,
        "certificateDigest": DIGEST_TEXT,
        "first": WH.shape,
        "stop": WH.shape,
        "owner": NAME.shape,
        "state": one_of(LotState).shape,
        "entry": integer(1, 2**53 - 1).shape,
    }
)
"""The shape of a leaf's data."""
MOST_LEAVES = 2**53 - 1


def verify_proof(proof: SumProof, root: bytes, sums: Sums, leaves: int, place: Place = NOWHERE) -> None:
    """Check that a lot stands in a day's tree.

    Args:
        proof: of the lot.
        root, sums, leaves: of the day, from a source that is trusted.
        place: of the proof, for faults.

    Raises:
        InputError: it does not hold.
    """
    _check_count(proof.leaves, leaves, (proof.index,), place)
    node = _leaf_node(SumLeaf(proof.data, proof.salt), place)
    ranges = inclusion_ranges(proof.index, proof.leaves)
    if len(proof.path) != len(ranges):
        _malformed(place, f"{len(proof.path)} nodes in the path", str(len(ranges)))
    for sibling, (start, stop) in zip(proof.path, ranges, strict=True):
        _check_node(sibling, stop - start, place)
        node = _join(sibling, node, place) if start <= proof.index else _join(node, sibling, place)
    _check_root(node, root, sums, place)


def verify_many(proof: ManyProof, root: bytes, sums: Sums, leaves: int, place: Place = NOWHERE) -> None:
    """Check that every lot of a proof stands in a day's tree.

    Args:
        proof: of the lots.
        root, sums, leaves: of the day, from a source that is trusted.
        place: of the proof, for faults.

    Raises:
        InputError: it does not hold.
    """
    _check_count(proof.leaves, leaves, proof.indexes, place)
    if len(proof.lots) != len(proof.indexes):
        _malformed(place, f"{len(proof.lots)} lots", str(len(proof.indexes)))
    walk = _Walk(proof, place)
    root_node = walk.node(0, proof.leaves, 0, len(proof.indexes))
    if walk.used != len(proof.siblings):
        _malformed(place, f"{len(proof.siblings)} nodes", str(walk.used))
    _check_root(root_node, root, sums, place)


class _Walk:
    """A way through the part of a tree that a proof of several lots spans, from left to right."""

    def __init__(self, proof: ManyProof, place: Place) -> None:
        self._proof, self._place = proof, place
        self.used = 0

    def node(self, start: int, stop: int, low: int, high: int) -> SumNode:
        """The node over a range of leaves, which holds the lots from `low` to `high` of the proof."""
        if low == high:
            return self._beside(stop - start)
        if stop - start == 1:
            return _leaf_node(self._proof.lots[low], self._place)
        middle = start + (1 << (stop - start - 1).bit_length() - 1)
        cut = bisect_left(self._proof.indexes, middle, low, high)
        left = self.node(start, middle, low, cut)
        return _join(left, self.node(middle, stop, cut, high), self._place)

    def _beside(self, leaves: int) -> SumNode:
        if self.used == len(self._proof.siblings):
            _malformed(self._place, f"{self.used} nodes", "one for each part of the tree without lots of the proof")
        sibling = self._proof.siblings[self.used]
        _check_node(sibling, leaves, self._place)
        self.used += 1
        return sibling


def _check_count(told: int, leaves: int, indexes: Sequence[int], place: Place) -> None:
    """That the proof is of this number of leaves, and names some of them, each once, in order."""
    if told != leaves or not 0 < leaves <= MOST_LEAVES:
        _malformed(place, f"{told} leaves", f"the {leaves} leaves of the ledger day")
    steps_up = all(earlier < later for earlier, later in pairwise(indexes))
    if not indexes or not steps_up or indexes[0] < 0 or indexes[-1] >= leaves:
        _malformed(place, "places " + ", ".join(map(str, indexes[:8])), f"places from 0 to {leaves - 1}, ascending")


def _leaf_node(leaf: SumLeaf, place: Place) -> SumNode:
    """The node of a leaf that is well formed."""
    problems = Problems()
    value: JSON = leaf.data
    check(LEAF, value, place, problems)
    problems.raise_if_errors()
    if len(leaf.salt) != SALT_BYTES:
        _malformed(place, f"a salt of {len(leaf.salt)} bytes", f"{SALT_BYTES} bytes")
    if leaf.sums.total <= 0:
        _malformed(place, f"a lot from {leaf.data['first']} to {leaf.data['stop']}", "a lot of at least 1 Wh")
    return leaf_node(leaf)


def _check_node(node: SumNode, leaves: int, place: Place) -> None:
    """That a node is one, holds at least 1 Wh for every leaf below it, and begins before it ends."""
    sums = by_state(node.sums)
    if len(node.digest) != HASH_BYTES:
        _malformed(place, f"a digest of {len(node.digest)} bytes", f"{HASH_BYTES} bytes")
    if not len(node.lo) == len(node.hi) == POINT_BYTES:
        _malformed(place, f"a range of {len(node.lo)} and {len(node.hi)} bytes", f"{POINT_BYTES} bytes each")
    if node.lo >= node.hi:
        _refuse(PROOF_ORDER, place, node.hi.hex(), node.lo.hex())
    if min(sums) < 0 or not leaves <= sum(sums) <= MOST_SUM:
        _malformed(place, f"sums {sums}", f"sums from 0, together from {leaves} Wh to below 2^63 Wh")


def _join(left: SumNode, right: SumNode, place: Place) -> SumNode:
    if left.sums.total + right.sums.total > MOST_SUM:
        _malformed(place, f"sums of {left.sums.total + right.sums.total} Wh", "sums below 2^63 Wh")
    if left.hi > right.lo:
        _refuse(PROOF_ORDER, place, left.hi.hex(), right.lo.hex())
    return joined(left, right)


def _check_root(node: SumNode, root: bytes, sums: Sums, place: Place) -> None:
    if node.sums != sums:
        _refuse(PROOF_SUMS, place, ", ".join(map(str, by_state(node.sums))), ", ".join(map(str, by_state(sums))))
    if node.digest != root:
        _refuse(PROOF_ROOT, place, node.digest.hex(), root.hex())


def _malformed(place: Place, found: str, wanted: str) -> NoReturn:
    _refuse(PROOF_FORM, place, found, wanted)


def _refuse(kind: MessageKind, place: Place, found: str, wanted: str) -> NoReturn:
    raise InputError([Problem(kind, place, params_of({"found": found, "wanted": wanted}))])
