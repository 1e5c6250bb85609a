"""What a message becomes in a reader's language."""

from __future__ import annotations

from fourfold.core.problems import Term
from fourfold.core.words import words


def test_a_text_of_the_catalogue_is_translated_alone_as_it_is_within_a_message() -> None:
    assert words("en").term("from memory") == "from memory"
    assert words("zh").term("from memory") == "凭记忆"
    assert words("zh")("{clause}", clause=Term("from memory")) == "凭记忆"


def test_a_text_of_somebody_else_stays_as_it_is_braces_and_all() -> None:
    for text in ("A scheme, 4.2 {a} {", ""):
        assert words("zh").term(text) == text
