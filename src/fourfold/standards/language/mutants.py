"""Small changes of a rule, each of which an example of its pack has to notice.

Parameters cannot be changed in a rule's text: whoever tests packs moves their values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from fourfold.core.problems import N_, NOWHERE, Problems
from fourfold.standards.language.nodes import (
    Arithmetic,
    Call,
    Comparison,
    Flag,
    Items,
    Logic,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Rows,
    Text,
)
from fourfold.standards.language.parse import parse
from fourfold.standards.language.writing import unparse

INVERTED = N_("the comparison is inverted")
BOUNDARY = N_("the limit itself changes sides")
JOINED = N_("and and or are exchanged")
NEGATED = N_("not is added")
AFFIRMED = N_("not is taken away")
MOVED = N_("the number moves by one step of its last digit")
DAY = N_("the date moves by one day")
MEMBERSHIP = N_("in and not in are exchanged")
QUANTIFIER = N_("all and any are exchanged")

_INVERSE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "==", "in": "not in", "not in": "in"}
_ACROSS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_OTHER_QUANTIFIER = {"all": "any", "any": "all"}


@dataclass(frozen=True, slots=True)
class Mutation:
    """A changed rule.

    Attributes:
        text: the whole rule, changed.
        what: what sort of change, a template for people.
        before, after: the changed part.
        at: 1-based character of the original at which the part begins.
    """

    text: str
    what: str
    before: str
    after: str
    at: int


@dataclass(frozen=True, slots=True)
class _Changed:
    node: Node
    what: str
    before: Node
    after: Node


def mutants(text: str) -> list[Mutation]:
    """Every change of one place of a rule, no two alike; none of a text that is no rule."""
    form = parse(text, NOWHERE, Problems())
    if form is None:
        return []
    found: dict[str, Mutation] = {}
    for changed in _changes(form, is_flag=True):
        written = unparse(changed.node)
        if changed.node != form and written not in found:
            before = changed.before.text or unparse(changed.before)
            found[written] = Mutation(written, changed.what, before, unparse(changed.after), changed.before.at)
    return list(found.values())


def _changes(node: Node, *, is_flag: bool) -> Iterator[_Changed]:
    """The changes of a node and of everything inside; `is_flag` where it stands for true or false."""
    for what, after in _own(node, is_flag=is_flag):
        yield _Changed(after, what, node, after)
    match node:
        case Not(operand=operand):
            yield from (_rewrapped(c, Not(c.node)) for c in _changes(operand, is_flag=False))
        case Negative(operand=operand):
            yield from (_rewrapped(c, Negative(c.node)) for c in _changes(operand, is_flag=False))
        case Arithmetic(operator=operator, left=left, right=right):
            yield from (_rewrapped(c, Arithmetic(operator, c.node, right)) for c in _changes(left, is_flag=False))
            yield from (_rewrapped(c, Arithmetic(operator, left, c.node)) for c in _changes(right, is_flag=False))
        case Logic(operator=operator, parts=parts):
            yield from (_rewrapped(c, Logic(operator, nodes)) for c, nodes in _each(parts, is_flag=True))
        case Comparison(operators=operators, operands=operands):
            yield from (_rewrapped(c, Comparison(operators, nodes)) for c, nodes in _each(operands, is_flag=False))
        case Items(items=items):
            yield from (_rewrapped(c, Items(nodes)) for c, nodes in _each(items, is_flag=False))
        case Call(function=function, arguments=arguments):
            flags = function in _OTHER_QUANTIFIER
            yield from (_rewrapped(c, Call(function, nodes)) for c, nodes in _each(arguments, is_flag=flags))
        case Rows(element=element, condition=condition):
            yield from (_rewrapped(c, replace(node, element=c.node)) for c in _changes(element, is_flag=is_flag))
            if condition is not None:
                yield from (_rewrapped(c, replace(node, condition=c.node)) for c in _changes(condition, is_flag=True))


def _each(nodes: tuple[Node, ...], *, is_flag: bool) -> Iterator[tuple[_Changed, tuple[Node, ...]]]:
    for index, node in enumerate(nodes):
        for changed in _changes(node, is_flag=is_flag):
            yield changed, (*nodes[:index], changed.node, *nodes[index + 1 :])


def _rewrapped(changed: _Changed, node: Node) -> _Changed:
    return replace(changed, node=node)


def _own(node: Node, *, is_flag: bool) -> Iterator[tuple[str, Node]]:
    """The changes of a node itself."""
    match node:
        case Comparison(operators=operators):
            yield from _compared(node, operators)
        case Logic(operator=operator, parts=parts):
            yield JOINED, Logic("or" if operator == "and" else "and", parts)
        case Not(operand=operand):
            yield AFFIRMED, operand
        case Call(function=function, arguments=arguments) if function in _OTHER_QUANTIFIER:
            yield QUANTIFIER, Call(_OTHER_QUANTIFIER[function], arguments)
        case Number(value=value):
            yield from ((MOVED, moved) for moved in _moved(value))
        case Text(value=value):
            yield from ((DAY, Text(day)) for day in _days_beside(value))
    if isinstance(node, Name | Call | Flag) and (is_flag or _is_flag(node)):
        yield NEGATED, Not(node)


def _is_flag(node: Node) -> bool:
    return isinstance(node, Call) and node.function in ("all", "any", "present")


def _compared(node: Comparison, operators: tuple[str, ...]) -> Iterator[tuple[str, Node]]:
    for index, operator in enumerate(operators):
        for what, table in ((INVERTED, _INVERSE), (BOUNDARY, _ACROSS)):
            other = table.get(operator)
            if other is not None:
                kind = MEMBERSHIP if operator in ("in", "not in") else what
                yield kind, Comparison((*operators[:index], other, *operators[index + 1 :]), node.operands)


def _moved(value: Decimal) -> Iterator[Node]:
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    yield Number(value + step)
    below = value - step
    yield Number(below) if below >= 0 else Negative(Number(-below))


def _days_beside(text: str) -> Iterator[str]:
    try:
        day = date.fromisoformat(text)
        yield (day + timedelta(days=1)).isoformat()
        yield (day - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return
