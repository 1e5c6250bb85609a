"""The trace: every sub-value, with nothing left out for having been decided, and the rows that decided first."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from fourfold.core.problems import Place
from fourfold.standards.language.trace import SHOWN_ROWS, Trace
from fourfold.standards.language.values import Kind, Value
from support.rules import traced


def lines(trace: Trace, depth: int = 0) -> Iterator[str]:
    content = trace.value.content
    shown = f"{len(content)} rows" if isinstance(content, tuple) else "unknown" if content is None else str(content)
    yield f"{'  ' * depth}{trace.text} = {shown}"
    for part in trace.parts:
        yield from lines(part, depth + 1)


def test_what_did_not_decide_stands_in_the_trace_all_the_same() -> None:
    trace = traced("s.a > 1 or s.b > 1 and not s.p", s_a=2, s_b=3, s_p=True)
    assert list(lines(trace)) == [
        "s.a > 1 or s.b > 1 and not s.p = True",
        "  s.a > 1 = True",
        "    s.a = 2",
        "    1 = 1",
        "  s.b > 1 and not s.p = False",
        "    s.b > 1 = True",
        "      s.b = 3",
        "      1 = 1",
        "    not s.p = False",
        "      s.p = True",
    ]


def test_each_row_is_a_part() -> None:
    trace = traced(
        "all(r.x < 2 for r in s.rows if r.f)", s_rows=[{"x": 1, "f": True}, {"x": 3, "f": True}, {"f": False}]
    )
    assert list(lines(trace)) == [
        "all(r.x < 2 for r in s.rows if r.f) = False",
        "  r.x < 2 if r.f = False",
        "    r.f = True",
        "    r.x < 2 = False",
        "      r.x = 3",
        "      2 = 2",
        "  r.x < 2 if r.f = True",
        "    r.f = True",
        "    r.x < 2 = True",
        "      r.x = 1",
        "      2 = 2",
        "  r.f = False",
    ]
    assert [part.row and part.row.place.row for part in trace.parts] == [3, 2, 4]
    assert [part.operator for part in trace.parts] == ["if", "if", "left out"]


def test_a_list_without_rows_stands_for_them() -> None:
    trace = traced("all(r.x < 2 for r in s.rows)", s_rows=[])
    assert list(lines(trace)) == ["all(r.x < 2 for r in s.rows) = True", "  s.rows = 0 rows"]


def test_leaves_are_facts_and_parameters_with_origin_and_source() -> None:
    limit = Value(Kind.NUMBER, Decimal(2), "1", Place("parameters.csv", 2), "param.share", "demo 5.4")
    trace = traced("all(r.x < param.share for r in s.rows) and 1 < 2", {"share": limit}, s_rows=[{"x": 1}])
    assert [(leaf.text, leaf.value.origin, leaf.value.source) for leaf in trace.leaves()] == [
        ("r.x", "s.rows.x", ""),
        ("param.share", "param.share", "demo 5.4"),
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("all(r.x < 900 for r in s.rows)", [900, 901]),
        ("any(r.x > 900 for r in s.rows)", [901, 902]),
        ("count(r for r in s.rows if r.x > 900) > 0", [901, 902]),
        ("max(r.x for r in s.rows) > 0", [1000, 1]),
        ("min(r.x for r in s.rows) > 0", [1, 2]),
        ("sum(r.x for r in s.rows if r.x > 900) > 0", [901, 902]),
        ("sum(r.kg for r in s.rows) > 0", [2, 3]),
        ("all(r.kg == 0 for r in s.rows)", [2, 3]),
    ],
)
def test_of_many_rows_those_that_decided_are_kept_first_and_the_rest_are_counted(text: str, first: list[int]) -> None:
    rows = [{"x": number, "kg": None if number > 1 else 0} for number in range(1, 1001)]
    trace = traced(text, s_rows=rows)
    over_rows = trace if trace.operator in ("all", "any") else trace.parts[0]
    assert len(over_rows.parts) == SHOWN_ROWS
    assert over_rows.left_out == 980
    numbers = [part.row.place.row - 1 for part in over_rows.parts if part.row]
    assert numbers[:2] == first
    assert len(set(numbers)) == SHOWN_ROWS


def rows_that_decided(text: str, rows: list[dict[str, int | bool | None]]) -> list[int]:
    trace = traced(text, s_rows=rows, s_p=True)
    return [row.place.row - 1 for row in trace.deciding_rows()]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("all(r.x < 3 for r in s.rows)", [3]),
        ("all(r.x < 9 for r in s.rows)", [1, 2, 3]),
        ("not all(r.x < 3 for r in s.rows)", [3]),
        ("s.p and all(r.x < 3 for r in s.rows)", [3]),
        ("not s.p and all(r.x < 3 for r in s.rows)", [3]),
        ("all(r.x < 9 for r in s.rows if r.x > 1)", [2, 3]),
        ("all(r.x < 9 for r in s.rows if r.x > 9)", []),
        ("any(r.x == 2 for r in s.rows)", [2]),
        ("any(r.x == 9 for r in s.rows)", [1, 2, 3]),
        ("count(r for r in s.rows if r.x > 1) == 0", [2, 3]),
        ("sum(r.x for r in s.rows if r.x > 1) < 5", [2, 3]),
        ("max(r.x for r in s.rows) < 3", [3]),
        ("all(r.f for r in s.rows)", [2]),
        ("count(s.rows) > 9", []),
    ],
)
def test_rows_that_decided_can_be_named(text: str, rows: list[int]) -> None:
    given: list[dict[str, int | bool | None]] = [{"x": 1, "f": True}, {"x": 2, "f": None}, {"x": 3, "f": True}]
    assert rows_that_decided(text, given) == rows


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("all(r.x < 10 for r in s.rows)", range(10, 101)),
        ("all(r.x < 10 for r in s.rows if r.x > 50)", range(51, 101)),
        ("all(r.x < 900 for r in s.rows if r.x > 50)", range(51, 101)),
        ("not any(r.x >= 10 for r in s.rows)", range(10, 101)),
        ("count(r for r in s.rows if r.x > 30) == 0", range(31, 101)),
        ("sum(r.x for r in s.rows if r.x > 30) < 1", range(31, 101)),
        ("sum(r.kg for r in s.rows) > 0", range(2, 101)),
        ("all(r.kg == 0 for r in s.rows)", range(2, 101)),
        ("max(r.x - r.x for r in s.rows) > 0", range(1, 101)),
        ("min(r.x - r.x for r in s.rows if r.x > 60) > 0", range(61, 101)),
        ("max(r.x for r in s.rows) < 1", [100]),
        ("all(any(o.x == r.x and r.x < 10 for o in s.rows) for r in s.rows)", range(10, 101)),
    ],
)
def test_all_rows_that_decided_are_known_also_those_whose_traces_were_not_kept(text: str, expected: list[int]) -> None:
    given: list[dict[str, int | bool | None]] = [
        {"x": number, "kg": 0 if number == 1 else None} for number in range(1, 101)
    ]
    found = rows_that_decided(text, given)
    assert sorted(found) == list(expected)


def test_what_made_a_value_unknown_is_named_and_nothing_else() -> None:
    trace = traced("s.p and s.a > s.b and 1 / 0 > 1", s_a=1)
    assert [(part.text, part.value.missing.value) for part in trace.missing()] == [
        ("s.p", "absent"),
        ("s.b", "absent"),
        ("1 / 0", "undefined"),
    ]
    assert list(traced("s.a > 0", s_a=1).missing()) == []
