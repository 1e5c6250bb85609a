"""Comparing finds every place at which two documents differ, whatever order their lists are in."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.certification.dossier.comparing import Comparison, Leaf
from fourfold.core.canonical import JSON, canonical_bytes

LEAVES = st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "a", "1.5", "0", "kg"])
KEYS = st.sampled_from(["id", "item", "lines", "total_kg_co2e", "files", "path", "sources"])
DOCUMENTS = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=20
)


def leaves(one: JSON, other: JSON) -> list[Leaf]:
    return list(Comparison().leaves(one, other))


@given(document=DOCUMENTS)
@settings(max_examples=100, deadline=None)
def test_equal_documents_do_not_differ(document: Any) -> None:
    assert leaves(document, copy.deepcopy(document)) == []


@given(one=DOCUMENTS, other=DOCUMENTS)
@settings(max_examples=200, deadline=None)
def test_documents_without_a_difference_hold_the_same(one: Any, other: Any) -> None:
    """Only the order of lists whose entries have keys may be another."""
    found = leaves(one, other)
    if canonical_bytes(one) == canonical_bytes(other):
        assert found == []
    elif not found:
        assert sorted(canonical_bytes(one)) == sorted(canonical_bytes(other))


@given(one=DOCUMENTS, other=DOCUMENTS)
@settings(max_examples=100, deadline=None)
def test_what_one_lacks_the_other_has(one: Any, other: Any) -> None:
    forth, back = leaves(one, other), leaves(other, one)
    assert sorted((str(leaf.path), str(leaf.sealed), str(leaf.recomputed)) for leaf in forth) == sorted(
        (str(leaf.path), str(leaf.recomputed), str(leaf.sealed)) for leaf in back
    )


def test_entries_are_matched_by_their_key() -> None:
    one: JSON = {"sources": [{"kind": "factor", "id": "a", "value": "1"}, {"kind": "factor", "id": "b", "value": "2"}]}
    other: JSON = {"sources": [{"kind": "factor", "id": "b", "value": "3"}, {"kind": "gwp", "id": "a", "value": "1"}]}
    assert [(leaf.path, leaf.sealed, leaf.recomputed) for leaf in leaves(one, other)] == [
        (("sources", "factor a"), '{"id":"a","kind":"factor","value":"1"}', None),
        (("sources", "factor b", "value"), "2", "3"),
        (("sources", "gwp a"), None, '{"id":"a","kind":"gwp","value":"1"}'),
    ]


def test_entries_whose_keys_are_not_unique_are_matched_by_their_place() -> None:
    one: JSON = {"files": [{"path": "a", "digest": "1"}, {"path": "a", "digest": "2"}]}
    other: JSON = {"files": [{"path": "a", "digest": "1"}, {"path": "a", "digest": "3"}]}
    assert [leaf.path for leaf in leaves(one, other)] == [("files", 1, "digest")]


def test_of_plain_lists_the_first_difference_and_their_number_are_told() -> None:
    assert leaves({"energy": [1, 2, 3, 4]}, {"energy": [1, 9, 3, 8, 5]}) == [Leaf(("energy", 1), "2", "9", 3)]
    assert leaves({"energy": [1]}, {"energy": [1, 2]}) == [Leaf(("energy", 1), None, "2", 1)]


def test_values_of_other_types_differ() -> None:
    assert leaves({"a": 1}, {"a": "1"}) == [Leaf(("a",), "1", "1")]
    assert leaves({"a": True}, {"a": 1}) == [Leaf(("a",), "true", "1")]
    assert leaves({"a": None}, {}) == [Leaf(("a",), "null", None)]


def test_numbers_are_counted() -> None:
    comparison = Comparison()
    assert list(comparison.leaves({"a": "1.5", "b": [1, 2], "c": "x"}, {"a": "1.6", "b": [1, 2], "c": "x"}))
    assert comparison.compared == 3
