"""Two documents of one form side by side: every place at which they differ, lists matched by what their entries are.

A leaf is a text, number, flag or null, and is compared as it stands: results are exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.json_shape import Step

KEYS: Mapping[str, tuple[str, ...]] = {
    "chain": ("id",),
    "children": ("kind", "id"),
    "clauses": ("pack", "clause"),
    "contributions": ("item",),
    "covered": ("kind",),
    "cut_offs": ("id",),
    "databases": ("name",),
    "disclosures": ("pack", "disclosure"),
    "files": ("path",),
    "gases": ("gas",),
    "indicators": ("id",),
    "instruments": ("instrument",),
    "methods": ("id",),
    "processes": ("id",),
    "profiles": ("site", "series"),
    "rows": ("id",),
    "series": ("id",),
    "sites": ("id",),
    "sources": ("kind", "id"),
    "stages": ("id",),
    "suppliers": ("supplier",),
    "verdicts": ("pack", "requirement"),
}
"""By what the entries of a list are matched; others, and those that are not unique, by their place."""

DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A place at which two documents differ.

    Attributes:
        path: names, and keys or places in lists.
        sealed: what stands in the dossier; ``None`` where nothing does.
        recomputed: what was calculated; ``None`` where nothing stands there.
        count: how many values of a list of plain values differ; this is the first.
    """

    path: tuple[Step, ...]
    sealed: str | None
    recomputed: str | None
    count: int = 1


@dataclass(slots=True)
class Comparison:
    """Documents being compared.

    Attributes:
        compared: how many numbers were compared.
    """

    compared: int = 0

    def leaves(self, sealed: JSON, recomputed: JSON, path: tuple[Step, ...] = ()) -> Iterator[Leaf]:
        """Every place at which two values differ, in the order of the sealed one."""
        if isinstance(sealed, dict) and isinstance(recomputed, dict):
            yield from self._members(sealed, recomputed, path)
        elif isinstance(sealed, list) and isinstance(recomputed, list):
            yield from self._entries(sealed, recomputed, path)
        elif not self._agree(sealed, recomputed):
            yield Leaf(path, spelled_value(sealed), spelled_value(recomputed))

    def _members(self, sealed: dict[str, JSON], recomputed: dict[str, JSON], path: tuple[Step, ...]) -> Iterator[Leaf]:
        for name in dict.fromkeys((*sealed, *recomputed)):
            if name in sealed and name in recomputed:
                yield from self.leaves(sealed[name], recomputed[name], (*path, name))
            else:
                value = sealed[name] if name in sealed else recomputed[name]
                yield _one_sided(value, (*path, name), is_sealed=name in sealed)

    def _entries(self, sealed: list[JSON], recomputed: list[JSON], path: tuple[Step, ...]) -> Iterator[Leaf]:
        names = KEYS.get(str(path[-1]), ()) if path else ()
        first, second = _keyed(sealed, names), _keyed(recomputed, names)
        if first is None or second is None:
            first, second = dict(enumerate(sealed)), dict(enumerate(recomputed))
        if all(not isinstance(item, dict | list) for item in (*sealed, *recomputed)):
            yield from self._plain(sealed, recomputed, path)
            return
        for key in dict.fromkeys((*first, *second)):
            if key in first and key in second:
                yield from self.leaves(first[key], second[key], (*path, key))
            else:
                value = first[key] if key in first else second[key]
                yield _one_sided(value, (*path, key), is_sealed=key in first)

    def _plain(self, sealed: list[JSON], recomputed: list[JSON], path: tuple[Step, ...]) -> Iterator[Leaf]:
        """The first difference of two lists of plain values, and how many there are."""
        pairs = zip(sealed, recomputed, strict=False)
        differing = [n for n, (one, other) in enumerate(pairs) if not self._agree(one, other)]
        short, long = sorted((len(sealed), len(recomputed)))
        count = len(differing) + long - short
        if count:
            first = differing[0] if differing else short
            there = [spelled_value(items[first]) if first < len(items) else None for items in (sealed, recomputed)]
            yield Leaf((*path, first), there[0], there[1], count)

    def _agree(self, sealed: JSON, recomputed: JSON) -> bool:
        self.compared += _is_number(sealed) and _is_number(recomputed)
        return type(sealed) is type(recomputed) and sealed == recomputed


def spelled_value(value: JSON) -> str:
    """A value as one text: texts as they are, all else as JSON."""
    return value if isinstance(value, str) else canonical_bytes(value).decode()


def _keyed(items: Sequence[JSON], names: tuple[str, ...]) -> dict[Step, JSON] | None:
    """Entries by their key; ``None`` where the list has none, or not every entry one of its own."""
    found: dict[Step, JSON] = {}
    for item in items if names else ():
        parts = [item.get(name) for name in names] if isinstance(item, dict) else [None]
        if not all(isinstance(part, str) for part in parts):
            return None
        found[" ".join(map(str, parts))] = item
    return found if names and len(found) == len(items) else None


def _one_sided(value: JSON, path: tuple[Step, ...], *, is_sealed: bool) -> Leaf:
    """A member or entry that one of the two lacks."""
    text = spelled_value(value)
    return Leaf(path, text, None) if is_sealed else Leaf(path, None, text)


def _is_number(value: JSON) -> bool:
    return type(value) is int or (isinstance(value, str) and DECIMAL.fullmatch(value) is not None)
