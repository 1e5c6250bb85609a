"""YAML as text: nothing typed, every line known, everything dangerous refused early."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.problems import Problems
from fourfold.formats.yaml_text import YamlText, read_yaml


def read(data: bytes | str) -> tuple[YamlText | None, list[tuple[str, int]]]:
    problems = Problems()
    text = read_yaml(data.encode() if isinstance(data, str) else data, "study.yaml", problems)
    return text, [(problem.kind.code, problem.place.row) for problem in problems]


def test_scalars_stay_the_text_that_stands_there() -> None:
    text, faults = read("a: no\nb: 1e3\nc: 2024-01-01\nd: [0x10, ~, '']\ne: 0.10\n")
    assert faults == []
    assert text is not None
    assert text.tree == {"a": "no", "b": "1e3", "c": "2024-01-01", "d": ["0x10", "~", ""], "e": "0.10"}


def test_a_key_without_a_value_is_as_if_absent() -> None:
    text, _ = read("a:\nb: ''\nc: x\n")
    assert text is not None
    assert text.tree == {"b": "", "c": "x"}


def test_places_know_their_line_also_of_what_is_missing() -> None:
    text, _ = read("# remark\nsites:\n  - id: a\n    area: CN\n  - id: b\n")
    assert text is not None
    assert text.place(("sites", 0, "area")).row == 4
    assert text.place(("sites", 1, "area")).row == 5
    assert text.place(("sites", 1, "area")).column == "sites.1.area"
    assert text.place(("period",)).row == 1


ALIAS_BOMB = "a: &a [x, x]\n" + "".join(
    f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefghij", "bcdefghijk", strict=True)
)


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        (ALIAS_BOMB, "yaml-refused", 1),
        ("a: 1\nb: *a\n", "yaml-refused", 2),
        ("a: !!python/object/apply:os.system [ls]\n", "yaml-refused", 1),
        ("a: 1\n---\nb: 2\n", "yaml-refused", 2),
        ("? [x]\n: y\n", "yaml-refused", 1),
        ("a: 1\nb: 2\na: 3\n", "yaml-duplicate-key", 3),
        ("[" * 100_000, "yaml-too-deep", 1),
        ("- " * 100_000, "yaml-too-deep", 1),
        ("a: [" + "x," * 200_000 + "]", "yaml-too-long", 1),
        ("a: [\n", "yaml-broken", 2),
        ("a: b: c\n", "yaml-broken", 1),
        ("a: \x07\n", "yaml-broken", 0),
        ("", "yaml-not-mapping", 0),
        ("- a\n- b\n", "yaml-not-mapping", 0),
        ("just text", "yaml-not-mapping", 0),
    ],
)
def test_each_fault_names_its_line(text: str, code: str, row: int) -> None:
    begun = time.monotonic()
    assert (code, row) in read(text)[1]
    assert time.monotonic() - begun < 5


def test_text_that_is_not_utf8_is_refused() -> None:
    assert read("标题: x\n".encode("gb18030")) == (None, [("file-not-utf8", 0)])


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_give_a_tree_or_problems(data: bytes) -> None:
    text, faults = read(data)
    assert text is not None or faults


@given(
    st.recursive(
        st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.from_regex("[a-z]{1,5}", fullmatch=True), inner),
        max_leaves=12,
    ).map(lambda tree: {"top": tree})
)
def test_a_quoted_tree_reads_back(tree: dict[str, object]) -> None:
    text, faults = read(_flow(tree))
    assert faults == []
    assert text is not None
    assert text.tree == tree


def _flow(tree: object) -> str:
    if isinstance(tree, dict):
        return "{" + ", ".join(f'"{key}": {_flow(value)}' for key, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(map(_flow, tree)) + "]"
    return "'" + str(tree).replace("'", "''") + "'"
