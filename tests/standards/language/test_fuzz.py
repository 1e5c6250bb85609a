"""Whatever is offered as a rule is a rule or is refused with problems; nothing else happens."""

from __future__ import annotations

import random
import string
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.problems import Problems
from fourfold.standards.language.expression import compile_expression
from fourfold.standards.language.limits import LONGEST
from fourfold.standards.language.lints import lint
from fourfold.standards.language.mutants import mutants
from fourfold.standards.language.parse import parse
from fourfold.standards.language.values import Kind, Missing
from fourfold.standards.language.writing import unparse
from support.rules import PARAMS, RULE, WORDS, MadeFacts, told

CORPUS = [
    "s.p and not s.q or s.a >= 0.05",
    "all(r.x < param.share for r in s.rows if r.colour in (\"red\", 'none'))",
    "present(s.rows) and sum(r.kg for r in s.rows) <= param.kg",
    "s.energy_kwh / s.mass_kg <= param.kwh_per_kg * 1.5",
    's.day >= "2025-01-01" and s.due - s.day < param.days',
    'count(r for r in s.rows if r.text == "铝锭") > 0',
    "max(abs(-s.a), min(s.b, 3)) != 2 and 0 < s.a <= 1",
    'all(any(o.id == r.id for o in s.others) for r in s.rows) and "a" in s.words',
    "s.colour == 'green' and s.text != param.word and present(res.total_kg)",
]
FACTS = [
    MadeFacts(),
    MadeFacts(
        {
            "s.a": Decimal("1e900"),
            "s.b": Decimal(0),
            "s.mass_kg": Decimal("0.00"),
            "s.energy_kwh": 3,
            "s.p": True,
            "s.text": "待定",
            "s.words": ["a", None, "-"],
            "s.rows": [{"x": 1, "kg": 2, "f": True, "colour": "red"}, {}],
            "s.others": [],
            "res.total_kg": Missing.NOT_CALCULATED,
        }
    ),
]
KEYWORDS = "and or not in for if is else lambda None True true == <= ** // () (( )) .. e9"
BEGINNINGS = "all( any( sum( count( min( max( abs( present( s. r. param. s.rows s.a s.p __ e9 0x .. (("
PIECES = [
    *" .,()+-*/<>=!\"'\t\n",
    *string.ascii_lowercase,
    *string.digits,
    *"，（）＝“”≥铝\u202e\x00\\_@[]{}:;&|^~%#$`é𝐱\ud800",
    *(f" {word} " for word in KEYWORDS.split()),
    *BEGINNINGS.split(),
]


def check(text: str) -> None:
    """Offer a text: refused with problems that can be told, or a rule that evaluates, lints, mutates and is written."""
    problems = Problems()
    rule = compile_expression(text, WORDS, PARAMS, RULE, problems)
    if rule is None:
        assert problems.errors
        for problem in problems:
            assert problem.place == RULE
            assert all(told(problem))
        return
    assert not len(problems)
    for facts in FACTS:
        value = rule.evaluate(facts, {}).value
        assert value.kind is Kind.FLAG
        assert value.content in (True, False, None)
    lint(rule, None, RULE, Problems())
    assert parse(unparse(rule.form), RULE, Problems()) == rule.form
    assert all(compile_expression(m.text, WORDS, PARAMS, RULE, Problems()) != rule for m in mutants(text))


def changed(source: random.Random, text: str) -> str:
    """A text with some bytes or pieces of it changed."""
    for _ in range(source.choice((1, 1, 1, 2, 5))):
        at, end = sorted((source.randrange(len(text) + 1), source.randrange(len(text) + 1)))
        match source.randrange(6):
            case 0:
                text = text[:at] + source.choice(PIECES) + text[at:]
            case 1:
                text = text[:at] + text[min(end, at + 5) :]
            case 2:
                text = text[:at] + text[at:end] * source.choice((2, 3, 50)) + text[end:]
            case 3:
                other = source.choice(CORPUS)
                text = text[:at] + other[source.randrange(len(other)) :]
            case 4:
                data = bytearray(text.encode(errors="surrogatepass"))
                if data:
                    data[source.randrange(len(data))] = source.randrange(256)
                text = data.decode(errors=source.choice(("replace", "surrogateescape", "ignore")))
            case _:
                text = text[:at] + source.choice(PIECES) + text[end:]
    return text


@pytest.mark.parametrize("text", CORPUS)
def test_the_corpus_itself_is_rules(text: str) -> None:
    problems = Problems()
    assert compile_expression(text, WORDS, PARAMS, RULE, problems) is not None, [told(problem) for problem in problems]
    check(text)


@pytest.mark.parametrize("seed", range(8))
def test_changed_rules_are_rules_or_refused(seed: int) -> None:
    source = random.Random(seed)
    for _ in range(100):
        check(changed(source, source.choice(CORPUS)))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_words_and_signs_in_any_order_are_rules_or_refused(text: str) -> None:
    check(text)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_any_text_is_a_rule_or_refused(text: str) -> None:
    check(text)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(PIECES), st.sampled_from(PIECES), st.integers(1, LONGEST))
def test_repetition_is_refused_or_evaluated(piece: str, other: str, times: int) -> None:
    check((piece + other) * times)
    check(f"{piece * times}s.p{other * times}")
