"""The example that is missing: facts like those of an example, one of them otherwise, that tell two rules apart.

Tried are: each number moved to where a comparison of the rule turns (found from the trace, on the assumption that
both sides are straight lines) and a step to either side; each fact taken away; flags turned; choices and the rule's own
texts; dates a day earlier and later; lists emptied, shortened and lengthened; a study without result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, DecimalException
from itertools import islice, pairwise

from fourfold.core.canonical import decimal_text
from fourfold.core.problems import NOWHERE, Problems
from fourfold.formats.dates import read_date
from fourfold.formats.numbers import read_number
from fourfold.standards.conformity.judge import judge
from fourfold.standards.conformity.report import Judgement
from fourfold.standards.facts.given import NO_ROWS, NOT_CALCULATED, RESULT, facts_from_text
from fourfold.standards.facts.vocabulary import dictionary
from fourfold.standards.language.dictionary import Entry
from fourfold.standards.language.expression import Facts
from fourfold.standards.language.nodes import Text, walk
from fourfold.standards.language.trace import Trace
from fourfold.standards.language.values import Kind
from fourfold.standards.pack.resolved import InForce
from fourfold.standards.testing.changes import last_digit
from fourfold.standards.testing.examples import laid_over
from fourfold.standards.testing.trials import PHASE, Case

MOST_TRIED = 300
"""Variants of the examples of one requirement that are tried."""
SOME_TEXT = "as stated"
_NUMBERED = re.compile(r"\.[0-9]+(?=\.|$)")


@dataclass(frozen=True, slots=True)
class Variant:
    """An example with one fact otherwise.

    Attributes:
        case: the example it is like.
        fact, text: what is otherwise; blank where it is taken away.
        facts: what it says.
        judgement: of the rule as it is.
    """

    case: Case
    fact: str
    text: str
    facts: Facts
    judgement: Judgement


def variants(rule: InForce, cases: Iterable[Case]) -> Iterator[Variant]:
    """Variants of examples of a rule, judged by the rule as it is; at most `MOST_TRIED`."""
    names = names_read(rule)
    return islice((v for case in cases for v in _of_case(rule, names, case)), MOST_TRIED)


def names_read(rule: InForce) -> frozenset[str]:
    """Dictionary names a rule reads."""
    expressions = [rule.applies_when, *rule.conditions, *rule.tests]
    return frozenset(name for expression in expressions if expression is not None for name in expression.reads)


def plain_name(fact: str) -> str:
    """The dictionary name of a fact, without the numbers of rows."""
    return _NUMBERED.sub("", fact)


def _of_case(rule: InForce, names: frozenset[str], case: Case) -> Iterator[Variant]:
    given = case.whole.given
    for fact, text in dict.fromkeys(_changed_facts(rule, names, case)):
        changed = laid_over(given, {fact: text})
        facts = facts_from_text(changed, dictionary(), NOWHERE, Problems())
        if facts is not None and changed != given:
            yield Variant(case, fact, text, facts, judge(rule, facts, case.resolved.values, PHASE))


def _changed_facts(rule: InForce, names: frozenset[str], case: Case) -> Iterator[tuple[str, str]]:
    given = case.whole.given
    read = [(fact, entry) for fact in given if (entry := _entry(fact)) is not None and entry.name in names]
    for fact, entry in read:
        if entry.kind is Kind.NUMBER:
            yield from ((fact, text) for text in _turning_points(rule, case, fact))
    for fact, entry in read:
        yield from ((fact, text) for text in _other_texts(rule, entry, given[fact]))
        yield fact, ""
    for entry in dictionary():
        if entry.name in names:
            yield from _of_absent(rule, entry, given)
    if any(name.startswith(f"{RESULT}.") for name in names):
        yield RESULT, NOT_CALCULATED


def _entry(fact: str) -> Entry | None:
    return dictionary().get(fact) or dictionary().get(plain_name(fact))


def _other_texts(rule: InForce, entry: Entry, text: str) -> Iterator[str]:
    """Other values of a fact that is given."""
    kind = entry.of if entry.kind is Kind.LIST else entry.kind
    if kind is Kind.FLAG:
        yield "false" if text.casefold() == "true" else "true"
    elif kind is Kind.DATE and (day := read_date(text)) is not None:
        yield from ((day + timedelta(days=days)).isoformat() for days in (-1, 1, -366, 366))
    elif kind is Kind.NUMBER and isinstance(number := read_number(text), Decimal):
        step = last_digit(number)
        moved = (number - step, number + step, Decimal(0), -number, number * 2, number / 2, number + 100)
        yield from (decimal_text(value) for value in moved)
    elif kind is Kind.TEXT:
        yield from (entry.choices or (*_texts_of(rule), SOME_TEXT))


def _of_absent(rule: InForce, entry: Entry, given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Values of a fact that is not given, and rows more and less of a list."""
    name = entry.name
    if entry.kind is Kind.LIST:
        yield from _of_list(rule, entry, given)
    elif name not in given and not any(plain_name(fact) == name for fact in given):
        for text in _any_texts(rule, entry):
            yield name, text


def _of_list(rule: InForce, entry: Entry, given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    name = entry.name
    rows = sorted({int(f.removeprefix(f"{name}.").split(".")[0]) for f in given if f.startswith(f"{name}.")})
    if rows:
        yield name, NO_ROWS
        yield from ((f"{name}.{row}", "") for row in rows[:3] if len(rows) > 1)
    following = len(rows) + 1
    if entry.of is Kind.RECORD:
        for below in dictionary().fields(name):
            field = below.name.removeprefix(f"{name}.")
            yield from ((f"{name}.{following}.{field}", text) for text in _any_texts(rule, below))
            yield from (
                (f"{name}.{row}.{field}", text) for row in rows[:2] for text in _blanks(rule, below, row, given)
            )
    else:
        yield from ((f"{name}.{following}", text) for text in (*_texts_of(rule), SOME_TEXT))


def _blanks(rule: InForce, below: Entry, row: int, given: Mapping[str, str]) -> Iterator[str]:
    """Values of a field of a row that is there, where the field is not given."""
    owner, _, field = below.name.rpartition(".")
    if f"{owner}.{row}.{field}" not in given:
        yield from _any_texts(rule, below)


def _any_texts(rule: InForce, entry: Entry) -> Iterable[str]:
    if entry.kind is Kind.FLAG:
        return ("true", "false")
    if entry.kind is Kind.NUMBER:
        return ("0", "1", "-1", "1000")
    if entry.kind is Kind.DATE:
        return ("2000-01-01", "2100-01-01")
    return entry.choices or (*_texts_of(rule), SOME_TEXT)


def _texts_of(rule: InForce) -> tuple[str, ...]:
    """Texts in quotes in a rule."""
    forms = [expression.form for expression in (rule.applies_when, *rule.tests) if expression is not None]
    return tuple(dict.fromkeys(node.value for form in forms for node in walk(form) if isinstance(node, Text)))


def _turning_points(rule: InForce, case: Case, fact: str) -> Iterator[str]:
    """Values of a number at which a comparison of the rule turns, with a step to either side."""
    number = read_number(case.whole.given[fact])
    if not isinstance(number, Decimal):
        return
    here, there = _differences(rule, case, fact, number), _differences(rule, case, fact, number + 1)
    for before, after in zip(here, there, strict=False):
        try:
            turn = number - before / (after - before)
            step = min(last_digit(turn), last_digit(number))
            turn = turn.quantize(Decimal(1).scaleb(-6)).normalize() if step < Decimal("0.000001") else turn
            step = max(step, Decimal("0.000001"))
        except DecimalException:
            continue
        yield from (decimal_text(value) for value in (turn, turn + step, turn - step))


def _differences(rule: InForce, case: Case, fact: str, number: Decimal) -> list[Decimal]:
    """Left side less right side of each comparison of numbers in a rule, with a fact at a number."""
    given = {**case.whole.given, fact: decimal_text(number)}
    facts = facts_from_text(given, dictionary(), NOWHERE, Problems())
    if facts is None:
        return []
    expressions = [e for e in (rule.applies_when, *rule.tests) if e is not None]
    traces = [expression.evaluate(facts, case.resolved.values) for expression in expressions]
    return [difference for trace in traces for difference in _compared(trace)]


def _compared(trace: Trace) -> Iterator[Decimal]:
    contents = [part.value.content for part in trace.parts]
    if trace.value.kind is Kind.FLAG and len(contents) > 1:
        for left, right in pairwise(contents):
            if isinstance(left, Decimal) and isinstance(right, Decimal):
                yield left - right
    for part in trace.parts:
        yield from _compared(part)
