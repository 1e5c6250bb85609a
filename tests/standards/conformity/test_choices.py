"""Codes in words: every choice has them, in both languages, and no row is left over."""

from __future__ import annotations

import pytest

from fourfold.standards.conformity.choices import choice_words, worded
from fourfold.standards.facts.vocabulary import dictionary

NAMES = {"AR4", "AR5", "AR6"}
"""Choices that are names, and the same in every language."""


def test_every_choice_of_the_dictionary_has_words() -> None:
    for entry in dictionary():
        for choice in set(entry.choices) - NAMES:
            said = choice_words(entry.name, choice)
            assert said.get("en"), (entry.name, choice)
            assert any("㐀" <= sign <= "鿿" for sign in said["zh"]) or choice.startswith("co2"), (entry.name, choice)


def test_every_row_of_words_is_a_choice_of_the_dictionary() -> None:
    by_name = {entry.name: entry.choices for entry in dictionary()}
    every = {choice for choices in by_name.values() for choice in choices}
    for name, choice in worded():
        assert choice in (by_name[name] if name else every), (name, choice)


@pytest.mark.parametrize("name", ["study.title", "param.limit", ""])
def test_a_text_that_is_no_choice_stays_as_it_is(name: str) -> None:
    assert not choice_words(name, "declared")
