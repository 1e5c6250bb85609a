"""What is allowed in a rule and seldom meant: warnings, found before any study is read."""

from __future__ import annotations

from collections.abc import Iterator

from fourfold.core.problems import MessageKind, Place, Problems
from fourfold.standards.language import messages as m
from fourfold.standards.language.expression import Expression
from fourfold.standards.language.nodes import Arithmetic, Call, Comparison, Name, Node, Number, Rows, children, walk


def lint(test: Expression, applies_when: Expression | None, place: Place, problems: Problems) -> None:
    """Warn of what is seldom meant in a test.

    Args:
        test: the expression that has to hold.
        applies_when: when it has to; ``None`` for always. ``all`` over a list is no matter where either asks whether
            the list has rows.
        place: where the test stands in the pack.
        problems: receives the warnings.
    """
    if not test.reads:
        problems.warn(m.CONSTANT, place, found=test.text)
    guarded = set(_guarded(test.form)) | (set(_guarded(applies_when.form)) if applies_when else set())
    for node in walk(test.form):
        for kind, params in _faults(node, guarded):
            problems.warn(kind, place, **{"at": node.at, "found": node.text, **params})


def _guarded(form: Node) -> Iterator[str]:
    """Lists of which the expression asks whether they have rows."""
    for node in walk(form):
        if isinstance(node, Call) and node.function in ("present", "count", "any"):
            for argument in node.arguments:
                source = argument.source if isinstance(argument, Rows) else argument
                if isinstance(source, Name):
                    yield source.dotted


def _faults(node: Node, guarded: set[str]) -> Iterator[tuple[MessageKind, dict[str, str]]]:
    match node:
        case Call(function="all", arguments=(Rows(source=source),)) if source.dotted not in guarded:
            yield m.EMPTY_ALL, {"rows": source.dotted}
        case Rows(element=element, variable=variable, condition=condition):
            read = {n.path[0] for part in (element, condition) if part for n in walk(part) if isinstance(n, Name)}
            if variable not in read:
                yield m.UNUSED, {"found": variable}
        case Comparison():
            yield from _compared(node)


def _compared(node: Comparison) -> Iterator[tuple[MessageKind, dict[str, str]]]:
    for operator, left, right in zip(node.operators, node.operands, node.operands[1:], strict=False):
        if left == right:
            yield m.SAME, {"found": left.text}
        if _is_settled(operator, left, right):
            yield m.ALWAYS, {}
        if operator in ("==", "!=") and any(_divides(side) for side in (left, right)):
            yield m.ROUNDED, {}


def _is_settled(operator: str, left: Node, right: Node) -> bool:
    """Whether a count is compared with 0 in a way that no study can change."""
    if operator in (">=", "<"):
        return _is_count(left) and _is_zero(right)
    return operator in ("<=", ">") and _is_zero(left) and _is_count(right)


def _is_count(node: Node) -> bool:
    return isinstance(node, Call) and node.function == "count"


def _is_zero(node: Node) -> bool:
    return isinstance(node, Number) and node.value == 0


def _divides(node: Node) -> bool:
    if isinstance(node, Arithmetic):
        return node.operator == "/" or any(_divides(child) for child in children(node))
    return False
