"""What a checked expression consists of: steps that come to a value and its trace.

Nothing is left out for having been decided, so that the trace is whole. Arithmetic stands in `arithmetic`, what reaches
the rows of lists in `rows`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from fourfold.standards.language.evaluating import Known, State, Step, conjunction, flag, known, opposite
from fourfold.standards.language.trace import Trace
from fourfold.standards.language.values import Kind, Missing, Value, is_filler, unknown

_CONTENTS: dict[Kind, type | tuple[type, ...]] = {
    Kind.NUMBER: Decimal,
    Kind.TEXT: str,
    Kind.FLAG: bool,
    Kind.DATE: date,
    Kind.LIST: tuple,
    Kind.RECORD: Mapping,
}
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
filler = lru_cache(maxsize=10_000)(is_filler)


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the rule."""

    text: str
    value: Value

    def run(self, state: State) -> Trace:
        """Its value."""
        state.step()
        return Trace(self.text, self.value)


@dataclass(frozen=True, slots=True)
class Fact:
    """A name of the dictionary, a parameter, a field of a row, or a row that is a text.

    Attributes:
        origin: dictionary name, or ``param.NAME``.
        variable: of the row it is read from; empty otherwise.
        field: within the row; empty for a row that is a text.
        choices: texts it may be, which say something even where they look like filler.
        is_code: whether it is a short name or a code, which never is filler.
    """

    text: str
    origin: str
    kind: Kind
    unit: str
    variable: str = ""
    field: str = ""
    choices: tuple[str, ...] = ()
    is_code: bool = False

    def run(self, state: State) -> Trace:
        """What is said under this name."""
        state.step()
        if self.variable:
            return Trace(self.text, self._settled(self._of_row(state.rows[self.variable])))
        trace = state.seen.get(self.origin)
        if trace is None:
            trace = state.seen[self.origin] = Trace(self.text, self._settled(self._looked_up(state)))
        return trace

    def _of_row(self, row: Value) -> Value:
        if not self.field:
            return row
        found = row.content.get(self.field) if isinstance(row.content, Mapping) else None
        return found or unknown(self.kind, row.missing or Missing.ABSENT, place=row.place)

    def _looked_up(self, state: State) -> Value:
        if not self.origin.startswith("param."):
            return state.facts.look_up(self.origin)
        return state.params.get(self.origin.removeprefix("param."), unknown(self.kind, Missing.ABSENT))

    def _settled(self, value: Value) -> Value:
        """The value as rules may use it: filler says nothing, and what has no answer is unknown."""
        content, why = value.content, value.missing
        if content is not None and not isinstance(content, _CONTENTS[self.kind]):
            raise TypeError(f"{self.origin} is declared as {self.kind} and given as {type(content).__name__}")
        if isinstance(content, Decimal):
            if not content.is_finite():
                content, why = None, Missing.UNDEFINED
        elif isinstance(content, str) and self.is_silent(content):
            content, why = None, Missing.FILLER
        fits = value.kind is self.kind and value.origin and (not self.unit or value.unit == self.unit)
        if fits and content is value.content:
            return value
        origin = value.origin or self.origin
        return Value(self.kind, content, self.unit or value.unit, value.place, origin, value.source, why)

    def is_silent(self, text: str) -> bool:
        """Whether a text under this name, or a member of the list of this name, says nothing."""
        return not self.is_code and text not in self.choices and filler(text)


@dataclass(frozen=True, slots=True)
class Present:
    """Whether something is said under a name; of a list, whether it has a row, or a text that says something."""

    text: str
    operand: Fact

    def run(self, state: State) -> Trace:
        """True or false; unknown only for what needs a result there is none of."""
        state.step()
        part = self.operand.run(state)
        value = part.value
        if value.missing is Missing.NOT_CALCULATED:
            answer = None
        elif isinstance(value.content, tuple):
            answer = any(self._says(member.content, state) for member in value.content)
        else:
            answer = value.known
        return Trace(self.text, flag(answer), (part,), operator="present")

    def _says(self, member: object, state: State) -> bool:
        """Whether a member of a list says something: a row does, a text that is filler does not."""
        state.step()
        return member is not None and not (isinstance(member, str) and self.operand.is_silent(member))


@dataclass(frozen=True, slots=True)
class Opposite:
    """``not``."""

    text: str
    operand: Step

    def run(self, state: State) -> Trace:
        """Its value."""
        state.step()
        part = self.operand.run(state)
        return Trace(self.text, flag(opposite(known(part.value))), (part,), operator="not")


@dataclass(frozen=True, slots=True)
class Joined:
    """``and`` or ``or``."""

    text: str
    operator: str
    parts: tuple[Step, ...]

    def run(self, state: State) -> Trace:
        """Its value; every part is evaluated."""
        state.step()
        parts = tuple(part.run(state) for part in self.parts)
        flags = [known(part.value) for part in parts]
        answer = conjunction(flags) if self.operator == "and" else opposite(conjunction([opposite(f) for f in flags]))
        return Trace(self.text, flag(answer), parts, operator=self.operator)


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison of two values, or a chain of three."""

    text: str
    operators: tuple[str, ...]
    operands: tuple[Step, ...]

    def run(self, state: State) -> Trace:
        """Its value."""
        state.step()
        parts = tuple(operand.run(state) for operand in self.operands)
        answers: list[Known] = []
        for operator, left, right in zip(self.operators, parts, parts[1:], strict=False):
            a, b = left.value.content, right.value.content
            answers.append(None if a is None or b is None else COMPARISONS[operator](a, b))
        return Trace(self.text, flag(conjunction(answers)), parts, operator=" ".join(self.operators))


@dataclass(frozen=True, slots=True)
class Listed:
    """A list written out."""

    text: str
    items: tuple[Step, ...]

    def run(self, state: State) -> Trace:
        """Its values."""
        state.step()
        parts = tuple(item.run(state) for item in self.items)
        return Trace(self.text, Value(Kind.LIST, tuple(part.value for part in parts)), parts, operator="list")


@dataclass(frozen=True, slots=True)
class Contained:
    """``in`` and ``not in``.

    Attributes:
        choices: texts the members may be, which say something even where they look like filler.
        of_codes: whether the members are short names or codes, which never are filler.
    """

    text: str
    operator: str
    operand: Step
    members: Step
    choices: tuple[str, ...] = ()
    of_codes: bool = False

    def run(self, state: State) -> Trace:
        """Found, not found, or unknown where an unknown member or operand leaves it open."""
        state.step()
        parts = (self.operand.run(state), self.members.run(state))
        answer = self._answer(parts[0].value.content, parts[1].value.content, state)
        if self.operator == "not in":
            answer = opposite(answer)
        return Trace(self.text, flag(answer), parts, operator=self.operator)

    def _answer(self, wanted: object, members: object, state: State) -> Known:
        if not isinstance(members, tuple):
            return None
        open_ = wanted is None and bool(members)
        for member in members:
            state.step()
            content = member.content
            if content is None or (isinstance(content, str) and self._is_silent(content)):
                open_ = True
            elif content == wanted:
                return True
        return None if open_ else False

    def _is_silent(self, text: str) -> bool:
        return not self.of_codes and text not in self.choices and filler(text)
