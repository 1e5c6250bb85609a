"""The page of the language says what the language does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fourfold.standards.language import limits
from fourfold.standards.language.calls import FUNCTIONS, MOST_LOOPS
from fourfold.standards.language.evaluating import CONTEXT, MOST_STEPS

PAGE = (Path(__file__).resolve().parents[3] / "docs/reference/rule-language.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "sentence",
    [
        f"{limits.LONGEST} characters,",
        f"{limits.DEEPEST} levels of nesting",
        f"{MOST_LOOPS} loops within each other",
        f"{limits.LONGEST_TEXT} characters in a text",
        f"{limits.LONGEST_NUMBER} digits in a number",
        f"{MOST_STEPS} steps in an evaluation",
        f"{CONTEXT.prec} significant digits",
    ],
)
def test_limits_are_said(sentence: str) -> None:
    assert sentence in PAGE


def test_the_grammar_names_every_function() -> None:
    line = re.search(r"^function +=(.*)$", PAGE, re.MULTILINE)
    assert line is not None
    assert tuple(re.findall(r'"(\w+)"', line[1])) == FUNCTIONS
