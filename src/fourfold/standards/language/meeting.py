"""Whether two values may meet in a comparison, a sum or a list: kinds, units, choices, and dates written as texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fourfold.core.problems import N_, MessageKind, Term
from fourfold.standards.language import messages as m
from fourfold.standards.language import units
from fourfold.standards.language.nodes import Node
from fourfold.standards.language.steps import Constant, filler
from fourfold.standards.language.types import KIND_NAMES, Checked, Type
from fourfold.standards.language.values import Kind, Value

Report = Callable[..., None]
"""``report(kind, node, **params)``."""

_PRESENT = N_("compare values of one kind; present(NAME) asks whether something is given")
_QUOTES = N_("write numbers without quotes")
_FLAGS = N_("true and false are no numbers: write NAME or not NAME")
_DAYS = N_("a date meets dates; days between dates are numbers in day")


@dataclass(frozen=True, slots=True)
class Part:
    """A checked node."""

    node: Node
    checked: Checked

    @property
    def type(self) -> Type:
        """Its type."""
        return self.checked.type


def meet(left: Part, right: Part, report: Report) -> tuple[Part, Part] | None:
    """The two as they may meet, a text that is a date as a date; ``None`` when they may not (reported)."""
    if left.type.kind is Kind.DATE and right.type.literal is not None and right.type.kind is Kind.TEXT:
        dated = _dated(left, right, report)
        return (left, dated) if dated else None
    if right.type.kind is Kind.DATE and left.type.literal is not None and left.type.kind is Kind.TEXT:
        dated = _dated(right, left, report)
        return (dated, right) if dated else None
    if left.type.kind is not right.type.kind:
        _unlike_kinds(left, right, report)
        return None
    if left.type.kind is Kind.NUMBER:
        return (left, right) if _same_units(left, right, report) else None
    if left.type.kind is Kind.TEXT:
        return (left, right) if _choice(left, right, report) and _choice(right, left, report) else None
    return left, right


def _dated(of: Part, written: Part, report: Report) -> Part | None:
    try:
        day = date.fromisoformat(written.type.literal or "")
    except ValueError:
        day = None
    if day is None or day.isoformat() != written.type.literal:
        report(m.NO_DATE, written.node, left=of.node.text)
        return None
    step = Constant(written.node.text, Value(Kind.DATE, day))
    return Part(written.node, Checked(step, Type(Kind.DATE)))


def _unlike_kinds(left: Part, right: Part, report: Report) -> None:
    kinds = {left.type.kind, right.type.kind}
    repair = _PRESENT
    if Kind.FLAG in kinds:
        repair = _FLAGS
    elif Kind.DATE in kinds:
        repair = _DAYS
    elif kinds == {Kind.NUMBER, Kind.TEXT} and (left.type.literal, right.type.literal) != (None, None):
        repair = _QUOTES
    names = {"left": left.node.text, "right": right.node.text, "repair": Term(repair)}
    report(m.UNLIKE_KINDS, left.node, first=KIND_NAMES[left.type.kind], second=KIND_NAMES[right.type.kind], **names)


def _same_units(left: Part, right: Part, report: Report) -> bool:
    if units.same(left.type.unit, right.type.unit) or _is_zero(left.type) or _is_zero(right.type):
        return True
    kind: MessageKind = m.UNLIKE_UNITS
    if left.type.literal is not None:
        left, right = right, left
    if right.type.literal is not None:
        kind = m.BARE_NUMBER
    elif units.same_measure(left.type.unit, right.type.unit):
        kind = m.OTHER_SIZE
    names = {"left": left.node.text, "right": right.node.text}
    report(kind, left.node, first=units.plain(left.type.unit), second=units.plain(right.type.unit), **names)
    return False


def _is_zero(type_: Type) -> bool:
    return type_.literal is not None and not Decimal(type_.literal)


def _choice(named: Part, written: Part, report: Report) -> bool:
    """Whether a text in the rule is one the name beside it may be."""
    literal = written.type.literal
    if literal is None or literal in named.type.choices:
        return True
    if named.type.choices:
        report(m.NO_CHOICE, written.node, left=named.node.text, choices=", ".join(named.type.choices))
        return False
    if not named.type.is_code and filler(literal):
        report(m.FILLER, written.node)
        return False
    return True
