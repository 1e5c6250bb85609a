"""The language against a second, obviously correct one, and the laws it has to obey whatever is written.

A rule is drawn as a tree; it is written out with every parenthesis and evaluated here by tables of Kleene's logic and
fractions, which share nothing with the language.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.problems import NOWHERE, Problems
from fourfold.standards.language.mutants import mutants
from fourfold.standards.language.parse import parse
from fourfold.standards.language.values import Kind
from fourfold.standards.language.writing import unparse
from support.rules import CHOICES, MadeFacts, compiled

Tree: TypeAlias = tuple[Any, ...]
Facts: TypeAlias = Mapping[str, Any]

DECIMALS = st.decimals(-20, 20, places=2)
NUMBER_NAMES, FLAG_NAMES = st.sampled_from(["s.a", "s.b"]), st.sampled_from(["s.p", "s.q"])
ROW_NUMBERS, ROW_FLAGS = st.just("r.x"), st.just("r.f")
COMPARISONS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])


def numbers(names: st.SearchStrategy[str], rows: bool) -> st.SearchStrategy[Tree]:
    leaves = st.one_of(
        st.tuples(st.just("name"), names),
        st.tuples(st.just("number"), st.decimals(0, 9, places=1)),
    )
    over_rows = [st.tuples(st.sampled_from(["sum", "min", "max"]), row_numbers(), row_conditions())] if rows else []
    counts = [st.tuples(st.just("count"), row_flags(), row_conditions())] if rows else []

    def grow(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
        return st.one_of(
            st.tuples(st.sampled_from(["+", "-", "*"]), inner, inner),
            # Divisors without a rest, so that fifty digits hold every quotient exactly; and zero.
            st.tuples(st.just("/"), inner, st.sampled_from([("number", Decimal(d)) for d in (0, 2, 4, 5)])),
            st.tuples(st.sampled_from(["negative", "abs"]), inner),
            st.tuples(st.sampled_from(["min of", "max of"]), inner, inner),
            *over_rows,
            *counts,
        )

    return st.recursive(leaves, grow, max_leaves=4)


def flags(names: st.SearchStrategy[str], compared: st.SearchStrategy[Tree], rows: bool) -> st.SearchStrategy[Tree]:
    leaves = st.one_of(
        st.tuples(st.just("name"), names),
        st.tuples(st.just("flag"), st.booleans()),
        st.tuples(st.just("compare"), COMPARISONS, compared, compared),
        st.tuples(st.sampled_from(["in", "not in"]), compared, compared, compared),
    )
    over_rows = [st.tuples(st.sampled_from(["all", "any"]), row_flags(), row_conditions())] if rows else []

    def grow(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
        return st.one_of(
            st.tuples(st.sampled_from(["and", "or"]), inner, inner), st.tuples(st.just("not"), inner), *over_rows
        )

    return st.recursive(leaves, grow, max_leaves=5)


def row_numbers() -> st.SearchStrategy[Tree]:
    return numbers(st.one_of(NUMBER_NAMES, ROW_NUMBERS), rows=False)


def row_flags() -> st.SearchStrategy[Tree]:
    colour = st.tuples(st.just("colour"), st.sampled_from(CHOICES))
    return st.one_of(flags(st.one_of(FLAG_NAMES, ROW_FLAGS), row_numbers(), rows=False), colour)


def row_conditions() -> st.SearchStrategy[Tree | None]:
    return st.one_of(st.none(), row_flags())


RULES = flags(FLAG_NAMES, numbers(NUMBER_NAMES, rows=True), rows=True)
MAYBE_NUMBER, MAYBE_FLAG = st.one_of(DECIMALS, DECIMALS, st.none()), st.sampled_from([True, True, False, False, None])
ROW = st.fixed_dictionaries(
    {"x": MAYBE_NUMBER, "f": MAYBE_FLAG, "colour": st.one_of(st.none(), st.sampled_from(CHOICES))}
)
FACTS = st.fixed_dictionaries(
    {
        "s.a": MAYBE_NUMBER,
        "s.b": MAYBE_NUMBER,
        "s.p": MAYBE_FLAG,
        "s.q": MAYBE_FLAG,
        "s.rows": st.one_of(st.lists(ROW, max_size=4), st.lists(ROW, min_size=1, max_size=3), st.none()),
    }
)


def written(tree: Tree) -> str:
    match tree:
        case ("name", name):
            return str(name)
        case ("number", value):
            return str(value)
        case ("flag", value):
            return "true" if value else "false"
        case ("colour", value):
            return f'(r.colour == "{value}")'
        case ("compare", operator, left, right):
            return f"({written(left)} {operator} {written(right)})"
        case ("in" | "not in", wanted, *members):
            return f"({written(wanted)} {tree[0]} ({', '.join(written(member) for member in members)}))"
        case ("not", inner):
            return f"(not {written(inner)})"
        case ("negative", inner):
            return f"(-{written(inner)})"
        case ("abs", inner):
            return f"abs({written(inner)})"
        case ("min of" | "max of", left, right):
            return f"{tree[0][:3]}({written(left)}, {written(right)})"
        case (("all" | "any" | "sum" | "min" | "max" | "count"), element, condition):
            asked = f" if {written(condition)}" if condition else ""
            return f"{tree[0]}({written(element)} for r in s.rows{asked})"
        case (operator, left, right):
            return f"({written(left)} {operator} {written(right)})"
    raise AssertionError(tree)


AND = {(True, True): True, (True, False): False, (False, True): False, (False, False): False, (True, None): None,
       (None, True): None, (False, None): False, (None, False): False, (None, None): None}  # fmt: skip
NOT = {True: False, False: True, None: None}


def either(first: bool | None, second: bool | None) -> bool | None:
    return NOT[AND[NOT[first], NOT[second]]]


def meant(tree: Tree, facts: Facts, row: Facts | None = None) -> Any:
    """What a tree comes to: a fraction, a flag, or None."""
    match tree:
        case ("name", name):
            value = (row or {})[name[2:]] if name.startswith("r.") else facts[name]
            return Fraction(value) if isinstance(value, Decimal) else value
        case ("number", value):
            return Fraction(value)
        case ("flag", value):
            return value
        case ("colour", value):
            colour = (row or {})["colour"]
            return None if colour is None else colour == value
        case ("not", inner):
            return NOT[meant(inner, facts, row)]
        case ("and", left, right):
            return AND[meant(left, facts, row), meant(right, facts, row)]
        case ("or", left, right):
            return either(meant(left, facts, row), meant(right, facts, row))
        case (("all" | "any" | "sum" | "min" | "max" | "count"), element, condition):
            return over_rows(tree[0], element, condition, facts)
        case ("in" | "not in", wanted, first, second):
            found = either(*(equal(meant(wanted, facts, row), meant(m, facts, row)) for m in (first, second)))
            return found if tree[0] == "in" else NOT[found]
        case ("compare", operator, left, right):
            return compared(operator, meant(left, facts, row), meant(right, facts, row))
        case (operator, *inner):
            return calculated(operator, [meant(part, facts, row) for part in inner])
    raise AssertionError(tree)


def equal(first: Fraction | None, second: Fraction | None) -> bool | None:
    return None if first is None or second is None else first == second


def compared(operator: str, a: Fraction | None, b: Fraction | None) -> bool | None:
    if a is None or b is None:
        return None
    answers = {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}
    return answers[operator]


def calculated(operator: str, parts: list[Fraction | None]) -> Fraction | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or (operator == "/" and known[1] == 0):
        return None
    if operator == "negative":
        return -known[0]
    if operator == "abs":
        return abs(known[0])
    a, b = known
    if operator in ("min of", "max of"):
        return min(a, b) if operator == "min of" else max(a, b)
    return a + b if operator == "+" else a - b if operator == "-" else a * b if operator == "*" else a / b


def over_rows(function: str, element: Tree, condition: Tree | None, facts: Facts) -> Any:
    if facts["s.rows"] is None:
        return None
    pairs = [
        (True if condition is None else meant(condition, facts, row), meant(element, facts, row))
        for row in facts["s.rows"]
    ]
    if function == "all":
        return NOT[any_of(AND[asked, NOT[met]] for asked, met in pairs)]
    if function == "any":
        return any_of(AND[pair] for pair in pairs)
    if function == "count":
        met_all = [AND[pair] for pair in pairs]
        return None if None in met_all else Fraction(met_all.count(True))
    answers = [None if asked is None else value for asked, value in pairs if asked is not False]
    values = [answer for answer in answers if answer is not None]
    if len(values) < len(answers):
        return None
    if function == "sum":
        return sum(values, Fraction(0))
    return (min(values) if function == "min" else max(values)) if values else None


def any_of(answers: Any) -> bool | None:
    answer: bool | None = False
    for each in answers:
        answer = either(answer, each)
    return answer


def comes_to(text: str, facts: Facts) -> object:
    return compiled(text).evaluate(MadeFacts(facts), {}).value.content


@settings(max_examples=200, deadline=None)
@given(RULES, FACTS)
def test_it_comes_to_what_tables_and_fractions_come_to(rule: Tree, facts: Facts) -> None:
    assert comes_to(written(rule), facts) is meant(rule, facts)


@settings(max_examples=75, deadline=None)
@given(numbers(NUMBER_NAMES, rows=True), FACTS)
def test_numbers_are_exact(tree: Tree, facts: Facts) -> None:
    value = compiled(written(tree), Kind.NUMBER).evaluate(MadeFacts(facts), {}).value.content
    expected = meant(tree, facts)
    assert (None if value is None else Fraction(value)) == expected  # type: ignore[arg-type]


@settings(max_examples=75, deadline=None)
@given(RULES, FACTS, FACTS)
def test_learning_more_never_turns_an_answer_round(rule: Tree, facts: Facts, later: Facts) -> None:
    """What is known stays: filling in whatever is unknown may settle what was open and changes nothing else."""
    before = comes_to(written(rule), facts)
    if before is not None:
        assert comes_to(written(rule), filled(facts, later)) is before


def filled(facts: Facts, later: Facts) -> Facts:
    more = {name: later[name] if value is None else value for name, value in facts.items()}
    if facts["s.rows"] is not None and later["s.rows"]:
        source = later["s.rows"][0]
        more["s.rows"] = [
            {name: source[name] if value is None else value for name, value in row.items()} for row in facts["s.rows"]
        ]
    return more


@settings(max_examples=40, deadline=None)
@given(RULES, RULES, FACTS)
def test_de_morgan_and_double_negation(first: Tree, second: Tree, facts: Facts) -> None:
    a, b = written(first), written(second)
    assert comes_to(f"not ({a} and {b})", facts) is comes_to(f"not {a} or not {b}", facts)
    assert comes_to(f"not ({a} or {b})", facts) is comes_to(f"not {a} and not {b}", facts)
    assert comes_to(f"not not {a}", facts) is comes_to(a, facts)
    assert comes_to(f"{a} and {b}", facts) is comes_to(f"{b} and {a}", facts)


@settings(max_examples=40, deadline=None)
@given(row_flags(), row_flags(), FACTS)
def test_not_all_is_some_that_is_not(element: Tree, condition: Tree, facts: Facts) -> None:
    rows = f"for r in s.rows if {written(condition)}"
    every = comes_to(f"not all({written(element)} {rows})", facts)
    assert every is comes_to(f"any(not {written(element)} {rows})", facts)


@settings(max_examples=75, deadline=None)
@given(RULES)
def test_a_rule_written_anew_is_the_same_rule(rule: Tree) -> None:
    form = parse(written(rule), NOWHERE, Problems())
    assert form is not None
    assert parse(unparse(form), NOWHERE, Problems()) == form


@settings(max_examples=25, deadline=None)
@given(RULES)
def test_every_change_of_a_rule_is_a_rule_that_differs(rule: Tree) -> None:
    form = parse(written(rule), NOWHERE, Problems())
    for mutation in mutants(written(rule)):
        changed = parse(mutation.text, NOWHERE, Problems())
        assert changed is not None
        assert changed != form
        assert compiled(mutation.text).kind is Kind.FLAG


@settings(max_examples=40, deadline=None)
@given(RULES, FACTS)
def test_of_an_unknown_answer_the_reason_is_named(rule: Tree, facts: Facts) -> None:
    trace = compiled(written(rule)).evaluate(MadeFacts(facts), {})
    assert bool(list(trace.missing())) is (trace.value.content is None)
