"""What rules come to: decimals, the unknown, rows, dates."""

from __future__ import annotations

import tracemalloc
from datetime import date
from decimal import Decimal, getcontext, localcontext
from typing import Any

import pytest

from fourfold.standards.language import evaluating
from fourfold.standards.language.values import Kind, Missing, Value
from support.rules import MadeFacts, answer, compiled, number, traced

ROWS = [{"id": "a", "x": 1}, {"id": "b", "x": 3}, {"id": "c", "x": 2}]
UNKNOWN = None


def test_a_tenth_and_two_tenths_are_three_tenths() -> None:
    assert answer("0.1 + 0.2 == 0.3") is True
    assert number("1 + 1.5") == Decimal("2.5")
    assert number("s.a * s.b", s_a=Decimal("1.10"), s_b=3) == Decimal("3.30")


def test_a_float_is_refused_at_the_boundary() -> None:
    with pytest.raises(TypeError):
        Value(Kind.NUMBER, 0.1)  # type: ignore[arg-type]


def test_true_is_no_number() -> None:
    with pytest.raises(TypeError, match="declared as number"):
        compiled("s.a == 1").evaluate(_Lying(), {})


class _Lying:
    def look_up(self, name: str) -> Value:
        return Value(Kind.NUMBER, True, origin=name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s.p and s.q", {(True, True): True, (True, False): False, (False, False): False, (True, None): None,
                         (False, None): False, (None, None): None}),
        ("s.p or s.q", {(True, True): True, (True, False): True, (False, False): False, (True, None): True,
                        (False, None): None, (None, None): None}),
    ],
)  # fmt: skip
def test_logic_is_kleenes(text: str, expected: dict[tuple[bool | None, bool | None], bool | None]) -> None:
    for (p, q), comes_to in expected.items():
        assert answer(text, s_p=p, s_q=q) is comes_to
        assert answer(text, s_p=q, s_q=p) is comes_to
    assert answer("not s.p", s_p=None) is UNKNOWN


@pytest.mark.parametrize("text", ["s.a + 1 > 0", "s.a * 0 == 0", "-s.a < 0", "abs(s.a) >= 0", "min(s.a, 1) <= 1",
                                  "s.a == s.a", "s.a in (1, 2)", "0 < s.a < 1", "s.b / s.a > 0"])  # fmt: skip
def test_unknown_spreads(text: str) -> None:
    trace = traced(text, s_b=1)
    assert trace.value.content is UNKNOWN
    assert trace.value.missing is Missing.OPERAND
    assert {leaf.value.origin for leaf in trace.missing()} == {"s.a"}


def test_a_chain_is_decided_by_the_part_that_is_known() -> None:
    assert answer("0 < s.a < s.b", s_a=-1) is False
    assert answer("0 < s.a < s.b", s_a=1) is UNKNOWN
    assert answer("0 < s.a < s.b", s_a=1, s_b=2) is True


@pytest.mark.parametrize(
    "text", ["s.a / s.b", "s.a / 0", "0 / 0", "max(r.x for r in s.rows)", "min(r.x for r in s.rows)"]
)
def test_arithmetic_without_an_answer_is_unknown_and_the_trace_says_so(text: str) -> None:
    trace = traced(text, expected=Kind.NUMBER, s_a=1, s_b=0, s_rows=[])
    assert trace.value.missing is Missing.UNDEFINED
    assert [part.text for part in trace.missing()] == [text]


def test_numbers_beyond_all_measure_are_unknown_not_an_error() -> None:
    huge, tiny = Decimal("9e9000"), Decimal("1e-9000")
    assert traced("s.a * s.a", expected=Kind.NUMBER, s_a=huge).value.missing is Missing.UNDEFINED
    assert traced("s.a * s.a", expected=Kind.NUMBER, s_a=tiny).value.missing is Missing.UNDEFINED
    assert answer("s.a > s.b", s_a=Decimal("1e999999"), s_b=1) is True
    assert answer("-s.a < s.b", s_a=Decimal("1e999999"), s_b=1) is True
    for strange in ("NaN", "sNaN", "Infinity"):
        assert traced("s.a > 0", s_a=Decimal(strange)).value.content is UNKNOWN


def test_the_callers_decimal_context_is_of_no_account() -> None:
    with localcontext() as context:
        context.prec = 3
        context.clear_traps()
        assert number("s.a + s.b", s_a=Decimal("1.23456"), s_b=1) == Decimal("2.23456")
        assert traced("1 / 0 > 0").value.content is UNKNOWN
        assert getcontext().prec == 3


def test_fifty_digits_halves_to_even() -> None:
    assert number("1 / 3") == Decimal("0." + "3" * 50)
    assert number("2 / 3") == Decimal("0." + "6" * 49 + "7")


def test_functions_over_rows() -> None:
    assert answer("all(r.x > 0 for r in s.rows)", s_rows=ROWS) is True
    assert answer("all(r.x > 1 for r in s.rows)", s_rows=ROWS) is False
    assert answer("any(r.x > 2 for r in s.rows)", s_rows=ROWS) is True
    assert answer("any(r.x > 3 for r in s.rows)", s_rows=ROWS) is False
    assert number("sum(r.x for r in s.rows)", s_rows=ROWS) == 6
    assert number("sum(r.x for r in s.rows if r.x > 1)", s_rows=ROWS) == 5
    assert number("min(r.x for r in s.rows)", s_rows=ROWS) == 1
    assert number("max(r.x for r in s.rows if r.x < 3)", s_rows=ROWS) == 2
    assert number("max(2, 5, s.a)", s_a=3) == 5
    assert number("count(s.rows)", s_rows=ROWS) == 3
    assert number("count(r for r in s.rows)", s_rows=ROWS) == 3
    assert number("count(r for r in s.rows if r.x > 1)", s_rows=ROWS) == 2
    assert number("count(r.x > 1 for r in s.rows)", s_rows=ROWS) == 2
    assert number("count(r.x > 1 for r in s.rows if r.x < 3)", s_rows=ROWS) == 1
    assert number('count(w for w in s.words if w == "a")', s_words=["a", "b", "a"]) == 2


def test_functions_over_nothing() -> None:
    assert answer("all(r.x > 0 for r in s.rows)", s_rows=[]) is True
    assert answer("any(r.x > 0 for r in s.rows)", s_rows=[]) is False
    assert number("sum(r.x for r in s.rows)", s_rows=[]) == 0
    assert number("count(s.rows)", s_rows=[]) == 0


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("all(r.x > 0 for r in s.rows)", UNKNOWN),
        ("all(r.x > 1 for r in s.rows)", False),
        ("any(r.x > 0 for r in s.rows)", True),
        ("any(r.x > 1 for r in s.rows)", UNKNOWN),
        ("sum(r.x for r in s.rows) > 0", UNKNOWN),
        ("max(r.x for r in s.rows) > 0", UNKNOWN),
        ("count(r for r in s.rows if r.x > 0) > 0", UNKNOWN),
        ("sum(1 for r in s.rows if r.x > 0) > 0", UNKNOWN),
        ("sum(r.x for r in s.rows if present(r.x)) == 1", True),
        ("all(r.x == 1 for r in s.rows if r.x < 2)", UNKNOWN),
        ("all(r.x == 2 for r in s.rows if r.x < 2)", False),
        ("all(s.p for r in s.rows if r.x < 2)", True),
        ("all(not s.p for r in s.rows if r.x > 1)", UNKNOWN),
        ("any(s.p for r in s.rows if r.x > 1)", UNKNOWN),
        ("any(s.p for r in s.rows if r.x < 2)", True),
        ("any(not s.p for r in s.rows if r.x < 2)", False),
    ],
)
def test_a_row_that_does_not_say_leaves_open_what_it_could_change(text: str, comes_to: bool | None) -> None:
    assert answer(text, s_rows=[{"x": 1}, {"x": None}], s_p=True) is comes_to


@pytest.mark.parametrize("text", ["all(r.x > 0 for r in s.rows)", "any(r.x > 0 for r in s.rows)", "count(s.rows) > 0",
                                  "sum(r.x for r in s.rows) > 0", "s.text in s.words"])  # fmt: skip
def test_a_list_that_is_unknown_is_no_empty_list(text: str) -> None:
    trace = traced(text, s_rows=Missing.NOT_CALCULATED, s_words=Missing.NOT_CALCULATED, s_text="a")
    assert trace.value.content is UNKNOWN
    assert [leaf.value.missing for leaf in trace.missing()] == [Missing.NOT_CALCULATED]


def test_in_with_an_unknown_member_is_unknown_unless_found() -> None:
    assert answer("s.text in s.words", s_text="a", s_words=["b", None]) is UNKNOWN
    assert answer("s.text in s.words", s_text="b", s_words=["b", None]) is True
    assert answer("s.text not in s.words", s_text="b", s_words=["b", None]) is False
    assert answer("s.text not in s.words", s_text="a", s_words=["b"]) is True
    assert answer("s.text in s.words", s_words=["b"]) is UNKNOWN
    assert answer("s.text in s.words", s_words=[]) is False
    assert answer("s.a in (1, s.b)", s_a=1) is True
    assert answer("s.a in (1, s.b)", s_a=2) is UNKNOWN
    assert answer('s.text in ("铝", "铜")', s_text="铝") is True


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "n/a",
        "N/A",
        "-",
        "——",
        "待定",
        "（无）",
        "tbd.",
        "xxx",
        "Ｎ／Ａ",
        "N / A",
        "- -",
        "TBD!",
        "-/-",
        "~~~",
        "暂无数据",
        "没有。",
        "待 核实",
        "Not yet determined",
        "to do",
    ],
)
def test_filler_counts_as_missing_everywhere(text: str) -> None:
    assert answer("present(s.text)", s_text=text) is False
    trace = traced('s.text == "steel"', s_text=text)
    assert trace.value.content is UNKNOWN
    assert [leaf.value.missing for leaf in trace.missing()] == [Missing.FILLER]
    assert answer("any(present(r.text) for r in s.rows)", s_rows=[{"text": text}]) is False
    assert answer('"steel" in s.words', s_words=[text]) is UNKNOWN
    assert answer("all(present(w) for w in s.words)", s_words=[text]) is False


@pytest.mark.parametrize(
    "text",
    [
        "莉莉",
        "圆圆",
        "AAA",
        "11",
        "999",
        "EE",
        "TT",
        "No",
        "Nadir",
        "无铅",
        "没有舍弃任何流",
        "none was left out",
        "X",
        "✓",
    ],
)
def test_words_that_say_something_are_no_filler(text: str) -> None:
    assert answer("present(s.text)", s_text=text) is True


@pytest.mark.parametrize("code", ["EE", "NA", "na", "tbd", "xx"])
def test_a_code_is_no_filler(code: str) -> None:
    assert answer("present(s.area)", s_area=code) is True
    assert answer(f's.area == "{code}"', s_area=code) is True
    assert answer(f's.area in ("{code}", "CN-JS")', s_area=code) is True
    assert answer(f'"{code}" in s.areas', s_areas=[code]) is True
    assert answer("present(s.areas)", s_areas=[code]) is True
    assert answer("all(present(a) for a in s.areas)", s_areas=[code]) is True


def test_a_choice_is_no_filler() -> None:
    assert answer("present(s.colour)", s_colour="none") is True
    assert answer('s.colour == "none"', s_colour="none") is True
    assert answer('s.colour in ("none", "red")', s_colour="none") is True
    assert answer('"none" in s.colours', s_colours=["none"]) is True
    assert answer('any(c == "none" for c in s.colours)', s_colours=["none"]) is True


def test_present_is_unknown_only_for_want_of_a_result() -> None:
    assert answer("present(s.text)") is False
    assert answer("present(s.p)", s_p=False) is True
    assert answer("present(s.a)", s_a=0) is True
    assert answer("present(s.rows)", s_rows=[]) is False
    assert answer("present(s.rows)", s_rows=[{}]) is True
    assert answer("present(s.words)", s_words=["-", None]) is False
    assert answer("present(s.words)", s_words=["-", "铝"]) is True
    assert answer("present(s.colours)", s_colours=["none"]) is True
    assert answer("present(res.total_kg)", res_total_kg=Missing.NOT_CALCULATED) is UNKNOWN
    assert answer("present(s.rows)", s_rows=Missing.NOT_CALCULATED) is UNKNOWN


def test_dates() -> None:
    given: dict[str, Any] = {"s_day": date(2025, 3, 1), "s_due": date(2025, 2, 27)}
    assert answer('s.day >= "2025-03-01"', **given) is True
    assert answer("s.due < s.day", **given) is True
    assert answer('s.day in ("2025-03-01", "2026-03-01")', **given) is True
    assert number("s.day - s.due", **given) == 2
    days = {"days": Value(Kind.NUMBER, Decimal(2), "day", origin="param.days")}
    assert traced("s.due + param.days == s.day", days, **given).value.content is True
    assert traced("param.days + s.due == s.day", days, **given).value.content is True
    assert traced("s.day - param.days == s.due", days, **given).value.content is True
    assert answer("max(s.day, s.due) == s.day", **given) is True
    assert answer("max(r.day for r in s.rows) == s.day", s_rows=[{"day": d} for d in given.values()], **given) is True


@pytest.mark.parametrize("days", ["0.5", "1e9", "-1e9", "1e999999999"])
def test_a_date_beyond_the_calendar_is_unknown(days: str) -> None:
    params = {"days": Value(Kind.NUMBER, Decimal(days), "day", origin="param.days")}
    assert traced('s.day + param.days > "2025-01-01"', params, s_day=date(2025, 1, 1)).value.content is UNKNOWN


def test_a_date_in_quotes_is_a_date_beside_dates_in_min_and_max() -> None:
    assert answer('max(s.day, "2025-01-01") == "2025-03-01"', s_day=date(2025, 3, 1)) is True
    assert answer('min("2025-01-01", s.day) < s.day', s_day=date(2025, 3, 1)) is True


def test_parameters_are_read_by_name_and_missing_ones_are_unknown() -> None:
    share = Value(Kind.NUMBER, Decimal("0.01"), "1", origin="param.share", source="demo 5.4")
    trace = traced("s.a < param.share", {"share": share}, s_a=Decimal("0.005"))
    assert trace.value.content is True
    assert [leaf.value.source for leaf in trace.leaves()] == ["", "demo 5.4"]
    assert traced("s.a < param.share", s_a=1).value.content is UNKNOWN


def test_lists_within_loops() -> None:
    rows, others = [{"id": "a"}, {"id": "b"}], [{"id": "a", "x": 1}, {"id": "b", "x": 2}, {"id": "b", "x": 3}]
    assert answer("all(any(o.id == r.id for o in s.others) for r in s.rows)", s_rows=rows, s_others=others) is True
    text = "max(sum(o.x for o in s.others if o.id == r.id) for r in s.rows)"
    assert number(text, s_rows=rows, s_others=others) == 5


def test_an_evaluation_that_would_take_too_long_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluating, "MOST_STEPS", 10_000)
    rows = [{"x": number_} for number_ in range(100)]
    text = "all(all(o.x >= 0 for o in s.others) for r in s.rows)"
    trace = traced(text, s_rows=rows, s_others=rows)
    assert trace.value.missing is Missing.TOO_MUCH
    assert list(trace.missing()) == [trace]
    assert answer("all(r.x >= 0 for r in s.rows)", s_rows=rows) is True
    fillers = ["n/a"] * 110
    assert traced("all(present(s.words) for w in s.words)", s_words=fillers).value.missing is Missing.TOO_MUCH


def test_of_many_rows_few_traces_are_in_memory() -> None:
    facts = MadeFacts({"s.rows": [{"x": number_} for number_ in range(5_000)]})
    kept_list = facts.look_up("s.rows")
    rule = compiled("all(r.x >= 0 for r in s.rows if r.x >= 0) and max(r.x for r in s.rows) > 1")
    tracemalloc.start()
    try:
        trace = rule.evaluate(_Ready(kept_list), {})
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert trace.value.content is True
    assert peak < 300_000


class _Ready:
    def __init__(self, rows: Value) -> None:
        self._rows = rows

    def look_up(self, name: str) -> Value:
        assert name == "s.rows"
        return self._rows


def test_a_rule_is_compiled_once_and_keeps_nothing_of_a_study() -> None:
    rule = compiled("s.a > s.b")
    assert rule.evaluate(MadeFacts({"s.a": 2, "s.b": 1}), {}).value.content is True
    assert rule.evaluate(MadeFacts({"s.a": 1, "s.b": 1}), {}).value.content is False
    assert rule.reads == {"s.a", "s.b"}
    assert not rule.params
