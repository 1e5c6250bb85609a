"""The fields of a factor filled from a row: rules, groups, names between braces, and ids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import cast

from fourfold.data.databases.formats.factor_table.layout import Layout, TableRow
from fourfold.data.databases.formats.factor_table.mapping import DEFAULTS, PLACEHOLDER, Rule
from fourfold.data.factor_rows import COLUMNS

_LONGEST_ID = 64


@dataclass(slots=True)
class Filled:
    """A row with every field of a factor as text, before numbers and dates are read.

    Attributes:
        row: the row.
        group: what the rows of one factor have in common.
        rule: the one that says the row is no factor, or a part of one; ``None`` for a factor.
        fields: text of each field.
    """

    row: TableRow
    group: str
    rule: Rule | None
    fields: dict[str, str]


def filled_row(layout: Layout, row: TableRow) -> Filled:
    """The row with its rules applied and its names filled in."""
    mapping = layout.mapping
    group = _group_of(layout, row)
    names = {**row.cells, **_of_the_row(layout, row, group)}
    texts: dict[str, str] = {**dict.fromkeys(COLUMNS, ""), **DEFAULTS}
    texts.update(cast(Mapping[str, str], mapping.factor))
    rule = None
    for candidate in mapping.rules:
        if _matches(candidate, row.cells):
            texts.update(cast(Mapping[str, str], candidate.set))
            if candidate.skip or candidate.part:
                rule = candidate
                break
    return Filled(row, group, rule, {field: _spelled(text, names) for field, text in texts.items()})


def _group_of(layout: Layout, row: TableRow) -> str:
    """What the rows of one factor have in common."""
    group = layout.mapping.group
    if group is None:
        return f"row {row.place.row}"
    cell = row.cells[group.column]
    return cell.rpartition(group.before_last)[0] if group.before_last and group.before_last in cell else cell


def _of_the_row(layout: Layout, row: TableRow, group: str) -> dict[str, str]:
    words = dict.fromkeys(row.cells[column] for column in layout.mapping.words if row.cells[column])
    return {
        "group": slug(group),
        "row": str(row.place.row),
        "words": ", ".join(words),
        "year": layout.year,
        "next_year": str(int(layout.year) + 1) if layout.year else "",
    }


def slug(text: str) -> str:
    """The text as an id may hold it: letters without accents, digits, dots and hyphens."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[^A-Za-z0-9.]+", "-", plain).strip("-.")[:_LONGEST_ID].rstrip("-.")


def _matches(rule: Rule, cells: Mapping[str, str]) -> bool:
    return all(_fits(cells[column], wanted) for column, wanted in rule.when.items())


@lru_cache(maxsize=4096)
def _fits(cell: str, wanted: str | tuple[str, ...]) -> bool:
    patterns = (wanted,) if isinstance(wanted, str) else wanted
    return any(fnmatchcase(cell.casefold(), pattern.casefold()) for pattern in patterns)


def _spelled(text: str, names: Mapping[str, str]) -> str:
    if "{" not in text:
        return text
    return " ".join(PLACEHOLDER.sub(lambda match: names.get(match[1], ""), text).split())
