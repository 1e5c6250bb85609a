"""What is found wrong with a rule before any study is read: kinds, units, choices, dates."""

from __future__ import annotations

import pytest

from fourfold.core.problems import Problems
from fourfold.standards.language.expression import compile_expression
from fourfold.standards.language.values import Kind
from support.rules import PARAMS, RULE, WORDS, compiled, refused, told


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # kinds
        ("s.a and s.p", "rule-kind"),
        ("not s.a", "rule-kind"),
        ("s.p + 1 > 0", "rule-kind"),
        ("-s.p > 0", "rule-kind"),
        ("abs(s.text) > 0", "rule-kind"),
        ("s.text", "rule-kind"),
        ("all(r.x for r in s.rows)", "rule-kind"),
        ("sum(r.f for r in s.rows) > 0", "rule-kind"),
        ("sum(r.x for r in s.rows if r.x) > 0", "rule-kind"),
        ("count(r.x for r in s.rows) > 0", "rule-kind"),
        ("max(s.text, s.text) == s.text", "rule-kind"),
        ("s.a in s.text", "rule-kind"),
        ('s.text in ("a")', "rule-kind"),
        ("s.a == s.text", "rule-unlike-kinds"),
        ("s.p == 1", "rule-unlike-kinds"),
        ("true == 1", "rule-unlike-kinds"),
        ("s.a in s.words", "rule-unlike-kinds"),
        ('s.a in (1, "a")', "rule-unlike-kinds"),
        ("s.day == s.text", "rule-unlike-kinds"),
        ("s.a == param.word", "rule-unlike-kinds"),
        ("s.text < s.text", "rule-order"),
        ("s.p <= s.q", "rule-order"),
        # lists and rows
        ("s.rows == s.others", "rule-list-as-value"),
        ("s.words == s.text", "rule-list-as-value"),
        ("s.rows in s.words", "rule-list-as-value"),
        ("s.text in s.rows", "rule-list-as-value"),
        ("all(r for r in s.rows)", "rule-row-as-value"),
        ('any(r == "a" for r in s.rows)', "rule-row-as-value"),
        ("all(present(r) for r in s.rows)", "rule-row-as-value"),
        ("all(s.p for r in s.text)", "rule-not-a-list"),
        ("count(s.text) > 0", "rule-not-a-list"),
        ("all(w.x > 0 for w in s.words)", "rule-name-unknown"),
        # arguments
        ("present() ", "rule-arguments"),
        ("present(s.a, s.b)", "rule-arguments"),
        ("present(s.a > 1)", "rule-arguments"),
        ("present(r.f for r in s.rows)", "rule-arguments"),
        ("abs(s.a, s.b) > 0", "rule-arguments"),
        ("min(s.a) > 0", "rule-arguments"),
        ("sum(s.a, s.b) > 0", "rule-arguments"),
        ("sum(s.rows) > 0", "rule-arguments"),
        ("all(s.p)", "rule-arguments"),
        ("all(s.p, s.q)", "rule-arguments"),
        ("any(s.rows)", "rule-arguments"),
        ("all(all(all(all(s.p for d in s.rows) for c in s.rows) for b in s.rows) for a in s.rows)", "rule-loops"),
        # units
        ("s.mass_kg > s.energy_kwh", "rule-unlike-units"),
        ("s.mass_kg + s.energy_kwh > 0", "rule-unlike-units"),
        ("s.mass_kg * s.energy_kwh > s.mass_kg", "rule-unlike-units"),
        ("s.energy_kwh / s.mass_kg < s.a", "rule-unlike-units"),
        ("s.bare > s.mass_kg", "rule-unlike-units"),
        ("max(s.mass_kg, s.energy_kwh) > 0", "rule-unlike-units"),
        ("s.mass_kg in (param.kg, s.energy_kwh)", "rule-unlike-units"),
        ("s.mass_kg > s.mass_t", "rule-units-of-other-size"),
        ("s.mass_kg / s.mass_t > 0.5", "rule-number-without-unit"),
        ("s.mass_kg / s.mass_t > s.a", "rule-units-of-other-size"),
        ("s.mass_kg > 5", "rule-number-without-unit"),
        ("5 < s.mass_kg", "rule-number-without-unit"),
        ("s.mass_kg > -5", "rule-number-without-unit"),
        ("s.mass_kg + 1 > 0", "rule-number-without-unit"),
        ("max(s.mass_kg, 5) > 0", "rule-number-without-unit"),
        ("s.day - s.due > 30", "rule-number-without-unit"),
        # choices
        ('s.colour == "rot"', "rule-no-choice"),
        ('"rot" != s.colour', "rule-no-choice"),
        ('s.colour in ("red", "rot")', "rule-no-choice"),
        ('"rot" in s.colours', "rule-no-choice"),
        ('any(c == "rot" for c in s.colours)', "rule-no-choice"),
        ('all(r.colour == "rot" for r in s.rows)', "rule-no-choice"),
        ('s.text == "n/a"', "rule-filler"),
        ('s.text == ""', "rule-filler"),
        ('"待定" in s.words', "rule-filler"),
        # dates
        ('s.day > "soon"', "rule-no-date"),
        ('s.day > "2025-1-1"', "rule-no-date"),
        ('s.day > "20250101"', "rule-no-date"),
        ('s.day > "2025-02-30"', "rule-no-date"),
        ('s.day in ("2025-01-01", "soon")', "rule-no-date"),
        ('s.text == s.day or "2025-01-01" < s.text', "rule-unlike-kinds"),
        ("s.day + s.due > s.day", "rule-kind"),
        ("s.day * 2 > s.day", "rule-kind"),
        ("param.days - s.day > s.day", "rule-kind"),
        ("s.day + s.a > s.day", "rule-kind"),
        ("s.day > 0", "rule-unlike-kinds"),
    ],
)
def test_it_is_refused_before_any_study_is_read(text: str, code: str) -> None:
    problems = refused(text)
    assert problems[0].kind.code == code
    assert all("{" not in part and part for problem in problems for part in told(problem))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("s.a", "1"),
        ("s.bare", ""),
        ("2", "1"),
        ("s.mass_kg * 2", "kg"),
        ("-s.mass_kg", "kg"),
        ("s.energy_kwh / s.mass_kg", "kWh/kg"),
        ("s.energy_kwh / s.mass_kg / s.mass_kg", "kWh/kg**2"),
        ("s.energy_kwh / s.mass_kg * s.mass_kg", "kWh"),
        ("param.kwh_per_kg * s.mass_kg", "kWh"),
        ("1 / s.mass_kg", "1/kg"),
        ("s.mass_kg / s.mass_kg", "1"),
        ("sum(r.kg for r in s.rows)", "kg"),
        ("max(0, s.mass_kg)", "kg"),
        ("s.day - s.due", "day"),
        ("count(s.rows)", "1"),
        ("0 + s.mass_kg", "kg"),
    ],
)
def test_units_follow_products_and_quotients(text: str, unit: str) -> None:
    assert compiled(text, Kind.NUMBER).unit == unit


@pytest.mark.parametrize(
    "text",
    [
        "s.mass_kg > 0",
        "0 <= s.mass_kg",
        "s.mass_kg >= -0",
        "s.mass_kg > param.kg",
        "s.a < 0.05",
        "s.bare > 3",
        "s.bare == s.a",
        "s.energy_kwh / s.mass_kg <= param.kwh_per_kg",
        "s.energy_kwh <= param.kwh_per_kg * s.mass_kg",
        "s.mass_kg / s.mass_kg < 0.5",
        "s.mass_kg * 1000 > param.kg",
        "s.day - s.due <= param.days",
        "s.day >= param.since",
        "s.text == param.word",
        's.colour in ("red", "none")',
        "all(c in s.colours for c in s.colours)",
        "s.p == true and s.q != false",
        "s.p == s.q",
        "all (\n  r.x > 0\n  for r in s.rows\r\n\tif r.f\n)",
        "(s.p)and(s.q)",
        "s.text == \"he said '铝'\"",
        "s.p and not not s.q",
    ],
)
def test_it_is_a_rule(text: str) -> None:
    assert compiled(text).kind is Kind.FLAG


def test_an_expression_says_what_it_reads() -> None:
    rule = compiled("all(r.x < param.share for r in s.rows if r.f) and s.a / s.b < 1 and count(s.others) > 0")
    assert rule.reads == {"s.rows", "s.rows.x", "s.rows.f", "s.a", "s.b", "s.others"}
    assert rule.params == {"share"}


def test_another_kind_may_be_expected() -> None:
    assert compiled("s.text", Kind.TEXT).kind is Kind.TEXT
    assert compiled("s.day - param.days", Kind.DATE).kind is Kind.DATE
    (problem,) = refused("s.p", Kind.NUMBER)
    assert told(problem)[:2] == ("character 1: “s.p” is true or false", "a number")


def test_a_unit_nobody_knows_meets_only_itself() -> None:
    units = {**PARAMS, "odd": "kg CO2e/t", "same": "kg CO2e/t"}
    assert compiled("param.odd < param.same", params=units)
    assert compiled("param.odd / param.same < 1", params=units)
    problems = Problems()
    assert compile_expression("param.odd < s.mass_kg", WORDS, units, RULE, problems) is None
    assert [problem.kind.code for problem in problems] == ["rule-unlike-units"]


def test_a_limit_as_a_bare_number_is_told_to_become_a_parameter() -> None:
    (problem,) = refused("s.mass_kg > 5")
    text, expected, repair = told(problem)
    assert text == "character 1: “5” is a bare number, “s.mass_kg” is in kg"
    assert expected == "a parameter in kg; of bare numbers only 0 meets a unit"
    assert repair == "put the limit into the table parameters, with unit, clause and source, and write param.NAME"
