"""Values of A, B and the quality ratios by material, as shipped in ``materials.csv``.

They are used only where a row asks for its material by id and leaves the column blank, and each use is an assumption of
the result. None of them is confirmed: the project had no access to the annex they come from.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from fourfold.core.problems import Place

_FILE = Path(__file__).with_name("materials.csv")
_SHOWN = "fourfold/accounting/end_of_life/materials.csv"
_VALUES = ("a", "b", "quality_in", "quality_out")


@dataclass(frozen=True, slots=True)
class Material:
    """Values of a material.

    Attributes:
        id, names: what it is.
        values: by column; what the source leaves open is missing.
        status, source, note: how far they are confirmed, and where they come from.
        place: the row of the shipped file.
    """

    id: str
    names: Mapping[str, str]
    values: Mapping[str, Decimal]
    status: str
    source: str
    note: str
    place: Place


@cache
def materials() -> Mapping[str, Material]:
    """Every material by id."""
    found: dict[str, Material] = {}
    with _FILE.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), start=2):
            found[row["material"]] = Material(
                row["material"],
                {"en": row["name_en"], "zh": row["name_zh"]},
                {column: Decimal(row[column]) for column in _VALUES if row[column]},
                row["status"],
                row["source"],
                row["note"],
                Place(_SHOWN, number),
            )
    return found
