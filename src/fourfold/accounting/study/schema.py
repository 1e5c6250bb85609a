"""The tables of a study as data: ``tables.csv`` beside this module says which columns there are and what they hold.

The reader, the starter study and the reference pages all work from it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_SCHEMA = Path(__file__).parent / "tables.csv"
_ITEM_TABLES = {
    "inputs": "input",
    "emissions": "emission",
    "electricity": "electricity",
    "end_of_life": "end_of_life",
    "generation": "generation",
}
_IDS = {"processes": "process", "outputs": "flow", "meters": "meter", "shapes": "shape", "series": "series"}
_MORE_IDS = {"suppliers": "supplier", "factors": "factor", "instruments": "instrument"}

ID_COLUMNS: Mapping[str, str] = _ITEM_TABLES | _IDS | _MORE_IDS
"""For each table the column that names its rows."""

ITEM_TABLES: Mapping[str, str] = _ITEM_TABLES
"""Tables whose rows are items of a result, with the column that names them; names are unique over all of them."""

REPEATED_IDS = frozenset({"shapes", "factors"})
"""Tables in which several rows carry one name."""


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


@cache
def tables() -> Mapping[str, Table]:
    """Every table of a study by name, in order."""
    columns: dict[str, list[Column]] = {}
    with _SCHEMA.open(encoding="utf-8", newline="") as stream:
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
