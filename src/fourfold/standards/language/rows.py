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
        best: the first row that decided as the least or the greatest, if one did.
        ties: all rows that are as small or as great.
    """

    def __init__(self) -> None:
        self.count = 0
        self.best: tuple[int, Trace] | None = None
        self.ties: list[Value] = []
        self._by_answer: dict[object, list[tuple[int, Trace]]] = {}
        self._rows: dict[object, list[Value]] = {}

    def add(self, answer: object, trace: Trace, row: Value) -> None:
        """Keep a row's trace if there is room."""
        self._rows.setdefault(answer, []).append(row)
        same = self._by_answer.setdefault(answer, [])
        if len(same) < SHOWN_ROWS:
            same.append((self.count, trace))
        self.count += 1

    def trace(self, text: str, value: Value, function: str, deciding: object, source: Trace) -> Trace:
        """The aggregate: of its rows first those with the deciding answer, then the others in order.

        Args:
            text: the aggregate as written.
            value: what it came to.
            function: its name.
            deciding: answer of the rows that made the value.
            source: the list, which stands for its rows where it has none.
        """
        parts = self._chosen(deciding)
        shown = {id(part.row) for part in parts}
        also = tuple(row for row in self._deciding(deciding) if id(row) not in shown)
        return Trace(text, value, parts or (source,), self.count - len(parts), function, also=also)

    def _deciding(self, deciding: object) -> list[Value]:
        return self._rows.get(deciding, []) if self.best is None else self.ties

    def _chosen(self, deciding: object) -> tuple[Trace, ...]:
        first = self._by_answer.pop(deciding, []) if self.best is None else [self.best]
        rest = (kept for same in self._by_answer.values() for kept in same if kept != self.best)
        others = sorted(rest, key=lambda kept: kept[0])
        return tuple(trace for _, trace in [*first, *others][:SHOWN_ROWS])


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
            kept.add(_LEFT_OUT if trace.operator == _LEFT_OUT else answer, trace.of_row(row), row)
        value, deciding = self._result(counts)
        return kept.trace(self.text, value, self.function, deciding, source)

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
                kept.add(_LEFT_OUT, trace, row)
                continue
            if content is not None and self.function != "sum":
                self._compare(content, trace, row, kept)
            contents.append(content)
            kept.add(content is not None, trace, row)
        value = _reduced(self.function, contents, self.kind, self.unit)
        if not value.known:
            kept.best = None
        return kept.trace(self.text, value, self.function, value.known or None not in contents, source)

    def _compare(self, content: Any, trace: Trace, row: Value, kept: _Kept) -> None:
        """Keep a row that is less or greater than all before, or as small or great."""
        before = kept.best[1].value.content if kept.best is not None else None
        if kept.best is None or _MORE[self.function](content, before):
            kept.best, kept.ties = (kept.count, trace), [row]
        elif content == before:
            kept.ties.append(row)

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
