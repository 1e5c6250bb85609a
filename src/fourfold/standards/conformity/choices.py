"""Choices in words: what people read for the codes a study and its result are written with.

``choices.csv`` beside this module holds them by name of the data dictionary; a row without a name holds for every name
that has no row of its own.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from fourfold.standards.facts.vocabulary import dictionary

_TABLE = Path(__file__).parent / "choices.csv"
_NONE: Mapping[str, str] = MappingProxyType({})


def choice_words(name: str, choice: str) -> Mapping[str, str]:
    """The words of a choice by language; empty for what is no choice, and for what is a name, such as ``AR6``.

    Args:
        name: of the data dictionary.
        choice: as it is written.
    """
    entry = dictionary().get(name)
    if entry is None or choice not in entry.choices:
        return _NONE
    return worded().get((name, choice)) or worded().get(("", choice), _NONE)


@cache
def worded() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """Words by language, by name and choice."""
    with _TABLE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {(row["name"], row["choice"]): {"en": row["en"], "zh": row["zh"]} for row in rows}
