"""Shapes that hold shapes: objects, lists, maps, and values that may be null. See `fourfold.core.json_shape`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from fourfold.core.canonical import JSON
from fourfold.core.json_shape import (
    MEMBER_COUNT,
    MEMBER_MISSING,
    MEMBER_REPEATED,
    MEMBER_UNKNOWN,
    Accept,
    Fault,
    Shape,
    accepting,
    within,
    wrong_type,
)


@dataclass(frozen=True, slots=True)
class Maybe:
    """A shape, or null."""

    shape: Shape

    def faults(self, value: JSON) -> list[Fault]:
        """Those of the shape, unless the value is null."""
        return [] if value is None else self.shape.faults(value)

    def accepts(self) -> Accept:
        """The same as a quick test."""
        accept = accepting(self.shape)
        return lambda value: value is None or accept(value)

    def schema(self) -> dict[str, Any]:
        """Either of both."""
        return {"anyOf": [self.shape.schema(), {"type": "null"}]}


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of like values.

    Attributes:
        shape: of each.
        least, most: how many.
        once: whether no entry may stand twice.
    """

    shape: Shape
    least: int = 0
    most: int = 10_000
    once: bool = True

    def faults(self, value: JSON) -> list[Fault]:
        """No list, too few or too many, faults of entries, entries that stand twice."""
        if not isinstance(value, list):
            return wrong_type(value, list)
        if not self.least <= len(value) <= self.most:
            return [((), MEMBER_COUNT, {"found": len(value), "least": self.least, "most": self.most})]
        faults: list[Fault] = []
        for number, item in enumerate(value):
            faults += within(number, self.shape.faults(item))
        if self.once and not faults and len(value) > 1:
            faults += self._repeated(value)
        return faults

    def _repeated(self, value: list[JSON]) -> list[Fault]:
        seen: set[str] = set()
        faults: list[Fault] = []
        for number, item in enumerate(value):
            key = _key(item)
            if key in seen:
                faults.append(((number,), MEMBER_REPEATED, {"found": key}))
            seen.add(key)
        return faults

    def accepts(self) -> Accept:
        """The same as a quick test."""
        least, most, once, accept = self.least, self.most, self.once, accepting(self.shape)

        def accepted(value: JSON) -> bool:
            if not isinstance(value, list) or not least <= len(value) <= most:
                return False
            for item in value:
                if not accept(item):
                    return False
            return not once or len(value) < 2 or len({_key(item) for item in value}) == len(value)

        return accepted

    def schema(self) -> dict[str, Any]:
        """An array."""
        schema: dict[str, Any] = {"type": "array", "items": self.shape.schema(), "maxItems": self.most}
        if self.least:
            schema["minItems"] = self.least
        return schema | ({"uniqueItems": True} if self.once else {})


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object whose names are data.

    Attributes:
        name: shape of a name.
        shape: of each value.
        least, most: how many.
    """

    name: Shape
    shape: Shape
    least: int = 0
    most: int = 1_000

    def faults(self, value: JSON) -> list[Fault]:
        """No object, too few or too many, wrong names, faults of values."""
        if not isinstance(value, dict):
            return wrong_type(value, dict)
        if not self.least <= len(value) <= self.most:
            return [((), MEMBER_COUNT, {"found": len(value), "least": self.least, "most": self.most})]
        faults: list[Fault] = []
        for name, item in value.items():
            faults += within(name, self.name.faults(name)) + within(name, self.shape.faults(item))
        return faults

    def accepts(self) -> Accept:
        """The same as a quick test."""
        least, most, named, accept = self.least, self.most, accepting(self.name), accepting(self.shape)

        def accepted(value: JSON) -> bool:
            if not isinstance(value, dict) or not least <= len(value) <= most:
                return False
            return all(named(name) and accept(item) for name, item in value.items())

        return accepted

    def schema(self) -> dict[str, Any]:
        """An object with a pattern for its names."""
        schema: dict[str, Any] = {"type": "object", "propertyNames": self.name.schema(), "maxProperties": self.most}
        if self.least:
            schema["minProperties"] = self.least
        return schema | {"additionalProperties": self.shape.schema()}


@dataclass(frozen=True)
class ObjectOf:
    """An object with exactly these members.

    Attributes:
        members: shape by name.
        optional: names that may be left out.
        meanings: of members, for the schema.
        least: members at least, where some of several optional ones are wanted.
    """

    members: Mapping[str, Shape]
    optional: frozenset[str] = frozenset()
    meanings: Mapping[str, str] = field(default_factory=dict)
    least: int = 0

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Names that must be there."""
        return tuple(name for name in self.members if name not in self.optional)

    def faults(self, value: JSON) -> list[Fault]:
        """No object, members that are missing or unknown, faults of members."""
        if not isinstance(value, dict):
            return wrong_type(value, dict)
        faults: list[Fault] = [((name,), MEMBER_MISSING, {}) for name in self.required if name not in value]
        for name, item in value.items():
            shape = self.members.get(name)
            if shape is None:
                faults.append(((name,), MEMBER_UNKNOWN, {"choices": ", ".join(self.members)}))
                continue
            inner = shape.faults(item)
            faults += within(name, inner) if inner else inner
        if not faults and len(value) < self.least:
            faults.append(((), MEMBER_COUNT, {"found": len(value), "least": self.least, "most": len(self.members)}))
        return faults

    def accepts(self) -> Accept:
        """The same as a quick test, made once."""
        return self._accept

    @cached_property
    def _accept(self) -> Accept:
        tests = {name: accepting(shape) for name, shape in self.members.items()}
        required, count = self.required, len(self.required)
        least = max(self.least, count)

        def accepted(value: JSON) -> bool:
            if not isinstance(value, dict) or len(value) < least:
                return False
            for name in required:
                if name not in value:
                    return False
            for name, item in value.items():
                test = tests.get(name)
                if test is None or not test(item):
                    return False
            return True

        return accepted

    def schema(self) -> dict[str, Any]:
        """An object without other properties."""
        properties = {name: shape.schema() for name, shape in self.members.items()}
        for name, meaning in self.meanings.items():
            properties[name] = {**properties[name], "description": meaning}
        schema: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
        if self.required:
            schema["required"] = list(self.required)
        return schema | ({"minProperties": self.least} if self.least else {})


@dataclass(frozen=True, slots=True)
class OneOrMany:
    """A value, or a list of such values."""

    shape: Shape
    most: int = 16

    def faults(self, value: JSON) -> list[Fault]:
        """Those of the value, or of the list, which holds at least one."""
        return self.many().faults(value) if isinstance(value, list) else self.shape.faults(value)

    def many(self) -> ListOf:
        """The list."""
        return ListOf(self.shape, 1, self.most)

    def accepts(self) -> Accept:
        """The same as a quick test."""
        one, many = accepting(self.shape), self.many().accepts()
        return lambda value: many(value) if isinstance(value, list) else one(value)

    def schema(self) -> dict[str, Any]:
        """Either of both."""
        return {"anyOf": [self.shape.schema(), self.many().schema()]}


@dataclass(frozen=True, slots=True)
class Defined:
    """A shape that stands elsewhere in the schema, so that documents can hold documents, their own sort included.

    Attributes:
        name: under ``$defs``.
        shape: what is looked at; ``None`` where another reader does it.
    """

    name: str
    shape: Shape | None = None

    def faults(self, value: JSON) -> list[Fault]:
        """Those of the shape; without one, whether the value is an object."""
        if self.shape is not None:
            return self.shape.faults(value)
        return [] if isinstance(value, dict) else wrong_type(value, dict)

    def accepts(self) -> Accept:
        """The same as a quick test."""
        return accepting(self.shape) if self.shape is not None else lambda value: isinstance(value, dict)

    def schema(self) -> dict[str, Any]:
        """A reference."""
        return {"$ref": f"#/$defs/{self.name}"}


def _key(item: JSON) -> str:
    """What tells an entry from others: its text, or its spelling with members in order."""
    return item if isinstance(item, str) else _IN_ORDER(item)


_IN_ORDER = json.JSONEncoder(sort_keys=True).encode
"""Made once: `json.dumps` with options makes an encoder for every call."""
