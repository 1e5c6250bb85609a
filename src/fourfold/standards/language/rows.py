"""Functions over the rows of a list, and over several values: steps like those of `steps`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal, DecimalException
from operator import gt, lt
from typing import Any

from fourfold.standards.language.evaluating import Known, State, Step, conjunction, flag, known, opposite
from fourfold.standards.language.steps import Fact
from fourfold.standards.language.trace import SHOWN_ROWS, Trace
from fourfold.standards.language.values import Kind, Missing, Value, unknown

_EXTREMES: dict[str, Callable[..., Any]] = {"min": min, "max": max}
_MORE: dict[str, Callable[[Any, Any], bool]] = {"min": lt, "max": gt}


@dataclass(frozen=True, slots=True)
class Loop:
    """The rows of a list, one by one.

    Attributes:
        variable: name of the row.
        source: the list.
        element: what is asked of each row.
        condition: which rows are asked; ``None`` for all.
    """

    variable: str
    source: Fact
    element: Step
    condition: Step | None


class _Kept:
    """The traces of rows that stay: of each answer the first ones.

    Attributes:
        best: row that decided alone, if one did.
    """

    def __init__(self) -> None:
        self.count = 0
        self.best: tuple[int, Trace] | None = None
        self._by_answer: dict[object, list[tuple[int, Trace]]] = {}

    def add(self, answer: object, trace: Trace) -> None:
        """Keep a row's trace if there is room."""
        same = self._by_answer.setdefault(answer, [])
        if len(same) < SHOWN_ROWS:
            same.append((self.count, trace))
        self.count += 1

    def chosen(self, deciding: object) -> tuple[tuple[Trace, ...], int]:
        """Those that decided, then the others in order; and how many are left out."""
        first = self._by_answer.pop(deciding, []) if self.best is None else [self.best]
        rest = (kept for same in self._by_answer.values() for kept in same if kept != self.best)
        others = sorted(rest, key=lambda kept: kept[0])
        traces = tuple(trace for _, trace in [*first, *others][:SHOWN_ROWS])
        return traces, self.count - len(traces)


_LEFT_OUT = "left out"
"""Answer of a row its condition leaves out."""


@dataclass(frozen=True, slots=True)
class Quantified:
    """``all``, ``any`` and ``count`` over rows.

    Of ``count`` the element is what a row has to fulfil.
    """

    text: str
    function: str
    loop: Loop

    def run(self, state: State) -> Trace:
        """Its value: what an unknown row leaves open is unknown."""
        state.step()
        source = self.loop.source.run(state)
        rows = source.value.content
        if not isinstance(rows, tuple):
            return Trace(self.text, self._unknown(), (source,), operator=self.function)
        kept = _Kept()
        counts: dict[Known, int] = {True: 0, False: 0, None: 0}
        for row in rows:
            state.rows[self.loop.variable] = row
            answer, trace = self._row(state)
            counts[answer] += 1
            kept.add(_LEFT_OUT if trace.operator == _LEFT_OUT else answer, trace.of_row(row))
        value, deciding = self._result(counts)
        parts, left_out = kept.chosen(deciding)
        return Trace(self.text, value, parts or (source,), left_out, self.function)

    def _unknown(self) -> Value:
        if self.function == "count":
            return unknown(Kind.NUMBER, Missing.OPERAND, unit="1")
        return unknown(Kind.FLAG, Missing.OPERAND)

    def _row(self, state: State) -> tuple[Known, Trace]:
        state.step()
        loop, of_all = self.loop, self.function == "all"
        condition = loop.condition.run(state) if loop.condition is not None else None
        asked = True if condition is None else known(condition.value)
        if condition is not None and asked is False:
            return of_all, replace(condition, operator=_LEFT_OUT)
        element = loop.element.run(state)
        met = known(element.value)
        if condition is None:
            return met, element
        answer = opposite(conjunction([asked, opposite(met)])) if of_all else conjunction([asked, met])
        return answer, _conditional(condition, element, flag(answer))

    def _result(self, counts: dict[Known, int]) -> tuple[Value, object]:
        if self.function == "count":
            if counts[None]:
                return unknown(Kind.NUMBER, Missing.OPERAND, unit="1"), None
            return Value(Kind.NUMBER, Decimal(counts[True]), "1"), True
        decides = self.function == "any"
        answer = decides if counts[decides] else None if counts[None] else not decides
        return flag(answer), answer


@dataclass(frozen=True, slots=True)
class Reduced:
    """``sum``, ``min`` and ``max`` over rows."""

    text: str
    function: str
    loop: Loop
    kind: Kind
    unit: str

    def run(self, state: State) -> Trace:
        """Its value: one unknown row makes it unknown; the least of nothing has no answer, the sum of nothing is 0."""
        state.step()
        source = self.loop.source.run(state)
        rows = source.value.content
        if not isinstance(rows, tuple):
            value = unknown(self.kind, Missing.OPERAND, unit=self.unit)
            return Trace(self.text, value, (source,), operator=self.function)
        kept, contents = _Kept(), []
        for row in rows:
            state.rows[self.loop.variable] = row
            trace = self._row(state).of_row(row)
            content = trace.value.content
            if trace.is_left_out:
                kept.add(_LEFT_OUT, trace)
                continue
            if content is not None and self._better(content, kept.best):
                kept.best = (kept.count, trace)
            contents.append(content)
            kept.add(content is not None, trace)
        value = _reduced(self.function, contents, self.kind, self.unit)
        if not value.known:
            kept.best = None
        parts, left_out = kept.chosen(value.known)
        return Trace(self.text, value, parts or (source,), left_out, self.function)

    def _better(self, content: Any, best: tuple[int, Trace] | None) -> bool:
        if self.function == "sum":
            return False
        return best is None or _MORE[self.function](content, best[1].value.content)

    def _row(self, state: State) -> Trace:
        state.step()
        loop = self.loop
        if loop.condition is None:
            return loop.element.run(state)
        condition = loop.condition.run(state)
        asked = known(condition.value)
        if asked is False:
            return replace(condition, operator=_LEFT_OUT)
        element = loop.element.run(state)
        value = element.value if asked else unknown(self.kind, Missing.OPERAND, unit=self.unit)
        return _conditional(condition, element, value)


@dataclass(frozen=True, slots=True)
class Counted:
    """``count(LIST)``."""

    text: str
    source: Fact

    def run(self, state: State) -> Trace:
        """How many rows there are."""
        state.step()
        part = self.source.run(state)
        rows = part.value.content
        if isinstance(rows, tuple):
            value = Value(Kind.NUMBER, Decimal(len(rows)), "1")
        else:
            value = unknown(Kind.NUMBER, Missing.OPERAND, unit="1")
        return Trace(self.text, value, (part,), operator="count")


@dataclass(frozen=True, slots=True)
class Extreme:
    """``min`` and ``max`` of values."""

    text: str
    function: str
    operands: tuple[Step, ...]
    kind: Kind
    unit: str

    def run(self, state: State) -> Trace:
        """The least or the greatest; unknown where one of them is."""
        state.step()
        parts = tuple(operand.run(state) for operand in self.operands)
        value = _reduced(self.function, [part.value.content for part in parts], self.kind, self.unit)
        return Trace(self.text, value, parts, operator=self.function)


def _reduced(function: str, contents: list[Any], kind: Kind, unit: str) -> Value:
    if any(content is None for content in contents):
        return unknown(kind, Missing.OPERAND, unit=unit)
    if function != "sum":
        if not contents:
            return unknown(kind, Missing.UNDEFINED, unit=unit)
        return Value(kind, _EXTREMES[function](contents), unit)
    try:
        return Value(kind, sum(contents, Decimal(0)), unit)
    except DecimalException:
        return unknown(kind, Missing.UNDEFINED, unit=unit)


def _conditional(condition: Trace, element: Trace, value: Value) -> Trace:
    return Trace(f"{element.text} if {condition.text}", value, (condition, element), operator="if")
