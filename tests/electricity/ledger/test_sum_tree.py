"""The Merkle-sum tree: every proof holds, nothing else does, and strangers see the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.problems import InputError
from fourfold.electricity.ledger.model import Lot, LotId, LotState, Part, Sums
from fourfold.electricity.ledger.sum_prove import ManyProof, SumProof, SumTree
from fourfold.electricity.ledger.sum_tree import (
    EMPTY_DIGEST,
    SumLeaf,
    SumNode,
    by_state,
    joined,
    leaf_node,
    leaf_of,
    leaf_salt,
    lots_sorted,
    sum_root,
)
from fourfold.electricity.ledger.sum_verify import verify_many, verify_proof
from support.stranger import STATES, verify

DIGEST = "sha256:" + "ab" * 32
SECRET = bytes(32)
CUTS = st.lists(
    st.tuples(st.lists(st.integers(1, 2**40), min_size=1, max_size=5), st.sampled_from(["wind", "日光", "c\u00e9 1"])),
    min_size=1,
    max_size=6,
)


def _lots(cuts: Sequence[tuple[Sequence[int], str]], states: Callable[[int], LotState]) -> list[Lot]:
    """Certificates cut into lots that tile them, in the order of issue."""
    lots: list[Lot] = []
    for number, (lengths, name) in enumerate(cuts):
        first = 0
        for length in lengths:
            id_, entry = LotId(len(lots), Part.TAKEN), len(lots) + 1
            lots.append(Lot(id_, f"{name}-{number}", first, first + length, "owner", states(len(lots)), entry))
            first += length
    return lots


@st.composite
def leaves_of_a_day(draw: st.DrawFn) -> list[SumLeaf]:
    """Any lots of any certificates, in the order of the tree."""
    states = draw(st.lists(st.sampled_from(list(LotState)), min_size=30, max_size=30))
    lots = lots_sorted(_lots(draw(CUTS), states.__getitem__))
    return [leaf_of(lot, DIGEST, leaf_salt(SECRET, 20_000, lot)) for lot in lots]


def _naive(leaves: Sequence[SumLeaf]) -> tuple[bytes, bytes, tuple[int, ...], bytes]:
    """Range, sums and digest over leaves by the definition, from the top down."""
    if len(leaves) == 1:
        (leaf,) = leaves
        sums = by_state(leaf.sums)
        key = sha256(b"fourfold lot-key/1\0" + str(leaf.data["certificate"]).encode()).digest()
        lo, hi = (key + int(str(leaf.data[end])).to_bytes(8) for end in ("first", "stop"))
        return lo, hi, sums, sha256(b"\x00" + _packed(sums) + leaf.salt + canonical_bytes(leaf.data)).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    left, right = _naive(leaves[:half]), _naive(leaves[half:])
    records = b"".join(lo + hi + _packed(sums) + digest for lo, hi, sums, digest in (left, right))
    summed = tuple(a + b for a, b in zip(left[2], right[2], strict=True))
    return left[0], right[1], summed, sha256(b"\x01" + records).digest()


def _packed(sums: Sequence[int]) -> bytes:
    return b"".join(each.to_bytes(8, "big") for each in sums)


def _for_strangers(proof: ManyProof) -> dict[str, Any]:
    """A proof as a file spells it."""
    lots = zip(proof.indexes, proof.lots, strict=True)
    return {
        "lots": [{"index": index, "salt": lot.salt.hex(), "leaf": lot.data} for index, lot in lots],
        "siblings": [
            {"digest": one.digest.hex(), "lo": one.lo.hex(), "hi": one.hi.hex(), "sums": _sums_by_name(one.sums)}
            for one in proof.siblings
        ],
    }


def _sums_by_name(sums: Sums) -> dict[str, str]:
    return {state: str(wh) for state, wh in zip(STATES, by_state(sums), strict=True)}


@given(leaves_of_a_day(), st.randoms())
def test_every_proof_of_a_lot_holds_whatever_order_the_lots_come_in(leaves: list[SumLeaf], order: Random) -> None:
    tree, mixed = SumTree(leaves), list(leaves)
    order.shuffle(mixed)
    root, count = sum_root(iter(mixed))
    assert root == tree.root
    assert (root.lo, root.hi, by_state(root.sums), root.digest, count) == (*_naive(leaves), len(leaves))
    for index in range(count):
        verify_proof(tree.prove(index), root.digest, root.sums, count)
        _verify_as_stranger(tree.prove_many([index]), root, count)


@given(leaves_of_a_day(), st.data())
def test_every_proof_of_several_lots_holds_and_repeats_nothing(leaves: list[SumLeaf], data: st.DataObject) -> None:
    tree = SumTree(leaves)
    wanted = data.draw(st.sets(st.integers(0, len(leaves) - 1), min_size=1))
    proof, root = tree.prove_many(wanted), tree.root
    verify_many(proof, root.digest, root.sums, len(leaves))
    _verify_as_stranger(proof, root, len(leaves))
    assert len(proof.siblings) <= sum(len(tree.prove(index).path) for index in wanted)
    alone = tree.prove(min(wanted))
    assert set(tree.prove_many([min(wanted)]).siblings) == set(alone.path)


def _verify_as_stranger(proof: ManyProof, root: SumNode, leaves: int) -> None:
    verify(_for_strangers(proof), root.digest.hex(), _sums_by_name(root.sums), leaves)


def _wrong_sums(sums: Sums) -> Iterator[Sums]:
    for state in STATES:
        for change in (1, -1, 2**63):
            yield replace(sums, **{state: getattr(sums, state) + change})
    yield Sums(sums.cancelled, sums.held, sums.claimed + 1, sums.withdrawn, sums.residual)


def _wrong_points(node: SumNode) -> Iterator[SumNode]:
    for wrong in (*_flipped(node.lo), node.hi):
        yield replace(node, lo=wrong)
    for wrong in (*_flipped(node.hi), node.lo):
        yield replace(node, hi=wrong)


def _flipped(data: bytes) -> Iterator[bytes]:
    for place in (0, len(data) // 2, len(data) - 1):
        yield data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
    yield data[:-1]
    yield data + b"\0"
    yield b""


def _wrong_data(data: dict[str, JSON]) -> Iterator[dict[str, JSON]]:
    changed: dict[str, list[JSON]] = {
        "certificate": ["another", "", 5],
        "certificateDigest": ["sha256:" + "ac" * 32, "ab" * 32],
        "first": [str(int(str(data["first"])) + 1), f"0{data['first']}", "-1", 0, f" {data['first']}"],
        "stop": [str(int(str(data["stop"])) + 1), str(data["first"]), f"+{data['stop']}"],
        "owner": ["another", "owner "],
        "state": [state for state in LotState if state != data["state"]] + ["gone"],
        "entry": [0, -1, 99_999, "1", True],
    }
    for name, values in changed.items():
        yield from ({**data, name: value} for value in values)
        yield {key: value for key, value in data.items() if key != name}
    yield {**data, "more": "1"}


def _wrong_proofs(proof: SumProof) -> Iterator[SumProof]:
    """Everything one may change in a proof."""
    yield from (replace(proof, data=data) for data in _wrong_data(proof.data))
    yield from (replace(proof, salt=salt) for salt in _flipped(proof.salt))
    yield from (replace(proof, index=index) for index in (-1, proof.index + 1, proof.index - 1, proof.leaves))
    yield from (replace(proof, leaves=leaves) for leaves in (0, proof.leaves + 1, proof.leaves - 1, 2 * proof.leaves))
    yield replace(proof, path=(*proof.path, SumNode(bytes(32), Sums(held=1))))
    for at, node in enumerate(proof.path):
        before, after = proof.path[:at], proof.path[at + 1 :]
        yield replace(proof, path=before + after)
        yield replace(proof, path=(*before, node, node, *after))
        yield from (
            replace(proof, path=(*before, replace(node, digest=each), *after)) for each in _flipped(node.digest)
        )
        yield from (replace(proof, path=(*before, replace(node, sums=each), *after)) for each in _wrong_sums(node.sums))
        yield from (replace(proof, path=(*before, each, *after)) for each in _wrong_points(node))
        if after:
            yield replace(proof, path=(*before, after[0], node, *after[1:]))


@settings(max_examples=20)
@given(leaves_of_a_day(), st.data())
def test_a_proof_with_anything_changed_is_refused(leaves: list[SumLeaf], data: st.DataObject) -> None:
    tree = SumTree(leaves)
    root = tree.root
    right = tree.prove(data.draw(st.integers(0, len(leaves) - 1)))
    for proof in _wrong_proofs(right):
        if proof == right:
            continue
        with pytest.raises(InputError):
            verify_proof(proof, root.digest, root.sums, len(leaves))
    for sums in _wrong_sums(root.sums):
        with pytest.raises(InputError):
            verify_proof(right, root.digest, sums, len(leaves))
    for digest in _flipped(root.digest):
        with pytest.raises(InputError):
            verify_proof(right, digest, root.sums, len(leaves))
    with pytest.raises(InputError):
        verify_proof(right, root.digest, root.sums, len(leaves) + 1)


def _wrong_manys(proof: ManyProof) -> Iterator[ManyProof]:
    for at, lot in enumerate(proof.lots):
        before, after = proof.lots[:at], proof.lots[at + 1 :]
        yield from (replace(proof, lots=(*before, replace(lot, data=each), *after)) for each in _wrong_data(lot.data))
        yield from (replace(proof, lots=(*before, replace(lot, salt=each), *after)) for each in _flipped(lot.salt))
        yield replace(proof, lots=before + after)
        yield replace(proof, indexes=proof.indexes[:at] + proof.indexes[at + 1 :])
        yield replace(proof, lots=before + after, indexes=proof.indexes[:at] + proof.indexes[at + 1 :])
        yield replace(proof, lots=(*before, lot, lot, *after))
        yield replace(proof, lots=(*before, lot, lot, *after), indexes=(*proof.indexes[: at + 1], *proof.indexes[at:]))
    for at, node in enumerate(proof.siblings):
        left, right = proof.siblings[:at], proof.siblings[at + 1 :]
        yield replace(proof, siblings=left + right)
        yield replace(proof, siblings=(*left, node, node, *right))
        for digest in _flipped(node.digest):
            yield replace(proof, siblings=(*left, replace(node, digest=digest), *right))
        for sums in _wrong_sums(node.sums):
            yield replace(proof, siblings=(*left, replace(node, sums=sums), *right))
        for wrong in _wrong_points(node):
            yield replace(proof, siblings=(*left, wrong, *right))
    yield replace(proof, siblings=(*proof.siblings, SumNode(bytes(32), Sums(held=1))))
    yield replace(proof, leaves=proof.leaves + 1)
    yield replace(proof, indexes=tuple(index + 1 for index in proof.indexes))
    yield replace(proof, indexes=())


@settings(max_examples=20)
@given(leaves_of_a_day(), st.data())
def test_a_proof_of_several_lots_with_anything_changed_is_refused_by_us_and_by_a_stranger(
    leaves: list[SumLeaf], data: st.DataObject
) -> None:
    tree = SumTree(leaves)
    right = tree.prove_many(data.draw(st.sets(st.integers(0, len(leaves) - 1), min_size=1, max_size=3)))
    for proof in _wrong_manys(right):
        with pytest.raises(InputError):
            verify_many(proof, tree.root.digest, tree.root.sums, len(leaves))
        if len(proof.lots) == len(proof.indexes) and proof.leaves == right.leaves:
            with pytest.raises((ValueError, KeyError, TypeError, AttributeError, OverflowError)):
                _verify_as_stranger(proof, tree.root, len(leaves))


@given(leaves_of_a_day(), st.data())
def test_lots_moved_doubled_left_out_or_changed_make_another_root(leaves: list[SumLeaf], data: st.DataObject) -> None:
    root = SumTree(leaves).root
    at = data.draw(st.integers(0, len(leaves) - 1))
    doubled = [*leaves[: at + 1], *leaves[at:]]
    dropped = [*leaves[:at], *leaves[at + 1 :]]
    moved = [*dropped, leaves[at]]
    others = [doubled, dropped, *([moved] if at < len(leaves) - 1 else [])]
    others += [[*leaves[:at], SumLeaf({**leaves[at].data, "owner": "thief"}, leaves[at].salt), *leaves[at + 1 :]]]
    for other in others:
        assert SumTree(other).root.digest != root.digest
    assert sum_root(dropped)[0].sums != root.sums
    assert sum_root(doubled)[0].sums != root.sums


def test_totals_of_a_child_cannot_be_taken_from_its_neighbour() -> None:
    """The attack on trees whose nodes commit only to the sum of both children (Hu et al. 2019)."""
    lots = _lots([((10,), "a"), ((10,), "b")], lambda _: LotState.HELD)
    tree = SumTree([leaf_of(lot, DIGEST, bytes(32)) for lot in lots_sorted(lots)])
    proof = tree.prove(0)
    shifted = replace(proof, path=(replace(proof.path[0], sums=Sums(held=1)),))
    with pytest.raises(InputError) as refusal:
        verify_proof(shifted, tree.root.digest, Sums(held=11), 2)
    assert refusal.value.problems[0].kind.code == "ledger-proof-root"


def test_a_subtree_of_fewer_wh_than_lots_is_none() -> None:
    (lot,) = _lots([((10,), "a")], lambda _: LotState.HELD)
    leaf = leaf_of(lot, DIGEST, bytes(32))
    empty = SumNode(bytes(32), Sums(), leaf_node(leaf).hi, b"\xff" * 40)
    root = joined(leaf_node(leaf), empty)
    with pytest.raises(InputError) as refusal:
        verify_proof(SumProof(leaf.data, leaf.salt, 0, 2, (empty,)), root.digest, root.sums, 2)
    assert refusal.value.problems[0].kind.code == "ledger-proof-form"


def test_a_tree_without_lots_has_the_root_of_nothing() -> None:
    assert sum_root([]) == (SumNode(EMPTY_DIGEST, Sums()), 0)
    assert SumTree([]).root == SumNode(EMPTY_DIGEST, Sums())
    with pytest.raises(ValueError, match="no leaf"):
        SumTree([]).prove(0)
    with pytest.raises(ValueError, match="no such leaves"):
        SumTree([]).prove_many([])


def test_sums_stop_below_2_to_the_63() -> None:
    leaves = [SumLeaf({"certificate": "c", "first": "0", "stop": str(2**62), "state": "held"}, bytes(32))] * 2
    for make in (sum_root, SumTree):
        with pytest.raises(ValueError, match="2\\^63"):
            make(leaves)
    assert leaf_node(leaves[0]).digest != leaf_node(replace(leaves[0], salt=b"\1" * 32)).digest


def test_salts_bind_day_certificate_and_place() -> None:
    (lot,) = _lots([((10,), "a")], lambda _: LotState.HELD)
    others = [replace(lot, certificate="b"), replace(lot, first_wh=1)]
    salts = [leaf_salt(SECRET, 1, lot), leaf_salt(SECRET, 2, lot), leaf_salt(b"other", 1, lot)]
    salts += [leaf_salt(SECRET, 1, other) for other in others]
    assert len(set(salts)) == 5
    assert leaf_salt(SECRET, 1, replace(lot, state=LotState.CLAIMED)) == salts[0]
