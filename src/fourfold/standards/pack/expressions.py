"""Expressions and names of a pack that cannot be resolved because of other faults: what can be told of them already."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fourfold.core.problems import NOWHERE, Place, Problems
from fourfold.formats.vocabulary import unit_is_known
from fourfold.standards.facts.vocabulary import dictionary
from fourfold.standards.language.expression import compile_expression
from fourfold.standards.language.parse import parse
from fourfold.standards.pack.cells import PARAMETER_NAME
from fourfold.standards.pack.compiling import PLACEHOLDER, Compiler, check_name
from fourfold.standards.pack.relations import grouped
from fourfold.standards.pack.sheets import split_items
from fourfold.standards.pack.text import PackText

_PARAM = re.compile(r"\bparam\.([a-z][a-z0-9_]*)")
_TEXTS = ("ask", "pass", "fail", "unknown", "guidance")


def check_expressions(text: PackText, problems: Problems) -> None:
    """Report faults of expressions, of names of facts, and of names between braces.

    Parameters of parents, and those without a sound name and unit, are not known here: an expression that uses one is
    only parsed.

    Args:
        text: any pack, whatever else is wrong with it.
        problems: receives what is wrong.
    """
    stated = {name: rows[0]["unit"] for name, rows in grouped(text.rows("parameters"), "parameter").items()}
    units = {name: unit for name, unit in stated.items() if _is_sound(name, unit)}
    inherits = any(key.startswith("derives_from") for key in text.keys)
    is_whole = len(units) == len(stated) and not inherits and "parameters" not in text.unread
    compiler = Compiler(dictionary(), units, problems)
    for row in text.rows("requirements"):
        for column in ("applies_when", "test"):
            if row[column]:
                _check(row[column], row.place.at(column), units, problems, is_whole=is_whole)
        for name in split_items(row["evidence"]):
            check_name(name, dictionary(), row.place.at("evidence"), problems)
        for column in (f"{what}_{lang}" for what in _TEXTS for lang in ("en", "zh")):
            if _is_known(PLACEHOLDER.findall(row[column]), units, is_whole=is_whole):
                compiler.placeholders(row[column], row.place.at(column))
    for row in text.rows("disclosures"):
        if row["fact"]:
            check_name(row["fact"], dictionary(), row.place.at("fact"), problems)


def _check(cell: str, place: Place, units: Mapping[str, str], problems: Problems, *, is_whole: bool) -> None:
    if is_whole or units.keys() >= set(_PARAM.findall(cell)):
        compile_expression(cell, dictionary(), units, place, problems)
    else:
        parse(cell, place, problems)


def _is_known(names: list[str], units: Mapping[str, str], *, is_whole: bool) -> bool:
    """Whether all that names between braces may mean is known."""
    return is_whole or all(n.removeprefix("param.") in units for n in names if n.startswith("param."))


def _is_sound(name: str, unit: str) -> bool:
    is_unit = unit in ("date", "text") or (bool(unit) and unit_is_known(unit, NOWHERE, Problems()))
    return is_unit and PARAMETER_NAME.fullmatch(name) is not None
