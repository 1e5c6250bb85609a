"""Tables described as data: a CSV file says which columns each table has, what they hold, and what to enter.

Readers, templates and reference pages work from it, so that none of them can say something else than another.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        name: as it stands in the header.
        type: what a cell holds; ``ref:table`` names a row or declaration elsewhere.
        required: whether every row must fill it.
        choices: the accepted texts of a ``choice`` column, in order.
        unit: unit of the numbers where it is fixed.
        help: what to enter, by language.
    """

    name: str
    type: str
    required: bool
    choices: tuple[str, ...]
    unit: str
    help: Mapping[str, str]

    @property
    def refers_to(self) -> str:
        """What a ``ref:`` column names, such as ``process``; empty for other columns."""
        return self.type.removeprefix("ref:") if self.type.startswith("ref:") else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name and columns in order."""

    name: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)


def read_tables(path: Path) -> Mapping[str, Table]:
    """Every table a description has, by name, in order.

    Args:
        path: the description: ``table``, ``column``, ``type``, ``required`` (``yes`` or ``no``), ``choices`` (joined by
            ``|``), ``unit``, ``description_en``, ``description_zh``. It ships with the program.
    """
    columns: dict[str, list[Column]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            column = Column(
                name=row["column"],
                type=row["type"],
                required=row["required"] == "yes",
                choices=tuple(row["choices"].split("|")) if row["choices"] else (),
                unit=row["unit"],
                help={"en": row["description_en"], "zh": row["description_zh"]},
            )
            columns.setdefault(row["table"], []).append(column)
    return {name: Table(name, tuple(found)) for name, found in columns.items()}
