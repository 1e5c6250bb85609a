"""What is allowed and seldom meant is warned of."""

from __future__ import annotations

import pytest

from fourfold.core.problems import Problems
from fourfold.standards.language.lints import lint
from support.rules import RULE, compiled, told


def warnings(test: str, applies_when: str = "") -> list[str]:
    problems = Problems()
    lint(compiled(test), compiled(applies_when) if applies_when else None, RULE, problems)
    assert not problems.errors
    assert all("{" not in part and part for problem in problems for part in told(problem))
    return [problem.kind.code for problem in problems]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("all(r.f for r in s.rows)", "rule-all-of-nothing"),
        ("s.p or all(r.f for r in s.rows if r.x > 0)", "rule-all-of-nothing"),
        ("all(r.f for r in s.rows) and present(s.others)", "rule-all-of-nothing"),
        ("1 < 2", "rule-reads-nothing"),
        ("param.share < 2", "rule-reads-nothing"),
        ("s.a == s.a", "rule-compares-with-itself"),
        ("any(s.p for r in s.rows)", "rule-row-unused"),
        ("count(s.rows) >= 0", "rule-count-below-zero"),
        ("0 > count(r for r in s.rows if r.f)", "rule-count-below-zero"),
        ("s.a / s.b == 2", "rule-equal-after-division"),
        ("s.a != 1 + s.a / s.b", "rule-equal-after-division"),
    ],
)
def test_it_is_warned_of(text: str, code: str) -> None:
    assert warnings(text) == [code]


@pytest.mark.parametrize(
    ("test", "applies_when"),
    [
        ("present(s.rows) and all(r.f for r in s.rows)", ""),
        ("count(s.rows) > 0 and all(r.f for r in s.rows)", ""),
        ("count(s.rows) == 0 or all(r.f for r in s.rows)", ""),
        ("all(r.f for r in s.rows)", "present(s.rows)"),
        ("all(r.f for r in s.rows)", "any(r.x > 0 for r in s.rows)"),
        ("all(r.f for r in s.rows)", "count(r for r in s.rows if r.x > 0) > 0"),
        ("any(r.f for r in s.rows)", ""),
        ("count(s.rows) > 0", ""),
        ("count(r for r in s.rows if r.f) > 0", ""),
        ("s.a / s.b > 2", ""),
    ],
)
def test_it_is_not_warned_of(test: str, applies_when: str) -> None:
    assert warnings(test, applies_when) == []
