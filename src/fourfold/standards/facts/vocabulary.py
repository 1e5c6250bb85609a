"""The data dictionary of studies and results, read from ``dictionary.csv`` beside this module."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from fourfold.standards.language.dictionary import Dictionary, Entry
from fourfold.standards.language.values import Kind

_TABLE = Path(__file__).parent / "dictionary.csv"
_LISTS = {"rows": Kind.RECORD, "texts": Kind.TEXT, "codes": Kind.TEXT}
_CODES = ("code", "codes")


@cache
def dictionary() -> Dictionary:
    """The names rules may use."""
    with _TABLE.open(encoding="utf-8", newline="") as stream:
        return Dictionary(_entry(row) for row in csv.DictReader(stream))


def _entry(row: dict[str, str]) -> Entry:
    spelled = row["type"]
    kind = Kind.LIST if spelled in _LISTS else Kind.TEXT if spelled in _CODES else Kind(spelled)
    return Entry(
        name=row["name"],
        kind=kind,
        unit=row["unit"],
        choices=tuple(row["choices"].split("|")) if row["choices"] else (),
        of=_LISTS.get(spelled, kind),
        needs_result=row["needs"] == "result",
        meaning={"en": row["meaning_en"], "zh": row["meaning_zh"]},
        where=row["where"],
        is_code=spelled in _CODES,
    )
