"""Signed documents are read strictly: one reading for the same bytes, and every fault with its line and its path."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.problems import Place, Problems
from fourfold.core.strict_json import JSON_MOST_DEPTH, MOST_EXPLAINED, read_json, read_json_object
from fourfold.core.strict_scan import MOST_FAULTS, scan

FILE = Place("certificate.json")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)

PIECES = [*'{}[]",:0123456789.-+eE\\u dD8tfn\n', "true", "null", '"a"', "1,", '"a":']


def read(text: str | bytes, **limits: int) -> tuple[JSON, list[tuple[str, str]]]:
    """The value, and the place and code of each fault."""
    problems = Problems()
    value = read_json(text.encode() if isinstance(text, str) else text, FILE, problems, **limits)
    return value, [(str(p.place), p.kind.code) for p in problems]


@given(VALUES, st.booleans(), st.sampled_from([None, 1]))
def test_a_document_in_order_is_read_as_it_was_written(value: JSON, ascii_only: bool, indent: int | None) -> None:
    assert read(json.dumps(value, ensure_ascii=ascii_only, indent=indent)) == (value, [])
    assert read(canonical_bytes(value)) == (value, [])


@given(VALUES, st.booleans())
def test_the_second_reading_finds_no_fault_where_there_is_none(value: JSON, ascii_only: bool) -> None:
    problems = Problems()
    scan(json.dumps(value, ensure_ascii=ascii_only), FILE, problems, JSON_MOST_DEPTH)
    assert len(problems) == 0


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_the_two_readings_agree_on_what_is_in_order(text: str) -> None:
    problems = Problems()
    scan(text, FILE, problems, JSON_MOST_DEPTH)
    assert (len(problems) > 0) == (len(read(text)[1]) > 0)


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@example('{"a":1e5}')
@example("-0")
def test_whatever_is_refused_is_explained_and_whatever_is_taken_is_json(text: str) -> None:
    value, faults = read(text)
    if faults:
        assert value is None
        return
    assert json.loads(text) == value
    assert read(canonical_bytes(value)) == (value, [])


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ('{"a": 1,\n "a": 2}', [("certificate.json:2 a", "json-duplicate-key")]),
        ('{"a": 1, "\\u0061": 2}', [("certificate.json:1 a", "json-duplicate-key")]),
        ('[{"b": {"c": 1, "c": 1}}]', [("certificate.json:1 [0].b.c", "json-duplicate-key")]),
        ('{"x": [1,\n 2.5]}', [("certificate.json:2 x[1]", "json-float")]),
        ('{"x": 1e3}', [("certificate.json:1 x", "json-float")]),
        ('{"x": 1.0}', [("certificate.json:1 x", "json-float")]),
        ('{"x": -0}', [("certificate.json:1 x", "json-float")]),
        ('{"x": NaN}', [("certificate.json:1 x", "json-float")]),
        (
            '{"x": [Infinity, -Infinity]}',
            [("certificate.json:1 x[0]", "json-float"), ("certificate.json:1 x[1]", "json-float")],
        ),
        ('{"x": 9007199254740992}', [("certificate.json:1 x", "json-big-integer")]),
        ('{"x": -9007199254740992}', [("certificate.json:1 x", "json-big-integer")]),
        ('{"x": ' + "9" * 5000 + "}", [("certificate.json:1 x", "json-big-integer")]),
        ('{"x": "\\ud83d"}', [("certificate.json:1 x", "json-surrogate")]),
        ('{"x": "\\ude02\\ud83d"}', [("certificate.json:1 x", "json-surrogate")]),
        ('{"\\ud800": 1}', [("certificate.json:1", "json-surrogate")]),
        ('{"x": 1} ', []),
        ('{"x": 1} 2', [("certificate.json:1", "json-trailing")]),
        ('{"x": 1}\n{"x": 1}', [("certificate.json:2", "json-trailing")]),
        ("", [("certificate.json:1", "json-syntax")]),
        ("  \n ", [("certificate.json:2", "json-syntax")]),
        ('{"x": 1,}', [("certificate.json:1 x", "json-syntax")]),
        ("[1,]", [("certificate.json:1 [1]", "json-syntax")]),
        ("[01]", [("certificate.json:1 [0]", "json-syntax")]),
        ("[+1]", [("certificate.json:1 [0]", "json-syntax")]),
        ("[.5]", [("certificate.json:1 [0]", "json-syntax")]),
        ("{x: 1}", [("certificate.json:1", "json-syntax")]),
        ("{'x': 1}", [("certificate.json:1", "json-syntax")]),
        ('{"x" 1}', [("certificate.json:1 x", "json-syntax")]),
        ('["a\tb"]', [("certificate.json:1 [0]", "json-syntax")]),
        ('["\\x41"]', [("certificate.json:1 [0]", "json-syntax")]),
        ('["abc', [("certificate.json:1 [0]", "json-syntax")]),
        ("[true, nul]", [("certificate.json:1 [1]", "json-syntax")]),
        ("// comment\n{}", [("certificate.json:1", "json-syntax")]),
        ("\u00a0{}", [("certificate.json:1", "json-syntax")]),
        ('{"x": 1', [("certificate.json:1 x", "json-syntax")]),
    ],
)
def test_each_fault_is_named_with_line_and_path(text: str, faults: list[tuple[str, str]]) -> None:
    value, found = read(text)
    assert found == faults
    assert (value is None) == bool(faults)


def test_all_faults_of_values_are_reported_at_once() -> None:
    _, faults = read('{"a": 1,\n"a": 2.5,\n"b": [99999999999999999999,\n"\\ud800"]}')
    assert [code for _, code in faults] == ["json-duplicate-key", "json-float", "json-big-integer", "json-surrogate"]


def test_a_key_twice_is_found_at_any_depth_and_among_many() -> None:
    text = '{"list": [' + ",".join(f'{{"k{i}": {i}}}' for i in range(2000)) + ', {"k": 1, "z": 0, "k": 2}]}'
    assert read(text)[1] == [("certificate.json:1 list[2000].k", "json-duplicate-key")]


@pytest.mark.parametrize("opening", ["[", '{"a":'])
@pytest.mark.parametrize("depth", [JSON_MOST_DEPTH + 1, 5000, 500_000])
def test_nesting_is_bounded_however_deep_it_goes(opening: str, depth: int) -> None:
    assert [code for _, code in read(opening * depth)[1]] == ["json-depth"]


@pytest.mark.parametrize("extra", [0, 1])
def test_the_limit_of_nesting_is_exact(extra: int) -> None:
    depth = 5 + extra
    for text in ("[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth):
        assert [code for _, code in read(text, most_depth=5)[1]] == ["json-depth"] * extra


def test_size_is_bounded_before_anything_is_read() -> None:
    assert read(b'"' + b"a" * 10 + b'"', most_bytes=12)[1] == []
    assert read(b'"' + b"a" * 11 + b'"', most_bytes=12)[1] == [("certificate.json", "json-too-large")]


def test_a_byte_order_mark_is_refused() -> None:
    assert read(b"\xef\xbb\xbf{}")[1] == [("certificate.json", "json-byte-order-mark")]


@pytest.mark.parametrize(
    "data",
    ["{}".encode("utf-16"), b"\xfe\xff\x00{\x00}", b'"\xff"', b'"\xed\xa0\x80"', b'"\xc0\x80"', b'"\xf4\x90\x80\x80"'],
)
def test_what_is_not_utf8_is_refused(data: bytes) -> None:
    """Among it halves of characters and overlong forms that lenient decoders let through."""
    assert read(data)[1] == [("certificate.json", "json-not-utf8")]


def test_pairs_of_escapes_are_one_character() -> None:
    assert read('["\\ud83d\\ude02", "😂"]') == (["😂", "😂"], [])


@pytest.mark.parametrize(
    ("fault", "code", "found"),
    [
        ('{"a":1,"b":2,"a":3}', "json-duplicate-key", "a"),
        ("1.5", "json-float", "1.5"),
        ("NaN", "json-float", "NaN"),
        ("-0", "json-float", "-0"),
        ("9007199254740992", "json-big-integer", "9007199254740992"),
        ("9" * 5000, "json-big-integer", "…"),
        ('"\\ud800"', "json-surrogate", ""),
        ("[" * 70 + "]" * 70, "json-depth", ""),
        ("[" * 70_000, "json-depth", ""),
        ("nul", "json-syntax", ""),
    ],
)
def test_of_a_long_text_the_first_reading_tells_what_it_met(fault: str, code: str, found: str) -> None:
    """To find every place would take minutes; what is wrong is told, and of syntax the line."""
    problems = Problems()
    text = '["' + "a" * MOST_EXPLAINED + '",\n' + fault + "]"
    assert read_json(text.encode(), FILE, problems) is None
    assert [(problem.kind.code, problem.params.get("found", "")) for problem in problems] == [(code, found)]
    assert next(iter(problems)).place.row == (2 if code == "json-syntax" else 0)


def test_a_text_that_ends_like_a_negative_zero_is_none() -> None:
    assert read('["1-0", "x-0]", -10, 0]') == (["1-0", "x-0]", -10, 0], [])


def test_not_every_fault_of_a_thousand_is_told() -> None:
    assert len(read("[" + "1.5," * 10_000 + "1]")[1]) == MOST_FAULTS


def test_the_path_begins_where_the_document_stands() -> None:
    problems = Problems()
    read_json(b'{"a": 1.5}', Place("b.json", 0, "payload"), problems)
    assert [str(problem.place) for problem in problems] == ["b.json:1 payload.a"]


@pytest.mark.parametrize("text", ["[]", '"a"', "1", "null", "true"])
def test_an_object_is_asked_for_where_only_one_will_do(text: str) -> None:
    problems = Problems()
    assert read_json_object(text.encode(), FILE, problems) is None
    assert [problem.kind.code for problem in problems] == ["json-not-object"]


def test_a_fault_is_not_said_twice_where_an_object_is_asked_for() -> None:
    problems = Problems()
    assert read_json_object(b"[1.5]", FILE, problems) is None
    assert [problem.kind.code for problem in problems] == ["json-float"]
    assert read_json_object(b'{"a": 1}', FILE, Problems()) == {"a": 1}
