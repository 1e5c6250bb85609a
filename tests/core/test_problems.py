"""A value that a reader made, or everything that was wrong; never neither."""

from __future__ import annotations

import pytest

from fourfold.core.problems import InputError, MessageKind, Place, Problems

KIND = MessageKind("out-of-order", "{found} is out of order")


def told(*severities: str) -> Problems:
    problems = Problems()
    for row, severity in enumerate(severities, 1):
        (problems.error if severity == "error" else problems.warn)(KIND, Place("a.csv", row), found="x")
    return problems


@pytest.mark.parametrize("value", ["", 0, (), False, "a"])
def test_a_value_comes_back_as_it_is_though_it_be_empty(value: object) -> None:
    assert told().needed(value) is value
    assert told("warning").needed(value) is value


@pytest.mark.parametrize("value", [None, "a"])
def test_errors_are_raised_all_at_once_whether_there_is_a_value_or_none(value: str | None) -> None:
    with pytest.raises(InputError) as raised:
        told("error", "warning", "error").needed(value)
    assert [problem.place.row for problem in raised.value.problems] == [1, 2, 3]


@pytest.mark.parametrize("problems", [told(), told("warning")], ids=["nothing", "a warning"])
def test_no_value_without_an_error_is_a_fault_of_the_program(problems: Problems) -> None:
    with pytest.raises(AssertionError, match="no error says why"):
        problems.needed(None)
