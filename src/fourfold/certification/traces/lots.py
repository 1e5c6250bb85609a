"""Inclusion proofs of lots in a day's sum tree, as they stand in a trace bundle.

The lots stand by their place among the leaves, then the roots of the largest subtrees that hold none of them, from left
to right: one digest and the five sums each. Nothing else of the tree is shown.
"""

from __future__ import annotations

from fourfold.certification.documents.ledger_parts import HEX, SUMS, sums_member, sums_of
from fourfold.core.canonical import JSON
from fourfold.core.json_nests import ListOf, ObjectOf
from fourfold.core.json_node import Node
from fourfold.core.json_shape import Integer
from fourfold.electricity.ledger.sum_tree import ManyProof, SumLeaf, SumNode
from fourfold.electricity.ledger.sum_verify import LEAF

MOST_LOTS = 200_000
MOST_SIBLINGS = 1_000_000

LOTS = ObjectOf(
    {
        "lots": ListOf(ObjectOf({"index": Integer(), "salt": HEX, "leaf": LEAF}), 1, MOST_LOTS),
        "siblings": ListOf(ObjectOf({"digest": HEX, "sums": SUMS}), 0, MOST_SIBLINGS, once=False),
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
        "siblings": [{"digest": one.digest.hex(), "sums": sums_member(one.sums)} for one in proof.siblings],
    }


def lots_of(node: Node, leaves: int) -> ManyProof:
    """The proofs of a member whose shape was checked, under a tree of so many leaves."""
    lots = node.nodes("lots")
    return ManyProof(
        tuple(SumLeaf(one.object("leaf"), bytes.fromhex(one.text("salt"))) for one in lots),
        tuple(one.integer("index") for one in lots),
        leaves,
        tuple(SumNode(bytes.fromhex(one.text("digest")), sums_of(one.node("sums"))) for one in node.nodes("siblings")),
    )
