"""XML from outside: nothing is fetched or expanded, and lines are right beyond what libxml2 counts."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.problems import Problems
from fourfold.formats.xml_text import (
    attribute,
    child,
    child_text,
    children,
    iter_elements,
    line_of,
    local_name,
    parse_xml,
    root_name,
    text_of,
)

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;"><!ENTITY z "&y;&y;&y;&y;&y;&y;&y;&y;">]>
<a b="&z;">&z;</a>"""


def codes_of(data: bytes) -> tuple[list[str], list[str]]:
    """What parsing and what streaming report; both give nothing."""
    whole, parts = Problems(), Problems()
    assert parse_xml(data, "a.xml", whole) is None
    list(iter_elements(data, "a.xml", ["b"], parts))
    return [p.kind.code for p in whole], [p.kind.code for p in parts]


def test_entities_and_document_types_are_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    external = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]><a>&x;</a>'.encode()
    far = b'<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd"><a/>'
    late = b"<?xml version='1.0'?><!-- a -->\n<!DOCTYPE a><a/>"
    for data in (LAUGHS, external, far, late, late.decode().encode("utf-16")):
        assert codes_of(data) == (["xml-doctype"], ["xml-doctype"])


@pytest.mark.parametrize(
    "data", [b"", b"   ", b"plain text", b"<a>", b"<a><b></a>", b"<a>&unknown;</a>", b"<a/><b/>", b"\0\1"]
)
def test_broken_documents_are_reported(data: bytes) -> None:
    whole, parts = codes_of(data)
    assert set(whole) | set(parts) <= {"xml-broken", "xml-no-beginning"}
    assert whole
    assert parts


def test_deep_nesting_is_refused() -> None:
    deep = b"<b>" * 100_000
    assert codes_of(deep) == (["xml-too-deep"], ["xml-too-deep"])
    assert codes_of(b"<b>" * 300 + b"</b>" * 300) == (["xml-too-deep"], ["xml-too-deep"])


def test_a_long_prologue_is_no_beginning() -> None:
    assert codes_of(b"<!--" + b" " * 100_000 + b"--><a/>") == (["xml-no-beginning"],) * 2


def test_what_stands_before_a_fault_is_given() -> None:
    problems = Problems()
    found = [text_of(b) for b in iter_elements(b"<a><b>1</b>\n<b>2</b>\n<b>3</a>", "a.xml", ["b"], problems)]
    assert found == ["1", "2"]
    assert [(p.kind.code, p.place.row) for p in problems] == [("xml-broken", 3)]


def test_a_stream_gives_what_the_tree_holds_and_keeps_nothing() -> None:
    data = b'<x:a xmlns:x="urn:x"><x:b n="1"><c>  one\n two </c></x:b><d/><b xmlns="urn:y" n="2"/></x:a>'
    seen = [(attribute(b, "n"), child_text(b, "c")) for b in iter_elements(data, "a.xml", ["b"], Problems())]
    assert seen == [("1", "one two"), ("2", "")]
    kept = list(iter_elements(b"<a>%s</a>" % (b"<b><c/></b>" * 5), "a.xml", ["b"], Problems()))
    assert [len(b) for b in kept] == [0] * 5


def document(blanks: list[int]) -> tuple[bytes, list[int]]:
    """A document of many lines, and the line of every start tag after the root."""
    text, lines, line = "<a>", [], 1
    for number, blank in enumerate(blanks):
        text += "\n" * blank
        line += blank
        text += '<b><c n="1"/>' if number % 2 else "<b>x<c/><!-- <c/> --><d>"
        lines += [line] * (2 if number % 2 else 3)
        text += "</b>" if number % 2 else "</d></b>"
    return (text + "</a>").encode(), lines


@settings(max_examples=25)
@given(st.lists(st.integers(0, 30_000), min_size=1, max_size=8))
def test_lines_are_right_in_files_of_any_length(blanks: list[int]) -> None:
    data, lines = document(blanks)
    streamed = [line_of(e) for b in iter_elements(data, "a.xml", ["b"], Problems()) for e in b.iter()]
    assert streamed == lines
    root = parse_xml(data, "a.xml", Problems())
    assert root is not None
    assert [line_of(e) for e in root.iter()] == [1, *lines]


def test_lines_are_right_far_beyond_sixteen_bits() -> None:
    data, lines = document([70_000, 1, 0, 70_000, 3])
    assert max(lines) > 140_000
    assert [line_of(e) for b in iter_elements(data, "a.xml", ["b"], Problems()) for e in b.iter()] == lines


def test_help_with_names() -> None:
    text = (
        '<?xml version="1.0" encoding="GB18030"?>\n<a xmlns="urn:a" xmlns:o="urn:o" o:lang="zh">中<b><c/></b><b/></a>'
    )
    data = text.encode("gb18030")
    root = parse_xml(data, "a.xml", Problems())
    assert root is not None
    assert (local_name(root), text_of(root), attribute(root, "lang"), line_of(root)) == ("a", "中", "zh", 2)
    assert len(list(children(root, "b"))) == 2
    assert child(root, "b", "c") is not None
    assert child(root, "c") is None
    assert child_text(root, "b", "nothing") == ""
    assert root_name(data[:70]) == ("", "")
    assert root_name(data[:120]) == ("urn:a", "a")
    assert root_name(b"\x89PNG") == ("", "")
