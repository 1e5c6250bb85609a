"""A small dictionary, facts of it, and rules compiled against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from fourfold.core.problems import Place, Problem, Problems
from fourfold.core.words import Words
from fourfold.standards.language.dictionary import Dictionary, Entry
from fourfold.standards.language.expression import Expression, compile_expression
from fourfold.standards.language.trace import Trace
from fourfold.standards.language.values import Kind, Missing, Value, unknown

RULE = Place("requirements.csv", 3, "test")
CHOICES = ("red", "green", "none")
WORDS = Dictionary(
    [
        Entry("s.a", Kind.NUMBER, "1"),
        Entry("s.b", Kind.NUMBER, "1"),
        Entry("s.mass_kg", Kind.NUMBER, "kg"),
        Entry("s.mass_t", Kind.NUMBER, "t"),
        Entry("s.energy_kwh", Kind.NUMBER, "kWh"),
        Entry("s.bare", Kind.NUMBER),
        Entry("s.p", Kind.FLAG),
        Entry("s.q", Kind.FLAG),
        Entry("s.text", Kind.TEXT),
        Entry("s.colour", Kind.TEXT, choices=CHOICES),
        Entry("s.area", Kind.TEXT, is_code=True),
        Entry("s.areas", Kind.LIST, of=Kind.TEXT, is_code=True),
        Entry("s.day", Kind.DATE),
        Entry("s.due", Kind.DATE),
        Entry("s.words", Kind.LIST, of=Kind.TEXT),
        Entry("s.colours", Kind.LIST, choices=CHOICES, of=Kind.TEXT),
        Entry("s.rows", Kind.LIST, of=Kind.RECORD),
        Entry("s.rows.id", Kind.TEXT),
        Entry("s.rows.x", Kind.NUMBER, "1"),
        Entry("s.rows.kg", Kind.NUMBER, "kg"),
        Entry("s.rows.f", Kind.FLAG),
        Entry("s.rows.colour", Kind.TEXT, choices=CHOICES),
        Entry("s.rows.text", Kind.TEXT),
        Entry("s.rows.day", Kind.DATE),
        Entry("s.others", Kind.LIST, of=Kind.RECORD),
        Entry("s.others.id", Kind.TEXT),
        Entry("s.others.x", Kind.NUMBER, "1"),
        Entry("res.total_kg", Kind.NUMBER, "kg", needs_result=True),
    ]
)
PARAMS = {"share": "1", "kg": "kg", "days": "day", "since": "date", "word": "text", "kwh_per_kg": "kWh/kg"}


@dataclass
class MadeFacts:
    """Facts as given; what is not given is absent."""

    given: Mapping[str, object] = field(default_factory=dict)

    def look_up(self, name: str) -> Value:
        entry = WORDS.get(name)
        assert entry is not None, f"a rule asked for {name}"
        return value_of(entry, self.given.get(name))


def value_of(entry: Entry, given: object) -> Value:
    """A value of an entry as a study would give it."""
    if given is None or isinstance(given, Missing):
        return unknown(entry.kind, given or Missing.ABSENT, unit=entry.unit, origin=entry.name)
    if entry.kind is Kind.LIST:
        assert isinstance(given, Sequence)
        members = tuple(_member(entry, index, member) for index, member in enumerate(given, 1))
        return Value(Kind.LIST, members, origin=entry.name)
    if entry.kind is Kind.NUMBER:
        assert isinstance(given, Decimal | int)
        return Value(Kind.NUMBER, Decimal(given), entry.unit, origin=entry.name)
    assert isinstance(given, str | bool | date)
    return Value(entry.kind, given, origin=entry.name)


def _member(entry: Entry, index: int, member: object) -> Value:
    place = Place("table.csv", index + 1)
    if entry.of is Kind.TEXT:
        assert member is None or isinstance(member, str)
        why = Missing.NOT if member is not None else Missing.ABSENT
        return Value(Kind.TEXT, member, place=place, origin=entry.name, missing=why)
    assert isinstance(member, Mapping)
    fields = {f.name.rpartition(".")[2]: value_of(f, member.get(f.name.rpartition(".")[2])) for f in fields_of(entry)}
    return Value(Kind.RECORD, fields, place=place, origin=entry.name)


def fields_of(entry: Entry) -> tuple[Entry, ...]:
    """Fields of a list's rows."""
    return WORDS.fields(entry.name)


def compiled(text: str, expected: Kind = Kind.FLAG, params: Mapping[str, str] = PARAMS) -> Expression:
    """A rule that has to be right."""
    problems = Problems()
    expression = compile_expression(text, WORDS, params, RULE, problems, expected)
    assert expression is not None, (text, [told(problem) for problem in problems])
    assert not len(problems)
    return expression


def refused(text: str, expected: Kind = Kind.FLAG) -> list[Problem]:
    """The problems of a rule that has to be wrong."""
    problems = Problems()
    assert compile_expression(text, WORDS, PARAMS, RULE, problems, expected) is None, text
    assert problems.errors
    assert {problem.place for problem in problems} == {RULE}
    return problems.sorted()


def told(problem: Problem) -> tuple[str, str, str]:
    """What a person reads: what is wrong, what was expected, and the repair."""
    words = Words("en")
    params = dict(problem.params)
    kind = problem.kind
    return words(kind.text, **params), words(kind.expected, **params), words(kind.repair, **params)


def traced(text: str, params: Mapping[str, Value] | None = None, expected: Kind = Kind.FLAG, **given: object) -> Trace:
    """The trace of a rule over facts given as ``s_a=1`` for ``s.a``."""
    return _run(text, params or {}, expected, given)


def answer(text: str, **given: object) -> object:
    """What a rule comes to: true, false, or None for unknown."""
    return _run(text, {}, Kind.FLAG, given).value.content


def number(text: str, **given: object) -> object:
    """The number an expression comes to."""
    return _run(text, {}, Kind.NUMBER, given).value.content


def _run(text: str, params: Mapping[str, Value], expected: Kind, given: Mapping[str, object]) -> Trace:
    facts = MadeFacts({name.replace("_", ".", 1): what for name, what in given.items()})
    return compiled(text, expected).evaluate(facts, params)
