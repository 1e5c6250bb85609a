"""The data dictionary: every name a rule may use, with its type, unit, choices and meaning.

``facts/dictionary.csv`` is the dictionary of studies and results. Names are dotted. A name of type ``list`` stands for
rows, whose fields are the names below it: ``study.cut_offs`` is a list, ``study.cut_offs.estimated_share`` a field of
its rows, which a rule reaches by ``… for c in study.cut_offs`` as ``c.estimated_share``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from fourfold.standards.language.values import Kind


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of the dictionary.

    Attributes:
        name: dotted.
        kind: type of the value; `LIST` for rows or for a list of texts (then `of` says of what).
        unit: unit of a number; ``1`` for shares and counts.
        choices: the texts a value may be; empty where any may stand.
        of: for a list: `RECORD` for rows with fields, `TEXT` for texts; for others the kind itself.
        needs_result: whether the study has to be calculated to know it.
        meaning: in English and Chinese.
        where: where a person gives it, such as ``study.yaml goal.audience`` or ``tables inputs.data_kind``.
        is_code: whether a text, or the members of a list of texts, are short names or codes, such as the area ``NA``:
            they never are filler. Other texts are a person's words.
    """

    name: str
    kind: Kind
    unit: str = ""
    choices: tuple[str, ...] = ()
    of: Kind = Kind.TEXT
    needs_result: bool = False
    meaning: Mapping[str, str] = field(default_factory=dict)
    where: str = ""
    is_code: bool = False


class Dictionary:
    """Entries by name.

    Args:
        entries: the entries; names are unique.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {entry.name: entry for entry in entries}

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def get(self, name: str) -> Entry | None:
        """The entry of a name, or ``None``."""
        return self._entries.get(name)

    def fields(self, name: str) -> tuple[Entry, ...]:
        """The fields of the rows of a list."""
        beneath = f"{name}."
        return tuple(e for e in self if e.name.startswith(beneath) and "." not in e.name[len(beneath) :])

    def similar(self, name: str) -> list[str]:
        """Names spelled like this one, the nearest first."""
        return get_close_matches(name, self._entries, n=3, cutoff=0.5)
