"""China's green-certificate code: what is known of it is checked, what is not is not concluded."""

from __future__ import annotations

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fourfold.core.problems import Place, Problems
from fourfold.electricity.instruments.codes import (
    CODE_FIELDS,
    ENERGY_CHARACTERS,
    PROJECT_CHARACTERS,
    CodePart,
    ParseStatus,
    read_code,
)

SIGNS = string.digits + string.ascii_uppercase
PLACE = Place("green.csv", 2, "code")
codes = st.text(SIGNS, min_size=32, max_size=32)


def faults_of(text: str) -> list[str]:
    problems = Problems()
    found = read_code(text, PLACE, problems)
    assert (found is None) == bool(problems.errors)
    return [problem.kind.code for problem in problems]


@given(codes)
def test_the_parts_of_a_code_joined_are_the_code(text: str) -> None:
    found = read_code(text, PLACE, Problems())
    assert found is not None
    assert found.project + found.energy == found.text == text
    assert (len(found.project), len(found.energy)) == (PROJECT_CHARACTERS, ENERGY_CHARACTERS) == (17, 15)
    assert [status for _, _, status in found.parts()] == [ParseStatus.KNOWN, ParseStatus.KNOWN]
    assert "".join(part for _, part, _ in found.parts()) == text


@given(codes, st.integers(0, 31), st.sampled_from(SIGNS))
def test_no_check_digit_is_invented(text: str, at: int, sign: str) -> None:
    """Any one character may be another and the code is still accepted: the rule of the check character is not known."""
    assert faults_of(text[:at] + sign + text[at + 1 :]) == []


@given(st.text(SIGNS, max_size=80))
def test_a_code_of_another_length_is_refused(text: str) -> None:
    assume(len(text) != 32)
    assert faults_of(text) == ["green-code-length"]


@given(codes, st.integers(0, 31), st.characters())
def test_another_character_is_refused_where_it_stands(text: str, at: int, sign: str) -> None:
    assume(sign not in SIGNS)
    assert faults_of(text[:at] + sign + text[at + 1 :]) == ["green-code-spelling"]


@pytest.mark.parametrize(
    ("found", "offer"),
    [
        ("123456789abcdefgh012345678901234", "123456789ABCDEFGH012345678901234"),
        ("12345-6789ABCDEFGH-012345678901234", "123456789ABCDEFGH012345678901234"),
        ("１２３456789ABCDEFGH012345678901234", "123456789ABCDEFGH012345678901234"),
    ],
)
def test_one_spelling_is_offered_for_others(found: str, offer: str) -> None:
    problems = Problems()
    assert read_code(found, PLACE, problems) is None
    assert [problem.params["offer"] for problem in problems] == [offer]


def test_of_no_field_within_the_parts_it_is_said_where_it_stands() -> None:
    assert {field.status for field in CODE_FIELDS} == {ParseStatus.UNCONFIRMED}
    assert [sum(field.part is part for field in CODE_FIELDS) for part in CodePart] == [7, 4]
