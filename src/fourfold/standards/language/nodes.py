"""The form of an expression: what was written, before names and units mean anything.

Nodes are equal when they say the same; where they stand in the text does not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """Where a node stands.

    Attributes:
        text: as written.
        at: 1-based character of the expression at which it begins.
    """

    text: str = field(default="", compare=False)
    at: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Number(_Written):
    """A number, never negative: the sign is a `Negative`."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Text(_Written):
    """A text in quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Flag(_Written):
    """``true`` or ``false``."""

    value: bool


@dataclass(frozen=True, slots=True)
class Name(_Written):
    """A dotted name: of the dictionary, of a parameter, of a row or of its fields."""

    path: tuple[str, ...]

    @property
    def dotted(self) -> str:
        """The name as one text."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Items(_Written):
    """A list written out: ``("a", "b")``."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Negative(_Written):
    """``-x``."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Not(_Written):
    """``not x``."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(_Written):
    """``a + b``, and ``-``, ``*``, ``/``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(_Written):
    """``a and b and c``, or with ``or``; two parts at least."""

    operator: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Comparison(_Written):
    """``a < b``, ``a < b <= c``, ``a in b``: one operator between each two operands."""

    operators: tuple[str, ...]
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Rows(_Written):
    """``element for variable in name if condition``."""

    element: Node
    variable: str
    source: Name
    condition: Node | None


@dataclass(frozen=True, slots=True)
class Call(_Written):
    """``function(arguments)``; over a list its one argument is a `Rows`."""

    function: str
    arguments: tuple[Node, ...]


Node: TypeAlias = Number | Text | Flag | Name | Items | Negative | Not | Arithmetic | Logic | Comparison | Rows | Call


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside, in the order in which they are written."""
    match node:
        case Items(items=inner) | Logic(parts=inner) | Comparison(operands=inner) | Call(arguments=inner):
            return inner
        case Negative(operand=operand) | Not(operand=operand):
            return (operand,)
        case Arithmetic(left=left, right=right):
            return (left, right)
        case Rows(element=element, source=source, condition=condition):
            return (element, source) if condition is None else (element, source, condition)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything inside."""
    yield node
    for child in children(node):
        yield from walk(child)
