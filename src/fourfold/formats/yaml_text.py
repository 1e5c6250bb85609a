"""YAML as a person wrote it: mappings, lists and text, nothing guessed, with the line of everything.

YAML's own typing turns ``no`` into false, ``1e3`` into a number and a date into an object. Here every scalar stays the
text that stands in the file; whoever knows the meaning gives it a type. A key without a value (``areas:``) is as if it
were absent. Anchors, aliases, tags and several documents are refused: an alias is how a few bytes become gigabytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from fourfold.core.problems import N_, MessageKind, Place, Problems, Term
from fourfold.core.reading import decode_utf8

MOST_DEPTH = 20
MOST_NODES = 100_000

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"
Path: TypeAlias = tuple[str | int, ...]

YAML_BROKEN = MessageKind(
    "yaml-broken",
    N_("this is not valid YAML: {reason}"),
    N_("key: value lines, indented by spaces; text with special characters between quotes"),
    N_("correct the line; a text that contains a colon or a quote goes between double quotes"),
)
YAML_REFUSED = MessageKind(
    "yaml-refused",
    N_("{what} is not accepted in this file: {found}"),
    N_("plain keys, values and lists"),
    N_("write the value out where it is used"),
)
YAML_TOO_DEEP = MessageKind(
    "yaml-too-deep",
    N_("the file is nested more than {most} levels deep"),
    N_("at most {most} levels"),
    N_("close brackets left open; no declaration needs more than five levels"),
)
YAML_TOO_LONG = MessageKind(
    "yaml-too-long",
    N_("the file holds more than {most} values"),
    N_("at most {most} values"),
    N_("data belong into the tables"),
)
YAML_DUPLICATE_KEY = MessageKind(
    "yaml-duplicate-key",
    N_("{found} stands twice; first in line {line}"),
    N_("each key once"),
    N_("keep one of the two"),
)
YAML_NOT_MAPPING = MessageKind(
    "yaml-not-mapping",
    N_("the file does not consist of key: value lines"),
    N_("key: value lines"),
    N_("start from the example of the format reference"),
)


@dataclass(frozen=True, slots=True)
class YamlText:
    """A YAML file: its mapping, and where things stand.

    Attributes:
        file: path for messages.
        tree: the top mapping; scalars are text.
        lines: 1-based line of every key and list item, by path.
    """

    file: str
    tree: dict[str, Tree]
    lines: dict[Path, int] = field(default_factory=dict)

    def place(self, path: Path) -> Place:
        """Where a path stands; where it is missing, the line of the closest thing around it."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        return Place(self.file, self.lines.get(known, 1), dotted(path))


def dotted(path: Path) -> str:
    """A path as text, such as ``sites.0.area``; list items count from 0."""
    return ".".join(str(step) for step in path)


class _StopError(Exception):
    """The file cannot be read further; already reported."""


def read_yaml(data: bytes, name: str, problems: Problems) -> YamlText | None:
    """Read a YAML file whose top is a mapping; ``None`` when that is impossible (reported).

    Args:
        data: the bytes, already bounded in size.
        name: path for messages.
        problems: receives what is wrong.
    """
    text = decode_utf8(data, name, Place(name), problems)
    if text is None:
        return None
    reader = _Reader(name, problems)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        tree = reader.document(yaml.parse(text, Loader=loader))
    except _StopError:
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problems.error(YAML_BROKEN, Place(name, line), reason=error.problem or error.context or "")
        return None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problems.error(YAML_BROKEN, Place(name), reason=str(error).partition("\n")[0])
        return None
    if not isinstance(tree, dict):
        problems.error(YAML_NOT_MAPPING, Place(name))
        return None
    return YamlText(name, tree, reader.lines)


class _Reader:
    """Builds the tree from parser events, which come one by one, so that a bound stops the parser early."""

    def __init__(self, name: str, problems: Problems) -> None:
        self._name = name
        self._problems = problems
        self._nodes = 0
        self.lines: dict[Path, int] = {}

    def document(self, events: Iterator[yaml.Event]) -> Tree | None:
        """The one document of the stream; an empty stream gives ``None``."""
        tree: Tree | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(YAML_REFUSED, event, what=Term(N_("a second document")), found="---")
            elif isinstance(event, yaml.NodeEvent):
                tree = self._node(event, events, ())
        return tree

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], path: Path) -> Tree:
        self._check(event, path)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        return _text(event)

    def _check(self, event: yaml.Event, path: Path) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._stop(YAML_TOO_LONG, event, most=MOST_NODES)
        if len(path) > MOST_DEPTH:
            self._stop(YAML_TOO_DEEP, event, most=MOST_DEPTH)
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent):
            self._stop(YAML_REFUSED, event, what=Term(N_("an alias")), found=f"*{anchor}")
        if anchor:
            self._stop(YAML_REFUSED, event, what=Term(N_("an anchor")), found=f"&{anchor}")
        if tag:
            self._stop(YAML_REFUSED, event, what=Term(N_("a tag")), found=tag)

    def _mapping(self, events: Iterator[yaml.Event], path: Path) -> dict[str, Tree]:
        tree: dict[str, Tree] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            self._check(event, path)
            if not isinstance(event, yaml.ScalarEvent):
                self._stop(YAML_REFUSED, event, what=Term(N_("a key that is no text")), found="[ ] { }")
            key = _text(event)
            here = (*path, key)
            line = _line(event)
            if here in self.lines:
                place = Place(self._name, line, dotted(here))
                self._problems.error(YAML_DUPLICATE_KEY, place, found=key, line=self.lines[here])
            self.lines.setdefault(here, line)
            following = next(events)
            value = self._node(following, events, here)
            if not _is_blank(following):
                tree.setdefault(key, value)
        return tree

    def _sequence(self, events: Iterator[yaml.Event], path: Path) -> list[Tree]:
        tree: list[Tree] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            here = (*path, len(tree))
            self.lines[here] = _line(event)
            tree.append(self._node(event, events, here))
        return tree

    def _stop(self, kind: MessageKind, event: yaml.Event, **params: object) -> None:
        self._problems.error(kind, Place(self._name, _line(event)), **params)
        raise _StopError


def _text(event: yaml.Event) -> str:
    return str(event.value) if isinstance(event, yaml.ScalarEvent) else ""


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _is_blank(event: yaml.Event) -> bool:
    """A value left out altogether; quotes with nothing between them are a text."""
    return isinstance(event, yaml.ScalarEvent) and not event.value and not event.style
