"""Merkle trees against the recursive definition of RFC 6962, section 2.1, written down word for word."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.merkle import (
    complete_parts,
    consistency_ranges,
    fold,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

LEAVES = [leaf_hash(b"%d" % number) for number in range(300)]


def split(size: int) -> int:
    """The largest power of two below a size."""
    power = 1
    while 2 * power < size:
        power *= 2
    return power


def mth(leaves: list[bytes]) -> bytes:
    """MTH(D[n])."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH(m, D[n])."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*path(index, leaves[:k]), mth(leaves[k:])]
    return [*path(index - k, leaves[k:]), mth(leaves[:k])]


def subproof(old: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b)."""
    if old == len(leaves):
        return [] if whole else [mth(leaves)]
    k = split(len(leaves))
    if old <= k:
        return [*subproof(old, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(old - k, leaves[k:], False), mth(leaves[:k])]


def over(start: int, stop: int) -> bytes:
    """The hash over a range by its complete parts."""
    return fold([root_of(LEAVES[at << height : (at + 1) << height]) for height, at in complete_parts(start, stop)])


sizes = st.integers(1, len(LEAVES))
pairs = sizes.flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size)))
grown = sizes.flatmap(lambda size: st.tuples(st.integers(1, size), st.just(size)))


def test_leaf_and_node_hashes_are_told_apart() -> None:
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert node_hash(b"a" * 32, b"b" * 32) == sha256(b"\x01" + b"a" * 32 + b"b" * 32).digest()


@given(st.integers(0, len(LEAVES)))
def test_the_root_is_that_of_the_recursive_definition(size: int) -> None:
    assert root_of(LEAVES[:size]) == mth(LEAVES[:size])


@given(pairs)
def test_the_inclusion_proof_is_that_of_the_recursive_definition_and_verifies(pair: tuple[int, int]) -> None:
    index, size = pair
    proof = [over(*part) for part in inclusion_ranges(index, size)]
    assert proof == path(index, LEAVES[:size])
    assert verify_inclusion(LEAVES[index], index, size, proof, mth(LEAVES[:size]))


@given(grown)
def test_the_consistency_proof_is_that_of_the_recursive_definition_and_verifies(pair: tuple[int, int]) -> None:
    old, new = pair
    proof = [over(*part) for part in consistency_ranges(old, new)]
    assert proof == subproof(old, LEAVES[:new], True)
    assert verify_consistency(old, new, proof, mth(LEAVES[:old]), mth(LEAVES[:new]))


def changed(proof: list[bytes], data: st.DataObject) -> list[bytes]:
    """The proof with one hash flipped, lost, doubled, added, cut, or two exchanged."""
    how = data.draw(st.sampled_from(["flip", "drop", "double", "append", "prepend", "cut", "swap"]))
    at = data.draw(st.integers(0, max(len(proof) - 1, 0)))
    if how == "append" or not proof:
        return [*proof, LEAVES[7]]
    if how == "prepend":
        return [LEAVES[7], *proof]
    if how == "flip":
        bit = data.draw(st.integers(0, 255))
        flipped = bytearray(proof[at])
        flipped[bit // 8] ^= 1 << bit % 8
        return [*proof[:at], bytes(flipped), *proof[at + 1 :]]
    if how == "swap" and len(proof) > 1:
        return [*proof[1:], proof[0]]
    if how == "cut":
        return [*proof[:at], proof[at][:-1], *proof[at + 1 :]]
    return [*proof[:at], *([proof[at]] * 2 if how == "double" else []), *proof[at + 1 :]]


@given(pairs, st.data())
def test_no_changed_inclusion_proof_verifies(pair: tuple[int, int], data: st.DataObject) -> None:
    index, size = pair
    root = mth(LEAVES[:size])
    assert not verify_inclusion(LEAVES[index], index, size, changed(path(index, LEAVES[:size]), data), root)


@given(grown, st.data())
def test_no_changed_consistency_proof_verifies(pair: tuple[int, int], data: st.DataObject) -> None:
    old, new = pair
    proof = changed(subproof(old, LEAVES[:new], True), data)
    assert not verify_consistency(old, new, proof, mth(LEAVES[:old]), mth(LEAVES[:new]))


@given(pairs, st.integers(-3, 310), st.integers(-3, 310))
def test_a_proof_holds_for_its_leaf_at_its_place_in_its_tree_only(pair: tuple[int, int], index: int, size: int) -> None:
    proof, root = path(pair[0], LEAVES[: pair[1]]), mth(LEAVES[: pair[1]])
    if verify_inclusion(LEAVES[pair[0]], index, size, proof, root):
        # Trees of other sizes may share the shape of this path; the place of the leaf is then the same.
        assert index == pair[0]
        assert len(inclusion_ranges(index, size)) == len(proof)
    other = LEAVES[(pair[0] + 1) % len(LEAVES)]
    assert not verify_inclusion(other, pair[0], pair[1], proof, root)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 1), (1, 1), (5, 5), (6, 5), (0, -1)])
def test_an_index_outside_the_tree_is_refused(index: int, size: int) -> None:
    assert not verify_inclusion(LEAVES[0], index, size, [], LEAVES[0])
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_ranges(index, size)


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 1), (0, 5), (-1, 5), (6, 5)])
def test_growth_from_nothing_or_backwards_is_refused_whatever_the_roots(old: int, new: int) -> None:
    empty = root_of([])
    assert not verify_consistency(old, new, [], empty, empty)
    assert not verify_consistency(old, new, [], empty, mth(LEAVES[: max(new, 0)]))
    with pytest.raises(ValueError, match="no proof of growth"):
        consistency_ranges(old, new)


def test_hashes_of_another_length_are_refused() -> None:
    root = mth(LEAVES[:2])
    assert verify_inclusion(LEAVES[0], 0, 2, [LEAVES[1]], root)
    assert not verify_inclusion(LEAVES[0][:-1], 0, 2, [LEAVES[1]], root)
    assert not verify_inclusion(LEAVES[0], 0, 2, [LEAVES[1] + b"\0"], root)
    assert not verify_inclusion(LEAVES[0], 0, 2, [LEAVES[1]], root[:-1])
    assert not verify_inclusion(b"short", 0, 1, [], b"short")
    assert not verify_consistency(1, 2, [LEAVES[1]], LEAVES[0], root + b"\0")


def test_equal_sizes_take_equal_roots_and_no_proof() -> None:
    root = mth(LEAVES[:5])
    assert verify_consistency(5, 5, [], root, root)
    assert not verify_consistency(5, 5, [], root, mth(LEAVES[:4]))
    assert not verify_consistency(5, 5, [root], root, root)
