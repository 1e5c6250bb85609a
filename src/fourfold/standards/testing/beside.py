"""What could stand beside the facts of an example: one fact otherwise, as far as a rule would see it.

Tried are: each number moved to where a comparison of the rule turns (found from the trace, on the assumption that
both sides are straight lines) and a step to either side; each fact taken away; flags turned; choices, and texts and
dates the rule and its other facts mention; lists emptied, shortened and lengthened; a study without result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, DecimalException
from functools import lru_cache
from itertools import pairwise

from fourfold.core.canonical import decimal_text
from fourfold.core.problems import NOWHERE, Problems
from fourfold.formats.dates import read_date
from fourfold.formats.numbers import read_number
from fourfold.standards.facts.given import NO_ROWS, NOT_CALCULATED, RESULT, facts_from_text
from fourfold.standards.facts.vocabulary import dictionary
from fourfold.standards.language.dictionary import Entry
from fourfold.standards.language.nodes import Text, walk
from fourfold.standards.language.trace import Trace
from fourfold.standards.language.values import Content, Kind, Value
from fourfold.standards.pack.resolved import InForce
from fourfold.standards.testing.changes import days_beside, last_digit, parameters_read

SOME_TEXT = "as stated"
_FINEST = Decimal("0.000001")
_NUMBERED = re.compile(r"\.[0-9]+(?=\.|$)")
_FIRST_ROWS = 2


def names_read(rule: InForce) -> frozenset[str]:
    """Dictionary names a rule reads."""
    expressions = [rule.applies_when, *rule.conditions, *rule.tests]
    return frozenset(name for expression in expressions if expression is not None for name in expression.reads)


@lru_cache(maxsize=10_000)
def plain_name(fact: str) -> str:
    """The dictionary name of a fact, without the numbers of rows."""
    return _NUMBERED.sub("", fact)


def what_is_read(given: Mapping[str, str], names: frozenset[str]) -> dict[str, str]:
    """Of the facts of an example those a rule can read: by name, and every field of the rows it counts."""
    return {
        fact: text
        for fact, text in given.items()
        if fact == RESULT or plain_name(fact) in names or _NUMBERED.split(fact)[0] in names
    }


@dataclass(frozen=True, slots=True)
class Beside:
    """The facts of an example as far as a rule reads them, and what could be otherwise.

    Attributes:
        rule: the rule.
        values: of the parameters, on the example's day.
        given: the facts.
    """

    rule: InForce
    values: Mapping[str, Value]
    given: Mapping[str, str]

    def changes(self) -> Iterator[tuple[str, str]]:
        """Facts and what they could be instead, the ones that tell most first; a blank text takes a fact away."""
        names = names_read(self.rule)
        read = [(fact, entry) for fact in self.given if (entry := _entry(fact)) is not None and entry.name in names]
        for fact, entry in read:
            if entry.kind is Kind.NUMBER:
                yield from ((fact, text) for text in self._turning_points(fact))
        for fact, entry in read:
            yield from ((fact, text) for text in self._otherwise(entry, self.given[fact]))
            yield fact, ""
        for entry in dictionary():
            if entry.name in names:
                yield from self._more_and_less(entry)
        if any(name.startswith(f"{RESULT}.") for name in names):
            yield RESULT, NOT_CALCULATED

    def _otherwise(self, entry: Entry, text: str) -> Iterator[str]:
        """Other values of a fact that is given."""
        kind = entry.of if entry.kind is Kind.LIST else entry.kind
        if kind is Kind.FLAG:
            yield "false" if text.casefold() == "true" else "true"
        elif kind is Kind.NUMBER and isinstance(number := read_number(text), Decimal):
            step = last_digit(number)
            moved = (number - step, number + step, Decimal(0), -number, number * 2, number / 2, number + 100)
            yield from (decimal_text(value) for value in moved)
        elif kind is Kind.DATE and (day := read_date(text)) is not None:
            yield from self._dates((day, *self._dates_around()))
        elif kind is Kind.TEXT:
            yield from entry.choices or self._texts()

    def _more_and_less(self, entry: Entry) -> Iterator[tuple[str, str]]:
        """Values of a fact that is not given, and rows more and less of a list."""
        name = entry.name
        if entry.kind is Kind.LIST:
            yield from self._rows(entry)
        elif name not in self.given and _list_of(name) is None:
            yield from ((name, text) for text in self._anything(entry))

    def _rows(self, entry: Entry) -> Iterator[tuple[str, str]]:
        name, beneath = entry.name, f"{entry.name}."
        rows = sorted({int(f.removeprefix(beneath).split(".")[0]) for f in self.given if f.startswith(beneath)})
        if rows:
            yield name, NO_ROWS
        if len(rows) > 1:
            yield from ((f"{name}.{row}", "") for row in rows[:_FIRST_ROWS])
        if entry.of is not Kind.RECORD:
            yield from ((f"{name}.{len(rows) + 1}", text) for text in self._texts())
            return
        for below in dictionary().fields(name):
            field = below.name.removeprefix(beneath)
            for row in (len(rows) + 1, *rows[:_FIRST_ROWS]):
                if f"{name}.{row}.{field}" not in self.given:
                    yield from ((f"{name}.{row}.{field}", text) for text in self._anything(below))

    def _anything(self, entry: Entry) -> Iterable[str]:
        if entry.kind is Kind.FLAG:
            return ("true", "false")
        if entry.kind is Kind.NUMBER:
            return ("0", "1", "-1", "1000")
        if entry.kind is Kind.DATE:
            return self._dates(self._dates_around() or (date(2000, 1, 1), date(2100, 1, 1)))
        return entry.choices or self._texts()

    def _dates_around(self) -> tuple[date, ...]:
        """Dates the rule and the facts it reads mention."""
        told = [day for text in (*self.given.values(), *self._literals()) if (day := read_date(text)) is not None]
        return tuple(dict.fromkeys([*told, *(content for content in self._parameters() if isinstance(content, date))]))

    def _dates(self, days: Iterable[date]) -> Iterator[str]:
        for day in days:
            yield from (moved.isoformat() for moved in days_beside(day, 0, -1, 1, -400, 400))

    def _texts(self) -> tuple[str, ...]:
        """Texts the rule, its parameters and the facts it reads mention, and one they do not."""
        told = (content for content in self._parameters() if isinstance(content, str))
        read = (t for f, t in self.given.items() if (e := _entry(f)) is not None and e.kind is Kind.TEXT and t)
        return tuple(dict.fromkeys((*self._literals(), *told, *read, SOME_TEXT)))

    def _parameters(self) -> list[Content]:
        """Values of the parameters the rule reads."""
        return [self.values[name].content for name in sorted(parameters_read(self.rule)) if name in self.values]

    def _literals(self) -> tuple[str, ...]:
        """Texts in quotes in the rule."""
        forms = [expression.form for expression in (self.rule.applies_when, *self.rule.tests) if expression is not None]
        return tuple(dict.fromkeys(node.value for form in forms for node in walk(form) if isinstance(node, Text)))

    def _turning_points(self, fact: str) -> Iterator[str]:
        """Values of a number at which a comparison of the rule turns, with a step to either side."""
        number = read_number(self.given[fact])
        if not isinstance(number, Decimal):
            return
        here, there = self._differences(fact, number), self._differences(fact, number + 1)
        limits = [content for content in self._parameters() if isinstance(content, Decimal)]
        for before, after in zip(here, there, strict=False):
            try:
                turn = number - before / (after - before)
                turn = turn if last_digit(turn) >= _FINEST else turn.quantize(_FINEST)
            except DecimalException:  # it does not turn here: the fact has no part in this comparison
                continue
            step = min((last_digit(turn), last_digit(number), *(last_digit(limit) for limit in limits)))
            yield from (decimal_text(value) for value in (turn, turn + step, turn - step))

    def _differences(self, fact: str, number: Decimal) -> list[Decimal]:
        """Left side less right side of each comparison of numbers in the rule, with a fact at a number."""
        facts = facts_from_text({**self.given, fact: decimal_text(number)}, dictionary(), NOWHERE, Problems())
        if facts is None:
            return []
        expressions = [e for e in (self.rule.applies_when, *self.rule.tests) if e is not None]
        traces = [expression.evaluate(facts, self.values) for expression in expressions]
        return [difference for trace in traces for difference in _compared(trace)]


def _entry(fact: str) -> Entry | None:
    return dictionary().get(fact) or dictionary().get(plain_name(fact))


def _list_of(name: str) -> Entry | None:
    """The list whose rows have a name as a field."""
    owner = dictionary().get(name.rpartition(".")[0])
    return owner if owner is not None and owner.kind is Kind.LIST else None


def _compared(trace: Trace) -> Iterator[Decimal]:
    if trace.value.kind is Kind.FLAG:
        for left, right in pairwise(part.value.content for part in trace.parts):
            if isinstance(left, Decimal) and isinstance(right, Decimal):
                yield left - right
    for part in trace.parts:
        yield from _compared(part)
