"""Steps that calculate, under `evaluating.CONTEXT`; where arithmetic has no answer the value is unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, DecimalException
from typing import Any

from fourfold.standards.language.evaluating import State, Step
from fourfold.standards.language.trace import Trace
from fourfold.standards.language.values import Kind, Missing, Value, unknown


@dataclass(frozen=True, slots=True)
class Sign:
    """``-x`` and ``abs(x)``."""

    text: str
    operator: str
    operand: Step
    unit: str

    def run(self, state: State) -> Trace:
        """Its value."""
        state.step()
        part = self.operand.run(state)
        content = part.value.content
        if not isinstance(content, Decimal):
            value = unknown(Kind.NUMBER, Missing.OPERAND, unit=self.unit)
        else:
            turned = content.copy_negate() if self.operator == "-" else content.copy_abs()
            value = Value(Kind.NUMBER, turned, self.unit)
        return Trace(self.text, value, (part,), operator=self.operator)


@dataclass(frozen=True, slots=True)
class Calculated:
    """``+ - * /`` of numbers, and of dates and days.

    Attributes:
        kind: what it comes to.
        unit: of a number it comes to.
    """

    text: str
    operator: str
    left: Step
    right: Step
    kind: Kind
    unit: str

    def run(self, state: State) -> Trace:
        """Its value; unknown where there is no answer."""
        state.step()
        parts = (self.left.run(state), self.right.run(state))
        a, b = parts[0].value.content, parts[1].value.content
        if a is None or b is None:
            value = unknown(self.kind, Missing.OPERAND, unit=self.unit)
        else:
            try:
                value = Value(self.kind, ARITHMETIC[self.operator](a, b), self.unit)
            except (DecimalException, OverflowError, ValueError):
                value = unknown(self.kind, Missing.UNDEFINED, unit=self.unit)
        return Trace(self.text, value, parts, operator=self.operator)


def _add(a: Any, b: Any) -> Any:
    return a + _days(b) if isinstance(a, date) else _days(a) + b if isinstance(b, date) else a + b


def _subtract(a: Any, b: Any) -> Any:
    if not isinstance(a, date):
        return a - b
    return Decimal((a - b).days) if isinstance(b, date) else a - _days(b)


def _days(number: Decimal) -> timedelta:
    if abs(number) > timedelta.max.days or number != number.to_integral_value():
        raise ValueError("a date moves by whole days")
    return timedelta(days=int(number))


ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": _add,
    "-": _subtract,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}
