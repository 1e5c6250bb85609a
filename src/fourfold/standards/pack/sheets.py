"""The tables of a pack: their columns, in the order in which they are written, read from ``columns.csv`` beside this.

The same tables stand in a folder (``NAME.csv``, with ``pack.yaml`` for the sheet ``pack``) and in a workbook (one
sheet each). Every cell is text. Lists in a cell stand with `` | `` between. Columns ending in ``_en`` and
``_zh`` are a text in two languages. The sheet ``pack`` has the columns ``key`` and ``value``; its keys are described
like columns, ``N`` standing for a count from 1 and ``SCHEME`` for a name of the author's choice.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fourfold.core.problems import Lang

PACK_SHEET = "pack"
PACK_FILE = "pack.yaml"
PACK_COLUMNS = ("key", "value")
LIST_BAR = "|"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet, or one key of the sheet ``pack``.

    Attributes:
        sheet, name: where it is; keys dotted.
        required: whether every row has it.
        type: how its cells are read; see `fourfold.standards.pack.cells`.
        choices: the words it may hold; empty where it is free.
        meaning: in English and Chinese.
    """

    sheet: str
    name: str
    required: bool
    type: str
    choices: tuple[str, ...]
    meaning: dict[Lang, str]

    @property
    def is_for_translation(self) -> bool:
        """Whether it is one half of a text in two languages."""
        return self.name.endswith(("_en", "_zh", ".en", ".zh"))


def _load() -> dict[str, dict[str, Column]]:
    found: dict[str, dict[str, Column]] = {}
    with (Path(__file__).parent / "columns.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            choices = tuple(row["choices"].split(LIST_BAR)) if row["choices"] else ()
            meaning: dict[Lang, str] = {"en": row["meaning_en"], "zh": row["meaning_zh"]}
            column = Column(row["sheet"], row["column"], row["required"] == "true", row["type"], choices, meaning)
            found.setdefault(column.sheet, {})[column.name] = column
    return found


_ALL = _load()
KEYS: dict[str, Column] = _ALL[PACK_SHEET]
"""Keys of the sheet ``pack``, and of ``pack.yaml``, dotted."""
COLUMNS: dict[str, dict[str, Column]] = {sheet: columns for sheet, columns in _ALL.items() if sheet != PACK_SHEET}
"""Columns of every other sheet by name."""
SHEETS: dict[str, tuple[str, ...]] = {sheet: tuple(columns) for sheet, columns in COLUMNS.items()}
"""Columns by sheet. Of ``parameters``, ``examples`` and ``expected`` several rows belong to one thing."""

_COUNT = re.compile(r"(?<=\.)[1-9][0-9]{0,2}(?=\.)")
_TEMPLATES = frozenset(key for key in KEYS if ".N." in key or "SCHEME" in key)
_SCHEME = re.compile(r"applies_to\.[a-z][a-z0-9_-]{0,31}")


def split_items(text: str) -> tuple[str, ...]:
    """The items of a list in a cell; blank ones do not count."""
    return tuple(item for part in text.split(LIST_BAR) if (item := part.strip()))


def join_items(items: Iterable[str]) -> str:
    """A list as one cell; blank items do not count."""
    return f" {LIST_BAR} ".join(item for item in items if item)


def key_named(key: str) -> Column | None:
    """The description of a key as it stands in a pack, such as ``derives_from.1.id``."""
    if _SCHEME.fullmatch(key):
        return KEYS["applies_to.SCHEME"]
    template = _COUNT.sub("N", key)
    return None if template == key and key in _TEMPLATES else KEYS.get(template)
