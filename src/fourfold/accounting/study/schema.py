"""The tables of a study as data: ``tables.csv`` beside this module says which columns there are and what they hold.

The reader, the starter study and the reference pages all work from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fourfold.formats.table_schema import Table, read_tables

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


@cache
def tables() -> Mapping[str, Table]:
    """Every table of a study by name, in order."""
    return read_tables(_SCHEMA)
