"""Typed access to an object whose shape was checked: a wrong name or type here is an error of the program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from fourfold.core.canonical import JSON
from fourfold.core.moments import moment_of


@dataclass(frozen=True, slots=True)
class Node:
    """An object of a checked document.

    Attributes:
        members: the object.
    """

    members: dict[str, JSON]

    def text(self, name: str) -> str:
        """A text."""
        return _text(self.members[name])

    def maybe_text(self, name: str) -> str | None:
        """A text or null."""
        value = self.members[name]
        return None if value is None else _text(value)

    def decimal(self, name: str) -> Decimal:
        """A decimal, which stands as text."""
        return Decimal(self.text(name))

    def maybe_decimal(self, name: str) -> Decimal | None:
        """A decimal or null."""
        text = self.maybe_text(name)
        return None if text is None else Decimal(text)

    def moment(self, name: str) -> datetime:
        """A moment."""
        moment = moment_of(self.members[name])
        if moment is None:
            raise TypeError(f"{name} is no moment")
        return moment

    def integer(self, name: str) -> int:
        """A whole number."""
        value = self.members[name]
        if type(value) is not int:
            raise TypeError(f"{name} is no integer")
        return value

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self.members[name]
        if not isinstance(value, bool):
            raise TypeError(f"{name} is no boolean")
        return value

    def object(self, name: str) -> dict[str, JSON]:
        """An object as it is."""
        return _object(self.members[name])

    def node(self, name: str) -> Node:
        """An object."""
        return Node(self.object(name))

    def nodes(self, name: str) -> tuple[Node, ...]:
        """Objects of a list."""
        return tuple(Node(_object(item)) for item in _list(self.members[name]))

    def texts(self, name: str) -> tuple[str, ...]:
        """Texts of a list."""
        return tuple(_text(item) for item in _list(self.members[name]))

    def text_map(self, name: str) -> dict[str, str]:
        """An object of texts, such as names by language."""
        return {key: _text(value) for key, value in self.object(name).items()}

    def text_maps(self, name: str) -> tuple[dict[str, str], ...]:
        """A list of objects of texts."""
        return tuple({key: _text(value) for key, value in _object(item).items()} for item in _list(self.members[name]))

    def decimal_map(self, name: str) -> dict[str, Decimal]:
        """An object of decimals."""
        return {key: Decimal(text) for key, text in self.text_map(name).items()}


def _text(value: JSON) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _object(value: JSON) -> dict[str, JSON]:
    if not isinstance(value, dict):
        raise TypeError("no object")
    return value


def _list(value: JSON) -> list[JSON]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return value
