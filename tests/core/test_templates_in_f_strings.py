"""Templates of messages stand where those who translate them find them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import fourfold

SOURCES = sorted(Path(fourfold.__file__).parent.rglob("*.py"))


def hidden(source: str) -> Iterator[int]:
    """Lines of f-strings with a template inside: the extraction of messages does not look into them."""
    for whole in ast.walk(ast.parse(source)):
        if isinstance(whole, ast.JoinedStr):
            calls = (node for node in ast.walk(whole) if isinstance(node, ast.Call))
            yield from (call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "N_")


def test_no_template_stands_in_an_f_string() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in SOURCES}
    suspects = {path: text for path, text in texts.items() if "{" in text and "N_('" in text}
    assert [(path.name, line) for path, text in suspects.items() for line in hidden(text)] == []


@pytest.mark.parametrize(("source", "lines"), [("f\"{w(N_('a'))}\"", [1]), ('w(N_("a")) + f"{b}"', [])])
def test_a_template_in_an_f_string_is_noticed(source: str, lines: list[int]) -> None:
    assert list(hidden(source)) == lines
