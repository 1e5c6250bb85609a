"""Text to nodes. Python's `ast` builds a tree of the bounded tokens `limits` lets through; what is not listed here is
refused. Nothing is ever compiled to code.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from decimal import Decimal
from typing import cast

from fourfold.core.problems import N_, MessageKind, Place, Problems, Term
from fourfold.standards.language import messages as m
from fourfold.standards.language.limits import DEEPEST, Token, scan
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

MOST_COMPARED = 3
"""Values of a chain such as ``0 <= x <= 1``."""

_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}
_FLAGS = {"true": True, "false": False}
_FORMS: dict[type[ast.AST], tuple[str, str]] = {
    ast.GeneratorExp: (
        N_("a loop outside a function"),
        N_("put it into all(…), any(…), sum(…), count(…), min(…) or max(…), as its only argument"),
    ),
    ast.IfExp: (N_("a choice between two values"), N_("write two requirements, each with its applies_when")),
    ast.Starred: (N_("a star before an argument"), N_("write each argument")),
    ast.UnaryOp: (N_("a plus sign before a value"), N_("take it away")),
}
_OTHER_FORM = (N_("this"), N_("say it with the words of the rule language"))
_METHOD = (N_("a function behind a point"), N_("functions stand before their argument, as in count(study.inputs)"))
_POINT = (N_("a point behind a value"), N_("names have points; values have none"))
_LOOP = (N_("a loop with several for, several if or several names"), N_("one for, one if, joined by and"))
_LIST = (
    N_("a comma between values"),
    N_("lists stand in parentheses; numbers are written without separators, as 1000"),
)
_EMPTY_LIST = (N_("a list of nothing"), N_("write what it consists of"))


def parse(text: str, place: Place, problems: Problems) -> Node | None:
    """The form of an expression; ``None`` when it is refused (every reason reported).

    Args:
        text: the expression.
        place: where it stands in the pack.
        problems: receives what is wrong, with the character at which it stands.
    """
    tokens = scan(text, place, problems)
    if tokens is None:
        return None
    reader = _Reader(text, tokens, place, problems)
    tree = reader.tree()
    return None if tree is None else reader.node(tree, 0)


class _Reader:
    """Turns Python's tree into nodes; a refused part is reported and comes to ``None``."""

    def __init__(self, text: str, tokens: Sequence[Token], place: Place, problems: Problems) -> None:
        # Line breaks only part words here; as blanks they leave every position where it is.
        self._text = text.replace("\n", " ").replace("\r", " ").replace("\t", " ")
        self._bytes = self._text.encode()
        self._numbers = {token.start: token.text for token in tokens if token.kind == "number"}
        self._tokens = tokens
        self._place = place
        self._problems = problems
        self._is_too_deep = False

    def tree(self) -> ast.expr | None:
        """Python's tree."""
        lead = self._tokens[0].start
        try:
            return _shifted(ast.parse(self._text[lead:], mode="eval").body, lead)
        except SyntaxError as fault:
            self._syntax(lead + (fault.offset or 1) - 1)
        except (RecursionError, MemoryError, ValueError):
            self._problems.error(m.TOO_DEEP, self._place, at=1, most=DEEPEST)
        return None

    def _syntax(self, start: int) -> None:
        at = next((t for t in self._tokens if t.start + len(t.text) > start), self._tokens[-1])
        self._problems.error(m.SYNTAX, self._place, at=at.start + 1, found=at.text)

    def _start(self, tree: ast.expr) -> int:
        return len(self._bytes[: tree.col_offset].decode())

    def _written(self, tree: ast.expr) -> tuple[str, int]:
        """A node's own text and its 1-based character."""
        text = self._bytes[tree.col_offset : tree.end_col_offset].decode()
        return " ".join(text.split()), self._start(tree) + 1

    def _error(self, kind: MessageKind, tree: ast.expr, **params: object) -> None:
        text, at = self._written(tree)
        self._problems.error(kind, self._place, at=at, **{"found": text, **params})

    def _refuse(self, tree: ast.expr, form: tuple[str, str]) -> None:
        self._error(m.FORM, tree, what=Term(form[0]), repair=Term(form[1]))

    def node(self, tree: ast.expr, depth: int) -> Node | None:
        """The node of a tree."""
        if depth > DEEPEST:
            if not self._is_too_deep:  # once: both sides of every sum lie as deep
                self._error(m.TOO_DEEP, tree, most=DEEPEST)
            self._is_too_deep = True
            return None
        match tree:
            case ast.Constant(value=str() | int() | float()):
                return self._constant(tree)
            case ast.Name() | ast.Attribute():
                return self._name(tree)
            case ast.UnaryOp(op=ast.USub() | ast.Not()):
                return self._unary(tree, depth + 1)
            case ast.BinOp() if type(tree.op) in _ARITHMETIC:
                return self._arithmetic(tree, depth + 1)
            case ast.BoolOp():
                return self._logic(tree, depth + 1)
            case ast.Compare():
                return self._comparison(tree, depth + 1)
            case ast.Call():
                return self._call(tree, depth + 1)
            case ast.Tuple():
                self._refuse(tree, _LIST)
            case _:
                self._refuse(tree, _FORMS.get(type(tree), _OTHER_FORM))
        return None

    def _nodes(self, trees: Sequence[ast.expr], depth: int) -> tuple[Node, ...] | None:
        nodes = [self.node(tree, depth) for tree in trees]
        return None if None in nodes else tuple(cast("list[Node]", nodes))

    def _constant(self, tree: ast.Constant) -> Node:
        text, at = self._written(tree)
        if isinstance(tree.value, str):
            return Text(tree.value, text=text, at=at)
        return Number(Decimal(self._numbers[at - 1]), text=text, at=at)

    def _name(self, tree: ast.Name | ast.Attribute) -> Node | None:
        text, at = self._written(tree)
        if isinstance(tree, ast.Name) and tree.id in _FLAGS:
            return Flag(_FLAGS[tree.id], text=text, at=at)
        path: list[str] = []
        inner: ast.expr = tree
        while isinstance(inner, ast.Attribute):
            path.insert(0, inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name) or inner.id in _FLAGS:
            self._refuse(tree, _POINT)
            return None
        path.insert(0, inner.id)
        if any(part.startswith("_") for part in path):
            self._error(m.PRIVATE, tree)
            return None
        return Name(tuple(path), text="".join(text.split()), at=at)

    def _unary(self, tree: ast.UnaryOp, depth: int) -> Node | None:
        text, at = self._written(tree)
        operand = self.node(tree.operand, depth)
        if operand is None:
            return None
        return Not(operand, text=text, at=at) if isinstance(tree.op, ast.Not) else Negative(operand, text=text, at=at)

    def _arithmetic(self, tree: ast.BinOp, depth: int) -> Node | None:
        text, at = self._written(tree)
        left, right = self.node(tree.left, depth), self.node(tree.right, depth)
        if left is None or right is None:
            return None
        return Arithmetic(_ARITHMETIC[type(tree.op)], left, right, text=text, at=at)

    def _logic(self, tree: ast.BoolOp, depth: int) -> Node | None:
        text, at = self._written(tree)
        parts = self._nodes(tree.values, depth)
        return (
            None if parts is None else Logic("and" if isinstance(tree.op, ast.And) else "or", parts, text=text, at=at)
        )

    def _comparison(self, tree: ast.Compare, depth: int) -> Node | None:
        text, at = self._written(tree)
        operators = tuple(_COMPARISONS[type(op)] for op in tree.ops)
        count = len(operators) + 1
        if count > MOST_COMPARED or (count > 2 and not {"in", "not in"}.isdisjoint(operators)):
            self._error(m.CHAIN, tree, count=count)
            return None
        left = self.node(tree.left, depth)
        others = [
            self._items(right, depth) if operator in ("in", "not in") else self.node(right, depth)
            for operator, right in zip(operators, tree.comparators, strict=True)
        ]
        operands = [left, *others]
        if None in operands:
            return None
        return Comparison(operators, tuple(cast("list[Node]", operands)), text=text, at=at)

    def _items(self, tree: ast.expr, depth: int) -> Node | None:
        if not isinstance(tree, ast.Tuple):
            return self.node(tree, depth)
        if not tree.elts:
            self._refuse(tree, _EMPTY_LIST)
            return None
        text, at = self._written(tree)
        items = self._nodes(tree.elts, depth + 1)
        return None if items is None else Items(items, text=text, at=at)

    def _call(self, tree: ast.Call, depth: int) -> Node | None:
        if not isinstance(tree.func, ast.Name):
            self._refuse(tree, _METHOD)
            return None
        text, at = self._written(tree)
        arguments = [
            self._rows(argument, depth) if isinstance(argument, ast.GeneratorExp) else self.node(argument, depth)
            for argument in tree.args
        ]
        if None in arguments:
            return None
        return Call(tree.func.id, tuple(cast("list[Node]", arguments)), text=text, at=at)

    def _rows(self, tree: ast.GeneratorExp, depth: int) -> Node | None:
        loop = tree.generators[0]
        if len(tree.generators) > 1 or len(loop.ifs) > 1 or not isinstance(loop.target, ast.Name):
            self._refuse(tree, _LOOP)
            return None
        element, source = self.node(tree.elt, depth), self.node(loop.iter, depth)
        condition = self.node(loop.ifs[0], depth) if loop.ifs else None
        if source is not None and not isinstance(source, Name):
            self._error(m.NOT_A_LIST, loop.iter)
            return None
        if element is None or source is None or (loop.ifs and condition is None):
            return None
        text, at = self._written(tree)
        return Rows(element, loop.target.id, source, condition, text=text.removeprefix("(").removesuffix(")"), at=at)


def _shifted(tree: ast.expr, lead: int) -> ast.expr:
    """The tree with its positions moved by the blanks that stood before it."""
    if lead:
        for inner in ast.walk(tree):
            if isinstance(inner, ast.expr):
                inner.col_offset += lead
                inner.end_col_offset = (inner.end_col_offset or 0) + lead
    return tree
