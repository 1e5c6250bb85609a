"""Small changes of rules, for examples to notice."""

from __future__ import annotations

import pytest

from fourfold.core.problems import NOWHERE, Problems
from fourfold.standards.language.mutants import mutants
from fourfold.standards.language.parse import parse


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("s.a < s.b", {"s.a >= s.b", "s.a <= s.b"}),
        ("s.a >= s.b", {"s.a < s.b", "s.a > s.b"}),
        ("s.a == s.b", {"s.a != s.b"}),
        ("s.a != s.b", {"s.a == s.b"}),
        ("s.a in s.words", {"s.a not in s.words"}),
        ("s.a not in s.words", {"s.a in s.words"}),
        ("s.p and s.q", {"s.p or s.q", "not s.p and s.q", "s.p and not s.q"}),
        ("not s.p", {"s.p"}),
        ("s.p", {"not s.p"}),
        ("present(s.a)", {"not present(s.a)"}),
        ("all(r.f for r in s.rows)", {
            "any(r.f for r in s.rows)", "not all(r.f for r in s.rows)", "all(not r.f for r in s.rows)"}),
        ("any(r.f for r in s.rows if r.g)", {
            "all(r.f for r in s.rows if r.g)", "not any(r.f for r in s.rows if r.g)",
            "any(not r.f for r in s.rows if r.g)", "any(r.f for r in s.rows if not r.g)"}),
        ("count(r for r in s.rows if r.f) == s.a", {
            "count(r for r in s.rows if r.f) != s.a", "count(r for r in s.rows if not r.f) == s.a"}),
        ("s.a == 0.05", {"s.a != 0.05", "s.a == 0.06", "s.a == 0.04"}),
        ("s.a == 1.50", {"s.a != 1.50", "s.a == 1.51", "s.a == 1.49"}),
        ("s.a == 0", {"s.a != 0", "s.a == 1", "s.a == -1"}),
        ("s.day == \"2024-12-31\"", {
            "s.day != \"2024-12-31\"", "s.day == \"2025-01-01\"", "s.day == \"2024-12-30\""}),
        ("0 < s.a <= s.b", {
            "0 >= s.a <= s.b", "0 <= s.a <= s.b", "0 < s.a > s.b", "0 < s.a < s.b", "1 < s.a <= s.b",
            "-1 < s.a <= s.b"}),
        ("s.a < param.limit", {"s.a >= param.limit", "s.a <= param.limit"}),
        ("abs(s.a - 1) == s.b", {"abs(s.a - 1) != s.b", "abs(s.a - 2) == s.b", "abs(s.a - 0) == s.b"}),
    ],
)  # fmt: skip
def test_every_place_is_changed_once_in_every_way(text: str, changed: set[str]) -> None:
    found = [mutation.text for mutation in mutants(text)]
    assert set(found) == changed
    assert len(found) == len(changed)


def test_a_change_says_what_and_where() -> None:
    mutation = mutants("s.p and s.a  <  3")[3]
    assert (mutation.text, mutation.before, mutation.after) == ("s.p and s.a <= 3", "s.a < 3", "s.a <= 3")
    assert (mutation.what, mutation.at) == ("the limit itself changes sides", 9)


@pytest.mark.parametrize("text", ["", "s.p and", "s.p &&", "(" * 1000])
def test_what_is_no_rule_has_no_changes(text: str) -> None:
    assert mutants(text) == []


def test_changes_keep_the_meaning_of_the_rest() -> None:
    for mutation in mutants("(s.p or s.q) and not (s.a - (s.b - 1) > 2 and s.p)"):
        assert parse(mutation.text, NOWHERE, Problems()) is not None
    texts = {mutation.text for mutation in mutants("(s.p or s.q) and s.a - (s.b - s.c) > s.d")}
    assert texts == {
        "(s.p or s.q) or s.a - (s.b - s.c) > s.d",
        "(s.p and s.q) and s.a - (s.b - s.c) > s.d",
        "(not s.p or s.q) and s.a - (s.b - s.c) > s.d",
        "(s.p or not s.q) and s.a - (s.b - s.c) > s.d",
        "(s.p or s.q) and s.a - (s.b - s.c) <= s.d",
        "(s.p or s.q) and s.a - (s.b - s.c) >= s.d",
    }
