"""The listed functions: what each takes and comes to."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from fourfold.standards.language import messages as m
from fourfold.standards.language.arithmetic import Sign
from fourfold.standards.language.meeting import meet
from fourfold.standards.language.names import RowName
from fourfold.standards.language.nodes import Call, Name, Node, Rows, Text
from fourfold.standards.language.rows import Counted, Extreme, Loop, Quantified, Reduced
from fourfold.standards.language.steps import Fact, Present
from fourfold.standards.language.types import KIND_NAMES, Checked, Type
from fourfold.standards.language.values import Kind

if TYPE_CHECKING:
    from fourfold.standards.language.check import Checker

MOST_LOOPS = 3
"""Loops within each other."""
FUNCTIONS = ("abs", "all", "any", "count", "max", "min", "present", "sum")

_EXAMPLES = {
    "abs": "abs(result.total_kg_co2e)",
    "all": "all(c.estimated_share < param.limit for c in study.cut_offs)",
    "any": 'any(i.data_kind == "primary" for i in study.inputs)',
    "count": 'count(study.inputs), count(i for i in study.inputs if i.kind == "fuel")',
    "max": "max(c.estimated_share for c in study.cut_offs), max(A, B)",
    "min": "min(s.share for s in result.stages), min(A, B)",
    "present": "present(study.goal.reason), present(study.cut_offs)",
    "sum": "sum(c.estimated_share for c in study.cut_offs)",
}
_MEANT = {
    "len": "count",
    "length": "count",
    "number": "count",
    "exists": "present",
    "defined": "present",
    "isset": "present",
    "empty": "present",
    "every": "all",
    "some": "any",
    "total": "sum",
    "minimum": "min",
    "maximum": "max",
}


class Calls:
    """Checks calls on behalf of a checker."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._names = checker.names

    def check(self, call: Call) -> Checked | None:
        """A call; ``None`` where it is wrong (reported)."""
        if call.function not in FUNCTIONS:
            self._unknown(call)
            return None
        loop = call.arguments[0] if len(call.arguments) == 1 else None
        if isinstance(loop, Rows) and call.function not in ("abs", "present"):
            return self._over_rows(call, loop)
        if any(isinstance(argument, Rows) for argument in call.arguments):
            self._wrong(call)
            return None
        match call.function, call.arguments:
            case "present", (Name() as name,):
                return self._present(call, name)
            case "count", (Name() as name,):
                return self._count(call, name)
            case "abs", (argument,):
                operand = self._checker.of_kind(argument, Kind.NUMBER)
                unit = operand.type.unit if operand else ""
                return operand and Checked(Sign(call.text, "abs", operand.step, unit), Type(Kind.NUMBER, unit))
            case (("min" | "max"), (_, _, *_)):
                return self._extreme(call)
        self._wrong(call)
        return None

    def _wrong(self, call: Call) -> None:
        self._checker.error(m.ARGUMENTS, call, found=call.function, example=_EXAMPLES[call.function])

    def _unknown(self, call: Call) -> None:
        near = _MEANT.get(call.function.casefold()) or next(
            iter(get_close_matches(call.function.casefold(), FUNCTIONS, n=1, cutoff=0.5)), ""
        )
        kind = m.OTHER_FUNCTION if near else m.UNKNOWN_FUNCTION
        self._checker.error(kind, call, found=call.function, near=near)

    def _present(self, call: Call, name: Name) -> Checked | None:
        operand = self._names.look_up(name)
        if operand is None:
            return None
        if not isinstance(operand.step, Fact) or operand.type.kind is Kind.RECORD:
            self._checker.wrong_kind(name, operand.type, KIND_NAMES[Kind.TEXT])
            return None
        return Checked(Present(call.text, operand.step), Type(Kind.FLAG))

    def _list(self, name: Name) -> Checked | None:
        found = self._names.look_up(name)
        if found is not None and found.type.kind is not Kind.LIST:
            self._checker.error(m.NOT_A_LIST, name)
            return None
        return found

    def _count(self, call: Call, name: Name) -> Checked | None:
        found = self._list(name)
        if found is None or not isinstance(found.step, Fact):
            return None
        return Checked(Counted(call.text, found.step), Type(Kind.NUMBER, "1"))

    def _extreme(self, call: Call) -> Checked | None:
        """``min`` and ``max`` of values; a text in quotes beside a date is a date."""
        written = (Kind.TEXT,) if any(isinstance(argument, Text) for argument in call.arguments) else ()
        parts = self._checker.all_of(call.arguments, Kind.NUMBER, Kind.DATE, *written)
        if parts is None:
            return None
        first = next((part for part in parts if part.type.literal is None), parts[0])
        if first.type.kind is Kind.TEXT:
            self._checker.wrong_kind(first.node, first.type, KIND_NAMES[Kind.NUMBER])
            return None
        met = [(first, first) if part is first else meet(first, part, self._checker.error) for part in parts]
        steps = tuple(pair[1].checked.step for pair in met if pair is not None)
        if len(steps) < len(parts):
            return None
        step = Extreme(call.text, call.function, steps, first.type.kind, first.type.unit)
        return Checked(step, Type(first.type.kind, first.type.unit))

    def _over_rows(self, call: Call, rows: Rows) -> Checked | None:
        source = self._list(rows.source)
        if not self._names.may_name_a_row(rows.variable) or rows.variable in FUNCTIONS:
            self._checker.error(m.VARIABLE, rows, found=rows.variable)
            return None
        if len(self._names.rows) == MOST_LOOPS:
            self._checker.error(m.LOOPS, rows, most=MOST_LOOPS)
            return None
        if source is None or not isinstance(source.step, Fact):
            return None
        self._names.rows[rows.variable] = RowName(source.type)
        try:
            return self._of_rows(call, rows, source.step)
        finally:
            del self._names.rows[rows.variable]

    def _of_rows(self, call: Call, rows: Rows, source: Fact) -> Checked | None:
        condition = self._checker.of_kind(rows.condition, Kind.FLAG) if rows.condition is not None else None
        if call.function == "count" and _is_variable(rows.element, rows.variable):
            return self._counted(call, rows, source, condition)
        if call.function in ("sum", "min", "max"):
            kinds = (Kind.NUMBER,) if call.function == "sum" else (Kind.NUMBER, Kind.DATE)
            element = self._checker.of_kind(rows.element, *kinds)
        else:
            element = self._checker.of_kind(rows.element, Kind.FLAG)
        if element is None or (rows.condition is not None and condition is None):
            return None
        loop = Loop(rows.variable, source, element.step, condition.step if condition else None)
        kind, unit = element.type.kind, element.type.unit
        if call.function in ("sum", "min", "max"):
            return Checked(Reduced(call.text, call.function, loop, kind, unit), Type(kind, unit))
        comes_to = Type(Kind.NUMBER, "1") if call.function == "count" else Type(Kind.FLAG)
        return Checked(Quantified(call.text, call.function, loop), comes_to)

    def _counted(self, call: Call, rows: Rows, source: Fact, condition: Checked | None) -> Checked | None:
        """``count(x for x in LIST if CONDITION)``: what a row has to fulfil is the condition."""
        if rows.condition is None:
            return Checked(Counted(call.text, source), Type(Kind.NUMBER, "1"))
        if condition is None:
            return None
        loop = Loop(rows.variable, source, condition.step, None)
        return Checked(Quantified(call.text, "count", loop), Type(Kind.NUMBER, "1"))


def _is_variable(node: Node, variable: str) -> bool:
    return isinstance(node, Name) and node.path == (variable,)
