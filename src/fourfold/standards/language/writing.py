"""Nodes back to text, with no more parentheses than the meaning needs."""

from __future__ import annotations

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

_OR, _AND, _NOT, _COMPARED, _SUM, _PRODUCT, _SIGN, _ATOM = range(8)
"""How tightly a form binds, the loosest first."""
_ARITHMETIC = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}


def unparse(node: Node) -> str:
    """The text of a node; parsing it gives an equal node."""
    match node:
        case Number(value=value):
            return format(value, "f")
        case Text(value=value):
            return f"'{value}'" if '"' in value else f'"{value}"'
        case Flag(value=value):
            return "true" if value else "false"
        case Name():
            return node.dotted
        case Items(items=items):
            inside = ", ".join(unparse(item) for item in items)
            return f"({inside},)" if len(items) == 1 else f"({inside})"
        case Negative(operand=operand):
            return f"-{_within(operand, _SIGN)}"
        case Not(operand=operand):
            return f"not {_within(operand, _NOT)}"
        case Arithmetic(operator=operator, left=left, right=right):
            binding = _ARITHMETIC[operator]
            return f"{_within(left, binding)} {operator} {_within(right, binding + 1)}"
        case Logic(operator=operator, parts=parts):
            binding = _AND if operator == "and" else _OR
            return f" {operator} ".join(_within(part, binding + 1) for part in parts)
        case Comparison(operators=operators, operands=operands):
            first, *others = (_within(operand, _SUM) for operand in operands)
            return " ".join([first, *(f"{op} {text}" for op, text in zip(operators, others, strict=True))])
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(unparse(argument) for argument in arguments)})"
        case Rows(element=element, variable=variable, source=source, condition=condition):
            asked = "" if condition is None else f" if {unparse(condition)}"
            return f"{unparse(element)} for {variable} in {unparse(source)}{asked}"


def _within(node: Node, binding: int) -> str:
    text = unparse(node)
    return f"({text})" if _binding(node) < binding else text


def _binding(node: Node) -> int:
    match node:
        case Logic(operator=operator):
            return _OR if operator == "or" else _AND
        case Not():
            return _NOT
        case Comparison():
            return _COMPARED
        case Arithmetic(operator=operator):
            return _ARITHMETIC[operator]
        case Negative():
            return _SIGN
        case _:
            return _ATOM
