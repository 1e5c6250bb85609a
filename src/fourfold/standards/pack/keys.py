"""The keys of a pack, dotted, and the tree of ``pack.yaml`` they stand for.

In a workbook keys are dotted as they are; in YAML they are keys below keys, and items of lists count from 1. Lists that
a key holds in one cell (``applies_to``) are lists in YAML as well. Both spellings have one normal form, in which counts
run without gaps and items of a list have `` | `` between.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.formats.vocabulary import closest
from fourfold.formats.yaml_text import Path, Tree, YamlText, read_yaml
from fourfold.standards.pack.sheets import KEYS, LIST_BAR, join_items, key_named, split_items
from fourfold.standards.pack.text import clean

MOST_STEPS = 8
MOST_KEYS = 1_000

KEY_KEPT = MessageKind(
    "pack-key-unknown",
    N_("a pack has no key {found}; it is kept and not used"),
    N_("keys of the format reference; similar: {similar}"),
    N_("correct the name, or remove the key"),
)
KEY_WRONG = MessageKind(
    "pack-key-wrong",
    N_("{found} cannot be a key of a pack"),
    N_("up to {most} words of letters, digits, hyphens and underscores, with dots between"),
    N_("correct the key; in pack.yaml keys below keys are indented"),
)
KEY_AND_BELOW = MessageKind(
    "pack-key-and-below",
    N_("{found} holds a text, and so do keys below it: {below}"),
    N_("a text, or keys below"),
    N_("remove one of the two"),
)
KEY_MIXED = MessageKind(
    "pack-key-mixed",
    N_("below {found} stand items of a list and keys"),
    N_("counts from 1, or names"),
    N_("correct the keys"),
)
KEYS_TOO_MANY = MessageKind(
    "pack-keys-too-many",
    N_("the pack has more than {most} keys"),
    N_("at most {most} keys"),
    N_("requirements, clauses and values belong into the tables"),
)
ITEM_WITH_BAR = MessageKind(
    "pack-item-with-bar",
    N_("an item of the list contains a vertical bar: {found}"),
    N_("items without a bar, which stands between items"),
    N_("write it without the bar"),
)

_STEP = re.compile(r"[A-Za-z0-9_-]{1,64}")
_COUNT = re.compile(r"[1-9][0-9]{0,3}")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_NOT_PLAIN = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


@dataclass(slots=True)
class Keys:
    """Keys with their text, and where they stand."""

    texts: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def add(self, key: str, text: str, place: Place) -> None:
        """Add one in normal form; a text that is blank in it says nothing."""
        column = key_named(key)
        normal = join_items(split_items(text)) if column is not None and column.type == "list" else text
        if normal:
            self.texts[key], self.places[key] = normal, place


def read_keys(data: bytes, file: str, problems: Problems) -> Keys | None:
    """The keys of a ``pack.yaml``; ``None`` when it is no YAML (reported)."""
    yaml = read_yaml(data, file, problems)
    if yaml is None:
        return None
    keys = Keys()
    for key, path, text in _flat(yaml.tree, "", (), yaml, problems):
        place = Place(file, yaml.place(path).row, key)
        keys.add(key, clean(text, place, problems), place)
    return normal_keys(keys, problems)


def normal_keys(keys: Keys, problems: Problems) -> Keys:
    """The keys with counts that run without gaps; keys that cannot be a tree are reported and left out."""
    sound = Keys()
    if len(keys.texts) > MOST_KEYS:
        problems.error(KEYS_TOO_MANY, next(iter(keys.places.values())), most=MOST_KEYS)
        return sound
    for key, text in keys.texts.items():
        steps = key.split(".")
        if len(steps) <= MOST_STEPS and all(_STEP.fullmatch(step) for step in steps):
            sound.texts[key], sound.places[key] = text, keys.places[key]
        else:
            problems.error(KEY_WRONG, keys.places[key], found=key, most=MOST_STEPS)
    renamed = _without_gaps(sound, problems)
    normal = Keys()
    for key in sorted(sound.texts, key=key_order):
        if key in renamed:
            normal.add(renamed[key], sound.texts[key], sound.places[key])
    for key in normal.texts:
        if key_named(key) is None:
            problems.warn(KEY_KEPT, normal.places[key], found=key, similar=closest(key, KEYS))
    return normal


def pack_yaml(texts: Mapping[str, str]) -> str:
    """A ``pack.yaml`` of keys in normal form. Read again it gives the same keys."""
    tree: dict[str, object] = {}
    for key in sorted(texts, key=key_order):
        steps, here = key.split("."), tree
        for step in steps[:-1]:
            below = here.setdefault(step, {})
            if not isinstance(below, dict):
                raise AssertionError(key)  # keys in normal form are a tree
            here = below
        column = key_named(key)
        is_list = column is not None and column.type == "list"
        here[steps[-1]] = list(split_items(texts[key])) if is_list else texts[key]
    return "".join(f"{line}\n" for line in _lines(tree))


def _flat(tree: Tree, key: str, path: Path, yaml: YamlText, problems: Problems) -> Iterator[tuple[str, Path, str]]:
    """The texts of a tree with their dotted keys and their paths."""
    column = key_named(key)
    if isinstance(tree, str):
        yield key, path, tree
    elif isinstance(tree, list) and column is not None and column.type == "list" and _are_texts(tree):
        for item in [item for item in tree if LIST_BAR in item]:
            problems.error(ITEM_WITH_BAR, Place(yaml.file, yaml.place(path).row, key), found=item)
        yield key, path, LIST_BAR.join(str(item) for item in tree)
    elif isinstance(tree, list):
        for number, below in enumerate(tree, start=1):
            yield from _flat(below, f"{key}.{number}", (*path, number - 1), yaml, problems)
    else:
        for step, below in tree.items():
            if not _STEP.fullmatch(step) or _COUNT.fullmatch(step):
                place = Place(yaml.file, yaml.place((*path, step)).row, key)
                problems.error(KEY_WRONG, place, found=step, most=MOST_STEPS)
            else:
                yield from _flat(below, f"{key}.{step}" if key else step, (*path, step), yaml, problems)


def _are_texts(tree: list[Tree]) -> bool:
    return all(isinstance(item, str) for item in tree)


def _without_gaps(keys: Keys, problems: Problems) -> dict[str, str]:
    """New names of keys, in which the counts below every key run from 1."""
    below: dict[str, set[str]] = {}
    for key in keys.texts:
        steps = key.split(".")
        for depth, step in enumerate(steps):
            below.setdefault(".".join(steps[:depth]), set()).add(step)
    spoilt: set[str] = set()
    counts: dict[str, dict[str, str]] = {}
    for key, steps_below in below.items():
        numbers = sorted((step for step in steps_below if _COUNT.fullmatch(step)), key=int)
        counts[key] = {step: str(new) for new, step in enumerate(numbers, start=1)}
        if key in keys.texts:
            problems.error(KEY_AND_BELOW, keys.places[key], found=key, below=", ".join(sorted(steps_below)))
            spoilt.add(key)
        elif (numbers and len(numbers) < len(steps_below)) or (numbers and not key):
            inside = next(at for name, at in keys.places.items() if name.startswith(f"{key}.") or not key)
            problems.error(KEY_MIXED, inside, found=key or "–")
            spoilt.add(key)
    renamed = {}
    for key in keys.texts:
        steps = key.split(".")
        above = [".".join(steps[:depth]) for depth in range(len(steps))]
        if not spoilt.intersection(above):
            renamed[key] = ".".join(counts[up].get(step, step) for up, step in zip(above, steps, strict=True))
    return renamed


_RANKS = {key: rank for rank, key in enumerate(KEYS)}


def key_order(key: str) -> tuple[int, tuple[tuple[int, str], ...]]:
    """For sorting: known keys in their order, then others; counts by number."""
    column = key_named(key)
    steps = tuple((int(step), "") if _COUNT.fullmatch(step) else (0, step) for step in key.split("."))
    if key.startswith("derives_from."):
        return _RANKS["derives_from.N.id"], (steps[1], *steps[2:]) if len(steps) > 1 else steps
    return (_RANKS[column.name] if column is not None else len(_RANKS)), steps


def _lines(tree: Mapping[str, object], indent: str = "") -> Iterator[str]:
    for key, below in tree.items():
        if isinstance(below, dict) and all(_COUNT.fullmatch(step) for step in below):
            yield f"{indent}{_quoted(key)}:"
            yield from _items(list(below.values()), f"{indent}  ")
        elif isinstance(below, dict):
            yield f"{indent}{_quoted(key)}:"
            yield from _lines(below, f"{indent}  ")
        elif isinstance(below, list):
            yield f"{indent}{_quoted(key)}: [{', '.join(_quoted(item) for item in below)}]"
        else:
            yield f"{indent}{_quoted(key)}: {_quoted(str(below))}"


def _items(items: list[object], indent: str) -> Iterator[str]:
    for item in items:
        if not isinstance(item, dict):
            yield f"{indent}- {_quoted(str(item))}"
        elif all(_COUNT.fullmatch(step) for step in item):
            yield f"{indent}-"
            yield from _items(list(item.values()), f"{indent}  ")
        else:
            first, *rest = _lines(item, f"{indent}  ")
            yield f"{indent}- {first.strip()}"
            yield from rest


def _quoted(text: str) -> str:
    """A scalar no reader of YAML takes for anything but text."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _NOT_PLAIN:
        return text
    return json.dumps(text, ensure_ascii=False)
