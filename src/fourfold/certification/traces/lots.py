"""Inclusion proofs of lots in a day's sum tree, as they stand in a trace bundle.

The lots stand by their place among the leaves, then the roots of the largest subtrees that hold none of them, from left
to right: digest, range and the five sums each. Nothing else of the tree is shown.
"""

from __future__ import annotations

from fourfold.certification.documents.ledger_parts import HEX, SUMS, sums_member, sums_of
from fourfold.core.canonical import JSON
from fourfold.core.json_nests import ListOf, ObjectOf
from fourfold.core.json_node import Node
from fourfold.core.json_shape import Integer, Text
from fourfold.core.problems import N_, Term
from fourfold.electricity.ledger.sum_prove import ManyProof
from fourfold.electricity.ledger.sum_tree import SumLeaf, SumNode
from fourfold.electricity.ledger.sum_verify import LEAF

MOST_LOTS = 200_000
MOST_SIBLINGS = 1_000_000

POINT = Text("[0-9a-f]{80}", Term(N_("80 hexadecimal digits in lower case")), 80)
"""Key of a certificate and a Wh, as they are hashed."""
SIBLING = ObjectOf(
    {"digest": HEX, "lo": POINT, "hi": POINT, "sums": SUMS},
    meanings={
        "lo": "Where the Wh below it begin: hash of a certificate's number, then the Wh, 8 bytes, big-endian",
        "hi": "… and before which point they end, spelled alike.",
    },
)
LOTS = ObjectOf(
    {
        "lots": ListOf(ObjectOf({"index": Integer(), "salt": HEX, "leaf": LEAF}), 1, MOST_LOTS),
        "siblings": ListOf(SIBLING, 0, MOST_SIBLINGS, once=False),
    },
    meanings={
        "lots": "By place among the leaves, ascending; the salt blinds the leaf.",
        "siblings": "Roots of the largest subtrees that hold none of the lots, from left to right.",
    },
)


def lots_member(proof: ManyProof) -> dict[str, JSON]:
    """The proofs as a member of a bundle."""
    return {
        "lots": [
            {"index": index, "salt": lot.salt.hex(), "leaf": lot.data}
            for index, lot in zip(proof.indexes, proof.lots, strict=True)
        ],
        "siblings": [
            {"digest": one.digest.hex(), "lo": one.lo.hex(), "hi": one.hi.hex(), "sums": sums_member(one.sums)}
            for one in proof.siblings
        ],
    }


def lots_of(node: Node, leaves: int) -> ManyProof:
    """The proofs of a member whose shape was checked, under a tree of so many leaves."""
    lots = node.nodes("lots")
    return ManyProof(
        tuple(SumLeaf(one.object("leaf"), bytes.fromhex(one.text("salt"))) for one in lots),
        tuple(one.integer("index") for one in lots),
        leaves,
        tuple(map(_sibling, node.nodes("siblings"))),
    )


def _sibling(node: Node) -> SumNode:
    sums = sums_of(node.node("sums"))
    digest, lo, hi = (bytes.fromhex(node.text(name)) for name in ("digest", "lo", "hi"))
    return SumNode(digest, sums, lo, hi)
