"""JSON from outside: what cannot be read is reported, what is read is what stands there."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.problems import Problems
from fourfold.formats.json_text import read_json

TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
).filter(lambda tree: tree is not None)


def read(data: bytes, most_depth: int = 200) -> tuple[object, list[str]]:
    problems = Problems()
    return read_json(data, "a.json", problems, most_depth), [p.kind.code for p in problems]


@given(TREES, st.booleans())
def test_everything_comes_back_as_the_standard_parser_gives_it(tree: object, ascii_only: bool) -> None:
    data = json.dumps(tree, ensure_ascii=ascii_only).encode()
    assert read(data) == (tree, [])
    assert read(b"\xef\xbb\xbf" + data) == (tree, [])


@pytest.mark.parametrize("data", [b"", b"{", b"[1,]", b"{'a': 1}", b'{"a": 1} x', b"nul", b"null", b"1" * 5000])
def test_broken_text_is_reported(data: bytes) -> None:
    tree, codes = read(data)
    assert tree is None
    assert codes in (["json-broken"], ["json-not-finite"])


def test_the_line_of_the_fault_is_told() -> None:
    problems = Problems()
    read_json(b'{\n"a": 1,\n"b": x}', "a.json", problems)
    assert [p.place.row for p in problems] == [3]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1E+0400", "9" * 400, "9" * 400 + ".5"])
def test_numbers_that_are_none_are_refused(number: str) -> None:
    assert read(f'{{"a": [{number}]}}'.encode()) == (None, ["json-not-finite"])


def test_long_numbers_that_are_finite_are_kept() -> None:
    assert read(b"[1e300, 1e-999, 0.%s1]" % (b"0" * 400)) == ([1e300, 0.0, 0.0], [])


def test_a_key_twice_is_reported_and_the_last_taken() -> None:
    assert read(b'{"a": 1, "b": {"c": 1, "c": 2}, "a": 3}') == ({"a": 3, "b": {"c": 2}}, ["json-duplicate-key"] * 2)


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_deep_nesting_is_refused_before_it_hurts(opening: bytes) -> None:
    assert read(opening * 100_000) == (None, ["json-too-deep"])


def test_depth_is_exact_and_brackets_in_texts_do_not_count() -> None:
    deep = b"[" * 5 + b"1" + b"]" * 5
    assert read(deep, most_depth=5)[1] == []
    assert read(deep, most_depth=4) == (None, ["json-too-deep"])
    assert read(rb'["\"[[[[[[[[", "{\\", "[[[["]', most_depth=2)[1] == []


def test_half_a_character_is_refused() -> None:
    assert read(rb'["\ud83d"]') == (None, ["json-not-unicode"])
    assert read(rb'["\ud83d\ude00"]') == (["\U0001f600"], [])
    assert read(b'["\xff"]') == (None, ["file-not-utf8"])
