"""An expression of the rule language, parsed, checked against a dictionary, and ready to be evaluated often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import localcontext

from fourfold.core.problems import Place, Problems
from fourfold.standards.language.check import Checker
from fourfold.standards.language.dictionary import Dictionary
from fourfold.standards.language.evaluating import CONTEXT, Facts, State, Step, TooMuchError
from fourfold.standards.language.nodes import Node
from fourfold.standards.language.parse import parse
from fourfold.standards.language.trace import Trace
from fourfold.standards.language.values import Kind, Missing, Value, unknown

__all__ = ["Expression", "Facts", "compile_expression"]


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression.

    Attributes:
        text: as written.
        kind: what it comes to.
        unit: unit of a number it comes to.
        reads: dictionary names it reads, fields of rows included.
        params: parameters it reads, without ``param.``.
        form: what was written, as nodes.
        step: what evaluates it.
    """

    text: str
    kind: Kind
    unit: str
    reads: frozenset[str]
    params: frozenset[str]
    form: Node = field(repr=False)
    step: Step = field(repr=False, compare=False)

    def evaluate(self, facts: Facts, params: Mapping[str, Value]) -> Trace:
        """Evaluate: never raises for data; what cannot be told is unknown in the trace's value.

        Args:
            facts: what the study says.
            params: value of each parameter by name, in the unit declared for it.

        Raises:
            TypeError: the facts are of other kinds than the dictionary says.
        """
        try:
            with localcontext(CONTEXT):
                return self.step.run(State(facts, params))
        except TooMuchError:
            return Trace(self.text, unknown(self.kind, Missing.TOO_MUCH, unit=self.unit))


def compile_expression(
    text: str,
    dictionary: Dictionary,
    param_units: Mapping[str, str],
    place: Place,
    problems: Problems,
    expected: Kind = Kind.FLAG,
) -> Expression | None:
    """Parse and check an expression; ``None`` when it is refused (every reason reported).

    Args:
        text: the expression.
        dictionary: names it may use.
        param_units: unit of every parameter it may use as ``param.NAME``; ``date`` and ``text`` for such parameters.
        place: where it stands in the pack.
        problems: receives what is wrong, with the column in the text.
        expected: what it has to come to.
    """
    form = parse(text, place, problems)
    if form is None:
        return None
    checker = Checker(dictionary, param_units, place, problems)
    checked = checker.whole(form, expected)
    if checked is None:
        return None
    kind = checked.type.kind
    unit = checked.type.unit if kind is Kind.NUMBER else ""
    return Expression(text, kind, unit, frozenset(checker.reads), frozenset(checker.params), form, checked.step)
