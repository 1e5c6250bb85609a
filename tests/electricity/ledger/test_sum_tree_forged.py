"""A keeper who puts the same Wh into a tree twice: never can both holders prove theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.canonical import canonical_bytes
from fourfold.core.merkle import inclusion_ranges
from fourfold.core.problems import InputError
from fourfold.electricity.ledger.model import Lot, LotId, LotState, Part, Sums
from fourfold.electricity.ledger.sum_prove import ManyProof, SumProof, SumTree
from fourfold.electricity.ledger.sum_tree import SumLeaf, SumNode, joined, leaf_node, leaf_of, lot_point, lots_sorted
from fourfold.electricity.ledger.sum_verify import verify_many, verify_proof

DIGEST = "sha256:" + "ab" * 32
LEAST, MOST = bytes(40), b"\xff" * 40
Bend = Callable[[SumNode], SumNode]


def lot(certificate: str, first: int, stop: int, owner: str, entry: int = 1) -> Lot:
    return Lot(LotId(entry, Part.TAKEN), certificate, first, stop, owner, LotState.CLAIMED, entry)


def leaf(of: Lot) -> SumLeaf:
    return leaf_of(of, DIGEST, bytes([of.entry]) * 32)


HONEST = lots_sorted([lot(f"c-{name}", first, first + 10, "anyone") for name in range(4) for first in (0, 10)])
TWICE = [
    ("all of it", lot("c-1", 0, 10, "other", 2)),
    ("a part of it", lot("c-1", 3, 7, "other", 2)),
    ("over its end", lot("c-1", 5, 15, "other", 2)),
    ("around it", lot("c-1", 0, 20, "other", 2)),
    ("its last Wh", lot("c-1", 9, 30, "other", 2)),
    ("by the same owner", lot("c-1", 0, 10, "anyone", 2)),
]
VICTIM = next(one for one in HONEST if (one.certificate, one.first_wh) == ("c-1", 0))


class Forged:
    """A tree whose keeper writes what they like into the records that others are shown.

    Attributes:
        nodes: by range of leaves, as the digests of their parents have them.
    """

    def __init__(self, leaves: Sequence[SumLeaf], bend: dict[tuple[int, int], Bend]) -> None:
        self.leaves = leaves
        self.nodes: dict[tuple[int, int], SumNode] = {}
        self.root = self._made(0, len(leaves), bend)

    def _made(self, start: int, stop: int, bend: dict[tuple[int, int], Bend]) -> SumNode:
        if stop - start == 1:
            node = leaf_node(self.leaves[start])
        else:
            middle = start + (1 << (stop - start - 1).bit_length() - 1)
            node = joined(self._made(start, middle, bend), self._made(middle, stop, bend))
        if (start, stop) in bend:
            node = bend[start, stop](node)
        self.nodes[start, stop] = node
        return node

    def holds(self, index: int) -> bool:
        """Whether the holder of a leaf is satisfied by the keeper's proof."""
        path = tuple(self.nodes[each] for each in inclusion_ranges(index, len(self.leaves)))
        proof = SumProof(self.leaves[index].data, self.leaves[index].salt, index, len(self.leaves), path)
        try:
            verify_proof(proof, self.root.digest, self.root.sums, len(self.leaves))
        except InputError:
            return False
        return True


def overlaps(one: SumLeaf, other: SumLeaf) -> bool:
    ends = [(int(str(each.data["first"])), int(str(each.data["stop"]))) for each in (one, other)]
    same = one.data["certificate"] == other.data["certificate"]
    return same and max(ends[0][0], ends[1][0]) < min(ends[0][1], ends[1][1])


def nobody_is_fooled(forged: Forged) -> None:
    proven = [each for index, each in enumerate(forged.leaves) if forged.holds(index)]
    assert not [pair for pair in combinations(proven, 2) if overlaps(*pair)]


@pytest.mark.parametrize(("case", "again"), TWICE)
@pytest.mark.parametrize("at", range(len(HONEST) + 1))
def test_wh_put_in_twice_at_any_place_are_never_proven_to_both(case: str, again: Lot, at: int) -> None:
    leaves = [leaf(each) for each in (*HONEST[:at], again, *HONEST[at:])]
    forged = Forged(leaves, {})
    assert forged.root == SumTree(leaves).root
    mine, others = leaves.index(leaf(VICTIM)), leaves.index(leaf(again))
    assert not (forged.holds(mine) and forged.holds(others)), case
    nobody_is_fooled(forged)
    tree = SumTree(leaves)
    with pytest.raises(InputError) as refusal:
        verify_many(tree.prove_many([mine, others]), tree.root.digest, tree.root.sums, len(leaves))
    assert [one.kind.code for one in refusal.value.problems] == ["ledger-proof-order"]


@pytest.mark.parametrize("order", [[0, 2, 1], [1, 0, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1], [0, 1, 2]])
def test_in_a_tree_out_of_order_somebody_cannot_prove_theirs(order: list[int]) -> None:
    lots = lots_sorted([lot("a", 0, 5, "x"), lot("b", 0, 5, "y"), lot("c", 0, 5, "z")])
    forged = Forged([leaf(lots[each]) for each in order], {})
    assert all(forged.holds(index) for index in range(3)) == (order == [0, 1, 2])
    nobody_is_fooled(forged)


ENDS = (LEAST, lot_point("c-1", 0), lot_point("c-1", 10), MOST)


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_doctored_ranges_of_siblings_do_not_help(at: int) -> None:
    """Every node of a tree of four, on the way to either of two equal lots, with every range that could serve."""
    first, second = leaf(lot("c-1", 0, 10, "buyer")), leaf(lot("c-1", 0, 10, "other", 2))
    leaves = [leaf(each) for each in lots_sorted([lot(f"c-{name}", 0, 10, "buyer") for name in range(3)])]
    leaves.insert(at, second)
    places = [(0, 1), (1, 2), (2, 3), (3, 4), (0, 2), (2, 4)]
    bends: list[Bend] = [partial(replace, lo=lo, hi=hi) for lo, hi in combinations(ENDS, 2)]
    pleased = set()
    for one, other in combinations(places, 2):
        for bend, also in product(bends, bends):
            forged = Forged(leaves, {one: bend, other: also})
            pleased.add((forged.holds(leaves.index(first)), forged.holds(leaves.index(second))))
    assert len(pleased) > 1
    assert (True, True) not in pleased


RANGES = st.tuples(st.sampled_from(["a", "b"]), st.integers(0, 4), st.integers(1, 5))
POINTS = st.sampled_from([LEAST, MOST, *(lot_point(name, wh) for name in "ab" for wh in (0, 2, 5))])


@settings(max_examples=200)
@given(st.lists(RANGES, min_size=2, max_size=7), st.data())
def test_whatever_lots_and_ranges_a_keeper_writes_no_wh_is_proven_twice(
    spans: list[tuple[str, int, int]], data: st.DataObject
) -> None:
    leaves = [leaf(lot(name, at, at + wh, "o", entry)) for entry, (name, at, wh) in enumerate(spans, 1)]
    honest = Forged(leaves, {})
    bent = data.draw(st.lists(st.tuples(st.sampled_from(sorted(honest.nodes)), POINTS, POINTS), max_size=6))
    bends: dict[tuple[int, int], Bend] = {place: partial(replace, lo=lo, hi=hi) for place, lo, hi in bent}
    nobody_is_fooled(Forged(leaves, bends))


def test_several_lots_of_one_proof_cannot_overlap_behind_a_doctored_range() -> None:
    one, two = leaf(lot("c-1", 0, 10, "buyer")), leaf(lot("c-1", 5, 15, "other", 2))
    root = joined(leaf_node(one), leaf_node(two))
    with pytest.raises(InputError) as refusal:
        verify_many(ManyProof((one, two), (0, 1), 2, ()), root.digest, root.sums, 2)
    assert [each.kind.code for each in refusal.value.problems] == ["ledger-proof-order"]


def test_sums_of_what_nobody_opens_are_the_keepers_word() -> None:
    """What a proof does not prove, and says so: a sibling without lots may claim any Wh."""
    mine = leaf(lot("c-1", 0, 10, "buyer"))
    made_up = SumNode(bytes(32), Sums(held=10**12), leaf_node(mine).hi, MOST)
    root = joined(leaf_node(mine), made_up)
    verify_proof(SumProof(mine.data, mine.salt, 0, 2, (made_up,)), root.digest, root.sums, 2)


def test_a_name_in_other_letters_is_another_certificate() -> None:
    keys = {lot_point(name, 0) for name in ("c", "C", "c ", "\u00e9", "e\u0301", "")}
    assert len(keys) == 6
    assert lot_point("c", 1) > lot_point("c", 0)
    assert lot_point("c", 2**40) > lot_point("c", 255)
    assert canonical_bytes(leaf(lot("\u00e9", 0, 1, "o")).data) != canonical_bytes(leaf(lot("e\u0301", 0, 1, "o")).data)


def test_a_lot_without_wh_is_none() -> None:
    empty, beside = leaf(lot("c-1", 5, 5, "o")), leaf(lot("c-1", 5, 10, "o"))
    root = joined(leaf_node(empty), leaf_node(beside))
    with pytest.raises(InputError) as refusal:
        verify_many(ManyProof((empty, beside), (0, 1), 2, ()), root.digest, root.sums, 2)
    assert [each.kind.code for each in refusal.value.problems] == ["ledger-proof-form"]


def test_a_day_of_more_leaves_than_can_be_counted_is_refused_at_once() -> None:
    mine = leaf(lot("c-1", 0, 10, "o"))
    with pytest.raises(InputError) as refusal:
        verify_proof(SumProof(mine.data, mine.salt, 0, 2**53, ()), bytes(32), Sums(claimed=10), 2**53)
    assert "leaves" in str(refusal.value)
