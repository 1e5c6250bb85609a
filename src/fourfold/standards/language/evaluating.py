"""What an evaluation works with: the decimal context, the bound of its steps, and logic of three values.

Logic is Kleene's: what is unknown stays unknown unless the rest decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Context, DivisionByZero, FloatOperation, InvalidOperation, Overflow, Underflow
from typing import Protocol, TypeAlias

from fourfold.standards.language.trace import Trace
from fourfold.standards.language.values import Kind, Missing, Value, unknown

CONTEXT = Context(
    prec=50,
    rounding=ROUND_HALF_EVEN,
    Emin=-9999,
    Emax=9999,
    traps=[InvalidOperation, DivisionByZero, Overflow, Underflow, FloatOperation],
)
"""Fifty digits, halves to even. Beyond its exponents, as without an answer, a value is unknown."""
MOST_STEPS = 1_000_000
"""Steps an evaluation may take."""

Known: TypeAlias = bool | None
"""A flag of three values."""

TRUE, FALSE = Value(Kind.FLAG, True), Value(Kind.FLAG, False)
MAYBE = unknown(Kind.FLAG, Missing.OPERAND)


class Facts(Protocol):
    """What a study and its result say."""

    def look_up(self, name: str) -> Value:
        """The value of a dictionary name that is no field of a list's rows; unknown values say why and where.

        A list of rows holds `RECORD` values: mappings of field name (without the list's) to `Value`, every field of
        the dictionary present, unknown where blank.
        """
        ...


class TooMuchError(Exception):
    """An evaluation takes more steps than it may."""


class State:
    """An evaluation under way.

    Attributes:
        rows: the row each loop stands at, by variable.
    """

    __slots__ = ("facts", "left", "params", "rows", "seen")

    def __init__(self, facts: Facts, params: Mapping[str, Value]) -> None:
        self.facts = facts
        self.params = params
        self.rows: dict[str, Value] = {}
        self.seen: dict[str, Trace] = {}
        self.left = MOST_STEPS

    def step(self) -> None:
        """Count a step.

        Raises:
            TooMuchError: it is one too many.
        """
        self.left -= 1
        if self.left < 0:
            raise TooMuchError


class Step(Protocol):
    """Something that comes to a value."""

    @property
    def text(self) -> str:
        """As written."""
        ...

    def run(self, state: State) -> Trace:
        """Its value, with how it came about."""
        ...


def flag(known: Known) -> Value:
    """A flag of three values as a value."""
    return MAYBE if known is None else TRUE if known else FALSE


def known(value: Value) -> Known:
    """A value as a flag of three values."""
    return value.content if isinstance(value.content, bool) else None


def conjunction(parts: list[Known]) -> Known:
    """Kleene's and."""
    return False if False in parts else None if None in parts else True


def opposite(part: Known) -> Known:
    """Kleene's not."""
    return None if part is None else not part
