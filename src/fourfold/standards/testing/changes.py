"""Small changes of a rule, each of which says something else: what an example has to notice.

Of expressions: comparisons inverted and moved, ``and`` and ``or`` swapped, and the like (`language.mutants`); the
condition ``applies_when`` taken away. Of parameters: the value a step of its last digit up and down, a date a day
earlier and later. A change that is no valid rule is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, Problems, Term
from fourfold.formats.dates import read_date
from fourfold.formats.numbers import read_number
from fourfold.standards.facts.vocabulary import dictionary
from fourfold.standards.language.expression import Expression, compile_expression
from fourfold.standards.language.mutants import mutants
from fourfold.standards.language.values import Value
from fourfold.standards.pack.model import DatedValue, Parameter, Requirement
from fourfold.standards.pack.resolved import InForce, Resolved

TEST, CONDITION = Term(N_("the test")), Term(N_("the condition"))
ALWAYS = "true"


@dataclass(frozen=True, slots=True)
class RuleChange:
    """The test or the condition of a rule reads otherwise.

    Attributes:
        what: which of both.
        whole: how it reads before the change.
        was, now: the part that is changed.
        expression: compiled; ``None`` for a condition that is taken away.
    """

    what: Term
    whole: str
    was: str
    now: str
    expression: Expression | None

    def holds_on(self, day: date) -> bool:  # noqa: ARG002 - as of the other sort of change
        """Whether the change can make a difference on a day: on any."""
        return True

    def made_to(self, rule: InForce, values: Mapping[str, Value]) -> tuple[InForce, Mapping[str, Value]]:
        """The rule and the values of the parameters after the change."""
        if self.what is TEST and self.expression is not None:
            tests = tuple(self.expression if test.text == self.whole else test for test in rule.tests)
            return replace(rule, tests=tests), values
        own = rule.applies_when
        conditions = tuple(self.expression if same_text(one, own) else one for one in rule.conditions)
        return replace(rule, applies_when=self.expression, conditions=conditions), values


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A parameter has another value.

    Attributes:
        name: of the parameter.
        dated: the value that is changed; the others stay.
        now: the value after the change.
    """

    name: str
    dated: DatedValue
    now: str
    content: Decimal | date

    @property
    def what(self) -> str:
        """What is changed."""
        return f"param.{self.name}"

    @property
    def was(self) -> str:
        """The value before the change."""
        return self.dated.value

    def holds_on(self, day: date) -> bool:
        """Whether the changed value is that of a day."""
        return self.dated.holds(day)

    def made_to(self, rule: InForce, values: Mapping[str, Value]) -> tuple[InForce, Mapping[str, Value]]:
        """The rule and the values of the parameters after the change."""
        return rule, {**values, self.name: replace(values[self.name], content=self.content)}


Change = RuleChange | ValueChange


def same_text(one: Expression | None, other: Expression | None) -> bool:
    """Whether two expressions are the same."""
    return one is other or (one is not None and other is not None and one.text == other.text)


def changes_of(rule: InForce, resolved: Resolved) -> Iterator[Change]:
    """The changes of a rule of the pack that is tested.

    Of one it inherits unchanged only parameters of the pack itself are moved: the rest is the parent's to test.
    """
    requirement, own = rule.requirement, rule.pack == resolved.pack.id
    if own and rule.tests:
        yield from _of_expression(TEST, requirement.test, requirement, resolved)
    if own and rule.applies_when is not None and rule.applies_when.text == requirement.applies_when:
        yield RuleChange(CONDITION, requirement.applies_when, requirement.applies_when, ALWAYS, None)
        yield from _of_expression(CONDITION, requirement.applies_when, requirement, resolved)
    for name in sorted(parameters_read(rule)):
        parameter = resolved.parameters.get(name)
        if parameter is not None and (own or parameter.pack == resolved.pack.id):
            yield from _of_parameter(parameter.parameter)


def parameters_read(rule: InForce) -> frozenset[str]:
    """Parameters a rule reads."""
    expressions = [*rule.tests, *rule.conditions, rule.applies_when]
    return frozenset(name for expression in expressions if expression is not None for name in expression.params)


def _of_expression(what: Term, text: str, requirement: Requirement, resolved: Resolved) -> Iterator[RuleChange]:
    units = {name: found.parameter.unit for name, found in resolved.parameters.items()}
    for changed in mutants(text):
        expression = compile_expression(changed.text, dictionary(), units, requirement.place, Problems())
        if expression is not None:
            yield RuleChange(what, text, changed.before, changed.after, expression)


def _of_parameter(parameter: Parameter) -> Iterator[ValueChange]:
    for dated in parameter.values:
        number, day = read_number(dated.value), read_date(dated.value)
        if parameter.unit == "date" and day is not None:
            for moved in days_beside(day, -1, 1):
                yield ValueChange(parameter.name, dated, moved.isoformat(), moved)
        elif parameter.unit not in ("date", "text") and isinstance(number, Decimal):
            for moved_number in (number - last_digit(number), number + last_digit(number)):
                yield ValueChange(parameter.name, dated, decimal_text(moved_number), moved_number)


def days_beside(day: date, *steps: int) -> Iterator[date]:
    """Days so many days after a day, as far as the calendar goes."""
    for step in steps:
        with suppress(OverflowError):
            yield day + timedelta(days=step)


def last_digit(number: Decimal) -> Decimal:
    """One step of the last digit a number is written with: 0.01 of 0.05, 1 of 500."""
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(1)
