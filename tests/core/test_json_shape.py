"""Shapes of JSON documents: every fault at its path, the quick test and the schema of one mind with them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from fourfold.core.json_nests import Defined, ListOf, MapOf, Maybe, ObjectOf, OneOrMany
from fourfold.core.json_node import Node
from fourfold.core.json_shape import Choice, Exactly, Flag, Integer, Moment, Shape, Text, accepting, check
from fourfold.core.problems import Place, Problems, Term

WORD = Text("[a-z]+", Term("letters"), 5)
INNER = ObjectOf({"a": WORD, "b": Maybe(Integer(1, 9))}, frozenset({"b"}))
WHOLE = ObjectOf(
    {
        "one": Choice(("x",)),
        "many": Choice(("x", "y")),
        "flag": Flag(),
        "list": ListOf(INNER, 1, 3),
        "map": MapOf(WORD, Integer(), 0, 2),
        "exact": Exactly(("p", "q")),
        "either": OneOrMany(INNER, 2),
        "when": Moment(),
        "other": Defined("other"),
    },
    meanings={"flag": "Whether."},
)
GOOD: dict[str, Any] = {
    "one": "x",
    "many": "y",
    "flag": True,
    "list": [{"a": "k", "b": None}, {"a": "k"}],
    "map": {"k": 0},
    "exact": ["p", "q"],
    "either": {"a": "k", "b": 9},
    "when": "2026-03-01T08:00:00Z",
    "other": {"anything": []},
}
SCHEMA = WHOLE.schema() | {"$defs": {"other": {"type": "object"}}}


def said(value: Any, shape: Shape = WHOLE) -> set[tuple[str, str]]:
    """Code and path of every fault."""
    problems = Problems()
    assert check(shape, value, Place("f.json", 0, "top"), problems) is not bool(problems.errors)
    return {(problem.kind.code, problem.place.column) for problem in problems}


def test_a_good_document_has_no_fault() -> None:
    assert said(GOOD) == set()
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(GOOD)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"one": "y"}, ("member-value", "top.one")),
        ({"one": 1}, ("member-type", "top.one")),
        ({"flag": 1}, ("member-type", "top.flag")),
        ({"list": []}, ("member-count", "top.list")),
        ({"list": {}}, ("member-type", "top.list")),
        ({"list": [{"a": "k"}, {"a": "k"}]}, ("member-repeated", "top.list[1]")),
        ({"list": [{"a": "kkkkkk"}]}, ("member-value", "top.list[0].a")),
        ({"list": [{"b": 1}]}, ("member-missing", "top.list[0].a")),
        ({"list": [{"a": "k", "b": 10}]}, ("member-value", "top.list[0].b")),
        ({"list": [{"a": "k", "b": True}]}, ("member-type", "top.list[0].b")),
        ({"list": [{"a": "k", "c": 1}]}, ("member-unknown", "top.list[0].c")),
        ({"map": {"K": 1}}, ("member-value", "top.map.K")),
        ({"map": {"k": -1}}, ("member-value", "top.map.k")),
        ({"map": {"a": 1, "b": 1, "c": 1}}, ("member-count", "top.map")),
        ({"exact": ["q", "p"]}, ("member-value", "top.exact")),
        ({"exact": None}, ("member-type", "top.exact")),
        ({"either": []}, ("member-count", "top.either")),
        ({"either": [{"a": "K"}]}, ("member-value", "top.either[0].a")),
        ({"when": "2026-03-01"}, ("member-value", "top.when")),
        ({"other": []}, ("member-type", "top.other")),
    ],
)
def test_each_fault_is_told_at_its_path(change: dict[str, Any], told: tuple[str, str]) -> None:
    assert said({**GOOD, **change}) == {told}


def test_all_faults_are_told_together() -> None:
    assert said({"one": 1, "two": 2}) == {
        ("member-type", "top.one"),
        ("member-unknown", "top.two"),
        *(("member-missing", f"top.{name}") for name in GOOD if name != "one"),
    }
    assert said([]) == {("member-type", "top")}


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 12) | st.sampled_from(["", "x", "k", "K", "kkkkkk", "p", "a"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "k", "K"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(GOOD)), _VALUES)
def test_quick_test_and_schema_are_of_one_mind_with_the_faults(name: str, value: Any) -> None:
    document = {**GOOD, name: value}
    is_good = not WHOLE.faults(document)
    assert accepting(WHOLE)(document) == is_good
    assert Draft202012Validator(SCHEMA).is_valid(document) == is_good


def test_a_shape_without_a_quick_test_is_asked_for_its_faults() -> None:
    class Even:
        """Even numbers only."""

        def faults(self, value: Any) -> Any:
            """Odd ones."""
            return [] if value % 2 == 0 else Integer(0, 0).faults(1)

        def schema(self) -> dict[str, Any]:
            """A multiple of two."""
            return {"multipleOf": 2}

    assert said(2, Even()) == set()
    assert said(3, Even()) == {("member-value", "top")}


def test_a_node_of_a_checked_object_gives_typed_values() -> None:
    node = Node({"n": "1.50", "none": None, "i": 3, "t": ["a"], "m": {"en": "x"}, "l": [{"en": "x"}]})
    assert str(node.decimal("n")) == "1.50"
    assert (node.maybe_text("none"), node.maybe_decimal("none")) == (None, None)
    assert (node.integer("i"), node.texts("t"), node.text_map("m")) == (3, ("a",), {"en": "x"})
    assert node.text_maps("l") == ({"en": "x"},)
    for wrong in (node.text, node.flag, node.object, node.moment):
        with pytest.raises(TypeError):
            wrong("i")
