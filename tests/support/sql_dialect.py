"""The restricted dialect of kernels: what a kernel may be made of, told apart by its words and signs."""

from __future__ import annotations

import re

HEADER = ("Inputs", "Outputs", "Units", "Grain", "Laws")
FUNCTIONS = frozenset({"SUM", "MIN", "MAX", "COUNT", "COALESCE", "CAST", "DECIMAL"})
WORDS = FUNCTIONS.union(
    ("SELECT", "FROM", "JOIN", "LEFT", "ON", "USING", "GROUP", "BY", "HAVING", "WHERE", "AS", "UNION", "ALL"),
    ("AND", "OR", "NOT", "NULL", "IS", "CASE", "WHEN", "THEN", "ELSE", "END", "BIGINT", "INTEGER", "VARCHAR"),
)
SIGNS = frozenset(["(", ")", ",", ".", "+", "-", "*", "=", "<>", "<", ">", ">="])
"""Without ``<=``: ranges are half open."""
_TOKEN = re.compile(r"'[^']*'|[A-Za-z_]\w*|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|<=|>=|<>|\|\||::|[^\s\w]")


def offences(name: str, text: str) -> list[str]:
    """Everything in a kernel that the dialect forbids, in words; nothing where it is in order."""
    lines = text.splitlines()
    header = [line for line in lines if line.startswith("--")]
    found = [
        f"no {part} in the header" for part in HEADER if not any(line.startswith(f"-- {part}:") for line in header)
    ]
    if not text.startswith(f"-- {name}: "):
        found.append("the header does not begin with the name")
    body = "\n".join(line for line in lines if not line.startswith("--"))
    tokens = _TOKEN.findall(body)
    if "--" in body or "/*" in body:
        found.append("a comment within")
    if tokens[0] != "SELECT":
        found.append("no SELECT at the beginning")
    return found + _of_words(tokens) + _of_shape(tokens)


def _of_words(tokens: list[str]) -> list[str]:
    found = []
    for token in tokens:
        if token.startswith("'"):
            continue
        if token[0].isdigit():
            if not token.isdigit():
                found.append(f"a float: {token}")
        elif token[0].isalpha() or token[0] == "_":
            if token != token.lower() and token not in WORDS:
                found.append(f"a word beyond the dialect: {token}")
            elif token.upper() in WORDS and token != token.upper():
                found.append(f"a keyword in lower case: {token}")
        elif token not in SIGNS:
            found.append(f"a sign beyond the dialect: {token}")
    return found


def _of_shape(tokens: list[str]) -> list[str]:
    found = []
    padded = ["", *tokens, ""]
    for before, part, after in zip(padded, tokens, padded[2:], strict=False):
        is_name = part.isidentifier() and part == part.lower()
        if is_name and after == "(":
            found.append(f"a function beyond the dialect: {part}")
        if part == "*" and not (
            (before == ")" or (before.isidentifier() and before not in WORDS)) and _is_operand(after)
        ):
            found.append("a star that is no product")
        if part == "SUM" and after != "(":
            found.append("SUM of nothing")
        if part == "BY" and after.isdigit():
            found.append("GROUP BY a position")
    sums = [tokens[at + 2] for at, part in enumerate(tokens[:-2]) if part == "SUM"]
    found += [f"SUM of what is not cast: {first}" for first in sums if first != "CAST"]
    joins = tokens.count("JOIN")
    if joins != tokens.count("ON") + tokens.count("USING"):
        found.append("a JOIN without ON or USING")
    return found


def _is_operand(token: str) -> bool:
    return token in ("(", "CAST", "COALESCE") or (token.isidentifier() and token not in WORDS) or token.isdigit()
